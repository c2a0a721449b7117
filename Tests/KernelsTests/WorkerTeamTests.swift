import Kernels
import Synchronization
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
