import Foundation

/// A bare socket to this machine, so that a test may send what no HTTP library would.
struct Client: Sendable {
  struct Answer: Sendable {
    var status = 0
    var headers: [String: String] = [:]
    var body = ""
    /// Whether the server hung up rather than wait for another request.
    var isClosed = false
  }

  var port: UInt16
  /// Seconds after which a silent server counts as having nothing more to say.
  var patience = 10
  /// Whether to wait a moment after an answer for the server to hang up.
  var looksForEnd = false

  func get(_ path: String, headers: [String] = []) async -> Answer {
    await send("GET \(path) HTTP/1.1", headers: headers, body: [])
  }

  func post(_ path: String, _ body: String, headers: [String] = []) async -> Answer {
    await send("POST \(path) HTTP/1.1", headers: headers, body: Array(body.utf8))
  }

  func send(_ line: String, headers: [String], body: [UInt8], length: Int? = nil) async -> Answer {
    var head = line + "\r\n"
    if !headers.contains(where: { $0.hasPrefix("Host:") }) { head += "Host: localhost:\(port)\r\n" }
    for header in headers { head += header + "\r\n" }
    if !line.hasPrefix("GET"), !headers.contains(where: { $0.hasPrefix("Transfer-Encoding") }) {
      head += "Content-Length: \(length ?? body.count)\r\n"
    }
    return await raw(Array((head + "\r\n").utf8) + body)
  }

  /// Sends bytes and reads one answer, on a thread of its own: it waits for the server, which must
  /// not lack the threads that it waits with.
  func raw(_ bytes: [UInt8]) async -> Answer {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: exchange(bytes)) }
    }
  }

  /// Sends the pieces, with a pause before all but the first, and gives back everything that comes
  /// until the server hangs up or `patience` is over, with the seconds that took.
  func transcript(
    _ pieces: [String], pause: Double = 0.1, closingOutput: Bool = false
  ) async -> (text: String, seconds: Double) {
    let (text, seconds, _) = await conversation(
      pieces, pause: pause, closingOutput: closingOutput)
    return (text, seconds)
  }

  /// The same with the number of pieces that the server took before it hung up.
  func conversation(
    _ pieces: [String], pause: Double = 0.1, closingOutput: Bool = false
  ) async -> (text: String, seconds: Double, sent: Int) {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let start = ContinuousClock.now
        var received: [UInt8] = []
        var sent = 0
        if let file = connection() {
          for (index, piece) in pieces.enumerated() {
            if index > 0 { Thread.sleep(forTimeInterval: pause) }
            if !send(Array(piece.utf8), to: file) { break }
            sent += 1
          }
          if closingOutput { shutdown(file, Int32(SHUT_WR)) }
          var buffer = [UInt8](repeating: 0, count: 1 << 16)
          while true {
            let count = read(file, &buffer, buffer.count)
            if count <= 0 { break }
            received += buffer[..<count]
          }
          close(file)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        continuation.resume(
          returning: (String(decoding: received, as: UTF8.self), seconds, sent))
      }
    }
  }

  private func exchange(_ bytes: [UInt8]) -> Answer {
    guard let file = connection() else { return Answer() }
    defer { close(file) }
    _ = send(bytes, to: file)
    return receive(from: file)
  }

  private func send(_ bytes: [UInt8], to file: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        #if canImport(Darwin)
          write(file, $0.baseAddress, $0.count)
        #else
          Foundation.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        #endif
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  private func connection() -> Int32? {
    #if canImport(Darwin)
      let file = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var wait = timeval(tv_sec: .init(patience), tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(file, SOL_SOCKET, option, &wait, socklen_t(MemoryLayout<timeval>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(file)
      return nil
    }
    return file
  }

  private func receive(from file: Int32) -> Answer {
    var answer = Answer()
    var received: [UInt8] = []
    var bodyStart: Int?
    var expected = Int.max
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bodyStart == nil || received.count - (bodyStart ?? 0) < expected {
      let count = read(file, &buffer, buffer.count)
      if count <= 0 { break }
      received += buffer[..<count]
      if bodyStart == nil, let end = endOfHead(received) {
        bodyStart = end
        let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
        answer.status = Int(lines[0].split(separator: " ")[1]) ?? 0
        for line in lines.dropFirst() {
          let halves = line.split(separator: ":", maxSplits: 1)
          answer.headers[halves[0].lowercased()] = halves[1].drop { $0 == " " }.description
        }
        expected = answer.headers["content-length"].flatMap { Int($0) } ?? 0
      }
    }
    if let bodyStart { answer.body = String(decoding: received[bodyStart...], as: UTF8.self) }
    guard looksForEnd else { return answer }
    var brief = timeval(tv_sec: 0, tv_usec: 300_000)
    setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &brief, socklen_t(MemoryLayout<timeval>.size))
    answer.isClosed = read(file, &buffer, 1) == 0
    return answer
  }

  private func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (4...bytes.count).first { end in
      bytes[end - 4] == 13 && bytes[end - 3] == 10 && bytes[end - 2] == 13 && bytes[end - 1] == 10
    }
  }
}
