import Archive
import EmbeddingStore
import Foundation
import Kernels
import Word2Vec

/// Trains vectors on words between spaces and says how fast.
///
///     word2vec-benchmark CORPUS [--model skipGram|cbow] [--parallel exact|hogwild] [--subwords]
///       [--dimensions 100] [--epochs 5] [--threads 1] [--min-count 5] [--seed 1] [--megabytes N]
///       [--out vectors.bin]
///     word2vec-benchmark --peak [--threads 1]     what the machine can do, operations a second
///
/// One line of `name value` pairs goes to standard output for `compare.py`; in it, `words` are those
/// of the vocabulary in one epoch, and `pairs` are of one input row and one output row, in all epochs.
@main struct Benchmark {
  static func main() {
    do {
      var options = Options()
      try options.read(CommandLine.arguments.dropFirst())
      try run(options)
    } catch {
      say("word2vec-benchmark: \(error)\n")
      exit(1)
    }
  }

  static func run(_ options: Options) throws {
    if options.peak {
      print("peak \(Peak.measure(threads: options.threads)) set \(instructionSet)")
      return
    }
    let clock = ContinuousClock()
    let begin = clock.now
    let (texts, vocabulary) = try Corpus.read(options)
    let setup = (clock.now - begin) / .seconds(1)

    let busyBefore = processorSeconds()
    let result = try SkipGram(options.settings).train(
      texts, vocabulary: vocabulary, threads: options.threads
    ) { now in
      say("\repoch \(now.epoch) \(Int(now.wordsPerSecond)) words/s loss \(now.loss)   ")
    }
    say("\n")
    print(
      "setup \(setup) train \(result.seconds) cpu \(processorSeconds() - busyBefore)",
      "words \(vocabulary.totalFrequency) pairs \(result.pairs)",
      "loss \(result.lossPerEpoch.map { String(format: "%.5f", $0) }.joined(separator: ","))",
      "checksum \(checksum(result.table.vectors)) set \(instructionSet)")
    if let out = options.out { try write(result, to: out) }
  }

  static func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// Without spaces, which part the values of the line.
  static var instructionSet: String { "\(Kernel.instructionSet)".filter { $0 != " " } }

  /// Time that all threads of this process have computed: what a busy machine leaves comparable.
  static func processorSeconds() -> Double {
    Double(clock()) / Double(CLOCKS_PER_SEC)
  }

  /// Bits of all vectors in one number, to compare runs.
  static func checksum(_ matrix: Matrix) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for i in 0..<matrix.size {
      hash = (hash ^ UInt64(matrix.pointer[i].bitPattern)) &* 0x0000_0100_0000_01b3
    }
    return hash
  }

  /// word2vec's binary format.
  static func write(_ result: SkipGramResult, to path: String) throws {
    let ids = result.table.vocabulary.wordIDs
    var data = Data("\(ids.count) \(result.table.vectors.columns)\n".utf8)
    for id in ids {
      data.append(contentsOf: result.table.vocabulary.bytes(of: id) + [0x20])
      let row = UnsafeBufferPointer(
        start: result.table.vectors.row(Int(id)), count: result.table.vectors.columns)
      data.append(Data(buffer: row))
    }
    try data.write(to: URL(fileURLWithPath: path))
  }
}
