import Classifying

extension TextTrace {
  /// What of the text was not read, a phrase each: "2 unknown words skipped: quokka, wombat".
  var notes: [String] {
    skipped.isEmpty ? [] : ["\(Self.count(skipped, "unknown word")) skipped: \(skippedList)"]
  }

  /// Beyond these, words are only counted.
  private static let listed = 8

  private var skippedList: String {
    skipped.prefix(Self.listed).joined(separator: ", ")
      + (skipped.count > Self.listed ? ", …" : "")
  }

  private static func count(_ words: [String], _ noun: String) -> String {
    words.count == 1 ? "1 \(noun)" : "\(Figures.grouped(words.count)) \(noun)s"
  }
}
