// Readers: each reader of foreign bytes as a function of bytes, for libFuzzer.
//
// A reader may refuse whatever it is given, and must say so with an error of its own. A crash, a trap,
// an access outside its memory, a leak, more than a few seconds or more than some hundred megabytes is
// a fault, which `.ci/fuzz` tells. To add a reader, add a line here and a folder of seeds. The stages'
// readers are in PipelineReaders.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads one input.
public typealias Reading = @Sendable (UnsafeRawBufferPointer) -> Void

public enum Reader {
  /// The reader of `readers` that the environment names.
  public static func chosen(from readers: [String: Reading]) -> Reading {
    let name = getenv("LEXIGATE_READER").map { String(cString: $0) } ?? ""
    guard let reader = readers[name] else {
      fatalError("set LEXIGATE_READER to one of \(readers.keys.sorted().joined(separator: ", "))")
    }
    return reader
  }
}

private let chosen = Reader.chosen(from: [
  "container": { container(resealed($0)) },
  "container-gzip": { container(Array($0)) },
  "vectors": { vectors(resealed($0), as: .lexigate) },
  "model": { model(resealed($0)) },
  "tokens": { tokens(resealed($0)) },
  "import": { imported(Array($0)) },
  "word2vec-text": { vectors(Array($0), as: .word2vecText) },
  "word2vec-binary": { vectors(Array($0), as: .word2vecBinary) },
  "glove-text": { vectors(Array($0), as: .gloveText) },
  "fasttext-binary": { vectors(Array($0), as: .fastText) },
  "numpy": { vectors(Array($0), as: .numpy) },
  "numpy-words": { words(Array($0)) },
  "safetensors": { vectors(Array($0), as: .safetensors) },
  "any-vectors": { vectors(Array($0), as: nil) },
  "csv": { rows(Array($0), as: .csv) },
  "tsv": { rows(Array($0), as: .tsv) },
  "json-lines": { rows(Array($0), as: .jsonLines) },
  "fasttext-lines": { rows(Array($0), as: .fastText) },
  "text": { text(Array($0)) },
  "json": { json(Array($0)) },
])

@_cdecl("lexigate_fuzz")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
  chosen(UnsafeRawBufferPointer(start: bytes, count: count))
}
