#!/usr/bin/env python3
"""Counts the instructions of each stage of a run, and fails when one got more
than a tenth dearer than the committed figure in benches/instructions.toml.

    python3 benches/guard.py             as .ci/run calls it
    python3 benches/guard.py --update    writes the figures of this working copy
    python3 benches/guard.py --only plan some stages

Times tell nothing on a machine that others use, too; the number of
instructions is the same to a thousandth. Valgrind counts them. Every process
has one CPU, so that the number of threads is the same everywhere. Where
valgrind is absent nothing is looked at, this is said, and the exit code is 77.
"""

import argparse
import concurrent.futures
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
from measure import FLAGS, HERE, Servers

FILE = HERE / "instructions.toml"
ROWS = 20_000
# A stage may cost so much more than its figure, before somebody has to agree to it.
MOST = 1.10
# What a process does before it reads a record depends on the machine; less than this is that.
NOISE = 2_000_000
SKIPPED = 77


class Stages:
    """The commands whose instructions count, and the files that they read."""

    def __init__(self, binary, tool, folder):
        self.binary, self.tool, self.folder = binary, tool, folder
        # Neither the settings of a person nor those of a machine.
        self.env = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder),
            "TZ": "UTC", "LC_ALL": "C.UTF-8", "META_ACCESS_TOKEN": "guard",
        }
        self.config = folder / "guard.toml"
        self.config.write_text("[delivery]\nwrites_per_minute = 1000000\n\n[removal]\nmax_share = 0.5\n")
        self.servers = Servers(self.env)
        self.sink = self.servers.sink()

    def export(self, form="meta-csv", **kwargs):
        words = "-".join(str(word) for word in kwargs.values())
        path = self.folder / f"products{words}.{form}"
        if not path.exists():
            measure.generate(self.tool, path, ROWS, form=form, **kwargs)
        return path

    def command(self, name, path, *flags):
        return [self.binary, name, path, *FLAGS[path.suffix[1:]], "--config", self.config, "-q", *flags]

    def state(self, form="meta-csv"):
        """The state after a first sync."""
        path = self.folder / f"{form}.db"
        if not path.exists():
            words = ["--state", path, "--catalog", "100", "--api-url", self.sink]
            measure.run(self.command("sync", self.export(form), *words), env=self.env)
        return path

    def plan(self, path, *flags):
        words = ["--state", self.state(path.suffix[1:]), "--catalog", "100", "--api-url", self.sink]
        # The plan is shown, in groups: `-q` would leave the changes unread.
        command = self.command("plan", path, *words, *flags)
        return [word for word in command if word != "-q"]

    def touched(self, form="meta-csv"):
        """The same rows in other bytes."""
        path = self.folder / f"touched.{form}"
        path.write_bytes(self.export(form).read_bytes() + b"\n")
        return path

    def all(self):
        """Names, and functions that prepare and give the command."""
        flat = ["meta-csv", "google-rss", "shopify", "woocommerce"]
        for form in flat:
            yield f"check {form}", lambda form=form: self.command("check", self.export(form))
        yield "plan, same bytes", lambda: self.plan(self.export())
        for form in flat:
            yield f"plan, same rows, {form}", lambda form=form: self.plan(self.touched(form))
        yield "plan, same rows, shuffled", lambda: self.plan(self.export(shuffled=True))
        yield "plan, 1 % changed", lambda: self.plan(self.export(day=2))
        yield "plan --full", lambda: self.plan(self.export(), "--full")
        yield "first sync", lambda: self.command(
            "sync", self.export(), "--state", self.folder / "first.db", "--catalog", "100", "--api-url", self.sink
        )


def count(command, env, cpu):
    """The instructions of a command, of all its threads together."""
    if hasattr(os, "sched_setaffinity"):
        # Of the thread that is here; its children have the same.
        os.sched_setaffinity(0, {cpu})
    through = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        through + [str(word) for word in command], env=env, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )
    found = re.search(r"I +refs: +([\d,]+)", done.stderr)
    if done.returncode != 0 or not found:
        raise measure.Failed(f"exit {done.returncode}: {done.stderr.strip()[-600:]}")
    return int(found.group(1).replace(",", ""))


def committed():
    """The figures of the file: lines `"stage" = number`."""
    figures = {}
    for line in FILE.read_text().splitlines() if FILE.exists() else []:
        found = re.fullmatch(r'"([^"]+)" = ([\d_]+)', line.strip())
        if found:
            figures[found.group(1)] = int(found.group(2).replace("_", ""))
    return figures


def keep(figures):
    """Writes the file."""
    head = FILE.read_text().split("[instructions]")[0] if FILE.exists() else ""
    lines = [f'"{name}" = {number:_}' for name, number in figures.items()]
    FILE.write_text(head + "[instructions]\n" + "\n".join(lines) + "\n")


def judge(name, number, before):
    """What is to be said of a stage, and whether it is a fault."""
    if before is None:
        return "no figure: run `benches/guard.py --update`", True
    share = number / before - 1
    if number > before * MOST and number - before > NOISE:
        return f"{share:+.1%}  DEARER than {before:,}", True
    if share < -0.1:
        return f"{share:+.1%}  cheaper: `benches/guard.py --update` keeps it so", False
    return f"{share:+.1%}", False


def absent(strict):
    """Why nothing can be counted here, said so that nobody overlooks it."""
    machine = platform.machine()
    if shutil.which("valgrind") is None:
        why = "valgrind is not installed (package `valgrind`)"
    elif machine not in ("x86_64", "AMD64") and not strict:
        why = f"the figures are those of x86_64, and this is {machine}"
    else:
        return None
    bar = "!" * 72
    print(f"{bar}\n!! SKIPPED: instructions were not counted: {why}.\n"
          f"!! A stage that got dearer is not noticed here.\n{bar}", file=sys.stderr)
    return SKIPPED


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the figures of this working copy")
    parser.add_argument("--only", default="", help="stages whose name holds one of these words, parted by commas")
    parser.add_argument("--bin", help="a shelfsync that is built already")
    parser.add_argument("--tool", help="a bench-tool that is built already")
    args = parser.parse_args()
    skipped = absent(args.update)
    if skipped:
        return skipped
    # Servers and files are cleared away whatever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    binary, tool = measure.built(args.bin, args.tool, together=True)
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    figures, wrong = {}, []
    before = committed()
    with tempfile.TemporaryDirectory(prefix="shelfsync-guard-") as folder:
        stages = Stages(binary, tool, Path(folder))
        pool = concurrent.futures.ThreadPoolExecutor(len(cpus))
        try:
            wanted = [pair for pair in stages.all() if any(word in pair[0] for word in args.only.split(","))]
            commands = [(name, prepare()) for name, prepare in wanted]
            tasks = [
                (name, pool.submit(count, command, stages.env, cpus[at % len(cpus)]))
                for at, (name, command) in enumerate(commands)
            ]
            for name, task in tasks:
                figures[name] = task.result()
                words, is_fault = judge(name, figures[name], before.get(name))
                print(f"{name:28} {figures[name]:>16,}  {words}", flush=True)
                if is_fault:
                    wrong.append(name)
        except measure.Failed as error:
            print(f"guard.py: {error}", file=sys.stderr)
            return 1
        finally:
            # Those under way come to their end; they read files of the folder.
            pool.shutdown(cancel_futures=True)
            stages.servers.stop()
    gone = [] if args.only else [name for name in before if name not in figures]
    if args.update:
        keep({**({} if not args.only else before), **figures})
        print(f"written to {FILE.relative_to(measure.ROOT)}")
        return 0
    if wrong or gone:
        for name in gone:
            print(f"{name}: no such stage any more", file=sys.stderr)
        print(
            f"guard.py: {len(wrong) + len(gone)} of {len(figures)} stages differ from benches/instructions.toml. "
            "Where the price is worth paying, run `python3 benches/guard.py --update`, commit the file, and say why.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
