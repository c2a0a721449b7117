import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A few threads that do the same thing at the same time, over and over.
///
/// ```swift
/// let team = WorkerTeam(threads: 2)
/// team.forEach(shards.count) { shard, worker in work(shards[shard], buffers[worker]) }
/// ```
///
/// A round costs under a microsecond: waiting workers spin for a moment, then park. Work is cut by the
/// data, never by the number of threads; the team only decides who does which piece.
/// One round at a time: a team must not be used from two threads at once, nor from inside its body.
///
/// Edge case: where the system refuses a thread, the team consists of those that it gave; the caller is
/// always one of them. Who has a buffer for each worker, or a part for each to do, counts `threads` and
/// not what was asked for.
public final class WorkerTeam: Sendable {
  /// The workers there are: as many as were asked for, or fewer.
  public let threads: Int
  private let shared: Shared
  private let handles: [Handle]

  /// A team of `threads` workers, the caller being one of them.
  public convenience init(threads: Int) {
    self.init(threads: threads) { _ in true }
  }

  /// A team on a system that refuses the thread of a worker where a test says so.
  package init(threads: Int, mayStart: (_ worker: Int) -> Bool) {
    precondition(threads >= 1)
    let shared = Shared()
    var handles: [Handle] = []
    for worker in 1..<max(threads, 1) {
      // Workers are numbered without gaps.
      guard mayStart(worker), let handle = Handle(shared, worker: worker) else { break }
      handles.append(handle)
    }
    self.shared = shared
    self.handles = handles
    self.threads = 1 + handles.count
  }

  deinit {
    shared.stop.store(true, ordering: .releasing)
    shared.wake()
    for handle in handles { handle.join() }
  }

  /// Runs `body(worker)` once on each worker, 0 ..< threads, and returns when all are done.
  public func run(_ body: (_ worker: Int) -> Void) {
    guard threads > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      shared.pending.store(threads - 1, ordering: .relaxed)
      shared.open(body)
      body(0)
      var spins = 0
      while shared.pending.load(ordering: .acquiring) != 0 { WorkerTeam.relax(&spins) }
      shared.close()
    }
  }

  /// Runs `body(index, worker)` for each index in 0 ..< count, handing indices out as workers get free.
  /// Workers are 0 ..< min(count, threads).
  ///
  /// The result must not depend on which worker takes which index. A worker that the system keeps
  /// waiting is not waited for: on a busy machine the others do its share.
  public func forEach(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    if threads == 1 || count <= 1 {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic<Int>(0)
    func take(_ worker: Int) {
      guard worker < count else { return }
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { break }
        body(index, worker)
      }
    }
    withoutActuallyEscaping(take) { take in
      shared.open(take)
      take(0)
      shared.close()
    }
  }
}

extension WorkerTeam {
  /// One turn of waiting. After a few microseconds it lets others run: where there are more threads
  /// than cores, the one that is waited for may be among them.
  static func relax(_ spins: inout Int) {
    spins += 1
    if spins > 192, spins % 16 == 0 { sched_yield() } else { ck_pause() }
  }
}

/// What the workers of one team share.
private final class Shared: Sendable {
  let generation = Atomic<Int>(0)
  // The round that may be joined, 0 for none, and those who are looking at it or in it.
  private let joinable = Atomic<Int>(0)
  private let inside = Atomic<Int>(0)
  // Workers that a round of `run` still waits for.
  let pending = Atomic<Int>(0)
  let parked = Atomic<Int>(0)
  let stop = Atomic<Bool>(false)
  // Written while no round is joinable and nobody is inside; read inside a joinable one.
  private nonisolated(unsafe) var body: (Int) -> Void = { _ in }
  private nonisolated(unsafe) let mutex =
    UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let bell = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(bell, nil)
  }

  deinit {
    pthread_cond_destroy(bell)
    pthread_mutex_destroy(mutex)
    bell.deallocate()
    mutex.deallocate()
  }

  /// Starts a round that workers join when they can.
  func open(_ body: @escaping (Int) -> Void) {
    self.body = body
    joinable.store(generation.load(ordering: .relaxed) + 1, ordering: .sequentiallyConsistent)
    wake()
  }

  /// Ends it: who is inside finishes, and nobody joins any more.
  ///
  /// A worker first counts itself in and then looks whether its round is joinable; this does the
  /// reverse, so one of the two sees the other.
  func close() {
    joinable.store(0, ordering: .sequentiallyConsistent)
    var spins = 0
    while inside.load(ordering: .sequentiallyConsistent) != 0 { WorkerTeam.relax(&spins) }
    body = { _ in }
  }

  /// Raises the generation and rings for those who are parked.
  func wake() {
    generation.add(1, ordering: .sequentiallyConsistent)
    if parked.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(bell)
      pthread_mutex_unlock(mutex)
    }
  }

  /// What each thread does until the team ends.
  func serve(_ worker: Int) {
    var seen = 0
    while true {
      var spins = 0
      while generation.load(ordering: .acquiring) == seen {
        if spins < 20_000 {
          WorkerTeam.relax(&spins)
        } else {
          pthread_mutex_lock(mutex)
          parked.add(1, ordering: .sequentiallyConsistent)
          while generation.load(ordering: .sequentiallyConsistent) == seen {
            pthread_cond_wait(bell, mutex)
          }
          parked.subtract(1, ordering: .sequentiallyConsistent)
          pthread_mutex_unlock(mutex)
        }
      }
      seen = generation.load(ordering: .acquiring)
      if stop.load(ordering: .acquiring) { return }
      inside.add(1, ordering: .sequentiallyConsistent)
      if joinable.load(ordering: .sequentiallyConsistent) == seen {
        body(worker)
        pending.subtract(1, ordering: .acquiringAndReleasing)
      }
      inside.subtract(1, ordering: .sequentiallyConsistent)
    }
  }
}

/// One thread of a team.
private final class Handle: @unchecked Sendable {
  private let thread: pthread_t

  private final class Start {
    let shared: Shared
    let worker: Int
    init(_ shared: Shared, _ worker: Int) {
      self.shared = shared
      self.worker = worker
    }
  }

  /// Nil when the system refuses a thread.
  init?(_ shared: Shared, worker: Int) {
    let start = Unmanaged.passRetained(Start(shared, worker)).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = pthread_create(
      &thread, nil,
      { argument in
        #if canImport(Darwin)
          let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        #else
          let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        #endif
        start.shared.serve(start.worker)
        return nil
      }, start)
    guard status == 0 else {
      Unmanaged<Start>.fromOpaque(start).release()
      return nil
    }
    #if canImport(Darwin)
      self.thread = thread!
    #else
      self.thread = thread
    #endif
  }

  func join() { pthread_join(thread, nil) }
}
