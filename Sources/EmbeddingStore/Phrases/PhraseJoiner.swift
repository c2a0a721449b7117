/// Joins the phrases of texts that come id by id.
///
/// ```swift
/// var joiner = PhraseJoiner(table)
/// for id in text { joiner.add(id) { id, words in … } }
/// joiner.endText { id, words in … }
/// ```
///
/// Ids come out in the order of the text, some of them later than they went in: what may begin a phrase
/// is held back until the next words decide. Unknown words are in no phrase.
public struct PhraseJoiner: Sendable {
  private struct Piece: Sendable {
    var id: Int32
    /// How many ids of the text it stands for.
    var width: Int
  }

  private struct Pass: Sendable {
    let steps: PhraseSteps
    /// What was read of a possible phrase; 0 for nothing.
    var state: UInt32 = 0
    var first = Piece(id: 0, width: 0)
    /// The connectors after it.
    var between: [Piece] = []
  }

  private var passes: [Pass]

  /// - Parameter start: how many passes to leave out, since the texts have been through them.
  public init(_ table: PhraseTable, from start: Int = 0) {
    passes = table.steps.dropFirst(start).map { Pass(steps: $0) }
  }

  /// Takes the next id of a text; `emit` gets what is decided by it: ids, and how many of the ids that
  /// went in each of them stands for.
  @inline(__always)
  public mutating func add(_ id: Int32, _ emit: (_ id: Int32, _ width: Int) -> Void) {
    push(Piece(id: id, width: 1), 0, emit)
  }

  /// Hands out what was held back: the text ends here.
  public mutating func endText(_ emit: (_ id: Int32, _ width: Int) -> Void) {
    for pass in passes.indices { release(pass, emit) }
  }

  private mutating func push(_ piece: Piece, _ pass: Int, _ emit: (Int32, Int) -> Void) {
    guard pass < passes.count else { return emit(piece.id, piece.width) }
    let state = passes[pass].state
    if state != 0, let next = passes[pass].steps.next(state, piece.id) {
      guard next < PhraseSteps.beginning else {
        passes[pass].between.append(piece)
        passes[pass].state = next
        return
      }
      var joined = passes[pass].first
      joined.id = Int32(bitPattern: next)
      joined.width += piece.width
      for piece in passes[pass].between { joined.width += piece.width }
      passes[pass].between.removeAll(keepingCapacity: true)
      passes[pass].state = 0
      return push(joined, pass + 1, emit)
    }
    release(pass, emit)
    guard !Vocabulary.isReserved(piece.id) else { return push(piece, pass + 1, emit) }
    passes[pass].first = piece
    passes[pass].state = UInt32(piece.id)
  }

  /// Hands on what a pass holds back, as it is.
  private mutating func release(_ pass: Int, _ emit: (Int32, Int) -> Void) {
    guard passes[pass].state != 0 else { return }
    passes[pass].state = 0
    push(passes[pass].first, pass + 1, emit)
    guard !passes[pass].between.isEmpty else { return }
    let between = passes[pass].between
    passes[pass].between.removeAll(keepingCapacity: true)
    for piece in between { push(piece, pass + 1, emit) }
  }
}

extension PhraseJoiner {
  /// The ids of a whole text with its phrases joined.
  public mutating func join(_ text: some Sequence<Int32>) -> [Int32] {
    var joined: [Int32] = []
    for id in text { add(id) { id, _ in joined.append(id) } }
    endText { id, _ in joined.append(id) }
    return joined
  }
}
