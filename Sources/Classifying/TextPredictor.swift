import EmbeddingStore
import Kernels
import LSTM

/// A text classifier with the buffers and threads to judge many texts.
///
/// All that costs time is shared among the threads: making ids of the texts, the LSTM, and what is made
/// of the answers. Texts are cut into pieces by their number alone, and an answer has the same bits
/// whatever stands beside the text, so the threads change nothing.
///
/// Not for use by two threads at once: make one each.
public final class TextPredictor {
  public let model: TextClassifier
  private let team: WorkerTeam
  private let predictor: Predictor
  /// One for each worker.
  private let encoders: [PieceEncoder]

  /// Texts that one worker takes at a time: enough that the workers seldom meet, few enough that the
  /// last of them are soon done.
  private static let pieceSize = 64

  public init(_ model: TextClassifier, threads: Int) {
    self.model = model
    team = WorkerTeam(threads: threads)
    predictor = Predictor(model.classifier, team: team)
    encoders = (0..<team.threads).map { _ in PieceEncoder(model) }
  }

  /// One answer per text, whatever stands beside it; texts are bytes of UTF-8.
  public func predict(_ texts: [[UInt8]]) -> [TextPrediction] {
    var answers: [TextPrediction] = []
    answers.reserveCapacity(texts.count)
    for piece in self.answers(to: texts, { $1 }) { answers += piece }
    return answers
  }

  /// What `make` makes of the answers, some texts at a time, in the order of the texts.
  ///
  /// - Parameter make: gets the answers to some texts and the place of the first of them among
  ///   `texts`, on any of the threads.
  public func answers<Value>(
    to texts: [[UInt8]], _ make: @Sendable (_ first: Int, [TextPrediction]) -> Value
  ) -> [Value] {
    let pieces = forEachPiece(of: texts.count) { range, worker in
      encoders[worker].encode(texts[range])
    }
    let sequences = IDSequences(
      joining: pieces.map(\.texts), tableRows: model.vocabulary.count)
    let probabilities: Matrix
    do {
      probabilities = try predictor.probabilities(sequences)
    } catch {
      preconditionFailure("ids of the encoder have vectors")
    }
    return forEachPiece(of: texts.count) { range, _ in
      let readings = pieces[range.lowerBound / Self.pieceSize].readings
      let answers = range.map { row in
        model.answer(
          probabilities.row(row), readings[row - range.lowerBound], sequences.length(row))
      }
      return make(range.lowerBound, answers)
    }
  }

  /// What `body` makes of each piece, in their order.
  private func forEachPiece<Result>(
    of count: Int, _ body: (_ texts: Range<Int>, _ worker: Int) -> Result
  ) -> [Result] {
    let size = Self.pieceSize
    let pieces = (count + size - 1) / size
    return [Result](unsafeUninitializedCapacity: pieces) { results, filled in
      let target = results
      team.forEach(pieces) { piece, worker in
        let range = piece * size..<min((piece + 1) * size, count)
        target.initializeElement(at: piece, to: body(range, worker))
      }
      filled = pieces
    }
  }
}

/// Some texts as ids. Ids beyond the vocabulary number the piece's own extra vectors.
private struct EncodedPiece {
  /// Truncated, unlike `ids` of the readings, which are empty.
  var texts = IDSequences()
  var readings: [TextEncoder.Reading] = []
}

/// The encoder of one worker.
private final class PieceEncoder {
  private let truncation: Truncation
  private var encoder: TextEncoder

  init(_ model: TextClassifier) {
    truncation = model.truncation
    encoder = model.encoder
  }

  func encode(_ texts: ArraySlice<[UInt8]>) -> EncodedPiece {
    var piece = EncodedPiece()
    piece.readings.reserveCapacity(texts.count)
    encoder.forgetExtraWords()
    for text in texts {
      var reading = text.withUnsafeBufferPointer { encoder.reading(of: $0) }
      piece.texts.append(reading.ids, cutBy: truncation)
      reading.ids = []
      piece.readings.append(reading)
    }
    piece.texts.extraVectors = encoder.extraVectors
    return piece
  }
}

extension TextClassifier {
  /// The answer that probabilities are.
  fileprivate func answer(
    _ probabilities: UnsafePointer<Float>, _ reading: TextEncoder.Reading, _ readCount: Int
  ) -> TextPrediction {
    let shares = Array(UnsafeBufferPointer(start: probabilities, count: labels.count))
    return TextPrediction(
      labels: labels, multiLabel: multiLabel, probabilities: shares, chosen: chosen(shares),
      wordCount: reading.wordCount, unknownCount: reading.unknownCount, readCount: readCount,
      thresholds: thresholds)
  }
}
