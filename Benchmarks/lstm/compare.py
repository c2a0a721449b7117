"""Trains and answers with Lexigate, PyTorch and ONNX Runtime by turns and prints their speeds.

    python3 compare.py [--quick] [--json FILE]     (see README.md, or --help)

Builds our benchmark, puts the other programs into a virtual environment outside the tree, and runs
every measurement in a process of its own. The tables go to standard output, all else to standard error.
"""
import argparse
import json
import os
import platform
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from workbench import Failure, build, environment, run, say, table

ROWS = {
    "A": "A  E100 H128 B32 T≤200",
    "F": "A  the same, frozen vectors",
    "B": "B  E100 H128 B64 T≤400",
    "C": "C  E300 H256 B64 T≤200",
    "D": "D  two directions, E100 H128 B64 T≤200",
}
ANSWERS = [(1, 50), (1, 200), (64, 200)]
PACKAGES = {"torch": "torch==2.15.0", "onnx": "onnx", "onnxruntime": "onnxruntime"}
NAMES = {"ours": "Lexigate", "bytes": "our int8", "torch": "PyTorch", "onnx": "ONNX Runtime",
         "int8": "its int8"}


class Programs:
    def __init__(self, binary):
        self.binary = binary or build(HERE, "lstm")
        self.python = environment("lstm", PACKAGES)

    def measure(self, name, *arguments):
        if name in ("ours", "bytes"):
            quantize = ["--quantize", "int8"] if name == "bytes" else []
            words = run([self.binary, *arguments, *quantize])[0].split()
            found = dict(zip(words[::2], words[1::2]))
            return {key: found[key] if key == "set" else float(found[key]) for key in found}
        return json.loads(run([self.python, os.path.join(HERE, "peers.py"), name, *arguments])[0])


def by_turns(programs, names, rounds, title, *arguments):
    """What every program measured in each round."""
    found = []
    for turn in range(rounds):
        found.append({})
        for name in names:
            say(f"{title}, round {turn + 1} of {rounds}: {NAMES[name]}")
            found[-1][name] = programs.measure(name, *arguments)
    return found


def median(found, figure):
    return statistics.median(figure(done) for done in found)


def compare(options):
    programs = Programs(options.binary)
    machine = programs.measure("ours", "peak", "--threads", "1")
    print(f"{platform.machine()}, {os.cpu_count()} processors, {machine['set']}; "
          f"medians of {options.rounds}\n", flush=True)
    record = {"options": vars(options), "training": [], "answering": []}

    for threads in options.threads if options.rows else []:
        lines = []
        for row in options.rows:
            found = by_turns(
                programs, ["ours", "torch"], options.rounds, f"{ROWS[row]}, {threads} thread(s)",
                "train", "--row", row, "--threads", str(threads))
            record["training"].append({"row": row, "threads": threads, "rounds": found})
            lines.append([
                ROWS[row], f"{median(found, lambda d: d['ours']['rate']) / 1000:,.0f}",
                f"{median(found, lambda d: d['ours']['share']):.0%}",
                f"{median(found, lambda d: d['torch']['rate']) / 1000:,.0f}",
                f"{median(found, lambda d: d['ours']['rate'] / d['torch']['rate']):.2f}"])
        table([f"training, {threads} thread(s)", "thousand words/s", "of peak", "PyTorch",
               "× PyTorch"], lines)

    for threads in options.threads if options.answers else []:
        lines = []
        names = list(NAMES)
        for texts, words in ANSWERS:
            found = by_turns(
                programs, names, options.rounds, f"{texts} × {words}, {threads} thread(s)",
                "answer", "--texts", str(texts), "--words", str(words), "--threads", str(threads))
            record["answering"].append(
                {"texts": texts, "words": words, "threads": threads, "rounds": found})
            cells = [f"{texts} × {words} words"]
            for name in names:
                seconds = median(found, lambda d: d[name]["seconds"])
                mine = "bytes" if name == "int8" else "ours"
                ratio = median(found, lambda d: d[name]["seconds"] / d[mine]["seconds"])
                cells.append(f"{seconds * 1e3:.3f} ms" + (
                    "" if name == "ours" else f" ({ratio:.2f})"))
            lines.append(cells)
        table([f"answering, {threads} thread(s); in brackets × our time, its int8 × our int8",
               *(NAMES[name] for name in names)], lines)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(record, file, indent=1)


def read_options():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = options.add_argument
    quick = "--quick" in sys.argv
    add("--rows", type=lambda text: [row for row in text if row != ","],
        default=["A"] if quick else list(ROWS), metavar="A,…",
        help="of training: A, F (A with frozen vectors), B, C, D; \"\" for none")
    add("--no-answers", dest="answers", action="store_false")
    add("--threads", type=lambda text: [int(number) for number in text.split(",")],
        default=[1] if quick else [1, 2], metavar="N,…")
    add("--rounds", type=int, default=1 if quick else 5)
    add("--json", metavar="FILE", help="where every single figure is written")
    add("--binary", help="our benchmark, already built")
    add("--quick", action="store_true", help="one round, row A, one thread")
    options = options.parse_args()
    if wrong := [row for row in options.rows if row not in ROWS]:
        sys.exit(f"compare.py: --rows has {wrong[0]}, expected some of {', '.join(ROWS)}")
    return options


if __name__ == "__main__":
    try:
        compare(read_options())
    except Failure as failure:
        sys.exit(f"compare.py: {failure}")
    except KeyboardInterrupt:
        sys.exit("compare.py: stopped")
