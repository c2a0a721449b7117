import Archive
import Testing

/// The exact words that a person reads.
@Suite struct ArchiveErrorTests {
  @Test(arguments: [
    (ArchiveError.missing(path: "a"), "a: there is no such file; check the name and the folder"),
    (
      .isDirectory(path: "a"),
      "a: this is a folder, but a file was expected; name a file inside it"
    ),
    (.notReadable(path: "a", reason: "no"), "a: cannot be read: no"),
    (
      .cutOff(path: "a", offset: 3, expected: "more"),
      "a: byte 3: the file ends here, but more was expected; it was cut off: copy or make it again"
    ),
    (
      .damaged(path: "a", offset: 3, found: "x", expected: "y"),
      "a: byte 3: found x, but y was expected; the file is damaged: copy or make it again"
    ),
    (
      .longLine(path: "a", line: 3),
      "a: line 3: found more than 64 MiB without an end, but a line was expected; "
        + "check that this is the right file, or break the line up"
    ),
    (
      .notWritable(path: "a", reason: "no"),
      "a: cannot be written: no; what was there before is unchanged"
    ),
    (
      .notFlushed(path: "a", reason: "no"),
      "a: was written, but its folder was not flushed to the disk: no; write it again to be safe"
    ),
    (
      .spool(folder: "a", .make, reason: "no"),
      "a: no temporary file can be made in this folder: no; check the folder, or choose another one"
    ),
    (
      .spool(folder: "a", .write, reason: "no"),
      "a: the temporary file in this folder cannot be written: no; make room on its disk, or choose "
        + "another folder"
    ),
    (
      .spool(folder: "a", .read, reason: "no"),
      "a: the temporary file in this folder cannot be read back: no; choose a folder on another disk"
    ),
    (.notContainer(path: "a"), "a: this is not a file written by lexigate"),
    (
      .wrongKind(path: "a", found: "model", expected: "vectors"),
      "a: this file holds 'model', but 'vectors' was expected; name another file"
    ),
    (
      .newerVersion(path: "a", found: 2, supported: 1),
      "a: this file has version 2, but only versions up to 1 are known here; use a newer lexigate"
    ),
    (
      .malformed(path: "a", place: "header", found: "x", expected: "y"),
      "a: header: found x, but y was expected; the program that wrote this file is at fault"
    ),
    (
      .unknownSection(path: "a", name: "b", type: "c"),
      "a: the section 'b' of type 'c' must be understood, but is not known here; "
        + "use a newer lexigate"
    ),
    (
      .missingSection(path: "a", name: "b"), "a: the section 'b' is missing; make the file again"
    ),
    (
      .wrongType(path: "a", name: "b", found: "x", expected: "y"),
      "a: the section 'b' holds x, but y was expected; make the file again"
    ),
    (
      .unwritableSection(name: "b", reason: "no"), "the section 'b' cannot be written: no"
    ),
  ])
  func says(_ error: ArchiveError, _ text: String) {
    #expect(error.description == text)
  }
}
