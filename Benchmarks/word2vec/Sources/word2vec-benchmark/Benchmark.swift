import Archive
import EmbeddingStore
import Foundation
import Kernels
import Word2Vec

/// Trains vectors on words between spaces and says how fast.
///
///     word2vec-benchmark CORPUS [--dimensions 100] [--epochs 5] [--threads 1] [--min-count 5]
///       [--seed 1] [--megabytes N] [--out vectors.bin]
///
/// One line of `name value` pairs goes to standard output for `compare.py`.
@main struct Benchmark {
  static func main() throws {
    var options = Options()
    try options.read(CommandLine.arguments.dropFirst())
    let clock = ContinuousClock()
    let begin = clock.now
    let (texts, vocabulary) = try Corpus.read(options)
    let setup = (clock.now - begin) / .seconds(1)

    var settings = SkipGramSettings()
    settings.dimensions = options.dimensions
    settings.epochs = options.epochs
    settings.seed = options.seed
    let busyBefore = processorSeconds()
    let result = try SkipGram(settings).train(
      texts, vocabulary: vocabulary, threads: options.threads
    ) { now in
      FileHandle.standardError.write(
        Data("\repoch \(now.epoch) \(Int(now.wordsPerSecond)) words/s loss \(now.loss)   ".utf8))
    }
    FileHandle.standardError.write(Data("\n".utf8))
    print(
      "setup \(setup) train \(result.seconds) cpu \(processorSeconds() - busyBefore) words \(vocabulary.totalFrequency)",
      "wps \(Int(Double(vocabulary.totalFrequency * options.epochs) / result.seconds))",
      "loss \(result.lossPerEpoch.map { String(format: "%.5f", $0) }.joined(separator: ","))",
      "checksum \(checksum(result.table.vectors)) set \(Kernel.instructionSet)")
    if let out = options.out { try write(result, to: out) }
  }

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
