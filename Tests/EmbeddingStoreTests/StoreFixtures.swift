import Archive
import EmbeddingStore
import Foundation
import Kernels
import Testing

/// Makes a folder for one test and removes it afterwards.
func withFolder(_ body: (_ folder: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("lexigate-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

func content(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// A table of given words, counted 1, 2, …, and vectors.
func table(_ rows: [(word: String, vector: [Float])]) throws -> EmbeddingTable {
  let words = rows.enumerated().map { (Array($1.word.utf8), $0 + 1) }
  let vocabulary = try Vocabulary(words: words, unknownCount: 3)
  let vectors = Matrix(rows: vocabulary.count, columns: rows[0].vector.count)
  for (index, row) in rows.enumerated() {
    for (column, value) in row.vector.enumerated() { vectors[index + 2, column] = value }
  }
  return EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
}

/// A table of made-up words and seeded vectors.
func randomTable(words: Int, dimensions: Int, seed: UInt64 = 1) throws -> EmbeddingTable {
  var random = RandomStream(seed: seed)
  return try table(
    (0..<words).map { number in
      ("word\(number)", (0..<dimensions).map { _ in random.normal() })
    })
}

/// Bit patterns of all vectors, row after row.
func bits(_ table: EmbeddingTable) -> [UInt32] {
  (0..<table.vocabulary.count).flatMap { table.vector(Int32($0)).map(\.bitPattern) }
}

func words(_ table: EmbeddingTable) -> [[UInt8]] {
  table.vocabulary.wordIDs.map(table.vocabulary.bytes)
}

/// Files that are measured against but are no part of the project.
enum SharedData {
  static let folder: String = {
    if let path = ProcessInfo.processInfo.environment["LEXIGATE_DATA"] { return path }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared/data").path
  }()

  static let hasFormats = FileManager.default.fileExists(atPath: folder + "/formats")

  static func format(_ name: String) -> String { folder + "/formats/" + name }
}

/// The numbers that gensim gave; `Golden/make_golden.py` made them.
struct Golden: Decodable {
  struct Tiny: Decodable {
    var words: [String]
    var bits: [[UInt32]]
  }

  struct Row: Decodable {
    var row: Int
    var word: String
    var bits: [UInt32]
  }

  struct File: Decodable {
    var rows: Int
    var dimensions: Int
    var wordsChecksum: UInt32
    var vectorsChecksum: UInt32
    var shown: [Row]
  }

  struct Answer: Decodable {
    var word: String
    var similarity: Float

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      word = try list.decode(String.self)
      similarity = try list.decode(Float.self)
    }
  }

  struct Analogy: Decodable {
    var question: [String]
    var answers: [Answer]
  }

  struct Pair: Decodable {
    var words: (String, String)
    var similarity: Float

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      words = (try list.decode(String.self), try list.decode(String.self))
      similarity = try list.decode(Float.self)
    }
  }

  struct Glove: Decodable {
    var nearest: [String: [Answer]]
    var analogies: [Analogy]
    var similarity: [Pair]
  }

  var tiny: Tiny
  var files: [String: File]
  var glove: Glove

  static let folder = Bundle.module.bundleURL.appendingPathComponent("Golden")

  static func load() throws -> Golden {
    let data = try Data(contentsOf: folder.appendingPathComponent("formats.json"))
    return try JSONDecoder().decode(Golden.self, from: data)
  }

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
