/// The four parts of an LSTM cell, in the order in which all weights here are stored.
///
/// PyTorch and Keras use the same order (i, f, g, o); ONNX has i, o, f, c. Whoever imports foreign
/// weights permutes into this one.
public enum Gate: Int, CaseIterable, Codable, Sendable {
  /// i: how much of the candidate is written into the memory.
  case input
  /// f: how much of the memory before is kept.
  case forget
  /// C̃: what would be written.
  case candidate
  /// o: how much of the memory is shown.
  case output

  /// The panel in which this gate of a unit lies: four for every 16 units, i, f, C̃, o.
  package func panel(of unit: Int) -> Int { unit / 16 * 4 + rawValue }

  /// Where it lies in a row of all panels.
  package func column(of unit: Int) -> Int { panel(of: unit) * 16 + unit % 16 }
}
