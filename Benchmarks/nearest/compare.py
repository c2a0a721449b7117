"""Nearest words by gensim, by NumPy and by Lexigate over the same vectors.

    python compare.py [--words 400000] [--dimensions 300] [--threads 2] [--questions 40]

Needs gensim in the running Python and `swift build -c release` done in this folder. All three answer
the same questions; the answers are counted that agree.
"""
import argparse
import os
import statistics
import subprocess
import tempfile
import time

options = argparse.ArgumentParser()
options.add_argument("--words", type=int, default=400_000)
options.add_argument("--dimensions", type=int, default=300)
options.add_argument("--threads", type=int, default=2)
options.add_argument("--questions", type=int, default=40)
options = options.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import numpy
from gensim.models import KeyedVectors

here = os.path.dirname(os.path.abspath(__file__))
vectors = numpy.random.default_rng(1).standard_normal(
    (options.words, options.dimensions), dtype=numpy.float32)
asked = [i * options.words // options.questions for i in range(options.questions)]


def timed(answer):
    times, answers = [], []
    for word in asked:
        start = time.perf_counter()
        answers.append(answer(word))
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times), answers


def by_numpy(word):
    scores = unit @ unit[word]
    scores[word] = -2
    best = numpy.argpartition(-scores, 10)[:10]
    return best[numpy.argsort(-scores[best], kind="stable")].tolist()


results = {}
with tempfile.TemporaryDirectory() as folder:
    model = KeyedVectors(options.dimensions)
    model.add_vectors([f"w{i}" for i in range(options.words)], vectors)
    model.fill_norms()
    model.save_word2vec_format(f"{folder}/vectors.bin", binary=True)
    results["gensim"] = timed(
        lambda word: [int(name[1:]) for name, _ in model.most_similar(f"w{word}", topn=10)])
    del model
    unit = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
    results["numpy"] = timed(by_numpy)
    said = subprocess.run(
        [f"{here}/.build/release/nearest", "--vectors", f"{folder}/vectors.bin", "--threads",
         str(options.threads), "--questions", str(options.questions), "--answers",
         f"{folder}/answers"], check=True, capture_output=True, text=True).stdout
    with open(f"{folder}/answers") as file:
        ours = [[int(word) for word in line.split()] for line in file]

print(said, end="")
for name, (times, answers) in results.items():
    same = sum(a == b for a, b in zip(answers, ours))
    print(f"{name:23} {statistics.median(times):7.2f} ms median, {times[0]:7.2f} ms least; "
          f"{same} of {len(ours)} answers are ours")
