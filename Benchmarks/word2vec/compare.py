"""Trains word vectors with Lexigate, gensim and fastText by turns and prints speed, memory and quality.

    python3 compare.py CORPUS [--quick] [--quality] [--json FILE]     (see README.md, or --help)

Builds our benchmark, puts the other programs into a virtual environment outside the tree, and runs
every training in a process of its own. Needs Python's standard library only: what is measured is
imported by peers.py. The table goes to standard output, all else to standard error.
"""
import argparse
import gzip
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile

from programs import NAMES, Programs
from workbench import Failure, say, table

PROGRAMS = list(NAMES)
TESTS = ("questions-words.txt", "wordsim353.tsv", "simlex999.txt")
WORDS_A_LINE = 1000  # gensim cuts lines of more than 10,000 words, fastText those of more than 1,024


def names(text):
    chosen = text.split(",")
    if unknown := [name for name in chosen if name not in PROGRAMS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(PROGRAMS)}")
    return chosen


def numbers(text):
    return [int(number) for number in text.split(",")]


def read_options():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = options.add_argument
    add("corpus", help="words between spaces, plain or gzip")
    quick = "--quick" in sys.argv
    add("--dimensions", type=numbers, default=[100] if quick else [100, 300], metavar="N,…")
    add("--threads", type=numbers, default=[1] if quick else [1, 2], metavar="N,…")
    add("--rounds", type=int, default=1 if quick else 5, help="0 leaves speed out")
    add("--epochs", type=int, default=1, help="of a timed training")
    add("--megabytes", type=int, default=2 if quick else None, help="of the corpus, from its start; all of it unless told")
    add("--programs", type=names, default=PROGRAMS, metavar="A,…", help=", ".join(PROGRAMS))
    add("--quality", type=names, nargs="?", const=["exact", "gensim"], default=[], metavar="A,…",
        help="also train five epochs at 100 dimensions and test the vectors; exact,gensim")
    add("--seeds", type=numbers, default=[1, 2, 3], metavar="N,…", help="of --quality")
    add("--tests", help="folder with questions-words.txt, wordsim353.tsv and simlex999.txt; "
        "gensim's own unless told")
    add("--json", metavar="FILE", help="where every single figure is written")
    add("--binary", help="our benchmark, already built")
    add("--quick", action="store_true",
        help="2 MB, one round, 100 dimensions, one thread, where not told otherwise")
    return options.parse_args()


def prepare(path, megabytes, target):
    """Writes the start of the corpus with a line break every 1,000 words, and counts its words.

    Piece by piece: a process that this one starts has this one's peak memory as its least.
    """
    left = megabytes * 1_000_000 if megabytes else sys.maxsize
    count, words, held = 0, [], b""
    try:
        with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file, \
                open(target, "wb") as lines:
            while piece := file.read(min(left, 1 << 20)):
                left -= len(piece)
                piece = held + piece
                # The last word may go on in the next piece.
                whole = max(piece.rfind(b" "), piece.rfind(b"\n")) + 1
                held = piece[whole:]
                words += piece[:whole].split()
                full = len(words) // WORDS_A_LINE * WORDS_A_LINE
                for start in range(0, full, WORDS_A_LINE):
                    lines.write(b" ".join(words[start:start + WORDS_A_LINE]) + b"\n")
                count += full
                del words[:full]
            words += held.split()
            if words:
                lines.write(b" ".join(words) + b"\n")
    except (OSError, EOFError) as error:
        raise Failure(f"{path}: the corpus cannot be read: {error}")
    if count + len(words) == 0:
        raise Failure(f"{path}: the corpus has no words")
    return count + len(words)


def measure_speed(programs, options, text, dimensions, threads):
    """One line for each round: what every program did in it, and the machine's peak just before."""
    rounds = []
    for turn in range(options.rounds):
        done = {"peak": programs.peak(threads)}
        for name in options.programs:
            say(f"{dimensions} dimensions, {threads} thread(s), round {turn + 1} of "
                f"{options.rounds}: {NAMES[name]}")
            done[name] = programs.train(
                name, text, dimensions=dimensions, threads=threads, epochs=options.epochs, seed=1)
        rounds.append(done)
    return rounds


def print_speed(rounds, options, dimensions, threads):
    def median(figure):
        return statistics.median(figure(done) for done in rounds)

    # What lowers a peak is other work on the machine: the highest is the machine's own.
    peak = max(done["peak"] for done in rounds)

    def share(run):
        pairs = run["pairs"] / (run["words"] * options.epochs)
        return run["rate"] * pairs * dimensions * 6 / peak

    print(f"{dimensions} dimensions, {threads} thread(s), FMA peak {peak / 1e9:.0f} GFLOP/s, "
          f"medians of {len(rounds)}")
    rows = []
    for name in options.programs:
        ratio, part = "–", "–"
        if "gensim" in options.programs:
            ratio = f"{median(lambda done: done[name]['rate'] / done['gensim']['rate']):.2f}"
        if "pairs" in rounds[0][name]:
            part = f"{median(lambda done: share(done[name])):.0%}"
        rows.append([
            NAMES[name], f"{median(lambda done: done[name]['rate']):,.0f}", ratio, part,
            f"{median(lambda done: done[name]['memory']) / 1e6:,.0f} MB"])
    table(["", "words/s", "× gensim", "of peak", "memory"], rows)


def print_quality(results):
    print("five epochs, 100 dimensions; mean ± half the range")
    rows = []
    for name, of_name in itertools.groupby(results, lambda result: result["program"]):
        of_name = list(of_name)
        columns = [[result[key] for result in of_name]
                   for key in ("analogies", "wordsim", "simlex")]
        for result, figures in zip(of_name, zip(*columns)):
            rows.append([f"{NAMES[name]}, seed {result['seed']}", *map(quality_cell, figures)])
        rows.append([NAMES[name]] + [
            f"{quality_cell(statistics.mean(column))} ± {(max(column) - min(column)) / 2:.3f}"
            for column in columns])
    table(["", "analogies", "WordSim-353", "SimLex-999"], rows)


def quality_cell(figure):
    return f"{figure:.3f}"


def compare(options, folder):
    for name in TESTS if options.tests else ():
        if not os.path.exists(os.path.join(options.tests, name)):
            raise Failure(f"{options.tests} has no {name}; leave --tests out for gensim's own")
    if not os.path.exists(options.corpus):
        raise Failure(f"{options.corpus}: there is no such corpus: give a text of words between "
                      "spaces, plain or gzip")
    programs = Programs(options.programs + options.quality, options.binary, bool(options.quality))
    text = os.path.join(folder, "text.txt")
    words = prepare(options.corpus, options.megabytes, text)
    say(f"{words:,} words")
    record = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, {programs.instruction_set}",
        "words": words, "options": vars(options), "speed": [], "quality": []}

    def keep():
        if options.json:
            with open(options.json, "w") as file:
                json.dump(record, file, indent=1, ensure_ascii=False)

    print(f"{words:,} words of {options.corpus}; {record['machine']}\n", flush=True)
    if options.rounds > 0:
        for dimensions, threads in itertools.product(options.dimensions, options.threads):
            rounds = measure_speed(programs, options, text, dimensions, threads)
            record["speed"].append(
                {"dimensions": dimensions, "threads": threads, "rounds": rounds})
            print_speed(rounds, options, dimensions, threads)
            keep()
    for name, seed in itertools.product(options.quality, options.seeds):
        say(f"quality: {NAMES[name]}, seed {seed}")
        vectors = os.path.join(folder, "vectors.bin")
        run = programs.train(
            name, text, dimensions=100, threads=os.cpu_count(), epochs=5, seed=seed, out=vectors)
        record["quality"].append(
            {"program": name, "seed": seed, **run, **programs.evaluate(vectors, options.tests)})
        keep()
    if options.quality:
        print_quality(record["quality"])


if __name__ == "__main__":
    options = read_options()
    try:
        with tempfile.TemporaryDirectory() as folder:
            compare(options, folder)
    except Failure as failure:
        sys.exit(f"compare.py: {failure}")
    except KeyboardInterrupt:
        sys.exit("compare.py: stopped")
