import CKernels

/// Vectors as bytes: a quarter of the memory to read for a first look at many of them.
extension Kernel {
  /// Σ x[i]² over n elements, in Double.
  @inlinable
  public static func squares(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
    ck_best().pointee.squares(x, n)
  }

  /// The direction x / ‖x‖ as step · bytes, with the distance between the two.
  ///
  /// Shapes: x [n], bytes [n rounded up to 16], zeros at the end.
  /// Range: bytes −127…127; the distance is below √n / 127 and is computed in Double.
  ///
  /// - Precondition: `length` is ‖x‖, finite and not so small that 127 / max |x| is infinite.
  @inlinable
  public static func toBytes(
    _ x: UnsafePointer<Float>, _ n: Int, length: Double, _ bytes: UnsafeMutablePointer<Int8>
  ) -> (step: Float, distance: Double) {
    var step: Float = 0
    let distance = ck_best().pointee.to_bytes(x, n, length, bytes, &step)
    return (step, distance)
  }

  /// products[r] = Σ query[i] · bytes[r · stride + i] over n elements, a multiple of 16.
  @inlinable
  public static func byteDots(
    _ query: UnsafePointer<Float>, _ n: Int, _ bytes: UnsafePointer<Int8>, stride: Int, rows: Int,
    _ products: UnsafeMutablePointer<Float>
  ) {
    ck_best().pointee.byte_dots(query, n, bytes, stride, rows, products)
  }
}

extension Reference {
  public static func squares(_ x: [Float]) -> Double { dot(x, x) }

  /// See `Kernel.toBytes`.
  public static func toBytes(_ x: [Float]) -> (bytes: [Int8], step: Double, distance: Double) {
    let length = squares(x).squareRoot()
    let step = Double(x.map(abs).max()!) / 127
    let bytes = x.map { Int8((Double($0) / step).rounded(.toNearestOrEven)) }
    let squares = zip(x, bytes).map { x, byte in
      let off = (Double(x) - step * Double(byte)) / length
      return off * off
    }
    return (bytes, step / length, squares.reduce(0, +).squareRoot())
  }
}
