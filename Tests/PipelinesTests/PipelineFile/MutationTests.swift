import Pipelines
import StrictJSON
import Testing

/// A sound file damaged in every small way is either sound still or has faults that say where.
@Suite struct MutationTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// True when the file is sound; records an issue when a fault does not stand inside the text.
  @discardableResult
  private func check(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try PipelineFile.parse(bytes, path: sandbox.path)
      return true
    } catch .faults(let faults) {
      let lines = String(decoding: bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
        .map(\.unicodeScalars.count)
      #expect(!faults.isEmpty)
      #expect(faults.map(\.position) == faults.map(\.position).sorted())
      for fault in faults {
        let position = fault.position
        let isInside =
          position.source == 0 && 1...max(1, lines.count) ~= position.line
          && 1...(lines[position.line - 1] + 1) ~= position.column
        #expect(isInside, "\(fault)")
        #expect(fault.description.contains("; expected "), "\(fault)")
      }
      return false
    } catch {
      Issue.record("\(error)")
      return false
    }
  }

  @Test func everyByteDeleted() {
    let bytes = Array(soundPipeline.utf8)
    for index in bytes.indices {
      var changed = bytes
      changed.remove(at: index)
      check(changed)
    }
  }

  @Test func everyByteReplaced() {
    let bytes = Array(soundPipeline.utf8)
    // Each place gets a few of them in turn; all at each would take half a minute.
    let others = "\"{}[],:0-.x \n\\".utf8 + [0, 0xFF, 0x80]
    for index in bytes.indices {
      for turn in 0..<3 {
        var changed = bytes
        changed[index] = others[(3 * index + turn) % others.count]
        check(changed)
      }
    }
  }

  @Test func everyStartOfTheText() {
    let bytes = Array(soundPipeline.utf8)
    for count in bytes.indices {
      let isSound = check(Array(bytes[..<count]))
      #expect(!isSound)
    }
  }

  @Test func everyMemberDeleted() throws {
    let tree = try JSONParser.parse(Array(soundPipeline.utf8)).text
    for mutant in JSONText.mutants(of: tree, { _ in [nil] }) { check(Array(mutant.pretty.utf8)) }
  }

  @Test func everyValueReplaced() throws {
    let tree = try JSONParser.parse(Array(soundPipeline.utf8)).text
    for mutant in JSONText.mutants(of: tree, { _ in JSONText.oddValues }) {
      check(Array(mutant.pretty.utf8))
    }
  }

  @Test func everyMemberTwice() throws {
    let tree = try JSONParser.parse(Array(soundPipeline.utf8)).text
    // Doubling is done in the text, since a tree cannot hold a key twice.
    for key in ["\"pipeline\": \"food-reviews\"", "\"stage\": \"lstm\"", "\"minCount\": 2"] {
      let text = tree.pretty.replacing(key, with: key + ", " + key)
      let isSound = check(Array(text.utf8))
      #expect(!isSound)
    }
  }
}

extension JSONText {
  static let oddValues: [JSONText?] = [
    .null, true, 0, -1, 1.5, 1_000_000_000, .number(1e300), "", " ", "x", "reviews", "tokens",
    "vectors", "classifier", [], [[]], ["x"], ["reviews", 1], [.null], [:], ["x": 1],
    ["column": "x"], ["stage": "report"],
  ]

  /// The trees that differ from one in a single member or element: replaced by each alternative,
  /// left out where that is nil.
  static func mutants(of tree: JSONText, _ alternatives: (JSONText) -> [JSONText?]) -> [JSONText] {
    switch tree {
    case .object(let object):
      return object.members.flatMap { member in
        alternatives(member.value).map { alternative in
          var changed = object
          changed[member.key] = alternative
          return .object(changed)
        }
          + mutants(of: member.value, alternatives).map { inner in
            var changed = object
            changed[member.key] = inner
            return .object(changed)
          }
      }
    case .array(let elements):
      return elements.indices.flatMap { index in
        (alternatives(elements[index]) + mutants(of: elements[index], alternatives)).map {
          alternative in
          var changed = elements
          changed.replaceSubrange(index...index, with: alternative.map { [$0] } ?? [])
          return .array(changed)
        }
      }
    default:
      return []
    }
  }
}
