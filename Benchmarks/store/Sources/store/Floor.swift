import Foundation
import SystemZlib

/// What reading and inflating a file of ours must cost: its members, read and unpacked by zlib on all
/// cores into memory of the content's size, checksums included, and nothing made of it.
enum Floor {
  /// Seconds.
  static func inflate(_ path: String) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { fatalError("\(path) cannot be opened") }
    let members = members(descriptor)
    let size = members.last.map { $0.start + $0.length } ?? 0
    let content = mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let target = UInt(bitPattern: content)
    DispatchQueue.concurrentPerform(iterations: cores) { core in
      var packed = [UInt8](repeating: 0, count: 1 << 20)
      var stream = z_stream()
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      for member in members[
        members.count * core / cores..<members.count * (core + 1) / cores]
      {
        packed.withUnsafeMutableBufferPointer { packed in
          let count = pread(descriptor, packed.baseAddress, member.packed, off_t(member.offset))
          guard count == member.packed else { fatalError("the file is cut off") }
          stream.next_in = packed.baseAddress
          stream.avail_in = UInt32(count)
          stream.next_out = UnsafeMutablePointer(bitPattern: target + UInt(member.start))
          stream.avail_out = UInt32(member.length)
          guard SystemZlib.inflate(&stream, Z_FINISH) == Z_STREAM_END else { fatalError("damaged") }
          inflateReset(&stream)
        }
      }
      inflateEnd(&stream)
    }
    let duration = clock.now - start
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  private struct Member: Sendable {
    var offset: Int
    var packed: Int
    var start: Int
    var length: Int
  }

  /// By the lengths in their headers, which this takes at their word.
  private static func members(_ descriptor: Int32) -> [Member] {
    var members: [Member] = []
    var (offset, start) = (0, 0)
    var header = [UInt32](repeating: 0, count: 6)
    while pread(descriptor, &header, 24, off_t(offset)) == 24 {
      let (packed, length) = (Int(header[4]), Int(header[5]))
      members.append(Member(offset: offset, packed: packed, start: start, length: length))
      (offset, start) = (offset + packed, start + length)
    }
    return members
  }
}
