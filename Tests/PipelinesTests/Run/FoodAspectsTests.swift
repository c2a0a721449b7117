import Foundation
import Pipelines
import Testing

/// The project's own pipelines.
@Suite struct FoodAspectsTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private struct Trace: Decodable {
    var labels: [String]
    var words: [Word]
    struct Word: Decodable {
      var word: String
      var probabilities: [Double]
    }
  }

  /// The story of the notes: praise, then a reproach, then health.
  @Test func theAnswerTurnsWithTheText() throws {
    let sandbox = try Sandbox(files: [])
    let pipeline = try PipelineFile.load(Self.root + "/Pipelines/food-aspects.json")
    let threads = ProcessInfo.processInfo.activeProcessorCount
    _ = try PipelineRunner(pipeline, folder: sandbox.folder + "/out", threads: threads).run()
    let file = URL(fileURLWithPath: sandbox.folder + "/out/story.trace.json")
    let trace = try #require(
      try JSONDecoder().decode([Trace].self, from: Data(contentsOf: file)).first)

    func probability(_ label: String, after word: String) throws -> Double {
      let index = try #require(trace.labels.firstIndex(of: label))
      return try #require(trace.words.first { $0.word == word }).probabilities[index]
    }
    #expect(
      try probability("good", after: "health") < probability("good", after: "crispy"),
      "good falls with the reproach")
    #expect(
      try probability("bad", after: "health") > probability("bad", after: "crispy"),
      "bad rises with the reproach")
    #expect(
      try probability("healthy", after: "vegetables") > probability("healthy", after: "health"),
      "healthy rises with the vegetables")
  }

  @Test(arguments: ["food-reviews", "food-aspects", "text-vectors"])
  func isSound(name: String) throws {
    let pipeline = try PipelineFile.load("\(Self.root)/Pipelines/\(name).json")
    #expect(pipeline.name == name)
  }

  /// Data that people must get first may be missing; nothing else may be wrong.
  @Test func everyPipelineIsSoundButForItsData() throws {
    let folder = Self.root + "/Pipelines"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }
    #expect(names.count >= 5)
    for name in names {
      for fault in Self.faults("\(folder)/\(name)") where !Self.isAboutData(fault) {
        Issue.record("\(fault)")
      }
    }
  }

  private static func faults(_ path: String) -> [PipelineFault] {
    do {
      _ = try PipelineFile.load(path)
    } catch {
      if case .faults(let faults) = error { return faults }
      Issue.record("\(error)")
    }
    return []
  }

  private static func isAboutData(_ fault: PipelineFault) -> Bool {
    if case .missingInput = fault.problem { true } else { false }
  }
}
