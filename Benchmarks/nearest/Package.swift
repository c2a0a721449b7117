// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "nearest-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "../..")],
  targets: [
    .executableTarget(
      name: "nearest",
      dependencies: [
        .product(name: "Kernels", package: "lexigate"),
        .product(name: "EmbeddingStore", package: "lexigate"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
