import Archive
import Kernels

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A NumPy array of vectors (`.npy`) beside a list of their words, one a line.
///
///     vectors.npy          [words, dimensions] of 16, 32 or 64-bit floats
///     vectors.words.txt    word i is that of row i
///
/// The list is a file that is named, or the first of these that is there, plain or as `.gz`:
/// `vectors.words.txt`, `vectors.words`, `vectors.vocab.txt`, `vectors.vocab`, `vectors.txt`,
/// `words.txt`, `vocab.txt`. Words are bytes and may contain spaces; no line may be empty.
enum NumpyArray {
  static let listEndings = [".words.txt", ".words", ".vocab.txt", ".vocab", ".txt"]
  static let listNames = ["words.txt", "vocab.txt"]

  /// Where the list that belongs to an array is written.
  static func listPath(_ path: String) -> String {
    let isPacked = path.hasSuffix(".gz")
    return stem(path) + listEndings[0] + (isPacked ? ".gz" : "")
  }

  /// The name of an array without its endings.
  private static func stem(_ path: String) -> String {
    var name = path[...]
    if name.hasSuffix(".gz") { name = name.dropLast(3) }
    if name.hasSuffix(".npy") { name = name.dropLast(4) }
    return String(name)
  }

  private static func findList(_ path: String) throws(StoreError) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[...$0]) } ?? ""
    let names = listEndings.map { stem(path) + $0 } + listNames.map { folder + $0 }
    // First the one that is written with such an array: beside a.npy and a.npy.gz lie two lists.
    for name in [listPath(path)] + names.flatMap({ [$0, $0 + ".gz"] }) where name != path {
      if FileManager.default.fileExists(atPath: name) { return name }
    }
    throw .noWords(path: path, expected: listPath(path))
  }

  // MARK: - Reading

  /// - Parameter list: the words' file, where it is not one of those beside the array.
  static func read(
    _ path: String, words list: String?, _ faults: inout RowFaults
  ) throws(StoreError) -> EmbeddingTable {
    let listPath: String
    if let list { listPath = list } else { listPath = try findList(path) }
    faults.listPath = listPath
    let words = try WordList(listPath)
    var stream = try ByteStream(path: path)
    let header = try NumpyHeader(&stream, path)
    if words.count != header.rows {
      try faults.meet(
        .line(words.count), .wordCount(found: words.count, expected: header.rows))
    }
    let size = header.columns * header.number.bytes
    let (bytes, overflow) = header.rows.multipliedReportingOverflow(by: size)
    let length = ByteReader.plainLength(of: path)
    if overflow || length.map({ $0 - stream.offset < bytes }) == true {
      throw .file(
        path: path, .byte(stream.offset),
        .ends(expected: "an array of \(header.rows) × \(header.columns) numbers"))
    }
    let count = min(words.count, header.rows)
    var rows = RowCollector(
      faults, dimensions: header.columns, declared: count, possible: length.map { _ in count })
    let start = stream.offset
    func add(_ row: Int, _ rows: inout RowCollector) throws(StoreError) {
      if let column = UnsafePointer(rows.room()).firstNotFinite(header.columns) {
        let word = Shown.text(words[row])
        // The numbers of a row are together only where rows are.
        let place = start + (header.isFortranOrder ? row * header.number.bytes : row * size)
        return try rows.skip(.byte(place), .notFinite(word: word, column: column + 1))
      }
      try words[row].withUnsafeBufferPointer { word throws(StoreError) in
        try rows.add(word, .line(row + 1))
      }
    }
    if header.isFortranOrder {
      let columns = try columns(header, &stream, path)
      for row in 0..<count {
        let room = rows.room()
        for column in 0..<header.columns { room[column] = columns[column * header.rows + row] }
        try add(row, &rows)
      }
    } else {
      var raw = [UInt8](repeating: 0, count: size)
      for row in 0..<header.rows {
        try fill(&raw, &stream, path)
        if row >= count { continue }
        convert(raw, header, to: rows.room())
        try add(row, &rows)
      }
    }
    guard try stream.peek() == nil else {
      throw .file(
        path: path, .byte(stream.offset),
        .value("what follows the array", found: "not empty", expected: "the end of the file"))
    }
    faults = rows.faults
    return try rows.table(end: .line(words.count))
  }

  /// All numbers of an array whose columns follow each other; memory grows with what is there.
  private static func columns(
    _ header: NumpyHeader, _ stream: inout ByteStream, _ path: String
  ) throws(StoreError) -> [Float] {
    var numbers: [Float] = []
    var raw = [UInt8](repeating: 0, count: 4096 * header.number.bytes)
    var left = header.rows * header.columns
    let block = UnsafeMutablePointer<Float>.allocate(capacity: 4096)
    defer { block.deallocate() }
    while left > 0 {
      let count = min(4096, left)
      if raw.count != count * header.number.bytes {
        raw = [UInt8](repeating: 0, count: count * header.number.bytes)
      }
      try fill(&raw, &stream, path)
      convert(raw, header, to: block)
      numbers.append(contentsOf: UnsafeBufferPointer(start: block, count: count))
      left -= count
    }
    return numbers
  }

  private static func fill(
    _ raw: inout [UInt8], _ stream: inout ByteStream, _ path: String
  ) throws(StoreError) {
    let filled = try raw.withUnsafeMutableBufferPointer { bytes throws(StoreError) in
      try stream.read(into: UnsafeMutableRawBufferPointer(bytes))
    }
    guard filled == raw.count else {
      throw .file(path: path, .byte(stream.offset), .ends(expected: "the rest of the array"))
    }
  }

  private static func convert(
    _ raw: [UInt8], _ header: NumpyHeader, to target: UnsafeMutablePointer<Float>
  ) {
    let size = header.number.bytes
    raw.withUnsafeBytes { raw in
      for i in 0..<raw.count / size {
        switch header.number {
        case .half:
          let bits = raw.loadUnaligned(fromByteOffset: i * 2, as: UInt16.self)
          target[i] = HalfFloat.float(
            header.isBigEndian ? UInt16(bigEndian: bits) : UInt16(littleEndian: bits))
        case .float:
          let bits = raw.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)
          target[i] = Float(
            bitPattern: header.isBigEndian ? UInt32(bigEndian: bits) : UInt32(littleEndian: bits))
        case .double:
          let bits = raw.loadUnaligned(fromByteOffset: i * 8, as: UInt64.self)
          target[i] = Float(
            Double(
              bitPattern: header.isBigEndian
                ? UInt64(bigEndian: bits) : UInt64(littleEndian: bits)))
        }
      }
    }
  }

  // MARK: - Writing

  /// Writes 32-bit floats in rows, and the words into the list beside them.
  ///
  /// Two files cannot be replaced at one moment: an old list goes before the array is replaced, so that
  /// no array ever stands beside another one's words.
  static func write(_ table: EmbeddingTable, to path: String) throws(StoreError) {
    try table.checkFinite()
    let list = listPath(path)
    let vocabulary = table.vocabulary
    for id in vocabulary.wordIDs {
      let word = vocabulary.bytes(of: id)
      let isFirst = id == vocabulary.wordIDs.first
      if word.contains(TextRows.lineFeed) || word.last == UInt8(ascii: "\r")
        || isFirst && word.starts(with: TextRows.byteOrderMark)
      {
        throw .unwritableWord(
          path: path, word: vocabulary.word(id), format: VectorFormat.numpy.title)
      }
    }
    let (files, before) = (FileManager.default, list + ".before")
    var isAside = false
    do throws(ArchiveError) {
      try SafeFile.write(path, gzip: path.hasSuffix(".gz")) { file throws(ArchiveError) in
        try file.write(
          NumpyHeader.bytes(rows: vocabulary.wordIDs.count, columns: table.dimensions))
        var row: [UInt8] = []
        for id in vocabulary.wordIDs {
          row.removeAll(keepingCapacity: true)
          let values = table.vectors.row(Int(id))
          for column in 0..<table.dimensions {
            withUnsafeBytes(of: values[column].bitPattern.littleEndian) {
              row.append(contentsOf: $0)
            }
          }
          try file.write(row)
        }
        // The old words must never lie beside the new array, and not be lost while the old one is there.
        guard files.fileExists(atPath: list) else { return }
        try? files.removeItem(atPath: before)
        if (try? files.moveItem(atPath: list, toPath: before)) == nil {
          throw .notWritable(path: list, reason: "it cannot be put aside")
        }
        isAside = true
      }
    } catch {
      if isAside { try? files.moveItem(atPath: before, toPath: list) }
      throw .archive(error)
    }
    do throws(ArchiveError) {
      try SafeFile.write(list, gzip: list.hasSuffix(".gz")) { file throws(ArchiveError) in
        for id in vocabulary.wordIDs { try file.write(vocabulary.bytes(of: id) + [0x0a]) }
      }
      try? files.removeItem(atPath: before)
    } catch {
      throw .archive(error)
    }
  }
}

/// The lines of a file as words.
struct WordList {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  init(_ path: String) throws(StoreError) {
    var lines = try TextRows.open(path)
    while try TextRows.advance(&lines) {
      bytes += lines.line
      ends.append(bytes.count)
    }
    guard count > 0 else { throw .file(path: path, .line(1), .noRows) }
  }
}
