import Archive
import Kernels
import LSTM

/// A training of a classifier on three texts, which writes a checkpoint or goes on from one.
public enum SmallClassifier {
  public typealias State = TrainingCheckpoint.State

  public static let kind = "lstm-snapshot"

  public static func write(to path: String) throws {
    var checkpoints = TrainingCheckpoints()
    checkpoints.seconds = 0
    checkpoints.save = { checkpoint throws(ArchiveError) in
      var file = ContainerWriter(kind: kind)
      file.add("training", json: "key")
      file.add("state", json: checkpoint.state)
      for (name, matrix) in checkpoint.matrices.sorted(by: { $0.key < $1.key }) {
        file.add(name, matrix)
      }
      try file.write(to: path)
    }
    try train(checkpoints)
  }

  public static func resume(_ state: State, _ tables: [String: Matrix]) throws {
    var checkpoints = TrainingCheckpoints()
    checkpoints.resume = TrainingCheckpoint(state: state, matrices: tables)
    try train(checkpoints)
  }

  private static func train(_ checkpoints: TrainingCheckpoints) throws {
    var settings = TrainingSettings()
    settings.epochs = 3
    settings.batchSize = 2
    settings.schedule = .plateau
    let shape = ClassifierSettings(
      labels: ["bad", "good"], multiLabel: false, embeddingDimensions: 2, hidden: 1)
    let classifier = try Classifier(shape, embedding: Matrix(rows: 5, columns: 2), seed: 1)
    let texts = IDSequences([[2, 3], [4], [3, 3, 2]])
    _ = try Trainer(settings).train(
      classifier, on: Examples(texts: texts, targets: .classes([0, 1, 1])), threads: 1,
      checkpoints: checkpoints)
  }
}
