/// The arguments of the benchmark.
struct Options {
  var vectors: String?
  var words = 400_000
  var dimensions = 300
  var threads = 2
  var questions = 100
  var count = 10
  var answers: String?

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
      case "--vectors": vectors = left.popFirst()
      case "--words": words = try number(argument)
      case "--dimensions": dimensions = try number(argument)
      case "--threads": threads = try number(argument)
      case "--questions": questions = try number(argument)
      case "--count": count = try number(argument)
      case "--answers": answers = left.popFirst()
      default: throw Wrong(description: "no such argument: \(argument)")
      }
    }
  }
}
