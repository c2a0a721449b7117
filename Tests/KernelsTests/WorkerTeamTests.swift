import Kernels
import Synchronization
import TestSupport
import Testing

@Suite struct WorkerTeamTests {
  @Test(arguments: [1, 2, 3, 8])
  func everyWorkerRunsOncePerRound(threads: Int) {
    let team = WorkerTeam(threads: threads)
    let sum = Atomic<Int>(0)
    for _ in 0..<500 { team.run { worker in sum.add(worker + 1, ordering: .relaxed) } }
    #expect(sum.load(ordering: .relaxed) == 500 * threads * (threads + 1) / 2)
  }

  @Test(arguments: [1, 2, 5])
  func everyIndexIsHandedOutOnce(threads: Int) {
    let team = WorkerTeam(threads: threads)
    for count in [0, 1, 2, 7, 1000] {
      let taken = Matrix(rows: max(count, 1), columns: 1)
      team.forEach(count) { index, worker in
        #expect(worker < threads)
        taken[index, 0] += 1
      }
      for index in 0..<count { #expect(taken[index, 0] == 1) }
    }
  }

  /// Who has a buffer for each worker need not have more than there are indices.
  @Test func noMoreWorkersThanIndices() {
    let team = WorkerTeam(threads: 16)
    let highest = Atomic<Int>(0)
    for _ in 0..<2000 {
      team.forEach(3) { _, worker in
        highest.max(worker, ordering: .relaxed)
        for _ in 0..<200 { _ = highest.load(ordering: .relaxed) }
      }
    }
    #expect(highest.load(ordering: .relaxed) < 3)
  }

  /// Rounds so short that workers often come too late: each kind of round still does its work once.
  @Test(arguments: [2, 3, 8])
  func lateWorkersJoinNoRoundThatIsOver(threads: Int) {
    let team = WorkerTeam(threads: threads)
    let sum = Atomic<Int>(0)
    for round in 0..<2000 {
      team.forEach(round % 4) { index, _ in sum.add(index + 1, ordering: .relaxed) }
      if round % 7 == 0 { team.run { _ in sum.add(100, ordering: .relaxed) } }
    }
    #expect(sum.load(ordering: .relaxed) == 500 * (1 + 3 + 6) + 286 * 100 * threads)
  }

  /// Where the system refuses threads, those that it gave do all the work.
  @Test(arguments: [1, 2, 3, 5])
  func refusedThreadsAreDoneWithout(given: Int) {
    let team = WorkerTeam(threads: 6) { $0 < given }
    #expect(team.threads == given)
    let sum = Atomic<Int>(0)
    let highest = Atomic<Int>(0)
    for _ in 0..<300 {
      team.run { worker in
        sum.add(worker + 1, ordering: .relaxed)
        highest.max(worker, ordering: .relaxed)
      }
      team.forEach(9) { index, worker in
        sum.add(index, ordering: .relaxed)
        highest.max(worker, ordering: .relaxed)
      }
    }
    #expect(sum.load(ordering: .relaxed) == 300 * (given * (given + 1) / 2 + 36))
    #expect(highest.load(ordering: .relaxed) < given)
  }

  #if os(Linux)
    /// A system without room for so many stacks.
    @Test func aSystemWithoutRoomForThreads() async {
      await #expect(processExitsWith: .success) {
        limitMemory(toMore: 100 << 20)
        let team = WorkerTeam(threads: 500)
        precondition(2..<20 ~= team.threads, "\(team.threads) threads")
        let sum = Atomic<Int>(0)
        team.run { sum.add($0, ordering: .relaxed) }
        precondition(sum.load(ordering: .relaxed) == team.threads * (team.threads - 1) / 2)
      }
    }
  #endif

  @Test func teamsEndWithTheirOwner() {
    for _ in 0..<50 { WorkerTeam(threads: 3).run { _ in } }
  }

  @Test func aRoundAfterALongPauseIsHeard() async throws {
    let team = WorkerTeam(threads: 2)
    team.run { _ in }
    try await Task.sleep(for: .milliseconds(80))
    let count = Atomic<Int>(0)
    team.run { _ in count.add(1, ordering: .relaxed) }
    #expect(count.load(ordering: .relaxed) == 2)
  }
}
