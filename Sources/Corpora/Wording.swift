// Small pieces of prose that several error messages share.

/// "1 row", "3 rows".
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

/// The names in quotes, the first twelve of them: a header may hold thousands.
func listed(_ names: [String]) -> String {
  guard !names.isEmpty else { return "none" }
  let shown = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
  return names.count > 12 ? shown + " and \(names.count - 12) more" : shown
}

/// "; did you mean …?" when some name is close to what was asked for, else nothing.
func suggestion(_ asked: String, among names: [String]) -> String {
  nearestName(to: asked, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
}

/// Two digits, lower case.
func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16)
  return byte < 16 ? "0" + digits : digits
}

/// The name most like `asked`, when it is alike enough to have been meant.
///
/// Alike enough: at most one edit (a letter put in, left out or changed, two neighbours swapped)
/// for every three letters, and at least one; letter case and spaces around do not count. The first
/// of equally near names wins.
package func nearestName(to asked: String, among names: [String]) -> String? {
  let wanted = folded(asked)
  guard !wanted.isEmpty else { return nil }
  let allowed = max(1, wanted.count / 3)
  var best: (name: String, edits: Int)?
  for name in names {
    let candidate = folded(name)
    guard !candidate.isEmpty, abs(candidate.count - wanted.count) <= allowed else { continue }
    let edits = editDistance(wanted, candidate)
    if edits <= allowed, edits < best?.edits ?? Int.max { best = (name, edits) }
  }
  return best?.name
}

private func folded(_ name: String) -> [Character] {
  Array(name.lowercased().drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}

/// The least number of edits between two words (Damerau's, each letter edited at most once).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var rows = [Array(0...b.count)]
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      var best = min(row[j - 1] + 1, rows[i - 1][j] + 1)
      best = min(best, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        best = min(best, rows[i - 2][j - 2] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
