import Pipelines
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C while a classifier trains: the first asks training to stop, the second ends the program.
///
/// In other stages, which cannot stop half-way, Ctrl-C ends the program at once.
enum Interruption {
  private static let requested = Atomic(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func see(_ event: RunEvent) {
    switch event {
    case .started(_, .lstm, _, _):
      requested.store(false, ordering: .relaxed)
      signal(SIGINT) { _ in
        Interruption.requested.store(true, ordering: .relaxed)
        signal(SIGINT, SIG_DFL)
      }
    case .finished:
      signal(SIGINT, SIG_DFL)
    default: break
    }
  }
}
