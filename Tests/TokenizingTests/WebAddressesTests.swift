import Testing
import Tokenizing

struct WebAddressesTests {
  @Test(arguments: [
    ("see http://example.com/a?b=1#c.", ["see", "http://example.com/a?b=1#c", "."]),
    ("HTTPS://Example.com!", ["https://example.com", "!"]),
    ("(www.x.org/y_(z))", ["(", "www.x.org/y_(z)", ")"]),
    ("www.2fast.net, ok", ["www.2fast.net", ",", "ok"]),
    ("ftp://a.b 'http://c.d'", ["ftp://a.b", "'", "http://c.d", "'"]),
    ("http://é.fr/ü “www.a.b”", ["http://é.fr/ü", "“", "www.a.b", "”"]),
    ("mail foo.bar+x@mail-host.co.uk.", ["mail", "foo.bar+x@mail-host.co.uk", "."]),
    ("<joe_b@x.org>", ["<", "joe_b@x.org", ">"]),
    ("example.com stays", ["example.com", "stays"]),
    (
      "http: // www. http:// gopher://x",
      [
        "http", ":", "/", "/", "www", ".", "http", ":", "/", "/", "gopher", ":", "/", "/", "x",
      ]
    ),
    (
      "@home a@b foo@bar.c foo@bar..com foo@bar.comé",
      [
        "@", "home", "a", "@", "b", "foo", "@", "bar.c", "foo", "@", "bar", ".", ".", "com", "foo",
        "@",
        "bar.comé",
      ]
    ),
    ("éa@b.com", ["éa", "@", "b.com"]),
    ("www.a.com;x@y.org", ["www.a.com;x@y.org"]),
  ])
  func findsAddresses(_ text: String, _ expected: [String]) {
    #expect(tokens(text) == expected)
  }

  @Test func replacesAndDrops() {
    let text = "At http://a.b/c, www.d.e or f.g@h.org!"
    #expect(
      tokens(text, TokenizerSettings(urls: .replace))
        == ["at", "<url>", ",", "<url>", "or", "<url>", "!"])
    #expect(tokens(text, TokenizerSettings(urls: .drop)) == ["at", ",", "or", "!"])
    #expect(
      sources(text, TokenizerSettings(urls: .replace))
        == ["At", "http://a.b/c", ",", "www.d.e", "or", "f.g@h.org", "!"])
  }

  @Test func worksBetweenWhiteSpace() {
    let text = "At http://a.b/c, www.d.e (or) f.g@h.org! x@y"
    let settings = { TokenizerSettings(mode: .whitespace, urls: $0) }
    #expect(
      tokens(text, settings(.keep)) == text.lowercased().split(separator: " ").map(String.init))
    #expect(tokens(text, settings(.replace)) == ["at", "<url>", "<url>", "(or)", "<url>", "x@y"])
    #expect(tokens(text, settings(.drop)) == ["at", "(or)", "x@y"])
  }
}
