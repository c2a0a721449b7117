"""Makes the models of this folder and `fasttext.json` with fastText 0.9.2 and gensim 4.4:

    python3 make_fasttext.py FOLDER_OF_FOREIGN_VECTORS

`tiny.fasttext.bin` (n-grams), `tiny.words.fasttext.bin` (none) and `tiny.labels.fasttext.bin` (a
classifier) are trained here. The values are computed below from the files' own rows in the order in which
fastText adds them, so that they can be compared bit by bit; each is checked against fastText, where it
still reads the file, and against gensim, which adds in another precision. The models in the folder are not
part of this project; tests that need them are skipped where they are missing.
"""
import json, os, struct, sys, tempfile, zlib
import fasttext
import numpy as np
from gensim.models import _fasttext_bin
from gensim.models.fasttext import load_facebook_vectors

here = os.path.dirname(os.path.abspath(__file__))

FILES = ["crime-and-punishment.bin", "toy-model.bin", "lee_fasttext.bin", "non_ascii_fasttext.bin",
         "cp852_fasttext.bin"]
UNSEEN = ["landlord", "unseen", "night", "nights", "ночь", "přílišný", "a", "soups", "süßes", "寿司屋"]
TEXT = ("the soup was tasty and the süße bread crispy\n" * 30
        + "a tasty crispy snack with süßem chocolate and 寿司\n" * 30)
LABELLED = ("__label__good the soup was tasty and crispy\n" * 20
            + "__label__bad the süße bread was soggy 寿司\n" * 20)


class Model:
    """A model as it lies in its file; words are bytes."""

    def __init__(self, path):
        with open(path, "rb") as file:
            take = lambda format: struct.unpack("<" + format, file.read(struct.calcsize("<" + format)))
            magic, version = take("2i")
            numbered = magic == 793712314
            if not numbered:
                # The settings stand where magic and version were looked for.
                file.seek(0)
            head = take("12i")
            self.dim, self.kind = head[0], head[7]
            self.buckets, self.minn, self.maxn = head[8], max(head[9], 1), head[10]
            take("d")
            size, self.nwords, _ = take("3i")
            take("q")
            if numbered:
                assert take("q")[0] == -1
            self.words, self.counts = [], []
            for _ in range(size):
                word = b""
                while (byte := file.read(1)) != b"\0":
                    word += byte
                count, kind = take("qb")
                if kind == 0:
                    self.words.append(word)
                    self.counts.append(count)
            assert len(self.words) == self.nwords
            if numbered:
                assert take("?")[0] is False
            rows, columns = take("2q")
            assert columns == self.dim
            self.rows = np.frombuffer(file.read(4 * rows * columns), "<f4").reshape(rows, columns)
        if self.maxn == 0:
            self.buckets = 0

    def grams(self, word):
        text = b"<" + word + b">"
        found = []
        for start in range(len(text)):
            if text[start] & 0xC0 == 0x80:
                continue
            place, letters = start, 0
            while place < len(text) and letters < self.maxn:
                place += 1
                while place < len(text) and text[place] & 0xC0 == 0x80:
                    place += 1
                letters += 1
                if letters >= self.minn and not (letters == 1 and (start == 0 or place == len(text))):
                    value = 2166136261
                    for byte in text[start:place]:
                        value = ((value ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 16777619) & 0xFFFFFFFF
                    found.append(self.nwords + value % self.buckets)
        return found

    def vector(self, word):
        rows = [self.words.index(word)] if word in self.words else []
        if self.buckets:
            rows += self.grams(word)
        total = np.zeros(self.dim, np.float32)
        for row in rows:
            total = total + self.rows[row]
        return total * np.float32(1 / max(len(rows), 1))


def bits(vector):
    return np.asarray(vector, "<f4").view("<u4").tolist()


def whole(model):
    return np.stack([model.vector(word) for word in model.words])


def like_gensim(model, path, encoding):
    """That gensim has the same values; of words whose letters it changed it cannot."""
    vectors = load_facebook_vectors(path, encoding=encoding)
    for word in model.words:
        if encoding != "utf-8" and not word.isascii():
            continue
        np.testing.assert_allclose(vectors[word.decode()], model.vector(word), rtol=1e-5, atol=1e-7)
    for word in UNSEEN:
        if model.buckets and word.encode() not in model.words:
            np.testing.assert_allclose(vectors[word], model.vector(word.encode()), rtol=1e-5, atol=1e-7)
    # Gensim changes the order of words, but not their counts.
    if encoding == "utf-8":
        for word, count in zip(model.words, model.counts):
            assert vectors.get_vecattr(word.decode(), "count") == count


def like_fasttext(model, path):
    """That fastText has the same bits; it leaves out the n-grams of the end of a line."""
    loaded = fasttext.load_model(path)
    assert [w.encode() for w in loaded.words] == model.words
    for word in loaded.words + UNSEEN:
        if word != "</s>":
            assert bits(loaded.get_word_vector(word)) == bits(model.vector(word.encode())), word


def unseen(model):
    return [{"word": w, "bits": bits(model.vector(w.encode()))} for w in UNSEEN
            if model.buckets and w.encode() not in model.words]


def summary(model):
    matrix = whole(model)
    return {"rows": model.nwords, "dimensions": model.dim, "min": model.minn, "max": model.maxn,
            "buckets": model.buckets, "occurrences": sum(model.counts),
            "wordsChecksum": zlib.crc32(b"".join(w + b"\n" for w in model.words)),
            "vectorsChecksum": zlib.crc32(matrix.astype("<f4").tobytes()), "unseen": unseen(model)}


def tiny(name, train):
    path = os.path.join(here, name)
    train().save_model(path)
    model = Model(path)
    like_fasttext(model, path)
    if model.kind != 3:
        like_gensim(model, path, "utf-8")
    return {"words": [w.decode() for w in model.words], "counts": model.counts,
            "bits": [bits(model.vector(w)) for w in model.words], "min": model.minn, "max": model.maxn,
            "buckets": model.buckets, "unseen": unseen(model)}


if __name__ == "__main__":
    golden = {"tiny": {}, "files": {}}
    with tempfile.TemporaryDirectory() as folder:
        def text(content):
            path = os.path.join(folder, "text")
            with open(path, "w") as file:
                file.write(content)
            return path
        common = dict(dim=3, epoch=2, thread=1, verbose=0, minCount=1)
        golden["tiny"]["tiny.fasttext.bin"] = tiny("tiny.fasttext.bin", lambda: fasttext.train_unsupervised(
            text(TEXT), model="skipgram", minn=2, maxn=4, bucket=50, **common))
        golden["tiny"]["tiny.words.fasttext.bin"] = tiny("tiny.words.fasttext.bin", lambda: fasttext.train_unsupervised(
            text(TEXT), model="cbow", maxn=0, **common))
        golden["tiny"]["tiny.labels.fasttext.bin"] = tiny("tiny.labels.fasttext.bin", lambda: fasttext.train_supervised(
            text(LABELLED), minn=3, maxn=3, bucket=20, **common))
    for name in FILES:
        path = os.path.join(sys.argv[1], name)
        model = Model(path)
        like_gensim(model, path, "cp852" if name.startswith("cp852") else "utf-8")
        if open(path, "rb").read(4) == struct.pack("<i", 793712314):
            like_fasttext(model, path)
        golden["files"][name] = summary(model)
    with open(os.path.join(here, "fasttext.json"), "w") as file:
        json.dump(golden, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
