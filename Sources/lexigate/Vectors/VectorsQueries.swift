import ArgumentParser
import EmbeddingStore
import Pipelines
import StrictJSON

struct VectorsNearestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nearest", abstract: "The words whose vectors are nearest to a word's.")

  @OptionGroup var options: VectorsOptions
  @OptionGroup var count: CountOptions
  @OptionGroup var threads: ThreadOptions

  @Argument(help: "The word, as the tokenizer writes it.")
  var word: String

  func run() throws {
    let index = NearestIndex(try options.load(), threads: threads.count)
    let nearest = try index.nearest(to: word, count: count.count)
    options.note(word, in: index.table)
    try Console.output(nearest.text(json: options.json, question: ["word": .string(word)]))
  }
}

struct VectorsAnalogyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analogy",
    abstract: "What is to C as B is to A: man king woman asks for queen.")

  @OptionGroup var options: VectorsOptions
  @OptionGroup var count: CountOptions
  @OptionGroup var threads: ThreadOptions

  @Argument(help: "A, the word that B belongs to.") var a: String
  @Argument(help: "B.") var b: String
  @Argument(help: "C, the word whose counterpart is wanted.") var c: String

  func run() throws {
    let index = NearestIndex(try options.load(), threads: threads.count)
    let nearest = try index.analogy(a, b, c, count: count.count)
    options.note(a, b, c, in: index.table)
    try Console.output(
      nearest.text(
        json: options.json, question: ["a": .string(a), "b": .string(b), "c": .string(c)]))
  }
}

struct VectorsSimilarityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similarity", abstract: "The cosine between the vectors of two words, −1 to 1.")

  @OptionGroup var options: VectorsOptions
  @Argument(help: "A word.") var first: String
  @Argument(help: "Another word.") var second: String

  func run() throws {
    let table = try options.load()
    let similarity = try table.similarity(first, second)
    options.note(first, second, in: table)
    guard options.json else {
      try Console.output(NumberText.fixed(Double(similarity), 4) + "\n")
      return
    }
    let answer: JSONText = [
      "first": .string(first), "second": .string(second), "similarity": .float(similarity),
    ]
    try Console.output(answer.pretty)
  }
}
