/// Texts as ids, wherever they are kept: one run of numbers in which every text is closed by a mark.
///
///     4 5 6 −1 −1 7 −1        three texts: 4 5 6, an empty one, 7
///
/// Positions count from 0 and count the marks too, so any part of the run can be read without
/// knowing where texts begin. Reading is safe from several threads at once.
public protocol EncodedTextSource: Sendable {
  /// Numbers in the run, marks included.
  var count: Int { get }
  /// Texts that were closed by a mark.
  var textCount: Int { get }
  /// Copies the part of the run at `range`, which lies within 0 ..< `count`, to `target`.
  ///
  /// Errors: whatever the disk refuses, where the run is on one.
  func read(_ range: Range<Int>, into target: UnsafeMutablePointer<Int32>) throws(StoreError)
}

extension EncodedTextSource {
  /// Ids in the run, marks left out.
  public var wordCount: Int { count - textCount }

  /// Hands the whole run to `body`, piece by piece, from its first number to its last.
  public func forEachPiece(
    _ body: (UnsafeBufferPointer<Int32>) -> Void
  ) throws(StoreError) {
    let length = min(count, 1 << 18)
    let piece = UnsafeMutablePointer<Int32>.allocate(capacity: max(length, 1))
    defer { piece.deallocate() }
    var start = 0
    while start < count {
      let end = min(start + length, count)
      try read(start..<end, into: piece)
      body(UnsafeBufferPointer(start: piece, count: end - start))
      start = end
    }
  }
}
