"""Vectors in files: size and time to load, Lexigate beside gensim, NumPy and safetensors.

    python3 compare.py [--words N] [--dimensions N] [--rounds N] [--no-text] [--json FILE]

Makes vectors (400,000 words of 300 numbers unless told otherwise), has each program write them in its own
form, and loads each file in a process of its own, by turns, N times. Prints sizes and median seconds, and
what reading our file must cost at least: its bytes read and inflated by zlib on all cores. All files have
been read before, so the disk is not measured. Needs some 4 GB of room for temporary files.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from workbench import Failure, build, environment, run, say, table

PACKAGES = {"gensim": "gensim", "safetensors": "safetensors", "numpy": "numpy"}
# What is loaded, by whom, and the file's name after "vectors."; a folder of files for gensim's own.
OURS = [
    ("Lexigate", "gz"), ("Lexigate, float16", "float16.gz"), ("Lexigate, int8", "int8.gz"),
    ("Lexigate, word2vec binary", "bin"), ("Lexigate, word2vec text", "txt")]
PEERS = [
    ("gensim, word2vec binary", "bin"), ("gensim, word2vec text", "txt"), ("gensim, its own", "kv"),
    ("NumPy, no words", "npy"), ("safetensors, no words", "safetensors")]
FLOOR = ("read and inflate gz, no more", "gz")


def size(folder, name):
    """A file with what stands beside it under its name."""
    start = "vectors." + name
    return sum(
        os.path.getsize(os.path.join(folder, file)) for file in os.listdir(folder)
        if file == start or file.startswith(start + ".vectors"))


def compare(options):
    binary = build(HERE, "store")
    python = environment("store", PACKAGES)
    peers = os.path.join(HERE, "peers.py")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        say("writing the files")
        written, _ = run([binary, "make", folder, str(options.words), str(options.dimensions)])
        run([python, peers, "save", folder])
        programs = {FLOOR: [binary, "inflate", os.path.join(folder, "vectors.gz")]}
        for who, name in OURS:
            if name == "txt" and options.no_text:
                continue
            programs[who, name] = [binary, "load", os.path.join(folder, "vectors." + name)]
        for who, name in PEERS:
            if name == "txt" and options.no_text:
                continue
            programs[who, name] = [python, peers, "load", name, folder]
        found = {key: [] for key in programs}
        memory = {key: 0 for key in programs}
        for turn in range(options.rounds + 1):
            for key, command in programs.items():
                # Reading text takes long, and the first turn only warms up.
                if key[1] == "txt" and not turn:
                    continue
                output, peak = run(command)
                if turn:
                    found[key].append(json.loads(output)["seconds"])
                    memory[key] = max(memory[key], peak)
            say(f"round {turn} of {options.rounds}" if turn else "warmed up")
        sizes = {key: size(folder, key[1]) for key in programs}
    medians = {key: statistics.median(times) for key, times in found.items()}
    own = medians[OURS[0]]
    raw = options.words * options.dimensions * 4
    lines = [[
        who, f"{sizes[who, name] / 1e6:.0f} MB", f"{100 * sizes[who, name] / raw:.0f} %",
        f"{medians[who, name]:.3f} s", f"{medians[who, name] / own:.2f}",
        f"{sizes[who, name] / 1e6 / medians[who, name]:.0f} MB/s",
        f"{memory[who, name] / 1e6:.0f} MB"] for who, name in programs]
    say(f"{options.words} words of {options.dimensions} numbers, {os.cpu_count()} processors, medians "
        f"of {options.rounds} rounds by turns")
    table(["", "size", "of the floats", "to load", "multiple of ours", "rate", "memory"], lines)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({
                "words": options.words, "dimensions": options.dimensions,
                "written": json.loads(written),
                "loaded": [
                    {"program": who, "file": name, "bytes": sizes[who, name],
                     "seconds": found[who, name], "memory": memory[who, name]}
                    for who, name in programs]}, file, indent=1)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--words", type=int, default=400_000)
    options.add_argument("--dimensions", type=int, default=300)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--no-text", action="store_true", help="leave word2vec text out, which takes long")
    options.add_argument("--folder", help="where the temporary files go")
    options.add_argument("--json", metavar="FILE", help="all figures")
    try:
        compare(options.parse_args())
    except Failure as failure:
        sys.exit(f"compare.py: {failure}")
    except KeyboardInterrupt:
        sys.exit("compare.py: stopped")
