import EmbeddingStore
import Word2Vec

/// The arguments of the benchmark.
struct Options {
  var corpus = ""
  var settings = SkipGramSettings()
  var threads = 1
  var minCount = 5
  var megabytes = Int.max >> 20
  var out: String?
  var peak = false

  struct Wrong: Error, CustomStringConvertible { let description: String }

  mutating func read(_ arguments: some Sequence<String>) throws {
    var left = Array(arguments)[...]
    func next(_ name: String) throws -> String {
      guard let text = left.popFirst() else {
        throw Wrong(description: "\(name) needs a value after it")
      }
      return text
    }
    func number(_ name: String) throws -> Int {
      let text = try next(name)
      guard let value = Int(text), value > 0 else {
        throw Wrong(description: "\(name) needs a whole number above 0, not \(text)")
      }
      return value
    }
    func choice<T: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> T {
      let text = try next(name)
      guard let value = T(rawValue: text) else {
        let names = T.allCases.map(\.rawValue).joined(separator: " or ")
        throw Wrong(description: "\(name) needs \(names), not \(text)")
      }
      return value
    }
    while let argument = left.popFirst() {
      switch argument {
      case "--model": settings.model = try choice(argument)
      case "--parallel": settings.parallel = try choice(argument)
      case "--subwords": settings.subwords = SubwordSettings()
      case "--dimensions": settings.dimensions = try number(argument)
      case "--epochs": settings.epochs = try number(argument)
      case "--seed": settings.seed = UInt64(try number(argument))
      case "--threads": threads = try number(argument)
      case "--min-count": minCount = try number(argument)
      case "--megabytes": megabytes = try number(argument)
      case "--out": out = try next(argument)
      case "--peak": peak = true
      case _ where argument.hasPrefix("--"):
        throw Wrong(description: "there is no option \(argument)")
      default: corpus = argument
      }
    }
    if corpus.isEmpty, !peak {
      throw Wrong(description: "give the path of a text, plain or gzip")
    }
  }
}
