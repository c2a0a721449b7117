/// The word among some that was most likely meant; nil when none comes close.
///
/// Two words are close when one becomes the other by few edits for its length (a third of the
/// letters, at least one), capitals, `_` and `-` aside: `learning_rate` is `learningRate`.
package func nearest(to word: String, among words: [String]) -> String? {
  let plain = plainLetters(word)
  guard !plain.isEmpty, plain.count <= 40 else { return nil }
  var best: (word: String, distance: Int)?
  for candidate in words {
    let letters = plainLetters(candidate)
    let limit = max(1, max(plain.count, letters.count) / 3)
    // A difference in length is a distance at the least.
    guard abs(letters.count - plain.count) <= limit else { continue }
    let distance = editDistance(plain, letters)
    if distance <= limit, distance < plain.count, distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.word
}

private func plainLetters(_ word: String) -> [UInt8] {
  word.utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    .map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 }
}

/// The fewest insertions, deletions, replacements and swaps of neighbours between two words.
///
/// Source: optimal string alignment; row by row, since a swap looks two rows back.
package func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in b.indices {
      let replacement = last[j] + (a[i] == b[j] ? 0 : 1)
      row[j + 1] = min(replacement, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
