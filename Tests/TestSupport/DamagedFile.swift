import Foundation

/// A small file damaged where it lies, in every way that one slip can: cut off at a byte, or with one
/// bit the other way round.
///
/// ```swift
/// let file = try DamagedFile(path)
/// #expect(try file.findings(bits: file.bits, lengths: file.lengths) { try? load($0) } == [])
/// ```
///
/// The file is gone to nothing when the cuts are done.
package struct DamagedFile {
  package let bytes: [UInt8]
  private let path: String
  private let file: FileHandle

  package init(_ path: String) throws {
    self.path = path
    bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
  }

  /// Every bit.
  package var bits: Range<Int> { 0..<bytes.count * 8 }
  /// Every length but the file's own.
  package var lengths: Range<Int> { 0..<bytes.count }

  /// What was taken for sound though it was not, or refused though it was; at most ten lines.
  ///
  /// A file with a flipped bit must be refused or give the sound payload, as when the bit lies in the
  /// time that a gzip header states; a cut one must be refused.
  ///
  /// - Parameters:
  ///   - mostAccepted: the share of the bits that may be without meaning.
  ///   - load: what the file at a path holds; nil where it is refused.
  package func findings<Payload: Equatable>(
    bits: some Sequence<Int>, lengths: some Sequence<Int>, mostAccepted: Double = 1.0 / 3,
    load: (_ path: String) throws -> Payload?
  ) throws -> [String] {
    guard let sound = try load(path) else { return ["the sound file is refused"] }
    var findings: [String] = []
    var (flipped, accepted) = (0, 0)
    for bit in bits {
      try put(bytes[bit / 8] ^ 1 << (bit % 8), at: bit / 8)
      if let payload = try load(path) {
        accepted += 1
        if payload != sound { findings.append("bit \(bit) gives another payload") }
      }
      flipped += 1
      try put(bytes[bit / 8], at: bit / 8)
    }
    if Double(accepted) > mostAccepted * Double(flipped) {
      findings.append("\(accepted) of \(flipped) bits are without meaning")
    }
    for length in lengths.sorted(by: >) {
      try file.truncate(atOffset: UInt64(length))
      if try load(path) != nil { findings.append("cut to \(length) bytes it is accepted") }
    }
    return Array(findings.prefix(10))
  }

  private func put(_ byte: UInt8, at place: Int) throws {
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: Data([byte]))
  }
}
