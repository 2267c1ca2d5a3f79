"""The promises on speed and memory, and whether they are kept.

A target names a row of the table, what of it is looked at, and the most that
it may be. Ratios are of two processes of the same round; see run.py.
"""

from dataclasses import dataclass

from measure import median

# What a ratio is made of: the row's own figure, and the unit's.
WALL, CPU, FIRST, PEAK, EACH, CALLS = "wall", "cpu", "first", "peak", "each", "calls"


@dataclass(frozen=True)
class Target:
    """One promise."""

    words: str
    row: str
    what: str
    limit: float
    unit: str = ""  # the row that the figure is divided by

    def measured(self, rows, products):
        """The figure, or None where it was not measured."""
        row = rows.get(self.row)
        if row is None or row.trouble or not row.runs:
            return None
        if self.what == PEAK:
            return max(run.peak for run in row.runs)
        if self.what == CALLS:
            return row.facts.get("writes")
        other = rows.get(self.unit)
        if other is None or len(other.runs) != len(row.runs):
            return None
        pairs = list(zip(row.runs, other.runs))
        if self.what == EACH:
            return median((a.cpu - b.cpu) for a, b in pairs) / products * 1e6
        mine = FIRST if self.what == FIRST else self.what
        theirs = WALL if self.what == FIRST else self.what
        return median(getattr(a, mine) / max(getattr(b, theirs), 1e-6) for a, b in pairs)

    def sign(self):
        if self.what == PEAK:
            return "MiB"
        if self.what == EACH:
            return "µs"
        if self.what == CALLS:
            return "calls"
        return f"{'' if self.what == FIRST else self.what + ' '}÷ {self.unit}"

    def limit_of(self, rows):
        """The most that it may be; calls have a least number instead."""
        if self.what == CALLS:
            row = rows.get(self.row)
            return row.facts.get("least") if row else None
        return self.limit

    def line(self, rows, products):
        """A row of the table of promises."""
        limit, figure = self.limit_of(rows), self.measured(rows, products)
        if figure is None or limit is None:
            return f"| {self.words} | {shown(limit)} {self.sign()} | | not measured |"
        if figure <= limit:
            verdict = "met"
        else:
            verdict = f"**missed**, {figure / limit:.2f} times as much" if limit else "**missed**"
        return f"| {self.words} | {shown(limit)} {self.sign()} | {shown(figure)} | {verdict} |"


def shown(figure):
    if figure is None:
        return "?"
    if figure == int(figure) or figure >= 100:
        return f"{figure:.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


SAME = "no-op, same bytes"
STORED, SHUFFLED = "no-op, stored order", "no-op, shuffled"
FULL = "--full --dry-run"
CHANGED, FIRST_SYNC = "1 % changed", "first sync, sink"
XML, XML_FULL = "no-op, google-rss", "--full --dry-run, google-rss"

TARGETS = [
    Target("the file is, byte for byte, the one of the last run", SAME, WALL, 2.5, "wc -l"),
    Target("its memory", SAME, PEAK, 20),
    Target("nothing changed, rows in stored order", STORED, WALL, 0.7, "csv iter"),
    Target("nothing changed, rows shuffled", SHUFFLED, WALL, 1.1, "csv iter"),
    Target("memory of both: stored order", STORED, PEAK, 128),
    Target("memory of both: shuffled", SHUFFLED, PEAK, 128),
    Target("every row normalized (`--full --dry-run`)", FULL, WALL, 2, "csv iter"),
    Target("1 % changed, beside nothing changed", CHANGED, WALL, 1.35, STORED),
    Target("first sync to a sink", FIRST_SYNC, CPU, 7, "csv iter"),
    Target("its memory", FIRST_SYNC, PEAK, 160),
    Target("XML, nothing changed", XML, WALL, 0.5, "xml iter"),
    Target("XML, every item normalized", XML_FULL, WALL, 1.6, "xml iter"),
    Target("memory of both: nothing changed", XML, PEAK, 128),
    Target("memory of both: every item normalized", XML_FULL, PEAK, 128),
    Target("Shopify's continuation rows, beside the flat file", "no-op, shopify", WALL, 1.5, STORED),
    Target("WooCommerce's parents, beside the flat file", "no-op, woocommerce", WALL, 1.5, STORED),
    Target("client CPU for each uploaded item", FIRST_SYNC, EACH, 3, "first sync, its plan"),
    Target("write calls of a first sync, and the fewest possible", FIRST_SYNC, CALLS, 0),
    Target("write calls of 1 % changed, and the fewest possible", CHANGED, CALLS, 0),
]
