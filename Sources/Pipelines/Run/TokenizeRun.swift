import Archive
import Classifying
import EmbeddingStore
import Tokenizing

/// How texts become tokens, tokens become ids and ids are joined into phrases: what every stage that
/// makes tokens keeps in its file.
struct TokenSet {
  let settings: TokenizerSettings
  let vocabulary: Vocabulary
  let phrases: PhraseTable
  /// Share of the words counted that the vocabulary leaves out.
  var unknownShare: Double {
    let unknown = Double(vocabulary.frequency(Vocabulary.unknownID))
    let total = unknown + Double(vocabulary.totalFrequency)
    return total == 0 ? 0 : unknown / total
  }

  var encoder: TextEncoder { TextEncoder(settings, vocabulary, phrases: phrases) }

  private static let containerKind = "tokens"

  static func fileName(_ name: StageName) -> String { "\(name).tokens.gz" }

  func write(to path: String) throws(ArchiveError) {
    var container = ContainerWriter(kind: Self.containerKind)
    container.add("tokenizer", json: settings)
    vocabulary.add(to: &container)
    phrases.add(to: &container)
    try container.write(to: path)
  }

  /// The tokens of an earlier run.
  init(contentsOf path: String) throws {
    let container = try ContainerReader(path: path, kind: Self.containerKind)
    settings = try container.json("tokenizer", as: TokenizerSettings.self)
    vocabulary = try Vocabulary(from: container)
    phrases = try PhraseTable(from: container, vocabulary: vocabulary)
  }

  init(settings: TokenizerSettings, vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable()) {
    self.settings = settings
    self.vocabulary = vocabulary
    self.phrases = phrases
  }
}

extension TokenizeStage: RunnableStage {
  func run(_ name: StageName, in workshop: Workshop) throws -> StageOutcome {
    let start = ContinuousClock.now
    var counter = WordCounter(settings)
    try workshop.forEachText(of: from) { text in
      counter.add(text)
      if counter.texts % 4096 == 0 {
        let seconds = (ContinuousClock.now - start).inSeconds
        workshop.note(
          name,
          "\(NumberText.grouped(counter.texts)) texts, \(NumberText.grouped(counter.words)) words, "
            + "\(NumberText.rate(Double(counter.words) / seconds)) words/s")
      }
    }
    guard counter.words > 0 else { throw RunError.noWords(sources: from) }
    let (vocabulary, encoded) = try counter.finish(
      minCount: minCount, maximumSize: maximumVocabulary)
    let set = TokenSet(settings: settings, vocabulary: vocabulary)
    workshop.keep(set, encoded, as: name)

    let file = TokenSet.fileName(name)
    try set.write(to: workshop.path(file))
    return StageOutcome(
      files: [file],
      figures: [
        "texts": .integer(counter.texts), "words": .integer(counter.words),
        "distinct": .integer(counter.distinct),
        "vocabulary": .integer(vocabulary.count - Vocabulary.reservedCount),
        "unknownShare": .number(set.unknownShare),
        "seconds": .number((ContinuousClock.now - start).inSeconds),
      ])
  }
}

/// Counts the words of texts and remembers which stood where, so that no text is read twice.
private struct WordCounter {
  private let tokenizer: Tokenizer
  private var buffer = TokenBuffer()
  private var builder = VocabularyBuilder()
  /// For each token, in order, the number that the builder gave its word.
  private var numbers: [Int32] = []
  private var ends: [Int] = []

  var texts: Int { ends.count }
  var words: Int { numbers.count }
  var distinct: Int { builder.distinctCount }

  init(_ settings: TokenizerSettings) { tokenizer = Tokenizer(settings) }

  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    tokenizer.tokenize(text, into: &buffer)
    buffer.bytes.withUnsafeBufferPointer { bytes in
      for token in buffer.tokens {
        numbers.append(Int32(builder.add(UnsafeBufferPointer(rebasing: bytes[token.bytes]))))
      }
    }
    ends.append(numbers.count)
  }

  consuming func finish(
    minCount: Int, maximumSize: Int?
  ) throws(StoreError) -> (Vocabulary, EncodedTexts) {
    let vocabulary = try builder.build(minCount: minCount, maximumSize: maximumSize)
    let ids = builder.ids(in: vocabulary)
    var encoded = EncodedTexts()
    encoded.reserveCapacity(ids: numbers.count, texts: ends.count)
    var start = 0
    for end in ends {
      encoded.append(numbers[start..<end].lazy.map { ids[Int($0)] })
      start = end
    }
    return (vocabulary, encoded)
  }
}
