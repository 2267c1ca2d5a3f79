#!/usr/bin/env python3
"""Measures shelfsync on a generated catalog, beside the limits of the machine
and beside other tools, and prints a table. See benches/README.md.

    python3 benches/run.py                                  100 000 products, 5 rounds
    python3 benches/run.py --rows 1000000 --only sync,noop  some rows of the table
    python3 benches/run.py --list                           their names
"""

import argparse
import importlib.util
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FORMATS = ["meta-csv", "google-tsv", "google-rss", "semicolon-csv"]
PEERS = ["python", "polars", "duckdb", "pandas"]
# What a file of this form needs beside its name.
FLAGS = {
    "meta-csv": ["--preset", "meta"],
    "google-tsv": ["--preset", "google"],
    "google-rss": ["--preset", "google"],
    "semicolon-csv": ["--preset", "meta", "--decimal", ","],
}
# The sandbox allows 200 calls a minute; more products than this must wait.
SANDBOX_MOST = 200 * 3000


@dataclass
class Run:
    """One process, from start to exit."""

    wall: float
    cpu: float
    peak: float
    out: bytes


@dataclass
class Row:
    """One line of the table."""

    name: str
    command: list
    unit: str = "csv iter"
    before: object = None  # called before every run, untimed
    expect: object = None  # called with the output of every run
    codes: tuple = (0,)
    runs: list = field(default_factory=list)
    trouble: str = ""


# A child counts the memory of the process that it was forked from, and this one
# is large; one that is forked from a small program is not.
SMALL = shutil.which("time", path="/usr/bin:/bin")


def run(command, codes=(0,), env=None):
    """Runs a command to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile("r") as told:
        through = [SMALL, "-q", "-f", "%M", "-o", told.name] if SMALL else []
        begun = time.perf_counter()
        child = subprocess.Popen(through + command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode not in codes:
            words = err.read().decode(errors="replace").strip() or out.read().decode(errors="replace").strip()
            raise RuntimeError(f"exit {child.returncode}: {words[-400:]}")
        # An export is large and nobody reads it.
        text = out.read(1 << 20)
        peak = int(told.read()) if SMALL else usage.ru_maxrss
    peak /= 1 << 20 if sys.platform == "darwin" and not SMALL else 1 << 10
    return Run(wall, usage.ru_utime + usage.ru_stime, peak, text)


class Bench:
    def __init__(self, args):
        self.args = args
        self.folder = Path(args.folder or tempfile.mkdtemp(prefix="shelfsync-bench-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rows = []
        self.notes = []
        self.servers = []
        self.written = {}
        self.env = {**os.environ, "META_ACCESS_TOKEN": "bench"}
        self.config = self.folder / "bench.toml"
        self.config.write_text("[delivery]\nwrites_per_minute = 1000000\n\n[removal]\nmax_share = 0.5\n")

    # What is measured

    def build(self):
        if self.args.bin:
            binary = Path(self.args.bin)
        else:
            command = ["cargo", "build", "--release", "--locked", "--bins"]
            subprocess.run(command, cwd=ROOT, check=True)
            binary = self.target() / "release" / "shelfsync"
        if self.args.tool:
            tool = Path(self.args.tool)
        else:
            command = ["cargo", "build", "--release", "--locked", "--example", "bench-tool"]
            subprocess.run(command, cwd=ROOT, check=True)
            tool = self.target() / "release" / "examples" / "bench-tool"
        self.binary, self.tool = binary.resolve(), tool.resolve()

    def target(self):
        told = subprocess.run(
            ["cargo", "metadata", "--format-version", "1", "--no-deps", "--offline"],
            cwd=ROOT, check=True, capture_output=True,
        )
        return Path(json.loads(told.stdout)["target_directory"])

    def export(self, day=1, form="meta-csv", shuffled=False):
        """Writes an export, once."""
        order = "shuffled" if shuffled else "db"
        path = self.folder / f"{self.args.rows}.day{day}.{order}.{form}"
        if path not in self.written:
            command = [self.tool, "generate", "--rows", str(self.args.rows), "--seed", str(self.args.seed)]
            command += ["--day", str(day), "--format", form] + ["--shuffled"] * shuffled
            with open(path, "wb") as out:
                done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=True)
            self.written[path] = json.loads(done.stderr)
        return path

    def serve(self, command):
        """Starts a server and returns its address, which is the last word of its first line."""
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.env)
        self.servers.append(child)
        for line in child.stdout:
            words = [word for word in line.decode().split() if word.startswith("http://")]
            if words:
                return words[0].rstrip(".,/")
        raise RuntimeError(f"`{command[0]}` named no address")

    def stop(self):
        for child in self.servers:
            child.terminate()
            child.wait()
        if not self.args.folder:
            shutil.rmtree(self.folder)

    # Rows

    def shelfsync(self, command, path, *flags):
        form = path.suffix[1:]
        return [self.binary, command, path, *FLAGS[form], "--config", self.config, *flags]

    def sync(self, state, path, api, *flags):
        flags = ["--state", state, "--catalog", "100", "--api-url", api, "--json", *flags]
        return self.shelfsync("sync", path, *flags)

    def asked(self, name):
        """Whether a row was asked for."""
        words = self.args.only.split(",")
        return any(word in name for word in words)

    def add(self, name, command, unit="csv iter", **kwargs):
        """Adds a row, unless others were asked for. Units are always there."""
        if not unit or self.asked(name):
            self.rows.append(Row(name, command, unit, **kwargs))

    def plan(self):
        rows = self.args.rows
        one, two = self.export(), self.export(day=2)
        facts = self.written[two]
        self.add("wc -l", ["wc", "-l", one], unit="")
        self.add("csv iter", [self.tool, "iterate", one], unit="")
        needs_xml = self.asked("check google-rss") or self.asked("no-op sync google-rss")
        xml = self.export(form="google-rss") if needs_xml else None
        if needs_xml:
            self.add("xml iter", [self.tool, "iterate", xml, "--format", "google-rss"], unit="")
        for form in FORMATS:
            if not self.asked(f"check {form}"):
                continue
            path = self.export(form=form)
            unit = "xml iter" if form == "google-rss" else "csv iter"
            self.add(f"check {form}", self.shelfsync("check", path), unit=unit)
        self.add("export jsonl", self.shelfsync("export", one))
        shuffled = self.export(shuffled=True)
        self.add("export jsonl shuffled", self.shelfsync("export", shuffled))

        sink = self.serve([sys.executable, HERE / "sink.py"])
        state = self.folder / "state.db"

        def afresh(path):
            def clean():
                for name in self.folder.glob(path.name + "*"):
                    name.unlink()

            return clean

        def copied(path):
            clean = afresh(path)

            def copy():
                clean()
                shutil.copy(state, path)

            return copy

        def books(**counts):
            def check(text):
                got = json.loads(text)["items"]
                wrong = {key: got.get(key) for key, value in counts.items() if got.get(key) != value}
                if wrong:
                    raise RuntimeError(f"counts are {wrong}, not {counts}")

            return check

        # The state that later rows begin with; not timed, and never changed.
        afresh(state)()
        run([str(part) for part in self.sync(state, one, sink)], env=self.env)
        still, changed = self.folder / "still.db", self.folder / "changed.db"
        copied(still)()
        first = self.folder / "first.db"
        self.add("first sync, sink", self.sync(first, one, sink), before=afresh(first), expect=books(created=rows))
        if rows <= SANDBOX_MOST:
            inside, remembered = self.folder / "inside.db", self.folder / "remembered.db"

            def empty():
                for place in self.folder.glob("inside*"):
                    shutil.rmtree(place) if place.is_dir() else place.unlink()

            def inner(state):
                return self.shelfsync("sync", one, "--state", state, "--sandbox", "--json")

            self.add("first sync, --sandbox", inner(inside), before=empty, expect=books(created=rows))
            if self.asked("no-op sync, --sandbox"):
                run([str(part) for part in inner(remembered)], env=self.env)
            self.add("no-op sync, --sandbox", inner(remembered), expect=books(unchanged=rows))
            if self.asked("full sync, sandbox process"):
                outside = self.folder / "outside.db"
                place = self.folder / "sandbox"
                command = [self.binary, "sandbox", "--folder", place, "--catalog", "100"]
                listen = ["--listen", "127.0.0.1:0"]
                shutil.rmtree(place, ignore_errors=True)
                api = self.serve([str(part) for part in command + listen])
                # The sandbox remembers: each time its items are there, and are sent in full.
                self.add(
                    "full sync, sandbox process", self.sync(outside, one, api, "--full"), codes=(0, 4)
                )
                afresh(outside)()
        else:
            self.notes.append(
                f"no sandbox rows: it takes 200 calls a minute, and {rows} products are {-(-rows // 3000)}"
            )
        self.add("no-op sync", self.sync(still, one, sink), expect=books(unchanged=rows))
        self.add("no-op sync shuffled", self.sync(still, shuffled, sink), expect=books(unchanged=rows))
        self.add(
            "--full --dry-run",
            self.sync(still, one, sink, "--full", "--dry-run"),
        )
        self.add(
            "1 % sync",
            self.sync(changed, two, sink),
            before=copied(changed),
            expect=books(updated=facts["changed"], created=facts["new"], removed=facts["removed"]),
        )
        self.add("1 % plan", self.sync(still, two, sink, "--dry-run"))
        if self.asked("no-op sync google-rss"):
            # A feed begins where its own state does.
            feed = self.folder / "feed.db"
            afresh(feed)()
            command = self.sync(feed, xml, sink)
            run([str(part) for part in command], env=self.env)
            self.add("no-op sync google-rss", command, unit="xml iter", expect=books(unchanged=rows))
        self.peers(one, two, facts)

    def peers(self, one, two, facts):
        for peer in PEERS:
            name = f"peer {peer}"
            if peer != "python" and importlib.util.find_spec(peer) is None:
                self.notes.append(f"{name} is absent: `{sys.executable} -m pip install {peer}`")
                continue
            if not self.asked(name):
                continue
            state = self.folder / f"{peer}.state"
            base = [sys.executable, HERE / "peers.py", peer]
            try:
                run([str(part) for part in [*base, "prepare", one, state]])
            except RuntimeError as error:
                self.notes.append(f"{name} cannot read the export: {error}")
                continue

            def check(text):
                got = json.loads(text)
                if any(got[key] != facts[key] for key in got):
                    raise RuntimeError(f"found {got}, and there are {facts}")

            self.add(name, [*base, "compare", two, state], expect=check)

    # Measuring

    def measure(self):
        """All rows once a round, so that every ratio is of two neighbours in time."""
        for at in range(self.args.rounds + 1):
            for row in self.rows:
                if row.trouble:
                    continue
                label = "warm-up" if at == 0 else f"round {at}/{self.args.rounds}"
                if sys.stderr.isatty():
                    print(f"\r\033[K{label}: {row.name}", end="", file=sys.stderr, flush=True)
                try:
                    if row.before:
                        row.before()
                    done = run([str(part) for part in row.command], row.codes, self.env)
                    if row.expect:
                        row.expect(done.out)
                except (RuntimeError, ValueError, KeyError) as error:
                    row.trouble = str(error)
                    continue
                if at > 0:
                    row.runs.append(done)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)

    def table(self):
        units = {row.name: row for row in self.rows}
        print(f"{self.args.rows} products, seed {self.args.seed}, medians of {self.args.rounds} rounds")
        print(f"{machine()}; {Path(self.export()).stat().st_size / 1e6:.0f} MB as meta-csv")
        floor = run(["true"]).peak
        print(f"peak memory below {floor:.0f} MiB cannot be told: so much a process has before it starts\n")
        print("| | wall s | CPU s | peak MiB | wall ÷ wc | wall ÷ iter | CPU ÷ iter |")
        print("|-|-|-|-|-|-|-|")
        for row in self.rows:
            if row.trouble or not row.runs:
                print(f"| {row.name} | failed: {' '.join(row.trouble.split())} | | | | | |")
                continue
            cells = [f"{median(run.wall for run in row.runs):.3f}", f"{median(run.cpu for run in row.runs):.3f}"]
            cells.append(f"{max(run.peak for run in row.runs):.0f}")
            cells.append(ratio(row, units.get("wc -l"), "wall"))
            cells.append(ratio(row, units.get(row.unit), "wall"))
            cells.append(ratio(row, units.get(row.unit), "cpu"))
            print(f"| {row.name} | " + " | ".join(cells) + " |")
        print("\nwc: `wc -l` of the meta-csv file; iter: the csv crate's records, for google-rss quick-xml's events")
        for note in self.notes:
            print(note)
        print("\nCommands, with META_ACCESS_TOKEN=bench:")
        for row in self.rows:
            words = " ".join(str(part) for part in row.command)
            print(f"  {row.name}: {words.replace(str(self.folder) + '/', '')}")


def median(values):
    return statistics.median(values)


def ratio(row, unit, what):
    """The median of the ratios of each round."""
    if unit is None or unit is row or len(unit.runs) != len(row.runs):
        return ""
    pairs = zip(row.runs, unit.runs)
    return f"{median(getattr(a, what) / max(getattr(b, what), 1e-6) for a, b in pairs):.2f}"


def machine():
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return f"{os.cpu_count()} × {name}, {platform.system()} {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="products of the first day")
    parser.add_argument("--rounds", type=int, default=5, help="times that every row is measured, after a warm-up")
    parser.add_argument("--seed", type=int, default=42, help="another seed gives other products")
    parser.add_argument("--only", default="", help="rows whose name holds one of these words, parted by commas")
    parser.add_argument("--list", action="store_true", help="only print the commands")
    parser.add_argument("--folder", help="where the files are made and kept [default: a temporary one]")
    parser.add_argument("--bin", help="a shelfsync that is built already")
    parser.add_argument("--tool", help="a bench-tool that is built already")
    args = parser.parse_args()
    # Servers and files are cleared away whatever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(args)
    try:
        bench.build()
        bench.plan()
        if args.list:
            for row in bench.rows:
                print(f"{row.name}: {' '.join(str(part) for part in row.command)}")
        else:
            bench.measure()
            bench.table()
    finally:
        bench.stop()
    return 1 if any(row.trouble for row in bench.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
