import EmbeddingStore
import StrictJSON

extension PhrasesStage: RunnableStage {
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let start = ContinuousClock.now
    let base = try workshop.tokens(tokens)
    let texts = try workshop.encodedTexts(tokens)
    noteUnknownConnectors(name, base.vocabulary, in: workshop)
    var done = 0
    let found = try PhraseDetector(settings).detect(
      vocabulary: base.vocabulary, phrases: base.phrases
    ) { take throws(StoreError) in
      try texts.forEachPiece { piece in
        take(piece)
        done += piece.count
        workshop.note(
          name,
          "\(NumberText.grouped(done)) words read, "
            + "\(NumberText.rate(Double(done) / (ContinuousClock.now - start).inSeconds)) words/s")
      }
    }
    if found.forgottenCount > 0 {
      workshop.note(
        name,
        "more than \(NumberText.grouped(maximumPairs)) different pairs: those met "
          + "\(NumberText.grouped(found.forgottenCount)) times or less were forgotten now and then; "
          + "raise maximumPairs to keep them", isMilestone: true)
    }
    if found.passes.isEmpty {
      workshop.note(
        name,
        "no pair of words scores more than \(JSONText.spelling(of: settings.threshold)): "
          + "nothing is joined", isMilestone: true)
    }

    let set = TokenSet(
      settings: base.settings, vocabulary: found.vocabulary, phrases: found.phrases)
    workshop.keep(set, as: name)
    let file = TokenSet.fileName(name)
    try set.write(to: workshop.path(file))
    return StageOutcome(
      files: [file],
      figures: [
        "words": .integer(found.words.before), "joinedWords": .integer(found.words.after),
        "phrases": .integer(found.passes.reduce(0) { $0 + $1.count }),
        "vocabulary": .integer(found.vocabulary.wordIDs.count),
        "passes": .array(found.passes.enumerated().map { $1.json($0 + 1, found.vocabulary) }),
        "seconds": .number((ContinuousClock.now - start).inSeconds),
      ])
  }

  /// A connector that the tokenizer writes otherwise would be without effect, and nobody would know.
  private func noteUnknownConnectors(
    _ name: StageName, _ vocabulary: Vocabulary, in workshop: Workshop
  ) {
    let unknown = settings.connectors.filter { vocabulary.id(of: $0) == nil }
    guard !unknown.isEmpty else { return }
    workshop.note(
      name, "connectors that the vocabulary lacks: \(unknown.joined(separator: ", "))",
      isMilestone: true)
  }
}

extension [PhraseDetector.Phrase] {
  /// The figures of a pass, with its five most frequent and its five best phrases.
  fileprivate func json(_ pass: Int, _ vocabulary: Vocabulary) -> JSONText {
    func list(_ phrases: some Sequence<Element>) -> JSONText {
      .array(
        phrases.prefix(5).map {
          [
            "phrase": .string(vocabulary.word($0.id)), "count": .integer($0.count),
            "score": .number($0.score),
          ]
        })
    }
    return [
      "pass": .integer(pass), "phrases": .integer(count),
      "joined": .integer(reduce(0) { $0 + $1.count }),
      "mostFrequent": list(sorted { ($1.count, $0.id) < ($0.count, $1.id) }),
      "best": list(sorted { ($1.score, $1.count, $0.id) < ($0.score, $0.count, $1.id) }),
    ]
  }
}

// MARK: The texts

extension TextSpool {
  /// Adds the texts, encoded by `base`, as a `phrases` stage behind it has them.
  mutating func append(
    _ texts: SpooledTexts, of base: TokenSet, joinedAs set: TokenSet
  ) throws(StoreError) {
    var ids = [Int32](repeating: Vocabulary.unknownID, count: base.vocabulary.count)
    for id in base.vocabulary.wordIDs {
      base.vocabulary.bytes(of: id).withUnsafeBufferPointer {
        ids[Int(id)] = set.vocabulary.id(of: $0) ?? Vocabulary.unknownID
      }
    }
    var joiner = PhraseJoiner(set.phrases, from: base.phrases.passes.count)
    var piece: [Int32] = []
    var start = 0
    while start < texts.count {
      let end = min(start + 1 << 16, texts.count)
      var read = [Int32](repeating: 0, count: end - start)
      try Self.read(texts, start..<end, into: &read)
      for id in read {
        if id == EncodedTexts.endOfText {
          joiner.endText { id, _ in piece.append(id) }
          for id in piece { try append(id: id) }
          try endText()
        } else {
          joiner.add(ids[Int(id)]) { id, _ in piece.append(id) }
          for id in piece { try append(id: id) }
        }
        piece.removeAll(keepingCapacity: true)
      }
      start = end
    }
  }

  private static func read(
    _ texts: SpooledTexts, _ range: Range<Int>, into target: inout [Int32]
  ) throws(StoreError) {
    let failure: StoreError? = target.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return nil }
      do throws(StoreError) { try texts.read(range, into: base) } catch { return error }
      return nil
    }
    if let failure { throw failure }
  }
}
