import Archive
import Foundation
import Pipelines
import Testing

@Suite struct FingerprintTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox(files: []) }

  private func write(_ text: String, to file: String) throws -> String {
    let path = "\(sandbox.folder)/data/\(file)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// The digests of FIPS 180-2, appendix B, and of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func isSHA256(text: String, digest: String) throws {
    #expect(Fingerprint.of(text) == digest)
    let path = try write(text, to: "text")
    #expect(try Fingerprint.of(path: path) == digest)
    #expect(try Fingerprint.ofFile(path) == (digest, text.utf8.count))
  }

  /// A million times "a" (FIPS 180-2), and one more byte than a buffer holds.
  @Test func takesLongFiles() throws {
    let million = try write(String(repeating: "a", count: 1_000_000), to: "million")
    #expect(
      try Fingerprint.of(path: million)
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    let text = String(repeating: "b", count: 1 << 20 + 1)
    #expect(try Fingerprint.of(path: try write(text, to: "more")) == Fingerprint.of(text))
  }

  @Test func takesFoldersByNamesAndContents() throws {
    _ = try write("1", to: "f/a/1.txt")
    _ = try write("2", to: "f/b.txt")
    let folder = sandbox.folder + "/data/f"
    let before = try Fingerprint.of(path: folder)
    _ = try write("1", to: "g/a/1.txt")
    _ = try write("2", to: "g/b.txt")
    #expect(try Fingerprint.of(path: sandbox.folder + "/data/g") == before)

    _ = try write("3", to: "f/b.txt")
    #expect(try Fingerprint.of(path: folder) != before)
    _ = try write("2", to: "f/b.txt")
    #expect(try Fingerprint.of(path: folder) == before)
    try FileManager.default.moveItem(atPath: folder + "/b.txt", toPath: folder + "/c.txt")
    #expect(try Fingerprint.of(path: folder) != before)
    try FileManager.default.moveItem(atPath: folder + "/c.txt", toPath: folder + "/b.txt")
    _ = try write("", to: "f/a/2.txt")
    #expect(try Fingerprint.of(path: folder) != before)
  }

  @Test func saysWhatIsMissing() throws {
    let path = sandbox.folder + "/none"
    #expect(throws: ArchiveError.missing(path: path)) { try Fingerprint.of(path: path) }
    #expect(throws: ArchiveError.isDirectory(path: sandbox.folder)) {
      try Fingerprint.ofFile(sandbox.folder)
    }
  }

  @Test func theProgramHasOne() {
    #expect(Fingerprint.program.count == 64)
  }
}
