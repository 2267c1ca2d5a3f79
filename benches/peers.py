"""Other people's ways to find what changed between two exports.

    python3 benches/peers.py PEER prepare DAY1.csv STATE    first day: read, hash, keep
    python3 benches/peers.py PEER compare DAY2.csv STATE    next day: read, hash, compare

`compare` prints how many rows changed, are new and are gone, as JSON. Every
peer keeps ids and hashes from the day before, as shelfsync does; pandas has no
such habit and reads both files, so its state is the path of the first.
None of them looks into a row, normalizes, checks or sends anything.
"""

import csv
import hashlib
import json
import os
import pickle
import sys


def told(changed, new, removed):
    print(json.dumps({"changed": int(changed), "new": int(new), "removed": int(removed)}))


class Python:
    """The standard library: `csv` and a hash of each row."""

    @staticmethod
    def hashes(path):
        csv.field_size_limit(1 << 30)
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file)
            at = next(rows).index("id")
            return {
                row[at]: hashlib.sha256("\x1f".join(row).encode()).digest()[:16] for row in rows
            }

    def prepare(self, path, state):
        with open(state, "wb") as file:
            pickle.dump(self.hashes(path), file)

    def compare(self, path, state):
        with open(state, "rb") as file:
            before = pickle.load(file)
        now = self.hashes(path)
        changed = sum(before.get(key, row) != row for key, row in now.items())
        told(changed, len(now.keys() - before.keys()), len(before.keys() - now.keys()))


class Polars:
    """polars, streaming, with the state in Parquet."""

    @staticmethod
    def hashes(path):
        import polars

        rows = polars.scan_csv(path, infer_schema=False)
        columns = rows.collect_schema().names()
        return rows.select("id", hash=polars.concat_str(columns, separator="\x1f", ignore_nulls=True).hash())

    def prepare(self, path, state):
        self.hashes(path).collect(engine="streaming").write_parquet(state)

    def compare(self, path, state):
        import polars

        before = polars.scan_parquet(state)
        both = before.join(self.hashes(path), on="id", how="full", suffix="_now")
        found = both.select(
            (polars.col("hash") != polars.col("hash_now")).sum().alias("changed"),
            polars.col("id").is_null().sum().alias("new"),
            polars.col("id_now").is_null().sum().alias("removed"),
        ).collect(engine="streaming")
        told(*found.row(0))


class Duckdb:
    """DuckDB, with the state in a table."""

    @staticmethod
    def rows(path):
        quoted = path.replace("'", "''")
        # Its parallel reader refuses line breaks of two kinds within quotes.
        return f"read_csv('{quoted}', all_varchar=true, header=true, parallel=false, strict_mode=false)"

    def prepare(self, path, state):
        import duckdb

        if os.path.exists(state):
            os.remove(state)
        with duckdb.connect(state) as db:
            db.execute(f"CREATE TABLE known AS SELECT id, hash(r) AS hash FROM {self.rows(path)} r")

    def compare(self, path, state):
        import duckdb

        with duckdb.connect(state, read_only=True) as db:
            found = db.execute(
                f"""SELECT count(*) FILTER (WHERE k.hash <> n.hash),
                           count(*) FILTER (WHERE k.id IS NULL), count(*) FILTER (WHERE n.id IS NULL)
                    FROM known k FULL JOIN (SELECT id, hash(r) AS hash FROM {self.rows(path)} r) n USING (id)"""
            ).fetchone()
        told(*found)


class Pandas:
    """pandas, both files in memory."""

    @staticmethod
    def frame(path):
        import pandas

        rows = pandas.read_csv(path, dtype=str, keep_default_na=False)
        return rows.set_index("id")

    def prepare(self, path, state):
        with open(state, "w", encoding="utf-8") as file:
            file.write(os.path.abspath(path))

    def compare(self, path, state):
        with open(state, encoding="utf-8") as file:
            before = self.frame(file.read())
        now = self.frame(path)
        both = before.index.intersection(now.index)
        changed = (before.loc[both] != now.loc[both]).any(axis=1).sum()
        told(changed, len(now.index.difference(before.index)), len(before.index.difference(now.index)))


PEERS = {"python": Python, "polars": Polars, "duckdb": Duckdb, "pandas": Pandas}

if __name__ == "__main__":
    name, command, export, kept = sys.argv[1:5]
    getattr(PEERS[name](), command)(export, kept)
