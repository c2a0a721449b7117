import Classifying
import Serving
import Testing

/// Each test has a server of its own on a free port.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ModelServerTests {
  /// Serves for as long as the body runs, and checks that the server then ends in peace.
  func serving(_ body: (Client) async throws -> Void) async throws {
    let server = try ModelServer(reader: StubReader(), name: "stub <model>", port: 0)
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    let running = Task {
      defer { announce.finish() }
      try await server.run { announce.yield($0) }
    }
    let address = try #require(await addresses.first { _ in true })
    let parts = address.split(separator: ":")
    #expect(address.hasPrefix("http://127.0.0.1:"))
    try await body(Client(port: #require(UInt16(parts[2].dropLast()))))
    await server.stop()
    try await running.value
  }

  @Test func predicts() async throws {
    try await serving { client in
      let answer = await client.post("/api/predict", #"{"text": "tasty but not cripsy"}"#)
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(
        answer.body
          == #"{"labels":["good","bad"],"probabilities":{"good":0.75,"bad":0.75},"#
          + #""chosen":["good","bad"],"words":4,"unknown":1,"read":4}"# + "\n")
      let escaped = await client.post("/api/predict", #"{"text": "t\u0061sty 🍜", "more": 1}"#)
      #expect(escaped.body.contains(#""chosen":["good"],"words":2"#))
      let empty = await client.post("/api/predict", #"{"text": ""}"#)
      #expect(empty.status == 200)
      #expect(empty.body.contains(#""chosen":[],"words":0,"unknown":0"#))
    }
  }

  @Test func tracesAndNamesTheModel() async throws {
    try await serving { client in
      let trace = await client.post("/api/trace", #"{"text": "tasty"}"#)
      #expect(trace.status == 200)
      #expect(
        trace.body.hasPrefix(
          #"{"text":"tasty","labels":["good","bad"],"multiLabel":true,"before":[0.25,0.25],"words":[{"word":"tasty""#
        ))
      let model = await client.get("/api/model")
      #expect(
        model.body == #"{"name":"stub <model>","labels":["good","bad"],"multiLabel":true}"# + "\n")
    }
  }

  @Test func pageWorksWithoutItsScript() async throws {
    try await serving { client in
      let page = await client.get("/")
      #expect(page.status == 200)
      #expect(page.headers["content-type"] == "text/html; charset=utf-8")
      #expect(page.body.contains("stub &lt;model&gt;"))
      #expect(!page.body.contains("Word by word"))
      let posted = await client.post("/", "text=tasty+%3Cb%3E%26+cripsy%21&x=1")
      #expect(posted.body.contains("tasty &lt;b&gt;&amp; cripsy!</textarea>"))
      #expect(posted.body.contains("<svg xmlns"))
      #expect(posted.body.contains("3 words, all in the vocabulary."))
      let asked = await client.get("/?text=not+cripsy")
      #expect(asked.body.contains("2 words, 1 not in the vocabulary."))
      #expect(asked.body.contains("<b>bad</b></h2>"))
      let empty = await client.get("/?text=")
      #expect(empty.body.contains("No words to read"))
      for body in [page.body, posted.body] {
        #expect(!body.contains("<style") && !body.contains("style=\"") && !body.contains("onclick"))
      }
    }
  }

  @Test func scriptGetsTheAnswerAlone() async throws {
    try await serving { client in
      let answer = await client.post("/answer", "text=tasty")
      #expect(answer.body.hasPrefix("<section"))
      #expect(
        await client.get("/page.js").headers["content-type"] == "text/javascript; charset=utf-8")
      #expect(await client.get("/style.css").headers["content-type"] == "text/css; charset=utf-8")
    }
  }

  @Test func everyAnswerIsGuarded() async throws {
    try await serving { client in
      for path in ["/", "/style.css", "/page.js", "/api/model", "/nothing"] {
        let headers = await client.get(path).headers
        #expect(headers["content-security-policy"]?.hasPrefix("default-src 'none'; ") == true)
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["referrer-policy"] == "no-referrer")
        #expect(headers["access-control-allow-origin"] == nil)
      }
    }
  }

  @Test(arguments: [
    "", "{", "[]", "\"text\"", "{\"text\": 1}", "{\"text\": null}", "{\"texts\": \"a\"}",
    "text=tasty", "{\"text\": \"a\"} x",
  ])
  func refusesWhatIsNoQuestion(_ body: String) async throws {
    try await serving { client in
      for path in ["/api/predict", "/api/trace"] {
        let answer = await client.post(path, body)
        #expect(answer.status == 400)
        #expect(
          answer.body
            == #"{"error":"expected a JSON object with a string under “text”: {\"text\": \"Tasty!\"}"}"#
            + "\n")
      }
    }
  }

  @Test func refusesUnknownPathsAndMethods() async throws {
    try await serving { client in
      for path in [
        "/nothing", "/api", "/../../etc/passwd", "/style.css/", "//", "/%2e%2e/x", "/[",
      ] {
        let answer = await client.get(path)
        #expect(answer.status == 404, "\(path)")
        #expect(answer.body.hasPrefix("{\"error\":\"there is nothing at"), "\(path)")
      }
      let got = await client.get("/api/predict")
      #expect(got.status == 405)
      #expect(got.headers["allow"] == "POST")
      #expect(got.body == "{\"error\":\"“/api/predict” does not answer GET, only POST\"}\n")
      let put = await client.send("PUT / HTTP/1.1", headers: [], body: [])
      #expect(put.status == 405)
      #expect(put.headers["allow"] == "GET, HEAD, POST")
      let head = await client.send(
        "HEAD /api/model HTTP/1.1", headers: ["Connection: close"], body: [])
      #expect(head.status == 200 && head.body == "" && head.headers["content-length"] == "66")
    }
  }

  @Test func refusesWhatIsTooLong() async throws {
    try await serving { client in
      var client = client
      client.looksForEnd = true
      let longest = String(repeating: "a", count: 131_072)
      let fits = await client.post("/api/predict", "{\"text\":\"\(longest)\"}")
      #expect(fits.status == 200)
      let over = await client.post("/api/predict", "{\"text\":\"\(longest)a\"}")
      #expect(over.status == 413)
      #expect(
        over.body
          == "{\"error\":\"the text is longer than 128 KiB (131072 bytes), some 20,000 words\"}\n")
      #expect(!over.isClosed)
      let page = await client.post("/", "text=\(longest)a")
      #expect(page.status == 413 && page.body.contains("role=\"alert\""))

      let message =
        "{\"error\":\"the request's body is longer than 1 MiB (1048576 bytes)\"}\n"
      let body = await client.post("/api/predict", String(repeating: " ", count: (1 << 20) + 1))
      #expect(body.status == 413 && body.body == message && body.isClosed)
      var chunks = ""
      for _ in 0..<17 { chunks += "10000\r\n" + String(repeating: " ", count: 65_536) + "\r\n" }
      let chunked = await client.send(
        "POST /api/predict HTTP/1.1", headers: ["Transfer-Encoding: chunked"],
        body: Array((chunks + "0\r\n\r\n").utf8))
      #expect(chunked.status == 413 && chunked.body == message)
    }
  }

  @Test func readsBodiesInChunks() async throws {
    try await serving { client in
      let answer = await client.send(
        "POST /api/predict HTTP/1.1", headers: ["Transfer-Encoding: chunked"],
        body: Array("8\r\n{\"text\":\r\n8\r\n\"tasty\"}\r\n0\r\n\r\n".utf8))
      #expect(answer.status == 200)
      #expect(answer.body.contains("\"words\":1"))
    }
  }

  @Test func answersOnlyToItsOwnName() async throws {
    try await serving { client in
      for host in ["localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]:80", "model.localhost"] {
        #expect(await client.get("/api/model", headers: ["Host: \(host)"]).status == 200, "\(host)")
      }
      for host in [
        "example.org", "127.0.0.1.example.org", "localhost.example.org", "[::2]", "127.1",
      ] {
        #expect(await client.get("/api/model", headers: ["Host: \(host)"]).status == 421, "\(host)")
      }
    }
  }

  @Test func outlivesBrokenRequests() async throws {
    try await serving { client in
      var hasty = client
      hasty.patience = 1
      let broken: [[UInt8]] = [
        [], [0], Array("\r\n\r\n".utf8), Array("GET\r\n\r\n".utf8), [0xFF, 0xFE, 0x0D, 0x0A],
        Array("POST /api/predict HTTP/1.1\r\nContent-Length: -1\r\n\r\n".utf8),
        Array("POST /api/predict HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n".utf8),
        Array("POST /api/predict HTTP/1.1\r\nContent-Length: 50\r\n\r\n{".utf8),
        Array("POST /api/predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".utf8),
      ]
      for bytes in broken { _ = await hasty.raw(bytes) }
      #expect(await client.get("/api/model").status == 200)
    }
  }

  @Test func answersManyAtOnce() async throws {
    try await serving { client in
      let right = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<40 {
          group.addTask {
            let words = String(repeating: "tasty ", count: index)
            let answer = await client.post("/api/predict", "{\"text\":\"\(words)\"}")
            return answer.status == 200 && answer.body.contains("\"words\":\(index),")
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(right == 40)
    }
  }

  @Test func aTakenPortIsNamed() async throws {
    try await serving { client in
      let second = try ModelServer(reader: StubReader(), name: "second", port: Int(client.port))
      let port = Int(client.port)
      await #expect(throws: ServingError.portInUse(host: "127.0.0.1", port: port)) {
        try await second.run()
      }
    }
  }

  @Test func stoppingWaitsForRequestsUnderWay() async throws {
    let server = try ModelServer(
      reader: StubReader(delay: 0.5), name: "slow", port: 0)
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    let running = Task { try await server.run { announce.yield($0) } }
    let address = try #require(await addresses.first { _ in true })
    let client = Client(port: try #require(UInt16(address.split(separator: ":")[2].dropLast())))
    async let answer = client.post("/api/predict", "{\"text\":\"tasty\"}")
    try await Task.sleep(for: .milliseconds(200))
    await server.stop()
    #expect(await answer.status == 200)
    try await running.value
    #expect(await client.get("/").status == 0)
  }

  @Test func cancellingEndsIt() async throws {
    let server = try ModelServer(reader: StubReader(), name: "stub", port: 0)
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    let running = Task { try await server.run { announce.yield($0) } }
    _ = await addresses.first { _ in true }
    running.cancel()
    try await running.value
  }
}
