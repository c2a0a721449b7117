"""Prints gensim's figures on published vectors: the numbers in EvaluationGoldenTests.swift.

    python golden_evaluation.py DATA

DATA holds formats/glove.50k.50d.txt.gz and vector-tests/. Made with gensim 4.4.0.
"""
import sys
from gensim.models import KeyedVectors

data = sys.argv[1]
vectors = KeyedVectors.load_word2vec_format(
    f"{data}/formats/glove.50k.50d.txt.gz", binary=False, no_header=True)
tests = f"{data}/vector-tests"
for restrict, fold in ((30000, True), (300000, False), (5000, True)):
    _, sections = vectors.evaluate_word_analogies(
        f"{tests}/questions-words.txt", restrict_vocab=restrict, case_insensitive=fold)
    print("analogies", restrict, fold)
    for s in sections:
        right = len(s["correct"])
        print(f'  ("{s["section"]}", {right}, {right + len(s["incorrect"])}),')
    for name in ("wordsim353.tsv", "simlex999.txt"):
        pearson, spearman, unknown = vectors.evaluate_word_pairs(
            f"{tests}/{name}", restrict_vocab=restrict, case_insensitive=fold)
        print(f"  {name} spearman {spearman[0]:.9f} pearson {pearson[0]:.9f} unknown % {unknown}")
