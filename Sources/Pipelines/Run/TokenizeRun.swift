import Archive
import Classifying
import EmbeddingStore
import Tokenizing

/// How texts become tokens, tokens become ids and ids are joined into phrases: what every stage that
/// makes tokens keeps in its file.
package struct TokenSet {
  package let settings: TokenizerSettings
  package let vocabulary: Vocabulary
  package let phrases: PhraseTable
  /// Share of the words counted that the vocabulary leaves out.
  var unknownShare: Double {
    let unknown = Double(vocabulary.frequency(Vocabulary.unknownID))
    let total = unknown + Double(vocabulary.totalFrequency)
    return total == 0 ? 0 : unknown / total
  }

  package var encoder: TextEncoder { TextEncoder(settings, vocabulary, phrases: phrases) }

  private static let containerKind = "tokens"

  static func fileName(_ name: StageName) -> String { "\(name).tokens.gz" }

  package func write(to path: String) throws(ArchiveError) {
    var container = ContainerWriter(kind: Self.containerKind)
    container.add("tokenizer", json: settings)
    vocabulary.add(to: &container)
    phrases.add(to: &container)
    try container.write(to: path)
  }

  /// The tokens of an earlier run.
  package init(contentsOf path: String) throws {
    let container = try ContainerReader(path: path, kind: Self.containerKind)
    settings = try container.json("tokenizer", as: TokenizerSettings.self)
    vocabulary = try Vocabulary(from: container)
    phrases = try PhraseTable(from: container, vocabulary: vocabulary)
  }

  package init(
    settings: TokenizerSettings, vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable()
  ) {
    self.settings = settings
    self.vocabulary = vocabulary
    self.phrases = phrases
  }
}

extension TokenizeStage: RunnableStage {
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let start = ContinuousClock.now
    var counter = WordCounter(settings, folder: workshop.folder)
    try workshop.forEachPart(of: from, cutBy: counter.tokenizer) { part, isLast in
      try counter.add(part, isLast: isLast)
      if !isLast || counter.texts % 4096 == 0 {
        let seconds = (ContinuousClock.now - start).inSeconds
        workshop.note(
          name,
          "\(NumberText.grouped(counter.texts)) texts, \(NumberText.grouped(counter.words)) words, "
            + "\(NumberText.rate(Double(counter.words) / seconds)) words/s")
      }
    }
    guard counter.words > 0 else { throw RunError.noWords(sources: from) }
    let (texts, words, distinct) = (counter.texts, counter.words, counter.distinct)
    let (vocabulary, encoded) = try counter.finish(
      minCount: minCount, maximumSize: maximumVocabulary)
    let set = TokenSet(settings: settings, vocabulary: vocabulary)
    workshop.keep(set, encoded, as: name)

    let file = TokenSet.fileName(name)
    try set.write(to: workshop.path(file))
    return StageOutcome(
      files: [file],
      figures: [
        "texts": .integer(texts), "words": .integer(words), "distinct": .integer(distinct),
        "vocabulary": .integer(vocabulary.count - Vocabulary.reservedCount),
        "unknownShare": .number(set.unknownShare),
        "seconds": .number((ContinuousClock.now - start).inSeconds),
      ])
  }
}

/// Counts the words of texts and remembers on disk which stood where, so that no text is read twice.
private struct WordCounter: ~Copyable {
  let tokenizer: Tokenizer
  private var buffer = TokenBuffer()
  private var builder = VocabularyBuilder()
  /// For each word the number that the builder gave it.
  private var spool: TextSpool

  var texts: Int { spool.textCount }
  var words: Int { spool.wordCount }
  var distinct: Int { builder.distinctCount }

  init(_ settings: TokenizerSettings, folder: String) {
    tokenizer = Tokenizer(settings)
    spool = TextSpool(in: folder)
  }

  mutating func add(_ part: UnsafeBufferPointer<UInt8>, isLast: Bool) throws(StoreError) {
    tokenizer.tokenize(part, into: &buffer)
    for token in buffer.tokens {
      let number = buffer.bytes.withUnsafeBufferPointer { bytes in
        builder.add(UnsafeBufferPointer(rebasing: bytes[token.bytes]))
      }
      try spool.append(id: Int32(number))
    }
    if isLast { try spool.endText() }
  }

  consuming func finish(
    minCount: Int, maximumSize: Int?
  ) throws(StoreError) -> (Vocabulary, SpooledTexts) {
    let vocabulary = try builder.build(minCount: minCount, maximumSize: maximumSize)
    try spool.renumber(by: builder.ids(in: vocabulary))
    return (vocabulary, try spool.finish())
  }
}
