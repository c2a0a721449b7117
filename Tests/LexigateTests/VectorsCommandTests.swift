import Foundation
import Testing

@Suite struct VectorsCommandTests {
  let kitchen: Kitchen
  private let vectors = "run/vectors.vectors.gz"

  init() throws { kitchen = try Kitchen.shared.get() }

  @Test func tellsWhatThereIs() throws {
    let text = try kitchen.lexigate("vectors", "info", vectors)
    #expect(text.code == 0)
    #expect(text.output.hasPrefix("format         lexigate vectors\nwords"))
    let info = try object(try kitchen.lexigate("vectors", "info", vectors, "--json").output)
    #expect(info["format"] as? String == "lexigate")
    #expect(info["dimensions"] as? Int == 8)
    #expect(info["words"] as? Int == 10)
  }

  @Test func findsNeighbours() throws {
    let text = try kitchen.lexigate("vectors", "nearest", vectors, "soup", "--count", "3")
    #expect(text.code == 0)
    #expect(text.lines.count == 3)
    #expect(text.lines.allSatisfy { $0.wholeMatch(of: /\S+\t-?[01]\.[0-9]{4}/) != nil })
    let json = try object(
      try kitchen.lexigate("vectors", "nearest", vectors, "soup", "-c", "3", "--json").output)
    #expect(json["word"] as? String == "soup")
    let nearest = try #require(json["nearest"] as? [[String: Any]])
    #expect(
      nearest.map { $0["word"] as? String }
        == text.lines.map { $0.components(separatedBy: "\t")[0] })
    #expect(try kitchen.lexigate("vectors", "nearest", vectors, "soup").lines.count == 9)

    let analogy = try kitchen.lexigate("vectors", "analogy", vectors, "good", "bad", "soup")
    #expect(analogy.code == 0)
    #expect(analogy.lines.count == 7)
    let similarity = try kitchen.lexigate("vectors", "similarity", vectors, "good", "good")
    #expect(similarity.output == "1.0000\n")
    let both = try object(
      try kitchen.lexigate("vectors", "similarity", vectors, "good", "bad", "--json").output)
    #expect(both["first"] as? String == "good")
    #expect(abs(try #require(both["similarity"] as? Double)) <= 1)
  }

  @Test(arguments: ["word2vec-text", "word2vec-binary", "glove-text", "numpy"])
  func convertsThereAndBack(format: String) throws {
    let foreign = try kitchen.lexigate("vectors", "convert", vectors, format, "--to", format)
    #expect(foreign.code == 0)
    #expect(foreign.output.isEmpty)
    let files = format == "numpy" ? "numpy, numpy.words.txt" : format
    #expect(foreign.diagnostics.hasPrefix("\(files): 10 words as "))
    let own = format + ".back.gz"
    #expect(try kitchen.lexigate("vectors", "convert", format, own, "--to", "lexigate").code == 0)
    let expected = try kitchen.lexigate("vectors", "nearest", vectors, "soup").output
    for file in [format, own] {
      #expect(try kitchen.lexigate("vectors", "nearest", file, "soup").output == expected)
    }
  }

  @Test func convertsForTheProjector() throws {
    let result = try kitchen.lexigate(
      "vectors", "convert", vectors, "p.tsv.gz", "--to", "projector-tsv", "--json")
    #expect(result.code == 0)
    let json = try object(result.output)
    #expect(json["files"] as? [String] == ["p.tsv.gz", "p.metadata.tsv.gz"])
    #expect(json["words"] as? Int == 10)
    #expect(json["format"] as? String == "projector-tsv")
    #expect(kitchen.has("p.metadata.tsv.gz"))
  }

  /// Rows with faults are told whether they are left out or not.
  @Test func rowsWithFaults() throws {
    try kitchen.write("4 2\na 1 2\nb 3\nc 4\na 5 6\n", to: "faulty.txt")
    let first =
      "faulty.txt: 2 rows left out, the first at line 3: 'b' has 1 numbers, but 2 were expected\n"
    let second =
      "faulty.txt: 1 row left out, the first at line 5: 'a' stands at line 2 already, but a word may "
      + "stand only once; remove one\n"
    let strict = try kitchen.lexigate("vectors", "info", "faulty.txt")
    #expect(strict.code == 2)
    #expect(strict.output.isEmpty)
    #expect(
      strict.diagnostics == first + second + "faulty.txt: with --lenient 1 words can be read\n"
        + "error: faulty.txt: line 3: 'b' has 1 numbers, but 2 were expected\n")
    let lenient = try kitchen.lexigate("vectors", "info", "faulty.txt", "--lenient", "--json")
    #expect(lenient.code == 0)
    #expect(lenient.diagnostics == first + second)
    let skipped = try #require(try object(lenient.output)["skipped"] as? [String: Any])
    #expect(skipped["rows"] as? Int == 3)
    let faults = try #require(skipped["faults"] as? [[String: Any]])
    #expect(faults.map { $0["fault"] as? String } == ["shortRow", "duplicate"])
    #expect(faults.map { $0["place"] as? String } == ["line 3", "line 5"])
    #expect(faults.map { $0["count"] as? Int } == [2, 1])
    #expect(
      try kitchen.lexigate("vectors", "convert", "faulty.txt", "sound.gz", "--to", "lexigate").code
        == 2)
    #expect(!kitchen.has("sound.gz"))
    let converted = try kitchen.lexigate(
      "vectors", "convert", "faulty.txt", "sound.gz", "--to", "lexigate", "--lenient")
    #expect(converted.code == 0)
    #expect(converted.diagnostics == first + second + "sound.gz: 1 words as lexigate vectors\n")
  }

  @Test func evaluates() throws {
    try kitchen.write(": dishes\ngood bad soup bread\ngood bad soup pizza\n", to: "questions.txt")
    try kitchen.write("good\tbad\t3\nsoup\tbread\t8\nrice\tfish\t7\n", to: "pairs.txt")
    let result = try kitchen.lexigate(
      "vectors", "evaluate", vectors, "--analogies", "questions.txt", "--pairs", "pairs.txt")
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("analogies"))
    let json = try object(
      try kitchen.lexigate("vectors", "evaluate", vectors, "--pairs", "pairs.txt", "--json").output)
    #expect((json["pairs"] as? [String: Any])?["known"] as? Int == 3)
  }

  @Test func refusesWhatItCannotAnswer() throws {
    #expect(
      try kitchen.refusal(["vectors", "nearest", vectors, "pizza"])
        == "error: 'pizza' is none of the 10 words that have a vector; check its spelling and "
        + "its case\n")
    for command in [
      ["info", "?"], ["nearest", "?", "x"], ["convert", "?", "y", "--to", "lexigate"],
    ] {
      for file in ["none", "folder", "empty", "reviews.tsv", "-"] {
        let arguments = ["vectors"] + command.map { $0 == "?" ? file : $0 }
        #expect(try kitchen.refusal(arguments).hasPrefix("error: \(file): "))
      }
    }
    #expect(!kitchen.has("y"))
    #expect(
      try kitchen.refusal(["vectors", "info", "run/classifier.model.gz"]).contains("'model'"))
  }
}
