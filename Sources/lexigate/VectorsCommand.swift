import ArgumentParser

struct VectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors", abstract: "Look into word vectors and convert them.")
}
