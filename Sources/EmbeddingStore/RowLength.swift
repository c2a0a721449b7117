import Kernels

/// The length of a vector, as nearness sees it.
package enum RowLength: Equatable {
  case zero
  /// One whose products with a vector of length 1 can be computed in Float as they are.
  case ordinary(Double)
  /// One so large or small that Float's range could be left.
  case extraordinary(Double)
  /// The vector holds NaN or infinity: it has no direction.
  case none

  private static let ordinaryLengths = 0x1p-40...0x1p40

  package init(_ x: UnsafePointer<Float>, _ n: Int) {
    // Squares of Float and their sums are far from the ends of Double.
    let length = Kernel.squares(x, n).squareRoot()
    if length == 0 {
      self = .zero
    } else if !length.isFinite {
      self = .none
    } else {
      self = Self.ordinaryLengths ~= length ? .ordinary(length) : .extraordinary(length)
    }
  }

  /// What a product is multiplied with to become a cosine: infinity and NaN stand for those that need
  /// more than that.
  package var inverse: Float {
    switch self {
    case .zero: 0
    case .ordinary(let length): Float(1 / length)
    case .extraordinary: .infinity
    case .none: .nan
    }
  }

  /// y = x / ‖x‖, or zero where there is no direction.
  package static func normalise(
    _ x: UnsafePointer<Float>, _ n: Int, into y: UnsafeMutablePointer<Float>
  ) {
    switch RowLength(x, n) {
    case .zero, .none: y.update(repeating: 0, count: n)
    case .ordinary(let length), .extraordinary(let length):
      for i in 0..<n { y[i] = Float(Double(x[i]) / length) }
    }
  }
}
