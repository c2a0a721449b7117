import Foundation
import Serving
import Testing

/// What holds between a client and the server beneath paths and pages: the order of answers, broken
/// and slow requests, half-closed and superfluous connections.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ConnectionTests {
  func serving(
    delay: Double = 0, _ limits: RequestLimits = RequestLimits(),
    _ body: (Client) async throws -> Void
  ) async throws {
    let server = try ModelServer(
      reader: StubReader(delay: delay), name: "stub", port: 0, limits: limits)
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    let running = Task {
      defer { announce.finish() }
      try await server.run { announce.yield($0) }
    }
    let address = try #require(await addresses.first { _ in true })
    try await body(Client(port: #require(UInt16(address.split(separator: ":")[2].dropLast()))))
    await server.stop()
    try await running.value
  }

  static let ask = "GET /api/model HTTP/1.1\r\nHost: localhost\r\n\r\n"
  static let askLast = "GET /api/model HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

  static func predict(_ text: String, _ header: String = "") -> String {
    let body = "{\"text\":\"\(text)\"}"
    return "POST /api/predict HTTP/1.1\r\nHost: localhost\r\n\(header)"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  static func count(_ part: String, in text: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  @Test func answersComeInTheOrderOfTheirQuestions() async throws {
    try await serving(delay: 0.05) { client in
      let asked = (1...5).map { Self.predict(String(repeating: "tasty ", count: $0)) }
      let (text, _) = await client.transcript([asked.joined() + Self.askLast])
      let counts = text.components(separatedBy: "\"words\":").dropFirst()
        .map { String($0.prefix { $0 != "," }) }
      #expect(counts == ["1", "2", "3", "4", "5"])
      #expect(Self.count("HTTP/1.1 200 OK\r\n", in: text) == 6)
      #expect(text.hasSuffix("\"multiLabel\":true}\n"))
    }
  }

  @Test func aConnectionLastsAsLongAsItsClientWishes() async throws {
    try await serving { client in
      var client = client
      client.patience = 1
      let (kept, long) = await client.transcript([Self.ask, Self.ask])
      #expect(Self.count("HTTP/1.1 200", in: kept) == 2 && long >= 1)
      #expect(!kept.lowercased().contains("\r\nconnection:"))
      let (closed, brief) = await client.transcript([Self.askLast])
      #expect(closed.contains("\r\nConnection: close\r\n") && brief < 1)
      let old = "GET /api/model HTTP/1.0\r\n"
      let (ended, short) = await client.transcript([old + "\r\n"])
      #expect(ended.contains("\r\nConnection: close\r\n") && short < 1)
      let (again, _) = await client.transcript([
        old + "Connection: keep-alive\r\n\r\n", old + "\r\n",
      ])
      #expect(again.contains("\r\nConnection: keep-alive\r\n"))
      #expect(Self.count("HTTP/1.1 200", in: again) == 2)
    }
  }

  @Test func nothingFollowsWhereAnotherProtocolWasAskedFor() async throws {
    try await serving { client in
      let upgrade = Self.ask.dropLast(1) + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
      let (text, seconds) = await client.transcript([upgrade + Self.ask])
      #expect(Self.count("HTTP/1.1 200", in: text) == 1 && seconds < 5)
      #expect(text.contains("\r\nConnection: close\r\n"))
      let (tunnel, _) = await client.transcript(["CONNECT localhost:80 HTTP/1.1\r\n\r\n"])
      #expect(tunnel.hasPrefix("HTTP/1.1 404 "))
    }
  }

  @Test(arguments: [
    "GET x HTTP/1.1\r\n\r\n", "NONSENSE / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
    "GET / HTTP/1.1\r\nno colon\r\n\r\n", "\u{1}\u{2}\u{3}\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 100_000))\r\n\r\n",
    "GET / HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 300))\r\n",
  ])
  func refusesWhatIsNoRequest(_ request: String) async throws {
    try await serving { client in
      let (text, seconds) = await client.transcript([request])
      #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      #expect(text.hasSuffix("\r\n\r\n{\"error\":\"this is not a request of HTTP/1.1\"}\n"))
      #expect(text.contains("\r\nConnection: close\r\n"))
      #expect(text.contains("\r\nContent-Security-Policy: default-src 'none'; "))
      #expect(Self.count("HTTP/1.1 ", in: text) == 1 && seconds < 5)
      // One that is sound and answered before it stays so.
      let (both, _) = await client.transcript([Self.ask + request])
      #expect(both.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(both.contains("HTTP/1.1 400 Bad Request\r\n"))
    }
  }

  @Test func aHalfClosedConnectionIsAnswered() async throws {
    try await serving(delay: 0.3) { client in
      let (text, seconds) = await client.transcript([Self.predict("tasty")], closingOutput: true)
      #expect(text.contains("\"words\":1,") && seconds < 5)
      let (half, _) = await client.transcript(
        [String(Self.predict("tasty").dropLast())], closingOutput: true)
      #expect(half.hasPrefix("HTTP/1.1 400 "))
      let (none, brief) = await client.transcript([""], closingOutput: true)
      #expect(none.isEmpty && brief < 5)
    }
  }

  @Test func aTargetMayNameItsHost() async throws {
    try await serving { client in
      let own = "GET http://localhost:1/api/model HTTP/1.1\r\nHost: example.org\r\n\r\n"
      #expect(await client.raw(Array(own.utf8)).status == 200)
      let other = "GET http://example.org/api/model HTTP/1.1\r\nHost: localhost\r\n\r\n"
      #expect(await client.raw(Array(other.utf8)).status == 421)
      let page = "GET http://localhost?text=not HTTP/1.1\r\nHost: localhost\r\n\r\n"
      #expect(await client.raw(Array(page.utf8)).body.contains("<b>bad</b></h2>"))
      let two = "GET /api/model HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n"
      #expect(await client.raw(Array(two.utf8)).status == 421)
    }
  }

  @Test func whoAsksBeforeSendingIsToldAtOnce() async throws {
    try await serving { client in
      let question = Self.predict("tasty", "Expect: 100-continue\r\nConnection: close\r\n")
      let end = question.range(of: "\r\n\r\n")!.upperBound
      let (text, _) = await client.transcript([
        String(question[..<end]), String(question[end...]),
      ])
      #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n"))
      #expect(text.contains("HTTP/1.1 200 OK\r\n") && text.contains("\"words\":1,"))
      let large = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n"
      let (refused, seconds) = await client.transcript([large])
      #expect(refused.hasPrefix("HTTP/1.1 413 ") && seconds < 5)
      #expect(Self.count("HTTP/1.1 ", in: refused) == 1)
    }
  }

  @Test func endlessBodiesAreCutOff() async throws {
    try await serving { client in
      let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      let chunk = "100000\r\n" + String(repeating: " ", count: 1 << 20) + "\r\n"
      let (text, seconds, sent) = await client.conversation(
        [head] + Array(repeating: chunk, count: 80), pause: 0.002)
      #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 413 "))
      #expect(seconds < 8)
      // 1 MiB of a body and 8 MiB thrown away, and what the two systems keep on the way.
      #expect((9..<60).contains(sent))
      #expect(await client.get("/api/model").status == 200)
    }
  }

  @Test func slowRequestsAreNotWaitedFor() async throws {
    var limits = RequestLimits()
    limits.patience = 0.5
    // The model may take its time: only clients are hurried.
    try await serving(delay: 0.8, limits) { client in
      for half in [
        "", "GET / HT", "GET / HTTP/1.1\r\nHost: ", String(Self.predict("a").dropLast()),
      ] {
        let (text, seconds) = await client.transcript([half])
        #expect(text.isEmpty && seconds > 0.4 && seconds < 5)
      }
      // A byte now and then gives no respite.
      let (drip, seconds) = await client.transcript(Self.ask.map(String.init), pause: 0.1)
      #expect(drip.isEmpty && seconds < 5)
      let question = Self.predict("tasty")
      let end = question.range(of: "\r\n\r\n")!.upperBound
      let (body, time) = await client.transcript(
        [String(question[..<end])] + question[end...].map(String.init), pause: 0.1)
      #expect(body.isEmpty && time < 5)
      let (slow, _) = await client.transcript([Self.predict("tasty")])
      #expect(slow.contains("\"words\":1,"))
    }
  }

  @Test func clientsThatDoNotReadAreLeft() async throws {
    var limits = RequestLimits()
    limits.patience = 0.5
    try await serving(limits) { client in
      // An answer of many MB, of which nothing is read for longer than the server waits.
      let words = String(repeating: "a ", count: 60_000)
      let question = Self.predict(words).replacing("/api/predict", with: "/api/trace")
      let (whole, _) = await client.transcript([question])
      let (part, _) = await client.transcript([question, ""], pause: 2)
      #expect(whole.hasSuffix("}\n") && whole.utf8.count > 5_000_000)
      #expect(part.utf8.count < whole.utf8.count)
    }
  }

  @Test func connectionsAreCounted() async throws {
    var limits = RequestLimits()
    limits.connections = 3
    try await serving(delay: 0.5, limits) { client in
      let answers = await withTaskGroup(of: String.self) { group in
        for _ in 0..<6 {
          group.addTask {
            await client.transcript([Self.predict("tasty", "Connection: close\r\n")]).text
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.count { $0.hasPrefix("HTTP/1.1 200 ") } == 3)
      #expect(answers.count { $0.isEmpty } == 3)
      #expect(await client.get("/api/model").status == 200)
    }
  }

  @Test func stoppingLeavesNobodyWaiting() async throws {
    let server = try ModelServer(reader: StubReader(), name: "stub", port: 0)
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    let running = Task { try await server.run { announce.yield($0) } }
    let address = try #require(await addresses.first { _ in true })
    let client = Client(port: try #require(UInt16(address.split(separator: ":")[2].dropLast())))
    async let idle = client.transcript([Self.ask])
    try await Task.sleep(for: .milliseconds(300))
    await server.stop()
    let (text, seconds) = await idle
    #expect(Self.count("HTTP/1.1 200", in: text) == 1 && seconds < 5)
    try await running.value
    await server.stop()
    // Stopped is stopped.
    try await server.run()
  }
}
