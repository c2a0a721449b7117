/// The fast lane of `.unicode` mode: takes plain ASCII eight bytes at a time and stops before all else.
///
/// It makes exactly the tokens that the loop in Tokenizer.swift makes segment by segment; a test holds
/// the two against each other. What it does not decide itself it leaves: a byte outside ASCII after a
/// segment (it may be a mark that belongs to the segment), underscores, `@`, `://`, `www.`, an apostrophe
/// that may be a contraction on its own, very long words.
struct AsciiLane: Sendable {
  /// What a byte means where a segment starts, or where a word ends.
  private enum Role {
    /// For the loop: not ASCII, an underscore.
    static let leave: UInt8 = 0
    /// White space, controls; punctuation where it is dropped.
    static let skip: UInt8 = 1
    /// Letters and digits.
    static let word: UInt8 = 2
    /// A token of one byte.
    static let symbol: UInt8 = 3
    /// `@`.
    static let at: UInt8 = 4
    /// From here on: marks that may join two letters or two digits.
    static let apostrophe: UInt8 = 5
    static let fullStop: UInt8 = 6
    static let colon: UInt8 = 7
    static let comma: UInt8 = 8
  }

  private let roles: [UInt8]
  private let caseBits: UInt64
  private let digitBits: UInt64
  private let contractions: Bool
  private let punctuation: Bool

  init(_ settings: TokenizerSettings) {
    caseBits = settings.lowercase ? Bytes8.ones &* 0x20 : 0
    digitBits = settings.foldDigits ? Bytes8.ones &* 0x0F : 0
    contractions = settings.contractions
    punctuation = settings.punctuation
    var roles = [UInt8](repeating: Role.leave, count: 256)
    for byte in 0..<UInt8(0x80) {
      let scalar = ScalarProperties(UInt32(byte))
      switch scalar.kind {
      case .neutral, .white: roles[Int(byte)] = Role.skip
      case .word: roles[Int(byte)] = Role.word
      case .symbol: roles[Int(byte)] = settings.punctuation ? Role.symbol : Role.skip
      }
      switch scalar.wordBreak {
      case .extendNumLet: roles[Int(byte)] = Role.leave
      case .singleQuote: roles[Int(byte)] = Role.apostrophe
      case .midNumLet: roles[Int(byte)] = Role.fullStop
      case .midLetter: roles[Int(byte)] = Role.colon
      case .midNum: roles[Int(byte)] = Role.comma
      default: break
      }
    }
    roles[Int(UInt8(ascii: "@"))] = Role.at
    self.roles = roles
  }

  /// Tokenizes from the boundary `start` on and returns the boundary at which it stopped.
  ///
  /// It stops at the end of the text, before what it leaves, or when `room` is full; the tokens are in
  /// `room`, their bytes counted from `base`.
  func run(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, base: Int, room: inout LaneRoom
  ) -> Int {
    guard let input = text.baseAddress else { return start }
    let limit = Swift.min(text.count, start + LaneRoom.stretch)
    return roles.withUnsafeBufferPointer { roles in
      room.write(base: base) { (out: inout LaneRoom.Writer) -> Int in
        var position = start
        while position < limit, !out.isFull {
          let role = roles[Int(input[position])]
          if role == Role.word {
            guard
              let end = word(text, input, roles.baseAddress.unsafelyUnwrapped, position, &out)
            else { return position }
            position = end
            continue
          }
          let next = position &+ 1
          let follower = next < text.count ? input[next] : 0x20
          if role == Role.leave || role == Role.at || follower >= 0x80 { return position }
          if role == Role.skip {
            position = next
            continue
          }
          if role == Role.apostrophe, contractions, roles[Int(follower)] == Role.word {
            return position
          }
          if role == Role.colon, follower == UInt8(ascii: "/") { return position }
          if punctuation { out.append(input[position], source: position) }
          position = next
        }
        return position
      }
    }
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
      if role < Role.apostrophe {
        if role == Role.leave { return nil }
        break
      }

      // A mark that may join: only what follows it can say.
      guard position &+ 1 < count else { break }
      let follower = input[position &+ 1]
      if follower >= 0x80 { return nil }
      guard roles[Int(follower)] == Role.word else { break }
      // `www.` may be; a word of the same shape loses nothing.
      if role == Role.fullStop, position &- start == 3, input[start] | 0x20 == UInt8(ascii: "w") {
        return nil
      }
      let digitBefore = input[position &- 1] < 0x3A
      let digitAfter = follower < 0x3A
      guard digitBefore == digitAfter else { break }
      if role == (digitBefore ? Role.colon : Role.comma) { break }
      if role == Role.apostrophe { hasApostrophe = true }
      out.free[position &- start] = input[position]
      position &+= 1
      if position &- start > LaneRoom.longestWord { return nil }
    }

    if hasApostrophe, contractions, let cut = Contractions.lastCut(text, start..<position) {
      // More than one contraction in a word is rare, and the loop's.
      if Contractions.lastCut(text, start..<cut) != nil { return nil }
      out.append(count: cut &- start, source: start)
      out.append(count: position &- cut, source: cut)
    } else {
      out.append(count: position &- start, source: start)
    }
    return position
  }
}
