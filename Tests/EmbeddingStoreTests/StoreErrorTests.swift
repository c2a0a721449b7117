import Archive
import EmbeddingStore
import Testing

/// The exact words of what is not worded by the tests of the formats.
@Suite struct StoreErrorTests {
  static let texts: [(StoreError, String)] = [
    (
      StoreError.nothingCounted,
      "no words were found, so there is no vocabulary to build; give text with words in it"
    ),
    (
      .noFrequentWord(distinct: 9, highest: 3, minCount: 5, maximumSize: nil),
      "none of 9 different words occurs 5 times or more (the most frequent occurs 3 times); "
        + "lower minCount or give more text"
    ),
    (
      .noFrequentWord(distinct: 9, highest: 3, minCount: 1, maximumSize: 0),
      "a vocabulary of at most 0 words is empty; allow 1 or more"
    ),
    (.emptyVocabulary, "there are no words, but a vocabulary needs at least one"),
    (.emptyWord(position: 4), "word 4 is empty, but a word needs at least one byte"),
    (
      .duplicateWord("a", first: 1, second: 2),
      "'a' is both word 1 and word 2, but a word may stand only once; remove one"
    ),
    (
      .tooManyWords(3_000_000_000),
      "there are 3000000000 different words, but at most 2147483645 can be numbered; raise minCount"
    ),
    (
      .notFinite(word: "a"),
      "the vector of 'a' has a component that is not a finite number; train again with a lower "
        + "learning rate"
    ),
    (
      .unknownWord("zzz", words: 7),
      "'zzz' is none of the 7 words that have a vector; check its spelling and its case"
    ),
    (
      .noSubword("zzz", words: 7),
      "'zzz' is none of the 7 words that have a vector, and none of its character n-grams has one; "
        + "check its spelling and its case"
    ),
    (
      .subwordSetting("min", found: 0, expected: "1…20"), "subwords.min is 0, but must be 1…20"
    ),
    (
      .subwordNotFinite(bucket: 17),
      "the vector of the n-grams in bucket 17 has a component that is not a finite number; train "
        + "again with a lower learning rate"
    ),
    (
      .archive(.missing(path: "a")), "a: there is no such file; check the name and the folder"
    ),
    (
      .unsupportedFormat(path: "a", format: "a zip archive", advice: "unpack it"),
      "a: this is a zip archive, which is not read here; unpack it"
    ),
    (
      .unwritableWord(path: "a", word: "b c", format: "word2vec text"),
      "a: the word 'b c' contains a space or a line break, which word2vec text cannot hold where "
        + "it stands; use lexigate's own format"
    ),
    (
      .noWords(path: "a.npy", expected: "a.words.txt"),
      "a.npy: a NumPy array has no words, and there is no list of them beside it; expected "
        + "a.words.txt, one word a line, or name the list"
    ),
    (
      .file(path: "a", .line(1), .header(found: "x")),
      "a: line 1: found 'x', but two whole numbers were expected: how many words, how many dimensions"
    ),
  ]

  @Test(arguments: texts)
  func says(_ error: StoreError, _ text: String) {
    #expect(error.description == text)
  }
}
