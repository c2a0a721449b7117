import Archive
import EmbeddingStore
import Foundation
import Testing

@Suite struct PhraseTableFileTests {
  /// What reading a table of `numbers` says, beside a vocabulary of the ids 2 … 5.
  private func said(_ numbers: [Int64], in folder: String) throws -> String {
    let path = folder + "/t"
    var writer = ContainerWriter(kind: "tokens")
    let vocabulary = try Vocabulary(words: ["a", "b", "c", "a_b"].map { (Array($0.utf8), 1) })
    vocabulary.add(to: &writer)
    writer.add("phrases", integers: numbers)
    try writer.write(to: path)
    let reader = try ContainerReader(path: path, kind: "tokens")
    do throws(StoreError) {
      _ = try PhraseTable(from: reader, vocabulary: vocabulary)
      return ""
    } catch {
      return error.description.replacingOccurrences(
        of: "\(path): section 'phrases': ", with: "")
    }
  }

  @Test func comesBackAsItWas() throws {
    try withFolder { folder in
      let texts = try PhraseTexts((0..<5).map { _ in "new york times of london of x y" })
      var settings = PhraseSettings(.npmi, threshold: 0)
      settings.passes = 3
      settings.connectors = ["of"]
      let found = texts.detect(settings)
      #expect(found.phrases.passes.count > 1)
      var writer = ContainerWriter(kind: "tokens")
      found.phrases.add(to: &writer)
      try writer.write(to: folder + "/t")
      let reader = try ContainerReader(path: folder + "/t")
      let copy = try PhraseTable(from: reader, vocabulary: found.vocabulary)
      #expect(copy == found.phrases)
      var (one, other) = (PhraseJoiner(copy), PhraseJoiner(found.phrases))
      for text in texts.ids { #expect(one.join(text) == other.join(text)) }
    }
  }

  @Test func aTableThatJoinsNothingHasNoSection() throws {
    try withFolder { folder in
      let texts = try PhraseTexts(["a"])
      var writer = ContainerWriter(kind: "tokens")
      texts.vocabulary.add(to: &writer)
      PhraseTable().add(to: &writer)
      try writer.write(to: folder + "/t")
      let reader = try ContainerReader(path: folder + "/t")
      #expect(!reader.has("phrases"))
      #expect(try PhraseTable(from: reader, vocabulary: texts.vocabulary).isEmpty)
    }
  }

  @Test(
    arguments: [
      ([1, 1, 5, 2, 2, 3], ""),
      ([1, 2, 5, 2, 2, 3, 4, 3, 2, 4, 3], ""),
      ([], "found the end, but a number of passes was expected"),
      ([0], "found 0 passes, but as many as there are numbers for was expected"),
      ([-1, 0, 0, 0, 0, 0], "-1 passes"),
      ([.max, 1, 5, 2, 2, 3], "9223372036854775807 passes"),
      ([1, .max, 5, 2, 2, 3], "9223372036854775807 phrases"),
      ([1, 1, 5, .max, 2, 3], "9223372036854775807 parts"),
      ([1, 1, 5, 3, 2, 3], "3 parts"),
      ([1, 1, 5, 1, 2, 3], "a phrase of one part"),
      ([1, 1, 6, 2, 2, 3], "the id 6"),
      ([1, 1, 5, 2, 1, 3], "the id 1"),
      ([1, 1, 5, 2, 2, 0], "the id 0"),
      ([1, 1, 5, 2, 2, 1 << 40], "the id 1099511627776"),
      ([1, 1, 5, 2, 2, 3, 7], "1 more numbers"),
      ([1, 2, 5, 2, 2, 3, 4, 2, 2, 3], "a phrase that is or begins another"),
      ([1, 2, 5, 2, 2, 3, 4, 3, 2, 3, 4], "a phrase that is or begins another"),
      ([1, 2, 5, 3, 2, 3, 4, 4, 2, 2, 3], "a phrase that is or begins another"),
    ] as [([Int64], String)])
  func unsoundTablesAreRefused(numbers: [Int64], message: String) throws {
    try withFolder { folder in
      let said = try said(numbers, in: folder)
      #expect(message.isEmpty ? said.isEmpty : said.contains(message), "\(said)")
    }
  }

  @Test func theRefusalSaysWhatToDo() throws {
    try withFolder { folder in
      let said = try said([1, 1, 5, 2, 2, 9], in: folder)
      #expect(
        said
          == "found the id 9, but an id from 2 to 5 was expected; "
          + "the program that wrote this file is at fault")
    }
  }
}
