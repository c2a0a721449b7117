import EmbeddingStore
import Testing

@Suite struct SubwordSettingsTests {
  /// n-grams, buckets and their order are fastText's.
  @Test func bucketsAreFastTexts() throws {
    let golden = try GoldenSubwords.load()
    #expect(golden.cuts.count == 6)
    for cut in golden.cuts {
      let settings = SubwordSettings(min: cut.min, max: cut.max, buckets: cut.buckets)
      for word in cut.words {
        #expect(settings.numbers(of: word.word) == word.grams.map(\.bucket), "\(word.word)")
      }
    }
    #expect(golden.cuts[0].words.contains { $0.word == "寿司" && $0.grams.count == 3 })
  }

  @Test func aBracketAloneIsNoPiece() {
    let single = SubwordSettings(min: 1, max: 1, buckets: 1 << 30)
    #expect(single.numbers(of: "ab").count == 2)
    #expect(SubwordSettings(min: 1, max: 2, buckets: 9).numbers(of: "ab").count == 5)
    #expect(SubwordSettings(min: 5, max: 6, buckets: 9).numbers(of: "ab") == [])
    #expect(SubwordSettings().numbers(of: "") == [])
  }

  @Test func numbersAreAddedToThoseThatAreThere() {
    var numbers: [Int32] = [7]
    var word = "ab"
    word.withUTF8 { SubwordSettings().numbers(of: $0, into: &numbers) }
    #expect(numbers == [7] + SubwordSettings().numbers(of: "ab"))
    #expect(numbers.count == 4)
  }

  /// Bytes that are no UTF-8 are cut somehow, but within bounds.
  @Test func anyBytesCanBeCut() {
    let settings = SubwordSettings(min: 1, max: 20, buckets: 3)
    for bytes: [UInt8] in [[0x80], [0xff, 0xff], [0xe5, 0xaf], [0x80, 0x80, 0x61], [0x00]] {
      var numbers: [Int32] = []
      bytes.withUnsafeBufferPointer { settings.numbers(of: $0, into: &numbers) }
      #expect(numbers.allSatisfy { 0..<3 ~= $0 })
    }
  }

  @Test func impossibleSettingsAreRefused() throws {
    func fault(_ min: Int, _ max: Int, _ buckets: Int) -> StoreError? {
      do throws(StoreError) {
        try SubwordSettings(min: min, max: max, buckets: buckets).validate()
        return nil
      } catch {
        return error
      }
    }
    #expect(fault(3, 6, 2_000_000) == nil)
    #expect(fault(1, 1, 1) == nil)
    #expect(fault(20, 20, 2_147_483_647) == nil)
    #expect(fault(0, 6, 9) == .subwordSetting("min", found: 0, expected: "1…20"))
    #expect(fault(21, 21, 9) == .subwordSetting("min", found: 21, expected: "1…20"))
    #expect(fault(3, 2, 9) == .subwordSetting("max", found: 2, expected: "3…20, from min on"))
    #expect(fault(3, 21, 9) == .subwordSetting("max", found: 21, expected: "3…20, from min on"))
    #expect(fault(3, 6, 0) == .subwordSetting("buckets", found: 0, expected: "1…2147483647"))
    #expect(
      fault(3, 6, 1 << 31)
        == .subwordSetting("buckets", found: 2_147_483_648, expected: "1…2147483647"))
  }
}
