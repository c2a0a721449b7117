"""The programs that are compared: how each is installed, and how one training of it is run."""
import json
import os
import sys

NAMES = {
    "exact": "Lexigate", "hogwild": "Lexigate, hogwild", "gensim": "gensim", "fasttext": "fastText"}
PACKAGES = {"gensim": "gensim==4.4.0", "fasttext": "fasttext-wheel==0.9.2"}
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from workbench import build, environment, run


class Programs:
    def __init__(self, names, binary, evaluates):
        self.binary = binary or build(HERE, "word2vec-benchmark")
        peers = [name for name in PACKAGES if name in names or (name == "gensim" and evaluates)]
        self.python = (
            environment("word2vec", {name: PACKAGES[name] for name in peers}) if peers else None)
        self.instruction_set = self.ours("--peak")[0]["set"]

    def ours(self, *arguments):
        output, memory = run([self.binary, *arguments])
        words = output.split()
        return dict(zip(words[::2], words[1::2])), memory

    def peers(self, *arguments):
        output, memory = run([self.python, os.path.join(HERE, "peers.py"), *arguments])
        return json.loads(output), memory

    def peak(self, threads):
        """Operations a second that this machine's multiply-adders reach on so many threads."""
        return float(self.ours("--peak", "--threads", str(threads))[0]["peak"])

    def train(self, name, text, *, dimensions, threads, epochs, seed, out=None):
        """One training: words of the vocabulary a second, and peak memory."""
        arguments = [
            text, "--dimensions", str(dimensions), "--threads", str(threads),
            "--epochs", str(epochs), "--seed", str(seed), *(["--out", out] if out else [])]
        if name in PACKAGES:
            found, memory = self.peers(name, *arguments)
            return {**found, "memory": memory}
        found, memory = self.ours(*arguments, "--parallel", name)
        words, seconds = int(found["words"]), float(found["train"])
        return {"rate": words * epochs / seconds, "words": words, "pairs": int(found["pairs"]),
                "memory": memory}

    def evaluate(self, vectors, tests):
        return self.peers("evaluate", vectors, *(["--tests", tests] if tests else []))[0]
