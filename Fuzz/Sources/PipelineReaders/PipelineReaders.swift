// The readers that need the stages of a pipeline: see Readers.swift.

import Readers

private let chosen = Reader.chosen(from: [
  "pipeline": { pipeline(Array($0)) },
  "snapshot": { snapshot(resealed($0)) },
])

@_cdecl("lexigate_fuzz_pipelines")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
  chosen(UnsafeRawBufferPointer(start: bytes, count: count))
}
