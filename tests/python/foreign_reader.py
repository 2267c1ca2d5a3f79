"""Reads exports with Python's own readers and compares them with the same items as JSON lines, for `tests/it/formats.rs`.

usage: foreign_reader.py ITEMS.jsonl META.csv GOOGLE.xml

Texts, numbers and lists of addresses must be the same in all three. Exit code 1 with the first difference.
"""

import csv
import json
import sys
import xml.etree.ElementTree as tree

G = "{http://base.google.com/ns/1.0}"


def plain(value):
    return ",".join(value) if isinstance(value, list) else str(value)


def main():
    jsonl, table, feed = sys.argv[1:]
    with open(jsonl, encoding="utf-8", newline="") as file:
        items = [json.loads(line) for line in file.read().split("\n") if line]
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    elements = tree.parse(feed).getroot().findall("channel/item")
    if not items or not len(items) == len(rows) == len(elements):
        sys.exit(f"{len(items)} items, {len(rows)} rows, {len(elements)} elements")
    for item, row, element in zip(items, rows, elements):
        wanted = {name: plain(value) for name, value in item.items()}
        found = {name: cell.replace("\r\n", "\n") for name, cell in row.items() if cell}
        if found != wanted:
            sys.exit(f"csv: {found}\nis not: {wanted}")
        parts = {}
        for child in element:
            parts.setdefault(child.tag.removeprefix(G), []).append(child.text or "")
        found = {name: ",".join(texts) for name, texts in parts.items()}
        # Google writes its own words with underscores.
        wanted["availability"] = wanted["availability"].replace(" ", "_")
        if found != wanted:
            sys.exit(f"xml: {found}\nis not: {wanted}")
    print(len(items))


main()
