import Testing
import Tokenizing

struct MarkupTests {
  private let html = TokenizerSettings(punctuation: true, html: true)

  @Test(arguments: [
    ("Good.<br /><br />Bad", ["good", ".", "bad"]),
    ("one<br>two<p>three</p>four", ["one", "two", "three", "four"]),
    ("<b>bold</b>ly <a href=\"x>y\">link</a>s", ["boldly", "links"]),
    ("a < b and c > d <3", ["a", "<", "b", "and", "c", ">", "d", "<", "3"]),
    ("<unclosed tag", ["<", "unclosed", "tag"]),
    ("<a title=\"open>text", ["text"]),
    ("x<!-- not <b> this -->y<!DOCTYPE html>z<?xml?>", ["x", "y", "z"]),
    ("x<!-- open", ["x", "<", "!", "-", "-", "open"]),
    ("a<script>if (a<b) {}</script>b<style>p{}</STYLE >c", ["a", "b", "c"]),
    ("a<script>b", ["a", "b"]),
    (
      "caf&eacute; &amp; cr&#232;me&#x2019;s &lt;b&gt;",
      ["café", "&", "crème", "'s", "<", "b", ">"]
    ),
    (
      "a&nbsp;b AT&T &unknown; &#; &#x; &;",
      [
        "a", "b", "at", "&", "t", "&", "unknown", ";", "&", "#", ";", "&", "#", "x", ";", "&", ";",
      ]
    ),
    ("&#0; &#xD800; &#1114112; &#150;", ["\u{FFFD}", "\u{FFFD}", "\u{FFFD}", "–"]),
    ("don&#39;t don&rsquo;t", ["do", "n't", "do", "n't"]),
    ("&amp;amp;", ["&", "amp", ";"]),
  ])
  func takesMarkupOut(_ text: String, _ expected: [String]) {
    #expect(tokens(text, html) == expected)
  }

  @Test func keepsItWhenOff() {
    #expect(tokens("<b>&amp;") == ["<", "b", ">", "&", "amp", ";"])
  }

  @Test func rememberTheSource() {
    #expect(
      sources("x<br/>caf&eacute;! <b>bold</b>ly don&#39;t", html)
        == ["x", "caf&eacute;", "!", "bold</b>ly", "do", "n&#39;t"])
    #expect(sources("a&lt;b", html) == ["a", "&lt;", "b"])
  }

  @Test func worksBetweenWhiteSpace() {
    let settings = TokenizerSettings(mode: .whitespace, html: true)
    #expect(tokens("Good.<br />Bad &amp; <i>U</i>gly", settings) == ["good.", "bad", "&", "ugly"])
  }
}
