import Serving
import Testing

@Suite struct ServingErrorTests {
  @Test func badHostsAndPortsAreRefusedAtOnce() {
    for host in ["", "example.org", "256.0.0.1", "127.1", "::1::", "http://localhost"] {
      #expect(throws: ServingError.badHost(host)) {
        try ModelServer(reader: StubReader(), name: "stub", host: host)
      }
    }
    for port in [-1, 65_536, .max] {
      #expect(throws: ServingError.badPort(port)) {
        try ModelServer(reader: StubReader(), name: "stub", port: port)
      }
    }
    for host in ["localhost", "127.0.0.1", "::1", "0.0.0.0", "::"] {
      #expect(throws: Never.self) {
        try ModelServer(reader: StubReader(), name: "stub", host: host)
      }
    }
  }

  @Test func anAddressOfAnotherMachineIsNamed() async throws {
    let server = try ModelServer(reader: StubReader(), name: "stub", host: "192.0.2.1", port: 0)
    await #expect(throws: ServingError.notThisMachine(host: "192.0.2.1")) { try await server.run() }
  }

  @Test(arguments: [
    (
      ServingError.badHost("x"),
      "cannot listen on host “x”: expected “localhost” or an IP address such as 127.0.0.1 or ::1"
    ),
    (.badPort(-1), "cannot listen on port -1: expected 0 to 65535, where 0 takes any free port"),
    (
      .portInUse(host: "127.0.0.1", port: 80),
      "cannot listen on 127.0.0.1 port 80: another program already does; stop it or choose another port, or 0 for any free one"
    ),
    (
      .notPermitted(host: "127.0.0.1", port: 80),
      "cannot listen on 127.0.0.1 port 80: permission denied; choose a port from 1024 up"
    ),
    (
      .notThisMachine(host: "192.0.2.1"),
      "cannot listen on 192.0.2.1: this machine has no such address; 127.0.0.1 is itself, 0.0.0.0 all its addresses"
    ),
    (
      .failed(host: "::1", port: 1, reason: "no luck"), "cannot listen on ::1 port 1: no luck"
    ),
  ])
  func saysWhatToDo(_ error: ServingError, _ text: String) {
    #expect(error.description == text)
  }
}
