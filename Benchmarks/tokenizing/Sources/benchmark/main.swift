// Measures the tokenizer on text files (not compressed), one core, median of five runs after one to
// warm up.
//
// A file is held in memory and given to the tokenizer line by line, as the pipeline does; a line of
// more than 64 KiB goes in pieces cut at a space. Reading the file is not counted. Seconds are the
// thread's processor time.

import Tokenizing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

let settings: [(name: String, settings: TokenizerSettings)] = [
  ("unicode, defaults", TokenizerSettings()),
  ("unicode, html", TokenizerSettings(html: true)),
  ("whitespace, defaults", TokenizerSettings(mode: .whitespace)),
]

/// Cuts a text into lines, and long lines into pieces of about 64 KiB.
func pieces(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
  var result: [Range<Int>] = []
  var start = 0
  for position in text.indices {
    let byte = text[position]
    if byte == 0x0A || (byte == 0x20 && position - start >= 65_536) {
      result.append(start..<position)
      start = position + 1
    }
  }
  if start < text.count { result.append(start..<text.count) }
  return result
}

/// Tokenizes all pieces once; returns seconds and the number of tokens.
func run(
  _ tokenizer: Tokenizer, _ text: UnsafeBufferPointer<UInt8>, _ pieces: [Range<Int>]
) -> (seconds: Double, tokens: Int) {
  var buffer = TokenBuffer()
  var tokens = 0
  let start = processorSeconds()
  for piece in pieces {
    tokenizer.tokenize(UnsafeBufferPointer(rebasing: text[piece]), into: &buffer)
    tokens += buffer.tokens.count
  }
  return (processorSeconds() - start, tokens)
}

/// The processor time this thread has had: what else the machine does does not count.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func measure(_ path: String) throws {
  let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  data.withUnsafeBufferPointer { text in
    let pieces = pieces(of: text)
    let share = Double(text.count { $0 < 0x80 }) * 100 / Double(max(1, text.count))
    print("\(path): \(text.count) bytes, \(pieces.count) pieces, \(share) % ASCII")
    for (name, settings) in settings {
      let tokenizer = Tokenizer(settings)
      _ = run(tokenizer, text, pieces)
      let runs = (0..<5).map { _ in run(tokenizer, text, pieces) }.sorted {
        $0.seconds < $1.seconds
      }
      let median = runs[2]
      let rate = Int(Double(text.count) / median.seconds / 1e6)
      let tokenRate = Int(Double(median.tokens) / median.seconds / 1e6)
      print("  \(name): \(rate) MB/s, \(tokenRate) M tokens/s, \(median.tokens) tokens")
    }
  }
}

let paths = CommandLine.arguments.dropFirst()
if paths.isEmpty { print("usage: benchmark FILE…") }
for path in paths { try measure(path) }
