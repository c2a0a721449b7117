import FlyingSocks

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a server listens, made from what a person wrote.
struct ListeningAddress {
  let socketAddress: any SocketAddress
  /// Whether only this machine can reach it.
  let isLoopback: Bool

  /// `localhost` is 127.0.0.1; other names are not looked up.
  init(host: String, port: UInt16) throws(ServingError) {
    let numeric = host == "localhost" ? "127.0.0.1" : host
    if let address = try? sockaddr_in.inet(ip4: numeric, port: port) {
      socketAddress = address
      isLoopback = numeric.hasPrefix("127.")
    } else if let address = try? sockaddr_in6.inet6(ip6: numeric, port: port) {
      socketAddress = address
      isLoopback = numeric == "::1"
    } else {
      throw .badHost(host)
    }
  }

  /// The page's address for a browser.
  static func url(host: String, _ address: Socket.Address) -> String {
    switch address {
    case .ip4(let number, let port):
      "http://\(host == "localhost" ? host : number):\(port)/"
    case .ip6(let number, let port):
      "http://[\(number)]:\(port)/"
    case .unix(let path):
      path
    }
  }
}
