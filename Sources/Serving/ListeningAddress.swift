#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a server listens, made from what a person wrote.
struct ListeningAddress: Sendable {
  /// What was written.
  let host: String
  /// The same as a number.
  let number: String
  let port: Int
  let isVersion6: Bool
  /// Whether only this machine can reach it.
  let isLoopback: Bool

  /// `localhost` is 127.0.0.1; other names are not looked up.
  init(host: String, port: Int) throws(ServingError) {
    guard UInt16(exactly: port) != nil else { throw .badPort(port) }
    self.host = host
    self.port = port
    number = host == "localhost" ? "127.0.0.1" : host
    var version4 = in_addr()
    var version6 = in6_addr()
    if inet_pton(AF_INET, number, &version4) == 1 {
      isVersion6 = false
      isLoopback = number.hasPrefix("127.")
    } else if inet_pton(AF_INET6, number, &version6) == 1 {
      isVersion6 = true
      isLoopback = withUnsafeBytes(of: version6) { bytes in
        bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
      }
    } else {
      throw .badHost(host)
    }
  }

  /// The page's address for a browser, given the port that was found.
  func url(port: Int) -> String {
    isVersion6 ? "http://[\(number)]:\(port)/" : "http://\(host):\(port)/"
  }
}
