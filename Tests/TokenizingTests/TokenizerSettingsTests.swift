import Testing
import Tokenizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct TokenizerSettingsTests {
  private func decode(_ json: String) throws -> TokenizerSettings {
    try JSONDecoder().decode(TokenizerSettings.self, from: Data(json.utf8))
  }

  @Test func absentKeysTakeTheirDefaults() throws {
    #expect(try decode("{}") == TokenizerSettings())
    let some = try decode(#"{"mode": "whitespace", "foldDigits": true, "urls": "drop"}"#)
    #expect(some == TokenizerSettings(mode: .whitespace, foldDigits: true, urls: .drop))
  }

  @Test func survivesEncoding() throws {
    var maker = TextMaker(seed: 3)
    for _ in 0..<50 {
      let settings = maker.settings()
      let data = try JSONEncoder().encode(settings)
      #expect(try JSONDecoder().decode(TokenizerSettings.self, from: data) == settings)
    }
  }

  @Test func refusesUnknownValues() {
    #expect(throws: DecodingError.self) { try decode(#"{"mode": "words"}"#) }
    #expect(throws: DecodingError.self) { try decode(#"{"lowercase": "yes"}"#) }
  }
}
