import ArgumentParser

@main
struct Lexigate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lexigate", abstract: "Text classifiers that explain themselves.")
}
