import Pipelines
import StrictJSON
import Testing

/// The keys of an LSTM stage that say how steps are made reach the training.
@Suite struct LSTMStepsRunTests {
  static let pipeline = """
    {"pipeline": "p", "stages": {
      "reviews": {"stage": "examples", "path": "../data/reviews.tsv", "split": {"column": "split"}},
      "tokens": {"stage": "tokenize", "from": "reviews"},
      "it": {"stage": "lstm", "examples": "reviews", "tokens": "tokens", "dimensions": 8,
             "hidden": 8, "epochs": 3}}}
    """

  /// A key that went nowhere would leave another run's model, byte for byte.
  @Test func everyKeyChangesTheModel() throws {
    let tiny = try TinyRun()
    let cases = [
      [], ["it.optimizer=adamW"], ["it.optimizer=adagrad"], ["it.optimizer=sgd"],
      ["it.optimizer=sgd", "it.momentum=0.5"], ["it.weightDecay=0.5"], ["it.schedule=linear"],
      ["it.schedule=cosine"], ["it.warmup=0.5"], ["it.vectorLearningRate=0.5"],
      ["it.unfreezeAfter=0.5"], ["it.averaging=0.5"],
    ]
    var models: [String: [String]] = [:]
    for overrides in cases {
      let record = try tiny.run(Self.pipeline, overrides)
      let model = try #require(tiny.hashes(record)["it.model.gz"])
      let other = models.updateValue(overrides, forKey: model)
      #expect(other == nil, "\(overrides) is as \(other ?? [])")
    }
    // adam's decay is adamW's.
    let record = try tiny.run(Self.pipeline, ["it.weightDecay=0.01"])
    #expect(try models[#require(tiny.hashes(record)["it.model.gz"])] == ["it.optimizer=adamW"])
  }

  /// Steps too small to change an answer: every epoch after the first is without improvement.
  @Test(arguments: [(2, [0, 0, 0, 1, 1, 2]), (1, [0, 0, 1, 2, 3, 4])])
  func plateausHalve(patience: Int, halvings: [Int]) throws {
    let tiny = try TinyRun()
    let record = try tiny.run(
      Self.pipeline,
      [
        "it.optimizer=sgd", "it.learningRate=1e-9", "it.schedule=plateau", "it.patience=0",
        "it.epochs=6", "it.plateauPatience=\(patience)",
      ])
    let epochs = try #require(record["it"]?.figures["epochs"]).compact
    let rates = epochs.split(separator: "\"learningRate\":").dropFirst().map {
      String($0.prefix { $0 != "," && $0 != "}" })
    }
    #expect(rates == halvings.map { JSONText.float(1e-9 / Float(1 << $0)).compact })
  }
}
