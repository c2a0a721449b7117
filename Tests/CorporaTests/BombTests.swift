import Archive
import Corpora
import Testing

/// A few kilobytes that unpack to gigabytes are refused before they fill the memory.
@Suite struct BombTests {
  /// Something begun, then a great many equal bytes, packed.
  private func bomb(_ name: String, _ start: String, _ filling: UInt8) throws -> (
    TestFolder, String
  ) {
    let folder = try TestFolder()
    let path = folder.path + "/" + name
    let part = [UInt8](repeating: filling, count: 1 << 20)
    try SafeFile.write(path, gzip: true) { file throws(ArchiveError) in
      try file.write(start)
      for _ in 0..<LineReader.longestLine >> 20 { try file.write(part) }
    }
    return (folder, path)
  }

  private static let zero: UInt8 = 0
  private static let lineFeed: UInt8 = 0x0a

  @Test(arguments: [
    ("a.csv.gz", "text,label\n\"", zero, 2), ("b.csv.gz", "text,label\n\"x\n", lineFeed, 2),
    ("a.tsv.gz", "text\tlabel\n", zero, 2), ("a.jsonl.gz", "{\"text\": \"", zero, 1),
    ("a.txt.gz", "__label__a", zero, 1),
  ])
  func isRefused(name: String, start: String, filling: UInt8, line: Int) throws {
    let (folder, path) = try bomb(name, start, filling)
    var source = ExampleSource(paths: [path])
    source.onBadRow = .skip
    if name.hasPrefix("a.txt") { source.format = .fastText }
    #expect(throws: CorpusError.file(.longLine(path: path, line: line))) { try source.load() }
    withExtendedLifetime(folder) {}
  }
}
