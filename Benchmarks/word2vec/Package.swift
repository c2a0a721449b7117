// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "word2vec-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "../..")],
  targets: [
    .executableTarget(
      name: "word2vec-benchmark",
      dependencies: ["Kernels", "Archive", "EmbeddingStore", "Word2Vec"].map {
        .product(name: $0, package: "lexigate")
      })
  ],
  swiftLanguageModes: [.v6]
)
