import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file's bytes as they lie on the disk, read from any place and by several threads at once.
final class PackedFile: Sendable {
  /// The name that error messages give to the file.
  let path: String
  let size: Int
  private let place: Place

  /// Deflate packs at most 258 bytes into two bits.
  static let maximumRatio = 1032

  private enum Place {
    case disk(FileDescriptor)
    case memory([UInt8])
  }

  /// Takes a file that is open; nil for what cannot be read from any place, as a pipe.
  init?(_ descriptor: FileDescriptor, path: String) {
    var information = stat()
    guard fstat(descriptor.rawValue, &information) == 0,
      information.st_mode & S_IFMT == S_IFREG
    else { return nil }
    let own = fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { return nil }
    self.path = path
    size = Int(information.st_size)
    place = .disk(FileDescriptor(rawValue: own))
  }

  /// Memory as if it were a file.
  init(bytes: [UInt8], path: String) {
    self.path = path
    size = bytes.count
    place = .memory(bytes)
  }

  deinit {
    if case .disk(let descriptor) = place { try? descriptor.close() }
  }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// - Errors: `notReadable`; `cutOff` when the file has become shorter.
  func read(
    at offset: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) {
    guard offset >= 0, target.count <= size, offset <= size - target.count else {
      throw .cutOff(path: path, offset: size, expected: "the rest of the gzip data")
    }
    switch place {
    case .memory(let bytes):
      bytes.withUnsafeBytes {
        target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + target.count]))
      }
    case .disk(let descriptor):
      var filled = 0
      while filled < target.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
        let count: Int
        do {
          count = try descriptor.read(fromAbsoluteOffset: Int64(offset + filled), into: rest)
        } catch {
          let reason = (error as? Errno)?.description ?? "\(error)"
          throw .notReadable(path: path, reason: reason)
        }
        if count == 0 {
          throw .cutOff(path: path, offset: offset + filled, expected: "the rest of the gzip data")
        }
        filled += count
      }
    }
  }
}
