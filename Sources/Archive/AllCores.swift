import Kernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The machine's cores, for packing and unpacking blocks that have nothing to do with each other.
///
/// Threads are started with the first work that is worth it and wait for more until this goes away.
final class AllCores: Sendable {
  private let team = Mutex<WorkerTeam?>(nil)

  /// More than this gain little: memory and disk are the limit then.
  static let count = max(1, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

  /// Fewer blocks are done before a thread has started.
  private static let worthwhile = 3

  /// Runs `body(index, worker)` for each index in 0..<count; workers are 0..<`AllCores.count`.
  func forEach(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    guard count >= Self.worthwhile, Self.count > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    team.withLock { team in
      let cores = team ?? WorkerTeam(threads: Self.count)
      team = cores
      cores.forEach(count, body)
    }
  }
}
