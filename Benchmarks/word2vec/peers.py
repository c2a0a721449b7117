"""One training with gensim or fastText, or one test of vectors: prints a JSON object.

    peers.py gensim|fasttext TEXT --dimensions N --threads N --epochs N --seed N [--out FILE]
    peers.py evaluate VECTORS [--tests FOLDER]

compare.py runs it, in a fresh process for every measurement.
"""
import argparse
import json
import os
import re
import sys
import tempfile
import time

WINDOW, NEGATIVES, SAMPLE, MIN_COUNT, RATE, LEAST_RATE = 5, 5, 1e-3, 5, 0.025, 0.0001


def train_gensim(options):
    from gensim.models import Word2Vec
    model = Word2Vec(
        sg=1, hs=0, vector_size=options.dimensions, window=WINDOW, negative=NEGATIVES,
        sample=SAMPLE, min_count=MIN_COUNT, alpha=RATE, min_alpha=LEAST_RATE,
        workers=options.threads, epochs=options.epochs, seed=options.seed)
    model.build_vocab(corpus_file=options.text)
    words = sum(model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key)
    start = time.perf_counter()
    model.train(
        corpus_file=options.text, total_examples=model.corpus_count,
        total_words=model.corpus_total_words, epochs=options.epochs)
    seconds = time.perf_counter() - start
    if options.out:
        model.wv.save_word2vec_format(options.out, binary=True)
    return {"rate": int(words) * options.epochs / seconds, "words": int(words)}


def train_fasttext(options):
    """The rate is the one fastText counts itself: its call reads the vocabulary as well."""
    import fasttext
    # Its call takes no seed, but begins with these values.
    fasttext.FastText.unsupervised_default["seed"] = options.seed
    with tempfile.TemporaryFile() as progress, told_to(progress):
        model = fasttext.train_unsupervised(
            options.text, model="skipgram", loss="ns", dim=options.dimensions, ws=WINDOW,
            neg=NEGATIVES, t=SAMPLE, minCount=MIN_COUNT, lr=RATE, minn=0, maxn=0, bucket=0,
            thread=options.threads, epoch=options.epochs, verbose=2)
        progress.seek(0)
        rates = re.findall(rb"words/sec/thread: *(\d+)", progress.read())
    words, counts = model.get_words(include_freq=True)
    if options.out:
        known = [word for word in words if word != "</s>"]
        with open(options.out, "wb") as file:
            file.write(f"{len(known)} {options.dimensions}\n".encode())
            for word in known:
                file.write(word.encode() + b" " + model.get_word_vector(word).tobytes())
    return {"rate": int(rates[-1]) * options.threads, "words": int(sum(counts))}


class told_to:
    """Sends what C++ writes to standard error into a file for a while."""
    def __init__(self, file):
        self.file = file

    def __enter__(self):
        sys.stderr.flush()
        self.kept = os.dup(2)
        os.dup2(self.file.fileno(), 2)

    def __exit__(self, *_):
        os.dup2(self.kept, 2)
        os.close(self.kept)


def evaluate(options):
    from gensim.models import KeyedVectors
    from gensim.test.utils import datapath
    vectors = KeyedVectors.load_word2vec_format(options.text, binary=True)

    def test(name):
        return os.path.join(options.tests, name) if options.tests else datapath(name)

    analogies, _ = vectors.evaluate_word_analogies(
        test("questions-words.txt"), restrict_vocab=30000)
    found = {"analogies": float(analogies)}
    for key, name in (("wordsim", "wordsim353.tsv"), ("simlex", "simlex999.txt")):
        found[key] = float(vectors.evaluate_word_pairs(test(name))[1][0])
    return found


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("task", choices=["gensim", "fasttext", "evaluate"])
    options.add_argument("text")
    for name in ("--dimensions", "--threads", "--epochs", "--seed"):
        options.add_argument(name, type=int)
    options.add_argument("--out")
    options.add_argument("--tests")
    options = options.parse_args()
    task = {"gensim": train_gensim, "fasttext": train_fasttext, "evaluate": evaluate}
    print(json.dumps(task[options.task](options)))
