/// Distinct words numbered in the order they came: open addressing over bytes in one arena.
///
/// A word is looked up by its bytes, never through a `String`. A slot holds the upper half of the
/// word's hash beside its number, so that a probe that meets another word almost never has to look
/// at that word's bytes. The table is kept at most half full; slots are a power of two, probed in
/// order. The hash has no secret: it is the same on every run and every platform.
struct WordTable: Sendable {
  /// The bytes of all words, one after another.
  private(set) var arena: [UInt8] = []
  /// Where each word starts in `arena`; one entry more than there are words.
  private(set) var starts: [Int] = [0]
  /// Upper half: upper half of the hash. Lower half: the word's number + 1; 0 is a free slot.
  private var slots: [UInt64]

  init(minimumCapacity: Int = 512) {
    var size = 1024
    while size < minimumCapacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  var count: Int { starts.count - 1 }

  /// The largest number of words one table can tell apart.
  static let maximumCount = Int(UInt32.max) - 1

  func bytes(_ index: Int) -> ArraySlice<UInt8> { arena[starts[index]..<starts[index + 1]] }

  /// The number of `word`, or nil when the table has never met it.
  @inline(__always)
  func index(of word: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = Self.hash(word)
    return slots.withUnsafeBufferPointer { slots in
      arena.withUnsafeBufferPointer { arena in
        starts.withUnsafeBufferPointer { starts in
          let found = Self.probe(word, hash, slots, arena, starts)
          let number = UInt32(truncatingIfNeeded: slots[found])
          return number == 0 ? nil : Int(number) - 1
        }
      }
    }
  }

  /// The number of `word`, which is added when it is new.
  @inline(__always)
  mutating func insert(_ word: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
    let hash = Self.hash(word)
    let slot = slots.withUnsafeBufferPointer { slots in
      arena.withUnsafeBufferPointer { arena in
        starts.withUnsafeBufferPointer { starts in Self.probe(word, hash, slots, arena, starts) }
      }
    }
    let number = UInt32(truncatingIfNeeded: slots[slot])
    if number != 0 { return (Int(number) - 1, false) }
    let index = count
    precondition(index < Self.maximumCount, "more distinct words than a table can number")
    slots[slot] = (hash & Self.upperHalf) | UInt64(index + 1)
    arena.append(contentsOf: word)
    starts.append(arena.count)
    if count * 2 > slots.count { grow() }
    return (index, true)
  }

  /// Whether the bytes of word `a` come before those of word `b`.
  func bytesPrecede(_ a: Int, _ b: Int) -> Bool {
    arena.withUnsafeBufferPointer { arena in
      let left = UnsafeBufferPointer(rebasing: arena[starts[a]..<starts[a + 1]])
      let right = UnsafeBufferPointer(rebasing: arena[starts[b]..<starts[b + 1]])
      return left.lexicographicallyPrecedes(right)
    }
  }

  // MARK: - Probing

  private static let upperHalf: UInt64 = 0xffff_ffff_0000_0000

  /// The slot of `word`, or the free slot where it belongs.
  @inline(__always)
  private static func probe(
    _ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ slots: UnsafeBufferPointer<UInt64>,
    _ arena: UnsafeBufferPointer<UInt8>, _ starts: UnsafeBufferPointer<Int>
  ) -> Int {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return slot }
      if (entry ^ hash) & upperHalf == 0 {
        let index = Int(UInt32(truncatingIfNeeded: entry)) &- 1
        let start = starts[index]
        if starts[index &+ 1] &- start == word.count
          && equal(arena.baseAddress! + start, word.baseAddress, word.count)
        {
          return slot
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    arena.withUnsafeBufferPointer { arena in
      for index in 0..<count {
        let word = UnsafeBufferPointer(rebasing: arena[starts[index]..<starts[index + 1]])
        let hash = Self.hash(word)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while larger[slot] != 0 { slot = (slot + 1) & mask }
        larger[slot] = (hash & Self.upperHalf) | UInt64(index + 1)
      }
    }
    slots = larger
  }

  // MARK: - Bytes

  @inline(__always)
  private static func equal(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>?, _ count: Int
  ) -> Bool {
    guard let b else { return true }
    let left = UnsafeRawPointer(a)
    let right = UnsafeRawPointer(b)
    if count < 8 { return tail(left, count) == tail(right, count) }
    var at = 0
    while at &+ 8 <= count {
      let one = left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let two = right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      if one != two { return false }
      at &+= 8
    }
    let one = left.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    let two = right.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    return one == two
  }

  /// Up to seven bytes as one number; with the length known, equal numbers mean equal bytes.
  @inline(__always)
  private static func tail(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 4 {
      let head = bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self).littleEndian
      let end = bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self).littleEndian
      return UInt64(head) | UInt64(end) << 32
    }
    if count == 0 { return 0 }
    let first = bytes.load(fromByteOffset: 0, as: UInt8.self)
    let middle = bytes.load(fromByteOffset: count >> 1, as: UInt8.self)
    let last = bytes.load(fromByteOffset: count &- 1, as: UInt8.self)
    return UInt64(first) | UInt64(middle) << 8 | UInt64(last) << 16
  }

  /// Eight bytes a step, each folded in by a full 64 × 64 → 128 bit product.
  @inline(__always)
  static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: word.count) &* 0x9e37_79b9_7f4a_7c15
    guard let base = word.baseAddress else { return mix(state, 0xd6e8_feb8_6659_fd93) }
    let bytes = UnsafeRawPointer(base)
    var at = 0
    while word.count &- at >= 8 {
      let part = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
      state = mix(state ^ part, 0xd6e8_feb8_6659_fd93)
      at &+= 8
    }
    state ^= tail(bytes + at, word.count &- at)
    return mix(state ^ 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db)
  }

  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
