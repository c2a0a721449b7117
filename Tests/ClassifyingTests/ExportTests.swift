import Archive
import Classifying
import EmbeddingStore
import Foundation
import Kernels
import LSTM
import StrictJSON
import Testing

/// Models in other programs' forms, asked by those programs.
@Suite struct ExportTests {
  static let hasOnnx = Python.has("onnx, onnxruntime, numpy")
  static let hasTorch = Python.has("torch, safetensors")

  /// A text at a time and all together, padded; onnx's own checker with shapes inferred.
  @Test(.enabled(if: Self.hasOnnx, "python3 with onnx and onnxruntime is not here"))
  func onnxruntimeAnswersTheSame() throws {
    let folder = try Folder()
    let texts = ExportModels.ids()
    // What the graph leaves to others is done by others: skipping and cutting.
    let kinds = ExportModels.kinds.filter { !$0.skipsUnknown && $0.truncation.maximumTokens == 400 }
    for (number, kind) in kinds.enumerated() {
      let model = try kind.model()
      try model.export(to: folder.file("\(number).onnx"), as: .onnx)
      try folder.write(ExportModels.question(model, texts), to: "\(number).json")
    }
    let script = """
      import glob, json, sys
      import numpy as np, onnx, onnxruntime as ort
      worst = 0
      for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
          onnx.checker.check_model(onnx.load(path), full_check=True)
          session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
          meta = session.get_modelmeta().custom_metadata_map
          assert meta["words"].split("\\n")[:2] == ["tasty", "good"], meta
          assert len(json.loads(meta["labels"])) in (2, 3)
          assert json.loads(meta["lexigate"])["tokenizer"]["foldDigits"] is True
          question = json.load(open(path[:-4] + "json"))
          def ask(rows):
              return session.run(["probabilities"], {"ids": np.array(rows, dtype=np.int64)})[0]
          longest = max(map(len, question["ids"]))
          together = ask([ids + [0] * (longest - len(ids)) for ids in question["ids"]])
          for ids, answer, row in zip(question["ids"], question["answers"], together):
              alone = ask([ids])
              assert alone.shape == (1, len(answer))
              worst = max(worst, np.abs(alone[0] - answer).max(), np.abs(row - answer).max())
      print("ok" if worst < 1e-5 else f"off by {worst}")
      """
    #expect(Python.run(["-c", script, folder.path]).output == "ok\n")
  }

  @Test(.enabled(if: Self.hasTorch, "python3 with torch and safetensors is not here"))
  func pytorchAnswersTheSame() throws {
    let folder = try Folder()
    let texts = ExportModels.ids()
    for (number, kind) in ExportModels.kinds.enumerated() {
      let model = try kind.model()
      try model.export(to: folder.file("m\(number).py"), as: .pytorchScript)
      try folder.write(ExportModels.question(model, texts), to: "m\(number).json")
    }
    let script = """
      import importlib, json, pathlib, sys
      folder = pathlib.Path(sys.argv[1])
      sys.path.insert(0, str(folder))
      worst = 0
      for path in sorted(folder.glob("m*.py")):
          module = importlib.import_module(path.stem)
          model = module.load()
          assert model.ids(["good", "pizza", "tasty"]) == [3, 1, 2]
          question = json.loads(path.with_suffix(".json").read_text())
          for ids, answer, chosen in zip(*(question[k] for k in ("ids", "answers", "chosen"))):
              found = model(ids)
              worst = max([worst] + [abs(a - b) for a, b in zip(found.tolist(), answer)])
              assert model.chosen(found) == chosen
      print("ok" if worst < 1e-5 else f"off by {worst}")
      """
    #expect(Python.run(["-c", script, folder.path]).output == "ok\n")
    let model = try ExportModels.kinds[0].model()
    let ids = try ExportModels.answers(model, [[2, 1, 3]])[0]
    let best = ids.indices.max { ids[$0] < ids[$1] }
    let lines = model.labels.indices.map { label in
      "\(model.labels[label])\t\(String(format: "%.4f", ids[label]))\(label == best ? "  *" : "")\n"
    }
    let path = folder.file("m0.py")
    #expect(Python.run([path, "tasty", "pizza", "good"]).output == lines.joined())
    #expect(Python.run([path, "--ids", "2", "1", "3"]).output == lines.joined())
  }

  /// A quantized model's export answers nearly the same, and says that it is not the same.
  @Test(.enabled(if: Self.hasOnnx, "python3 with onnx and onnxruntime is not here"))
  func quantizedModelsAreWrittenAsFloats() throws {
    let folder = try Folder()
    let kind = ExportModels.Kind(layers: 2, pooling: .mean, quantized: true)
    let model = try kind.model()
    let notes = try model.export(to: folder.file("a.onnx"), as: .onnx)
    #expect(
      notes.first?.hasPrefix("The model is quantized: the weights here are the floats") == true)
    let floats = TextClassifier(
      tokenizer: model.tokenizer, vocabulary: model.vocabulary,
      classifier: try Classifier(
        model.classifier.settings, embedding: model.classifier.embedding,
        directions: model.classifier.directions, outputWeights: model.classifier.outputWeights,
        outputBias: model.classifier.outputBias), truncation: model.truncation)
    try folder.write(ExportModels.question(floats, ExportModels.ids()), to: "a.json")
    let script = """
      import json, sys
      import numpy as np, onnxruntime as ort
      session = ort.InferenceSession(sys.argv[1] + "/a.onnx")
      question = json.load(open(sys.argv[1] + "/a.json"))
      print(max(np.abs(session.run(None, {"ids": np.array([i], dtype=np.int64)})[0][0] - a).max()
                for i, a in zip(question["ids"], question["answers"])) < 1e-5)
      """
    #expect(Python.run(["-c", script, folder.path]).output == "True\n")
  }

  @Test(arguments: ExportFormat.allCases)
  func theSameModelGivesTheSameBytes(_ format: ExportFormat) throws {
    let folder = try Folder()
    let kind = ExportModels.kinds[11]
    var files: [[UInt8]] = []
    for name in ["a", "b"] {
      try kind.model().export(to: folder.file("\(name)\(format.suffix)"), as: format)
      files.append(try ByteReader.contents(of: folder.file("\(name)\(format.suffix)")))
    }
    if format == .pytorchScript {
      // The names of the weights differ.
      let texts = files.map { String(decoding: $0, as: UTF8.self) }
      #expect(texts[0].replacingOccurrences(of: "a.safetensors", with: "b.safetensors") == texts[1])
    } else {
      #expect(files[0] == files[1])
    }
  }

  @Test func metadataSaysHowTheWeightsLie() throws {
    let folder = try Folder()
    let path = folder.file("a.safetensors")
    let kind = ExportModels.Kind(
      bidirectional: true, pooling: .attention, multiLabel: true, temperature: 0.5,
      thresholds: [0.5, 0.25, 1])
    try kind.model().export(to: path, as: .safetensors)
    let file = try SafetensorsFile(contentsOf: path)
    #expect(file.metadata["gates"] == "input, forget, candidate, output")
    #expect(file.metadata["format"] == "pt")
    #expect(
      file.metadata["lexigate"]
        == #"{"framework":"pytorch","labels":["bad","good \"ß\"","so-so"],"multiLabel":true,"#
        + #""layers":1,"bidirectional":true,"pooling":"attention","temperature":0.5,"#
        + #""thresholds":[0.5,0.25,1],"maximumTokens":400,"keep":"head","paddingRow":0,"#
        + #""unknownRow":1,"unknown":"entry","tokenizer":{"contractions":true,"emoji":true,"#
        + #""foldAccents":false,"foldDigits":true,"html":false,"lowercase":true,"mode":"unicode","#
        + #""punctuation":true,"urls":"keep"},"words":{"tensor":"words"}}"#)
    #expect(
      Set(file.tensors.map(\.name)) == [
        "embedding.weight", "lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0",
        "lstm.bias_hh_l0", "lstm.weight_ih_l0_reverse", "lstm.weight_hh_l0_reverse",
        "lstm.bias_ih_l0_reverse", "lstm.bias_hh_l0_reverse", "attention", "output.weight",
        "output.bias", "words",
      ])
    #expect(file.tensor("lstm.weight_ih_l0_reverse")?.shape == [28, 9])
  }

  @Test func whatCannotBeCarriedIsSaid() throws {
    let folder = try Folder()
    let words = try TinyModel.model(subwords: TinyModel.subwords())
    #expect(words.exportNotes(.safetensors).isEmpty)
    #expect(
      words.exportNotes(.pytorchScript) == [
        "Texts are not cut into words here: the tokenizer's settings are told in the metadata, and "
          + "words must be cut by them.",
        "Unknown words are read as the unknown entry (id 1) here, not by their n-grams as the model "
          + "reads them.",
      ])
    let skipping = try ExportModels.kinds[ExportModels.kinds.count - 1].model()
    #expect(
      skipping.exportNotes(.onnx).dropFirst() == [
        "The model skips unknown words: leave id 1 out of the ids.",
        "The model reads at most 4 words of a text (half of them from the beginning, rounded up, "
          + "and half from the end); cut longer ones before.",
      ])
    try skipping.export(to: folder.file("a.py"), as: .pytorchScript)
    let script = String(
      decoding: try ByteReader.contents(of: folder.file("a.py")), as: UTF8.self)
    #expect(script.contains("Texts are not cut into words here"))
  }

  @Test func unsoundModelsAreNotWritten() throws {
    let folder = try Folder()
    let sound = try ExportModels.kinds[0].model()
    let vectors = sound.classifier.embedding.copy()
    vectors[3, 2] = .nan
    let broken = TextClassifier(
      tokenizer: sound.tokenizer, vocabulary: sound.vocabulary,
      classifier: try Classifier(
        sound.classifier.settings, embedding: vectors, directions: sound.classifier.directions,
        outputWeights: sound.classifier.outputWeights, outputBias: sound.classifier.outputBias),
      truncation: sound.truncation)
    for format in ExportFormat.allCases {
      let path = folder.file("a" + format.suffix)
      let error = #expect(throws: ClassifyingError.self) {
        try broken.export(to: path, as: format)
      }
      #expect(
        error?.description
          == "\(path): not written: the model has a number in the words' vectors that is not "
          + "finite; expected finite ones")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func pathsBesideTheModel() {
    #expect(ExportFormat.onnx.path(for: "runs/a/c.model.gz") == "runs/a/c.onnx")
    #expect(ExportFormat.pytorchScript.path(for: "c") == "c.py")
    #expect(ExportFormat.safetensors.path(for: "c.gz") == "c.safetensors")
  }
}

extension Folder {
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }
}
