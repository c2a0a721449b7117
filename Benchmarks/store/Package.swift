// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "store-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lexigate", path: "../..")],
  targets: [
    .systemLibrary(
      name: "SystemZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .executableTarget(
      name: "store",
      dependencies: [
        "SystemZlib",
        .product(name: "Kernels", package: "lexigate"),
        .product(name: "EmbeddingStore", package: "lexigate"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
