import Archive

// Phrases inside a container, beside their vocabulary:
//
//     phrases   int64   the number of passes; of each pass, the number of phrases and the phrases; of
//                       each phrase, its id, the number of its parts and their ids
//
// A table that joins nothing has no section.

extension PhraseTable {
  private static let section = "phrases"

  /// The names of the sections that `add` makes.
  public static func sectionNames(prefix: String) -> [String] { [prefix + section] }

  /// Adds the table's section to a file.
  public func add(to writer: inout ContainerWriter, prefix: String = "") {
    guard !isEmpty else { return }
    writer.add(prefix + Self.section, integers: numbers)
  }

  /// The phrases as the section's numbers.
  package var numbers: [Int64] {
    var numbers = [Int64(passes.count)]
    for pass in passes {
      numbers.append(Int64(pass.count))
      for phrase in pass {
        numbers += [Int64(phrase.joined), Int64(phrase.parts.count)]
        numbers += phrase.parts.map(Int64.init)
      }
    }
    return numbers
  }

  /// Takes the table that `add` put into a file; one that joins nothing where there is none.
  ///
  /// - Errors: numbers that end too early or go on, ids that are no words of the vocabulary, phrases of
  ///   fewer than two parts, phrases that are or begin others.
  public init(
    from reader: ContainerReader, vocabulary: Vocabulary, prefix: String = ""
  ) throws(StoreError) {
    let name = prefix + Self.section
    guard reader.has(name) else {
      self.init()
      return
    }
    let numbers: [Int64]
    do throws(ArchiveError) { numbers = try reader.integers(name) } catch { throw .archive(error) }
    try self.init(
      numbers: numbers, vocabulary: vocabulary, path: reader.path, place: "section '\(name)'")
  }

  /// Takes the numbers that `numbers` gave.
  ///
  /// - Parameters:
  ///   - path: the file that the numbers stand in.
  ///   - place: where, as a message names it.
  /// - Errors: those of the other one.
  package init(
    numbers: [Int64], vocabulary: Vocabulary, path: String, place: String
  ) throws(StoreError) {
    var numbers = numbers[...]
    func malformed(_ found: String, _ expected: String) -> StoreError {
      .archive(.malformed(path: path, place: place, found: found, expected: expected))
    }
    /// The next number, which says how many things follow that take up `size` numbers each.
    func count(_ what: String, size: Int) throws(StoreError) -> Int {
      guard let number = numbers.popFirst() else {
        throw malformed("the end", "a number of \(what)")
      }
      guard number >= 1, number <= numbers.count / size else {
        throw malformed("\(number) \(what)", "as many as there are numbers for")
      }
      return Int(number)
    }
    func id() throws(StoreError) -> Int32 {
      guard let number = numbers.popFirst() else {
        throw malformed("the end", "the id of a word")
      }
      guard let id = Int32(exactly: number), vocabulary.wordIDs.contains(id) else {
        throw malformed(
          "the id \(number)",
          "an id from \(vocabulary.wordIDs.lowerBound) to \(vocabulary.wordIDs.upperBound - 1)")
      }
      return id
    }
    var passes: [[Phrase]] = []
    for _ in 0..<(try count("passes", size: 5)) {
      var phrases: [Phrase] = []
      for _ in 0..<(try count("phrases", size: 4)) {
        let joined = try id()
        let partCount = try count("parts", size: 1)
        guard partCount >= 2 else { throw malformed("a phrase of one part", "two parts or more") }
        var parts: [Int32] = []
        for _ in 0..<partCount { parts.append(try id()) }
        phrases.append(Phrase(parts, joined: joined))
      }
      passes.append(phrases)
    }
    guard numbers.isEmpty else { throw malformed("\(numbers.count) more numbers", "the end") }
    guard let table = Self(checking: passes) else {
      throw malformed("a phrase that is or begins another", "phrases that can be told apart")
    }
    self = table
  }
}
