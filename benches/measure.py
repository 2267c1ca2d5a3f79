"""One process measured, and the machine that it ran on. Used by run.py,
hostile.py and guard.py; see benches/README.md."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# What a file of this form needs beside its name.
FLAGS = {
    "meta-csv": ["--preset", "meta"],
    "google-tsv": ["--preset", "google"],
    "google-rss": ["--preset", "google"],
    "semicolon-csv": ["--preset", "meta", "--decimal", ","],
    "shopify": ["--preset", "shopify", "--shop-url", "https://shop.example", "--currency", "EUR", "--condition", "new"],
    "woocommerce": [
        "--preset", "woocommerce", "--shop-url", "https://shop.example", "--currency", "EUR", "--condition", "new",
        "--timezone", "Europe/Berlin",
    ],
}
FORMATS = list(FLAGS)

# A child counts the memory of the process that it was forked from, and this one
# is large; one that is forked from a small program is not.
SMALL = shutil.which("time", path="/usr/bin:/bin")


@dataclass
class Run:
    """One process, from start to exit. Times in seconds, memory in MiB."""

    wall: float
    cpu: float
    peak: float
    code: int
    out: bytes
    first: float = 0.0  # until the first line of its output


class Failed(RuntimeError):
    """It ended with another exit code than it should."""


def run(command, codes=(0,), env=None, first_line=False):
    """Runs a command to its end. `codes` are the exit codes that are right, or None for all."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile("r") as told:
        through = [SMALL, "-q", "-f", "%M", "-o", told.name] if SMALL else []
        begun = time.perf_counter()
        target = subprocess.PIPE if first_line else out
        child = subprocess.Popen(through + command, stdout=target, stderr=err, stdin=subprocess.DEVNULL, env=env)
        first = 0.0
        if first_line:
            out.write(child.stdout.readline())
            first = time.perf_counter() - begun
            shutil.copyfileobj(child.stdout, out)
            child.stdout.close()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        code = child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if codes is not None and code not in codes:
            words = err.read().decode(errors="replace").strip() or out.read().decode(errors="replace").strip()
            raise Failed(f"exit {code}: {words[-400:]}")
        # An export is large and nobody reads it.
        text = out.read(1 << 20)
        words = told.read().split() if SMALL else []
        peak = int(words[-1]) if words else usage.ru_maxrss
    peak /= 1 << 20 if sys.platform == "darwin" and not SMALL else 1 << 10
    return Run(wall, usage.ru_utime + usage.ru_stime, peak, code, text, first)


def median(values):
    return statistics.median(values)


def target_folder():
    told = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--no-deps", "--offline"],
        cwd=ROOT, check=True, capture_output=True,
    )
    return Path(json.loads(told.stdout)["target_directory"])


def built(binary=None, tool=None, together=False):
    """The program and the tool: those that are named, or the ones of this working copy, built.

    Built `together` they share what they depend on, which takes half the time;
    the program then has what only tests switch on in some of it."""
    build = ["cargo", "build", "--release", "--locked"]
    program, helper = ["--bins"], ["--example", "bench-tool"]
    if together and not binary and not tool:
        subprocess.run(build + program + helper, cwd=ROOT, check=True)
    else:
        for part in [program] * (not binary) + [helper] * (not tool):
            subprocess.run(build + part, cwd=ROOT, check=True)
    folder = target_folder() / "release"
    return Path(binary or folder / "shelfsync").resolve(), Path(tool or folder / "examples" / "bench-tool").resolve()


def generate(tool, path, rows, day=1, form="meta-csv", shuffled=False, seed=42):
    """Writes an export; what it holds, and how it differs from the first day's."""
    command = [tool, "generate", "--rows", str(rows), "--seed", str(seed), "--day", str(day), "--format", form]
    with open(path, "wb") as out:
        done = subprocess.run(command + ["--shuffled"] * shuffled, stdout=out, stderr=subprocess.PIPE, check=True)
    return json.loads(done.stderr)


class Servers:
    """Servers of a measurement, all of which end with it."""

    def __init__(self, env):
        self.env = env
        self.children = []

    def start(self, command):
        """Starts a server and returns its address, which its first lines name."""
        command = [str(part) for part in command]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.env)
        self.children.append(child)
        for line in child.stdout:
            words = [word for word in line.decode().split() if word.startswith("http://")]
            if words:
                return words[0].rstrip(".,/")
        raise Failed(f"`{command[0]}` named no address")

    def sink(self):
        return self.start([sys.executable, HERE / "sink.py"])

    def stop(self):
        for child in self.children:
            child.terminate()
            child.wait()


def machine():
    name = platform.processor() or platform.machine()
    memory = ""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemTotal:"):
                memory = f", {int(line.split()[1]) / (1 << 20):.0f} GiB"
    except OSError:
        pass
    return f"{os.cpu_count()} × {name}{memory}, {platform.system()} {platform.release()}"


def commit():
    """What was built, as the history names it."""
    def git(*words):
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    name = git("rev-parse", "--short", "HEAD")
    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "Cargo.toml", "Cargo.lock")
    return (name or "an unknown commit") + (" with changes" if changed else "")
