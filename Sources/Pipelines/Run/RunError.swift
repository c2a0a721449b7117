import Corpora
import StrictJSON

/// What can stop a run after the pipeline file was found sound.
public enum RunError: Error, Equatable, Sendable {
  /// A stage's work failed; `reason` is the whole story as the module tells it.
  case stage(StageName, reason: String)
  /// The folder for the results cannot be made or written to.
  case folder(path: String, reason: String)
  /// An input could not be read while planning.
  case input(reason: String)
  /// A part of the examples that a stage needs has no rows.
  case emptyPart(examples: StageName, part: Part)
  /// All rows have one label.
  case oneLabel(path: String, label: String, rows: Int)
  /// A label that no row for training has, and how many of the other parts have it.
  case untrainedLabel(String, rows: Int)
  /// A label with a line break or another control character in it.
  case unusableLabel(path: String, label: String)
  /// Not one word of the vocabulary has a vector in the file given.
  case noCommonWord(vectors: StageName, words: Int)
  /// A NumPy array without the file of its words.
  case unnamedWords(path: String)
  /// Unknown words shall be read by n-grams that the vectors do not have.
  case noSubwords(vectors: StageName)
  /// A text source gives no word at all.
  case noWords(sources: [StageName])
  /// Somebody stopped a training; `resumable` is the last epoch that a checkpoint was written after.
  case interrupted(epoch: Int, best: String?, ofEpoch: Int, resumable: Int)
  /// Somebody stopped a cross-validation, of which the folds before are kept.
  case interruptedFold(Int, of: Int)
}

extension RunError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .stage(let name, let reason):
      return "stage \"\(name)\": \(reason)"
    case .folder(let path, let reason):
      return "\(path): the folder for the results cannot be used: \(reason); "
        + "choose another one with --out"
    case .input(let reason):
      return reason
    case .emptyPart(let examples, let part):
      return "\"\(examples)\" has no rows for \(part.rawValue); "
        + "give that part a share in its \"split\""
    case .oneLabel(let path, let label, let rows):
      return "\(path): all \(NumberText.grouped(rows)) rows have the label \(quoted(label)); a "
        + "classifier needs rows of at least two labels: check the label column"
    case .untrainedLabel(let label, let rows):
      let others = rows == 1 ? "1 row" : "\(NumberText.grouped(rows)) rows"
      return
        "no row for training has the label \(quoted(label)), which \(others) of the other parts "
        + "have; a classifier learns only what it is shown: give that label rows for training, or "
        + "leave its rows out"
    case .unusableLabel(let path, let label):
      return
        "\(path): the label \(quoted(label)) has a control character in it; expected a word or "
        + "phrase on one line: check the label column"
    case .noCommonWord(let vectors, let words):
      return "none of the \(NumberText.grouped(words)) words of the vocabulary has a vector in "
        + "\"\(vectors)\"; expected vectors of the texts' language, written as the tokenizer writes words"
    case .unnamedWords(let path):
      return
        "\(path): a NumPy array has no words; expected \"words\", the file that has them, one a line"
    case .noSubwords(let vectors):
      return
        "\"unknown\" is \"subwords\" but the vectors of \"\(vectors)\" have no character n-grams; "
        + "expected vectors of lexigate's own that were trained with \"subwords\", or \"entry\""
    case .noWords(let sources):
      let names = sources.map { "\"\($0)\"" }.joined(separator: ", ")
      return "the texts of \(names) hold no words after tokenizing; "
        + "check the files and the tokenizer's settings"
    case .interrupted(let epoch, let best, let ofEpoch, let resumable):
      var text = "stopped in epoch \(epoch)"
      if let best { text += "; the best model so far, of epoch \(ofEpoch), is \(best)" }
      return text
        + (resumable > 0
          ? "; the same command with --resume goes on from the end of epoch \(resumable)"
          : "; there is no checkpoint yet, so training begins anew next time")
    case .interruptedFold(let fold, let count):
      return "stopped in fold \(fold) of \(count); "
        + (fold > 1
          ? "the same command with --resume goes on with this fold"
          : "cross-validation begins anew next time")
    }
  }
}
