import EmbeddingStore
import Foundation
import Kernels

/// What fastText cut, hashed and averaged; `Golden/make_subwords.py` made it.
struct GoldenSubwords: Decodable {
  struct Gram: Decodable {
    var text: String
    var bucket: Int32

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      text = try list.decode(String.self)
      bucket = try list.decode(Int32.self)
    }
  }

  struct Word: Decodable {
    var word: String
    var grams: [Gram]
  }

  struct Cut: Decodable {
    var min: Int
    var max: Int
    var buckets: Int
    var words: [Word]
  }

  struct Known: Decodable {
    var word: String
    var own: [UInt32]
    var whole: [UInt32]
  }

  struct Unseen: Decodable {
    var word: String
    var whole: [UInt32]
  }

  struct Model: Decodable {
    var min: Int
    var max: Int
    var buckets: Int
    var rows: [[UInt32]]
    var known: [Known]
    var unseen: [Unseen]
  }

  var cuts: [Cut]
  var model: Model

  static func load() throws -> GoldenSubwords {
    let data = try Data(contentsOf: Golden.folder.appendingPathComponent("subwords.json"))
    return try JSONDecoder().decode(GoldenSubwords.self, from: data)
  }
}

/// A matrix of given bit patterns.
func matrix(_ rows: [[UInt32]]) -> Matrix {
  let matrix = Matrix(rows: rows.count, columns: rows[0].count)
  for (row, values) in rows.enumerated() {
    for (column, value) in values.enumerated() { matrix[row, column] = Float(bitPattern: value) }
  }
  return matrix
}

/// Bit patterns of a matrix, row after row.
func bits(_ matrix: Matrix) -> [UInt32] {
  (0..<matrix.rows).flatMap { row in
    (0..<matrix.columns).map { matrix[row, $0].bitPattern }
  }
}

func randomMatrix(rows: Int, columns: Int, seed: UInt64) -> Matrix {
  var random = RandomStream(seed: seed)
  let matrix = Matrix(rows: rows, columns: columns)
  for row in 0..<rows { for column in 0..<columns { matrix[row, column] = random.normal() } }
  return matrix
}

/// The buckets of all words of a table, with seeded vectors.
func randomSubwords(
  _ table: EmbeddingTable, _ settings: SubwordSettings, seed: UInt64 = 5
) -> SubwordVectors {
  var numbers: Set<Int32> = []
  for id in table.vocabulary.wordIDs {
    numbers.formUnion(settings.numbers(of: table.vocabulary.word(id)))
  }
  return SubwordVectors(
    settings: settings, numbers: numbers.sorted(),
    vectors: randomMatrix(rows: numbers.count, columns: table.dimensions, seed: seed))
}
