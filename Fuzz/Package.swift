// swift-tools-version: 6.1
import PackageDescription

func products(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "lexigate") }
}

// Every reader of this project under libFuzzer; `.ci/fuzz` builds and runs them. See Sources/Readers.
let package = Package(
  name: "lexigate-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "..")],
  targets: [
    .target(
      name: "Readers",
      dependencies: products(
        "Archive", "Corpora", "StrictJSON", "Tokenizing", "EmbeddingStore", "Classifying")),
    // Apart, for libFuzzer looks at every counter of a program after every input, and what stages are
    // made of has as many as all else.
    .target(
      name: "PipelineReaders",
      dependencies: ["Readers", "Trainings"] + products("Archive", "Kernels", "Pipelines")),
    // Small trainings whose snapshots are read.
    .target(
      name: "Trainings",
      dependencies: products("Archive", "Kernels", "EmbeddingStore", "Word2Vec", "LSTM")),
    // In C, so that libFuzzer's own `main` is the programs'.
    .executableTarget(name: "fuzz", dependencies: ["Readers"]),
    .executableTarget(name: "fuzz-pipelines", dependencies: ["PipelineReaders"]),
    .executableTarget(
      name: "seeds",
      dependencies: ["Trainings"]
        + products(
          "Archive", "Kernels", "EmbeddingStore", "Tokenizing", "LSTM", "Word2Vec", "Classifying")),
  ],
  swiftLanguageModes: [.v6]
)
