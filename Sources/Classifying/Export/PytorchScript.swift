import Archive
import StrictJSON

/// A Python file that answers as the model does, with PyTorch, from weights in safetensors beside it.
struct PytorchScript {
  private let weights: String
  private let notes: [String]

  /// - Parameter weights: the path of the weights; the script finds them by their name beside itself.
  init(weights: String, notes: [String]) {
    self.weights = weights
    self.notes = notes
  }

  /// Where the weights of a script lie.
  static func weights(beside script: String) -> String {
    (script.hasSuffix(".py") ? String(script.dropLast(3)) : script)
      + ExportFormat.safetensors.suffix
  }

  func write(to path: String) throws(ClassifyingError) {
    do throws(ArchiveError) {
      try SafeFile.write(path) { file throws(ArchiveError) in try file.write(text) }
    } catch {
      throw .file(error)
    }
  }

  /// A string of JSON is one of Python.
  private var name: String {
    let name = weights.split(separator: "/").last.map(String.init) ?? weights
    return JSONText.string(name).compact
  }

  private var text: String {
    Self.opening + notes.map { Self.wrapped($0) }.joined() + Self.middle
      + "WEIGHTS = pathlib.Path(__file__).with_name(\(name))\n" + Self.program
  }

  /// Lines of at most 88 letters.
  private static func wrapped(_ note: String) -> String {
    var lines = [""]
    for word in note.split(separator: " ") {
      if lines[lines.count - 1].count + word.count > 87 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let opening = #"""
    """A text classifier that Lexigate trained, answering with PyTorch.

        python model.py tasty , but too salty     words, cut as the model's tokenizer cuts them
        python model.py --ids 12 5 88             ids: rows of the table of vectors

    prints each label with its probability and marks those that the text is given. From Python:

        model = load()
        model(model.ids(["tasty", ",", "but", "too", "salty"]))

    The weights, the words and all settings lie in the safetensors file beside this one; needs torch
    and safetensors.


    """#

  private static let middle = #"""
    """
    import json
    import pathlib
    import sys

    import torch
    from safetensors import safe_open
    from torch import nn


    """#

  private static let program = #"""


    class TextClassifier(nn.Module):
        def __init__(self, weights, words, settings):
            super().__init__()
            self.settings = settings
            self.numbers = {word: row + 2 for row, word in enumerate(words)}
            self.embedding = nn.Embedding(*weights["embedding.weight"].shape)
            self.lstm = nn.LSTM(
                self.embedding.embedding_dim, weights["lstm.weight_hh_l0"].shape[1],
                num_layers=settings["layers"], bidirectional=settings["bidirectional"])
            labels, pooled = weights["output.weight"].shape
            self.output = nn.Linear(pooled, labels)
            if settings["pooling"] == "attention":
                self.attention = nn.Parameter(torch.zeros(pooled))
            self.load_state_dict(weights)
            self.eval()

        def ids(self, words):
            """Rows of the table of vectors; row 1 is for all words that are unknown."""
            return [self.numbers.get(word, 1) for word in words]

        def read(self, ids):
            """What the model reads of a text: no padding, and not more than it reads at most."""
            skipped = (0, 1) if self.settings["unknown"] == "skip" else (0,)
            ids = [i for i in ids if i not in skipped]
            limit, keep = self.settings["maximumTokens"], self.settings["keep"]
            if len(ids) <= limit:
                return ids
            head = {"head": limit, "tail": 0, "both": (limit + 1) // 2}[keep]
            return ids[:head] + ids[len(ids) - (limit - head):]

        def pool(self, states, last):
            """One vector of the states of all words, [words, directions * hidden]."""
            match self.settings["pooling"]:
                case "last":
                    return last[-2 if self.settings["bidirectional"] else -1:].flatten()
                case "mean":
                    return states.mean(0)
                case "max":
                    return states.max(0).values
                case "attention":
                    return (states.tanh() @ self.attention).softmax(0) @ states

        @torch.no_grad()
        def forward(self, ids):
            """The probability of each label for one text."""
            ids = self.read(ids)
            pooled = torch.zeros(self.output.in_features)
            if ids:
                states, (last, _) = self.lstm(self.embedding(torch.tensor(ids)))
                pooled = self.pool(states, last)
            logits = self.output(pooled) / self.settings["temperature"]
            return logits.sigmoid() if self.settings["multiLabel"] else logits.softmax(0)

        def chosen(self, probabilities):
            """The numbers of the labels that probabilities give a text."""
            values, labels = probabilities.tolist(), range(len(probabilities))
            thresholds = self.settings.get("thresholds")
            if self.settings["multiLabel"]:
                return [i for i in labels if values[i] >= (thresholds[i] if thresholds else 0.5)]
            if thresholds:
                return [1 if values[1] >= thresholds[0] else 0]
            return [max(labels, key=lambda i: values[i])]


    def load(path=WEIGHTS):
        with safe_open(path, "pt") as file:
            settings = json.loads(file.metadata()["lexigate"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        text = bytes(tensors["words"].tolist()).decode(errors="surrogateescape")
        parts = ("embedding.", "lstm.", "attention", "output.")
        weights = {name: tensors[name] for name in tensors if name.startswith(parts)}
        return TextClassifier(weights, text.split("\n"), settings)


    def main():
        model, words = load(), sys.argv[1:]
        ids = [int(i) for i in words[1:]] if words[:1] == ["--ids"] else model.ids(words)
        probabilities = model(ids)
        for number, label in enumerate(model.settings["labels"]):
            mark = "  *" if number in model.chosen(probabilities) else ""
            print(f"{label}\t{probabilities[number]:.4f}{mark}")


    if __name__ == "__main__":
        main()

    """#
}
