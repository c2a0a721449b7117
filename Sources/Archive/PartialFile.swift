import SystemPackage

/// The new content of a file while it is being written, beside the file whose place it will take.
///
/// It is called `.<name>.<number>.partial`. Its writer holds a lock on it, which ends with the process,
/// in whatever way. So one that nobody holds was left by a process that was killed, and whoever next
/// writes the same file takes it away.
///
/// Edge cases: where the file system has no locks, nothing that others left is ever taken away, and
/// the next number is taken.
struct PartialFile {
  let path: String
  /// Open for reading and writing; closed before the content is read back.
  let descriptor: Int32

  /// How many numbers are looked at for what others left, whether the lower ones are taken or not.
  private static let searched = 8
  private static let numbers = 1000

  private static func path(in folder: String, for name: String, _ number: Int) -> String {
    // Room for what is added to the longest name that file systems take.
    var stem = name
    while stem.utf8.count > 200 { stem.removeLast() }
    return "\(folder)/.\(stem).\(number).partial"
  }

  /// Takes away what was left behind for this target.
  static func removeLeft(in folder: String, for name: String, _ files: FileSystem) {
    for number in 0..<searched { removeLeft(path(in: folder, for: name, number), files) }
  }

  /// Takes away what was left behind for this target, then makes a new empty file.
  static func make(
    in folder: String, for name: String, permissions: Int, _ files: FileSystem
  ) throws(Errno) -> PartialFile {
    removeLeft(in: folder, for: name, files)
    var refusal = Errno.fileExists
    for number in 0..<numbers {
      do throws(Errno) {
        let path = path(in: folder, for: name, number)
        if number >= searched { removeLeft(path, files) }
        let descriptor = Int32(
          truncatingIfNeeded: try files.ask(.makeFile(path, permissions: permissions)))
        if lock(descriptor, files), files.isSame(descriptor, as: path) {
          return PartialFile(path: path, descriptor: descriptor)
        }
        // Another writer took it for left behind in the moment before it was locked.
        _ = try? files.ask(.closeFile(descriptor))
      } catch {
        if error != .fileExists { throw error }
        refusal = error
      }
    }
    throw refusal
  }

  /// Shows others that this file is being worked on; false when one of them is taking it away.
  static func lock(_ descriptor: Int32, _ files: FileSystem) -> Bool {
    do throws(Errno) {
      try files.ask(.lockFile(descriptor, alone: false))
      return true
    } catch {
      return error != .wouldBlock
    }
  }

  private static func removeLeft(_ path: String, _ files: FileSystem) {
    guard let file = try? files.open(path, .readWrite, [.noFollow, .nonBlocking]) else { return }
    defer { _ = try? files.ask(.closeFile(file)) }
    guard (try? files.ask(.lockFile(file, alone: true))) != nil else { return }
    // Its writer may have finished meanwhile, and another one have begun under the same name.
    if files.isSame(file, as: path) { _ = try? files.ask(.removeFile(path)) }
  }
}
