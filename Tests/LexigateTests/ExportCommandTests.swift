import Foundation
import Testing

/// `export` and `import`: a model on its way to other programs and back.
@Suite struct ExportCommandTests {
  let kitchen: Kitchen
  private let model = "run/classifier.model.gz"

  init() throws { kitchen = try Kitchen.shared.get() }

  @Test func aModelComesBack() throws {
    let name = UUID().uuidString
    let exported = try kitchen.lexigate(
      "export", model, "--to", "safetensors", "-o", "\(name).safetensors")
    #expect(exported.code == 0)
    #expect(exported.output.isEmpty)
    #expect(exported.diagnostics == "\(name).safetensors: written as safetensors\n")
    let imported = try kitchen.lexigate("import", "\(name).safetensors", "-o", "\(name).gz")
    #expect(imported.code == 0)
    #expect(imported.diagnostics.hasSuffix(" words, labels bad, good\n"))
    let text = "The soup was not good."
    let answers = try [model, "\(name).gz"].map {
      try kitchen.lexigate("predict", $0, "--json", "--text", text).output
    }
    #expect(answers[0] == answers[1])
    #expect(!answers[0].isEmpty)
  }

  @Test func everyFormIsWrittenBesideTheModel() throws {
    let copy = UUID().uuidString
    try FileManager.default.copyItem(
      atPath: "\(kitchen.folder)/\(model)", toPath: "\(kitchen.folder)/\(copy).model.gz")
    for form in ["onnx", "pytorch-script"] {
      let result = try kitchen.lexigate("export", "\(copy).model.gz", "--to", form)
      #expect(result.code == 0)
      #expect(result.diagnostics.hasPrefix("note: Texts are not cut into words here: "))
    }
    for suffix in ["onnx", "py", "safetensors"] { #expect(kitchen.has("\(copy).\(suffix)")) }
  }

  @Test func vectorsGoThereAndBack() throws {
    let (vectors, name) = ("run/vectors.vectors.gz", UUID().uuidString)
    let there = try kitchen.lexigate(
      "vectors", "convert", vectors, "\(name).safetensors", "--to", "safetensors")
    #expect(there.code == 0)
    #expect(there.diagnostics == "\(name).safetensors: 10 words as safetensors\n")
    let info = try kitchen.lexigate("vectors", "info", "\(name).safetensors", "--json")
    #expect(try object(info.output)["format"] as? String == "safetensors")
    let answers = try [vectors, "\(name).safetensors"].map {
      try kitchen.lexigate("vectors", "nearest", $0, "soup").output
    }
    #expect(answers[0] == answers[1])
    #expect(!answers[0].isEmpty)
  }

  @Test func badUsageWritesNothing() throws {
    let unknown = try kitchen.lexigate("export", model, "--to", "pickle", "-o", "nothing")
    #expect(unknown.code == 2)
    let itself = try kitchen.lexigate("export", model, "--to", "onnx", "-o", model)
    #expect(itself.code == 2)
    #expect(
      itself.diagnostics
        == "error: \(model): this is the model itself; name another file to write\n")
    let name = UUID().uuidString
    try kitchen.write(#"{"labels": 3}"#, to: name)
    let faulty = try kitchen.lexigate("import", name, "-o", "nothing")
    #expect(faulty.code == 2)
    #expect(
      faulty.diagnostics.hasPrefix(
        "\(name):1:1: the description has no \"framework\"; expected \"pytorch\" or \"keras\"\n"))
    #expect(!kitchen.has("nothing"))
  }
}
