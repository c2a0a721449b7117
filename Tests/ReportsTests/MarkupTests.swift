import Reports
import Testing

@Suite struct MarkupTests {
  @Test func escapesWhatMeansSomething() {
    #expect(
      Markup.escape("<a href='x' b=\"y\">&</a>")
        == "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;&lt;/a&gt;")
  }

  @Test func leavesOtherScriptsAlone() {
    for text in ["", "שלום", "日本語", "🍜👩‍👩‍👧", "e\u{301}", "tab\tline\nend\r"] {
      #expect(Markup.escape(text) == text)
    }
  }

  @Test func replacesWhatXMLForbids() {
    #expect(
      Markup.escape("a\u{0}b\u{1B}c\u{7F}d\u{FFFE}e") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e")
  }
}
