import Foundation
import Testing

/// `predict`, `evaluate`, `trace`: what a model file is asked.
@Suite struct ModelCommandTests {
  let kitchen: Kitchen
  private let model = "run/classifier.model.gz"

  init() throws { kitchen = try Kitchen.shared.get() }

  @Test func predictsOneText() throws {
    let result = try kitchen.lexigate("predict", model, "--text", "The soup was good.")
    #expect(result.code == 0)
    #expect(result.output.wholeMatch(of: /(good|bad)\t(0\.[5-9][0-9]{3}|1\.0000)\n/) != nil)
    #expect(result.diagnostics.isEmpty)
    for text in ["", "Quokka wombat", "ﷺ\u{0301}😀"] {
      let result = try kitchen.lexigate("predict", model, "--text", text)
      #expect(result.code == 0)
      #expect(result.lines.count == 1)
    }
  }

  /// One line out for each line in, empty ones too, whether from a file or standard input.
  @Test(arguments: ["", "\n", "one", "one\n", "a\n\nb", "\n\n\n", "a\r\nb\r\n", "\u{FEFF}a\n"])
  func predictsLines(input: String) throws {
    var expected = input.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n")
    if expected.last == "" { expected.removeLast() }
    let name = UUID().uuidString
    try kitchen.write(input, to: name)
    let fromFile = try kitchen.lexigate("predict", model, name)
    #expect(fromFile.code == 0)
    #expect(fromFile.lines.count == expected.count)
    #expect(try kitchen.lexigate("predict", model, "-", input: input).output == fromFile.output)
    let json = try kitchen.lexigate("predict", model, "-", "--json", input: input)
    #expect(json.lines.count == expected.count)
    for (index, line) in json.lines.enumerated() {
      #expect(try object(line)["line"] as? Int == index + 1)
    }
  }

  /// Many lines, more than are judged at once, get what each alone gets.
  @Test func predictsManyLines() throws {
    let texts = ["The soup was good.", "", "Bad fish", "The rice was not bad.", "pizza"]
    let alone = try texts.map { try kitchen.lexigate("predict", model, "--text", $0).output }
    let input = (0..<5_001).map { texts[$0 % 5] + "\n" }.joined()
    for threads in ["1", "3"] {
      let result = try kitchen.lexigate("predict", model, "-", "--threads", threads, input: input)
      #expect(result.output == (0..<5_001).map { alone[$0 % 5] }.joined())
    }
  }

  /// Who writes a line and waits gets its answer before writing the next one.
  @Test func answersWhatHasArrived() throws {
    let alone = try ["Good soup.", "Bad fish"].map {
      try kitchen.lexigate("predict", model, "--text", $0).output
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path))
    process.arguments = ["predict", model, "-"]
    process.currentDirectoryURL = URL(fileURLWithPath: kitchen.folder)
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    let reader = output.fileHandleForReading
    func answer(to text: String) -> String? {
      input.fileHandleForWriting.write(Data(text.utf8))
      var request = pollfd(fd: reader.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 60_000) == 1 else { return nil }
      return String(decoding: reader.availableData, as: UTF8.self)
    }
    #expect(answer(to: "Good soup.\n") == alone[0])
    #expect(answer(to: "Bad fish\nGood") == alone[1])
    #expect(answer(to: " soup.\r\n") == alone[0])
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(reader.availableData.isEmpty)
  }

  @Test func predictsBytesThatAreNotUTF8() throws {
    let result = try Program.run(
      ["predict", model, "-"], input: Data([0xFF, 0xFE, 0x0A, 0xC3, 0x0A]), in: kitchen.folder)
    #expect(result.code == 0)
    #expect(result.lines.count == 2)
  }

  @Test func predictsAsJSON() throws {
    let result = try kitchen.lexigate("predict", model, "--text", "Good pizza.", "--json")
    let answer = try object(result.output)
    #expect(result.lines.count == 1)
    #expect(answer["labels"] as? [String] == ["bad", "good"])
    let shares = try #require(answer["probabilities"] as? [String: Double])
    #expect(abs(shares.values.reduce(0, +) - 1) < 1e-6)
    #expect((answer["chosen"] as? [String])?.count == 1)
    #expect(answer["words"] as? Int == 3)
    #expect(answer["unknown"] as? Int == 1)
    #expect(answer["read"] as? Int == 3)
  }

  @Test func evaluates() throws {
    let result = try kitchen.lexigate("evaluate", model, "reviews.tsv")
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("  120 rows: accuracy "))
    #expect(result.output.contains("  confusion matrix (rows: truth, columns: answer)\n"))
    let json = try object(
      try kitchen.lexigate("evaluate", model, "reviews.tsv", "--json").output)
    #expect(json["rows"] as? Int == 120)
    let confusion = try #require(json["confusion"] as? [[Int]])
    #expect(confusion.flatMap { $0 }.reduce(0, +) == 120)
    let right = Double(confusion[0][0] + confusion[1][1]) / 120
    #expect(abs(try #require(json["accuracy"] as? Double) - right) < 1e-12)

    try kitchen.write("verdict,words\nbad,\"Cold, bad\"\n", to: "other.csv")
    let other = try kitchen.lexigate(
      "evaluate", model, "other.csv", "--text", "words", "--label", "verdict")
    #expect(other.code == 0)
  }

  @Test func refusesTextsThatItCannotJudge() throws {
    try kitchen.write("text\tlabel\nFine.\tgoood\n", to: "unknown.tsv")
    #expect(
      try kitchen.refusal(["evaluate", model, "unknown.tsv"])
        == "error: unknown.tsv:2: the label \"goood\" is not one of \"bad\", \"good\"; "
        + "did you mean \"good\"?\n")
    #expect(
      try kitchen.refusal(["evaluate", model, "reviews.tsv", "--text", "txt"])
        == "error: reviews.tsv: there is no column \"txt\"; the columns are \"text\", \"label\"; "
        + "did you mean \"text\"?\n")
    try kitchen.write("", to: "empty.tsv")
    for file in ["empty.tsv", "none.tsv", "empty"] {
      #expect(try kitchen.refusal(["evaluate", model, file]).hasPrefix("error: \(file): "))
    }
    _ = try kitchen.refusal(["evaluate", model, "folder"])
    #expect(
      try kitchen.refusal(["predict", model, "none.txt"])
        == "error: none.txt: there is no such file; check the name and the folder\n")
    #expect(
      try kitchen.refusal(["predict", model, "folder"])
        == "error: folder: this is a folder, but a file was expected; name a file inside it\n")
  }

  @Test func traces() throws {
    let text = "The soup was good, not bad."
    let result = try kitchen.lexigate("trace", model, "--text", text)
    #expect(result.code == 0)
    #expect(result.lines.count == 2 + 8 + 1)
    #expect(["answer: good", "answer: bad"].contains(result.lines.last))
    #expect(result.output.hasPrefix("word"))
    let json = try object(try kitchen.lexigate("trace", model, "--text", text, "--json").output)
    #expect(json["text"] as? String == text)
    let words = try #require(json["words"] as? [[String: Any]])
    #expect(words.map { $0["word"] as? String }.compactMap { $0 }.count == 8)
    let last = try #require(words.last?["probabilities"] as? [Double])
    let answer = try object(
      try kitchen.lexigate("predict", model, "--text", text, "--json").output)
    let shares = try #require(answer["probabilities"] as? [String: Double])
    #expect(last == [shares["bad"], shares["good"]])
    let drawing = try kitchen.lexigate("trace", model, "--text", text, "--svg")
    #expect(drawing.output.hasPrefix("<svg"))
    #expect(try kitchen.lexigate("trace", model, "--text", "").code == 0)
  }

  @Test(arguments: [
    ["predict", "?", "--text", "x"], ["trace", "?", "--text", "x"],
    ["evaluate", "?", "reviews.tsv"], ["serve", "?"],
  ])
  func refusesWhatIsNoModel(command: [String]) throws {
    for (file, text) in [
      ("none", "none: there is no such file; check the name and the folder"),
      ("folder", "folder: this is a folder, but a file was expected; name a file inside it"),
      ("empty", "empty: this is not a file written by lexigate"),
      (
        "run/vectors.vectors.gz",
        "run/vectors.vectors.gz: this file holds 'vectors', but 'model' was expected; "
          + "name another file"
      ),
    ] {
      let arguments = command.map { $0 == "?" ? file : $0 }
      #expect(try kitchen.refusal(arguments) == "error: \(text)\n")
    }
  }
}
