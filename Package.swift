// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "lexigate",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "lexigate", targets: ["lexigate"]),
    .library(name: "Kernels", targets: ["Kernels"]),
    .library(name: "Archive", targets: ["Archive"]),
    .library(name: "StrictJSON", targets: ["StrictJSON"]),
    .library(name: "Corpora", targets: ["Corpora"]),
    .library(name: "Tokenizing", targets: ["Tokenizing"]),
    .library(name: "EmbeddingStore", targets: ["EmbeddingStore"]),
    .library(name: "Word2Vec", targets: ["Word2Vec"]),
    .library(name: "LSTM", targets: ["LSTM"]),
    .library(name: "Classifying", targets: ["Classifying"]),
    .library(name: "Pipelines", targets: ["Pipelines"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
  ],
  targets: [
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .target(name: "Kernels", dependencies: ["CKernels"]),
    .target(
      name: "Archive",
      dependencies: ["Kernels", "CZlib", .product(name: "SystemPackage", package: "swift-system")]),
    .target(name: "Corpora", dependencies: ["Archive"]),
    .target(name: "StrictJSON"),
    .target(name: "Tokenizing", exclude: ["Tables/make-tables.py"]),
    .target(name: "EmbeddingStore", dependencies: ["Kernels", "Archive", "StrictJSON"]),
    .target(name: "Word2Vec", dependencies: ["EmbeddingStore", "Kernels"]),
    .target(name: "LSTM", dependencies: ["EmbeddingStore", "Kernels", "Archive"]),
    .target(
      name: "Classifying",
      dependencies: [
        "LSTM", "EmbeddingStore", "Tokenizing", "Kernels", "Archive", "StrictJSON",
      ]),
    .target(name: "Reports", dependencies: ["Classifying", "StrictJSON"]),
    .target(
      name: "Serving",
      dependencies: [
        "Classifying", "Reports", "StrictJSON", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .target(
      name: "Pipelines",
      dependencies: [
        "StrictJSON", "Kernels", "Archive", "Corpora", "Tokenizing", "EmbeddingStore", "Word2Vec",
        "LSTM", "Classifying", "Reports", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .executableTarget(
      name: "lexigate",
      dependencies: [
        "Pipelines", "Serving", "Reports", "Classifying", "Word2Vec", "EmbeddingStore", "Corpora",
        "Archive", "StrictJSON",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "TestSupport", dependencies: ["Kernels"], path: "Tests/TestSupport"),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels", "CKernels", "TestSupport"]),
    .testTarget(
      name: "ArchiveTests",
      dependencies: ["Archive", .product(name: "SystemPackage", package: "swift-system")],
      resources: [.copy("Resources")]),
    .testTarget(name: "CorporaTests", dependencies: ["Corpora"]),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"]),
    .testTarget(name: "TokenizingTests", dependencies: ["Tokenizing"]),
    .testTarget(
      name: "EmbeddingStoreTests", dependencies: ["EmbeddingStore", "TestSupport"],
      resources: [.copy("Golden")]),
    .testTarget(name: "Word2VecTests", dependencies: ["Word2Vec", "TestSupport"]),
    .testTarget(
      name: "LSTMTests", dependencies: ["LSTM"], resources: [.copy("Golden")]),
    .testTarget(
      name: "ClassifyingTests",
      dependencies: [
        "Classifying", "LSTM", "EmbeddingStore", "Tokenizing", "Kernels", "Archive", "StrictJSON",
        "TestSupport",
      ], resources: [.copy("Golden")]),
    .testTarget(
      name: "PipelinesTests",
      dependencies: [
        "Pipelines", "Classifying", "EmbeddingStore", "Tokenizing", "LSTM", "Word2Vec", "Kernels",
        "StrictJSON", "Archive", "TestSupport",
      ]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports"]),
    .testTarget(name: "ServingTests", dependencies: ["Serving"]),
    .testTarget(
      name: "LexigateTests",
      dependencies: ["lexigate", "EmbeddingStore", "Kernels", "StrictJSON", "Archive"]),
  ],
  swiftLanguageModes: [.v6]
)
