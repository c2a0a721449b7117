import Classifying
import EmbeddingStore
import Foundation
import Pipelines
import StrictJSON
import Testing

/// `"store"` from the key to the files.
@Suite struct StoredRunTests {
  @Test(arguments: ["float16", "int8"])
  func vectorsAreKeptAsAskedAndWhatFollowsReadsThem(_ precision: String) throws {
    let tiny = try TinyRun()
    let plain = try tiny.run(out: "plain")
    let record = try tiny.run(
      TinyRun.pipeline, ["vectors.store=\(precision)", "classifier.store=\(precision)"])
    func size(_ folder: String, _ file: String) throws -> Int {
      try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file)).count
    }
    for file in ["vectors.vectors.gz", "classifier.model.gz"] {
      #expect(try size(tiny.folder(), file) < size(tiny.folder("plain"), file))
    }
    let table = try EmbeddingTable.read(tiny.folder() + "/vectors.vectors.gz")
    #expect(table.stored.precision.rawValue == precision)
    let model = try TextClassifier(contentsOf: tiny.folder() + "/classifier.model.gz")
    #expect(model.classifier.storedEmbedding.precision.rawValue == precision)
    #expect(!model.classifier.isQuantized)

    let storage = try #require(record["vectors"]?.figures["storage"])
    #expect(storage["precision"]?.string == precision)
    let cosine = try #require(storage["meanCosine"]?.double)
    #expect((0.99..<1).contains(cosine))
    #expect(plain["vectors"]?.figures["storage"] == nil)
    let training = try #require(record["classifier"]?.figures)
    let best = try #require(training["bestEpoch"]?.integer)
    let epoch = try #require(training["epochs"]?.elements?[best - 1])
    let cost = try #require(training["storage"])
    #expect(cost["accuracyBefore"] == epoch["accuracy"])
    #expect(cost["logLossBefore"] == epoch["validationLoss"])
    #expect(cost["logLossAfter"] != cost["logLossBefore"])

    // The classifier alone, from the file of vectors: the same bits as in one run with them.
    let first = try Data(contentsOf: URL(fileURLWithPath: tiny.folder() + "/classifier.model.gz"))
    try FileManager.default.removeItem(atPath: tiny.folder() + "/classifier.model.gz")
    _ = try tiny.run(
      TinyRun.pipeline, ["vectors.store=\(precision)", "classifier.store=\(precision)"])
    let second = try Data(contentsOf: URL(fileURLWithPath: tiny.folder() + "/classifier.model.gz"))
    #expect(first == second)
  }

  @Test func theKeyTakesWhatItSays() throws {
    let tiny = try TinyRun()
    func faults(_ member: String) -> [String] {
      tiny.sandbox.faults(
        TinyRun.pipeline.replacingOccurrences(of: #""hidden": 16"#, with: member)
      ).map { String($0.drop { $0 != "\"" }) }
    }
    #expect(faults(#""store": "float16""#).isEmpty)
    #expect(faults(#""store": "int8", "quantize": "int8""#).isEmpty)
    #expect(
      faults(#""store": "half""#) == [
        #""store" is "half"; expected one of float32, float16 or int8"#
      ])
    #expect(faults(#""store": "float16", "quantize": "int8""#).count == 1)
  }
}
