// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "lstm-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "../..")],
  targets: [
    .executableTarget(
      name: "lstm", dependencies: [.product(name: "Lexigate", package: "lexigate")])
  ],
  swiftLanguageModes: [.v6]
)
