import Archive
import Classifying
import Reports
import StrictJSON

/// The traces of a `trace` stage as a JSON file, written and read back.
enum TraceFile {
  static func name(_ stage: StageName) -> String { "\(stage).trace.json" }

  static func write(_ traces: [TextTrace], to path: String) throws(ArchiveError) {
    let text = JSONText.array(traces.map { AnswerJSON.trace($0) }).pretty
    try SafeFile.write(path) { writer throws(ArchiveError) in
      try writer.write(Array(text.utf8))
    }
  }

  /// The traces of an earlier run.
  static func read(_ path: String) throws -> [TextTrace] {
    let tree = try JSONParser.parse(FileSystem.contents(of: path))
    return (tree.elements ?? []).compactMap { AnswerJSON.trace($0) }
  }
}
