#!/usr/bin/env python3
"""Reads real exports on its own and compares with what the program makes of them.

usage: independent.py --binary PATH [--samples DIR] [--strict] [--vary N] [SAMPLE …]
       independent.py --expected SAMPLE [--samples DIR]

SAMPLE is a name of the table or the beginning of one, such as `shopify` or
`shopify/apparel`. For each sample, `derived` says which items must come of it; the
program gets the settings that a merchant would give, and its `export --format jsonl`
is compared id by id and field by field. What it holds back must be held back here,
and for the same reason.

With `--vary N`, N copies of each CSV sample are compared as well, with other prices,
stock and switches in their cells (`derived/vary.py`); the number of a copy is its seed.

Exits with 1 when anything differs. A sample, a preset or a program that is not there is
skipped with a line on standard error; with `--strict` that is 1, too.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from derived.base import FIELDS, Either
from derived.cases import cases
from derived.vary import can, vary

SAMPLES = pathlib.Path(__file__).resolve().parents[3] / "shared" / "samples"


def main():
    arguments = parse()
    chosen = [case for case in cases() if wanted(case, arguments.sample)]
    if not chosen:
        sys.exit(f"no sample is named {', '.join(arguments.sample)}")
    if arguments.expected:
        for case in chosen:
            show(case, arguments.samples)
        return 0
    if not os.access(arguments.binary, os.X_OK):
        print(f"SKIPPED: there is no program {arguments.binary}", file=sys.stderr)
        return int(arguments.strict)

    presets = presets_of(arguments.binary)
    lines, differing, skipped = [], [], 0
    for case in chosen:
        reason = hindrance(case, arguments.samples, presets)
        if reason:
            print(f"SKIPPED {case.name}: {reason}", file=sys.stderr)
            lines.append((case.name, "–", "–", "–", "–", "skipped"))
            skipped += 1
            continue
        line, differences = compare(case, arguments.samples, arguments.binary)
        lines.append(line)
        differing += [(case.name, *difference) for difference in differences]
        for seed in range(1, arguments.vary + 1 if can(case) else 1):
            name = f"{case.name} copy {seed}"
            with tempfile.TemporaryDirectory() as folder:
                vary(case, arguments.samples, pathlib.Path(folder), seed)
                line, differences = compare(case, pathlib.Path(folder), arguments.binary)
            lines.append((name, *line[1:]))
            differing += [(name, *difference) for difference in differences]
    table(("sample", "items", "held back", "not sent", "agreeing", "differing"), lines)
    for name, item, field, ours, theirs in differing:
        print(f"{name}: {item} [{field}]\n    derived: {ours}\n    program: {theirs}")
    print(f"{len(lines) - skipped} compared, {skipped} skipped, {len(differing)} differences")
    return int(bool(differing) or (arguments.strict and skipped > 0))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--binary", type=pathlib.Path, help="the program to compare with")
    what.add_argument("--expected", action="store_true", help="print what is derived")
    parser.add_argument("--samples", type=pathlib.Path, default=SAMPLES, help="folder of the real exports")
    parser.add_argument("--strict", action="store_true", help="what is skipped counts as a difference")
    parser.add_argument("--vary", type=int, default=0, metavar="N", help="compare N altered copies of each, too")
    parser.add_argument("sample", nargs="*", metavar="SAMPLE")
    arguments = parser.parse_args()
    arguments.samples = arguments.samples.resolve()
    arguments.binary = arguments.binary and arguments.binary.resolve()
    return arguments


def wanted(case, names):
    return not names or any(case.name.startswith(name) or f"/{name}" in case.name for name in names)


def presets_of(binary):
    """The names of presets that its help lists; none when it does not list them."""
    help_text = " ".join(run(binary, "export", "--help").stdout.split())
    listed = re.search(r"--preset.*?\[possible values: ([^]]*)\]", help_text)
    return set(listed[1].split(", ")) if listed else None


def hindrance(case, samples, presets):
    for file in case.files:
        if not (samples / file).exists():
            return f"there is no {samples / file}"
    if presets is not None and case.preset not in presets:
        return f"this program has no preset {case.preset}"
    return None


def run(binary, *arguments, cwd=None):
    """One run without settings of the surroundings."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SHELFSYNC_", "META_"))}
    return subprocess.run(
        [binary, *arguments], cwd=cwd, env=clean, capture_output=True, text=True, timeout=600, check=False
    )


def compare(case, samples, binary):
    """The line of the table, and each difference as id, field and both values."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "shelfsync.toml").write_text(case.settings(samples), encoding="utf-8")
        export = run(binary, "export", "--format", "jsonl", "--config", "shelfsync.toml", cwd=folder)
        check = run(binary, "check", "--json", "--config", "shelfsync.toml", cwd=folder)
    choices = case.expected(samples)
    words = " ".join(export.stderr.split())
    if all(choice.lacking and not choice.held and not choice.items for choice in choices):
        # What all items lack is one error that names the setting (the contract's rule 4);
        # whether the id is such a setting is nowhere said, so each may be held back as well.
        if export.returncode == 2 and re.search(r"\bid\b.*`\[source\.map\]`", words):
            return (case.name, 0, "all", 0, "all", 0), []
    if export.returncode not in (0, 3):
        line = (case.name, "–", "–", "–", 0, 1)
        return line, [("the export", "exit code", "0 or 3", f"{export.returncode}: {words[:700]}")]
    theirs = {}
    for line in export.stdout.splitlines():
        item = json.loads(line)
        theirs[item["id"]] = item
    report = json.loads(check.stdout)
    ids = set(theirs) | {problem["id"] for problem in report["problems"]}
    ours = max(choices, key=lambda choice: len(ids & (set(choice.items) | set(choice.held) | set(choice.open))))
    differences = [*of_items(ours, theirs), *of_the_rest(ours, theirs, report)]
    wrong = {difference[0] for difference in differences} - {"the report"}
    counts = report["items"]
    agreeing = max(0, counts["read"] - len(wrong))
    line = (case.name, len(theirs), counts["invalid"], counts["filtered"], agreeing, len(differences))
    return line, differences


def of_items(ours, theirs):
    for item_id, fields in sorted(ours.items.items()):
        if item_id not in theirs:
            yield item_id, "item", "is an item", "no item"
        else:
            yield from of_fields(item_id, fields, theirs[item_id])
    for item_id, item in sorted(theirs.items()):
        if item_id in ours.open:
            yield from of_fields(item_id, ours.open[item_id], item)
        elif item_id not in ours.items:
            yield item_id, "item", why_not(ours, item_id), "is an item"


def of_fields(item_id, fields, item):
    for name in FIELDS:
        allowed = fields.get(name)
        allowed = allowed if isinstance(allowed, Either) else (allowed,)
        if item.get(name) not in allowed:
            yield item_id, name, shown(allowed), shown((item.get(name),))


def why_not(ours, item_id):
    if item_id in ours.held:
        return f"held back: {', '.join(sorted(ours.held[item_id]))}"
    if item_id in ours.filtered:
        return "not sent: the shop does not show it"
    return "no item of this sample"


def of_the_rest(ours, theirs, report):
    """What is held back and what is not sent, and that nothing else is."""
    errors = {}
    for problem in report["problems"]:
        if problem["severity"] == "error":
            errors.setdefault(problem["id"], set()).add(problem["rule"])
    for item_id, rules in sorted(ours.held.items()):
        told = errors.get(item_id, set())
        if item_id not in theirs and not told & rules:
            yield item_id, "held back", " or ".join(sorted(rules)), shown(sorted(told) or ("no error",))
    for item_id in sorted(set(ours.items) - set(theirs)):
        yield item_id, "held back", "not at all", shown(sorted(errors.get(item_id, {"no error"})))
    for item_id in sorted(ours.filtered & set(errors)):
        yield item_id, "held back", "not sent, without an error", shown(sorted(errors[item_id]))
    counts = report["items"]
    loose = len(set(ours.open) - set(theirs)) + len(ours.never) + ours.doubled
    for name, least in (("invalid", len(ours.held) + ours.lacking), ("filtered", len(ours.filtered))):
        if not least <= counts[name] <= least + loose:
            yield "the report", name, f"{least} (and {loose} that may be)", counts[name]
    if counts["read"] != len(theirs) + counts["invalid"] + counts["filtered"]:
        yield "the report", "read", "items, invalid and filtered together", counts["read"]
    told = report["problem_counts"].get("id-missing", 0)
    if told != ours.lacking:
        yield "the report", "id-missing", ours.lacking, told


def shown(values):
    return " | ".join("nothing" if value is None else str(value) for value in values)


def table(header, lines):
    lines = [header, *[[str(cell) for cell in line] for line in lines]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        first, *others = zip(line, widths)
        print("  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]))
    print()


def show(case, samples):
    """What is derived, one line of JSON for each id."""
    print(f"# {case.name}")
    for line in case.settings(samples).splitlines():
        print(f"#   {line}".rstrip())
    for expected in case.expected(samples):
        if expected.choice:
            print(f"# id: {expected.choice}")
        for kind in ("items", "open"):
            for item_id, fields in sorted(getattr(expected, kind).items()):
                either = {}
                for name, value in fields.items():
                    either[name] = {"either": value} if isinstance(value, Either) else value
                note = {"may be left out": True} if kind == "open" else {}
                print(json.dumps({"id": item_id, **either, **note}, ensure_ascii=False))
        for item_id, rules in sorted(expected.held.items()):
            print(json.dumps({"id": item_id, "held back": sorted(rules)}, ensure_ascii=False))
        for item_id in sorted(expected.filtered | expected.never):
            print(json.dumps({"id": item_id, "not sent": True}, ensure_ascii=False))
        if expected.lacking:
            print(json.dumps({"held back without an id": expected.lacking}))


if __name__ == "__main__":
    sys.exit(main())
