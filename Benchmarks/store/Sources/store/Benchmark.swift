// Our side of the comparison in ../../compare.py, which says what is measured.
//
//     store make FOLDER WORDS DIMENSIONS   vectors.{gz,float16.gz,int8.gz,bin,txt}, written from memory
//     store load FILE                      vectors read as any command reads them
//     store inflate FILE                   the least that reading a file of ours takes
//
// Each prints an object of figures.

import EmbeddingStore
import Foundation
import Kernels

@main struct Benchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case ("make", 4): try make(Array(arguments.dropFirst()))
    case ("load", 2): try load(arguments.last!)
    case ("inflate", 2): try report(["seconds": Floor.inflate(arguments.last!)])
    default: fatalError("store make FOLDER WORDS DIMENSIONS | load FILE | inflate FILE")
    }
  }

  static func make(_ arguments: [String]) throws {
    guard let words = Int(arguments[1]), let dimensions = Int(arguments[2]) else {
      fatalError("words and dimensions are numbers")
    }
    let table = try self.table(words, dimensions)
    var figures: [String: Double] = [:]
    for precision in VectorPrecision.allCases {
      let stored = try table.stored(as: precision)
      let name = precision == .float32 ? "gz" : "\(precision.rawValue).gz"
      figures[name] = try seconds { try stored.write(to: "\(arguments[0])/vectors.\(name)") }
    }
    for (format, name) in [(VectorFormat.word2vecBinary, "bin"), (.word2vecText, "txt")] {
      figures[name] = try seconds {
        try table.write(to: "\(arguments[0])/vectors.\(name)", as: format)
      }
    }
    try report(figures)
  }

  /// Words of the usual lengths and vectors as training leaves them: about normal, of mean length 1.
  static func table(_ words: Int, _ dimensions: Int) throws -> EmbeddingTable {
    var random = RandomStream(seed: 7)
    let counted = (0..<words).map { number in
      (Array("w\(String(number, radix: 36))ord".utf8), words - number)
    }
    let vocabulary = try Vocabulary(words: counted, unknownCount: 0)
    let vectors = Matrix(rows: vocabulary.count, columns: dimensions)
    let scale = 1 / Float(dimensions).squareRoot()
    for id in vocabulary.wordIDs {
      let row = vectors.row(Int(id))
      for column in 0..<dimensions { row[column] = random.normal() * scale }
    }
    return EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
  }

  static func load(_ path: String) throws {
    var words = 0
    let seconds = try seconds { words = try EmbeddingTable.read(path).vocabulary.wordIDs.count }
    try report(["seconds": seconds, "words": Double(words)])
  }

  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func report(_ figures: [String: Double]) throws {
    print(String(decoding: try JSONSerialization.data(withJSONObject: figures), as: UTF8.self))
  }
}
