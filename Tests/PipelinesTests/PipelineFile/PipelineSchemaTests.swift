import Foundation
import Pipelines
import StrictJSON
import Testing

@Suite struct PipelineSchemaTests {
  @Test func describesEveryKeyOfEveryStage() throws {
    let schema = try JSONParser.parse(Array(PipelineSchema.text.utf8))
    #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    let definitions = try #require(schema["$defs"])
    #expect(
      definitions.members?.map(\.key) == ["stage"] + StageKind.allCases.map(\.rawValue))
    for kind in StageKind.allCases {
      let definition = try #require(definitions[kind.rawValue])
      #expect(definition["additionalProperties"]?.bool == false)
      #expect(
        definition["properties"]?.members?.map(\.key) == ["stage"] + kind.keys.map(\.name))
      #expect(
        definition["required"]?.elements?.compactMap(\.string)
          == ["stage"] + kind.keys.filter(\.isRequired).map(\.name))
    }
  }

  @Test func holdsRangesChoicesAndDefaults() throws {
    let schema = try JSONParser.parse(Array(PipelineSchema.text.utf8))
    let lstm = try #require(schema["$defs"]?["lstm"]?["properties"])
    #expect(
      lstm["hidden"]?.text.compact
        == #"{"description":"Numbers in each memory line of the LSTM.","type":"integer","#
        + #""minimum":1,"maximum":4096,"default":128}"#)
    #expect(lstm["outputDropout"]?["exclusiveMaximum"]?.double == 1)
    #expect(lstm["learningRate"]?["exclusiveMinimum"]?.double == 0)
    #expect(lstm["keep"]?["enum"]?.text.compact == #"["head","tail","both"]"#)
    #expect(lstm["vectors"]?["default"] == nil)
  }

  /// The schema by another's reading of the standard: it accepts whatever the checker accepts.
  @Test(.enabled(if: Python.hasJSONSchema)) func agreesWithTheChecker() throws {
    let sandbox = try Sandbox()
    let tree = try JSONParser.parse(Array(soundPipeline.utf8)).text
    let resolved = try sandbox.load(soundPipeline).resolved
    let texts =
      [tree, resolved]
      + JSONText.mutants(of: tree) { _ in [nil] + JSONText.oddValues }
    let answers = try Python.validate(texts, schema: PipelineSchema.schema)
    #expect(answers.count == texts.count)
    #expect(answers.prefix(2) == [true, true])
    var refusals = 0
    for (text, isValid) in zip(texts, answers) {
      let problems = Self.problems(text, sandbox)
      if problems.isEmpty { #expect(isValid, "\(text.compact)") }
      if !isValid { refusals += 1 }
      // What concerns one key alone, the schema finds too.
      let isSimple = problems.contains { problem in
        switch problem {
        case .unknownKey, .missingKey, .noStages, .notAnObject: true
        default: false
        }
      }
      if isSimple { #expect(!isValid, "\(text.compact)") }
    }
    #expect(refusals > texts.count / 4)
  }

  private static func problems(_ text: JSONText, _ sandbox: Sandbox) -> [PipelineFault.Problem] {
    do {
      _ = try sandbox.load(text.compact)
      return []
    } catch .faults(let faults) {
      return faults.map(\.problem)
    } catch {
      return []
    }
  }
}

/// A Python with the package jsonschema, where there is one.
private enum Python {
  static let hasJSONSchema = (try? run("import jsonschema", input: Data())) != nil

  static func validate(_ texts: [JSONText], schema: JSONText) throws -> [Bool] {
    let program = """
      import json, sys, jsonschema
      given = json.load(sys.stdin)
      jsonschema.Draft202012Validator.check_schema(given["schema"])
      validator = jsonschema.Draft202012Validator(given["schema"])
      print(json.dumps([validator.is_valid(text) for text in given["texts"]]))
      """
    let input: JSONText = ["schema": schema, "texts": .array(texts)]
    let output = try run(program, input: Data(input.compact.utf8))
    return try JSONParser.parse(Array(output)).elements?.compactMap(\.bool) ?? []
  }

  private struct Failure: Error {}

  private static func run(_ program: String, input: Data) throws -> Data {
    let file = NSTemporaryDirectory() + "lexigate-" + UUID().uuidString
    try input.write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    let output = Pipe()
    process.standardInput = FileHandle(forReadingAtPath: file)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure() }
    return data
  }
}
