"""The programs that are compared: how each is installed, and how one training of it is run."""
import json
import os
import subprocess
import sys
import tempfile

NAMES = {
    "exact": "Lexigate", "hogwild": "Lexigate, hogwild", "gensim": "gensim", "fasttext": "fastText"}
PACKAGES = {"gensim": "gensim==4.4.0", "fasttext": "fasttext-wheel==0.9.2"}
HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """What went wrong and what to do, for a person."""


def say(line):
    print(line, file=sys.stderr, flush=True)


def run(command):
    """Runs a fresh process to its end: what it printed, and its peak memory in bytes."""
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        except OSError as error:
            raise Failure(f"{command[0]} cannot be run: {error.strerror}")
        output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines()[-12:]
            raise Failure("\n".join(
                [f"{' '.join(command)} ended with {process.returncode}:", *last]))
    return output, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Programs:
    def __init__(self, names, binary, evaluates):
        self.binary = binary or build()
        peers = [name for name in PACKAGES if name in names or (name == "gensim" and evaluates)]
        self.python = environment(peers) if peers else None
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


def build():
    say("building Lexigate's benchmark: minutes the first time")
    try:
        done = subprocess.run(["swift", "build", "-c", "release"], cwd=HERE, stdout=sys.stderr)
    except OSError as error:
        raise Failure(f"swift cannot be run ({error.strerror}): install a Swift 6.1 toolchain")
    if done.returncode != 0:
        raise Failure(f"swift build failed in {HERE}: its messages stand above")
    return os.path.join(HERE, ".build", "release", "word2vec-benchmark")


def environment(peers):
    """The Python of a virtual environment outside the tree that has `peers`."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.environ.get("LEXIGATE_VENV") or os.path.join(
        cache, "lexigate-benchmarks", "word2vec")
    python = os.path.join(folder, "bin", "python")

    def has(peers):
        return subprocess.run(
            [python, "-c", "import " + ", ".join(peers)], capture_output=True).returncode == 0

    if not os.path.exists(python):
        say(f"making a virtual environment in {folder}")
        made = subprocess.run(
            [sys.executable, "-m", "venv", folder], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        if made.returncode != 0:
            raise Failure(f"no virtual environment could be made in {folder} (Debian and Ubuntu: "
                          f"apt install python3-venv):\n{made.stdout.strip()}")
    missing = [name for name in peers if not has([name])]
    if missing:
        packages = [PACKAGES[name] for name in missing]
        say(f"installing {' '.join(packages)} into {folder}")
        installed = subprocess.run(
            [python, "-m", "pip", "install", "--disable-pip-version-check", *packages],
            stdout=sys.stderr)
        if installed.returncode != 0 or not has(missing):
            raise Failure(
                f"pip could not install {' and '.join(packages)}: its messages stand above.\n"
                "Without a network, set LEXIGATE_VENV to an environment that has them. Where a "
                "package has no wheel\nfor this Python, run compare.py with another Python or "
                "leave fastText out: --programs exact,hogwild,gensim")
    return python
