"""Writes tables with Python's own writers, for `tests/source_laws.rs` to read back.

usage: foreign_files.py FOLDER COUNT SEED

For each table FOLDER gets `N.json`, its rows as lists of cells with the header first, and the same as CSV in several
dialects and encodings and as XML. The cells have all that makes trouble but what a form cannot carry.
"""

import csv
import json
import random
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

NAMES = ["id", "title", "price", "more", "color", "size"]
PIECES = ["a", "Zoë", "Größe", "€", "日本", "😀", '"', '""', "'", ",", ";", "|", "<b>", "</b>", "&", "&amp;", "]]>", "<!--", "#", "=",
          " ", "  ", "\n", "1.299,95", "00123", "\\", "\\n", "x y", "{", "~", "sep="]
DIALECTS = {
    "comma.csv": dict(delimiter=",", encoding="utf-8"),
    "semicolon.csv": dict(delimiter=";", encoding="utf-8", quoting=csv.QUOTE_ALL),
    "tab.tsv": dict(delimiter="\t", encoding="utf-8"),
    "pipe.csv": dict(delimiter="|", encoding="utf-8-sig", lineterminator="\n"),
    "wide.csv": dict(delimiter=",", encoding="utf-16", quoting=csv.QUOTE_NONNUMERIC),
}


def main():
    folder, count, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    for number in range(count):
        width = chance.randint(2, len(NAMES))
        cell = lambda: "".join(chance.choice(PIECES) for _ in range(chance.randint(0, 6)))
        rows = [[f"{at}", *(cell() for _ in range(width - 1))] for at in range(chance.randint(1, 12))]
        header = NAMES[:width]
        (folder / f"{number}.json").write_text(json.dumps([header, *rows]))
        for name, dialect in DIALECTS.items():
            dialect = dict(dialect)
            encoding = dialect.pop("encoding")
            with open(folder / f"{number}.{name}", "w", encoding=encoding, newline="") as file:
                csv.writer(file, **dialect).writerows([header, *rows])
        channel = tree.Element("channel")
        for row in rows:
            item = tree.SubElement(channel, "item")
            for name, text in zip(header, row):
                tree.SubElement(item, name).text = text
        root = tree.Element("rss")
        root.append(channel)
        for encoding in ("utf-8", "utf-16", "us-ascii"):
            tree.ElementTree(root).write(folder / f"{number}.{encoding}.xml", encoding=encoding, xml_declaration=True)


main()
