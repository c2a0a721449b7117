import Corpora
import StrictJSON
import Tokenizing

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
    _ = told { try texts.forEachDocument { precondition($0.line > 0) } }
    return
  }
  _ = told { try source.load() }
}

func json(_ bytes: [UInt8]) {
  _ = told { try JSONParser.parse(bytes) }
}

/// Tokens of a text; how it is cut goes by the first two bytes.
func text(_ bytes: [UInt8]) {
  guard bytes.count > 2 else { return }
  let flags = (0..<8).map { bytes[0] >> $0 & 1 == 1 }
  let settings = TokenizerSettings(
    mode: flags[0] ? .whitespace : .unicode, lowercase: flags[1], foldAccents: flags[2],
    foldDigits: flags[3], contractions: flags[4], punctuation: flags[5], emoji: flags[6],
    html: flags[7], urls: [.keep, .replace, .drop][Int(bytes[1] % 3)])
  var buffer = TokenBuffer()
  bytes[2...].withUnsafeBufferPointer { text in
    Tokenizer(settings).tokenize(text, into: &buffer)
    for token in buffer.tokens {
      precondition(!token.bytes.isEmpty && token.bytes.upperBound <= buffer.bytes.count)
      precondition(token.source.upperBound <= text.count)
    }
  }
}
