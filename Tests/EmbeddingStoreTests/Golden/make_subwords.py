"""Makes `subwords.json` with fastText 0.9.2 (`pip install fasttext-wheel`):

    python3 make_subwords.py

What fastText itself cuts words into, which buckets it puts the pieces in, and what it makes of them: a
small model's rows, and the vectors that it gives for words it knows and words it never saw. Training
runs on one thread, but a new run may still give other floats: they only have to agree among each
other.
"""
import json, os, tempfile
import fasttext
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))

WORDS = ["tasty", "a", "ab", "süß", "寿司", "Привет", "naïveté", "don't", "🍣🍣", "e\u0301te\u0301",
         "unbelievably", "<>", "x" * 25, "\u00ad", "हिन्दी"]
SETTINGS = [(3, 6, 2_000_000), (1, 3, 1000), (2, 2, 7), (5, 5, 100_000), (1, 1, 50), (3, 6, 1)]
TEXT = ("the soup was tasty and the süße bread crispy\n" * 30
        + "a tasty crispy snack with süßem chocolate and 寿司\n" * 30)
UNSEEN = ["tastier", "breads", "soups", "snacks", "crispier", "tastys", "thes", "crisp", "chocolates", "süß", "寿司屋", "and", "zzz"]


def train(folder, text, minn, maxn, buckets, dim=3):
    path = os.path.join(folder, "text")
    with open(path, "w") as file:
        file.write(text)
    return fasttext.train_unsupervised(path, model="skipgram", dim=dim, minCount=1, epoch=1, minn=minn,
                                       maxn=maxn, bucket=buckets, thread=1, verbose=0)


def bits(vector):
    return np.asarray(vector, "<f4").view("<u4").tolist()


def pieces(model, word):
    """The n-grams and their buckets; a word that the model knows begins with itself."""
    grams, rows = model.get_subwords(word)
    start = len(model.words)
    return [[g, int(r) - start] for g, r in zip(grams, rows) if r >= start]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        cuts = []
        for minn, maxn, buckets in SETTINGS:
            # A model of another text: none of the words below is known to it.
            model = train(folder, "one two three\n" * 10, minn, maxn, buckets, dim=1)
            cuts.append({"min": minn, "max": maxn, "buckets": buckets,
                         "words": [{"word": w, "grams": pieces(model, w)} for w in WORDS]})
        model = train(folder, TEXT, 3, 5, 60)
        matrix = model.get_input_matrix()
        known = [w for w in model.words if w != "</s>"]
        start = len(model.words)
        golden = {
            "cuts": cuts,
            "model": {
                "min": 3, "max": 5, "buckets": 60,
                "rows": [bits(row) for row in matrix[start:]],
                "known": [{"word": w, "own": bits(matrix[model.get_word_id(w)]),
                           "whole": bits(model.get_word_vector(w))} for w in known],
                "unseen": [{"word": w, "whole": bits(model.get_word_vector(w))}
                           for w in UNSEEN if w not in known],
            },
        }
    with open(os.path.join(here, "subwords.json"), "w") as file:
        json.dump(golden, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
