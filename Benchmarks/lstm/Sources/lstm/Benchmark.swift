// How fast the classifier trains and answers, and what share of this machine's arithmetic that is.
//
//     lstm peak                        [--threads N]
//     lstm train  --row A|F|B|C|D      [--threads N]
//     lstm answer --texts N --words N  [--threads N] [--quantize int8]
//
// One line of `name value` pairs goes to standard output for `compare.py`. Training is the whole
// loop: batching, embedding, forward, loss, backward, clipping, Adam, on texts of variable length,
// timed in the second epoch. The operations counted are those of the products alone: forward
// 2·4H·(E+H), ∂H 2·4H·H, ∂W and ∂U 2·4H·(E+H), ∂X 2·4H·E (fine-tuned) a word and direction.

import Kernels
import LSTM

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Row {
  var dimensions = 100
  var hidden = 128
  var batch = 32
  var longest = 200
  var bidirectional = false
  var embedding = TrainingSettings.Embedding.fineTune

  static let named: [String: Row] = [
    "A": Row(), "F": Row(embedding: .frozen), "B": Row(batch: 64, longest: 400),
    "C": Row(dimensions: 300, hidden: 256, batch: 64), "D": Row(batch: 64, bidirectional: true),
  ]

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
    let arguments = Array(CommandLine.arguments.dropFirst())
    func value(_ name: String) -> String? {
      arguments.firstIndex(of: name).flatMap {
        $0 + 1 < arguments.count ? arguments[$0 + 1] : nil
      }
    }
    func number(_ name: String, _ usual: Int) -> Int { value(name).flatMap { Int($0) } ?? usual }
    let threads = number("--threads", 1)
    switch arguments.first {
    case "peak":
      let set = "\(Kernel.instructionSet)".filter { $0 != " " }
      print("peak \(peak(threads: threads)) set \(set)")
    case "train":
      guard let row = Row.named[value("--row") ?? ""] else { return usage() }
      try train(row, threads: threads)
    case "answer":
      let quantize = value("--quantize") ?? "none"
      guard ["none", "int8"].contains(quantize) else { return usage() }
      try answer(
        texts: number("--texts", 1), length: number("--words", 50), threads: threads,
        quantized: quantize == "int8")
    default: usage()
    }
  }

  static func usage() {
    print(
      """
      peak, train --row A|F|B|C|D or answer --texts N --words N [--quantize int8]; --threads N
      """)
    exit(2)
  }

  /// Operations a second with all threads in registers at once, over one second: as machines lend
  /// their cores to others now and then, a short burst would promise more than any loop can have.
  static func peak(threads: Int) -> Double {
    let team = WorkerTeam(threads: threads)
    let rounds = 400_000
    let start = now()
    var operations = 0.0
    while now() < start + 1 {
      team.run { _ in _ = Kernel.burn(rounds: rounds) }
      operations += Kernel.burn(rounds: 1) * Double(rounds) * Double(threads)
    }
    return operations / (now() - start)
  }

  static func train(_ row: Row, threads: Int) throws {
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
    // The first epoch grows the buffers.
    training.epochs = 2
    var ends: [Double] = []
    let before = peak(threads: threads)
    _ = try Trainer(training).train(classifier, on: examples, threads: threads) {
      if $0.finished != nil { ends.append(now()) }
    }
    let peak = (before + peak(threads: threads)) / 2
    let rate = Double(texts.ids.count) / (ends[1] - ends[0])
    print("rate \(rate) peak \(peak) share \(rate * row.operationsPerToken / peak)")
  }

  static func answer(texts count: Int, length: Int, threads: Int, quantized: Bool) throws {
    let settings = ClassifierSettings(
      labels: ["good", "bad"], embeddingDimensions: 100, hidden: 128)
    var random = RandomStream(seed: 1)
    let vectors = Matrix(rows: words, columns: 100)
    for r in 2..<words { for c in 0..<100 { vectors[r, c] = (random.uniform() - 0.5) * 0.2 } }
    var classifier = try Classifier(settings, embedding: vectors, seed: 1)
    if quantized { classifier = try classifier.quantized() }
    let predictor = Predictor(classifier, threads: threads)
    let texts = IDSequences(
      (0..<count).map { t in
        (0..<length).map { Int32(2 + ($0 * 37 + t * 101) % (words - 2)) }
      })
    let loops = max(3, 20_000 / (count * length))
    func round() throws -> Double {
      try time { for _ in 0..<loops { _ = try predictor.probabilities(texts) } } / Double(loops)
    }
    _ = try round()
    let rounds = try (0..<5).map { _ in try round() }
    print("seconds \(rounds.sorted()[2])")
  }

  static func now() -> Double {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
  }

  static func time(_ work: () throws -> Void) rethrows -> Double {
    let start = now()
    try work()
    return now() - start
  }
}
