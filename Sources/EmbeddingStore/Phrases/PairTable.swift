/// Numbers by pairs of numbers: open addressing over 64-bit keys.
///
/// A slot holds its key beside its value, so that a look costs one line of memory. The table is kept
/// at most three quarters full; slots are a power of two, probed in order. The hash has no secret.
struct PairTable: Sendable {
  /// The key 0 stands for a free slot: no pair of words has it, since words begin at 2.
  struct Slot: Sendable {
    var key: UInt64 = 0
    var value: UInt32 = 0
  }

  private(set) var count = 0
  private var slots: [Slot]

  init(minimumCapacity: Int = 0) {
    var size = 16
    while size / 4 * 3 < minimumCapacity { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
  }

  @inline(__always)
  static func key(_ left: UInt32, _ right: Int32) -> UInt64 {
    UInt64(left) << 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  subscript(key: UInt64) -> UInt32? {
    slots.withUnsafeBufferPointer { slots in
      let slot = slots[Self.place(of: key, in: slots)]
      return slot.key == key ? slot.value : nil
    }
  }

  /// Sets the value of a key.
  mutating func set(_ key: UInt64, to value: UInt32) {
    let place = slots.withUnsafeBufferPointer { Self.place(of: key, in: $0) }
    let isNew = slots[place].key == 0
    slots[place] = Slot(key: key, value: value)
    if isNew { added() }
  }

  /// Adds 1 to the value of a key, which begins at 0 and ends at the largest number there is.
  @inline(__always)
  mutating func increment(_ key: UInt64) {
    let isNew = slots.withUnsafeMutableBufferPointer { slots in
      let place = Self.place(of: key, in: UnsafeBufferPointer(slots))
      let old = slots[place]
      slots[place] = Slot(key: key, value: old.value == .max ? .max : old.value + 1)
      return old.key == 0
    }
    if isNew { added() }
  }

  /// Forgets all keys whose value is `limit` or less.
  mutating func removeValues(upTo limit: UInt32) {
    let kept = slots.filter { $0.key != 0 && $0.value > limit }
    for place in slots.indices { slots[place] = Slot() }
    slots.withUnsafeMutableBufferPointer { slots in
      for slot in kept { slots[Self.place(of: slot.key, in: UnsafeBufferPointer(slots))] = slot }
    }
    count = kept.count
  }

  /// Every key with its value, in no order that means anything.
  func visit(_ body: (_ key: UInt64, _ value: UInt32) -> Void) {
    for slot in slots where slot.key != 0 { body(slot.key, slot.value) }
  }

  private mutating func added() {
    count += 1
    guard count > slots.count / 4 * 3 else { return }
    var larger = [Slot](repeating: Slot(), count: slots.count * 2)
    larger.withUnsafeMutableBufferPointer { larger in
      for slot in slots where slot.key != 0 {
        larger[Self.place(of: slot.key, in: UnsafeBufferPointer(larger))] = slot
      }
    }
    slots = larger
  }

  /// The slot of `key`, or the free slot where it belongs.
  @inline(__always)
  private static func place(of key: UInt64, in slots: UnsafeBufferPointer<Slot>) -> Int {
    var hash = (key ^ key >> 32) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 32
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place].key != key && slots[place].key != 0 { place = (place &+ 1) & mask }
    return place
  }
}
