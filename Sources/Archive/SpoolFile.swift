import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file for what does not fit in memory, gone with its owner.
///
/// ```swift
/// let file = try SpoolFile(in: "runs/food")
/// try file.write(bytes, at: 0)
/// try file.read(into: buffer, at: 0)
/// ```
///
/// It has no name, or one that is taken away as soon as it is made, so the system frees its room when
/// this object goes, or the process ends, in whatever way. Any number of threads may read at once; who
/// writes sees to it that nobody reads the same bytes meanwhile.
public final class SpoolFile: Sendable {
  /// The folder that messages name.
  public let folder: String
  private let descriptor: FileDescriptor

  /// Makes an empty file in `folder`.
  ///
  /// Errors: `spool` when the folder does not exist or may not be written to.
  public convenience init(in folder: String) throws(ArchiveError) {
    #if os(Linux)
      // Without a name there is no moment in which a process that is killed leaves the file behind. What
      // is wrong with a folder is found below, as is a file system that knows only files with names.
      let nameless = FileDescriptor.OpenOptions(
        rawValue: 0o20_000_000 | FileDescriptor.OpenOptions.directory.rawValue)
      if let descriptor = try? FileDescriptor.open(
        folder, .readWrite, options: [nameless, .closeOnExec], permissions: .ownerReadWrite)
      {
        self.init(descriptor: descriptor, folder: folder)
        return
      }
    #endif
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    var attempt = 0
    while true {
      let path = "\(base).spool.\(getpid())-\(attempt)"
      do {
        let descriptor = try FileDescriptor.open(
          path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: .ownerReadWrite)
        unlink(path)
        self.init(descriptor: descriptor, folder: folder)
        return
      } catch let error as Errno where error == .fileExists && attempt < 1000 {
        attempt += 1
      } catch {
        throw .spool(folder: folder, .make, reason: Self.word(for: error))
      }
    }
  }

  /// Takes over a descriptor that is already open; `folder` stands for it in messages.
  package convenience init(rawDescriptor: Int32, folder: String) {
    self.init(descriptor: FileDescriptor(rawValue: rawDescriptor), folder: folder)
  }

  private init(descriptor: FileDescriptor, folder: String) {
    self.descriptor = descriptor
    self.folder = folder
  }

  deinit { try? descriptor.close() }

  /// Writes all of `bytes` at `offset`, over what is there.
  ///
  /// Errors: `spool`, on a full disk for instance.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(ArchiveError) {
    do {
      try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes)
    } catch {
      throw .spool(folder: folder, .write, reason: Self.word(for: error))
    }
  }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// Errors: `spool`, also when the file ends before `target` is full.
  public func read(
    into target: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(ArchiveError) {
    var done = 0
    while done < target.count {
      let count: Int
      do {
        count = try descriptor.read(
          fromAbsoluteOffset: Int64(offset + done),
          into: UnsafeMutableRawBufferPointer(rebasing: target[done...]))
      } catch {
        throw .spool(folder: folder, .read, reason: Self.word(for: error))
      }
      guard count > 0 else {
        throw .spool(
          folder: folder, .read,
          reason: "it ends at byte \(offset + done) instead of \(offset + target.count) or later")
      }
      done += count
    }
  }

  private static func word(for error: any Error) -> String {
    String(describing: (error as? Errno) ?? .ioError)
  }
}
