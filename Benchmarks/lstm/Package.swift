// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "lstm-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "../..")],
  targets: [
    .executableTarget(
      name: "lstm",
      dependencies: [
        .product(name: "Kernels", package: "lexigate"), .product(name: "LSTM", package: "lexigate"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
