// The order of the stages, derived from the names they give each other.

extension PipelineDraft {
  /// The stages so that each comes after all that it needs; among those that are free to run, in
  /// the order of the file. Only for a draft without faults.
  func stagesInOrder() -> [PipelineFile.NamedStage] {
    order().sorted.compactMap { index in
      stages[index].stage.map {
        PipelineFile.NamedStage(name: StageName(stages[index].name), stage: $0)
      }
    }
  }

  /// One fault for each circle of stages that need each other, at the first name that closes it.
  func checkCircles() -> [PipelineFault] {
    let needs = needs()
    var reported: Set<Int> = []
    return order().stuck.compactMap { index in
      guard let circle = circle(from: index, needs), reported.isDisjoint(with: circle) else {
        return nil
      }
      reported.formUnion(circle)
      let next = stages[circle.count > 1 ? circle[1] : index].name
      guard let reference = stages[index].reading.references.first(where: { $0.name == next })
      else { return nil }
      return origins.fault(reference.position, .cycle(circle.map { stages[$0].name }))
    }
  }

  /// For each stage the others that it names; names that lead nowhere and to itself left out.
  private func needs() -> [[Int]] {
    let indices = Dictionary(
      stages.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return stages.enumerated().map { index, stage in
      var seen: Set<Int> = [index]
      return stage.reading.references.compactMap { indices[$0.name] }
        .filter { seen.insert($0).inserted }
    }
  }

  /// Takes out, again and again, the first stage of the file that needs nothing that is left;
  /// stuck are those in a circle, and those that need one.
  private func order() -> (sorted: [Int], stuck: [Int]) {
    let needs = needs()
    var sorted: [Int] = []
    var left = Array(stages.indices)
    var done: Set<Int> = []
    while let next = left.firstIndex(where: { needs[$0].allSatisfy(done.contains) }) {
      let index = left.remove(at: next)
      done.insert(index)
      sorted.append(index)
    }
    return (sorted, left)
  }

  /// The shortest way from a stage by what it needs back to itself, nil when there is none.
  private func circle(from start: Int, _ needs: [[Int]]) -> [Int]? {
    var cameFrom: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let stage = queue[next]
      next += 1
      for needed in needs[stage] {
        if needed == start {
          var way = [stage]
          while let last = way.last, last != start, let before = cameFrom[last] {
            way.append(before)
          }
          return way.reversed()
        }
        if cameFrom[needed] == nil {
          cameFrom[needed] = stage
          queue.append(needed)
        }
      }
    }
    return nil
  }
}
