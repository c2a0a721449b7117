/// What a client asks, after it has come whole and before anything is known of what it names.
struct Request: Sendable {
  /// `GET`, `POST` …
  var method: String
  /// The path as it was sent, percent signs and all.
  var path: String
  /// What stood behind the question mark, or "".
  var query: String
  /// The names and values of the head's fields, in their order.
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// The names by which the client calls this machine: none, usually one, and all must be right.
  var hosts: [String]

  /// Edge case: a target in absolute form, `http://host/path`, says the host itself, and `Host` no
  /// longer counts.
  ///
  /// Source: RFC 9112, section 3.2.
  init(
    method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]
  ) {
    self.method = method
    self.headers = headers
    self.body = body
    hosts = headers.filter { $0.name.lowercased() == "host" }.map(\.value)
    var rest = target[...]
    if rest.lowercased().hasPrefix("http://") {
      rest = rest.dropFirst("http://".count)
      let host = rest.prefix { $0 != "/" && $0 != "?" }
      hosts = [String(host)]
      rest = rest[host.endIndex...]
    }
    let path = rest.prefix { $0 != "?" }
    self.path = path.isEmpty ? "/" : String(path)
    query = String(rest[path.endIndex...].dropFirst())
  }
}
