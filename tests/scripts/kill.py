#!/usr/bin/env python3
"""Kills syncs at random moments, changes the export in between, and looks whether anything is lost.

    cargo build --release
    python3 tests/scripts/kill.py                       200 kills, 20 000 items
    python3 tests/scripts/kill.py --kills 20 --items 2000 --seed 7

It starts `shelfsync sandbox` with a scenario (latency, lost answers, late calls), lets one sync after the other
begin and kills each with SIGKILL after a random time. At the end two syncs run to their end. Then:

- the catalog is equal to the export, field by field;
- no more records were sent than changes + kills x batches in flight x batch size;
- the sandbox saw nothing that a careful client does not do (an id twice in one call, a call while blocked, a token
  in an address).

Needs nothing but Python's standard library. Exit code 0 when all of it holds, 1 otherwise.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BATCH = 500
IN_FLIGHT = 4

SCENARIO = """
description = "A slow day with lost and late calls"

[latency]
ms = 10
spread_ms = 60
seed = {seed}

[limits]
writes_per_minute = 100000
calls_per_hour = 10000000
{faults}
"""

FAULTS = """
[[fault]]
trouble = { kind = "drop_after" }
when = { method = "POST", edge = "items_batch" }
times = "always"
chance = 0.03
seed = 1

[[fault]]
trouble = { kind = "late", writes = 3, seconds = 5, answer = "drop" }
times = "always"
chance = 0.02
seed = 2
"""

HEAD = "id,title,description,availability,condition,price,link,image_link,brand,quantity_to_sell_on_facebook\n"
FIELDS = ["title", "description", "availability", "condition", "price", "link", "image_link", "brand"]


def item(number, dice):
    stock = dice.choice([0, 3, 7, 40])
    return {
        "id": f"SKU-{number:06}",
        "title": f"Becher {number}",
        "description": f"Becher Nummer {number} aus Steingut, {dice.randrange(100, 900)} ml.",
        "availability": "in stock" if stock else "out of stock",
        "condition": "new",
        "price": f"{dice.randrange(1, 200)}.{dice.randrange(100):02} EUR",
        "link": f"https://shop.example/p/{number}",
        "image_link": f"https://shop.example/i/{number}.jpg",
        "brand": "Beispiel",
        "quantity_to_sell_on_facebook": stock,
    }


def write(path, items):
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for row in items.values():
            out.write(",".join(f'"{value}"' for value in row.values()) + "\n")
    part.replace(path)


def change(items, dice, next_number):
    """A merchant's morning: prices, stock, titles, a few new and a few gone. Returns how many."""
    ids = list(items)
    changed = set()
    for _ in range(dice.randrange(1, 400)):
        chosen = items[dice.choice(ids)]
        kind = dice.randrange(4)
        if kind == 0:
            chosen["price"] = f"{dice.randrange(1, 200)}.{dice.randrange(100):02} EUR"
        elif kind == 1:
            stock = dice.choice([0, 1, 9])
            chosen["quantity_to_sell_on_facebook"] = stock
            chosen["availability"] = "in stock" if stock else "out of stock"
        elif kind == 2:
            chosen["title"] = f"Becher {dice.randrange(10**6)}"
        else:
            chosen["image_link"] = f"https://shop.example/i/{dice.randrange(10**6)}.jpg"
        changed.add(chosen["id"])
    for _ in range(dice.randrange(20)):
        fresh = item(next_number, dice)
        items[fresh["id"]] = fresh
        changed.add(fresh["id"])
        next_number += 1
    for gone in dice.sample(ids, dice.randrange(20)):
        del items[gone]
        changed.add(gone)
    return len(changed), next_number


def ask(url, path):
    with urllib.request.urlopen(url + path) as answer:
        return json.load(answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=None, help="default: target/release/shelfsync")
    parser.add_argument("--items", type=int, default=20000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calm", action="store_true", help="no lost and no late calls")
    args = parser.parse_args()
    root = Path(__file__).resolve().parents[2]
    target = Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))
    binary = args.binary or str(target / "release" / "shelfsync")
    dice = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        faults = "" if args.calm else FAULTS
        (folder / "day.toml").write_text(SCENARIO.format(seed=args.seed, faults=faults))
        sandbox = subprocess.Popen(
            [binary, "sandbox", "--json", "--listen", "127.0.0.1:0", "--scenario", "day.toml"],
            cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            return run(args, binary, dice, folder, json.loads(sandbox.stdout.readline())["url"])
        finally:
            sandbox.terminate()
            sandbox.wait()


def run(args, binary, dice, folder, url):
    items = {}
    for number in range(args.items):
        row = item(number, dice)
        items[row["id"]] = row
    export = folder / "products.csv"
    write(export, items)
    (folder / "shelfsync.toml").write_text(f"""
[[source]]
path = "products.csv"
[catalog]
id = "100"
api_url = "{url}"
[removal]
max_share = 1.0
[delivery]
batch_items = {BATCH}
writes_per_minute = 100000
max_wait = "5m"
""")
    environment = {"META_ACCESS_TOKEN": "EAAkill", "PATH": os.environ["PATH"]}

    def sync():
        return subprocess.Popen([binary, "sync", "--json"], cwd=folder, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    begun = time.monotonic()
    first = sync()
    first.communicate()
    # How long a run takes, so that the kills fall into all of it.
    whole = max(0.3, (time.monotonic() - begun))
    changes, next_number, killed, ended = args.items, args.items, 0, 0
    while killed < args.kills:
        more, next_number = change(items, dice, next_number)
        changes += more
        write(export, items)
        process = sync()
        try:
            process.wait(timeout=dice.uniform(0, min(whole, 1.5)))
            process.communicate()
            ended += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += 1
            if killed % 25 == 0:
                print(f"{killed} kills, {ended} runs came to their end, {changes} changes", file=sys.stderr)
    urllib.request.urlopen(urllib.request.Request(url + "/__sandbox/faults", method="DELETE")).close()
    # A batch that nobody asks after, because its answer was lost or its run was killed, is applied by the sandbox
    # within a minute. Two minutes on its clock bring all of them; what they did must be found by the runs to come.
    urllib.request.urlopen(url + "/__sandbox/clock", data=b'{"seconds": 120}').close()
    codes = []
    for _ in range(4):
        process = sync()
        out, _ = process.communicate()
        codes.append(process.returncode)
        report = json.loads(out)
        if process.returncode == 0 and report["calls"]["writes"] == 0:
            break
    print(f"last runs: exit {codes}, {report['items']}")
    wrong = []
    catalog = ask(url, "/__sandbox/items/100")
    catalog = catalog.get("items", catalog)
    active = {key: value for key, value in catalog.items() if value.get("status", "active") == "active"}
    for key in sorted(set(active) ^ set(items))[:20]:
        wrong.append(f"{key}: {'in the catalog only' if key in active else 'missing'}")
    for key, row in items.items():
        live = active.get(key, {})
        for field in FIELDS + ["quantity_to_sell_on_facebook"]:
            if live.get(field) != row[field]:
                wrong.append(f"{key}: {field} is {live.get(field)!r}, the export says {row[field]!r}")
    sent, violations, writes = 0, [], 0
    for call in ask(url, "/__sandbox/journal")["calls"]:
        violations += call.get("violations", [])
        records = call.get("records")
        if records:
            writes += 1
            sent += records["count"]
    most = changes + args.kills * IN_FLIGHT * BATCH
    print(f"{args.kills} kills; {ended} runs ended before; {writes} write calls, {sent} records for {changes} changes"
          f" (at most {most}); {len(wrong)} differences, {len(violations)} violations")
    for line in wrong[:10] + violations[:10]:
        print("  " + line)
    good = not wrong and not violations and sent <= most and codes[-1] == 0 and report["calls"]["writes"] == 0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
