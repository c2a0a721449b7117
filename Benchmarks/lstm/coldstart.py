"""From nothing to one answer: Lexigate, PyTorch and ONNX Runtime by turns, whole processes.

    python3 coldstart.py [--runs N] [--words N] [--dimensions N] [--binary FILE]

Makes a model of 30,000 words with vectors of 100 numbers and an LSTM of 128 units (12 MB of numbers) in
each program's own format, or of other numbers of words and dimensions, then has each start, load it and judge one sentence, N times, by turns. Prints
the median time and the largest memory of a process; how the peers make their models is in peers.py.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
from workbench import Failure, build, environment, run, say, table

PACKAGES = {"torch": "torch==2.15.0", "onnx": "onnx", "onnxruntime": "onnxruntime"}
NAMES = {"ours": "Lexigate", "torch": "PyTorch", "onnx": "ONNX Runtime"}


def our_model(options, binary, folder):
    """A model of as many words, hardly trained: its vectors are still random."""
    texts = os.path.join(folder, "texts.tsv")
    with open(texts, "w") as file:
        file.write("text\tlabel\n")
        for start in range(0, options.words, 20):
            words = " ".join(f"word{number}" for number in range(start, start + 20))
            file.write(f"{words}\t{'good' if start % 40 else 'bad'}\n")
    stages = {
        "reviews": {"stage": "examples", "path": texts, "split": {"train": 1}},
        "tokens": {"stage": "tokenize", "from": "reviews", "minCount": 1},
        "classifier": {"stage": "lstm", "examples": "reviews", "tokens": "tokens",
                       "dimensions": options.dimensions, "hidden": 128, "epochs": 1, "monitor": "loss"}}
    pipeline = os.path.join(folder, "pipeline.json")
    with open(pipeline, "w") as file:
        json.dump({"pipeline": "cold", "stages": stages}, file)
    out = os.path.join(folder, "out")
    run([binary, "run", pipeline, "--out", out, "--quiet"])
    return os.path.join(out, "classifier.model.gz")


def compare(options):
    binary = options.binary or build(ROOT, "lexigate")
    python = environment("lstm", PACKAGES)
    peers = os.path.join(HERE, "peers.py")
    with tempfile.TemporaryDirectory() as folder:
        sentence = " ".join(f"word{number * 7}" for number in range(10))
        models = {"ours": our_model(options, binary, folder)}
        commands = {"ours": [binary, "predict", models["ours"], "--text", sentence]}
        for name in ["torch", "onnx"]:
            models[name] = os.path.join(folder, name)
            shape = ["--file", models[name], "--vocabulary", str(options.words),
                     "--dimensions", str(options.dimensions)]
            run([python, peers, name, "save"] + shape)
            commands[name] = [python, peers, name, "cold"] + shape
        found = {name: [] for name in commands}
        for turn in range(options.runs + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                _, memory = run(command)
                # The first run brings the files into the system's memory.
                if turn:
                    found[name].append((time.perf_counter() - start, memory))
        lines = [[
            NAMES[name], f"{os.path.getsize(models[name]) / 1e6:.1f} MB",
            f"{statistics.median(seconds for seconds, _ in runs) * 1e3:.0f} ms",
            f"{max(memory for _, memory in runs) / 1e6:.0f} MB",
        ] for name, runs in found.items()]
    say(f"{os.cpu_count()} processors, medians of {options.runs} runs by turns")
    table(["start, load, one answer", "model", "time", "memory"], lines)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--words", type=int, default=30_000)
    options.add_argument("--dimensions", type=int, default=100)
    options.add_argument("--binary", help="lexigate, already built")
    try:
        compare(options.parse_args())
    except Failure as failure:
        sys.exit(f"coldstart.py: {failure}")
    except KeyboardInterrupt:
        sys.exit("coldstart.py: stopped")
