import Archive

/// The two tables that TensorFlow's embedding projector takes: numbers, and what they belong to. Written
/// only.
///
///     vectors.tsv             a line of numbers for each word, tabs between them
///     vectors.metadata.tsv    the words; with their counts, and a first line that names both, where
///                             the table has counts
enum ProjectorTSV {
  /// Where the words go that belong to a file of numbers.
  static func metadataPath(_ path: String) -> String {
    let isPacked = path.hasSuffix(".gz")
    var name = isPacked ? path.dropLast(3) : path[...]
    if name.hasSuffix(".tsv") { name = name.dropLast(4) }
    return name + ".metadata.tsv" + (isPacked ? ".gz" : "")
  }

  static func write(_ table: EmbeddingTable, to path: String) throws(StoreError) {
    try table.checkFinite()
    let vocabulary = table.vocabulary
    for id in vocabulary.wordIDs {
      let word = vocabulary.bytes(of: id)
      if word.contains(where: { $0 != TextRows.space && TextRows.isBreak($0) }) {
        throw .unwritableWord(
          path: path, word: vocabulary.word(id), format: VectorFormat.projector.title)
      }
    }
    let metadata = metadataPath(path)
    let hasCounts = vocabulary.totalFrequency > 0
    do throws(ArchiveError) {
      try SafeFile.write(path, gzip: path.hasSuffix(".gz")) { file throws(ArchiveError) in
        try TextRows.write(table, withWords: false, separator: TextRows.tab, to: &file)
      }
      try SafeFile.write(metadata, gzip: metadata.hasSuffix(".gz")) { file throws(ArchiveError) in
        if hasCounts { try file.write("word\tcount\n") }
        for id in vocabulary.wordIDs {
          let count = hasCounts ? "\t\(vocabulary.frequency(id))\n" : "\n"
          try file.write(vocabulary.bytes(of: id) + Array(count.utf8))
        }
      }
    } catch {
      throw .archive(error)
    }
  }
}
