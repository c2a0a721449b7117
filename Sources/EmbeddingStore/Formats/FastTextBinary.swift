import Archive
import Kernels

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The models of fastText (`.bin`): settings, dictionary, a row for each word, a row for each bucket of
/// n-grams, then what training goes on with. Read only.
///
/// The vector of a word is the mean of its own row and its n-grams' rows; the n-grams' rows stay with
/// the table, so that unseen words have vectors as in fastText. Classifiers are read as vectors of
/// their words; their labels are no words. Quantized models (`.ftz`) are refused.
///
/// After the dictionary:
///
///     quantized   1 byte     since version 11; 0
///     rows, dim   int64
///     input       float32    rows of words, then of buckets
///     quantized   1 byte     since version 11
///     rows, dim   int64
///     output      float32    checked to be there, not used
///
/// Edge cases: with the setting maxn = 0 there are no n-grams. fastText itself leaves the n-grams of
/// `</s>` out, the end of a line; gensim, which is followed here, does not.
enum FastTextBinary {
  /// Places in messages are bytes of the unpacked content.
  static func read(
    _ path: String, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    var stream = try ByteStream(path: path)
    let length = ByteReader.plainLength(of: path)
    let settings = try FastTextSettings(&stream, path)
    let subwordSettings = try settings.subwords(path)
    let dictionary = try FastTextDictionary(&stream, settings, &faults)

    let isNumbered = settings.version != .old
    if isNumbered { try refuseQuantized(&stream, path) }
    let place = StoreError.Place.byte(stream.offset)
    let shape = try shape(&stream, path)
    let grams = dictionary.kept?.count ?? settings.buckets
    // Without n-grams some versions of fastText kept the buckets' rows and others did not.
    let isPossible =
      shape.rows == dictionary.rowCount + grams
      || subwordSettings == nil && shape.rows >= dictionary.rowCount
    guard isPossible, shape.columns == settings.dimensions else {
      throw .file(
        path: path, place,
        .value(
          "the matrix", found: "\(shape.rows) × \(shape.columns)",
          expected: "\(dictionary.rowCount + grams) × \(settings.dimensions)"))
    }
    let (bytes, overflow) = shape.rows.multipliedReportingOverflow(by: 4 * shape.columns)
    if overflow || length.map({ $0 - stream.offset < bytes }) == true {
      throw .file(path: path, place, .ends(expected: "a matrix of \(shape.rows) rows"))
    }

    let isBounded = length != nil
    var words = GrowingRows(
      dimensions: settings.dimensions, reserved: Vocabulary.reservedCount,
      expected: dictionary.rowCount, possible: isBounded ? dictionary.rowCount : nil)
    try fill(&words, dictionary.rowCount, &stream, path)
    let buckets = shape.rows - dictionary.rowCount
    var subwords: SubwordVectors?
    if let subwordSettings {
      var rows = GrowingRows(
        dimensions: settings.dimensions, expected: buckets, possible: isBounded ? buckets : nil)
      let start = stream.offset
      try fill(&rows, buckets, &stream, path)
      subwords = try Self.subwords(
        subwordSettings, rows.finished(), dictionary.kept, start, &faults)
    } else if try stream.skip(buckets * 4 * shape.columns) < buckets * 4 * shape.columns {
      throw .file(path: path, .byte(stream.offset), .ends(expected: "the rows of n-grams"))
    }
    try checkRest(&stream, isNumbered, path)
    return try table(dictionary, words.finished(), subwords, .byte(place.offset + 16), &faults)
  }

  private static func refuseQuantized(
    _ stream: inout ByteStream, _ path: String
  ) throws(StoreError) {
    let place = StoreError.Place.byte(stream.offset)
    switch try stream.next() {
    case nil: throw .file(path: path, place, .ends(expected: "the matrix of the words"))
    case 0: return
    case 1:
      throw .unsupportedFormat(
        path: path, format: "a quantized fastText model",
        advice: "use the .bin file that it was made of")
    case let found?:
      throw .file(
        path: path, place,
        .value("whether the model is quantized", found: "\(found)", expected: "0 or 1"))
    }
  }

  private static func shape(
    _ stream: inout ByteStream, _ path: String
  ) throws(StoreError) -> (rows: Int, columns: Int) {
    let place = StoreError.Place.byte(stream.offset)
    guard let rows = try stream.integer(Int64.self), let columns = try stream.integer(Int64.self)
    else { throw .file(path: path, place, .ends(expected: "the shape of a matrix")) }
    guard 0...Int64(Int32.max) * 2 ~= rows, 0...Int64(EmbeddingTable.maximumDimensions) ~= columns
    else {
      throw .file(
        path: path, place,
        .value(
          "the shape of a matrix", found: "\(rows) × \(columns)",
          expected: "rows of at most \(EmbeddingTable.maximumDimensions) numbers"))
    }
    return (Int(rows), Int(columns))
  }

  private static func fill(
    _ rows: inout GrowingRows, _ count: Int, _ stream: inout ByteStream, _ path: String
  ) throws(StoreError) {
    for _ in 0..<count {
      let room = UnsafeMutableRawBufferPointer(start: rows.room(), count: rows.dimensions * 4)
      guard try stream.read(into: room) == room.count else {
        throw .file(
          path: path, .byte(stream.offset), .ends(expected: "the rest of the matrix"))
      }
      LittleEndian.makeNative(room.bindMemory(to: UInt32.self))
      rows.keep()
    }
  }

  /// What follows the input is not used, but a file that lacks it was cut off.
  private static func checkRest(
    _ stream: inout ByteStream, _ isNumbered: Bool, _ path: String
  ) throws(StoreError) {
    if isNumbered { try refuseQuantized(&stream, path) }
    let (rows, columns) = try shape(&stream, path)
    let (size, overflow) = rows.multipliedReportingOverflow(by: 4 * columns)
    guard !overflow, try stream.skip(size) == size else {
      throw .file(
        path: path, .byte(stream.offset), .ends(expected: "an output of \(rows) rows"))
    }
    guard try stream.peek() == nil else {
      throw .file(
        path: path, .byte(stream.offset),
        .value("what follows the model", found: "not empty", expected: "the end of the file"))
    }
  }

  /// The rows of n-grams; all buckets, or those that were kept.
  private static func subwords(
    _ settings: SubwordSettings, _ vectors: Matrix, _ kept: [(bucket: Int32, row: Int)]?,
    _ start: Int, _ faults: inout RowFaults
  ) throws(StoreError) -> SubwordVectors {
    var sources = kept ?? (0..<vectors.rows).map { (Int32($0), $0) }
    var isWhole = kept == nil
    for (bucket, row) in sources {
      let values = UnsafePointer(vectors.row(row))
      guard let column = values.firstNotFinite(vectors.columns) else { continue }
      try faults.meet(
        .byte(start + row * vectors.columns * 4),
        .notFinite(word: "n-grams of bucket \(bucket)", column: column + 1))
      isWhole = false
    }
    if isWhole {
      return SubwordVectors(settings: settings, numbers: sources.map(\.0), vectors: vectors)
    }
    sources.removeAll { UnsafePointer(vectors.row($0.1)).firstNotFinite(vectors.columns) != nil }
    let chosen = Matrix(rows: sources.count, columns: vectors.columns)
    for (place, source) in sources.enumerated() {
      chosen.row(place).update(from: vectors.row(source.1), count: vectors.columns)
    }
    return SubwordVectors(settings: settings, numbers: sources.map(\.0), vectors: chosen)
  }

  /// Takes the words whose rows are finite and makes their vectors whole.
  private static func table(
    _ dictionary: FastTextDictionary, _ vectors: Matrix, _ subwords: SubwordVectors?,
    _ start: StoreError.Place, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    let (reserved, dimensions) = (Vocabulary.reservedCount, vectors.columns)
    var words = WordTable(minimumCapacity: dictionary.words.count)
    var frequencies = [Int](repeating: 0, count: reserved)
    for (index, row) in dictionary.rows.enumerated() {
      let word = dictionary.words.bytes(index)
      let own = vectors.row(row + reserved)
      if let column = UnsafePointer(own).firstNotFinite(dimensions) {
        try faults.meet(
          .byte(start.offset + row * dimensions * 4),
          .notFinite(word: Shown.text(word), column: column + 1))
        continue
      }
      let target = vectors.row(words.count + reserved)
      if target != own { target.update(from: own, count: dimensions) }
      _ = word.withUnsafeBufferPointer { words.insert($0) }
      frequencies.append(dictionary.counts[index])
    }
    guard words.count > 0 else { throw .file(path: faults.path, start, .noRows) }
    var matrix = vectors
    if words.count + reserved != vectors.rows {
      matrix = Matrix(rows: words.count + reserved, columns: dimensions, isFilledNext: true)
      matrix.pointer.update(from: vectors.pointer, count: matrix.size)
    }
    if let subwords { makeWhole(matrix, words, subwords) }
    let table = EmbeddingTable(
      vocabulary: try Vocabulary(table: words, frequencies: frequencies), vectors: matrix,
      subwords: subwords)
    // Sums of finite rows can still leave Float's range.
    try table.checkFinite()
    return table
  }

  /// Replaces each word's own row by the mean of it and its n-grams' rows; each depends on itself alone,
  /// so threads share the work as they like.
  private static func makeWhole(_ vectors: Matrix, _ words: WordTable, _ subwords: SubwordVectors) {
    let blockRows = 512
    let blocks = (words.count + blockRows - 1) / blockRows
    let threads = max(1, min(blocks, ProcessInfo.processInfo.activeProcessorCount))
    let team = WorkerTeam(threads: threads)
    let means = Matrix(rows: team.threads, columns: vectors.columns)
    team.forEach(blocks) { block, worker in
      for index in block * blockRows..<min((block + 1) * blockRows, words.count) {
        let row = vectors.row(index + Vocabulary.reservedCount)
        words.bytes(index).withUnsafeBufferPointer {
          _ = subwords.mean(of: $0, own: row, into: means.row(worker))
        }
        row.update(from: means.row(worker), count: vectors.columns)
      }
    }
  }
}
