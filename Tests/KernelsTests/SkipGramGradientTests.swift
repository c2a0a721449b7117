import Kernels
import Testing

/// The steps of training against central differences of the loss.
@Suite struct SkipGramGradientTests {
  /// One window of different words.
  static func window(bags: Bool) -> WindowCase {
    var test = WindowCase(dimensions: 9, negatives: 4, bags: bags, seed: 8, scale: 0.7)
    test.add(inputs: [3, 0, 7], outputs: bags ? [4, 9, 11, 5, 2, 1, 6] : [4, 5, 2, 1, 6])
    return test
  }

  /// −∂L by every number of the rows used.
  static func slopes(
    _ test: WindowCase
  ) -> (centers: [Int: [Double]], contexts: [Int: [Double]]) {
    let window = test.windows[0]
    let h = 1e-5
    func slope(_ change: (inout [[Double]], inout [[Double]], Double) -> Void) -> Double {
      func loss(_ step: Double) -> Double {
        var (centers, contexts) = (test.centers.doubles, test.contexts.doubles)
        change(&centers, &contexts, step)
        return Reference.windowLoss(window, centers: centers, contexts: contexts)
      }
      return (loss(-h) - loss(h)) / (2 * h)
    }
    var (centers, contexts): ([Int: [Double]], [Int: [Double]]) = ([:], [:])
    for id in window.inputs {
      centers[id] = (0..<9).map { e in slope { v, _, h in v[id][e] += h } }
    }
    for id in window.outputs {
      contexts[id] = (0..<9).map { e in slope { _, u, h in u[id][e] += h } }
    }
    return (centers, contexts)
  }

  /// The inputs of a bag take the step of their mean, which is as many times their own slope as there
  /// are inputs.
  @Test(arguments: [false, true])
  func theTwinGoesDownTheSlope(bags: Bool) {
    let test = Self.window(bags: bags)
    let (window, rate) = (test.windows[0], 1e-6)
    var (centers, contexts) = (test.centers.doubles, test.contexts.doubles)
    let gradients = Reference.windowGradients(
      window, centers: centers, contexts: contexts, rate: rate)
    Reference.windowUpdate(
      window, centers: &centers, contexts: &contexts, gradients: gradients)
    let slopes = Self.slopes(test)
    let share = bags ? Double(window.inputs.count) : 1
    // Steps are not quite simultaneous: later inputs see what earlier ones did.
    for (id, expected) in slopes.centers {
      for e in 0..<9 {
        let step = (centers[id][e] - Double(test.centers[id, e])) / rate
        #expect(abs(step - share * expected[e]) <= 2e-5)
      }
    }
    for (id, expected) in slopes.contexts {
      for e in 0..<9 {
        let step = (contexts[id][e] - Double(test.contexts[id, e])) / rate
        #expect(abs(step - expected[e]) <= 2e-5)
      }
    }
  }

  @Test(arguments: SkipGramKernelTests.sets, [false, true])
  func theKernelsGoDownTheSlope(_ set: InstructionSet, bags: Bool) {
    let test = Self.window(bags: bags)
    let rate: Float = 0x1p-10
    let result = test.run(set, rate: rate)
    let slopes = Self.slopes(test)
    let share = bags ? Double(test.windows[0].inputs.count) : 1
    for (id, expected) in slopes.centers {
      for e in 0..<9 {
        let step = Double((result.centers[id, e] - test.centers[id, e]) / rate)
        #expect(abs(step - share * expected[e]) <= 0.01)
      }
    }
    for (id, expected) in slopes.contexts {
      for e in 0..<9 {
        let step = Double((result.contexts[id, e] - test.contexts[id, e]) / rate)
        #expect(abs(step - expected[e]) <= 0.01)
      }
    }
  }
}
