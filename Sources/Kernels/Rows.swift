/// How the rows of a product's factor or result lie in memory: in panels of 16 columns, element
/// (i, p) at i · `row` + p / 16 · `panel` + p % 16.
public struct Rows: Sendable {
  public let row: Int
  public let panel: Int

  /// Whole rows, `apart` floats from one to the next.
  public static func whole(_ apart: Int) -> Rows { Rows(row: apart, panel: 16) }

  /// Rows of 16 floats one after another, panel after panel, `apart` floats from one panel to the
  /// next.
  public static func panels(_ apart: Int) -> Rows { Rows(row: 16, panel: apart) }
}
