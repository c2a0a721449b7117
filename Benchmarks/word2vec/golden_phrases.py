"""Writes what gensim's Phrases finds in the project's own corpus: Golden/phrases.json of the tests.

    python golden_phrases.py ../../data/food-corpus.txt.gz > ../../Tests/EmbeddingStoreTests/Golden/phrases.json

Each pass has a delimiter of its own while gensim works, since it counts pairs by their spelling and
would take (a_b, c) and (a, b_c) for the same pair. Made with gensim 4.4.0.
"""
import gzip, json, sys, zlib
from collections import Counter
from gensim.models.phrases import (
    ENGLISH_CONNECTOR_WORDS, Phrases, npmi_scorer, original_scorer)

texts = [line.decode().lower().split() for line in gzip.open(sys.argv[1])]
assert not any("_" in word for text in texts for word in text)


def fingerprint(texts):
    """CRC-32 of the texts as lines."""
    return zlib.crc32("".join(" ".join(text) + "\n" for text in texts).encode())


# (first, second, pair, vocabulary, minCount, words)
COUNTS = [(10, 10, 10, 1000, 5, 5000), (100, 7, 5, 1000, 5, 5000), (3, 4, 2, 50, 5, 900),
          (1, 1, 1, 2, 1, 2), (123456, 98765, 4321, 5000000, 5, 17000000)]
scores = [{"counts": list(c),
           "original": original_scorer(*c), "npmi": npmi_scorer(*c)} for c in COUNTS]
for entry in scores:
    if entry["npmi"] == float("-inf"):
        entry["npmi"] = None

cases = []
for score, threshold, minimum, connectors, passes in (
    ("original", 10.0, 5, False, 1),
    ("npmi", 0.5, 5, False, 2),
    ("npmi", 0.3, 20, True, 2),
    ("original", 2.0, 3, True, 2),
):
    words = sorted(ENGLISH_CONNECTOR_WORDS) if connectors else []
    case = {"score": score, "threshold": threshold, "minCount": minimum, "connectors": words,
            "passes": []}
    joined = texts
    for number in range(passes):
        model = Phrases(
            joined, min_count=minimum, threshold=threshold, delimiter=chr(1 + number),
            scoring="default" if score == "original" else score,
            connector_words=frozenset(words))
        found = model.find_phrases(joined)
        joined = [model[text] for text in joined]
        counts = Counter(word for text in joined for word in text)
        plain = lambda phrase: "".join("_" if ord(c) < 3 else c for c in phrase)
        best = sorted(found.items(), key=lambda item: (-item[1], plain(item[0])))[:12]
        case["passes"].append({
            "phrases": len(found), "scoreSum": sum(found.values()),
            "joined": sum(counts[phrase] for phrase in found),
            "words": sum(map(len, joined)),
            "fingerprint": fingerprint([[plain(word) for word in text] for text in joined]),
            "best": [{"phrase": plain(p), "score": s, "count": counts[p]} for p, s in best],
        })
    cases.append(case)
json.dump({"scores": scores, "corpus": cases}, sys.stdout, indent=1)
print()
