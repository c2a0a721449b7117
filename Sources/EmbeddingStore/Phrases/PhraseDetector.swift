/// Finds the phrases of texts: words that stand side by side more often than chance would have it.
///
/// ```swift
/// var settings = PhraseSettings(.npmi)
/// settings.passes = 2
/// let found = PhraseDetector(settings).detect(vocabulary: vocabulary) { texts.forEachRun($0) }
/// ```
///
/// Each pass counts all pairs of a reading of the texts, joined by the passes before it, and takes those
/// that score above the threshold. One more reading counts the words and phrases that are left. So n
/// passes read the texts n + 1 times, and hold none of them.
///
/// Phrases that are never joined, since their words always went into others, are left out: nothing
/// could be learnt of them.
///
/// Source: Mikolov et al., arXiv 1310.4546, section 4; the figures are gensim's.
public struct PhraseDetector: Sendable {
  public let settings: PhraseSettings

  public init(_ settings: PhraseSettings) {
    precondition(settings.passes >= 1 && settings.minCount >= 1)
    self.settings = settings
  }

  /// What was found.
  public struct Findings: Sendable {
    /// The words and the phrases by their counts in the joined texts. All words are still known, also
    /// those that stand in phrases alone and so count 0.
    public var vocabulary: Vocabulary
    /// The passes that there were before, then the new ones, by the ids of `vocabulary`.
    public var phrases: PhraseTable
    /// The new passes, in order; without those that found nothing.
    public var passes: [[Phrase]]
    /// The words of the texts before and after joining.
    public var words: (before: Int, after: Int)
    /// Pairs that occurred up to so many times were forgotten for want of room; 0 when none were.
    public var forgottenCount: Int
  }

  /// A phrase with its figures.
  public struct Phrase: Hashable, Sendable {
    public var id: Int32
    public var score: Double
    /// How often it was joined in its pass; later passes may have made it part of longer phrases.
    public var count: Int
  }

  /// Finds the phrases of texts.
  ///
  /// - Parameters:
  ///   - vocabulary: the words of the texts, and earlier phrases.
  ///   - phrases: the earlier phrases, which the texts have been joined by.
  ///   - read: hands over all ids of all texts, in pieces of any size, with a negative number after each
  ///     text; it is called several times and must hand over the same each time.
  /// - Precondition: ids are those of `vocabulary`.
  /// - Errors: those of `read`.
  public func detect<Failure: Error>(
    vocabulary: Vocabulary, phrases: PhraseTable = PhraseTable(),
    read: (_ piece: (UnsafeBufferPointer<Int32>) -> Void) throws(Failure) -> Void
  ) throws(Failure) -> Findings {
    var search = PhraseSearch(settings, vocabulary)
    while true {
      var counter = search.counter()
      var joiner = PhraseJoiner(search.table)
      try read { piece in
        for id in piece {
          if id >= 0 {
            joiner.add(id) { id, _ in counter.add(id) }
          } else {
            joiner.endText { id, _ in counter.add(id) }
            counter.endText()
          }
        }
      }
      joiner.endText { id, _ in counter.add(id) }
      if search.take(counter) == .done { break }
    }
    return search.findings(after: phrases)
  }
}
