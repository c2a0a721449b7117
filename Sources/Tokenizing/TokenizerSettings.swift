/// How a text becomes tokens; it travels inside a model, so that prediction does as training did.
///
/// The coding keys are the names of the properties, the keys of the pipeline's `tokenize` stage; a
/// key that is absent takes its default.
public struct TokenizerSettings: Codable, Hashable, Sendable {
  /// Where tokens begin and end.
  public enum Mode: String, Codable, CaseIterable, Sendable {
    /// Word boundaries of Unicode Standard Annex #29: words, numbers, each punctuation mark alone.
    case unicode
    /// Between white space; `contractions`, `punctuation` and `emoji` then have no effect.
    case whitespace
  }

  /// What becomes of an address of the web or of mail.
  public enum Addresses: String, Codable, CaseIterable, Sendable {
    /// One token, in lower case and folded as words are.
    case keep
    /// One token `<url>`.
    case replace
    /// No token.
    case drop
  }

  public var mode: Mode = .unicode
  /// Lower-cases, with the full mappings of Unicode: `İ` gives two scalars, a final `Σ` gives `ς`.
  public var lowercase = true
  /// Takes the accents off Latin, Greek and Cyrillic letters: `é` → `e`, `й` → `и`; not `ø`, `ł`,
  /// which Unicode does not compose of a letter and an accent.
  public var foldAccents = false
  /// Writes every decimal digit of every script as `0`.
  public var foldDigits = false
  /// Cuts English contractions: `don't` → `do` `n't`, `it's` → `it` `'s`; see `Contractions`.
  public var contractions = true
  /// Keeps punctuation and symbols. Every mark is a token of its own: `...` gives three.
  public var punctuation = true
  /// Keeps emoji, each with its joiners, skin tone and variation selector as one token.
  public var emoji = true
  /// Drops HTML tags and decodes entities; see `Markup`.
  public var html = false
  /// Web addresses (`http://`, `https://`, `ftp://`, `www.`) and mail addresses.
  public var urls: Addresses = .keep

  public init(
    mode: Mode = .unicode, lowercase: Bool = true, foldAccents: Bool = false,
    foldDigits: Bool = false, contractions: Bool = true, punctuation: Bool = true,
    emoji: Bool = true, html: Bool = false, urls: Addresses = .keep
  ) {
    self.mode = mode
    self.lowercase = lowercase
    self.foldAccents = foldAccents
    self.foldDigits = foldDigits
    self.contractions = contractions
    self.punctuation = punctuation
    self.emoji = emoji
    self.html = html
    self.urls = urls
  }

  public enum CodingKeys: String, CodingKey, CaseIterable, Sendable {
    case mode, lowercase, foldAccents, foldDigits, contractions, punctuation, emoji, html, urls
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    mode = try keys.decodeIfPresent(Mode.self, forKey: .mode) ?? mode
    lowercase = try keys.decodeIfPresent(Bool.self, forKey: .lowercase) ?? lowercase
    foldAccents = try keys.decodeIfPresent(Bool.self, forKey: .foldAccents) ?? foldAccents
    foldDigits = try keys.decodeIfPresent(Bool.self, forKey: .foldDigits) ?? foldDigits
    contractions = try keys.decodeIfPresent(Bool.self, forKey: .contractions) ?? contractions
    punctuation = try keys.decodeIfPresent(Bool.self, forKey: .punctuation) ?? punctuation
    emoji = try keys.decodeIfPresent(Bool.self, forKey: .emoji) ?? emoji
    html = try keys.decodeIfPresent(Bool.self, forKey: .html) ?? html
    urls = try keys.decodeIfPresent(Addresses.self, forKey: .urls) ?? urls
  }
}
