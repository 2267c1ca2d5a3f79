#!/usr/bin/env python3
"""A table of all real exports: what each was taken for, and what becomes of it.

    cargo build --release
    python3 tests/scripts/samples.py --samples ../shared/samples > table.md

Each file is read alone, with the settings that a shop must give: an address, a currency, a brand, a condition, an availability.
A file that has no prices, stock or pictures of its own therefore has no items here; how such files are put together is tested elsewhere.
Needs nothing but Python's standard library. Exit code 1 when a run ended in a way that it must not: a panic, a document that is none.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--shop-url", "https://shop.example", "--image-url", "https://shop.example/media", "--brand", "Nord",
         "--condition", "new", "--availability", "in stock", "--timezone", "Europe/Berlin"]


def run(program, folder, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHELFSYNC_", "META_"))}
    done = subprocess.run([program, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    if "panicked" in done.stderr or done.returncode not in (0, 2, 3, 8):
        raise SystemExit(f"{words}: exit {done.returncode}: {done.stderr[-600:]}")
    return json.loads(done.stdout)


def severities(program, folder):
    return {rule["id"]: rule["severity"] for rule in run(program, folder, "rules", "--json")["rules"]}


def with_currency(program, folder, *words):
    """The prices of a file without their currency are in euros; those that name it are in their own."""
    first = run(program, folder, *words, *FLAGS)
    if first["exit_code"] == 2 or "currency-missing" in first["problem_counts"]:
        return run(program, folder, *words, *FLAGS, "--currency", "EUR")
    return first


def line(program, folder, path, name, severity):
    check = with_currency(program, folder, "check", str(path), "--json")
    setup = run(program, folder, "init", str(path), "--json", "--yes", "--output", str(Path(folder, f"{path.stem}{len(os.listdir(folder))}.toml")), *FLAGS, "--currency", "EUR")
    seen = setup.get("detected") or {}
    sure = seen.get("confidence", "–")
    items, counts = check["items"], check["problem_counts"]
    of = lambda word: ", ".join(f"{rule} {count}" for rule, count in counts.items() if severity.get(rule, "error") == word)
    said = check.get("error", "").replace(f"{path}: ", "").replace("|", "\\|").replace("\n", " ")
    preset = (check["sources"] or [{}])[0].get("preset") or seen.get("preset") or "–"
    records = (check["sources"] or [{}])[0].get("records", "–")
    held = of("error") or (f"({said[:170]})" if said else "–")
    return [name, preset, str(sure), records, items["read"], items["created"], items["filtered"], held, of("warning") or "–"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "target/release/shelfsync"))
    parser.add_argument("--samples", default=str(ROOT.parent / "shared/samples"))
    args = parser.parse_args()
    samples = Path(args.samples).resolve()
    paths = sorted(path for path in samples.rglob("*") if path.is_file() and path.name != "INDEX.tsv")
    if not paths:
        sys.exit(f"no samples in {samples}")
    print("| file | preset | sure | records | items | fit | not published | held back | warnings |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        severity = severities(args.program, folder)
        for path in paths:
            cells = line(args.program, folder, path, str(path.relative_to(samples)), severity)
            print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    main()
