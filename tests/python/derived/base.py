"""Values, money and text, as the contract's rules for normalization have them."""

import csv
import datetime
import html
import re
import unicodedata
import urllib.parse
import zoneinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

csv.field_size_limit(10**9)

SHOP = "https://shop.example"
MEDIA = "https://shop.example/media"
TITLE = 150
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "JOD": 3, "OMR": 3, "TND": 3}


class Either(tuple):
    """Values of which each is right: the pages leave the choice open."""

    def __new__(cls, *values):
        return super().__new__(cls, dict.fromkeys(values))


class Expected:
    """The items of one sample under one choice of the id.

    - `items`: fields by id. A field that is `None` must be absent.
    - `held`: the rules of which at least one must be told, by id. `lacking` counts
      those that have no id to be told by.
    - `filtered`: ids that are read and not sent.
    - `open`: as `items`, but the pages allow leaving these ids out as well.
    - `never`: ids that must be no item; how they are counted is left open.
    """

    def __init__(self, choice=""):
        self.choice = choice
        self.items = {}
        self.held = {}
        self.lacking = 0
        self.doubled = 0
        self.filtered = set()
        self.open = {}
        self.never = set()

    def add(self, item_id, fields, may_be_left_out=False):
        """Puts an item where its fields say: required ones that are missing hold it back."""
        missing = {f"{name}-missing" for name in REQUIRED if fields.get(name) is None}
        # A picture that nobody can reach, or a price of nothing, may be told in either way.
        missing |= {f"{name}-invalid" for name in ("image_link", "price") if f"{name}-missing" in missing}
        if not item_id:
            self.lacking += 1
        elif missing:
            self.held[item_id] = missing
        elif may_be_left_out:
            self.open[item_id] = fields
        else:
            self.items[item_id] = fields


REQUIRED = ("price", "availability", "title", "link", "image_link")
FIELDS = (*REQUIRED, "sale_price", "sale_price_effective_date", "item_group_id")


def rows(path, delimiter):
    """The rows of a CSV file as dicts; short rows are filled up, the first of two equal headers counts."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        header = [name.strip() for name in next(reader)]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            cells += [""] * (len(header) - len(cells))
            row = {}
            for name, cell in zip(header, cells):
                if not row.get(name):
                    row[name] = cell.strip()
            yield row


def number(cell):
    """A decimal with a point, or `None`. None of the samples writes amounts in another way."""
    cell = (cell or "").strip()
    if not cell:
        return None
    try:
        return Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"no number: {cell!r}") from None


def money(amount, currency):
    """`1299.95 EUR`, rounded half up; `None` for what is no price."""
    if amount is None or amount <= 0:
        return None
    unit = Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2))
    return f"{amount.quantize(unit, ROUND_HALF_UP)} {currency}"


def regular_and_sale(regular, sale, currency):
    """Price and sale price; a sale that is not below the price is none."""
    if sale is not None and not (regular is not None and 0 < sale < regular):
        sale = None
    return {"price": money(regular, currency), "sale_price": money(sale, currency)}


def struck_and_current(struck, current, currency):
    """The same, of an old price that is struck out and the one that is paid."""
    if struck is not None and current is not None and struck > current > 0:
        return regular_and_sale(struck, current, currency)
    return regular_and_sale(current, None, currency)


def text(value, limit=TITLE):
    """One line of plain text: no tags, entities decoded, white space folded, cut at a word's end."""
    value = value or ""
    for _ in range(3):
        decoded = html.unescape(re.sub(r"<[a-zA-Z/!][^>]*>", " ", value))
        if decoded == value:
            break
        value = decoded
    value = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(value) > limit:
        head = value[: limit + 1]
        value = head[: head.rindex(" ")].rstrip()
    return value or None


def slug(value):
    """Letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", value)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def address(value, base=None):
    """An absolute address of a picture, or `None` for what is none."""
    value = (value or "").strip()
    if not value or value in ("no_selection", "NULL") or value.startswith(("[", "data:", "file:")):
        return None
    if "placeholder" in value:
        return None
    if value.startswith("//"):
        value = "https:" + value
    if not re.match(r"https?://", value):
        if base is None:
            return None
        value = f"{base}/{value.lstrip('/')}"
    if urllib.parse.urlsplit(value).hostname == "localhost":
        return None
    return urllib.parse.quote(value, safe="%/:=&?~#+!$,;'@()*[]")


def window(first, last, zone):
    """A sale's days as the catalog has them: whole days of the shop's zone, as they stand."""
    zone = zoneinfo.ZoneInfo(zone)

    def moment(day, hour, minute):
        day = datetime.date.fromisoformat(day)
        at = datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        return at.isoformat(timespec="minutes")

    return f"{moment(first, 0, 0)}/{moment(last, 23, 59)}"


def stocked(pieces, beyond=False):
    """The word for a number of pieces that the shop counts."""
    if pieces > 0:
        return "in stock"
    return "available for order" if beyond else "out of stock"


def with_options(name, values):
    """A variant's title: the product's and the values of its options, unless it has them.

    The pages show ` - ` in front of the values and say nothing of what stands between
    two of them, nor whether a value that the title already has is said again.
    """
    values = [value for value in values if value]
    missing = [value for value in values if not has_word(name, value)]
    if not missing:
        return text(name)
    ways = []
    for chosen in (values, missing):
        for between in (" / ", ", ", " "):
            ways.append(text(f"{name} - {between.join(chosen)}"))
    return Either(*ways)


def has_word(name, value):
    """Whether a title has a value as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", name, re.IGNORECASE) is not None
