import EmbeddingStore

/// What can be wrong with the training or the evaluation of vectors.
public enum Word2VecError: Error, Equatable, Sendable {
  // Training
  case settingOutOfRange(String, found: String, expected: String)
  /// A setting of n-grams that is out of its range, or vectors of n-grams that are no numbers.
  case vectors(StoreError)
  case emptyCorpus
  case noKnownWord(words: Int)
  case oneWordOnly(String, words: Int)
  case noPair(words: Int, texts: Int)
  case diverged(epoch: Int, learningRate: Double)
  /// The texts themselves could not be read.
  case texts(StoreError)
  case startDimensions(Int, settings: Int)
  case startSubwords(SubwordSettings?, settings: SubwordSettings?)
  case startWithoutState
  case startNotFinite(word: String)
  case snapshotShape(found: String, expected: String)
  case snapshotPlace(epoch: Int, chunk: Int)
  /// A snapshot could not be saved.
  case snapshot(StoreError)
  // Evaluation
  case lineBeforeSection(file: String, line: Int)
  case noQuestion(file: String, invalidLines: Int)
  case noKnownQuestion(file: String, questions: Int, restrictedTo: Int)
  case noPairLine(file: String, invalidLines: Int)
  case noKnownPair(file: String, pairs: Int, restrictedTo: Int)
}

extension Word2VecError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .settingOutOfRange(let name, let found, let expected):
      return "\(name) is \(found), but must be \(expected)"
    case .vectors(let error):
      return error.description
    case .emptyCorpus:
      return "the corpus has no words, so there is nothing to learn; give text"
    case .noKnownWord(let words):
      return "none of the corpus's \(words) words is in the vocabulary; lower minCount or build "
        + "the vocabulary from this corpus"
    case .oneWordOnly(let word, let words):
      return "'\(word)' is the only word of the vocabulary among the corpus's \(words) words, but "
        + "learning needs at least 2 different ones; lower minCount or give more text"
    case .noPair(let words, let texts):
      return "no two words stand together in the corpus (\(words) words in \(texts) texts) once "
        + "frequent ones are left out now and then, so there is nothing to learn from; give more "
        + "text, or set subsample to 0"
    case .diverged(let epoch, let learningRate):
      return "training went astray (the loss grows without end) in epoch \(epoch) at learning rate "
        + "\(learningRate); lower learningRate"
    case .texts(let error):
      return error.description
    case .startDimensions(let found, let settings):
      return
        "the vectors to go on from have \(found) dimensions, but dimensions is \(settings); set "
        + "dimensions to \(found)"
    case .startSubwords(let found, let settings):
      return "the vectors to go on from have \(Self.text(found)), but subwords is "
        + "\(Self.text(settings)); give subwords as they were trained with"
    case .startWithoutState:
      return "the vectors to go on from have n-grams but not the state of their training, so the "
        + "words' own vectors are not known; train them with \"continuable\": true"
    case .startNotFinite(let word):
      return "the vector of '\(word)' to go on from has a component that is not a finite number; "
        + "repair or remove it"
    case .snapshotShape(let found, let expected):
      return "the snapshot's tables are \(found), but this training's are \(expected); it is of "
        + "another training: start again without it"
    case .snapshotPlace(let epoch, let chunk):
      return "the snapshot stands at epoch \(epoch), chunk \(chunk), which this training does not "
        + "have; it is of another training: start again without it"
    case .snapshot(let error):
      return "the snapshot could not be saved: \(error)"
    case .lineBeforeSection(let file, let line):
      return "\(file):\(line): a question stands before the first section; expected a line such as "
        + "': capitals' first"
    case .noQuestion(let file, let invalidLines):
      return "\(file): no line has four words (\(invalidLines) have not); expected an analogy file "
        + "with lines such as 'Athens Greece Oslo Norway'"
    case .noKnownQuestion(let file, let questions, let restrictedTo):
      return "\(file): none of \(questions) questions has all its words among the first "
        + "\(restrictedTo) words of these vectors; raise the restriction or use other vectors"
    case .noPairLine(let file, let invalidLines):
      return "\(file): no line has two words and a number (\(invalidLines) have not); expected "
        + "lines such as 'tiger<TAB>cat<TAB>7.35'"
    case .noKnownPair(let file, let pairs, let restrictedTo):
      return "\(file): fewer than 2 of \(pairs) pairs have both words among the first "
        + "\(restrictedTo) words of these vectors; raise the restriction or use other vectors"
    }
  }
}

extension Word2VecError {
  fileprivate static func text(_ subwords: SubwordSettings?) -> String {
    guard let subwords else { return "no n-grams" }
    return "n-grams of \(subwords.min) to \(subwords.max) letters in \(subwords.buckets) buckets"
  }
}
