// Writes food-reviews.tsv and food-corpus.txt.gz from written-reviews.tsv and grammar.json.
//
//     swift data/generate.swift           # the two files, the same bytes every time
//     swift data/generate.swift splits    # first deals the written reviews into new splits
//
// Read `Grammar.expand` first: a text and its labels grow from the same choices, so that a label
// is true because of how its text was made, never guessed afterwards.

import Foundation

// MARK: - Settings

enum Settings {
  static let generatedPerLabel = 3_000
  static let corpusDocuments = 56_000
  static let validationRows = 150
  static let testRows = 200
  static let splitSeed: UInt64 = 20_240_511
  static let reviewSeed: UInt64 = 7
  static let corpusSeed: UInt64 = 11
  static let header = "text\tlabel\tgood\tbad\thealthy\tsplit\torigin"
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<1 with 53 random bits.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An index in 0..<count. `Int.random(in:)` is avoided: its algorithm may change.
  mutating func index(_ count: Int) -> Int { Int(unit() * Double(count)) }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, index(last + 1))
    }
    return result
  }
}

// MARK: - Grammar

/// What a piece of text says: the three aspects, and how far it sways the verdict.
struct Effects {
  var good = false
  var bad = false
  var healthy = false
  var sway = 0.0

  mutating func add(_ other: Effects) {
    good = good || other.good
    bad = bad || other.bad
    healthy = healthy || other.healthy
    sway += other.sway
  }
}

enum Piece {
  case literal(String)
  case slot(String)
}

/// One way of writing a rule: its pieces, how often it is chosen, what it says.
struct Choice: Decodable {
  let pieces: [Piece]
  let weight: Double
  let effects: Effects

  enum Key: String, CodingKey { case text, weight, good, bad, healthy, sway }

  init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      pieces = Self.split(text)
      weight = 1
      effects = Effects()
      return
    }
    let fields = try decoder.container(keyedBy: Key.self)
    pieces = Self.split(try fields.decode(String.self, forKey: .text))
    weight = try fields.decodeIfPresent(Double.self, forKey: .weight) ?? 1
    effects = Effects(
      good: try fields.decodeIfPresent(Bool.self, forKey: .good) ?? false,
      bad: try fields.decodeIfPresent(Bool.self, forKey: .bad) ?? false,
      healthy: try fields.decodeIfPresent(Bool.self, forKey: .healthy) ?? false,
      sway: try fields.decodeIfPresent(Double.self, forKey: .sway) ?? 0)
  }

  /// "so {goodWord}!" becomes literal "so ", slot goodWord, literal "!".
  private static func split(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    for (place, part) in text.components(separatedBy: "{").enumerated() {
      guard place > 0 else {
        pieces.append(.literal(part))
        continue
      }
      let halves = part.components(separatedBy: "}")
      precondition(halves.count == 2, "unbalanced braces in \(text)")
      pieces.append(.slot(halves[0]))
      pieces.append(.literal(halves[1]))
    }
    return pieces
  }
}

/// All ways of writing one symbol, and what every one of them says besides.
struct Rule: Decodable {
  let choices: [Choice]
  let total: Double
  let effects: Effects
  /// Praise inside this rule is withdrawn by a health warning; see `keepGoodAfterWarning`.
  let weaken: Bool

  enum Key: String, CodingKey { case options, good, bad, healthy, sway, weaken }

  init(from decoder: any Decoder) throws {
    if let list = try? decoder.singleValueContainer().decode([Choice].self) {
      choices = list
      effects = Effects()
      weaken = false
    } else {
      let fields = try decoder.container(keyedBy: Key.self)
      choices = try fields.decode([Choice].self, forKey: .options)
      effects = Effects(
        good: try fields.decodeIfPresent(Bool.self, forKey: .good) ?? false,
        bad: try fields.decodeIfPresent(Bool.self, forKey: .bad) ?? false,
        healthy: try fields.decodeIfPresent(Bool.self, forKey: .healthy) ?? false,
        sway: try fields.decodeIfPresent(Double.self, forKey: .sway) ?? 0)
      weaken = try fields.decodeIfPresent(Bool.self, forKey: .weaken) ?? false
    }
    total = choices.reduce(0) { $0 + $1.weight }
  }
}

/// A kind of food: its nouns and adjectives stand in for the general ones throughout a review.
struct Topic: Decodable {
  let weight: Double
  let thing: Rule
  let things: Rule
  let goodWord: Rule
  let badWord: Rule
}

struct Noise: Decodable {
  let lowercase: Double
  let shout: Double
  let typo: Double
  let emphasis: Double
  let noFullStop: Double
}

struct Review {
  let text: String
  let effects: Effects
  var label: String { effects.sway > 0 ? "good" : "bad" }
}

struct Grammar: Decodable {
  let keepGoodAfterWarning: Double
  let rules: [String: Rule]
  let topics: [Topic]
  let noise: Noise
  let neverWritten: [String]

  /// One review whose parts lean to one side; a draw that hangs in the balance is drawn again.
  func review(_ random: inout SplitMix64) -> Review {
    while true {
      let topic = pick(topics, by: \.weight, total: topics.reduce(0) { $0 + $1.weight }, &random)
      // One noun through the whole review, as a person writes about one thing.
      var nouns = [
        "thing": expand(topic.thing, topic, [:], &random).text,
        "things": expand(topic.things, topic, [:], &random).text,
      ]
      if random.chance(0.15) { nouns = [:] }
      guard let root = rules["review"] else { fatalError("grammar.json has no rule 'review'") }
      let (raw, effects) = expand(root, topic, nouns, &random)
      let text = finish(raw, &random)
      let plain = normalized(text)
      if effects.sway != 0, !neverWritten.contains(where: { plain.contains($0) }) {
        return Review(text: text, effects: effects)
      }
    }
  }

  /// Writes out a rule. Aspects of the parts are joined, sways are added; in a rule marked
  /// `weaken` the good aspect survives only with probability `keepGoodAfterWarning`.
  private func expand(
    _ rule: Rule, _ topic: Topic, _ nouns: [String: String], _ random: inout SplitMix64
  ) -> (text: String, effects: Effects) {
    let choice = pick(rule.choices, by: \.weight, total: rule.total, &random)
    var text = ""
    var effects = rule.effects
    effects.add(choice.effects)
    for piece in choice.pieces {
      switch piece {
      case .literal(let literal):
        text += literal
      case .slot(let name):
        if let noun = nouns[name] {
          text += noun
        } else {
          let part = expand(named(name, in: topic), topic, nouns, &random)
          text += part.text
          effects.add(part.effects)
        }
      }
    }
    if rule.weaken, effects.good { effects.good = random.chance(keepGoodAfterWarning) }
    return (text, effects)
  }

  private func named(_ name: String, in topic: Topic) -> Rule {
    switch name {
    case "thing": return topic.thing
    case "things": return topic.things
    case "goodWord": return topic.goodWord
    case "badWord": return topic.badWord
    default:
      guard let rule = rules[name] else { fatalError("grammar.json has no rule '\(name)'") }
      return rule
    }
  }

  private func pick<Element>(
    _ elements: [Element], by weight: (Element) -> Double, total: Double,
    _ random: inout SplitMix64
  ) -> Element {
    var left = random.unit() * total
    for element in elements {
      left -= weight(element)
      if left < 0 { return element }
    }
    return elements[elements.count - 1]
  }

  // MARK: Surface

  /// Articles, capitals, and the slips of people's typing.
  private func finish(_ raw: String, _ random: inout SplitMix64) -> String {
    var text = capitalized(withArticles(raw))
    if random.chance(noise.typo) { text = withTypo(text, &random) }
    if random.chance(noise.emphasis) { text = withEmphasis(text, &random) }
    if random.chance(noise.lowercase) { text = text.lowercased() }
    if random.chance(noise.shout) { text = text.uppercased() }
    if random.chance(noise.noFullStop), text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private func withArticles(_ text: String) -> String {
    let words = text.components(separatedBy: " ")
    var result: [String] = []
    for (place, word) in words.enumerated() {
      guard word.hasSuffix("a/an"), place + 1 < words.count else {
        result.append(word)
        continue
      }
      let vowel = words[place + 1].first.map { "aeiouAEIOU".contains($0) } ?? false
      result.append(word.dropLast(4) + (vowel ? "an" : "a"))
    }
    return result.joined(separator: " ")
  }

  private func capitalized(_ text: String) -> String {
    var result = ""
    var starts = true
    for character in text {
      if starts, character.isLetter {
        result += character.uppercased()
        starts = false
      } else {
        result.append(character)
        if character.isNumber || character == "$" || character == "£" { starts = false }
      }
      if character == "." || character == "!" || character == "?" { starts = true }
    }
    return result
  }

  /// Two neighbouring letters change places, or one is lost, in one longer word.
  private func withTypo(_ text: String, _ random: inout SplitMix64) -> String {
    changingOneWord(of: text, &random) { word, random in
      var letters = Array(word)
      let place = 1 + random.index(letters.count - 3)
      if random.chance(0.5) { letters.swapAt(place, place + 1) } else { letters.remove(at: place) }
      return String(letters)
    }
  }

  private func withEmphasis(_ text: String, _ random: inout SplitMix64) -> String {
    changingOneWord(of: text, &random) { word, _ in word.uppercased() }
  }

  private func changingOneWord(
    of text: String, _ random: inout SplitMix64,
    _ change: (String, inout SplitMix64) -> String
  ) -> String {
    var words = text.components(separatedBy: " ")
    let long = words.indices.filter { words[$0].count > 4 && words[$0].allSatisfy(\.isLetter) }
    guard !long.isEmpty else { return text }
    let place = long[random.index(long.count)]
    words[place] = change(words[place], &random)
    return words.joined(separator: " ")
  }
}

/// Lower-case words with single spaces between them: two texts that read alike compare equal.
func normalized(_ text: String) -> String {
  text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.joined(separator: " ")
}

/// Every run of five words in the held-out reviews, and whole reviews shorter than that.
/// No generated text may hold one, so that the grammar cannot hand the test's turns of phrase
/// to the training rows.
struct HeldOut {
  private static let length = 5
  private var runs: Set<[Substring]> = []
  private var short: Set<String> = []

  init(_ written: [WrittenReview]) {
    for review in written where review.split != "train" {
      let plain = normalized(review.text)
      let words = plain.split(separator: " ")
      if words.count < Self.length { short.insert(plain) }
      runs.formUnion(Self.runs(of: words))
    }
  }

  func echoes(_ text: String) -> Bool {
    let plain = normalized(text)
    return short.contains(plain)
      || Self.runs(of: plain.split(separator: " ")).contains(where: runs.contains)
  }

  private static func runs(of words: [Substring]) -> [[Substring]] {
    words.count < length ? [] : (0...words.count - length).map { Array(words[$0..<$0 + length]) }
  }
}

// MARK: - Written reviews

struct WrittenReview {
  var fields: [String]
  var text: String { fields[0] }
  var label: String { fields[1] }
  var split: String {
    get { fields[5] }
    set { fields[5] = newValue }
  }
  var line: String { fields.joined(separator: "\t") }
}

func readWritten(_ file: URL) throws -> [WrittenReview] {
  let lines = try String(contentsOf: file, encoding: .utf8)
    .components(separatedBy: "\n").filter { !$0.isEmpty }
  guard lines.first == Settings.header else { fatalError("\(file.path): unexpected header") }
  return lines.dropFirst().enumerated().map { number, line in
    let fields = line.components(separatedBy: "\t")
    guard fields.count == 7 else { fatalError("\(file.path):\(number + 2): not 7 fields") }
    return WrittenReview(fields: fields)
  }
}

/// Deals validation and test rows out of each label in proportion, by a seeded shuffle.
func dealSplits(_ reviews: [WrittenReview]) -> [WrittenReview] {
  var random = SplitMix64(seed: Settings.splitSeed)
  var dealt = reviews
  for label in ["good", "bad"] {
    let places = random.shuffled(reviews.indices.filter { reviews[$0].label == label })
    let share = Double(places.count) / Double(reviews.count)
    let validation = Int((share * Double(Settings.validationRows)).rounded())
    let test = Int((share * Double(Settings.testRows)).rounded())
    for (turn, place) in places.enumerated() {
      dealt[place].split =
        turn < validation ? "validation" : turn < validation + test ? "test" : "train"
    }
  }
  return dealt
}

// MARK: - Run

func write(_ lines: [String], to file: URL) throws {
  try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
}

func generateRows(
  _ grammar: Grammar, _ written: [WrittenReview], _ heldOut: HeldOut
) -> [String] {
  var random = SplitMix64(seed: Settings.reviewSeed)
  var seen = Set(written.map { normalized($0.text) })
  var left = ["good": Settings.generatedPerLabel, "bad": Settings.generatedPerLabel]
  var rows: [String] = []
  while rows.count < 2 * Settings.generatedPerLabel {
    let review = grammar.review(&random)
    guard left[review.label, default: 0] > 0, !heldOut.echoes(review.text),
      seen.insert(normalized(review.text)).inserted
    else { continue }
    left[review.label, default: 0] -= 1
    let aspects = [review.effects.good, review.effects.bad, review.effects.healthy]
    let columns = [review.text, review.label] + aspects.map { $0 ? "1" : "0" }
    rows.append((columns + ["train", "generated"]).joined(separator: "\t"))
  }
  return rows
}

func generateCorpus(
  _ grammar: Grammar, _ written: [WrittenReview], _ heldOut: HeldOut
) -> [String] {
  var random = SplitMix64(seed: Settings.corpusSeed)
  var documents = written.filter { $0.split == "train" }.map(\.text)
  while documents.count < Settings.corpusDocuments {
    let text = grammar.review(&random).text
    if !heldOut.echoes(text) { documents.append(text) }
  }
  return random.shuffled(documents)
}

func compress(_ file: URL) throws {
  let gzip = Process()
  gzip.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
  gzip.arguments = ["-n", "-9", "-f", file.path]
  try gzip.run()
  gzip.waitUntilExit()
  guard gzip.terminationStatus == 0 else { fatalError("gzip failed on \(file.path)") }
}

func run() throws {
  // Beside this script, or the folder named by DATA_FOLDER when compiled elsewhere.
  let folder =
    ProcessInfo.processInfo.environment["DATA_FOLDER"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let writtenFile = folder.appendingPathComponent("written-reviews.tsv")
  var written = try readWritten(writtenFile)
  if CommandLine.arguments.dropFirst().contains("splits") {
    written = dealSplits(written)
    try write([Settings.header] + written.map(\.line), to: writtenFile)
  }
  let source = try Data(contentsOf: folder.appendingPathComponent("grammar.json"))
  let grammar = try JSONDecoder().decode(Grammar.self, from: source)

  let heldOut = HeldOut(written)
  let rows = generateRows(grammar, written, heldOut)
  let reviews = folder.appendingPathComponent("food-reviews.tsv")
  try write([Settings.header] + written.map(\.line) + rows, to: reviews)

  let corpus = folder.appendingPathComponent("food-corpus.txt")
  try write(generateCorpus(grammar, written, heldOut), to: corpus)
  try compress(corpus)
}

try run()
