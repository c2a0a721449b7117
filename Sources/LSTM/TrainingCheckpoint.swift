import Archive
import Kernels

/// A training between two epochs: all that going on to the same bits takes.
///
/// Matrices go by names. In a checkpoint that `save` is given they are the training's own memory: they
/// hold until `save` returns.
public struct TrainingCheckpoint: Sendable {
  /// What is no table of numbers.
  public struct State: Codable, Sendable, Equatable {
    /// Steps taken.
    public var step: Int
    /// The epochs that are done.
    public var records: [EpochRecord]
    public var seconds: Double

    public init(step: Int, records: [EpochRecord], seconds: Double) {
      self.step = step
      self.records = records
      self.seconds = seconds
    }
  }

  public var state: State
  public var matrices: [String: Matrix]

  public init(state: State, matrices: [String: Matrix]) {
    self.state = state
    self.matrices = matrices
  }

  /// Refuses a place that a training of so many epochs and batches an epoch does not come to.
  func checkPlace(epochs: Int, batches: Int) throws(LSTMError) {
    let (step, records) = (state.step, state.records)
    func refuse(_ found: String, _ expected: String) -> LSTMError {
      .checkpointPart(name: "state", found: found, expected: expected)
    }
    guard 1..<epochs ~= records.count, records.map(\.epoch) == Array(1...records.count) else {
      let found = records.map { String($0.epoch) }.joined(separator: ", ")
      throw refuse(
        "a list of the epochs \(found.isEmpty ? "none" : found)",
        "1, 2, … of \(epochs), not all of them")
    }
    guard step == records.count * batches else {
      throw refuse("at step \(step)", "\(records.count) epochs of \(batches) steps")
    }
    guard records.contains(where: \.isBest) else {
      throw refuse("without a best epoch", "one")
    }
  }

  /// Writes its numbers into a training's tables, whose names and shapes it must have.
  ///
  /// Errors: a table that is missing or has another shape; no table is then written.
  func restore(into tables: [String: Matrix]) throws(LSTMError) {
    for (name, table) in tables.sorted(by: { $0.key < $1.key }) {
      let found = matrices[name].map { "\($0.rows) × \($0.columns)" }
      let expected = "\(table.rows) × \(table.columns)"
      if found != expected {
        throw .checkpointPart(name: name, found: found ?? "missing", expected: expected)
      }
    }
    for (name, table) in tables { table.assign(matrices[name]!) }
  }
}

/// What is to be saved on the way, where an earlier training stopped, and when to stop.
public struct TrainingCheckpoints {
  /// Called at the end of an epoch, the last one excepted.
  public var save: ((TrainingCheckpoint) throws(ArchiveError) -> Void)?
  /// Seconds since the last checkpoint, or since the start, below which an epoch's end is passed over.
  public var seconds = 10.0
  public var resume: TrainingCheckpoint?
  /// Asked after every batch.
  public var shouldStop: () -> Bool = { false }

  public init() {}
}
