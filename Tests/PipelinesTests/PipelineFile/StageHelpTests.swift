import Pipelines
import Testing

@Suite struct StageHelpTests {
  @Test func showsTheTableOfAStage() {
    #expect(
      StageHelp.text(for: .evaluate) == """
        evaluate: How often a classifier is right on a part of its examples.
        Makes scores.

        key         type                   default   meaning
        classifier  lstm stage             required  The stage whose classifier is judged.
        on          train|validation|test  test      The part of the classifier's examples to judge it on.
        threshold   number 0…1             none      Probability from which a label is given, in place of
                                                     the classifier's own, which are 0.5 unless tuned. Only
                                                     where a text may have several.

        """)
  }

  @Test func breaksLongTypes() {
    let help = StageHelp.text(for: .examples)
    #expect(help.contains("\nformat     auto|csv|tsv|jsonl|     auto "))
    #expect(help.contains("\n           fasttext|folder "))
    #expect(help.contains("0.8/0.1/0.1"))
  }

  @Test(arguments: StageKind.allCases)
  func isCompleteAndNarrow(kind: StageKind) {
    let help = StageHelp.text(for: kind)
    for line in help.split(separator: "\n") {
      #expect(line.count <= 100)
      #expect(line.last != " ")
    }
    for key in kind.keys { #expect(help.contains("\n\(key.name) ")) }
    #expect(StageHelp.overview.contains(kind.purpose))
  }
}
