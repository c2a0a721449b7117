/// The words of a fastText model and how often they occurred.
///
///     size, nwords, nlabels  int32      entries; those that are words; those that are labels
///     ntokens                int64      occurrences of all words
///     pruneidx_size          int64      since version 11: n-grams that were kept, −1 for all
///     entries                           bytes, a zero byte, int64 count, int8 kind (0 word, 1 label)
///     pruneidx                          int32 pairs: a bucket, its row
///
/// Words come before labels. Bytes need not be UTF-8.
struct FastTextDictionary {
  var words = WordTable()
  /// By the word's number in `words`.
  var counts: [Int] = []
  /// The row of the matrix that each word has.
  var rows: [Int] = []
  /// How many rows of the matrix words have, those left out included.
  var rowCount: Int
  /// Buckets and their rows among those of n-grams, ascending; nil where every bucket has its row.
  var kept: [(bucket: Int32, row: Int)]?

  /// - Errors: `file`, at the byte of what cannot be.
  init(
    _ stream: inout ByteStream, _ settings: FastTextSettings, _ faults: inout RowFaults
  ) throws(StoreError) {
    let path = faults.path
    func next<T: FixedWidthInteger>(
      _ type: T.Type, _ what: String = "the dictionary"
    ) throws(StoreError) -> Int {
      guard let value = try stream.integer(type) else {
        throw .file(path: path, .byte(stream.offset), .ends(expected: what))
      }
      return Int(value)
    }
    let start = StoreError.Place.byte(stream.offset)
    let size = try next(Int32.self)
    rowCount = try next(Int32.self)
    let labels = try next(Int32.self)
    guard rowCount > 0 else { throw .file(path: path, start, .noRows) }
    guard size >= rowCount, labels >= 0 else {
      throw .file(
        path: path, start,
        .value(
          "the dictionary's size", found: "\(size) with \(rowCount) words and \(labels) labels",
          expected: "their sum"))
    }
    guard rowCount <= Int(Int32.max) - Vocabulary.reservedCount else {
      throw .file(path: path, start, .tooManyRows(rowCount))
    }
    _ = try next(Int64.self)
    var pruned = -1
    if settings.version != .old {
      let place = StoreError.Place.byte(stream.offset)
      pruned = try next(Int64.self)
      guard -1...Int(Int32.max) ~= pruned else {
        throw .file(
          path: path, place,
          .value("pruneidx_size", found: "\(pruned)", expected: "−1 or a number of n-grams"))
      }
    }
    var entry: [UInt8] = []
    var places: [StoreError.Place] = []
    var wordRows = 0
    for row in 0..<size {
      let place = StoreError.Place.byte(stream.offset)
      entry.removeAll(keepingCapacity: true)
      while true {
        guard let byte = try stream.next() else {
          throw .file(
            path: path, place, .fewerRows(found: wordRows, declared: rowCount))
        }
        if byte == 0 { break }
        entry.append(byte)
        if entry.count > EmbeddingTable.maximumWordLength {
          throw .file(path: path, place, .longWord)
        }
      }
      let shown = Shown.text(entry)
      let count = try next(Int64.self, "how often '\(shown)' occurred")
      let kind = try next(Int8.self, "whether '\(shown)' is a word")
      guard 0...1 ~= kind, count >= 0 else {
        throw .file(
          path: path, place,
          .value(
            "'\(shown)'", found: "of kind \(kind) and occurred \(count) times",
            expected: "kind 0 or 1"))
      }
      guard kind == 0 else { continue }
      guard row == wordRows, wordRows < rowCount else {
        throw .file(
          path: path, place,
          .value(
            "'\(shown)'", found: row == wordRows ? "one word more" : "a word behind a label",
            expected: "\(rowCount) words and then labels"))
      }
      wordRows += 1
      guard !entry.isEmpty else {
        try faults.meet(place, .emptyWord)
        continue
      }
      let (index, isNew) = entry.withUnsafeBufferPointer { words.insert($0) }
      guard isNew else {
        try faults.meet(place, .duplicate(word: shown, first: places[index]))
        continue
      }
      counts.append(count)
      rows.append(row)
      places.append(place)
    }
    guard wordRows == rowCount else {
      throw .file(
        path: path, .byte(stream.offset), .fewerRows(found: wordRows, declared: rowCount))
    }
    if pruned >= 0 { kept = try Self.pruned(pruned, &stream, settings, path) }
  }

  /// The buckets whose n-grams were kept when the model was made smaller.
  private static func pruned(
    _ count: Int, _ stream: inout ByteStream, _ settings: FastTextSettings, _ path: String
  ) throws(StoreError) -> [(bucket: Int32, row: Int)] {
    var kept: [(bucket: Int32, row: Int)] = []
    for _ in 0..<count {
      let place = StoreError.Place.byte(stream.offset)
      guard let bucket = try stream.integer(Int32.self), let row = try stream.integer(Int32.self)
      else { throw .file(path: path, place, .ends(expected: "a bucket of n-grams and its row")) }
      guard 0..<max(settings.buckets, 1) ~= Int(bucket), 0..<count ~= Int(row) else {
        throw .file(
          path: path, place,
          .value(
            "a bucket of n-grams", found: "\(bucket) in row \(row)",
            expected: "a bucket below \(settings.buckets) and a row below \(count)"))
      }
      kept.append((bucket, Int(row)))
    }
    kept.sort { $0.bucket < $1.bucket }
    for (a, b) in zip(kept, kept.dropFirst()) where a.bucket == b.bucket {
      throw .file(
        path: path, .byte(stream.offset),
        .value("a bucket of n-grams", found: "twice there", expected: "each bucket once"))
    }
    return kept
  }
}
