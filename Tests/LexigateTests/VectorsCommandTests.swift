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

  @Test(arguments: ["word2vec-text", "word2vec-binary"])
  func convertsThereAndBack(format: String) throws {
    let foreign = try kitchen.lexigate("vectors", "convert", vectors, format, "--to", format)
    #expect(foreign.code == 0)
    #expect(foreign.output.isEmpty)
    #expect(foreign.diagnostics.hasPrefix("\(format): 10 words as word2vec "))
    let own = format + ".back.gz"
    #expect(try kitchen.lexigate("vectors", "convert", format, own, "--to", "lexigate").code == 0)
    let expected = try kitchen.lexigate("vectors", "nearest", vectors, "soup").output
    for file in [format, own] {
      #expect(try kitchen.lexigate("vectors", "nearest", file, "soup").output == expected)
    }
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
