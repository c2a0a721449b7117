import Classifying

extension TextTrace {
  /// What of the text was not read, a phrase each: "2 unknown words skipped: quokka, wombat".
  var notes: [String] {
    var notes: [String] = []
    if !skipped.isEmpty {
      notes.append("\(Self.counted(skipped.count, "unknown word")) skipped: \(skippedList)")
    }
    if cutCount > 0 {
      let limit = Self.counted(words.count, "word")
      notes.append(
        "\(Self.counted(cutCount, "word")) left out: the model reads at most \(limit) of a text")
    }
    return notes
  }

  /// Beyond these, words are only counted.
  private static let listed = 8

  private var skippedList: String {
    skipped.prefix(Self.listed).joined(separator: ", ")
      + (skipped.count > Self.listed ? ", …" : "")
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(Figures.grouped(count)) \(noun)s"
  }
}
