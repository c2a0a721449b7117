import StrictJSON

/// Where the parts of a merged tree came from: the file is source 0, the overrides count from 1.
struct Origins: Sendable {
  let file: String
  let overrides: [String]

  func fault(_ position: JSONPosition, _ problem: PipelineFault.Problem) -> PipelineFault {
    let origin = position.source == 0 ? file : overrides[position.source - 1]
    return PipelineFault(origin: origin, position: position, problem: problem)
  }

  func fault(_ fault: JSONFault) -> PipelineFault {
    self.fault(fault.position, .json(fault.problem))
  }

  /// A path of the file is relative to the file's folder, one of the command line to where the
  /// command was given.
  func path(_ written: String, at position: JSONPosition) -> InputPath {
    position.source == 0
      ? .inFile(written, file) : InputPath(written: written, resolved: written)
  }
}
