"""Trains on one text with gensim and with Lexigate by turns, and prints words per second.

    python compare.py CORPUS [--threads 1] [--rounds 3] [--megabytes 20]

Needs gensim in the running Python and `swift build -c release` done in this folder. Each round
trains one epoch of either. Times are the training's alone. On a machine that does other work
besides, compare processor seconds.
"""
import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time

from gensim.models import Word2Vec

here = os.path.dirname(os.path.abspath(__file__))
options = argparse.ArgumentParser()
options.add_argument("corpus")
options.add_argument("--threads", type=int, default=1)
options.add_argument("--rounds", type=int, default=3)
options.add_argument("--megabytes", type=int, default=20)
options = options.parse_args()


def processor_seconds():
    times = os.times()
    return times.user + times.system


def part(path):
    """The start of the text with a line break every 1,000 words: gensim cuts longer lines."""
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    words = opened.read(options.megabytes * 1_000_000).split()
    lines = (b" ".join(words[i:i + 1000]) for i in range(0, len(words), 1000))
    with tempfile.NamedTemporaryFile(suffix=".txt", delete=False) as file:
        file.write(b"\n".join(lines) + b"\n")
    return file.name


text = part(options.corpus)
try:
    model = Word2Vec(
        vector_size=100, window=5, min_count=5, sample=1e-3, sg=1, hs=0, negative=5,
        workers=options.threads, alpha=0.025, min_alpha=0.0001, epochs=1, seed=1)
    model.build_vocab(corpus_file=text)
    words = sum(model.wv.get_vecattr(w, "count") for w in model.wv.index_to_key)
    rates = {"gensim": [], "lexigate": []}
    for turn in range(options.rounds):
        busy, start = processor_seconds(), time.time()
        model.train(
            corpus_file=text, total_examples=model.corpus_count,
            total_words=model.corpus_total_words, epochs=1)
        wall, cpu = time.time() - start, processor_seconds() - busy
        rates["gensim"].append((words / wall, words / cpu))
        found = subprocess.run(
            [f"{here}/.build/release/word2vec-benchmark", text, "--epochs", "1", "--threads",
             str(options.threads)], check=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True).stdout.split()
        found = dict(zip(found[::2], found[1::2]))
        rates["lexigate"].append(
            (words / float(found["train"]), words / float(found["cpu"])))
        print(f"round {turn + 1} of {options.rounds}", file=sys.stderr)
    median = {
        name: [statistics.median(column) for column in zip(*rows)]
        for name, rows in rates.items()}
    print(f"{'':10} {'words/s':>12} {'words/processor second':>24}")
    for name, (wall, cpu) in median.items():
        print(f"{name:10} {wall:12,.0f} {cpu:24,.0f}")
    print(f"{'ratio':10} {median['lexigate'][0] / median['gensim'][0]:12.1f} "
          f"{median['lexigate'][1] / median['gensim'][1]:24.1f}")
finally:
    os.remove(text)
