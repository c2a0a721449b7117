/// The fast lane of `.unicode` mode: plain ASCII by tables and many bytes at once; all else it
/// leaves.
///
/// It makes exactly the tokens that the loop in Tokenizer.swift makes segment by segment; a test
/// holds the two against each other. Three speeds, each leaving to the next what it does not
/// decide:
///
/// 1. `glide`: a word or a single mark, and one space after it, with hardly a branch.
/// 2. `step`: marks inside words (`don't`, `3.14`, `e.g.`), long words, the last bytes of the text.
/// 3. the loop: a byte outside ASCII after a segment (it may be a mark that belongs to it),
///    underscores, `@`, `://`, `www.`, an apostrophe that may be a contraction on its own, very
///    long words.
struct AsciiLane: Sendable {
  /// What a byte may be; a byte can be several of these.
  private enum Role {
    /// A token when it stands alone: punctuation unless it is dropped, letters and digits.
    static let keep: UInt8 = 1
    /// Letters and digits.
    static let word: UInt8 = 2
    /// Marks that may join two letters or two digits: `' . : , ;`.
    static let middle: UInt8 = 4
    /// What, after such a mark, may make it join, or belong to it: letters, digits, and what is
    /// left.
    static let joinable: UInt8 = 8
    /// Not to be taken alone without a look at what follows: `' : @`; no letter, no digit.
    static let look: UInt8 = 16
    /// For the loop: not ASCII, the underscore.
    static let leave: UInt8 = 32
    static let left = leave | look | joinable
  }

  private let roles: [UInt8]
  private let caseBits: UInt64
  private let digitBits: UInt64
  private let contractions: Bool

  init(_ settings: TokenizerSettings) {
    caseBits = settings.lowercase ? Bytes8.ones &* 0x20 : 0
    digitBits = settings.foldDigits ? Bytes8.ones &* 0x0F : 0
    contractions = settings.contractions
    var roles = [UInt8](repeating: Role.left, count: 256)
    for byte in 0..<UInt8(0x80) {
      let scalar = ScalarProperties(UInt32(byte))
      var role: UInt8 = 0
      switch scalar.kind {
      case .neutral, .white: break
      case .word: role = Role.word | Role.keep | Role.joinable
      case .symbol: role = settings.punctuation ? Role.keep : 0
      }
      switch scalar.wordBreak {
      case .extendNumLet: role = Role.left
      case .singleQuote: role |= Role.middle | Role.look
      case .midLetter: role |= Role.middle | Role.look
      case .midNumLet, .midNum: role |= Role.middle
      default: break
      }
      if byte == UInt8(ascii: "@") { role |= Role.look }
      roles[Int(byte)] = role
    }
    self.roles = roles
  }

  /// Tokenizes from the boundary `start` on and returns the boundary at which it stopped.
  ///
  /// It stops at the end of the text, after a stretch, or before what it leaves; the tokens are
  /// in `room`, their bytes counted from `base`.
  func run(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, base: Int, room: inout LaneRoom
  ) -> Int {
    guard let input = text.baseAddress else { return start }
    let limit = Swift.min(text.count, start + LaneRoom.stretch)
    return roles.withUnsafeBufferPointer { roles in
      let roles = roles.baseAddress.unsafelyUnwrapped
      return room.write(base: base) { (out: inout LaneRoom.Writer) -> Int in
        var position = start
        // `glide` reads 16 bytes, and two more to see what follows.
        let glideLimit = Swift.min(limit, text.count - 18)
        while position < limit {
          if position < glideLimit {
            position =
              digitBits == 0
              ? glide(input, roles, position, glideLimit, foldsDigits: false, &out)
              : glide(input, roles, position, glideLimit, foldsDigits: true, &out)
            if position >= limit { break }
          }
          guard let next = step(text, input, roles, position, &out) else { break }
          position = next
        }
        return position
      }
    }
  }

  /// Takes words and marks as long as each is over at a glance; returns where it stopped.
  @inline(__always)
  private func glide(
    _ input: UnsafePointer<UInt8>, _ roles: UnsafePointer<UInt8>, _ start: Int, _ limit: Int,
    foldsDigits: Bool, _ out: inout LaneRoom.Writer
  ) -> Int {
    var position = start
    while position < limit {
      // Two times eight bytes, without a branch: words of eight letters and more are many.
      let low = Bytes8(input + position)
      let lowLetters = low.letters
      let lowDigits = low.digits
      let lowRun = Bytes8.run(lowLetters | lowDigits)
      let high = Bytes8(input + position + 8)
      let highLetters = high.letters
      let highDigits = high.digits
      let highRun = Bytes8.run(highLetters | highDigits)
      let run = lowRun &+ highRun & (0 &- lowRun >> 3)
      // A mark is one byte long.
      let count = run &+ (run == 0 ? 1 : 0)
      let end = position &+ count
      let first = Int(roles[Int(input[position])])
      let after = input[end]
      let afterRole = Int(roles[Int(after)])
      let follower = Int(roles[Int(input[end &+ 1])])

      // A word of 16 or more, a mark that needs a look; a byte that may belong to what it follows;
      // a mark that may join (after a mark it cannot, but that is rare and `step` knows it).
      let doubts =
        (run | first) & Int(Role.look) | afterRole & Int(Role.leave)
        | (afterRole << 1) & follower & Int(Role.joinable)
      if doubts != 0 { break }

      let digitBits = foldsDigits ? self.digitBits : 0
      Bytes8.store(
        low.normalized(
          letters: lowLetters, digits: lowDigits, caseBits: caseBits, digitBits: digitBits),
        to: out.free)
      Bytes8.store(
        high.normalized(
          letters: highLetters, digits: highDigits, caseBits: caseBits, digitBits: digitBits),
        to: out.free + 8)
      out.append(count: count, source: position, kept: first & Int(Role.keep))
      // A space is dropped with whatever marks follow it, so it may go alone.
      position = after == 0x20 ? end &+ 1 : end
    }
    return position
  }

  /// Takes one word or one other byte; nil when it is for the loop.
  @inline(__always)
  private func step(
    _ text: UnsafeBufferPointer<UInt8>, _ input: UnsafePointer<UInt8>,
    _ roles: UnsafePointer<UInt8>, _ position: Int, _ out: inout LaneRoom.Writer
  ) -> Int? {
    let role = roles[Int(input[position])]
    if role & Role.word != 0 { return word(text, input, roles, position, &out) }
    let next = position &+ 1
    let follower = next < text.count ? input[next] : 0x20
    if role & Role.leave != 0 || follower >= 0x80 { return nil }
    if role & Role.look != 0 {
      switch input[position] {
      case UInt8(ascii: "'"):
        if contractions, roles[Int(follower)] & Role.word != 0 { return nil }
      case UInt8(ascii: ":"):
        if follower == UInt8(ascii: "/") { return nil }
      default:
        return nil
      }
    }
    out.free.pointee = input[position]
    out.append(count: 1, source: position, kept: Int(role & Role.keep))
    return next
  }

  /// Takes the word at `start`; returns its end, or nil when it is for the loop.
  @inline(__always)
  private func word(
    _ text: UnsafeBufferPointer<UInt8>, _ input: UnsafePointer<UInt8>,
    _ roles: UnsafePointer<UInt8>, _ start: Int, _ out: inout LaneRoom.Writer
  ) -> Int? {
    let count = text.count
    var position = start
    var hasApostrophe = false
    while true {
      // Letters and digits, eight at a time.
      while true {
        let bytes = Bytes8(input, position, end: count)
        let letters = bytes.letters
        let digits = bytes.digits
        let word = bytes.normalized(
          letters: letters, digits: digits, caseBits: caseBits, digitBits: digitBits)
        Bytes8.store(word, to: out.free + (position &- start))
        let run = Bytes8.run(letters | digits)
        position &+= run
        if run < 8 { break }
        if position &- start > LaneRoom.longestWord { return nil }
      }
      guard position < count else { break }
      let role = roles[Int(input[position])]
      if role & Role.leave != 0 { return nil }
      guard role & Role.middle != 0, position &+ 1 < count else { break }

      // A mark that may join: only what follows it can say.
      let follower = input[position &+ 1]
      if follower >= 0x80 { return nil }
      guard roles[Int(follower)] & Role.word != 0 else { break }
      let middle = input[position]
      if middle == UInt8(ascii: "."), position &- start == 3,
        input[start] | 0x20 == UInt8(ascii: "w")
      {
        // It may be `www.`; a word of the same shape loses nothing.
        return nil
      }
      let isDigits = input[position &- 1] < 0x3A
      guard isDigits == (follower < 0x3A) else { break }
      switch middle {
      case UInt8(ascii: "'"): hasApostrophe = true
      case UInt8(ascii: "."): break
      case UInt8(ascii: ":"):
        if isDigits { return finish(text, start..<position, hasApostrophe, &out) }
      default: if !isDigits { return finish(text, start..<position, hasApostrophe, &out) }
      }
      out.free[position &- start] = middle
      position &+= 1
      if position &- start > LaneRoom.longestWord { return nil }
    }
    return finish(text, start..<position, hasApostrophe, &out)
  }

  /// Makes a token of the word whose bytes stand at `out.free`, two if it is a contraction.
  @inline(__always)
  private func finish(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ hasApostrophe: Bool,
    _ out: inout LaneRoom.Writer
  ) -> Int? {
    let start = range.lowerBound
    if hasApostrophe, contractions, let cut = Contractions.lastCut(text, range) {
      // More than one contraction in a word is rare, and the loop's.
      if Contractions.lastCut(text, start..<cut) != nil { return nil }
      out.append(count: cut &- start, source: start)
      out.append(count: range.upperBound &- cut, source: cut)
    } else {
      out.append(count: range.count, source: start)
    }
    return range.upperBound
  }
}
