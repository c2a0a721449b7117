// How fast the classifier trains and answers, and what share of this machine's arithmetic that is.
//
//   swift run -c release --package-path Benchmarks/lstm lstm [threads] [rounds] [cpu] [A|B|C|D|answer]…
//
// With "cpu", time is the processor's, not the clock's: the share of peak then means something on a
// machine that is busy with other work too.
//
// Training is the whole loop: batching, embedding, forward, loss, backward, clipping, Adam, on
// texts of variable length. The operations counted are those of the products alone: forward
// 2·4H·(E+H), ∂H 2·4H·H, ∂W and ∂U 2·4H·(E+H), ∂X 2·4H·E (fine-tuned) a word and direction.

import Kernels
import LSTM

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Row {
  var name: String
  var dimensions = 100
  var hidden = 128
  var batch = 32
  var longest = 200
  var bidirectional = false
  var embedding = TrainingSettings.Embedding.fineTune

  var operationsPerToken: Double {
    let e = Double(dimensions)
    let h = Double(hidden)
    let words = embedding == .fineTune ? e : 0
    return (bidirectional ? 2 : 1) * 2 * 4 * h * (2 * (e + h) + h + words)
  }
}

@main
struct Benchmark {
  static let words = 20_000

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let threads = arguments.first ?? 1
    let rounds = arguments.dropFirst().first ?? 5
    let rows = [
      Row(name: "A  E100 H128 B32 T≤200"),
      Row(name: "A  the same, frozen vectors", embedding: .frozen),
      Row(name: "B  E100 H128 B64 T≤400", batch: 64, longest: 400),
      Row(name: "C  E300 H256 B64 T≤200", dimensions: 300, hidden: 256, batch: 64),
      Row(name: "D  two directions, E100 H128 B64 T≤200", batch: 64, bidirectional: true),
    ]
    print("\(Kernel.instructionSet), \(threads) thread(s), medians of \(rounds)")
    let wanted = CommandLine.arguments.dropFirst().filter { Int($0) == nil && $0 != "cpu" }
    func wants(_ name: String) -> Bool { wanted.isEmpty || wanted.contains { name.hasPrefix($0) } }
    for row in rows where wants(row.name) { try train(row, threads: threads, rounds: rounds) }
    guard wants("answer") else { return }
    try answer(length: 50, threads: 1, rounds: rounds)
    try answer(length: 200, threads: 1, rounds: rounds)
    try answerMany(threads: threads, rounds: rounds)
  }

  /// Multiply-adds in registers on all threads at once: operations a second.
  static func peak(threads: Int) -> Double {
    let team = WorkerTeam(threads: threads)
    let rounds = 4_000_000
    var operations = 0.0
    let seconds = time {
      team.run { _ in _ = Kernel.burn(rounds: rounds) }
      operations = Kernel.burn(rounds: 1) * Double(rounds) * Double(threads)
    }
    return operations / seconds
  }

  static func train(_ row: Row, threads: Int, rounds: Int) throws {
    var random = RandomStream(seed: 1)
    var settings = ClassifierSettings(
      labels: ["good", "bad"], embeddingDimensions: row.dimensions, hidden: row.hidden)
    settings.bidirectional = row.bidirectional
    let vectors = Matrix(rows: words, columns: row.dimensions)
    for r in 2..<words {
      for c in 0..<row.dimensions { vectors[r, c] = (random.uniform() - 0.5) * 0.2 }
    }
    let classifier = try Classifier(settings, embedding: vectors, seed: 1)
    var texts = IDSequences()
    for _ in 0..<row.batch * 30 {
      // Like reviews: many short ones, a tail of long ones, some cut at the limit.
      let length = min(row.longest, 20 + Int(Float(row.longest) * random.uniform() * 1.2))
      texts.append(
        (0..<length).map { _ in Int32(2 + min(random.below(words - 2), random.below(words - 2))) })
    }
    let examples = Examples(
      texts: texts, targets: .classes((0..<texts.count).map { _ in random.below(2) }))
    var training = TrainingSettings()
    training.batchSize = row.batch
    training.embedding = row.embedding
    training.epochs = rounds + 1
    var ends: [Double] = []
    let before = peak(threads: threads)
    _ = try Trainer(training).train(classifier, on: examples, threads: threads) {
      if $0.finished != nil { ends.append(now()) }
    }
    let operations = max(before, peak(threads: threads))
    // The first epoch grows the buffers.
    let rates = zip(ends.dropFirst(), ends).map { Double(texts.ids.count) / ($0 - $1) }
    let shares = rates.map { $0 * row.operationsPerToken / operations }
    print(
      "train   \(row.name): \(Int(median(rates) / 1000)) thousand tokens/s,",
      "\(Int((median(shares) * 100).rounded())) % of peak")
    fflush(nil)
  }

  static func model() throws -> Classifier {
    let settings = ClassifierSettings(
      labels: ["good", "bad"], embeddingDimensions: 100, hidden: 128)
    return try Classifier(settings, embedding: Matrix(rows: words, columns: 100), seed: 1)
  }

  static func answer(length: Int, threads: Int, rounds: Int) throws {
    let predictor = Predictor(try model(), threads: threads)
    let text = IDSequences([(0..<length).map { Int32(2 + $0 * 37 % (words - 2)) }])
    for _ in 0..<20 { _ = try predictor.probabilities(text) }
    var seconds: [Double] = []
    for _ in 0..<rounds {
      seconds.append(try time { for _ in 0..<50 { _ = try predictor.probabilities(text) } } / 50)
    }
    print("answer  one text of \(length) words: \(Int(median(seconds) * 1e6)) µs")
  }

  static func answerMany(threads: Int, rounds: Int) throws {
    let predictor = Predictor(try model(), threads: threads)
    let texts = IDSequences(
      (0..<64).map { t in (0..<200).map { Int32(2 + ($0 * 37 + t * 101) % (words - 2)) } })
    _ = try predictor.probabilities(texts)
    var rates: [Double] = []
    for _ in 0..<rounds {
      let seconds = try time { for _ in 0..<5 { _ = try predictor.probabilities(texts) } }
      rates.append(5 * 64 * 200 / seconds)
    }
    print("answer  64 texts of 200 words: \(Int(median(rates) / 1000)) thousand tokens/s")
  }

  static let processorTime = CommandLine.arguments.contains("cpu")

  /// Seconds; processor time is the sum over threads, so it compares with the peak of one.
  static func now() -> Double {
    var t = timespec()
    clock_gettime(processorTime ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
  }

  static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = now()
    try body()
    return now() - start
  }

  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
