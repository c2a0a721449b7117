// swift-tools-version: 6.1
import PackageDescription

// How many megabytes of text a second the tokenizer takes:
//
//     swift run -c release --package-path Benchmarks/tokenizing benchmark FILE…
//
// Sources/Tokenizing is a link to the project's own sources, so that nothing else need be fetched
// or built.
let package = Package(
  name: "tokenizing-benchmark",
  targets: [
    .target(name: "Tokenizing", exclude: ["Tables/make-tables.py"]),
    .executableTarget(name: "benchmark", dependencies: ["Tokenizing"]),
  ],
  swiftLanguageModes: [.v6]
)
