/// Something that judges a text and can say why: what a page or a report needs to know of a model.
public protocol TextReader: Sendable {
  var labels: [String] { get }
  var multiLabel: Bool { get }
  func predict(_ text: String) -> TextPrediction
  func trace(_ text: String) -> TextTrace
}
