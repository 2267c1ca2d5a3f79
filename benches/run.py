#!/usr/bin/env python3
"""Measures shelfsync on a generated catalog, beside the limits of the machine
and beside other tools, holds it to its targets, and prints tables. See
benches/README.md.

    python3 benches/run.py                                   100 000 products, 5 rounds
    python3 benches/run.py --rows 1000000 --only no-op,peer  some rows of the table
    python3 benches/run.py --quick                           one round, to see that all works
    python3 benches/run.py --rows 1000000 --write docs/performance.md
    python3 benches/run.py --list                            the commands
"""

import argparse
import importlib.util
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import measure
from measure import FLAGS, FORMATS, HERE, Failed, Servers, median, run
from targets import CHANGED, FIRST_SYNC, FULL, SAME, SHUFFLED, STORED, TARGETS, XML, XML_FULL

PEERS = ["polars", "duckdb", "python", "pandas"]
# The sandbox allows 200 calls a minute; more products than this must wait.
BATCH_ITEMS, BATCH_BYTES = 3000, 20_000_000
SANDBOX_MOST = 200 * BATCH_ITEMS
# Where the figures stand in the page.
BEGIN, END = "<!-- figures: written by benches/run.py --write -->", "<!-- end of the figures -->"


@dataclass
class Row:
    """One line of the table."""

    name: str
    command: list
    unit: str = "csv iter"
    before: object = None  # called before every run, untimed
    expect: object = None  # called with the output of every run; what it returns are facts of the row
    codes: tuple = (0,)
    first_line: bool = False
    runs: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    trouble: str = ""


class Catalog:
    """The exports of one size, and the states that runs begin with."""

    def __init__(self, bench, rows):
        self.bench, self.rows = bench, rows
        self.folder = bench.folder / str(rows)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.written = {}
        self.states = {}

    def export(self, day=1, form="meta-csv", shuffled=False):
        """Writes an export, once."""
        order = "shuffled" if shuffled else "stored"
        path = self.folder / f"day{day}.{order}.{form}"
        if path not in self.written:
            args = self.bench.args
            self.written[path] = measure.generate(
                self.bench.tool, path, self.rows, day=day, form=form, shuffled=shuffled, seed=args.seed
            )
        return path

    def touched(self, form="meta-csv"):
        """The first day's export with one line break more at its end: other bytes, the same rows."""
        return self.derived("touched", form, lambda text: text, tail=b"\n")

    def twenty(self):
        """The first day's export with another price in its first twenty rows."""

        def dearer(text):
            # What is changed are prices; those of sales are left alone.
            lines, left = text.split(b"\n"), 20
            for at, line in enumerate(lines):
                new = re.sub(rb",new,(\d+)\.(\d\d EUR),", lambda m: b",new,%d.%s," % (int(m.group(1)) + 1, m.group(2)), line)
                if left and new != line:
                    lines[at], left = new, left - 1
            return b"\n".join(lines)

        return self.derived("twenty", "meta-csv", dearer)

    def derived(self, name, form, change, tail=b""):
        """A copy of the first day's export, its first megabyte and its end changed."""
        one = self.export(form=form)
        path = self.folder / f"{name}.{form}"
        if path not in self.written:
            with open(one, "rb") as source, open(path, "wb") as out:
                out.write(change(source.read(1 << 20)))
                shutil.copyfileobj(source, out, 1 << 20)
                out.write(tail)
            self.written[path] = self.written[one]
        return path

    def state(self, form="meta-csv"):
        """The state after the first sync of an export; it is copied, and never changed."""
        if form not in self.states:
            path = self.folder / f"{form}.db"
            afresh(path)()
            run(self.bench.sync(path, self.export(form=form)), env=self.bench.env)
            self.states[form] = path
        return self.states[form]


def afresh(path):
    """Clears a state away, with what stands beside it."""

    def clean():
        for name in path.parent.glob(path.name + "*"):
            shutil.rmtree(name) if name.is_dir() else name.unlink()

    return clean


def copied(state, path):
    """Puts a fresh copy of a state at a place."""
    clean = afresh(path)

    def copy():
        clean()
        shutil.copy(state, path)
        # A shop's state lies on the disk since the last run. A copy that does not
        # would be written while the run waits for its own few pages.
        os.sync()

    return copy


def books(**counts):
    """The counts of a report must be these; its calls are facts of the row."""

    def check(text):
        report = json.loads(text)
        got = report["items"]
        wrong = {key: got.get(key) for key, value in counts.items() if got.get(key) != value}
        if wrong:
            raise Failed(f"counts are {wrong}, not {counts}")
        sent = got["created"] + got["updated"] + got["removed"]
        least = max(-(-sent // BATCH_ITEMS), -(-report["calls"]["bytes"] // BATCH_BYTES))
        return {"writes": report["calls"]["writes"], "least": least}

    return check


def at_hand(path):
    """Has a file in memory, so that no run pays for what others did to the cache."""
    if path.is_file():
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass


class Bench:
    def __init__(self, args):
        self.args = args
        self.folder = Path(args.folder or tempfile.mkdtemp(prefix="shelfsync-bench-")).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rows = []
        self.notes = []
        self.env = {**os.environ, "META_ACCESS_TOKEN": "bench"}
        self.servers = Servers(self.env)
        self.config = self.folder / "bench.toml"
        self.config.write_text("[delivery]\nwrites_per_minute = 1000000\n\n[removal]\nmax_share = 0.5\n")
        self.binary, self.tool = measure.built(args.bin, args.tool)
        self.sink = self.servers.sink()
        self.main = Catalog(self, args.rows)

    def stop(self):
        self.servers.stop()
        if not self.args.folder:
            shutil.rmtree(self.folder)

    # Commands

    def shelfsync(self, command, path, *flags):
        form = path.suffix[1:]
        return [self.binary, command, path, *FLAGS[form], "--config", self.config, *flags]

    def sync(self, state, path, *flags, command="sync", api=None):
        """A sync, or a plan, whose report is JSON."""
        flags = ["--state", state, "--catalog", "100", "--api-url", api or self.sink, "--json", *flags]
        return self.shelfsync(command, path, *flags)

    # Rows

    def asked(self, *names):
        """Whether one of these rows was asked for."""
        words = self.args.only.split(",")
        return any(word in name for word in words for name in names)

    def add(self, name, command, unit="csv iter", **kwargs):
        self.rows.append(Row(name, command, unit, **kwargs))

    def plan(self):
        one = self.main.export()
        self.add("wc -l", ["wc", "-l", one], unit="")
        self.add("csv iter", [self.tool, "iterate", one], unit="")
        if self.asked(XML, XML_FULL, "check google-rss"):
            feed = self.main.export(form="google-rss")
            self.add("xml iter", [self.tool, "iterate", feed, "--format", "google-rss"], unit="")
        self.unchanged(self.main)
        self.first(self.main)
        self.changes(self.main)
        self.checks(self.main)
        self.sandbox(self.main)
        if self.args.only in ("", "growth"):
            small = Catalog(self, self.args.small)
            self.unchanged(small, mark=f" ({small.rows})", forms=["google-rss"])
            self.first(small, mark=f" ({small.rows})")
        self.peers(self.main)

    def unchanged(self, catalog, mark="", forms=("google-rss", "shopify", "woocommerce")):
        """Nothing changed: the run that a shop makes a hundred times a day."""
        rows, same = catalog.rows, books(unchanged=catalog.rows)
        # What is only needed beside another row is measured with it.
        if self.asked(SAME):
            # The state is the one after a sync of the very file.
            here = catalog.folder / "same.db"
            copied(catalog.state(), here)()
            self.add(SAME + mark, self.sync(here, catalog.export()), expect=same)
        beside = [CHANGED, "no-op, shopify", "no-op, woocommerce"]
        if self.asked(STORED, *beside):
            here = catalog.folder / "stored.db"
            before = copied(catalog.state(), here)
            self.add(STORED + mark, self.sync(here, catalog.touched()), before=before, expect=same)
        if self.asked(SHUFFLED):
            here = catalog.folder / "shuffled.db"
            before = copied(catalog.state(), here)
            path = catalog.export(shuffled=True)
            self.add(SHUFFLED + mark, self.sync(here, path), before=before, expect=same)
        for form in forms:
            name = f"no-op, {form}"
            if self.asked(name):
                here = catalog.folder / f"stored.{form}.db"
                before = copied(catalog.state(form), here)
                unit = "xml iter" if form == "google-rss" else "csv iter"
                command = self.sync(here, catalog.touched(form))
                self.add(name + mark, command, unit=unit, before=before, expect=same)
        for form in ["meta-csv", *forms]:
            name = FULL if form == "meta-csv" else f"{FULL}, {form}"
            if self.asked(name):
                # Without `--json`, which lists every item, and with `-q`: reading and comparing alone.
                words = ["--state", catalog.state(form), "--catalog", "100", "--api-url", self.sink]
                command = self.shelfsync("sync", catalog.export(form=form), *words, "-q", *FULL.split())
                self.add(name + mark, command, unit="xml iter" if form == "google-rss" else "csv iter")
        if self.asked("other settings") and not mark:
            here = catalog.folder / "settings.db"
            before = copied(catalog.state(), here)
            # All addresses are whole, so that the base of pictures changes nothing.
            command = self.sync(here, catalog.export(), "--image-url", "https://pictures.example")
            self.add("no-op, other settings", command, before=before, expect=books(unchanged=rows))

    def first(self, catalog, mark=""):
        """Everything is new."""
        if self.asked(FIRST_SYNC):
            here, never = catalog.folder / "first.db", catalog.folder / "never.db"
            one, rows = catalog.export(), catalog.rows
            self.add(
                FIRST_SYNC + mark, self.sync(here, one), before=afresh(here), expect=books(created=rows)
            )
            words = ["--state", never, "--catalog", "100", "--api-url", self.sink]
            self.add("first sync, its plan" + mark, self.shelfsync("plan", one, *words, "-q"), before=afresh(never))

    def changes(self, catalog):
        """The next day."""
        if self.asked(CHANGED, "1 % plan", "peer"):
            two = catalog.export(day=2)
            facts = catalog.written[two]
            here = catalog.folder / "changed.db"
            self.add(
                CHANGED, self.sync(here, two), before=copied(catalog.state(), here),
                expect=books(updated=facts["changed"], created=facts["new"], removed=facts["removed"]),
            )
            if self.asked("1 % plan"):
                self.add("1 % plan", self.sync(catalog.state(), two, command="plan"))
        if self.asked("plan of 20 changes"):
            words = ["--state", catalog.state(), "--catalog", "100", "--api-url", self.sink]

            def twenty(text):
                if b"20" not in text:
                    raise Failed("it does not show twenty changes")

            command = self.shelfsync("plan", catalog.twenty(), *words)
            self.add("plan of 20 changes", command, first_line=True, expect=twenty)

    def checks(self, catalog):
        """Every row read, normalized and checked, with no state."""
        for form in FORMATS:
            if self.asked(f"check {form}"):
                unit = "xml iter" if form == "google-rss" else "csv iter"
                self.add(f"check {form}", self.shelfsync("check", catalog.export(form=form)), unit=unit)
        if self.asked("export jsonl"):
            self.add("export jsonl", self.shelfsync("export", catalog.export()))
            self.add("export jsonl, shuffled", self.shelfsync("export", catalog.export(shuffled=True)))

    def sandbox(self, catalog):
        """Against a catalog that looks at what it is sent."""
        one, rows = catalog.export(), catalog.rows
        if not self.asked("sandbox"):
            return
        if rows > SANDBOX_MOST:
            calls = -(-rows // BATCH_ITEMS)
            self.notes.append(f"no sandbox rows: it takes 200 calls a minute, and {rows} products are {calls}")
            return
        inside = catalog.folder / "inside.db"

        def empty():
            afresh(inside)()
            # The catalog that a sandbox keeps beside the state.
            for place in catalog.folder.glob("inside*"):
                shutil.rmtree(place) if place.is_dir() else place.unlink()

        command = self.shelfsync("sync", one, "--state", inside, "--sandbox", "--json")
        self.add("first sync, --sandbox", command, before=empty, expect=books(created=rows))
        outside, place = catalog.folder / "outside.db", catalog.folder / "sandbox"
        shutil.rmtree(place, ignore_errors=True)
        afresh(outside)()
        api = self.servers.start(
            [self.binary, "sandbox", "--folder", place, "--catalog", "100", "--listen", "127.0.0.1:0"]
        )
        # It remembers: each time its items are there, and are sent in full.
        command = self.sync(outside, one, "--full", api=api)
        self.add("full sync, sandbox process", command, codes=(0, 4))

    def peers(self, catalog):
        """Others at the work of `1 % changed`, less the sending."""
        for peer in PEERS:
            name = f"peer {peer}"
            if not self.asked(name):
                continue
            if peer != "python" and importlib.util.find_spec(peer) is None:
                self.notes.append(f"{name} is absent: `{sys.executable} -m pip install {peer}`")
                continue
            one, two = catalog.export(), catalog.export(day=2)
            facts, state = catalog.written[two], catalog.folder / f"{peer}.state"
            base = [sys.executable, HERE / "peers.py", peer]
            try:
                run([*base, "prepare", one, state])
            except Failed as error:
                self.notes.append(f"{name} cannot read the export: {error}")
                continue

            def check(text, facts=facts):
                got = json.loads(text)
                if any(got[key] != facts[key] for key in got):
                    raise Failed(f"found {got}, and there are {facts}")

            self.add(name, [*base, "compare", two, state], unit=CHANGED, expect=check)

    # Measuring

    def measure(self):
        """All rows once a round, so that every ratio is of two neighbours in time."""
        warm = 0 if self.args.quick else 1
        for at in range(1 - warm, self.args.rounds + 1):
            for row in self.rows:
                if row.trouble:
                    continue
                label = "warm-up" if at == 0 else f"round {at}/{self.args.rounds}"
                if sys.stderr.isatty():
                    print(f"\r\033[K{label}: {row.name}", end="", file=sys.stderr, flush=True)
                try:
                    if row.before:
                        row.before()
                    for part in row.command:
                        if isinstance(part, Path) and part.is_relative_to(self.folder):
                            at_hand(part)
                    done = run(row.command, row.codes, self.env, row.first_line)
                    if row.expect:
                        row.facts = row.expect(done.out) or {}
                except (Failed, ValueError, KeyError) as error:
                    row.trouble = str(error)
                    continue
                if at > 0:
                    row.runs.append(done)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)

    # Tables

    def pages(self):
        """All that is printed, as Markdown."""
        by_name = {row.name: row for row in self.rows}
        size = self.main.export().stat().st_size / 1e6
        yield (
            f"{self.args.rows} products, {size:.0f} MB as meta-csv, seed {self.args.seed}; medians of "
            f"{self.args.rounds} {'round' if self.args.rounds == 1 else 'rounds'}. {measure.machine()}. "
            f"Built from {measure.commit()}."
        )
        yield ""
        yield "| promise | at most | measured | |"
        yield "| --- | --- | --- | --- |"
        for target in TARGETS:
            if target.row in by_name or not self.args.only:
                yield target.line(by_name, self.args.rows)
        yield ""
        yield from self.table(by_name)
        yield from self.growth(by_name)

    def table(self, by_name):
        yield "| run | wall s | CPU s | peak MiB | wall ÷ wc | wall ÷ unit | CPU ÷ unit | unit |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        # Those of the small catalog stand in a table of their own.
        for row in [row for row in self.rows if not row.name.endswith(f"({self.args.small})")]:
            if row.trouble or not row.runs:
                yield f"| {row.name} | failed: {' '.join(row.trouble.split())} | | | | | | |"
                continue
            wall = median(run.first if row.first_line else run.wall for run in row.runs)
            cells = [f"{wall:.3f}", f"{median(run.cpu for run in row.runs):.3f}"]
            cells.append(f"{max(run.peak for run in row.runs):.0f}")
            cells.append(ratio(row, by_name.get("wc -l"), "wall"))
            cells.append(ratio(row, by_name.get(row.unit), "wall"))
            cells.append(ratio(row, by_name.get(row.unit), "cpu"))
            cells.append(row.unit)
            name = f"{row.name} (to its first line)" if row.first_line else row.name
            yield f"| {name} | " + " | ".join(cells) + " |"
        yield ""

    def growth(self, by_name):
        """Cost of a product in the large catalog, by that in the small one."""
        small, lines = self.args.small, []
        for row in self.rows:
            other = by_name.get(f"{row.name} ({small})")
            if other and row.runs and other.runs:
                def each(what, of, products):
                    return median(getattr(run, what) for run in of.runs) / products * 1e6

                cells = [each("wall", other, small), each("wall", row, self.args.rows)]
                cells += [each("cpu", other, small), each("cpu", row, self.args.rows)]
                peaks = [max(run.peak for run in of.runs) for of in (other, row)]
                lines.append(f"| {row.name} | " + " | ".join(f"{cell:.2f}" for cell in cells)
                             + f" | {peaks[0]:.0f} | {peaks[1]:.0f} |")
        if lines:
            yield f"Microseconds a product, and MiB, with {small} and with {self.args.rows} products:"
            yield ""
            yield f"| run | wall, {small} | wall, {self.args.rows} | CPU, {small} | CPU, {self.args.rows} | MiB | MiB |"
            yield "| --- | --- | --- | --- | --- | --- | --- |"
            yield from lines
            yield ""

    def show(self):
        text = "\n".join(self.pages()).rstrip("\n")
        if self.args.write:
            fill(Path(self.args.write), text)
        print(text)
        if self.args.markdown:
            return
        floor = run(["true"]).peak
        print(f"\nPeak memory below {floor:.0f} MiB cannot be told: so much a process has before it starts.")
        if measure.SMALL is None:
            print("`/usr/bin/time` is absent (package `time`): that floor is high without it.")
        print("wc: `wc -l` of the meta-csv file; csv iter: the csv crate's records; xml iter: quick-xml's events.")
        for note in self.notes:
            print(note)
        print("\nCommands, with META_ACCESS_TOKEN=bench:")
        for row in self.rows:
            words = " ".join(str(part) for part in row.command)
            print(f"  {row.name}: {words.replace(str(self.folder) + '/', '')}")


def fill(page, text):
    """Puts the figures into their place in a page."""
    whole = page.read_text()
    if BEGIN not in whole or END not in whole:
        sys.exit(f"run.py: {page} has no place for figures: a line `{BEGIN}` and a line `{END}`")
    before, after = whole.split(BEGIN, 1)[0], whole.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def ratio(row, unit, what):
    """The median of the ratios of each round."""
    if unit is None or unit is row or len(unit.runs) != len(row.runs):
        return ""
    mine = "first" if what == "wall" and row.first_line else what
    pairs = zip(row.runs, unit.runs)
    return f"{median(getattr(a, mine) / max(getattr(b, what), 1e-6) for a, b in pairs):.2f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="products of the first day")
    parser.add_argument("--small", type=int, help="products of the catalog that growth is told from [default: 100 000, or a tenth]")
    parser.add_argument("--rounds", type=int, default=5, help="times that every row is measured, after a warm-up")
    parser.add_argument("--quick", action="store_true", help="one round without a warm-up: figures that say little")
    parser.add_argument("--seed", type=int, default=42, help="another seed gives other products")
    parser.add_argument("--only", default="", help="rows whose name holds one of these words, parted by commas")
    parser.add_argument("--list", action="store_true", help="only print the commands")
    parser.add_argument("--markdown", action="store_true", help="only print the tables")
    parser.add_argument("--write", metavar="PAGE", help="also write the tables into their place in a page")
    parser.add_argument("--folder", help="where the files are made and kept [default: a temporary one]")
    parser.add_argument("--bin", help="a shelfsync that is built already")
    parser.add_argument("--tool", help="a bench-tool that is built already")
    args = parser.parse_args()
    if args.quick:
        args.rounds = 1
    if not args.small:
        args.small = 100_000 if args.rows > 100_000 else max(args.rows // 10, 1)
    # Servers and files are cleared away whatever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(args)
    try:
        bench.plan()
        if args.list:
            for row in bench.rows:
                print(f"{row.name}: {' '.join(str(part) for part in row.command)}")
        else:
            bench.measure()
            bench.show()
    finally:
        bench.stop()
    return 1 if any(row.trouble for row in bench.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
