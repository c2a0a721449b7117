import Pipelines
import Testing

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "ab", 2), ("abc", "abc", 0), ("abc", "acb", 1),
    ("kitten", "sitting", 3), ("ca", "abc", 3), ("epochs", "epcohs", 1),
  ])
  func measuresEdits(a: String, b: String, distance: Int) {
    #expect(editDistance(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(editDistance(Array(b.utf8), Array(a.utf8)) == distance)
  }

  @Test(arguments: [
    ("epoch", "epochs"), ("learning_rate", "learningRate"), ("Hidden", "hidden"),
    ("hidden", "hidden"), ("droput", "dropout"), ("colour", nil), ("", nil), ("x", nil),
    ("__", nil),
  ])
  func suggestsWhatIsClose(word: String, suggestion: String?) {
    let words = ["epochs", "learningRate", "hidden", "dropout", "on"]
    #expect(nearest(to: word, among: words) == suggestion)
  }

  @Test func doesNotMeasureWhatIsTooLong() {
    #expect(nearest(to: String(repeating: "x", count: 1 << 20), among: ["epochs"]) == nil)
  }
}
