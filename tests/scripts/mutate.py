#!/usr/bin/env python3
"""Breaks exports at random and looks whether the program takes it well.

    cargo build --release
    python3 tests/scripts/mutate.py                            2 000 mutants of the examples
    python3 tests/scripts/mutate.py --count 100000 --samples ../shared/samples --jobs 8 --seed 7

Each mutant is a sample with bytes flipped, cut, doubled, put in or taken for others, some of them packed. `check --json`
and `export` run over it, with limits of time and memory. Then:

- the exit code is 0, 2, 3 or 8, and there was no panic;
- `check` wrote one JSON document, and each line of `export` is one;
- no sign of doubt (U+FFFD), no control character and no HTML tag is in an item.

What breaks one of these is kept in the folder `mutants/` and named with its seed. Needs nothing but Python's standard
library. Exit code 0 when all of it holds, 1 otherwise. Many more mutants in one process, without the cost of starting
one: `SHELFSYNC_MUTANTS=100000 cargo test --release --test fuzz`.
"""

import argparse
import concurrent.futures
import gzip
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20
MEMORY = 2 << 30
TAG = re.compile(r"</?(p|br|b|i|div|span|script|style|ul|li)\b[^<>]*/?>", re.IGNORECASE)
FLAGS = ["--shop-url", "https://shop.example", "--image-url", "https://shop.example", "--currency", "EUR", "--brand", "Nord",
         "--condition", "new", "--availability", "in stock", "--timezone", "Europe/Berlin", "--decimal", "."]
PIECES = [b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3",
          b"\xe4", b"\x81", b"\xe2\x82", b"\xef\xbf\xbd", b"\xef\xbf\xbf", b"\xed\xa0\x80", b"\xc2\x85", b"<", b">", b"&",
          b"&amp;lt;p&amp;gt;", b"&#0;", b"&#150;", b"&nosuch;", b"<![CDATA[", b"]]>", b"<!--", b"<br>", b"</p>", b"</item>",
          b"<item>", b"sep=;\n", b"1.299,95", b"-1", b"8.80609E+12", b"0,00", b"31/02/2026", b"\xc3\x83\xc2\xa4", b"data:x"]


def mutate(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.randint(0, 400))
        kind = chance.randrange(10)
        if kind == 0 and data:
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            del data[at:end]
        elif kind == 3:
            data[at:at] = data[at:end]
        elif kind == 4:
            begin = chance.randint(0, len(other))
            data[at:at] = other[begin:begin + 400]
        elif kind in (5, 6):
            for _ in range(chance.randint(1, 6)):
                place = chance.randint(0, len(data))
                data[place:place] = chance.choice(PIECES)
        elif kind == 7:
            data = data.replace(chance.choice([b",", b";", b"\t", b'"', b"\n"]), chance.choice([b",", b";", b"\t", b"'", b"\r\n"]))
        elif kind == 8:
            text = data.decode("utf-8", "replace")
            coding = chance.choice(["utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1251", "shift_jis"])
            data = bytearray(text.encode(coding, "replace"))
        else:
            data[at:end] = b" " * (end - at)
    return bytes(data)


def pack(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(12)
    if kind == 0:
        data = gzip.compress(data, mtime=0)
    elif kind == 1:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", data)
            archive.writestr("readme.txt", "An export")
        data = out.getvalue()
    else:
        return data
    if chance.random() < 0.5:
        data = bytearray(data)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        data = bytes(data)
    return data


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(program, words, folder):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHELFSYNC_", "META_"))}
    environment["TMPDIR"] = folder
    return subprocess.run([program, *words], cwd=folder, env=environment, capture_output=True, timeout=SECONDS, preexec_fn=limits)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def fault(program, data, folder):
    """What is wrong with how the program took a file, or nothing."""
    Path(folder, "export").write_bytes(data)
    try:
        check = run(program, ["check", "export", "--json", *FLAGS], folder)
        export = run(program, ["export", "export", *FLAGS], folder)
    except subprocess.TimeoutExpired as error:
        return f"took more than {SECONDS} seconds: {error.cmd[1]}"
    for command in (check, export):
        if command.returncode not in (0, 2, 3, 8):
            return f"exit {command.returncode}: {command.stderr[-400:]!r}"
        if b"panicked" in command.stderr:
            return f"panic: {command.stderr[-400:]!r}"
    try:
        document = json.loads(check.stdout)
    except ValueError as error:
        return f"check wrote no JSON document: {error}"
    if document["exit_code"] != check.returncode:
        return f"the document says {document['exit_code']}, the program {check.returncode}"
    for line in export.stdout.decode("utf-8").split("\n")[:-1]:
        for text in texts(json.loads(line)):
            if "\ufffd" in text or any(ord(c) < 32 and c != "\n" or 127 <= ord(c) < 160 for c in text):
                return f"a sign of doubt or a control character: {text[:200]!r}"
            if TAG.search(text):
                return f"a tag: {text[:200]!r}"
    return None


def work(job):
    program, paths, numbers, most = job
    seeds = [Path(path).read_bytes()[:most] for path in paths]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            chance = random.Random(number)
            data = pack(mutate(chance.choice(seeds), chance.choice(seeds), chance), chance)
            why = fault(program, data, folder)
            if why:
                found.append((number, why, data))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "target/release/shelfsync"))
    parser.add_argument("--samples", default=str(ROOT / "examples"))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--bytes", type=int, default=200_000, help="of each sample, at most")
    args = parser.parse_args()
    endings = {".csv", ".tsv", ".txt", ".xml"}
    paths = sorted(str(path) for path in Path(args.samples).rglob("*") if path.suffix in endings)
    if not paths:
        sys.exit(f"no samples in {args.samples}")
    numbers = range(args.seed, args.seed + args.count)
    jobs = [(args.program, paths, numbers[at:at + 100], args.bytes) for at in range(0, args.count, 100)]
    bad = 0
    with concurrent.futures.ProcessPoolExecutor(args.jobs) as pool:
        for done, found in enumerate(pool.map(work, jobs), 1):
            for number, why, data in found:
                bad += 1
                kept = Path("mutants", str(number))
                kept.parent.mkdir(exist_ok=True)
                kept.write_bytes(data)
                print(f"{number}: {why} ({kept})", flush=True)
            if done % 10 == 0:
                print(f"{min(done * 100, args.count)} mutants, {bad} findings", flush=True)
    print(f"{args.count} mutants of {len(paths)} files, {bad} findings")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
