import EmbeddingStore
import Tokenizing

/// Turns texts into ids: the same words in the same way in training and in answering.
///
/// Words that the vocabulary lacks become the unknown entry. Not for use by two threads at once: it
/// keeps a buffer.
public struct TextEncoder {
  public let tokenizer: Tokenizer
  public let vocabulary: Vocabulary
  private var buffer = TokenBuffer()

  public init(_ settings: TokenizerSettings, _ vocabulary: Vocabulary) {
    tokenizer = Tokenizer(settings)
    self.vocabulary = vocabulary
  }

  /// The ids of a text's words, one each; invalid UTF-8 is read as the replacement character.
  public mutating func ids(of text: UnsafeBufferPointer<UInt8>) -> [Int32] {
    tokenizer.tokenize(text, into: &buffer)
    return buffer.bytes.withUnsafeBufferPointer { bytes in
      buffer.tokens.map { token in
        vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[token.bytes]))
          ?? Vocabulary.unknownID
      }
    }
  }

  /// The same with the words themselves and where they stand.
  mutating func words(of text: String) -> [(text: String, source: Range<Int>, id: Int32)] {
    var text = text
    return text.withUTF8 { utf8 in
      let ids = ids(of: utf8)
      return zip(buffer.tokens, ids).map { token, id in
        (buffer.string(token), token.source, id)
      }
    }
  }
}
