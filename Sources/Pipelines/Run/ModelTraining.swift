import LSTM

/// What a model file tells of its own training: nothing that differs from run to run, so that the file's
/// bytes do not either.
struct ModelTraining: Codable, Equatable {
  struct Epoch: Codable, Equatable {
    var epoch: Int
    var trainingLoss: Double
    var validationLoss: Double?
    var validationAccuracy: Double?
    var validationF1: Double?
    var learningRate: Float
  }

  /// The version of the program.
  var lexigate: String
  var pipeline: String
  /// The pipeline's.
  var seed: Int
  var trainRows: Int
  var validationRows: Int
  /// From 1; 0 where no epoch was finished.
  var bestEpoch: Int
  var stoppedEarly: Bool
  var epochs: [Epoch]

  init(_ result: TrainingResult, of run: RunRecord, trainRows: Int, validationRows: Int) {
    lexigate = version
    (pipeline, seed) = (run.pipeline, run.seed)
    self.trainRows = trainRows
    self.validationRows = validationRows
    bestEpoch = result.bestEpoch
    stoppedEarly = result.stoppedEarly
    epochs = result.epochs.map {
      Epoch(
        epoch: $0.epoch, trainingLoss: $0.trainingLoss, validationLoss: $0.validationLoss,
        validationAccuracy: $0.validationAccuracy, validationF1: $0.validationF1,
        learningRate: $0.learningRate)
    }
  }
}
