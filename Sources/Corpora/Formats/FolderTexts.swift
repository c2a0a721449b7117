import Archive

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder layout: `path/label/anything.txt`, a text a file, `.gz` or not.
///
/// Folders are taken in the order of their names' bytes, files in natural order (2.txt before
/// 10.txt), so that the rows never depend on how the system lists a folder. Names that begin with a
/// dot and files that are not `.txt` are passed over. A text is the file's whole content less a
/// byte order mark. Two cells: the text and its folder's name.
final class FolderTexts: RecordReader {
  /// Texts of the original IMDB set that have no label.
  static let unlabelledFolder = "unsup"

  private let files: [(path: String, label: [UInt8])]
  private var index = -1
  private let content = ByteArena()
  private let label = ByteArena()
  private(set) var cells: [Cell] = []

  /// Lists the files. With labels: those in the folders of `path`, but for `unsup`. Without: those
  /// in its folders, `unsup` too, or, when it holds no folder with texts, its own.
  ///
  /// Errors: `file`; `noLabelFolders` when labels are asked for and there is no folder with texts.
  init(_ path: String, labelled: Bool) throws(CorpusError) {
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    var files: [(path: String, label: [UInt8])] = []
    let names = try Self.list(folder)
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard !(labelled && name == Self.unlabelledFolder) else { continue }
      let inside = folder + "/" + name
      guard ByteReader.isFolder(inside) else { continue }
      for file in Self.texts(try Self.list(inside)) {
        files.append((inside + "/" + file, Array(name.utf8)))
      }
    }
    if files.isEmpty {
      guard !labelled else { throw .noLabelFolders(path: path) }
      files = Self.texts(names).map { (folder + "/" + $0, []) }
    }
    self.files = files
  }

  var file: String { files[index].path }
  /// A file is one row that begins in its first line.
  var line: Int { 1 }
  var raw: Bytes { content.all }
  var columnNames: [String] { [] }

  func next() throws(CorpusError) -> Reading {
    guard index + 1 < files.count else { return .end }
    index += 1
    content.clear()
    do throws(ArchiveError) {
      var reader = try ByteReader(path: files[index].path)
      while true {
        let count = try reader.read(into: content.room(1 << 16))
        if count == 0 { break }
        content.commit(count)
      }
    } catch { throw .file(error) }
    let all = content.all
    let text = all.starts(with: [0xef, 0xbb, 0xbf]) ? Bytes(rebasing: all[3...]) : all
    label.clear()
    files[index].label.withUnsafeBufferPointer { label.append($0) }
    cells = [.text(text), .text(label.all)]
    return .record
  }

  private static func list(_ folder: String) throws(CorpusError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }
    } catch {
      throw .file(.notReadable(path: folder, reason: "the folder cannot be listed"))
    }
  }

  private static func texts(_ names: [String]) -> [String] {
    names.filter { CorpusFormat(fileName: $0) == .text }.sorted(by: naturallyPrecedes)
  }
}

/// Whether `a` comes before `b` when runs of digits count as numbers; bytes decide between equals.
package func naturallyPrecedes(_ a: String, _ b: String) -> Bool {
  let x = Array(a.utf8)
  let y = Array(b.utf8)
  var i = 0
  var j = 0
  while i < x.count, j < y.count {
    guard isDigit(x[i]), isDigit(y[j]) else {
      if x[i] != y[j] { return x[i] < y[j] }
      i += 1
      j += 1
      continue
    }
    let left = x[i...].prefix(while: isDigit)
    let right = y[j...].prefix(while: isDigit)
    i += left.count
    j += right.count
    // Numbers of any length: without leading zeros, the longer is the larger.
    let significant = (left.drop { $0 == 0x30 }, right.drop { $0 == 0x30 })
    if significant.0.count != significant.1.count {
      return significant.0.count < significant.1.count
    }
    if !significant.0.elementsEqual(significant.1) {
      return significant.0.lexicographicallyPrecedes(significant.1)
    }
  }
  if x.count - i != y.count - j { return x.count - i < y.count - j }
  return x.lexicographicallyPrecedes(y)
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
