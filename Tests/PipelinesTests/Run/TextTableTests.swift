import Pipelines
import Testing

@Suite struct TextTableTests {
  @Test func alignsColumns() {
    let table = TextTable(
      header: ["word", "count", ""], rows: [["soup", "7", "x"], ["crème brûlée", "1,204", ""]],
      numeric: [1], indent: "  ")
    #expect(
      table.text == """
          word          count
          soup              7  x
          crème brûlée  1,204

        """)
  }

  @Test func anEmptyHeaderTakesNoLine() {
    #expect(TextTable(header: [], rows: [["a", "b"]]).text == "a  b\n")
    #expect(TextTable(header: ["", ""], rows: [["a", "b"]]).text == "a  b\n")
  }

  @Test func rowsMayBeShort() {
    #expect(TextTable(header: ["a", "b"], rows: [["x"], []]).text == "a  b\nx\n\n")
    #expect(TextTable(header: ["a"], rows: []).text == "a\n")
    #expect(TextTable(header: [], rows: []).text == "")
  }
}
