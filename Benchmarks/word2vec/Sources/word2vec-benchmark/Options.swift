/// The arguments of the benchmark.
struct Options {
  var corpus = ""
  var dimensions = 100
  var epochs = 5
  var threads = 1
  var minCount = 5
  var seed: UInt64 = 1
  var megabytes = Int.max >> 20
  var out: String?

  struct Wrong: Error, CustomStringConvertible { let description: String }

  mutating func read(_ arguments: some Sequence<String>) throws {
    var left = Array(arguments)[...]
    func number(_ name: String) throws -> Int {
      guard let text = left.popFirst(), let value = Int(text), value > 0 else {
        throw Wrong(description: "\(name) needs a whole number above 0")
      }
      return value
    }
    while let argument = left.popFirst() {
      switch argument {
      case "--dimensions": dimensions = try number(argument)
      case "--epochs": epochs = try number(argument)
      case "--threads": threads = try number(argument)
      case "--min-count": minCount = try number(argument)
      case "--seed": seed = UInt64(try number(argument))
      case "--megabytes": megabytes = try number(argument)
      case "--out": out = left.popFirst()
      default: corpus = argument
      }
    }
    if corpus.isEmpty { throw Wrong(description: "give the path of a text, plain or gzip") }
  }
}
