import Kernels

/// The words of one shard, stored step by step without padding.
///
/// Sequences stand by falling length; step t has the rows of the `counts[t]` sequences that are
/// longer than t, so each step's rows are the first ones of the step before. The backward direction
/// is the same thing over each sequence's words in reverse.
///
/// ```
/// lengths 3 2 0    step 0: rows 0 1    step 1: rows 2 3    step 2: row 4
/// ```
package final class PackedBatch {
  /// Sequences, the empty ones at the end included.
  package private(set) var sequences = 0
  /// Steps of the longest one.
  package private(set) var steps = 0
  /// Rows in all.
  package private(set) var tokens = 0

  /// The vectors of ids beyond the table's.
  package private(set) var extraVectors: Matrix?

  private let lengthStore = Scratch<Int>()
  private let countStore = Scratch<Int>()
  private let startStore = Scratch<Int>()
  private let memberStore = Scratch<Int>()
  private let previousStore = Scratch<Int32>()
  private let mirrorStore = Scratch<Int32>()
  private let idStores = [Scratch<Int32>(), Scratch<Int32>()]

  package init() {}

  /// Words of each sequence, falling.
  package var lengths: UnsafeMutablePointer<Int> { lengthStore.pointer }
  /// Rows of each step; `counts[steps]` is 0.
  package var counts: UnsafeMutablePointer<Int> { countStore.pointer }
  /// The first row of each step.
  package var starts: UnsafeMutablePointer<Int> { startStore.pointer }
  /// Which text each sequence is.
  package var members: UnsafeMutablePointer<Int> { memberStore.pointer }
  /// For each row the row of the same sequence one step before; −1 in step 0.
  package var previous: UnsafeMutablePointer<Int32> { previousStore.pointer }
  /// The word of each row, read forwards (0) or backwards (1).
  package func ids(_ direction: Int) -> UnsafeMutablePointer<Int32> { idStores[direction].pointer }

  /// For each row of one direction, the row of the same word in the other; both ways alike. Only
  /// where texts are read both ways.
  package var mirror: UnsafeMutablePointer<Int32> { mirrorStore.pointer }

  /// Takes texts whose lengths fall; `replace` may exchange a word (word dropout).
  package func fill(
    _ texts: IDSequences, members: UnsafeBufferPointer<Int>, bothWays: Bool, dropout: Dropout?
  ) {
    sequences = members.count
    extraVectors = texts.extraVectors
    lengthStore.reserve(sequences)
    memberStore.reserve(sequences)
    tokens = 0
    for (slot, member) in members.enumerated() {
      lengths[slot] = texts.length(member)
      self.members[slot] = member
      tokens += lengths[slot]
    }
    steps = sequences == 0 ? 0 : lengths[0]
    countStore.reserve(steps + 1)
    startStore.reserve(steps + 1)
    previousStore.reserve(tokens)
    for store in idStores { store.reserve(tokens) }
    if bothWays { mirrorStore.reserve(tokens) }

    var active = sequences
    var row = 0
    for step in 0..<steps {
      while lengths[active - 1] <= step { active -= 1 }
      counts[step] = active
      starts[step] = row
      for slot in 0..<active {
        previous[row + slot] = step == 0 ? -1 : Int32(starts[step - 1] + slot)
      }
      row += active
    }
    counts[steps] = 0
    starts[steps] = row

    let forwards = ids(0)
    let backwards = ids(1)
    texts.ids.withUnsafeBufferPointer { words in
      for slot in 0..<sequences {
        let start = texts.starts[self.members[slot]]
        let length = lengths[slot]
        for step in 0..<length { forwards[starts[step] + slot] = words[start + step] }
        if let dropout, dropout.words > 0 {
          var random = dropout.stream(.words, member: dropout.position(slot))
          for step in 0..<length where random.uniform() < dropout.words {
            forwards[starts[step] + slot] = IDSequences.unknownID
          }
        }
        if bothWays {
          for step in 0..<length {
            let row = starts[length - 1 - step] + slot
            backwards[row] = forwards[starts[step] + slot]
            mirror[row] = Int32(starts[step] + slot)
          }
        }
      }
    }
  }
}
