import Kernels

/// What this machine's multiply-adders can do at most.
enum Peak {
  /// Operations a second with all threads in registers at once.
  ///
  /// The best burst of about a millisecond in one second: other work does not touch them all, and the
  /// system has had time to give each thread a core of its own.
  static func measure(threads: Int) -> Double {
    let team = WorkerTeam(threads: threads)
    let rounds = 400_000
    let operations = Kernel.burn(rounds: 1) * Double(rounds) * Double(threads)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(1)
    var best = Duration.seconds(1)
    while clock.now < end {
      best = min(best, clock.measure { team.run { _ in _ = Kernel.burn(rounds: rounds) } })
    }
    return operations / (best / .seconds(1))
  }
}
