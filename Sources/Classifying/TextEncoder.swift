import EmbeddingStore
import Tokenizing

/// Turns texts into ids: the same words in the same way in training and in answering.
///
/// Words that the vocabulary lacks become the unknown entry; words that make a phrase become one id.
/// Not for use by two threads at once: it keeps a buffer.
public struct TextEncoder {
  public let tokenizer: Tokenizer
  public let vocabulary: Vocabulary
  public let phrases: PhraseTable
  private var buffer = TokenBuffer()
  private var joiner: PhraseJoiner

  /// - Parameter phrases: by the ids of `vocabulary`.
  public init(
    _ settings: TokenizerSettings, _ vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable()
  ) {
    tokenizer = Tokenizer(settings)
    self.vocabulary = vocabulary
    self.phrases = phrases
    joiner = PhraseJoiner(phrases)
  }

  /// The ids of a text's words and phrases, one each; invalid UTF-8 is read as the replacement
  /// character.
  public mutating func ids(of text: UnsafeBufferPointer<UInt8>) -> [Int32] {
    let ids = tokenIDs(of: text)
    return phrases.isEmpty ? ids : joiner.join(ids)
  }

  /// The same with the words themselves and where they stand; a phrase as the vocabulary spells it,
  /// from its first word to its last.
  mutating func words(of text: String) -> [(text: String, source: Range<Int>, id: Int32)] {
    var text = text
    return text.withUTF8 { utf8 in
      let ids = tokenIDs(of: utf8)
      var words: [(text: String, source: Range<Int>, id: Int32)] = []
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
    return buffer.bytes.withUnsafeBufferPointer { bytes in
      buffer.tokens.map { token in
        vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[token.bytes]))
          ?? Vocabulary.unknownID
      }
    }
  }
}
