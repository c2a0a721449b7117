"""Files that lie about their size: how soon, and with how little memory, each is refused.

    python3 hostile.py [--lexigate FILE] [--rounds N] [--json FILE]

Writes a small file of each format whose header claims up to 2^63 rows, columns, words or bytes, and bombs, a
few hundred kilobytes that unpack to a gigabyte; runs `lexigate vectors info` on each, in a process of its
own, N times; prints the median of the milliseconds from the start of the process to its end, the peak of
its memory (some 15 MiB at least, those of the Python that starts it), and what it says. Ends with 1 where
a file is taken or the program dies, where a header costs 10 ms more than starting the program, or 64 MiB,
or a bomb, of which as much is unpacked as its header claims or the longest line may have, more than 512 MiB.
"""
import argparse
import gzip
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from workbench import Failure, say, table

MOST = (1 << 63) - 1
ROW = struct.pack("<300f", *[0.5] * 300)
TEXT = b" 0.5" * 300 + b"\n"
MILLISECONDS, MEBIBYTES, BOMB_MEBIBYTES = 10, 64, 512


def container(*sections, data=b""):
    """One of our own files, every checksum right; a section: name, type, shape, offset, bytes."""
    keys = ("name", "type", "shape", "offset", "bytes")
    header = json.dumps({"kind": "vectors", "sections": [
        {**dict(zip(keys, section)), "required": True} for section in sections]}).encode()
    header += b" " * (-len(header) % 8)
    body = b"LEXIGATE" + struct.pack("<II", 1, len(header)) + header + data
    return body + struct.pack("<I", zlib.crc32(body))


def member(content, inflated):
    """A gzip member that states another length than it has, as our writer would state it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    length = 10 + 2 + 12 + len(packed) + 8
    return (
        b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff" + struct.pack("<H", 12) + b"LX"
        + struct.pack("<HII", 8, length, inflated) + packed
        + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF))


def npy(shape, rows=ROW):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + rows


def safetensors(shape, end, length=None):
    header = json.dumps({
        "__metadata__": {"words": '["a"]'},
        "vectors": {"dtype": "F32", "shape": shape, "data_offsets": [0, end]}}).encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + ROW


def fast_text(dimensions=300, size=3, words=3, tokens=9, pruned=-1, buckets=10):
    numbers = struct.pack(
        "<12id", dimensions, 5, 5, 1, 5, 1, 1, 2, buckets, 3, 6, 100, 1e-4)
    return (
        struct.pack("<ii", 793712314, 12) + numbers
        + struct.pack("<iiiqq", size, words, 0, tokens, pruned) + b"word\0" + struct.pack("<qb", 9, 0)
        + ROW)


def bomb(start):
    """What unpacks to `start` and then a gigabyte of zeros."""
    yield gzip.compress(start)
    zeros = bytes(1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(zeros) for _ in range(16)) + packer.flush()
    for _ in range(64):
        yield packed


def files():
    """What is claimed → the name and the bytes; the names of bombs begin so."""
    count = str(MOST).encode()
    huge = ("vectors", "float32", [MOST, 300], 0, 1200)
    agreeing = ("vectors", "float32", [1 << 50, 8], 0, 1 << 55)
    return {
        "own: 2^63 rows": ("rows.gz", gzip.compress(container(huge, data=ROW))),
        "own: 2^50 rows of as many bytes": (
            "agree.gz", gzip.compress(container(agreeing, data=ROW))),
        "own: 2^62 words": (
            "words.gz", gzip.compress(container(("words", "strings", [1 << 62], 0, 1 << 40)))),
        "own: a header of 4 GiB": (
            "header.gz", gzip.compress(b"LEXIGATE" + struct.pack("<II", 1, 0xFFFFFFFF) + ROW)),
        "own: members of 4 GiB": (
            "members.gz", member(container(huge, data=ROW), 0xFFFFFFFF) * 40),
        "own, not packed: 2^63 rows": ("rows", container(huge, data=ROW)),
        "word2vec text: 2^63 rows": ("rows.txt", count + b" 300\nword" + TEXT),
        "word2vec text: 2^63 numbers": ("columns.txt", b"2 " + count + b"\nword" + TEXT),
        "word2vec text: 2^31 numbers": ("wide.txt", b"2 2147483647\nword" + TEXT),
        "word2vec binary: 2^63 rows": ("rows.bin", count + b" 300\nword " + ROW),
        "word2vec binary: 2^63 numbers": ("columns.bin", b"2 " + count + b"\nword " + ROW),
        "word2vec binary: 2^31 numbers": ("wide.bin", b"2 2147483647\nword " + ROW),
        "fastText: 2^31 words": ("words.ft.bin", fast_text(size=(1 << 31) - 9, words=(1 << 31) - 9)),
        "fastText: 2^31 dimensions": ("wide.ft.bin", fast_text(dimensions=MOST >> 32)),
        "fastText: 2^63 pruned buckets": ("pruned.ft.bin", fast_text(pruned=MOST)),
        "fastText: 2^31 buckets": ("buckets.ft.bin", fast_text(buckets=MOST >> 32)),
        "NumPy: 2^63 rows": ("rows.npy", npy(f"({MOST}, 300)")),
        "NumPy: 2^40 rows": ("many.npy", npy(f"({1 << 40}, 300)")),
        "NumPy: no columns": ("none.npy", npy(f"({MOST}, 0)")),
        "safetensors: 2^63 rows": ("rows.safetensors", safetensors([MOST, 300], 1200)),
        "safetensors: 2^50 rows of as many bytes": (
            "agree.safetensors", safetensors([1 << 50, 8], 1 << 55)),
        "safetensors: a header of 2^63 bytes": ("header.safetensors", safetensors([1], 4, MOST)),
        "bomb: own, 2^55 bytes": ("bomb-own.gz", bomb(container(agreeing)[:-4])),
        "bomb: own, with text": (
            "bomb-json.gz", bomb(container(("words", "strings", [1 << 25], 0, 1 << 27))[:-4])),
        "bomb: word2vec text": ("bomb-text.gz", bomb(b"2000000 300\nword 0.5 ")),
        "bomb: word2vec binary": ("bomb-binary.gz", bomb(b"2000000 300\nword ")),
        "bomb: GloVe": ("bomb-glove.gz", bomb(b"word 0.5 0.5\nother 0.5 ")),
        "bomb: NumPy": ("bomb.npy.gz", bomb(npy(f"({1 << 40}, 300)"))),
        "bomb: safetensors": ("bomb-safetensors.gz", bomb(safetensors([1 << 22, 8], 1 << 27))),
        "bomb: fastText": ("bomb-fasttext.gz", bomb(fast_text(size=1 << 20, words=1 << 20))),
        "bomb: nothing else": ("bomb-zeros.gz", bomb(b"")),
    }


def run(command):
    """A process from its start to its end: exit code, milliseconds, peak memory in MiB, last line."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = 1000 * (time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    unit = 1 if sys.platform == "darwin" else 1024
    return process.returncode, elapsed, usage.ru_maxrss * unit / (1 << 20), said[-1] if said else ""


def measure(program, options):
    def median(command):
        rounds = [run(command) for _ in range(options.rounds)]
        codes = {each[0] for each in rounds}
        return (
            codes.pop() if len(codes) == 1 else None, statistics.median(each[1] for each in rounds),
            max(each[2] for each in rounds), rounds[0][3])

    _, idle, memory, _ = median([program, "--version"])
    lines, found = [["no file (--version)", "", f"{idle:.1f} ms", f"{memory:.1f} MiB", ""]], {}
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for what, (name, content) in files().items():
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            if ".npy" in name:
                with open(os.path.join(folder, "words"), "w") as words:
                    words.write("word\n")
                command = [
                    program, "vectors", "info", path, "--words", os.path.join(folder, "words")]
            else:
                command = [program, "vectors", "info", path]
            code, elapsed, memory, said = median(command)
            said = said.replace(folder + "/", "")
            if code not in (1, 2):
                faults.append(f"{what}: ended with {code}")
            is_bomb = name.startswith("bomb")
            if memory > (BOMB_MEBIBYTES if is_bomb else MEBIBYTES):
                faults.append(f"{what}: {memory:.0f} MiB of memory")
            if not is_bomb and elapsed - idle > MILLISECONDS:
                faults.append(f"{what}: {elapsed:.1f} ms")
            lines.append([
                what, f"{os.path.getsize(path):,} B", f"{elapsed:.1f} ms", f"{memory:.1f} MiB", said[:110]])
            found[what] = {"bytes": os.path.getsize(path), "milliseconds": elapsed, "mebibytes": memory,
                           "code": code, "said": said}
    table(["", "size", "refused in", "memory", "with the words"], lines)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(found, file, indent=2)
    return faults


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0],
        epilog="A program built by `swift build -c release` in the repository is found by itself.")
    built = os.path.join(HERE, "..", "..", ".build", "release", "lexigate")
    parser.add_argument("--lexigate", default=os.path.normpath(built), metavar="FILE")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    if not os.access(options.lexigate, os.X_OK):
        raise Failure(f"{options.lexigate}: there is no program here: build it, or name one")
    faults = measure(options.lexigate, options)
    for fault in faults:
        say(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"hostile.py: {failure}")
