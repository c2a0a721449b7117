import Pipelines

/// Shows a run's events on standard error: a live line where a person watches, a line every ten
/// seconds elsewhere.
final class ProgressDisplay {
  private let isLive = Console.isWatched
  private var hasOpenLine = false
  private var lastLine = ContinuousClock.now

  func show(_ event: RunEvent) {
    switch event {
    case .planned:
      break
    case .started(let name, let kind, let position, let count):
      line("[\(position)/\(count)] \(name) (\(kind.rawValue))")
    case .kept(let name, let kind, let position, let count):
      line("[\(position)/\(count)] \(name) (\(kind.rawValue)): kept from the last run")
    case .progress(_, let text, let isMilestone):
      if isMilestone {
        line("  " + text)
      } else if isLive {
        Console.diagnose("\r\u{1B}[K  \(text)")
        hasOpenLine = true
      } else if ContinuousClock.now - lastLine > .seconds(10) {
        line("  " + text)
      }
    case .finished(let stage):
      let files = stage.outputs.map(\.file).joined(separator: ", ")
      let seconds = (stage.seconds * 10).rounded() / 10
      line("  done in \(seconds) s" + (files.isEmpty ? "" : ": \(files)"))
    }
  }

  private func line(_ text: String) {
    if hasOpenLine {
      Console.diagnose("\r\u{1B}[K")
      hasOpenLine = false
    }
    Console.diagnose(text + "\n")
    lastLine = .now
  }
}
