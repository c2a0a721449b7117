import EmbeddingStore
import Foundation
import Kernels

/// Asks a table for nearest words and says how long that takes.
///
///     nearest [--vectors FILE] [--words 400000] [--dimensions 300] [--threads 2] [--questions 100]
///       [--count 10] [--answers FILE]
///
/// Without a file the vectors are random. Every answer is compared with that of the plain loop; with
/// `--answers` the ids found are also written, a line a question, for `compare.py`.
@main struct Benchmark {
  static func main() throws {
    var options = Options()
    try options.read(CommandLine.arguments.dropFirst())
    let table = try options.vectors.map { try EmbeddingTable.read($0) } ?? random(options)
    let words = table.vocabulary.count - Vocabulary.reservedCount
    // The same questions as compare.py's: words spread evenly over the table.
    let asked = (0..<options.questions).map {
      Int32($0 * words / options.questions + Vocabulary.reservedCount)
    }

    var index: NearestIndex!
    let built = milliseconds { index = NearestIndex(table, threads: options.threads) }
    let plain = PlainLoop(table, threads: options.threads)
    var ours: [Double] = []
    var loop: [Double] = []
    var answers: [[Int32]] = []
    for id in asked {
      var found: [Int32] = []
      var expected: [Int32] = []
      let word = table.vocabulary.word(id)
      ours.append(
        try milliseconds { found = try index.nearest(to: word, count: options.count).map(\.id) })
      loop.append(milliseconds { expected = plain.nearest(to: id, count: options.count) })
      if found != expected { throw Options.Wrong(description: "\(word): another answer") }
      answers.append(found)
    }
    print(
      "\(words) words of \(table.dimensions) dimensions, \(options.threads) thread(s),",
      "\(Kernel.instructionSet), the nearest \(options.count), \(asked.count) questions")
    print("the index made          \(text(built)) ms")
    for (number, time) in ours.prefix(2).enumerated() {
      print("question \(number + 1)              \(text(time)) ms")
    }
    print("later questions         \(summary(Array(ours.dropFirst(2))))")
    print("a plain loop            \(summary(loop))")
    if let path = options.answers {
      let first = Int32(Vocabulary.reservedCount)
      let lines = answers.map { $0.map { String($0 - first) }.joined(separator: " ") }
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
  }

  static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    try body()
    return (clock.now - begin) / .milliseconds(1)
  }

  static func text(_ milliseconds: Double) -> String { String(format: "%7.2f", milliseconds) }

  static func summary(_ times: [Double]) -> String {
    let sorted = times.sorted()
    guard let least = sorted.first else { return "-" }
    return "\(text(sorted[sorted.count / 2])) ms median, \(text(least)) ms least"
  }

  static func random(_ options: Options) throws -> EmbeddingTable {
    let words = (0..<options.words).map { (bytes: Array("w\($0)".utf8), count: options.words - $0) }
    let vocabulary = try Vocabulary(words: words)
    let vectors = Matrix(rows: vocabulary.count, columns: options.dimensions)
    WorkerTeam(threads: options.threads).forEach(options.words) { word, _ in
      var stream = RandomStream(seed: 1, stream: UInt64(word))
      let row = vectors.row(word + Vocabulary.reservedCount)
      for i in 0..<options.dimensions { row[i] = stream.normal() }
    }
    return EmbeddingTable(vocabulary: vocabulary, vectors: vectors)
  }
}
