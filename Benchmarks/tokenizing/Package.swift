// swift-tools-version: 6.1
import PackageDescription

// How many megabytes of text a second the tokenizer takes:
//
//     swift run -c release --package-path Benchmarks/tokenizing benchmark FILE…
let package = Package(
  name: "tokenizing-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "../..")],
  targets: [
    .executableTarget(
      name: "benchmark", dependencies: [.product(name: "Tokenizing", package: "lexigate")])
  ],
  swiftLanguageModes: [.v6]
)
