/// How parameters follow their gradient in one step: the part in which optimisers differ.
///
/// A rule keeps what is the same for all parameters in a step, such as its rate; what it remembers of
/// each parameter lies outside, in `memories` floats a parameter that begin at 0.
package protocol UpdateRule: Sendable {
  /// Floats that are remembered of each parameter.
  var memories: Int { get }

  /// Begins a step, counted from 1.
  mutating func begin(step: Int, learningRate: Float)

  /// Moves n parameters by the step begun, after shrinking them to `decay` of what they are.
  ///
  /// Shapes: the k-th memory of these parameters starts at `memory + k * apart`.
  func update(
    _ weights: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>, apart: Int,
    gradient: UnsafePointer<Float>, _ n: Int, decay: Float)
}
