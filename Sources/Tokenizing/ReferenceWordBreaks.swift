/// Word boundaries by the letter of UAX #29: each rule one line, in the annex's order.
///
/// The oracle of `WordBreaks` in tests. It asks every rule at every position and looks as far back
/// as a rule says, so it is slow on long runs of marks or flags.
package enum ReferenceWordBreaks {
  /// For each position 0…count between scalars, whether there is a boundary.
  package static func boundaries(_ scalars: [UInt32]) -> [Bool] {
    if scalars.isEmpty { return [] }
    let properties = scalars.map { ScalarProperties($0) }
    let classes = properties.map(\.wordBreak)
    return (0...scalars.count).map { position in
      if position == 0 || position == scalars.count { return true }  // WB1, WB2
      return isBoundary(position, classes, pictographic: properties[position].isPictographic)
    }
  }

  private static func isBoundary(
    _ position: Int, _ classes: [WordBreakClass], pictographic: Bool
  ) -> Bool {
    let touching = classes[position - 1]
    let right = classes[position]

    if touching == .carriageReturn && right == .lineFeed { return false }  // WB3
    if isLine(touching) || isLine(right) { return true }  // WB3a, WB3b
    if touching == .zeroWidthJoiner && pictographic { return false }  // WB3c
    if touching == .wSegSpace && right == .wSegSpace { return false }  // WB3d
    if right.isMark { return false }  // WB4

    // From here on marks are skipped: each belongs to the scalar before it.
    let leftIndex = before(position, classes)
    let left = leftIndex.map { classes[$0] }
    let beforeLeft = leftIndex.flatMap { before($0, classes) }.map { classes[$0] }
    let afterRight = after(position, classes).map { classes[$0] }
    func isLetter(_ a: WordBreakClass?) -> Bool { a == .aLetter || a == .hebrewLetter }
    func isNumLetQ(_ a: WordBreakClass?) -> Bool { a == .midNumLet || a == .singleQuote }

    if isLetter(left) && isLetter(right) { return false }  // WB5
    if isLetter(left) && (right == .midLetter || isNumLetQ(right)) && isLetter(afterRight) {
      return false  // WB6
    }
    if isLetter(beforeLeft) && (left == .midLetter || isNumLetQ(left)) && isLetter(right) {
      return false  // WB7
    }
    if left == .hebrewLetter && right == .singleQuote { return false }  // WB7a
    if left == .hebrewLetter && right == .doubleQuote && afterRight == .hebrewLetter {
      return false  // WB7b
    }
    if beforeLeft == .hebrewLetter && left == .doubleQuote && right == .hebrewLetter {
      return false  // WB7c
    }
    if left == .numeric && right == .numeric { return false }  // WB8
    if isLetter(left) && right == .numeric { return false }  // WB9
    if left == .numeric && isLetter(right) { return false }  // WB10
    if beforeLeft == .numeric && (left == .midNum || isNumLetQ(left)) && right == .numeric {
      return false  // WB11
    }
    if left == .numeric && (right == .midNum || isNumLetQ(right)) && afterRight == .numeric {
      return false  // WB12
    }
    if left == .katakana && right == .katakana { return false }  // WB13
    let joinsLow = isLetter(left) || left == .numeric || left == .katakana || left == .extendNumLet
    if joinsLow && right == .extendNumLet { return false }  // WB13a
    if left == .extendNumLet && (isLetter(right) || right == .numeric || right == .katakana) {
      return false  // WB13b
    }
    if left == .regionalIndicator && right == .regionalIndicator {  // WB15, WB16
      var count = 0
      var index = leftIndex
      while let here = index, classes[here] == .regionalIndicator {
        count += 1
        index = before(here, classes)
      }
      return count % 2 == 0
    }
    return true  // WB999
  }

  private static func isLine(_ a: WordBreakClass) -> Bool {
    a == .carriageReturn || a == .lineFeed || a == .newline
  }

  /// The scalar before `position` that is not a mark of another; nil where the text or line starts.
  private static func before(_ position: Int, _ classes: [WordBreakClass]) -> Int? {
    var index = position - 1
    while index >= 0, classes[index].isMark {
      // A mark with no scalar to belong to stands for itself.
      if index == 0 || isLine(classes[index - 1]) { return index }
      index -= 1
    }
    return index >= 0 ? index : nil
  }

  /// The next scalar after `position` that is not a mark.
  private static func after(_ position: Int, _ classes: [WordBreakClass]) -> Int? {
    (position + 1..<classes.count).first { !classes[$0].isMark }
  }
}
