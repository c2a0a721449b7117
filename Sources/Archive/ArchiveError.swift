/// What can go wrong with a file, told to the person who named it.
///
/// Each case carries where it happened, what was found, what was expected; `description` is the
/// only place that turns a case into prose. Offsets count bytes of the file as it lies on the disk
/// (compressed bytes for a gzip file), from 0.
public enum ArchiveError: Error, Equatable, Sendable {
  /// Nothing of that name exists.
  case missing(path: String)
  /// A folder stands where a file was expected.
  case isDirectory(path: String)
  /// The system refused to open or read the file; `reason` is the system's own word.
  case notReadable(path: String, reason: String)
  /// The file ends before its content does.
  case cutOff(path: String, offset: Int, expected: String)
  /// The content is not what its format demands.
  case damaged(path: String, offset: Int, found: String, expected: String)
  /// A line, or a row in quotes, goes on beyond `LineReader.longestLine`.
  case longLine(path: String, line: Int)
  /// The system refused a step of writing; the old file, if there was one, is as it was.
  case notWritable(path: String, reason: String)
  /// The new file is in its place, but the system did not confirm that the folder is on the disk.
  case notFlushed(path: String, reason: String)
  /// The system refused a step with a temporary file; `reason` is the system's own word.
  case spool(folder: String, SpoolStep, reason: String)

  // The container of own files
  /// Not one of our files at all.
  case notContainer(path: String)
  /// One of our files, but of another kind.
  case wrongKind(path: String, found: String, expected: String)
  /// Written by a later version than this one can read.
  case newerVersion(path: String, found: Int, supported: Int)
  /// The content is whole but contradicts itself: made by a faulty program, not damaged later.
  case malformed(path: String, place: String, found: String, expected: String)
  /// A section that must be understood is not.
  case unknownSection(path: String, name: String, type: String)
  /// A section that the reader needs is not there.
  case missingSection(path: String, name: String)
  /// A section holds something else than the reader asks for.
  case wrongType(path: String, name: String, found: String, expected: String)
  /// The writer was given a section that its own reader would refuse.
  case unwritableSection(name: String, reason: String)

  /// What was to be done with a temporary file.
  public enum SpoolStep: Equatable, Sendable {
    case make, write, read
  }
}

extension ArchiveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path):
      return "\(path): there is no such file; check the name and the folder"
    case .isDirectory(let path):
      return "\(path): this is a folder, but a file was expected; name a file inside it"
    case .notReadable(let path, let reason):
      return "\(path): cannot be read: \(reason)"
    case .cutOff(let path, let offset, let expected):
      return "\(path): byte \(offset): the file ends here, but \(expected) was expected; "
        + "it was cut off: copy or make it again"
    case .damaged(let path, let offset, let found, let expected):
      return "\(path): byte \(offset): found \(found), but \(expected) was expected; "
        + "the file is damaged: copy or make it again"
    case .longLine(let path, let line):
      return "\(path): line \(line): found more than \(LineReader.longestLine >> 20) MiB without "
        + "an end, but a line was expected; check that this is the right file, or break the line up"
    case .notWritable(let path, let reason):
      return "\(path): cannot be written: \(reason); what was there before is unchanged"
    case .notFlushed(let path, let reason):
      return "\(path): was written, but its folder was not flushed to the disk: \(reason); "
        + "write it again to be safe"
    case .spool(let folder, .make, let reason):
      return "\(folder): no temporary file can be made in this folder: \(reason); "
        + "check the folder, or choose another one"
    case .spool(let folder, .write, let reason):
      return "\(folder): the temporary file in this folder cannot be written: \(reason); "
        + "make room on its disk, or choose another folder"
    case .spool(let folder, .read, let reason):
      return "\(folder): the temporary file in this folder cannot be read back: \(reason); "
        + "choose a folder on another disk"
    case .notContainer(let path):
      return "\(path): this is not a file written by lexigate"
    case .wrongKind(let path, let found, let expected):
      return "\(path): this file holds '\(found)', but '\(expected)' was expected; "
        + "name another file"
    case .newerVersion(let path, let found, let supported):
      return "\(path): this file has version \(found), but only versions up to \(supported) are "
        + "known here; use a newer lexigate"
    case .malformed(let path, let place, let found, let expected):
      return "\(path): \(place): found \(found), but \(expected) was expected; "
        + "the program that wrote this file is at fault"
    case .unknownSection(let path, let name, let type):
      return "\(path): the section '\(name)' of type '\(type)' must be understood, but is not "
        + "known here; use a newer lexigate"
    case .missingSection(let path, let name):
      return "\(path): the section '\(name)' is missing; make the file again"
    case .wrongType(let path, let name, let found, let expected):
      return "\(path): the section '\(name)' holds \(found), but \(expected) was expected; "
        + "make the file again"
    case .unwritableSection(let name, let reason):
      return "the section '\(name)' cannot be written: \(reason)"
    }
  }
}
