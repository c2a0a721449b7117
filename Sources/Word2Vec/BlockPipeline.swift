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
  private let bags: Bool
  private let panels: Int
  private let members: Int
  private let flags: ProgressFlags

  /// Two blocks are under way at a time.
  private var scores: [Matrix]
  private var gradients: [Matrix]
  private let work: [Matrix]
  private var room = 0
  /// A block's windows are graded in so many shares, each with a loss of its own.
  private static let shares = 4
  private let losses: UnsafeMutablePointer<WindowLoss>

  /// - Parameter members: how many threads will call `run`; at most one a panel.
  init(tables: SkipGramTables, negatives: Int, bags: Bool, members: Int) {
    self.tables = tables
    self.negatives = negatives
    self.bags = bags
    self.members = members
    panels = tables.centers.panels.count
    precondition(members >= 1 && members <= panels)
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
        bags
        ? Int(batch.outputStarts[end] - batch.outputStarts[first])
        : Int(batch.starts[end] - batch.starts[first]) * (1 + negatives)
      room = max(room, pairs + 16)
    }
    if scores.isEmpty || scores[0].columns < room {
      scores = (0..<2).map { _ in Matrix(rows: panels, columns: room * 5 / 4) }
      gradients = (0..<2).map { _ in Matrix(rows: 1, columns: room * 5 / 4) }
    }
  }

  /// The part of one member in training on a batch.
  func run(_ batch: WindowBatch, member: Int, rate: (WindowBatch.Block) -> Float) {
    let own = (panels * member / members)..<(panels * (member + 1) / members)
    let windows = own.map { batch.windows(of: tables, panel: $0, negatives: negatives, bags: bags) }
    let shares = (Self.shares * member / members)..<(Self.shares * (member + 1) / members)
    let space = work[member].pointer
    let stride = scores[0].stride
    batch.blocks.withUnsafeBufferPointer { blocks in
      func score(_ b: Int) {
        for panel in own {
          Kernel.windowScore(
            windows[panel - own.lowerBound], blocks[b].windows, known: batch.windows,
            scores: scores[b & 1].row(panel), work: space)
        }
        flags.raise(member, to: 2 * b + 1)
      }
      func grade(_ b: Int) {
        flags.wait(for: 2 * b + 1)
        let all = blocks[b].windows
        let rate = rate(blocks[b])
        for share in shares {
          let part =
            (all.lowerBound + all.count * share / Self.shares)..<(all.lowerBound + all.count
            * (share + 1) / Self.shares)
          if part.isEmpty { continue }
          Kernel.windowGrade(
            windows[0], base: all.lowerBound, part, scores: scores[b & 1].pointer,
            panels: panels, panel: stride, rate: rate, gradients: gradients[b & 1].pointer,
            loss: &losses[share])
        }
        flags.raise(member, to: 2 * b + 2)
      }
      func update(_ b: Int) {
        flags.wait(for: 2 * b + 2)
        for part in windows {
          Kernel.windowUpdate(
            part, blocks[b].windows, gradients: gradients[b & 1].pointer, work: space)
        }
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
