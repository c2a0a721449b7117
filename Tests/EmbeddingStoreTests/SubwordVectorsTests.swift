import EmbeddingStore
import Kernels
import Testing

@Suite struct SubwordVectorsTests {
  /// What fastText makes of its model's rows is what is made here, bit for bit: of words that it
  /// knows, from their own row and their n-grams; of words that it never saw, from their n-grams.
  @Test func vectorsAreFastTexts() throws {
    let model = try GoldenSubwords.load().model
    let settings = SubwordSettings(min: model.min, max: model.max, buckets: model.buckets)
    let present = Set(model.known.flatMap { settings.numbers(of: $0.word) }).sorted()
    let subwords = SubwordVectors(
      settings: settings, numbers: present, vectors: matrix(present.map { model.rows[Int($0)] }))
    for word in model.known {
      var whole = [Float](repeating: 0, count: subwords.dimensions)
      let own = word.own.map { Float(bitPattern: $0) }
      Array(word.word.utf8).withUnsafeBufferPointer {
        _ = subwords.mean(of: $0, own: own, into: &whole)
      }
      #expect(whole.map(\.bitPattern) == word.whole, "\(word.word)")
    }
    var compared = 0
    for word in model.unseen {
      guard Set(settings.numbers(of: word.word)).isSubset(of: present) else { continue }
      let vector = try #require(subwords.vector(of: word.word))
      #expect(vector.map(\.bitPattern) == word.whole, "\(word.word)")
      compared += 1
    }
    #expect(compared >= 4)
  }

  @Test func bucketsThatWereNeverTrainedAreLeftOut() throws {
    let settings = SubwordSettings(min: 3, max: 3, buckets: 1 << 20)
    let (first, second) = ("süß", "süßer")
    let present = settings.numbers(of: first).sorted()
    let subwords = SubwordVectors(
      settings: settings, numbers: present, vectors: matrix([[1, 0], [2, 0], [6, 3]].map(bits)))
    #expect(subwords.vector(of: first) == [3, 1])
    // Of <sü süß üße ßer er> only the first two are present.
    let rows = settings.numbers(of: second).compactMap(subwords.row(of:))
    #expect(rows.count == 2)
    let mean = rows.map { subwords.vectors[$0, 0] }.reduce(0, +) / 2
    #expect(subwords.vector(of: second)?[0] == mean)
    #expect(subwords.vector(of: "zzz") == nil)
    #expect(subwords.vector(of: "") == nil)
    for (row, bucket) in present.enumerated() { #expect(subwords.row(of: bucket) == row) }
    #expect(subwords.row(of: present[2] + 1) == nil)
    #expect(subwords.row(of: -1) == nil)
  }

  @Test func noBucketAtAllIsNoVector() {
    let none = SubwordVectors(
      settings: SubwordSettings(), numbers: [], vectors: Matrix(rows: 0, columns: 4))
    #expect(none.vector(of: "tasty") == nil)
  }

  @Test func anNGramThatOccursTwiceCountsTwice() {
    let settings = SubwordSettings(min: 2, max: 2, buckets: 1 << 20)
    let pair = settings.numbers(of: "aaa")
    #expect(pair.count == 4)
    #expect(pair[1] == pair[2])
    let numbers = Array(Set(pair)).sorted()
    let vectors = matrix(numbers.map { bits([$0 == pair[1] ? 1 : 0]) })
    let subwords = SubwordVectors(settings: settings, numbers: numbers, vectors: vectors)
    #expect(subwords.vector(of: "aaa") == [0.5])
  }

  func bits(_ row: [Float]) -> [UInt32] { row.map(\.bitPattern) }
}
