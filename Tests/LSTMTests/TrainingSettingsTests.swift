import Foundation
import LSTM
import Testing

@Suite struct TrainingSettingsTests {
  static func decoded(_ json: String) throws -> TrainingSettings {
    try JSONDecoder().decode(TrainingSettings.self, from: Data(json.utf8))
  }

  @Test func missingKeysHaveTheirDefaults() throws {
    #expect(try Self.decoded("{}") == TrainingSettings())
    let settings = TrainingSettings()
    #expect(settings.optimizer == .adam && settings.momentum == 0 && settings.decay == 0)
  }

  @Test func everyKeyComesBack() throws {
    var settings = TrainingSettings()
    settings.optimizer = .sgd
    settings.momentum = 0.9
    settings.weightDecay = 0.25
    settings.schedule = .plateau
    settings.warmup = 0.125
    settings.plateauPatience = 5
    settings.averaging = 0.75
    settings.vectorLearningRate = 0.5
    settings.unfreezeAfter = 1.5
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
  }

  @Test func onlyAdamWDecaysUnasked() {
    var settings = TrainingSettings()
    for optimizer in TrainingSettings.Optimizer.allCases {
      settings.optimizer = optimizer
      settings.weightDecay = nil
      #expect(settings.decay == (optimizer == .adamW ? 0.01 : 0))
      settings.weightDecay = 0.5
      #expect(settings.decay == 0.5)
    }
  }

  /// A change of sound settings, and the error that it makes.
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout TrainingSettings) -> Void

    init(_ text: String, _ change: @escaping @Sendable (inout TrainingSettings) -> Void) {
      testDescription = text
      self.change = change
    }
  }

  static let faults: [Fault] = [
    Fault("\"momentum\" is 1.0; expected 0 or more and below 1") { $0.momentum = 1 },
    Fault("\"momentum\" is -0.1; expected 0 or more and below 1") { $0.momentum = -0.1 },
    Fault("\"momentum\" is nan; expected 0 or more and below 1") { $0.momentum = .nan },
    Fault("\"weightDecay\" is -1.0; expected 0 or more, and below 1 / learningRate") {
      $0.weightDecay = -1
    },
    Fault("\"weightDecay\" is 0.01; expected 0 or more, and below 1 / learningRate") {
      $0.optimizer = .adamW
      $0.learningRate = 200
    },
    Fault("\"warmup\" is 1.0; expected 0 or more and below 1") { $0.warmup = 1 },
    Fault("\"warmup\" is -0.5; expected 0 or more and below 1") { $0.warmup = -0.5 },
    Fault("\"plateauPatience\" is 0; expected 1 or more") { $0.plateauPatience = 0 },
    Fault("\"vectorLearningRate\" is -1.0; expected 0 to 100") { $0.vectorLearningRate = -1 },
    Fault("\"vectorLearningRate\" is 101.0; expected 0 to 100") { $0.vectorLearningRate = 101 },
    Fault("\"unfreezeAfter\" is -1.0; expected 0 to 10, the number of epochs") {
      $0.unfreezeAfter = -1
    },
    Fault("\"unfreezeAfter\" is 3.5; expected 0 to 3, the number of epochs") {
      $0.epochs = 3
      $0.unfreezeAfter = 3.5
    },
    Fault("\"averaging\" is 1.0; expected 0 or more and below 1") { $0.averaging = 1 },
    Fault("\"averaging\" is -0.5; expected 0 or more and below 1") { $0.averaging = -0.5 },
  ]

  @Test(arguments: faults)
  func isRefused(_ fault: Fault) {
    var settings = TrainingSettings()
    #expect(throws: Never.self) { try settings.check(labels: 2) }
    fault.change(&settings)
    let error = #expect(throws: LSTMError.self) { try settings.check(labels: 2) }
    #expect(error?.description == fault.testDescription)
  }
}
