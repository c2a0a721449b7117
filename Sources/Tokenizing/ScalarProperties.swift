/// The values of the property Word_Break, as UAX #29 names them; make-tables.py has the same order.
package enum WordBreakClass: UInt8, CaseIterable, Sendable {
  case other, carriageReturn, lineFeed, newline, extend, zeroWidthJoiner, format, katakana
  case hebrewLetter, aLetter, singleQuote, doubleQuote, midNumLet, midLetter, midNum, numeric
  case extendNumLet, regionalIndicator, wSegSpace
}

/// What the tokenizer needs to know about one Unicode scalar, packed into 13 bits.
///
/// Source: the Unicode Character Database, compiled by Tables/make-tables.py.
package struct ScalarProperties: Hashable, Sendable {
  /// What a scalar contributes to a segment: the token's kind is the highest of its scalars'.
  package enum Kind: UInt8, Comparable, Sendable {
    /// Marks, controls and format characters: they make no token on their own.
    case neutral
    /// White_Space.
    case white
    /// Punctuation, symbols, pictographs, unassigned and private scalars.
    case symbol
    /// Letters and numbers of every script.
    case word

    package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  let bits: UInt16

  /// Looks a scalar up: three table steps, no search.
  @inline(__always)
  package init(_ scalar: UInt32) {
    assert(scalar < 0x110000)
    let scalar = Int(truncatingIfNeeded: scalar)
    let index = UnicodeTables.blockIndex.utf8Start + (scalar >> 7) &* 2
    let block = Base92.value(index[0]) &* 92 &+ Base92.value(index[1])
    let set = Base92.value(UnicodeTables.blocks.utf8Start[block &* 128 &+ scalar & 127])
    let properties = UnicodeTables.properties.utf8Start + set &* 2
    bits = UInt16(
      truncatingIfNeeded: Base92.value(properties[0]) &* 92 &+ Base92.value(properties[1]))
  }

  @inline(__always)
  package var wordBreak: WordBreakClass {
    WordBreakClass(rawValue: UInt8(truncatingIfNeeded: bits & 31)).unsafelyUnwrapped
  }
  @inline(__always)
  package var kind: Kind {
    Kind(rawValue: UInt8(truncatingIfNeeded: bits >> 5 & 3)).unsafelyUnwrapped
  }
  package var isPictographic: Bool { bits & 1 << 7 != 0 }
  package var isCased: Bool { bits & 1 << 8 != 0 }
  package var isCaseIgnorable: Bool { bits & 1 << 9 != 0 }
  var hasLowerCase: Bool { bits & 1 << 10 != 0 }
  var hasFold: Bool { bits & 1 << 11 != 0 }
  package var isDigit: Bool { bits & 1 << 12 != 0 }

  /// The simple lower-case mapping; the scalar itself where there is none.
  package static func lowerCase(_ scalar: UInt32) -> UInt32 {
    guard ScalarProperties(scalar).hasLowerCase else { return scalar }
    return Base92.find(scalar, in: UnicodeTables.lower, count: UnicodeTables.lowerCount)
  }

  /// The letter without its accents, or 0 for an accent; the scalar itself where there is none.
  package static func withoutAccents(_ scalar: UInt32) -> UInt32 {
    guard ScalarProperties(scalar).hasFold else { return scalar }
    return Base92.find(scalar, in: UnicodeTables.fold, count: UnicodeTables.foldCount)
  }
}

/// Reads numbers written by make-tables.py: digits '#' (0) to '~' (91), the highest first.
private enum Base92 {
  @inline(__always)
  static func value(_ digit: UInt8) -> Int { Int(digit) &- 0x23 }

  /// Finds `key` among `count` records of two three-digit numbers, ascending by the first.
  static func find(_ key: UInt32, in table: StaticString, count: Int) -> UInt32 {
    func number(_ index: Int) -> UInt32 {
      let digits = table.utf8Start + index * 3
      return UInt32((value(digits[0]) * 92 + value(digits[1])) * 92 + value(digits[2]))
    }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if number(middle * 2) < key { low = middle + 1 } else { high = middle }
    }
    return low < count && number(low * 2) == key ? number(low * 2 + 1) : key
  }
}
