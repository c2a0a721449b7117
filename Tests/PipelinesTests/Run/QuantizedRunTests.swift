import Classifying
import Foundation
import Pipelines
import StrictJSON
import Testing

/// `"quantize": "int8"` from the key to the scores.
@Suite struct QuantizedRunTests {
  @Test func theModelThatIsKeptIsOfBytes() throws {
    let tiny = try TinyRun()
    let plain = try tiny.run(out: "plain")
    let bytes = try tiny.run(
      TinyRun.pipeline, ["classifier.quantize=int8", "classifier.calibrate=true"])
    func model(_ out: String? = nil) throws -> (TextClassifier, size: Int) {
      let folder = out.map { tiny.folder($0) } ?? tiny.folder()
      let path = folder + "/classifier.model.gz"
      let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
      return (try TextClassifier(contentsOf: path), size)
    }
    let (before, after) = (try model("plain"), try model())
    #expect(after.0.classifier.isQuantized && !before.0.classifier.isQuantized)
    #expect(after.size < before.size)
    // Training is the same; the biases are what it left.
    #expect(after.0.classifier.outputBias == before.0.classifier.outputBias)

    let training = try #require(bytes["classifier"]?.figures)
    let best = try #require(training["bestEpoch"]?.integer)
    let epoch = try #require(training["epochs"]?.elements?[best - 1])
    let cost = try #require(training["quantization"])
    #expect(cost["accuracyBefore"] == epoch["accuracy"])
    #expect(cost["logLossBefore"] == epoch["validationLoss"])
    #expect(cost["logLossAfter"] != cost["logLossBefore"])
    // The temperature is that of the bytes' answers.
    #expect(training["calibration"]?["logLossBefore"] == cost["logLossAfter"])
    #expect(plain["classifier"]?.figures["quantization"] == nil)
    #expect(bytes["scores"]?.figures["logLoss"] != plain["scores"]?.figures["logLoss"])

    let text = "The soup was not good."
    let trace = after.0.trace(text)
    #expect(trace.words.last?.probabilities == after.0.predict(text).probabilities)
  }

  @Test func theKeyTakesWhatItSays() throws {
    let tiny = try TinyRun()
    func faults(_ member: String) -> [String] {
      tiny.sandbox.faults(
        TinyRun.pipeline.replacingOccurrences(of: #""hidden": 16"#, with: member)
      ).map { String($0.drop { $0 != "\"" }) }
    }
    #expect(faults(#""quantize": "int8""#).isEmpty)
    #expect(faults(#""quantize": "none""#).isEmpty)
    #expect(
      faults(#""quantize": "int4""#) == [
        #""quantize" is "int4"; expected one of none or int8; did you mean "int8"?"#
      ])
  }
}
