/// Why a server did not start or did not go on.
public enum ServingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The host is not an IP address, nor `localhost`.
  case badHost(String)
  /// The port is outside 0…65535.
  case badPort(Int)
  /// Another program listens there.
  case portInUse(host: String, port: Int)
  /// The system does not let this user listen there.
  case notPermitted(host: String, port: Int)
  /// No network interface of this machine has the address.
  case notThisMachine(host: String)
  /// Whatever else the system says.
  case failed(host: String, port: Int, reason: String)

  public var description: String {
    switch self {
    case .badHost(let host):
      "cannot listen on host “\(host)”: expected “localhost” or an IP address such as 127.0.0.1 or ::1"
    case .badPort(let port):
      "cannot listen on port \(port): expected 0 to 65535, where 0 takes any free port"
    case .portInUse(let host, let port):
      "cannot listen on \(host) port \(port): another program already does; "
        + "stop it or choose another port, or 0 for any free one"
    case .notPermitted(let host, let port):
      "cannot listen on \(host) port \(port): permission denied; choose a port from 1024 up"
    case .notThisMachine(let host):
      "cannot listen on \(host): this machine has no such address; "
        + "127.0.0.1 is itself, 0.0.0.0 all its addresses"
    case .failed(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason)"
    }
  }
}
