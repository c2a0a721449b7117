/// What can be wrong with vectors, their words or their files.
public enum StoreError: Error, Equatable, Sendable {
  // Vocabularies
  case nothingCounted
  case noFrequentWord(distinct: Int, highest: Int, minCount: Int, maximumSize: Int?)
  case emptyVocabulary
  case emptyWord(position: Int)
  case duplicateWord(String, first: Int, second: Int)
  case tooManyWords(Int)
}

extension StoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nothingCounted:
      return "no words were found, so there is no vocabulary to build; give text with words in it"
    case .noFrequentWord(let distinct, let highest, let minCount, let maximumSize):
      if let maximumSize, maximumSize < 1 {
        return "a vocabulary of at most \(maximumSize) words is empty; allow 1 or more"
      }
      return "none of \(distinct) different words occurs \(minCount) times or more (the most "
        + "frequent occurs \(highest) times); lower minCount or give more text"
    case .emptyVocabulary:
      return "there are no words, but a vocabulary needs at least one"
    case .emptyWord(let position):
      return "word \(position) is empty, but a word needs at least one byte"
    case .duplicateWord(let word, let first, let second):
      return "'\(word)' is both word \(first) and word \(second), but a word may stand only once; "
        + "remove one"
    case .tooManyWords(let count):
      return "there are \(count) different words, but at most \(Int32.max - 2) can be numbered; "
        + "raise minCount"
    }
  }
}
