import Testing
import Tokenizing

struct ContractionsTests {
  @Test(arguments: [
    ("don't", ["do", "n't"]), ("can't", ["ca", "n't"]), ("won't", ["wo", "n't"]),
    ("it's", ["it", "'s"]), ("we'll", ["we", "'ll"]), ("they've", ["they", "'ve"]),
    ("I'd", ["i", "'d"]), ("I'm", ["i", "'m"]), ("you're", ["you", "'re"]),
    ("DON'T IT'S", ["do", "n't", "it", "'s"]),
    ("don’t it’s we’ll", ["do", "n't", "it", "'s", "we", "'ll"]),
    ("shouldn't've I’d’ve", ["should", "n't", "'ve", "i", "'d", "'ve"]),
    (
      "o'clock y'all rock'n'roll c'mon ma'am",
      ["o'clock", "y'all", "rock'n'roll", "c'mon", "ma'am"]
    ),
    ("o’clock", ["o'clock"]),
    ("Café's Été’s", ["café", "'s", "été", "'s"]),
    ("did n't it 's they 'll I 'd", ["did", "n't", "it", "'s", "they", "'ll", "i", "'d"]),
    ("did n’t it ’s N'T", ["did", "n't", "it", "'s", "n't"]),
    ("90's (x)'s \"y\"'s", ["90", "'s", "(", "x", ")", "'s", "\"", "y", "\"", "'s"]),
    ("the letter 's' and 'd’", ["the", "letter", "'", "s", "'", "and", "'", "d", "’"]),
    ("'start 'salt 're-do 'dé", ["'", "start", "'", "salt", "'re", "-", "do", "'", "dé"]),
    ("dogs' 'tis '90s", ["dogs", "'", "'", "tis", "'", "90s"]),
    ("x't mustn'ts it's_", ["x't", "mustn'ts", "it's_"]),
    ("it's\u{301} n't't", ["it's\u{301}", "n't't"]),
    ("''s", ["'", "'s"]),
    ("'", ["'"]), ("’", ["’"]), ("'s", ["'s"]), ("n't", ["n't"]),
  ])
  func cutsAndJoins(_ text: String, _ expected: [String]) {
    #expect(tokens(text) == expected)
  }

  @Test func leavesWordsWholeWhenOff() {
    let settings = TokenizerSettings(contractions: false)
    #expect(
      tokens("Don't it’s it 's n't", settings)
        == ["don't", "it’s", "it", "'", "s", "n't"])
  }

  @Test func spellingsMeet() {
    #expect(tokens("I don't think it's bad") == tokens("i do n't think it 's bad"))
    #expect(tokens("We’ll see, they’ve left") == tokens("we 'll see , they 've left"))
  }
}
