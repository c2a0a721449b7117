// Tokenizing turns UTF-8 bytes into tokens: ranges of bytes, not strings.
//
//     var buffer = TokenBuffer()
//     let tokenizer = Tokenizer(TokenizerSettings())
//     tokenizer.tokenize("I don't mind 👍🏽!")   // ["i", "do", "n't", "mind", "👍🏽", "!"]
//
// Owns: word segmentation (Unicode Standard Annex #29), what becomes of the segments (lower case,
// folding, contractions, addresses, markup), the Unicode data it needs.
//
// Read first: TokenizerSettings.swift says what every setting does. Then follow the bytes:
//   Tokenizer.swift       the loop: the fast lane while it can, else one segment at a time
//   Markup.swift          before the loop, if asked for: tags and entities
//   AsciiLane.swift       the fast lane of `.unicode` mode
//   WordBreaks.swift      the segments of any text (ReferenceWordBreaks.swift: rule by rule)
//   Contractions.swift, WebAddresses.swift, Keycaps.swift   what cuts or joins segments
//   Normalizer.swift      the bytes of a token
//   TextCut.swift         where a long text may be cut into parts that have the same tokens
//   ScalarProperties.swift, Tables/                         the Unicode data
//
// Goals, in this order: never fail, whatever the bytes; the same tokens on every platform and at
// every later date (the Unicode data is the module's own, version 15.0); speed.
//
// Never: reads a file, knows a vocabulary, keeps state between two texts.
