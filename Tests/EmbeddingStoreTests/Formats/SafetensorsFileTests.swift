import Archive
import EmbeddingStore
import Foundation
import Kernels
import Testing

/// What is read of a safetensors file, and that none can lie.
@Suite struct SafetensorsFileTests {
  static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + header.utf8 + data
  }

  static func sample() -> [UInt8] {
    file(
      #"{"__metadata__":{"k":"é"},"b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},"#
        + #""none":{"dtype":"I8","shape":[0,7],"data_offsets":[24,24]},"#
        + #""a":{"dtype":"I64","shape":[3],"data_offsets":[0,24]}}   "#,
      (0..<32).map { $0 % 8 == 0 ? UInt8($0) : 0 })
  }

  @Test func tensorsAreFoundByName() throws {
    try withFolder { folder in
      try write(Self.sample(), to: folder + "/a")
      let file = try SafetensorsFile(contentsOf: folder + "/a")
      #expect(file.metadata == ["k": "é"])
      #expect(file.tensors.map(\.name) == ["a", "none", "b"])
      #expect(try file.integers("a") == [0, 8, 16])
      #expect(try file.floats("b").map(\.bitPattern) == [24, 0])
      #expect(file.tensor("none")?.count == 0)
    }
  }

  @Test func whatIsAskedWrongly() throws {
    try withFolder { folder in
      let path = folder + "/a"
      try write(Self.sample(), to: path)
      let file = try SafetensorsFile(contentsOf: path)
      func text(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return "\(error)" }
        return nil
      }
      #expect(
        text { _ = try file.floats("c") }
          == "\(path): there is no tensor \"c\"; expected it beside \"a\", \"none\", \"b\"")
      #expect(
        text { _ = try file.matrix("b", columns: 2) }
          == "\(path): the tensor \"b\" has the shape [2]; expected [1 or more, 2]")
      #expect(
        text { _ = try file.floats("b", count: 3) }
          == "\(path): the tensor \"b\" has the shape [2]; expected [3]")
      #expect(
        text { _ = try file.floats("a") }
          == "\(path): the tensor \"a\" holds I64; expected F32, F16, BF16 or F64")
      #expect(
        text { _ = try file.bytes("a") } == "\(path): the tensor \"a\" holds I64; expected U8")
      #expect(
        text { _ = try file.integers("b") }
          == "\(path): the tensor \"b\" holds F32; expected I64 or I32")
    }
  }

  static let faults: [(String, Int, String)] = [
    (
      "{", 0, "header, 1:2: found the end of the text; expected a key in double quotes"
    ),
    ("[]", 0, "header, 1:1: the header is something else than expected: an object"),
    (
      #"{"__metadata__":{"a":1}}"#, 0,
      "header, 1:22: \"a\" of \"__metadata__\" is something else than expected: a string"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8,
      "header, 1:55: the key \"a\" a second time, the first is at line 1, column 2; expected every "
        + "key once"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}"#, 4,
      "header, 1:6: tensor \"a\" is something else than expected: an object with \"dtype\", "
        + "\"shape\" and \"data_offsets\", and nothing else"
    ),
    (
      #"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#, 4,
      "header, 1:15: \"dtype\" of tensor \"a\" is something else than expected: one of BOOL, U8, "
        + "I8, F8_E5M2, F8_E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4,
      "header, 1:30: \"shape\" of tensor \"a\" is something else than expected: whole numbers, 0 "
        + "or more, that an Int can hold"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
      "header, 1:30: \"shape\" of tensor \"a\" is something else than expected: whole numbers, 0 "
        + "or more, that an Int can hold"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, 4,
      "header, 1:30: \"shape\" of tensor \"a\" is something else than expected: whole numbers, 0 "
        + "or more, that an Int can hold"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
      "header, 1:29: \"shape\" of tensor \"a\" is something else than expected: sizes whose product "
        + "an Int can hold"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "header, 1:48: \"data_offsets\" of tensor \"a\" leave room for 4 bytes; expected 8, as shape "
        + "and type make them"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4,
      "header, 1:48: \"data_offsets\" of tensor \"a\" is something else than expected: two whole "
        + "numbers, the second not below the first"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "header, 1:2: tensor \"a\" begins at byte 4; expected 0, where the one before it ends"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "header, 1:55: tensor \"b\" begins at byte 4; expected 8, where the one before it ends"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3,
      "the file ends after 3 bytes of tensors, but its header promises 4; it was cut off: copy or "
        + "make it again"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5,
      "there is more behind the 4 bytes of tensors that the header promises; the file is damaged: "
        + "copy or make it again"
    ),
    (
      #"{"a":{"dtype":"F64","shape":[1152921504606846975],"data_offsets":[0,9223372036854775800]}}"#,
      8,
      "the header promises 9223372036854775800 bytes of tensors, more than a file of this length can "
        + "hold, packed or not; it is damaged: copy or make it again"
    ),
  ]

  @Test(arguments: faults)
  func faultsAreNamed(_ header: String, _ size: Int, _ expected: String) throws {
    try withFolder { folder in
      for name in ["a", "a.gz"] {
        let path = "\(folder)/\(name)"
        let bytes = Self.file(header, [UInt8](repeating: 0, count: size))
        try SafeFile.write(path, gzip: name == "a.gz") { file throws(ArchiveError) in
          try file.write(bytes)
        }
        let error = #expect(throws: StoreError.self) { try SafetensorsFile(contentsOf: path) }
        #expect(error?.description == "\(path): \(expected)")
      }
    }
  }

  @Test func lengthsThatLie() throws {
    try withFolder { folder in
      let path = folder + "/a"
      func text(_ bytes: [UInt8]) throws -> String? {
        try write(bytes, to: path)
        return #expect(throws: StoreError.self) { try SafetensorsFile(contentsOf: path) }?
          .description
      }
      let short = try text([1, 0, 0])
      #expect(
        short
          == "\(path): the file ends after 3 bytes, but 8 bytes with the length of a header were "
          + "expected; this is no safetensors file, or it was cut off")
      let long = try text([0, 0, 0, 0, 0, 0, 0, 0x80])
      #expect(
        long
          == "\(path): the header is said to have 9223372036854775808 bytes, but at most 16777216 "
          + "were expected; this is no safetensors file")
      let cut = try text([0, 0, 0, 1, 0, 0, 0, 0, 0x7b])
      #expect(
        cut
          == "\(path): the file ends after 1 bytes of its header, but 16777216 were expected; it "
          + "was cut off: copy or make it again")
    }
  }

  /// Every cut is noticed; no flipped bit of the header crashes, and none makes another reading of
  /// the numbers than the header then says.
  @Test func cutsAndFlips() throws {
    let whole = Self.sample()
    try withFolder { folder in
      let path = folder + "/a"
      for length in 0..<whole.count {
        try write(Array(whole[..<length]), to: path)
        #expect(throws: StoreError.self, "\(length)") { try SafetensorsFile(contentsOf: path) }
      }
      var accepted = 0
      for bit in 0..<(whole.count - 32) * 8 {
        var bytes = whole
        bytes[bit / 8] ^= 1 << (bit % 8)
        try write(bytes, to: path)
        guard let file = try? SafetensorsFile(contentsOf: path) else { continue }
        accepted += 1
        #expect(file.tensors.reduce(0) { $0 + $1.count * $1.type.width } == 32)
      }
      // A letter of a name or of a text may be another; most flips are refused.
      #expect(accepted < whole.count * 8 / 10)
    }
  }

  /// A bomb is not unpacked where its header promises even more.
  @Test func whatAFileCannotHoldIsRefusedAtOnce() throws {
    try withFolder { folder in
      let path = folder + "/bomb"
      let size = 1 << 40
      let header = #"{"a":{"dtype":"F32","shape":[\#(size / 4)],"data_offsets":[0,\#(size)]}}"#
      try SafeFile.write(path, gzip: true) { file throws(ArchiveError) in
        try file.write(Self.file(header))
        try file.write([UInt8](repeating: 0, count: 1 << 20))
      }
      let error = #expect(throws: StoreError.self) { try SafetensorsFile(contentsOf: path) }
      #expect(
        error?.description
          == "\(path): the header promises \(size) bytes of tensors, more than a file of this length "
          + "can hold, packed or not; it is damaged: copy or make it again")
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func everyHalfIsTheFloatThatSwiftMakesOfIt() throws {
      try withFolder { folder in
        let halves = (0...UInt16.max).filter { Float16(bitPattern: $0).isFinite }
        let data = halves.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let header =
          #"{"a":{"dtype":"F16","shape":[\#(halves.count)],"data_offsets":[0,\#(data.count)]}}"#
        try write(Self.file(header, data), to: folder + "/a")
        let found = try SafetensorsFile(contentsOf: folder + "/a").floats("a")
        let expected = halves.map { Float(Float16(bitPattern: $0)) }
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  #endif
}
