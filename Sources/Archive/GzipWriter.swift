import CZlib

/// Packs blocks of bytes into gzip members (RFC 1952), each of which can be unpacked on its own.
///
/// Members one after another are one gzip file, which every gunzip accepts. The bytes depend on the
/// content alone: no time, no name, the operating system given as unknown. Every member carries an
/// extra field `LX` with its own packed length and its inflated length, so that a reader can walk
/// from member to member without inflating any; see the overview of this target.
package final class GzipWriter {
  /// How to pack: `text` looks for repetitions, `shuffledFloats` only for frequent bytes, which is
  /// five times as fast and packs byte planes of floats better. Planes of mere noise it stores: to
  /// unpack them would take twice the time of all others for a hundredth of the size.
  package enum Content {
    case text
    case shuffledFloats
  }

  /// How much goes into one member: small enough to share work, large enough to pack well.
  package static let blockSize = 262_144

  static let headerSize = 24
  static let trailerSize = 8

  /// How every member begins: magic, deflate, flag "extra field", no time, no hint, system unknown;
  /// twelve bytes of extra field: `LX`, eight bytes of content.
  static let opening: [UInt8] = [
    0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 12, 0, UInt8(ascii: "L"), UInt8(ascii: "X"), 8, 0,
  ]

  /// How much is packed or stored as one: four stretches make a plane of a block of floats.
  private static let stretch = 16384

  private let stream: UnsafeMutablePointer<z_stream>
  private let content: Content

  package init(_ content: Content) {
    self.content = content
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Raw deflate (negative window bits): header and trailer are written here, so that no version
    // of zlib can put anything of its own into them.
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
      content == .text ? Z_DEFAULT_STRATEGY : Z_HUFFMAN_ONLY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "no memory for packing")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// One member holding `bytes`, and the CRC-32 of `bytes`.
  package func member(_ bytes: UnsafeRawBufferPointer) -> (packed: [UInt8], checksum: UInt32) {
    precondition(bytes.count <= Int(UInt32.max) / 2)
    deflateReset(stream)
    let checksum = Checksum.of(bytes)
    // A few bytes more for every change between packing and storing.
    let bound = Int(deflateBound(stream, UInt(bytes.count))) + bytes.count / Self.stretch * 16 + 64
    let capacity = Self.headerSize + bound + Self.trailerSize
    let packed = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let output = buffer.baseAddress!
      stream.pointee.next_out = output + Self.headerSize
      stream.pointee.avail_out = UInt32(bound)
      if content == .shuffledFloats { packStretches(bytes) } else { offer(bytes) }
      let status = deflate(stream, Z_FINISH)
      precondition(status == Z_STREAM_END, "packing needs more room than zlib foretold")
      let packedSize = bound - Int(stream.pointee.avail_out)
      count = Self.headerSize + packedSize + Self.trailerSize

      for (index, byte) in Self.opening.enumerated() { output[index] = byte }
      let raw = UnsafeMutableRawPointer(output)
      store(UInt32(count), raw + 16)
      store(UInt32(bytes.count), raw + 20)
      store(checksum, raw + Self.headerSize + packedSize)
      store(UInt32(bytes.count), raw + Self.headerSize + packedSize + 4)
    }
    return (packed, checksum)
  }

  private func offer(_ bytes: UnsafeRawBufferPointer) {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
  }

  /// Takes all of `bytes`, each stretch packed or stored.
  private func packStretches(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while start < bytes.count {
      let end = min(start + Self.stretch, bytes.count)
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      offer(UnsafeRawBufferPointer(start: nil, count: 0))
      var status = deflateParams(
        stream, Self.isNoise(part) ? Z_NO_COMPRESSION : Z_DEFAULT_COMPRESSION, Z_HUFFMAN_ONLY)
      precondition(status == Z_OK, "packing needs more room than was foretold")
      offer(part)
      status = deflate(stream, Z_NO_FLUSH)
      precondition(
        status == Z_OK && stream.pointee.avail_in == 0, "packing needs more room than was foretold")
      start = end
    }
  }

  /// Whether all bytes are so nearly equally frequent that packing would gain about a twentieth at most.
  ///
  /// Two bytes drawn at random are equal with probability Σ (nᵢ / n)², 1/256 where all are alike; the
  /// logarithm of its inverse is at most the entropy, here 7.6 of 8 bits.
  private static func isNoise(_ bytes: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in bytes { counts[Int(byte)] += 1 }
      let squares = counts.reduce(0) { $0 + $1 * $1 }
      return squares * 256 * 3 < bytes.count * bytes.count * 4
    }
  }

  private func store(_ value: UInt32, _ place: UnsafeMutableRawPointer) {
    place.storeBytes(of: value.littleEndian, as: UInt32.self)
  }
}
