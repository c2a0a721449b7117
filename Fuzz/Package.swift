// swift-tools-version: 6.1
import PackageDescription

// Every reader of this project under libFuzzer; `.ci/fuzz` builds and runs them. See Sources/Readers.
let package = Package(
  name: "lexigate-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "..")],
  targets: [
    .target(
      name: "Readers",
      dependencies: [
        "Archive", "Corpora", "StrictJSON", "EmbeddingStore", "Classifying", "Pipelines",
      ].map { .product(name: $0, package: "lexigate") }),
    // In C, so that libFuzzer's own `main` is the program's.
    .executableTarget(name: "fuzz", dependencies: ["Readers"]),
    .executableTarget(
      name: "seeds",
      dependencies: [
        "Archive", "Kernels", "EmbeddingStore", "Tokenizing", "LSTM", "Classifying",
      ].map { .product(name: $0, package: "lexigate") }),
  ],
  swiftLanguageModes: [.v6]
)
