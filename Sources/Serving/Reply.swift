import Reports
import StrictJSON

/// An answer to one request, before it becomes a response.
struct Reply: Sendable {
  enum Status: Int {
    case ok = 200
    case badRequest = 400
    case notFound = 404
    case methodNotAllowed = 405
    case payloadTooLarge = 413
    case misdirectedRequest = 421
  }

  enum Kind: String {
    case html = "text/html; charset=utf-8"
    case css = "text/css; charset=utf-8"
    case script = "text/javascript; charset=utf-8"
    case json = "application/json"
  }

  var status: Status
  var kind: Kind
  var body: String
  /// The methods that would have been right.
  var allowed: String?
  /// Whether only the head is sent.
  var isHead = false

  init(_ status: Status, _ kind: Kind, _ body: String) {
    self.status = status
    self.kind = kind
    self.body = body
  }

  static func json(_ value: JSONText) -> Reply {
    Reply(.ok, .json, value.compact + "\n")
  }

  static func problem(_ status: Status, _ message: String) -> Reply {
    Reply(status, .json, JSONText.object(["error": .string(message)]).compact + "\n")
  }

  /// The page uses nothing but itself; what it is answered with is never taken for something else,
  /// kept, or shown inside another page.
  private static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  /// The fields of the response's head.
  var headers: [(name: String, value: String)] {
    var headers = [
      (name: "Content-Type", value: kind.rawValue),
      (name: "Content-Length", value: String(body.utf8.count)),
      (name: "Content-Security-Policy", value: Self.policy),
      (name: "X-Content-Type-Options", value: "nosniff"),
      (name: "Referrer-Policy", value: "no-referrer"),
      (name: "Cache-Control", value: "no-store"),
    ]
    if let allowed { headers.append((name: "Allow", value: allowed)) }
    return headers
  }
}
