import LSTM
import Testing

@Suite struct LearningRateTests {
  static func rates(
    _ total: Int, _ change: (inout TrainingSettings) -> Void = { _ in }
  ) -> LearningRate {
    var settings = TrainingSettings()
    settings.learningRate = 0.5
    change(&settings)
    return LearningRate(settings, totalSteps: total)
  }

  static func all(_ rates: LearningRate) -> [Float] {
    (0..<rates.totalSteps).map { rates.rate(step: $0, halvings: 0) }
  }

  @Test func constantStays() {
    #expect(Self.all(Self.rates(4)) == [0.5, 0.5, 0.5, 0.5])
  }

  @Test func linearFallsToZeroAtTheEnd() {
    let rates = Self.rates(4) { $0.schedule = .linear }
    #expect(Self.all(rates) == [0.5, 0.375, 0.25, 0.125])
    #expect(rates.rate(step: 4, halvings: 0) == 0)
  }

  @Test func cosineFallsSlowlyFastSlowly() {
    let rates = Self.rates(6) { $0.schedule = .cosine }
    let expected: [Float] = [0.5, 0.466_506_36, 0.375, 0.25, 0.125, 0.033_493_65]
    for (rate, truth) in zip(Self.all(rates), expected) { #expect(abs(rate - truth) <= 1e-7) }
    #expect(rates.rate(step: 0, halvings: 0) == 0.5)
    #expect(rates.rate(step: 6, halvings: 0) == 0)
  }

  @Test func warmUpRisesThenTheScheduleRuns() {
    // 3 of 7 steps; 4 remain.
    func rates(_ schedule: TrainingSettings.Schedule) -> [Float] {
      Self.all(
        Self.rates(7) {
          $0.warmup = 0.43
          $0.schedule = schedule
        })
    }
    #expect(rates(.constant) == [0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.5])
    #expect(rates(.linear) == [0.125, 0.25, 0.375, 0.5, 0.375, 0.25, 0.125])
    #expect(rates(.plateau) == rates(.constant))
    #expect(rates(.cosine)[..<4] == [0.125, 0.25, 0.375, 0.5])
    #expect(abs(rates(.cosine)[5] - 0.25) <= 1e-7)
  }

  /// A share that a Float cannot say exactly still makes the number of steps it means.
  @Test func sharesAreRounded() {
    #expect(Self.rates(1000) { $0.warmup = 0.1 }.warmup == 100)
    #expect(Self.rates(10) { $0.warmup = 0.04 }.warmup == 0)
    #expect(Self.rates(10) { $0.warmup = 0.06 }.warmup == 1)
    // All steps may warm up.
    #expect(Self.all(Self.rates(2) { $0.warmup = 0.9 }) == [Float(0.5) / 3, Float(1) / 3])
  }

  @Test func aPlateauHalves() {
    let rates = Self.rates(10) { $0.schedule = .plateau }
    func halvings(_ scores: Double...) -> Int { rates.halvings(after: scores) }
    #expect(halvings() == 0)
    #expect(halvings(1, 2, 3) == 0)
    #expect(halvings(3, 2) == 0)
    // An equal score is no better one.
    #expect(halvings(3, 3, 3) == 1)
    #expect(halvings(3, 2, 2.5) == 1)
    // The waiting begins anew after a halving and after a better score.
    #expect(halvings(3, 2, 2, 2) == 1)
    #expect(halvings(3, 2, 2, 2, 2) == 2)
    #expect(halvings(3, 2, 4, 2) == 0)
    #expect(halvings(3, 2, 4, 2, 2) == 1)
    #expect(rates.rate(step: 5, halvings: 0) == 0.5)
    #expect(rates.rate(step: 5, halvings: 1) == 0.25)
    #expect(rates.rate(step: 5, halvings: 3) == 0.0625)
    let patient = Self.rates(10) {
      $0.schedule = .plateau
      $0.plateauPatience = 1
    }
    #expect(patient.halvings(after: [3, 2, 2]) == 2)
    #expect(Self.rates(10).halvings(after: [3, 2, 2, 2]) == 0)
  }

  /// The validation rows contradict the training rows, so their loss soon only rises.
  @Test func trainingOnAPlateauGoesOnWithHalfTheRate() throws {
    let classifier = try TestModels.classifier(labels: 2, hidden: 16)
    var validation = TrainerTests.examples(60, seed: 3)
    if case .classes(let classes) = validation.targets {
      validation.targets = .classes(classes.map { 1 - $0 })
    }
    let settings = TrainerTests.settings {
      $0.epochs = 12
      $0.schedule = .plateau
    }
    let result = try Trainer(settings).train(
      classifier, on: TrainerTests.examples(300), validation: validation)
    let best = result.bestEpoch
    try #require(best <= 8)
    let rates = result.epochs.map(\.learningRate)
    for (number, rate) in rates.enumerated() {
      let halvings = max(number - best, 0) / 2
      #expect(rate == settings.learningRate / Float(1 << halvings))
    }
  }
}
