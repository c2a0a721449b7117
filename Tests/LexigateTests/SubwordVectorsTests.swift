import EmbeddingStore
import Foundation
import Kernels
import Testing

/// Questions about words that the vectors lack.
@Suite struct SubwordVectorsTests {
  let kitchen: Kitchen
  private let vectors = "ngrams.vectors.gz"

  init() throws {
    kitchen = try Kitchen()
    let words = ["soup", "bread", "good", "tasty"]
    let vocabulary = try Vocabulary(words: words.map { (Array($0.utf8), 3) })
    func matrix(_ rows: Int) -> Matrix {
      var random = RandomStream(seed: 4)
      let matrix = Matrix(rows: rows, columns: 5)
      for row in 0..<rows { for column in 0..<5 { matrix[row, column] = random.normal() } }
      return matrix
    }
    let settings = SubwordSettings(min: 3, max: 3, buckets: 1 << 20)
    let numbers = Set(words.flatMap(settings.numbers)).sorted()
    let table = EmbeddingTable(
      vocabulary: vocabulary, vectors: matrix(vocabulary.count),
      subwords: SubwordVectors(
        settings: settings, numbers: numbers, vectors: matrix(numbers.count)),
      state: TrainingState(contexts: matrix(vocabulary.count)))
    try table.write(to: kitchen.folder + "/" + vectors)
  }

  @Test func theirVectorsComeFromTheirNGrams() throws {
    let nearest = try kitchen.lexigate("vectors", "nearest", vectors, "soups")
    #expect(nearest.code == 0)
    #expect(nearest.lines.count == 4)
    #expect(nearest.diagnostics == "'soups': unknown word, vector from its n-grams\n")
    let known = try kitchen.lexigate("vectors", "nearest", vectors, "soup")
    #expect(known.diagnostics == "")
    #expect(known.lines.count == 3)
    let similarity = try kitchen.lexigate("vectors", "similarity", vectors, "soups", "soups")
    #expect(similarity.output == "1.0000\n")
    let analogy = try kitchen.lexigate(
      "vectors", "analogy", vectors, "good", "goods", "breads", "--json")
    #expect(analogy.code == 0)
    #expect(
      analogy.diagnostics == """
        'goods': unknown word, vector from its n-grams
        'breads': unknown word, vector from its n-grams

        """)
    #expect(
      try kitchen.refusal(["vectors", "nearest", vectors, "zzz"])
        == "error: 'zzz' is none of the 4 words that have a vector, and none of its character "
        + "n-grams has one; check its spelling and its case\n")
  }

  @Test func infoShowsThem() throws {
    let text = try kitchen.lexigate("vectors", "info", vectors).output
    let isShown = text.contains(/n-grams +3 to 3 letters, 18 vectors of 1,048,576 buckets\n/)
    #expect(isShown, "\(text)")
    let goesOn = text.contains(/training +can go on from here\n/)
    #expect(goesOn, "\(text)")
    let json = try object(try kitchen.lexigate("vectors", "info", vectors, "--json").output)
    #expect((json["subwords"] as? [String: Int])?["vectors"] == 18)
    #expect(json["trainingState"] as? Bool == true)
  }

  @Test func aFormatThatCannotHoldThemSaysSo() throws {
    let foreign = try kitchen.lexigate(
      "vectors", "convert", vectors, "foreign", "--to", "word2vec-text")
    #expect(
      foreign.diagnostics == """
        word2vec text cannot hold the vectors of n-grams: dropped
        word2vec text cannot hold the state to train on from: dropped
        foreign: 4 words as word2vec text

        """)
    let own = try kitchen.lexigate("vectors", "convert", vectors, "own.gz", "--to", "lexigate")
    #expect(own.diagnostics == "own.gz: 4 words as lexigate vectors\n")
    let text = try kitchen.lexigate("vectors", "info", vectors).output
    #expect(try kitchen.lexigate("vectors", "info", "own.gz").output == text)
  }
}
