import Classifying
import EmbeddingStore
import LSTM
import Testing
import Tokenizing

@Suite struct TextClassifierTests {
  /// An answer has the same bits whatever stands beside the text and however many threads work.
  @Test(arguments: TinyModel.shapes)
  func aBatchAnswersAsEachTextAlone(shape: TinyModel.Shape) throws {
    let model = try shape.model()
    let texts = TinyModel.texts(70)
    let expected = texts.map(model.predict)
    for threads in [1, 2, 3, 8] {
      let predictor = TextPredictor(model, threads: threads)
      for size in [1, 2, 7, 33, 70] {
        var answers: [TextPrediction] = []
        for start in stride(from: 0, to: texts.count, by: size) {
          let batch = texts[start..<min(start + size, texts.count)]
          answers += predictor.predict(batch.map { Array($0.utf8) })
        }
        #expect(answers == expected, "\(size) texts at once, \(threads) threads")
      }
    }
    #expect(TextPredictor(model, threads: 2).predict([]).isEmpty)
  }

  @Test func answersAreMadeIntoOtherThingsInTheirOrder() throws {
    let model = try TinyModel.model()
    let texts = TinyModel.texts(300)
    let expected = texts.enumerated().map { "\($0) \(model.predict($1).probabilities)" }
    for threads in [1, 3] {
      let made = TextPredictor(model, threads: threads).answers(to: texts.map { Array($0.utf8) }) {
        first, answers in
        answers.enumerated().map { "\(first + $0) \($1.probabilities)" }
      }
      #expect(Array(made.joined()) == expected)
    }
  }

  @Test(arguments: TinyModel.shapes)
  func answersAreProbabilities(shape: TinyModel.Shape) throws {
    let model = try shape.model()
    for answer in TinyModel.texts(20).map(model.predict) {
      #expect(answer.labels == ["bad", "good", "so-so"])
      #expect(answer.multiLabel == shape.multiLabel)
      #expect(answer.probabilities.allSatisfy { $0 >= 0 && $0 <= 1 })
      if shape.multiLabel {
        #expect(
          answer.chosen
            == zip(answer.labels, answer.probabilities).filter { $0.1 >= 0.5 }.map(\.0))
      } else {
        #expect(abs(answer.probabilities.reduce(0, +) - 1) < 1e-6)
        let best = answer.probabilities.max()!
        #expect(answer.chosen == [answer.labels[answer.probabilities.firstIndex(of: best)!]])
      }
    }
  }

  @Test func thresholdsChoose() throws {
    let sure = try TinyModel.model(multiLabel: true, thresholds: [1, 1, 1])
    #expect(sure.predict("tasty soup").chosen.isEmpty)
    let rash = try TinyModel.model(multiLabel: true, thresholds: [0, 1, 0])
    #expect(rash.predict("tasty soup").chosen == ["bad", "so-so"])
    #expect(rash.trace("tasty soup").chosen == ["bad", "so-so"])
  }

  @Test(arguments: TinyModel.shapes)
  func aTextWithoutWordsGetsTheFirstAnswer(shape: TinyModel.Shape) throws {
    let model = try shape.model()
    for text in ["", " ", "\n\t \u{00A0}"] {
      let answer = model.predict(text)
      #expect(answer.wordCount == 0)
      #expect(answer.unknownCount == 0)
      let trace = model.trace(text)
      #expect(trace.words.isEmpty)
      #expect(trace.before == answer.probabilities)
      #expect(trace.chosen == answer.chosen)
    }
  }

  @Test func unknownWordsAreReadAsTheUnknownEntry() throws {
    let model = try TinyModel.model()
    let answer = model.predict("Quokka wombat")
    #expect(answer.wordCount == 2)
    #expect(answer.unknownCount == 2)
    let unknown = Vocabulary.unknownID
    #expect(answer.probabilities == (try model.classifier.predict([unknown, unknown])))
    #expect(model.trace("wombat soup").words.map(\.isKnown) == [false, true])
    // The spellings under which the reserved entries are shown are words like any other.
    #expect(model.predict("<pad> <unk>").unknownCount == model.predict("<pad> <unk>").wordCount)
  }

  @Test(arguments: [
    (Truncation.Keep.head, "tasty good not soup bread"),
    (.tail, "very bad cold was the"),
    (.both, "tasty good not was the"),
  ])
  func ofALongTextSomeIsRead(keep: Truncation.Keep, kept: String) throws {
    let text = "tasty good not soup bread salt but very bad cold was the"
    let cut = try TinyModel.model(truncation: Truncation(maximumTokens: 5, keep: keep))
    let whole = try TinyModel.model()
    #expect(cut.predict(text).probabilities == whole.predict(kept).probabilities)
    #expect(cut.predict(text).wordCount == 12)
    #expect(cut.predict(text).readCount == 5)
    #expect(whole.predict(text).readCount == 12)
    #expect(cut.trace(text).cutCount == 7)
    #expect(whole.trace(text).cutCount == 0)
    let trace = cut.trace(text)
    #expect(trace.words.map(\.text).joined(separator: " ") == kept)
    #expect(trace.words.last?.probabilities == cut.predict(text).probabilities)
    let bytes = Array(text.utf8)
    for word in trace.words {
      #expect(String(decoding: bytes[word.source], as: UTF8.self) == word.text)
    }
  }

  @Test func aVeryLongTextIsReadUpToTheLimit() throws {
    let model = try TinyModel.model(truncation: Truncation(maximumTokens: 50, keep: .head))
    let text = String(repeating: "tasty soup ", count: 100_000)
    let answer = model.predict(text)
    #expect(answer.wordCount == 200_000)
    #expect(answer.probabilities == model.predict(String(text.prefix(550))).probabilities)
  }

  @Test func bytesThatAreNotUTF8AreReadAsReplacements() throws {
    let model = try TinyModel.model()
    let predictor = TextPredictor(model, threads: 1)
    let samples: [[UInt8]] = [
      [0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80, 0x80],
      Array("tasty ".utf8) + [0xC0, 0xAF] + Array(" soup".utf8), [0x00, 0x41, 0x00],
    ]
    for sample in samples {
      #expect(
        predictor.predict([sample])[0] == model.predict(String(decoding: sample, as: UTF8.self)))
    }
  }

  /// What a trace says after a word is what the text up to that word gets.
  @Test(arguments: TinyModel.shapes)
  func aTraceGivesTheAnswersOfPrefixes(shape: TinyModel.Shape) throws {
    let model = try shape.model()
    let text = "The soup was tasty, but the pizza… don't 😀 very cold."
    let bytes = Array(text.utf8)
    let trace = model.trace(text)
    #expect(trace.text == text)
    #expect(trace.words.count == model.predict(text).wordCount)
    #expect(trace.words.last?.probabilities == model.predict(text).probabilities)
    #expect(trace.before == model.predict("").probabilities)
    for word in trace.words {
      let prefix = String(decoding: bytes[..<word.source.upperBound], as: UTF8.self)
      // "don't" is two words, the first of which is none without the second.
      if prefix.hasSuffix("do") { continue }
      let answer = model.predict(prefix)
      #expect(zip(word.probabilities, answer.probabilities).allSatisfy { abs($0 - $1) < 1e-6 })
      for share in [word.forget, word.input, word.output, word.kept, word.added] {
        #expect(share >= 0 && share <= 1)
      }
    }
    // Before the first word there is no memory, but a second direction has read all others by then.
    if !shape.bidirectional { #expect(trace.words.first?.kept == 0) }
    #expect(trace.words.filter { !$0.isKnown }.map(\.text).contains("pizza"))
  }
}
