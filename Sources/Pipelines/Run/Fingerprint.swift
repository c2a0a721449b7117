import Archive
import Crypto
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// SHA-256 of what a stage depends on, as 64 hexadecimal digits.
package enum Fingerprint {
  package static func of(_ text: String) -> String {
    hexadecimal(SHA256.hash(data: Array(text.utf8)))
  }

  /// Of a file's bytes as they lie on the disk, or of a folder's files with their names, in the
  /// order of their names' bytes.
  package static func of(path: String) throws(ArchiveError) -> String {
    if let names = Folder.names(in: path) {
      var parts: [String] = []
      for name in names { parts.append("\(name)\u{0}\(try of(path: path + "/" + name))") }
      return of(parts.joined(separator: "\n"))
    }
    return try ofFile(path).sha256
  }

  /// Of one file, with its size in bytes.
  package static func ofFile(_ path: String) throws(ArchiveError) -> (sha256: String, bytes: Int) {
    var hash = SHA256()
    var size = 0
    do {
      let file = try FileDescriptor.open(path, .readOnly)
      defer { try? file.close() }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
      defer { buffer.deallocate() }
      while true {
        let count = try file.read(into: buffer)
        if count == 0 { break }
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        size += count
      }
    } catch Errno.noSuchFileOrDirectory {
      throw .missing(path: path)
    } catch Errno.isDirectory {
      throw .isDirectory(path: path)
    } catch {
      throw .notReadable(path: path, reason: "\(error)")
    }
    return (hexadecimal(hash.finalize()), size)
  }

  /// Of the program that is running: another build may compute something else.
  package static let program: String = {
    (try? ofFile(executablePath()).sha256) ?? version
  }()

  private static func executablePath() -> String {
    #if canImport(Darwin)
      var size: UInt32 = 4096
      var path = [CChar](repeating: 0, count: Int(size))
      _NSGetExecutablePath(&path, &size)
      return String(decoding: path.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    #else
      return "/proc/self/exe"
    #endif
  }

  private static func hexadecimal(_ digest: SHA256Digest) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The version of Lexigate.
public let version = "0.1.0"
