"""Makes the files of this folder with gensim 4.4 and NumPy 2:

    python3 make_golden.py FOLDER_OF_FOREIGN_VECTORS

`formats.json` says what gensim reads from files that other programs wrote (they are not part of this
project; tests that need them are skipped where they are missing). The `tiny` files are made-up vectors
as gensim writes them.
"""
import gzip, json, os, sys, zlib
import numpy as np
from gensim.models import KeyedVectors

here = os.path.dirname(os.path.abspath(__file__))

FILES = {
    "crime-and-punishment.vec": dict(binary=False),
    "euclidean_vectors.bin": dict(binary=True),
    "high_precision.kv.bin": dict(binary=True),
    "high_precision.kv.txt": dict(binary=False),
    "lee_fasttext.vec": dict(binary=False),
    "toy-model.vec": dict(binary=False),
    "word2vec_pre_kv_c": dict(binary=False),
    "test_glove.txt": dict(binary=False, no_header=True),
    "glove.50k.50d.txt.gz": dict(binary=False, no_header=True),
}


def summary(vectors, rows=3):
    """Checksums over all words and all numbers, and a few of each for a person to look at."""
    matrix = np.ascontiguousarray(vectors.vectors, "<f4")
    words = vectors.index_to_key
    shown = sorted({0, len(words) // 2, len(words) - 1})
    return {
        "rows": len(words),
        "dimensions": matrix.shape[1],
        "wordsChecksum": zlib.crc32("".join(w + "\n" for w in words).encode()),
        "vectorsChecksum": zlib.crc32(matrix.tobytes()),
        "shown": [{"row": i, "word": words[i], "bits": matrix[i].view("<u4").tolist()[:5]}
                  for i in shown],
    }


def questions(vectors):
    """Nearest words and analogies, where vectors are good enough for them to be distinct."""
    near = {}
    for word in ["king", "pizza", "monday", "berlin"]:
        near[word] = [[w, float(s)] for w, s in vectors.most_similar(word, topn=10)]
    analogies = []
    for a, b, c in [("man", "king", "woman"), ("france", "paris", "germany"),
                    ("good", "better", "bad")]:
        found = vectors.most_similar(positive=[b, c], negative=[a], topn=5)
        analogies.append({"question": [a, b, c], "answers": [[w, float(s)] for w, s in found]})
    pairs = [["king", "queen", float(vectors.similarity("king", "queen"))],
             ["good", "bad", float(vectors.similarity("good", "bad"))]]
    return {"nearest": near, "analogies": analogies, "similarity": pairs}


def tiny():
    """Six words of three dimensions, some with letters beyond ASCII, in every form."""
    words = ["tasty", "crispy", "süß", "寿司", "<unk>", "a.b-c"]
    matrix = np.array([[0.1, -2.5, 3e-8], [1, 0, -0.0], [1 / 3, 2 / 3, -1 / 7],
                       [1e10, -1e-10, 123456.79], [3.4e38, 1.2e-38, 1e-45], [5, 6, 7]], "<f4")
    vectors = KeyedVectors(3)
    vectors.add_vectors(words, matrix)
    save = lambda name, **options: vectors.save_word2vec_format(
        os.path.join(here, name), sort_attr=None, **options)
    save("tiny.w2v.txt", binary=False)
    save("tiny.w2v.bin", binary=True)
    save("tiny.glove.txt", binary=False, write_header=False)
    raw = b"6 3\n" + b"".join(w.encode() + b" " + m.tobytes() + b"\n"
                              for w, m in zip(words, matrix))
    # As the original program writes it: a line feed after each vector.
    open(os.path.join(here, "tiny.newlines.bin"), "wb").write(raw)
    open(os.path.join(here, "tiny.newlines.bin.gz"), "wb").write(gzip.compress(raw, mtime=0))
    return {"words": words, "bits": matrix.view("<u4").tolist()}


if __name__ == "__main__":
    golden = {"tiny": tiny(), "files": {}}
    for name, options in FILES.items():
        vectors = KeyedVectors.load_word2vec_format(os.path.join(sys.argv[1], name), **options)
        golden["files"][name] = summary(vectors)
        if name == "glove.50k.50d.txt.gz":
            golden["glove"] = questions(vectors)
    with open(os.path.join(here, "formats.json"), "w") as file:
        json.dump(golden, file, indent=1, ensure_ascii=False)
        file.write("\n")
