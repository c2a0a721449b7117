import EmbeddingStore
import Kernels
import Tokenizing

/// Turns texts into ids: the same words in the same way in training and in answering.
///
/// Words that make a phrase become one id. A word that the vocabulary lacks gets an id beyond the
/// vocabulary and a row of `extraVectors` when the encoder has vectors of n-grams and the word has one
/// of them; else it becomes the unknown entry, or is left out of what is read where the encoder skips
/// unknown words. The same word keeps its id until `forgetExtraWords`. Not for use by two threads at
/// once: it keeps buffers.
public struct TextEncoder {
  public let tokenizer: Tokenizer
  public let vocabulary: Vocabulary
  public let phrases: PhraseTable
  /// Whether words that would become the unknown entry are left out of what is read.
  public let skipsUnknown: Bool
  private var buffer = TokenBuffer()
  private var extraWords: ExtraWords?
  private var joiner: PhraseJoiner

  /// A text as it is read.
  public struct Reading: Sendable, Hashable {
    /// The ids of the words and phrases that are read.
    public var ids: [Int32]
    /// Words of the text, a phrase as one, those that are skipped too.
    public var wordCount: Int
    /// How many of them the vocabulary lacks.
    public var unknownCount: Int
  }

  /// A word, or a phrase as the vocabulary spells it, and where it stands in the text, in bytes.
  typealias Word = (text: String, source: Range<Int>, id: Int32)

  /// - Parameter phrases: by the ids of `vocabulary`.
  public init(
    _ settings: TokenizerSettings, _ vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable(),
    subwords: SubwordVectors? = nil, skipsUnknown: Bool = false
  ) {
    self.skipsUnknown = skipsUnknown
    tokenizer = Tokenizer(settings)
    self.vocabulary = vocabulary
    self.phrases = phrases
    joiner = PhraseJoiner(phrases)
    extraWords = subwords.map { ExtraWords($0, firstID: vocabulary.count) }
  }

  /// Whether an id is that of a word of the vocabulary.
  public func knows(_ id: Int32) -> Bool {
    !Vocabulary.isReserved(id) && Int(id) < vocabulary.count
  }

  /// The vectors of the ids beyond the vocabulary that were given since the last
  /// `forgetExtraWords`, in their order; nil when there are none.
  public var extraVectors: Matrix? { extraWords?.vectors }

  /// Starts anew with ids beyond the vocabulary, for texts that share nothing with those before.
  public mutating func forgetExtraWords() { extraWords?.removeAll() }

  /// The ids of a text's words and phrases, one each; invalid UTF-8 is read as the replacement
  /// character.
  public mutating func ids(of text: UnsafeBufferPointer<UInt8>) -> [Int32] {
    let ids = allIDs(of: text)
    return skipsUnknown ? ids.filter { isRead($0) } : ids
  }

  /// The same with the number of words that the text has.
  public mutating func reading(of text: UnsafeBufferPointer<UInt8>) -> Reading {
    let ids = allIDs(of: text)
    return Reading(
      ids: skipsUnknown ? ids.filter { isRead($0) } : ids, wordCount: ids.count,
      unknownCount: ids.count { !knows($0) })
  }

  /// The words themselves and where they stand, those that are read and those that are skipped; a
  /// phrase stands from its first word to its last.
  mutating func words(of text: String) -> (read: [Word], skipped: [Word]) {
    let words = allWords(of: text)
    return (words.filter { isRead($0.id) }, words.filter { !isRead($0.id) })
  }

  private func isRead(_ id: Int32) -> Bool { !skipsUnknown || id != Vocabulary.unknownID }

  private mutating func allIDs(of text: UnsafeBufferPointer<UInt8>) -> [Int32] {
    let ids = tokenIDs(of: text)
    return phrases.isEmpty ? ids : joiner.join(ids)
  }

  private mutating func allWords(of text: String) -> [Word] {
    var text = text
    return text.withUTF8 { utf8 in
      let ids = tokenIDs(of: utf8)
      var words: [Word] = []
      var start = 0
      let add = { [buffer, vocabulary] (id: Int32, width: Int) in
        let tokens = buffer.tokens[start..<start + width]
        let source = tokens[start].source.lowerBound..<tokens[start + width - 1].source.upperBound
        words.append((width == 1 ? buffer.string(tokens[start]) : vocabulary.word(id), source, id))
        start += width
      }
      for id in ids { joiner.add(id, add) }
      joiner.endText(add)
      return words
    }
  }

  private mutating func tokenIDs(of text: UnsafeBufferPointer<UInt8>) -> [Int32] {
    tokenizer.tokenize(text, into: &buffer)
    var ids: [Int32] = []
    ids.reserveCapacity(buffer.tokens.count)
    buffer.bytes.withUnsafeBufferPointer { bytes in
      for token in buffer.tokens {
        let word = UnsafeBufferPointer(rebasing: bytes[token.bytes])
        ids.append(
          vocabulary.id(of: word) ?? extraWords?.id(of: word) ?? Vocabulary.unknownID)
      }
    }
    return ids
  }
}
