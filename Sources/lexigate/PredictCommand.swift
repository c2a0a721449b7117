import Archive
import ArgumentParser
import Classifying
import Pipelines
import Reports

/// A model file and how the answers are printed.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model file, as a run leaves it: runs/<pipeline>/<stage>.model.gz.")
  var model: String

  @Flag(help: "Print JSON with stable keys.")
  var json = false

  func load() throws -> TextClassifier { try TextClassifier(contentsOf: model) }
}

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Judge texts: one line of output for each line of input.",
    discussion: """
      A line of output is the label and its probability, separated by a tab. A model with several \
      labels a text prints the labels it gives, joined by "|", then the probability of each label.
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var threads: ThreadOptions

  @Option(help: "The text to judge.")
  var text: String?

  @Argument(help: "A file with a text a line, or - for standard input.")
  var file: String?

  func validate() throws {
    if text == nil && file == nil {
      throw ValidationError("Nothing to judge: give --text, a file, or - for standard input.")
    }
    if text != nil && file != nil {
      throw ValidationError("Both --text and a file are given; expected one of them.")
    }
  }

  func run() throws {
    // The input is opened first: a missing file is told before a model is loaded.
    var lines = try file.map { path throws(ArchiveError) in try LineReader(path: path) }
    if let text {
      // Of a large model most is not needed for one text.
      let answer = try TextClassifier.predict([text], by: options.model)[0]
      try Console.output(Self.text(answer, line: 1, json: options.json))
      return
    }
    let model = try options.load()
    let predictor = TextPredictor(model, threads: threads.count)
    var batch = Batch()
    while let line = try lines?.next({ Array($0) }) {
      batch.append(line)
      // Who writes a line and waits for its answer gets it.
      if try batch.isFull || lines?.isReady() == false { try answer(&batch, predictor) }
    }
    try answer(&batch, predictor)
  }

  /// Lines that are judged together.
  private struct Batch {
    var lines: [[UInt8]] = []
    /// The number of the first of them.
    var first = 1
    private var bytes = 0

    /// So many that the threads share them well, so few that memory does not grow with the input.
    var isFull: Bool { lines.count == 2048 || bytes >= 1 << 22 }

    mutating func append(_ line: [UInt8]) {
      lines.append(line)
      bytes += line.count
    }

    mutating func removeAll() {
      first += lines.count
      lines.removeAll(keepingCapacity: true)
      bytes = 0
    }
  }

  private func answer(_ batch: inout Batch, _ predictor: TextPredictor) throws {
    let (first, json) = (batch.first, options.json)
    let texts = predictor.answers(to: batch.lines) { place, answers in
      var text = ""
      for (offset, answer) in answers.enumerated() {
        text += Self.text(answer, line: first + place + offset, json: json)
      }
      return text
    }
    batch.removeAll()
    try Console.output(texts.joined())
  }

  private static func text(_ prediction: TextPrediction, line: Int?, json: Bool) -> String {
    (json ? AnswerJSON.prediction(prediction, line: line).compact : prediction.line) + "\n"
  }
}

extension TextPrediction {
  /// The answer as one line of text.
  fileprivate var line: String {
    let shares = zip(labels, probabilities).map { "\($0) \(NumberText.fixed(Double($1), 4))" }
    guard !multiLabel else {
      return chosen.joined(separator: "|") + "\t" + shares.joined(separator: "\t")
    }
    // Not the largest: a threshold may give a text the less likely of two labels.
    let given = chosen.first ?? ""
    let probability = zip(labels, probabilities).first { $0.0 == given }?.1 ?? 0
    return given + "\t" + NumberText.fixed(Double(probability), 4)
  }
}
