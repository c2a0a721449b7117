import FlyingFox
import Foundation
import Reports
import StrictJSON

/// An answer to one request, before it becomes a response.
struct Reply {
  enum Kind: String {
    case html = "text/html; charset=utf-8"
    case css = "text/css; charset=utf-8"
    case script = "text/javascript; charset=utf-8"
    case json = "application/json"
  }

  var status: HTTPStatusCode
  var kind: Kind
  var body: String
  /// The methods that would have been right.
  var allowed: String?
  /// Whether only the head is sent.
  var isHead = false

  init(_ status: HTTPStatusCode, _ kind: Kind, _ body: String) {
    self.status = status
    self.kind = kind
    self.body = body
  }

  static func json(_ value: JSONText) -> Reply {
    Reply(.ok, .json, value.compact + "\n")
  }

  static func problem(_ status: HTTPStatusCode, _ message: String) -> Reply {
    Reply(status, .json, JSONText.object(["error": .string(message)]).compact + "\n")
  }

  /// The page uses nothing but itself; what it is answered with is never taken for something else,
  /// kept, or shown inside another page.
  private static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  var response: HTTPResponse {
    let bytes = Data(body.utf8)
    var headers: HTTPHeaders = [.contentType: kind.rawValue, .contentLength: String(bytes.count)]
    headers[HTTPHeader("Content-Security-Policy")] = Self.policy
    headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
    headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
    headers[HTTPHeader("Cache-Control")] = "no-store"
    if let allowed { headers[HTTPHeader("Allow")] = allowed }
    return HTTPResponse(statusCode: status, headers: headers, body: isHead ? Data() : bytes)
  }
}
