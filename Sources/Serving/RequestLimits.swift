/// How much a client may send and how long it may take.
package struct RequestLimits: Sendable {
  /// The largest body that is read.
  static let bodyBytes = 1 << 20
  /// The longest text that is judged, in bytes of UTF-8.
  static let textBytes = 128 << 10
  /// How much of too large a body is read and thrown away, so that the sender gets to the answer.
  static let drainedBytes = 8 << 20

  /// Seconds for a whole request to come, counted from the answer before it, and for each piece of
  /// an answer to be taken.
  package var patience = 120.0
  /// Connections beyond these are closed as they come.
  package var connections = 256

  package init() {}
}
