import EmbeddingStore
import Foundation
import Kernels
import Word2Vec

/// Small corpora with a purpose.
enum Texts {
  /// A vocabulary of words w2, w3, … with the counts found in `texts`, at least up to `words` of them.
  static func vocabulary(_ texts: EncodedTexts, words: Int = 0) throws -> Vocabulary {
    var counts = [Int](repeating: 0, count: max(words + 2, Int(texts.ids.max() ?? 1) + 1))
    for id in texts.ids where id >= 0 { counts[Int(id)] += 1 }
    return try Vocabulary(
      words: counts.indices.dropFirst(2).map { (bytes: Array("w\($0)".utf8), count: counts[$0]) })
  }

  static func make(_ texts: [[Int32]]) -> EncodedTexts {
    var result = EncodedTexts()
    for text in texts { result.append(text) }
    return result
  }

  /// The texts one by one.
  static func split(_ texts: EncodedTexts) -> [ArraySlice<Int32>] {
    texts.ids.split(separator: EncodedTexts.endOfText, omittingEmptySubsequences: false).dropLast()
  }

  /// The same texts on disk.
  static func spooled(_ texts: EncodedTexts) throws -> SpooledTexts {
    var spool = TextSpool(in: FileManager.default.temporaryDirectory.path, memoryLimit: 0)
    for text in split(texts) { try spool.append(text) }
    return try spool.finish()
  }

  /// Texts of random lengths whose words are the rarer the higher their id.
  static func random(words: Int, texts: Int, length: Int, seed: UInt64) -> EncodedTexts {
    var stream = RandomStream(seed: seed)
    return make(
      (0..<texts).map { _ in
        (0..<stream.below(length)).map { _ in
          let x = stream.uniform() * stream.uniform()
          return Int32(2 + Int(Float(words) * x))
        }
      })
  }

  /// The same with one word in forty said 5 to 300 times in a row.
  static func bursts(words: Int, texts: Int, seed: UInt64) -> EncodedTexts {
    var stream = RandomStream(seed: seed)
    return make(
      split(random(words: words, texts: texts, length: 60, seed: seed)).map { text in
        text.flatMap { id in
          Array(repeating: id, count: stream.below(40) == 0 ? 5 + stream.below(296) : 1)
        }
      })
  }

  /// Texts of 100 words, frequent ones first among them; every 60th says one, two or three words of the
  /// middle field 600 times in all.
  static func litanies(words: Int, texts: Int, seed: UInt64) -> EncodedTexts {
    var stream = RandomStream(seed: seed)
    // Word r is drawn about as often as 1 / (r + 5).
    let scale = Double(words + 5) / 5
    func word() -> Int32 {
      2 + Int32(min(Double(words - 1), 5 * pow(scale, Double(stream.uniform())) - 5))
    }
    return make(
      (0..<texts).map { text in
        if text % 60 != 30 { return (0..<100).map { _ in word() } }
        let phrase = (0...stream.below(3)).map { _ in Int32(22 + stream.below(280)) }
        return (0..<600).map { phrase[$0 % phrase.count] }
      })
  }

  /// Reviews that end in a row of up to 800 exclamation marks, id 2, which other texts say as well.
  static func shouting(words: Int, texts: Int, seed: UInt64) -> EncodedTexts {
    var stream = RandomStream(seed: seed)
    return make(
      split(random(words: words, texts: texts, length: 60, seed: seed)).map { text in
        text + Array(repeating: 2, count: stream.below(6) == 0 ? stream.below(800) : 1)
      })
  }

  /// Texts of words as they are written, and their vocabulary.
  static func named(_ texts: [[String]]) throws -> (EncodedTexts, Vocabulary) {
    var builder = VocabularyBuilder()
    for text in texts { for word in text { builder.add(word) } }
    let vocabulary = try builder.build()
    return (make(texts.map { $0.map { vocabulary.id(of: $0)! } }), vocabulary)
  }

  /// Occurrences by id, for `words` words and the reserved ids.
  static func counts(_ texts: EncodedTexts, words: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: words + 2)
    for id in texts.ids where id >= 0 { counts[Int(id)] += 1 }
    return counts
  }

  /// Texts about one of two topics: ids 2..<22 or 22..<42, and ids 42..<46 in both.
  static func topics(texts: Int, length: Int = 12, seed: UInt64) -> EncodedTexts {
    var stream = RandomStream(seed: seed)
    return make(
      (0..<texts).map { text in
        (0..<length).map { _ in
          stream.below(4) == 0
            ? Int32(42 + stream.below(4)) : Int32(2 + text % 2 * 20 + stream.below(20))
        }
      })
  }

  /// Mean cosine of words of one topic less that of words of two.
  static func separation(_ table: EmbeddingTable) -> Double {
    func cosine(_ a: Int, _ b: Int) -> Double {
      Self.cosine(table.vector(Int32(a)), table.vector(Int32(b)))
    }
    var same: [Double] = []
    var other: [Double] = []
    for a in 2..<42 {
      for b in (a + 1)..<42 {
        if (a < 22) == (b < 22) { same.append(cosine(a, b)) } else { other.append(cosine(a, b)) }
      }
    }
    return same.reduce(0, +) / Double(same.count) - other.reduce(0, +) / Double(other.count)
  }

  static func cosine(_ x: [Float], _ y: [Float]) -> Double {
    Reference.dot(x, y) / (Reference.dot(x, x) * Reference.dot(y, y)).squareRoot()
  }

  static func bits(_ matrix: Matrix) -> [UInt32] {
    (0..<matrix.size).map { matrix.pointer[$0].bitPattern }
  }

  static func doubles(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { r in (0..<matrix.columns).map { Double(matrix[r, $0]) } }
  }
}
