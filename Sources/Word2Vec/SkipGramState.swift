import Kernels

/// How far a training has come, between two chunks: with both tables, all that it needs to go on.
///
/// Everything else that training draws depends on the seed, the epoch and the chunk alone, so a training
/// that goes on from here ends with the same bits as one that never stopped.
public struct SkipGramState: Codable, Equatable, Sendable {
  /// The epoch and the chunk that come next, from 0.
  public var epoch = 0
  public var chunk = 0
  /// The epoch's loss and pairs so far.
  public var loss = 0.0
  public var pairs = 0
  /// The mean loss of a pair in each epoch that has ended.
  public var lossPerEpoch: [Double] = []
  public var allPairs = 0
  /// Time spent in training.
  public var seconds = 0.0

  public init() {}

  /// Chunks done in all epochs.
  func position(chunks: Int) -> Int { epoch * chunks + chunk }

  /// Begins the next epoch and returns the mean loss of a pair in the one that ends.
  mutating func endEpoch() -> Double {
    let mean = loss / Double(max(pairs, 1))
    lossPerEpoch.append(mean)
    allPairs += pairs
    epoch += 1
    (chunk, pairs, loss) = (0, 0, 0)
    return mean
  }
}

/// A training that was stopped: how far it had come, and its tables.
public struct SkipGramSnapshot: Sendable {
  public let state: SkipGramState
  /// Both [rows × E], the rows of n-grams after those of words.
  public let centers: Matrix
  public let contexts: Matrix

  public init(state: SkipGramState, centers: Matrix, contexts: Matrix) {
    self.state = state
    self.centers = centers
    self.contexts = contexts
  }
}
