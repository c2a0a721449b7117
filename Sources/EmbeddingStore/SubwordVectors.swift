import Kernels

/// Vectors of character n-grams, of which words that no vocabulary has get theirs.
///
/// Of vectors that are trained here only buckets are kept that some word of the training vocabulary
/// has: the others were never trained, and they are left out of every mean. A model of fastText has all
/// of its buckets.
///
/// Shapes: `vectors` [n × E], row i that of bucket `numbers[i]`.
public struct SubwordVectors: Sendable {
  public let settings: SubwordSettings
  /// The buckets that are present, ascending.
  public let numbers: [Int32]
  /// The vectors, and how exactly a file keeps them.
  public let stored: StoredMatrix
  public var vectors: Matrix { stored.matrix }

  /// - Precondition: valid settings; `numbers` ascend, none twice, within 0..<buckets; one row each,
  ///   1 to `EmbeddingTable.maximumDimensions` columns.
  public init(settings: SubwordSettings, numbers: [Int32], vectors: Matrix) {
    self.init(settings: settings, numbers: numbers, stored: StoredMatrix(vectors))
  }

  init(settings: SubwordSettings, numbers: [Int32], stored: StoredMatrix) {
    precondition((try? settings.validate()) != nil, "these are no possible settings")
    precondition(Self.ascend(numbers, below: settings.buckets), "bucket numbers ascend")
    precondition(stored.rows == numbers.count, "there is one row for each bucket")
    precondition(1...EmbeddingTable.maximumDimensions ~= stored.columns)
    self.settings = settings
    self.numbers = numbers
    self.stored = stored
  }

  public var dimensions: Int { stored.columns }

  /// The row of a bucket, or nil when it is not present.
  ///
  /// - Precondition: 0 ..< buckets.
  public func row(of bucket: Int32) -> Int? { Self.row(of: bucket, in: numbers, settings) }

  static func row(of bucket: Int32, in numbers: [Int32], _ settings: SubwordSettings) -> Int? {
    if numbers.count == settings.buckets { return Int(bucket) }
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < bucket { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == bucket ? low : nil
  }

  /// The mean of the vectors of a word's n-grams, or nil when none is present.
  public func vector(of word: String) -> [Float]? {
    var word = word
    return word.withUTF8 { vector(of: $0) }
  }

  /// The mean of the vectors of a word's n-grams, or nil when none is present.
  public func vector(of word: UnsafeBufferPointer<UInt8>) -> [Float]? {
    var sum = [Float](repeating: 0, count: dimensions)
    let count = sum.withUnsafeMutableBufferPointer { mean(of: word, into: $0.baseAddress!) }
    return count > 0 ? sum : nil
  }

  /// Writes the mean of a word's own row, where it has one, and of its n-grams' vectors.
  ///
  /// Formula: (v_w + Σ_g v_g) / (1 + n), summed in that order as fastText sums, so that both come to
  /// the same bits. An n-gram that occurs twice counts twice.
  ///
  /// - Returns: how many vectors the mean is of; 0 leaves zeros.
  @discardableResult
  public func mean(
    of word: UnsafeBufferPointer<UInt8>, own: UnsafePointer<Float>? = nil,
    into target: UnsafeMutablePointer<Float>
  ) -> Int {
    var buckets: [Int32] = []
    settings.numbers(of: word, into: &buckets)
    target.update(repeating: 0, count: dimensions)
    var count = 0
    let vectors = vectors
    func add(_ row: UnsafePointer<Float>) {
      // Nothing is lost in a product with 1: this is the plain sum.
      Kernel.axpy(1, row, target, dimensions)
      count += 1
    }
    if let own { add(own) }
    for bucket in buckets {
      guard let row = row(of: bucket) else { continue }
      precondition(stored.rowsRead?.contains(row) ?? true, "the vector of this piece was not read")
      add(vectors.row(row))
    }
    let share = Float(1 / Double(Swift.max(count, 1)))
    Kernel.scale(share, target, target, dimensions)
    return count
  }

  static func ascend(_ numbers: [Int32], below limit: Int) -> Bool {
    if let first = numbers.first, first < 0 { return false }
    if let last = numbers.last, Int(last) >= limit { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// The same n-grams with vectors that a file of `precision` holds exactly.
  ///
  /// - Errors: a component that is not finite; one too large for a half float.
  public func stored(as precision: VectorPrecision) throws(StoreError) -> SubwordVectors {
    if precision == stored.precision { return self }
    try checkFinite()
    let result = SubwordVectors(
      settings: settings, numbers: numbers, stored: StoredMatrix(rounding: vectors, to: precision))
    try result.checkFinite()
    return result
  }

  /// Throws when a component of a vector is NaN or infinite.
  func checkFinite() throws(StoreError) {
    if let row = stored.firstRowNotFinite { throw .subwordNotFinite(bucket: numbers[row]) }
  }
}

extension Matrix {
  /// The first row with a component that is NaN or infinite.
  package var firstRowNotFinite: Int? {
    (0..<rows).first { row in
      !UnsafeBufferPointer(start: self.row(row), count: columns).allSatisfy(\.isFinite)
    }
  }
}
