#!/usr/bin/env python3
"""Memory under exports of odd shapes. See benches/README.md.

    python3 benches/hostile.py                the full sizes: some minutes, 2 GB of disk
    python3 benches/hostile.py --scale 0.1    a tenth of them
    python3 benches/hostile.py --only plan    some shapes
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import measure
from measure import FLAGS, run

SHOP = ["--shop-url", "https://shop.example", "--currency", "EUR", "--condition", "new", "--availability", "in stock"]
META = "id,title,description,availability,condition,price,link,image_link,brand"


def meta(number, **other):
    """A row of Meta's template."""
    cells = {
        "id": f"P-{number}", "title": f"Becher {number}", "description": "Aus Ton.", "availability": "in stock",
        "condition": "new", "price": "9.50 EUR", "link": f"https://shop.example/p/{number}",
        "image_link": f"https://shop.example/i/{number}.jpg", "brand": "Tonwerk", **other,
    }
    return ",".join(cells[name] for name in META.split(","))


def continuation(count):
    """Shopify: one product with all the rows."""
    yield "Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Position,Variant Image"
    first = "becher,Becher,Aus Ton.,Tonwerk,true,Farbe,"
    for at in range(count):
        head = first if at == 0 else "becher,,,,,,"
        image = f"https://shop.example/{at}.jpg"
        yield f"{head}Ton {at},SKU-{at},9.50,{image},{at + 1},{image}"


def parents(count):
    """WooCommerce: one parent, and below it all its variations."""
    yield ("ID,Type,SKU,Name,Published,Visibility in catalog,Description,In stock?,Stock,Regular price,Categories,"
           "Images,Parent,Brands,Attribute 1 name,Attribute 1 value(s)")
    yield "1,variable,BECHER,Becher,1,visible,Aus Ton.,1,,,Becher,https://shop.example/1.jpg,,Tonwerk,Farbe,"
    for at in range(count):
        yield (f"{at + 2},variation,SKU-{at},Becher {at},1,visible,,1,3,9.50,,https://shop.example/v{at}.jpg,BECHER,,"
               f"Farbe,Ton {at}")


def long_fields(count):
    """Descriptions of 5 MB each."""
    yield META
    text = "Ein langer Satz über Ton. " * (5_000_000 // 27)
    for at in range(count):
        yield meta(at, description=text)


def wide(count, columns):
    """Columns of which nobody knows the meaning."""
    more = columns - len(META.split(","))
    yield META + "," + ",".join(f"col{at}" for at in range(more))
    rest = "," + ",".join("x" for _ in range(more))
    for at in range(count):
        yield meta(at) + rest


def problems(count):
    """No two rows have the same fault."""
    yield META
    for at in range(count):
        yield meta(at, condition=f"Zustand {at}", price=f"vielleicht {at}", link=f"ftp://shop.example/{at}")


def plain(count):
    """Small products, one a row."""
    yield META
    for at in range(count):
        yield meta(at)


def shapes(scale):
    """Name, form, lines, and the command with its flags."""
    def of(number):
        return max(int(number * scale), 1)

    million = of(1_000_000)
    plan = ["--catalog", "100", "--api-url", "http://127.0.0.1:9"]
    shopify, woo = ["--preset", "shopify", *SHOP], ["--preset", "woocommerce", *SHOP]
    # More rows than that no product has: there the file is taken for a damaged one.
    for count in (of(20_000), million):
        yield f"one product with {count} variants, shopify", continuation(count), ["check"], shopify
    yield f"one product with {million} variants, woocommerce", parents(million), ["check"], woo
    yield f"{of(20)} fields of 5 MB", long_fields(of(20)), ["check"], FLAGS["meta-csv"]
    for columns in (10_000, 10_001):
        yield f"{columns} columns, {of(2_000)} rows", wide(of(2_000), columns), ["check"], FLAGS["meta-csv"]
    yield f"{3 * of(100_000)} different problems", problems(of(100_000)), ["check"], FLAGS["meta-csv"]
    yield f"a plan with {million} changes", plain(million), ["plan"], FLAGS["meta-csv"] + plan
    yield f"a plan with {million} changes, as JSON", plain(million), ["plan"], FLAGS["meta-csv"] + plan + ["--json"]
    yield f"an export of {million} items", plain(million), ["export"], FLAGS["meta-csv"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full sizes")
    parser.add_argument("--only", default="", help="shapes whose name holds one of these words, parted by commas")
    parser.add_argument("--bin", help="a shelfsync that is built already")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # The tool is not needed here.
    binary, _ = measure.built(args.bin, "unused")
    env = {**os.environ, "META_ACCESS_TOKEN": "bench"}
    folder = Path(tempfile.mkdtemp(prefix="shelfsync-hostile-"))
    print(f"{measure.machine()}. Built from {measure.commit()}.\n")
    print("| shape | file MB | command | exit code | peak MiB | CPU s |")
    print("| --- | --- | --- | --- | --- | --- |")
    crashed = False
    try:
        for name, lines, command, flags in shapes(args.scale):
            if not any(word in name for word in args.only.split(",")):
                continue
            path = folder / "export.csv"
            with open(path, "w", encoding="utf-8") as out:
                out.writelines(line + "\n" for line in lines)
            words = [binary, *command, path, *flags]
            if command == ["plan"]:
                words += ["--state", folder / "never.db"]
            begun = time.perf_counter()
            done = run(words, codes=None, env=env)
            # Neither a signal nor a bug: whatever is wrong with an export has an answer.
            crashed |= done.code < 0 or done.code in (1, 101, 134)
            size = path.stat().st_size / 1e6
            print(f"| {name} | {size:.0f} | {command[0]} | {done.code} | {done.peak:.0f} | {done.cpu:.1f} |", flush=True)
            if sys.stderr.isatty():
                print(f"  {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    finally:
        shutil.rmtree(folder)
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
