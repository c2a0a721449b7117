import Archive
import Foundation
import Kernels
import LSTM
import Testing

/// SciPy's temperatures for the same logits; `Golden/make_calibration.py` made them.
@Suite struct CalibrationTests {
  struct Case: Decodable {
    var logits: [[Float]]
    var classes: [Int]?
    var flags: [[UInt8]]?
    var temperature: Double
    var before: Double
    var after: Double

    var targets: Targets { classes.map { .classes($0) } ?? .flags(flags!.flatMap { $0 }) }
  }

  @Test func temperaturesAreSciPys() throws {
    for golden in try GoldenTests.read("calibration", as: [Case].self) {
      let temperature = Classifier.temperature(
        GoldenTests.matrix(golden.logits), golden.targets, multiLabel: golden.flags != nil)
      #expect(abs(Double(temperature) - golden.temperature) <= 1e-5 * golden.temperature)
    }
  }

  /// A classifier with a word for each row, whose vector has the row's numbers.
  private static func classifier(
    _ logits: [[Float]], several: Bool
  ) throws -> (Classifier, [[Int32]]) {
    let labels = logits[0].count
    let vectors = Matrix(rows: logits.count + 2, columns: labels)
    for (row, values) in logits.enumerated() {
      for label in 0..<labels { vectors[row + 2, label] = values[label] }
    }
    let classifier = try Classifier(
      ClassifierSettings(
        labels: (0..<labels).map { "\($0)" }, multiLabel: several, embeddingDimensions: labels,
        hidden: 5),
      embedding: vectors, seed: 9)
    return (classifier, logits.indices.map { [Int32($0 + 2)] })
  }

  @Test(arguments: [false, true])
  func aFitLowersTheLogLossAndKeepsTheOrder(several: Bool) throws {
    let golden = try GoldenTests.read("calibration", as: [Case].self)
      .first { ($0.flags != nil) == several }
    let data = try #require(golden)
    let (classifier, texts) = try Self.classifier(data.logits, several: several)
    let examples = Examples(texts: IDSequences(texts), targets: data.targets)
    let before = try Predictor(classifier).probabilities(examples.texts)
    let fit = try classifier.calibrate(on: examples)
    #expect(fit.temperature == classifier.temperature)
    #expect(fit.temperature != 1)
    #expect(fit.logLossAfter < fit.logLossBefore)
    let after = try Predictor(classifier).probabilities(examples.texts)
    let metrics = Metrics(
      probabilities: after, targets: examples.targets, settings: classifier.settings)
    #expect(metrics.logLoss == fit.logLossAfter)
    #expect(metrics.calibrationError == fit.calibrationErrorAfter)
    let old = Metrics(
      probabilities: before, targets: examples.targets, settings: classifier.settings)
    #expect(old.logLoss == fit.logLossBefore)
    #expect(old.accuracy == metrics.accuracy)
    // A second fit replaces the first and finds the same; threads change no bit.
    for threads in [1, 2, 3] {
      #expect(try classifier.calibrate(on: examples, threads: threads) == fit)
    }
  }

  /// A trace shows the probabilities that a prediction gives.
  @Test(arguments: TestModels.kinds)
  func tracesAreCalibratedToo(_ kind: TestModels.Kind) throws {
    let classifier = try TestModels.classifier(
      multiLabel: kind.multiLabel, bidirectional: kind.bidirectional, pooling: kind.pooling)
    let text: [Int32] = [2, 5, 3, 7]
    let plain = try classifier.predict(text)
    classifier.temperature = 3
    let cooled = try classifier.predict(text)
    #expect(cooled != plain)
    #expect(try classifier.trace(text).probabilities[4] == cooled)
    #expect(try classifier.trace(text).probabilities[0] == classifier.predict([]))
    if !kind.multiLabel { #expect(abs(cooled.reduce(0, +) - 1) < 1e-6) }
  }

  @Test func theRangeHasEnds() {
    let logits = GoldenTests.matrix([[2, 1], [1, 2]])
    // All right: any colder is better. All wrong: any warmer. Nothing told: as it is.
    #expect(Classifier.temperature(logits, .classes([0, 1]), multiLabel: false) == 0.05)
    #expect(Classifier.temperature(logits, .classes([1, 0]), multiLabel: false) == 20)
    let level = GoldenTests.matrix([[1, 1], [0, 0]])
    #expect(Classifier.temperature(level, .classes([1, 0]), multiLabel: false) == 1)
    #expect(Classifier.temperature(logits, .flags([1, 1, 1, 1]), multiLabel: true) == 0.05)
    let wide = GoldenTests.matrix([[1e30, -1e30], [-1e30, 1e30]])
    #expect(Classifier.temperature(wide, .classes([0, 0]), multiLabel: false) == 20)
  }

  @Test func withoutRowsThereIsNoFit() throws {
    let classifier = try TestModels.classifier()
    #expect(throws: LSTMError.noTuningRows(setting: "calibrate")) {
      try classifier.calibrate(on: Examples(texts: IDSequences([]), targets: .classes([])))
    }
  }

  @Test func theTemperatureTravelsWithTheModel() throws {
    let classifier = try TestModels.classifier()
    let path = ClassifierArchiveTests.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write() throws -> Data {
      var writer = ContainerWriter(kind: "model")
      classifier.add(to: &writer)
      try writer.write(to: path)
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    func read() throws -> Classifier {
      try Classifier(from: try ContainerReader(path: path, kind: "model"))
    }
    // An uncalibrated model has no such section, as before there were temperatures.
    let plain = try write()
    #expect(try !ContainerReader(path: path).has("calibration"))
    classifier.temperature = 1.7
    #expect(try write() != plain)
    #expect(try read().temperature == 1.7)
    #expect(try read().predict([2, 5, 3]) == classifier.predict([2, 5, 3]))
    #expect(throws: ArchiveError.self) {
      let known = Classifier.sections.filter { $0 != "calibration" }
      try ContainerReader(path: path).refuseUnknown(known: known)
    }
    for wrong: Float in [0, -1, 21] {
      classifier.temperature = wrong
      _ = try write()
      #expect(
        throws: LSTMError.modelPart(
          name: "calibration", found: "a temperature of \(wrong)", expected: "0.05 to 20.0")
      ) { try read() }
    }
  }
}
