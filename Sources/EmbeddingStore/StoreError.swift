import Archive

/// What can be wrong with vectors, their words or their files.
public enum StoreError: Error, Equatable, Sendable {
  // Vocabularies
  /// No word was ever counted.
  case nothingCounted
  /// Words were counted, but none is left after cutting.
  case noFrequentWord(distinct: Int, highest: Int, minCount: Int, maximumSize: Int?)
  case emptyVocabulary
  case emptyWord(position: Int)
  case duplicateWord(String, first: Int, second: Int)
  case tooManyWords(Int)

  // Tables and questions to them
  /// A vector of the table has a component that is NaN or infinite.
  case notFinite(word: String)
  /// A component that no finite half float is near.
  case tooLargeForHalf(word: String)
  /// A question about a word that the table does not have.
  case unknownWord(String, words: Int)
  /// The same where vectors of n-grams might have helped, but the word has none of them.
  case noSubword(String, words: Int)
  /// A setting of n-grams that is out of its range.
  case subwordSetting(String, found: Int, expected: String)
  /// The vector of an n-gram has a component that is NaN or infinite.
  case subwordNotFinite(bucket: Int32)

  // Files
  /// The file itself, or one of our own files.
  case archive(ArchiveError)
  /// A file of vectors in no form that is known.
  case unknownFormat(path: String, found: String)
  /// A file in a known form that cannot be read here.
  case unsupportedFormat(path: String, format: String, advice: String)
  /// A fault at one place of a file of another program.
  case file(path: String, Place, Fault)
  /// An array of vectors without the list of words that belongs to it.
  case noWords(path: String, expected: String)
  /// A file of tensors (safetensors) that is not sound, or not what is asked of it; see
  /// TensorFault.swift.
  case tensors(path: String, TensorFault)
  /// A word that the format has no way to hold.
  case unwritableWord(path: String, word: String, format: String)

  /// Where in a file: a line from 1, or a byte from 0 (of the unpacked content).
  public enum Place: Equatable, Sendable {
    case line(Int)
    case byte(Int)
  }

  public enum Fault: Equatable, Sendable {
    case header(found: String)
    case noRows
    case tooManyRows(Int)
    case dimensions(Int)
    case fewerRows(found: Int, declared: Int)
    case moreRows(declared: Int)
    case emptyRow
    case emptyWord
    case longWord
    case lineBreakInWord
    case shortRow(word: String, found: Int, expected: Int)
    case longRow(word: String, found: Int, expected: Int)
    case cutOff(word: String, expected: Int)
    case notANumber(word: String, found: String)
    case notFinite(word: String, column: Int)
    case duplicate(word: String, first: Place)
    /// The content ends where something was to follow.
    case ends(expected: String)
    /// A part of the file has a value that it cannot have.
    case value(String, found: String, expected: String)
    /// A list of words of another length than the array it belongs to.
    case wordCount(found: Int, expected: Int)
  }
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
    case .notFinite(let word):
      return "the vector of '\(word)' has a component that is not a finite number; train again "
        + "with a lower learning rate"
    case .tooLargeForHalf(let word):
      return "a component of the vector of '\(word)' is beyond 65504, the largest half float; "
        + "store float32 or int8"
    case .unknownWord(let word, let words):
      return "'\(word)' is none of the \(words) words that have a vector; check its spelling and "
        + "its case"
    case .noSubword(let word, let words):
      return
        "'\(word)' is none of the \(words) words that have a vector, and none of its character "
        + "n-grams has one; check its spelling and its case"
    case .subwordSetting(let name, let found, let expected):
      return "subwords.\(name) is \(found), but must be \(expected)"
    case .subwordNotFinite(let bucket):
      return "the vector of the n-grams in bucket \(bucket) has a component that is not a finite "
        + "number; train again with a lower learning rate"
    case .archive(let error):
      return error.description
    case .unknownFormat(let path, let found):
      return "\(path): found \(found), but vectors were expected: a file of lexigate, word2vec "
        + "text or binary, GloVe text, a fastText model, safetensors, or a NumPy array with words"
    case .unsupportedFormat(let path, let format, let advice):
      return "\(path): this is \(format), which is not read here; \(advice)"
    case .file(let path, let place, let fault):
      return "\(path): \(place): \(fault)"
    case .noWords(let path, let expected):
      return
        "\(path): a NumPy array has no words, and there is no list of them beside it; expected "
        + "\(expected), one word a line, or name the list"
    case .tensors(let path, let fault):
      return "\(path): \(fault)"
    case .unwritableWord(let path, let word, let format):
      return "\(path): the word '\(word)' contains a space or a line break, which \(format) cannot "
        + "hold where it stands; use lexigate's own format"
    }
  }
}

extension StoreError.Place {
  /// The number of the line or byte.
  var offset: Int {
    switch self {
    case .line(let number), .byte(let number): number
    }
  }
}

extension StoreError.Place: CustomStringConvertible {
  public var description: String {
    switch self {
    case .line(let number): "line \(number)"
    case .byte(let offset): "byte \(offset)"
    }
  }
}

extension StoreError.Fault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .header(let found):
      return "found '\(found)', but two whole numbers were expected: how many words, how many "
        + "dimensions"
    case .noRows:
      return "there are no words, but at least one was expected"
    case .tooManyRows(let declared):
      return "the header promises \(declared) words, but at most \(Int32.max - 2) are possible"
    case .dimensions(let declared):
      return "the header promises \(declared) dimensions, but 1 to "
        + "\(EmbeddingTable.maximumDimensions) were expected"
    case .fewerRows(let found, let declared):
      return "the file ends after \(found) words, but its header promises \(declared); it was cut "
        + "off or its header is wrong"
    case .moreRows(let declared):
      return "there is more, but the header promises \(declared) words; correct the header"
    case .emptyRow:
      return "the line is empty, but a word and its numbers were expected"
    case .emptyWord:
      return "the word is empty, but at least one byte was expected"
    case .longWord:
      return "no end of the word within \(EmbeddingTable.maximumWordLength) bytes; the file is "
        + "damaged, or its header promises wrong dimensions"
    case .lineBreakInWord:
      return "there is a line break inside the word; the file is damaged, or its header promises "
        + "wrong dimensions"
    case .shortRow(let word, let found, let expected):
      return "'\(word)' has \(found) numbers, but \(expected) were expected"
    case .longRow(let word, let found, let expected):
      return "'\(word)' has \(found) numbers, but \(expected) were expected"
    case .cutOff(let word, let expected):
      return "the file ends inside the vector of '\(word)', but \(expected) numbers were expected; "
        + "it was cut off or its header is wrong"
    case .notANumber(let word, let found):
      return "found '\(found)' in the vector of '\(word)', but a number was expected"
    case .notFinite(let word, let column):
      return "number \(column) of '\(word)' is not finite as a 32-bit float"
    case .duplicate(let word, let first):
      return "'\(word)' stands at \(first) already, but a word may stand only once; remove one"
    case .ends(let expected):
      return "the file ends, but \(expected) was expected; it was cut off"
    case .value(let name, let found, let expected):
      return
        "\(name) is \(found), but \(expected) was expected; the file is damaged, or of a version "
        + "that is not known here"
    case .wordCount(let found, let expected):
      return "there are \(found) words for \(expected) vectors, but one for each was expected"
    }
  }
}
