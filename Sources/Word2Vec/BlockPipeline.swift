import Kernels

/// Trains two tables on the blocks of a batch, several threads at once and always to the same bits.
///
/// The columns of both tables are cut into panels, and every member of the team owns some of them: it
/// alone reads and writes them, so its cache keeps them. For each block it
///
/// 1. scores: the products of all pairs, summed over each of its panels;
/// 2. grades, once all members have scored: adds up the panels' sums of some of the pairs, always in
///    the panels' order, and turns them into gradients;
/// 3. updates, once all have graded: its columns, window after window.
///
/// A member scores a block before it updates with the one before, so that it hardly ever waits: what
/// it needs from the others was made while it did something else. No sum depends on who does what.
/// The gradients of a block thus come from tables that lack the updates of the block before.
final class BlockPipeline {
  private let tables: SkipGramTables
  private let negatives: Int
  private let kind: ContextWindows.Kind
  private let panels: [Range<Int>]
  /// How many threads call `run`: one for each part of the tables.
  let members: Int
  private let flags: ProgressFlags

  /// Two blocks are under way at a time.
  private var scores: [Matrix]
  private var gradients: [Matrix]
  private let work: [Matrix]
  private var room = 0
  /// A block's windows are graded in so many shares, each with a loss of its own.
  private static let shares = 4
  private let losses: UnsafeMutablePointer<WindowLoss>

  init(tables: SkipGramTables, negatives: Int, kind: ContextWindows.Kind) {
    self.tables = tables
    self.negatives = negatives
    self.kind = kind
    members = tables.centers.parts.count
    panels = PanelledMatrix.panels(tables.centers.columns)
    flags = ProgressFlags(count: members)
    scores = []
    gradients = []
    work = (0..<members).map { _ in Matrix(rows: 1, columns: tables.centers.columns) }
    losses = .allocate(capacity: Self.shares)
    losses.initialize(repeating: WindowLoss(), count: Self.shares)
  }

  deinit { losses.deallocate() }

  /// Makes room for a batch; to be called by one thread before the members run.
  func prepare(_ batch: WindowBatch) {
    flags.reset()
    for block in batch.blocks {
      let (first, end) = (block.windows.lowerBound, block.windows.upperBound)
      let pairs =
        kind != .pairs
        ? Int(batch.outputStarts[end] - batch.outputStarts[first])
        : Int(batch.starts[end] - batch.starts[first]) * (1 + negatives)
      room = max(room, pairs + 16)
    }
    if scores.isEmpty || scores[0].columns < room {
      scores = (0..<2).map { _ in Matrix(rows: panels.count, columns: room * 5 / 4) }
      gradients = (0..<2).map { _ in Matrix(rows: 1, columns: room * 5 / 4) }
    }
  }

  /// The part of one member in training on a batch.
  func run(_ batch: WindowBatch, member: Int, rate: (WindowBatch.Block) -> Float) {
    let (centers, contexts) = (tables.centers.parts[member], tables.contexts.parts[member])
    func windows(_ columns: Range<Int>) -> ContextWindows {
      batch.windows(
        centers.matrix, contexts.matrix, columns: columns, negatives: negatives, kind: kind)
    }
    let all = windows(0..<centers.matrix.columns)
    let perPanel = centers.panels.map { ($0, windows(centers.columns(ofPanel: panels[$0]))) }
    let shares = (Self.shares * member / members)..<(Self.shares * (member + 1) / members)
    let space = work[member].pointer
    let stride = scores[0].stride
    batch.blocks.withUnsafeBufferPointer { blocks in
      func score(_ b: Int) {
        for (panel, windows) in perPanel {
          Kernel.windowScore(
            windows, blocks[b].windows, known: batch.windows,
            scores: scores[b & 1].row(panel), work: space)
        }
        flags.raise(member, to: 2 * b + 1)
      }
      func grade(_ b: Int) {
        flags.wait(for: 2 * b + 1)
        let range = blocks[b].windows
        let rate = rate(blocks[b])
        for share in shares {
          let first = range.lowerBound + range.count * share / Self.shares
          let end = range.lowerBound + range.count * (share + 1) / Self.shares
          let part = first..<end
          if part.isEmpty { continue }
          Kernel.windowGrade(
            all, base: range.lowerBound, part, scores: scores[b & 1].pointer,
            panels: panels.count, panel: stride, rate: rate, gradients: gradients[b & 1].pointer,
            loss: &losses[share])
        }
        flags.raise(member, to: 2 * b + 2)
      }
      func update(_ b: Int) {
        flags.wait(for: 2 * b + 2)
        Kernel.windowUpdate(
          all, blocks[b].windows, gradients: gradients[b & 1].pointer, work: space)
      }
      if blocks.isEmpty { return }
      score(0)
      grade(0)
      for b in blocks.indices {
        if b + 1 < blocks.count { score(b + 1) }
        update(b)
        if b + 1 < blocks.count { grade(b + 1) }
      }
    }
  }

  /// The loss since it was last taken.
  func takeLoss() -> Double {
    defer { losses.update(repeating: WindowLoss(), count: Self.shares) }
    return (0..<Self.shares).reduce(0) { $0 + losses[$1].total }
  }
}
