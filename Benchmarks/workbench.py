"""What every comparison needs: processes, builds, virtual environments outside the tree, tables."""
import os
import subprocess
import sys
import tempfile


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


def build(folder, product):
    """Our own side, built in `folder`: the path of its program."""
    say("building Lexigate's benchmark: minutes the first time")
    try:
        done = subprocess.run(["swift", "build", "-c", "release"], cwd=folder, stdout=sys.stderr)
    except OSError as error:
        raise Failure(f"swift cannot be run ({error.strerror}): install a Swift 6.1 toolchain")
    if done.returncode != 0:
        raise Failure(f"swift build failed in {folder}: its messages stand above")
    return os.path.join(folder, ".build", "release", product)


def environment(name, packages):
    """The Python of a virtual environment outside the tree; `packages`: module → what pip installs."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.environ.get("LEXIGATE_VENV") or os.path.join(cache, "lexigate-benchmarks", name)
    python = os.path.join(folder, "bin", "python")

    def has(modules):
        return subprocess.run(
            [python, "-c", "import " + ", ".join(modules)], capture_output=True).returncode == 0

    if not os.path.exists(python):
        say(f"making a virtual environment in {folder}")
        made = subprocess.run(
            [sys.executable, "-m", "venv", folder], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        if made.returncode != 0:
            raise Failure(f"no virtual environment could be made in {folder} (Debian and Ubuntu: "
                          f"apt install python3-venv):\n{made.stdout.strip()}")
    missing = [module for module in packages if not has([module])]
    if missing:
        wanted = [packages[module] for module in missing]
        say(f"installing {' '.join(wanted)} into {folder}")
        installed = subprocess.run(
            [python, "-m", "pip", "install", "--disable-pip-version-check", *wanted],
            stdout=sys.stderr)
        if installed.returncode != 0 or not has(missing):
            raise Failure(
                f"pip could not install {' and '.join(wanted)}: its messages stand above.\n"
                "Without a network, set LEXIGATE_VENV to an environment that has them; where a "
                "package has no wheel\nfor this Python, run this with another Python or leave "
                "that program out")
    return python


def table(head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join(cells))
    print(flush=True)
