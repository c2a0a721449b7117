import Corpora
import Pipelines
import StrictJSON

/// Labelled rows, with the labels here or there, or texts alone: what it is to be goes by the length, so
/// that every input is read once.
func rows(_ bytes: [UInt8], as format: CorpusFormat) {
  let path = Scratch.file(bytes)
  var source = ExampleSource(paths: [path])
  source.format = format
  source.onBadRow = .skip
  switch bytes.count % 5 {
  case 0: break
  case 1: source.labels = .separated("label")
  case 2: source.labels = .columns(["label", "b"])
  case 3:
    source.header = false
    source.text = "1"
    source.labels = .single("2")
  default:
    var texts = TextSource(paths: [path])
    texts.format = format
    _ = try? texts.forEachDocument { precondition($0.line > 0) }
    return
  }
  _ = try? source.load()
}

func json(_ bytes: [UInt8]) {
  do {
    _ = try JSONParser.parse(bytes)
  } catch {
    precondition(!"\(error)".isEmpty)
  }
}

func pipeline(_ bytes: [UInt8]) {
  do {
    let file = try PipelineFile.parse(bytes, path: "Pipelines/fuzz.json")
    _ = "\(file.resolved)"
  } catch {
    precondition(!"\(error)".isEmpty)
  }
}
