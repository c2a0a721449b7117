import StrictJSON

/// What is gathered while the keys of one stage are read.
public struct StageReading: Sendable {
  /// A name of another stage, to be looked up when all stages are known.
  struct Reference: Sendable {
    let key: String
    let name: String
    let position: JSONPosition
    let accepted: [Artifact]
  }

  /// A path, to be looked for when everything was read.
  struct Input: Sendable {
    let key: String
    let path: InputPath
    let position: JSONPosition
  }

  let origins: Origins
  private(set) var references: [Reference] = []
  private(set) var inputs: [Input] = []
  private(set) var faults: [PipelineFault] = []
  /// Where the value of each key stands that the file or the command line gave.
  var given: [String: JSONPosition] = [:]

  init(origins: Origins) {
    self.origins = origins
  }

  mutating func fault(_ position: JSONPosition, _ problem: PipelineFault.Problem) {
    faults.append(origins.fault(position, problem))
  }

  /// Adds the fault that a value is not what its key takes; always nil, so that a form can return it.
  mutating func wrong<Value>(
    _ node: JSONNode, _ key: String, _ shape: Shape, suggestion: String? = nil
  ) -> Value? {
    fault(
      node.position,
      .wrongValue(
        key: key, found: found(node), expected: shape.expected, suggestion: suggestion))
    return nil
  }

  mutating func reference(
    _ name: String, _ node: JSONNode, _ key: String, _ accepted: [Artifact]
  ) -> StageName {
    references.append(
      Reference(key: key, name: name, position: node.position, accepted: accepted))
    return StageName(name)
  }

  mutating func input(_ written: String, _ node: JSONNode, _ key: String) -> InputPath {
    let path = origins.path(written, at: node.position)
    inputs.append(Input(key: key, path: path, position: node.position))
    return path
  }
}
