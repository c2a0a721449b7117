import EmbeddingStore
import Kernels

/// Questions of the form "a is to b as c is to …", in sections, as in Google's `questions-words.txt`.
///
/// ```
/// : capital-common-countries
/// Athens Greece Baghdad Iraq
/// ```
///
/// Source: Mikolov et al., Efficient estimation of word representations, arXiv 1301.3781, section 4.1.
public struct AnalogyTest: Sendable {
  public struct Question: Sendable, Equatable {
    public var a: String, b: String, c: String, expected: String
  }
  public struct Section: Sendable, Equatable {
    public var name: String
    public var questions: [Question]
  }

  public private(set) var sections: [Section] = []
  /// Lines that are neither a section nor four words, empty ones included.
  public private(set) var invalidLines = 0
  private let file: String

  public var questionCount: Int { sections.reduce(0) { $0 + $1.questions.count } }

  /// Reads the bytes of a file; `file` names it in errors.
  ///
  /// Errors: a line before the first section; no line with four words.
  public init(_ bytes: [UInt8], file: String) throws(Word2VecError) {
    self.file = file
    try TestLines.forEach(bytes) { number, line throws(Word2VecError) in
      if line.hasPrefix(": ") {
        let name = TestLines.trimmed(line.drop { $0 == ":" || $0 == " " })
        sections.append(Section(name: String(name), questions: []))
        return
      }
      let words = TestLines.words(line)
      if sections.isEmpty, !words.isEmpty { throw .lineBeforeSection(file: file, line: number) }
      guard words.count == 4 else {
        invalidLines += 1
        return
      }
      sections[sections.count - 1].questions.append(
        Question(
          a: String(words[0]), b: String(words[1]), c: String(words[2]),
          expected: String(words[3])))
    }
    guard questionCount > 0 else {
      throw .noQuestion(file: file, invalidLines: invalidLines)
    }
  }

  /// Asks a table all questions: which word's vector is nearest to b̂ − â + ĉ by cosine?
  ///
  /// - Parameters:
  ///   - restrict: only the first so many words may stand in questions and answers.
  ///   - foldsCase: whether case is disregarded.
  /// Edge cases: the question's own words are no answers. Questions with a word that the restricted
  /// vocabulary lacks are counted as unknown and not asked. Of equally near words the more frequent
  /// one wins. A word whose vector is zero is no answer unless nothing else is left.
  /// The figures equal those of gensim's `evaluate_word_analogies` and do not depend on `threads`.
  /// Errors: no question could be asked.
  public func evaluate(
    _ table: EmbeddingTable, restrict: Int = 300_000, foldsCase: Bool = true, threads: Int = 1
  ) throws(Word2VecError) -> AnalogyScore {
    let vocabulary = RestrictedVocabulary(table, restrict: restrict, foldsCase: foldsCase)
    var scores = sections.map { AnalogyScore.Section(name: $0.name) }
    var asked: [AnalogySearch.Question] = []
    var sectionOf: [Int] = []
    for (index, section) in sections.enumerated() {
      for question in section.questions {
        guard let a = vocabulary.id(of: question.a), let b = vocabulary.id(of: question.b),
          let c = vocabulary.id(of: question.c),
          let expected = vocabulary.id(of: question.expected)
        else {
          scores[index].unknown += 1
          continue
        }
        asked.append(AnalogySearch.Question(a: a, b: b, c: c, expected: expected))
        sectionOf.append(index)
      }
    }
    guard !asked.isEmpty else {
      throw .noKnownQuestion(
        file: file, questions: questionCount, restrictedTo: vocabulary.ids.count)
    }
    let search = AnalogySearch(table, vocabulary, team: WorkerTeam(threads: threads))
    for (index, isRight) in zip(sectionOf, search.answer(asked)) {
      scores[index].asked += 1
      if isRight { scores[index].right += 1 }
    }
    return AnalogyScore(sections: scores)
  }
}

/// How many questions of an analogy test were answered rightly.
public struct AnalogyScore: Codable, Equatable, Sendable {
  public struct Section: Codable, Equatable, Sendable {
    public var name: String
    public var right = 0
    public var asked = 0
    /// Questions with a word outside the restricted vocabulary; not among `asked`.
    public var unknown = 0

    /// 0…1, nil when nothing was asked.
    public var accuracy: Double? { asked == 0 ? nil : Double(right) / Double(asked) }
  }
  public var sections: [Section]

  /// The sum over all sections.
  public var total: Section {
    sections.reduce(into: Section(name: "total")) {
      $0.right += $1.right
      $0.asked += $1.asked
      $0.unknown += $1.unknown
    }
  }
}
