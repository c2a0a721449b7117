/// Packs blocks into gzip members on all cores; the members come in the blocks' order.
final class MemberPacker {
  struct Member {
    var packed: [UInt8]
    /// Of the block: CRC-32 and length.
    var checksum: UInt32
    var length: Int
  }

  private let cores = AllCores()
  private var writers: [GzipWriter.Content: [GzipWriter]] = [:]

  /// Packs `count` blocks.
  ///
  /// - Parameter block: gives a block by its number; it may build it in the scratch memory, which has
  ///   room for a block and its padding. Called from several threads, in no order.
  func members(
    _ count: Int, _ content: GzipWriter.Content,
    _ block: (_ index: Int, _ scratch: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer
  ) -> [Member] {
    let workers = min(count, AllCores.count)
    let writers = writers(content, workers)
    let room = GzipWriter.blockSize + ContainerFormat.alignment
    let scratch = (0..<workers).map { _ in
      UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 64)
    }
    defer { for memory in scratch { memory.deallocate() } }
    var members = [Member?](repeating: nil, count: count)
    members.withUnsafeMutableBufferPointer { members in
      cores.forEach(count) { index, worker in
        let bytes = block(index, scratch[worker])
        let (packed, checksum) = writers[worker].member(bytes)
        members[index] = Member(packed: packed, checksum: checksum, length: bytes.count)
      }
    }
    return members.compactMap { $0 }
  }

  /// Packs a text, which becomes one member when it is empty.
  func members(of text: ArraySlice<UInt8>) -> [Member] {
    let size = GzipWriter.blockSize
    return text.withUnsafeBytes { text in
      members(max(1, (text.count + size - 1) / size), .text) { index, _ in
        let part = index * size..<min(index * size + size, text.count)
        return UnsafeRawBufferPointer(rebasing: text[part])
      }
    }
  }

  private func writers(_ content: GzipWriter.Content, _ count: Int) -> [GzipWriter] {
    while writers[content, default: []].count < count {
      writers[content, default: []].append(GzipWriter(content))
    }
    return writers[content] ?? []
  }
}
