import Kernels

/// What this machine's multiply-adders can do at most.
enum Peak {
  /// Operations a second with all threads in registers at once: the best of several short bursts, which
  /// a neighbour's work is least likely to have touched.
  static func measure(threads: Int) -> Double {
    let team = WorkerTeam(threads: threads)
    let rounds = 4_000_000
    let operations = Kernel.burn(rounds: 1) * Double(rounds) * Double(threads)
    let clock = ContinuousClock()
    return (0..<20).map { _ in
      operations
        / (clock.measure { team.run { _ in _ = Kernel.burn(rounds: rounds) } } / .seconds(1))
    }.max()!
  }
}
