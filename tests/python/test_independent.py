"""Whether the comparison sees what is wrong: a program that lies in one place at a time.

usage: python3 -m unittest tests/python/test_independent.py
"""

import json
import pathlib
import sys
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import independent
from derived.base import Either, Expected, money, number, regular_and_sale, slug, stocked, text, window

RIGHT = {
    "id": "A",
    "price": "12.00 EUR",
    "sale_price": "9.50 EUR",
    "availability": "in stock",
    "title": "Cup - blue / L",
    "link": "https://shop.example/cup",
    "image_link": "https://shop.example/cup.jpg",
    "item_group_id": "cup",
}


class Sample:
    """A case of one item, one that is held back and one that is not sent."""

    name = "a/sample"

    def settings(self, _samples):
        return ""

    def expected(self, _samples):
        ours = Expected()
        fields = {name: value for name, value in RIGHT.items() if name != "id"}
        ours.add("A", {**fields, "title": Either("Cup - blue / L", "Cup - blue, L")})
        ours.add("B", {**fields, "price": None})
        ours.filtered.add("C")
        return [ours]


def compared(items, problems=(("B", "price-missing"),), invalid=1, filtered=1, code=3):
    """The differences when the program says this."""
    problems = [{"id": item, "rule": rule, "severity": "error"} for item, rule in problems]
    counts = {"read": len(items) + invalid + filtered, "invalid": invalid, "filtered": filtered}
    report = {"problems": problems, "items": counts, "problem_counts": {}}

    def run(_binary, command, *_arguments, **_more):
        out = "".join(json.dumps(item) + "\n" for item in items) if command == "export" else json.dumps(report)
        return mock.Mock(returncode=code, stdout=out, stderr="")

    with mock.patch.object(independent, "run", run):
        return independent.compare(Sample(), pathlib.Path(), pathlib.Path())[1]


class Comparison(unittest.TestCase):
    def test_the_truth_has_no_differences(self):
        self.assertEqual(compared([RIGHT]), [])
        self.assertEqual(compared([{**RIGHT, "title": "Cup - blue, L", "color": "blue"}]), [])

    def test_each_field_that_is_wrong_is_seen(self):
        for field in RIGHT:
            if field == "id":
                continue
            for value in ("something else", None):
                wrong = {name: old for name, old in RIGHT.items() if name != field}
                if value:
                    wrong[field] = value
                found = compared([wrong])
                self.assertEqual([(found[0][0], found[0][1])], [("A", field)], found)

    def test_items_too_many_and_too_few_are_seen(self):
        self.assertIn("item", [found[1] for found in compared([])])
        for other in ("B", "C", "D"):
            self.assertIn((other, "item"), [found[:2] for found in compared([RIGHT, {**RIGHT, "id": other}])])

    def test_reasons_and_counts_are_compared(self):
        self.assertTrue(compared([RIGHT], problems=[("B", "link-missing")]))
        self.assertTrue(compared([RIGHT], problems=[]))
        self.assertTrue(compared([RIGHT], problems=[("B", "price-missing"), ("C", "price-missing")]))
        self.assertTrue(compared([RIGHT], invalid=2))
        self.assertTrue(compared([RIGHT], filtered=0))
        self.assertTrue(compared([RIGHT], code=8))


class Values(unittest.TestCase):
    def test_money(self):
        self.assertEqual(money(number("20.1681") * number("1.19"), "EUR"), "24.00 EUR")
        self.assertEqual(money(number("0.125"), "EUR"), "0.13 EUR")
        self.assertEqual(money(number("1299.5"), "JPY"), "1300 JPY")
        self.assertEqual(money(number("1.2"), "KWD"), "1.200 KWD")
        self.assertIsNone(money(number("0"), "EUR"))
        sold = regular_and_sale(number("10"), number("10"), "EUR")
        self.assertEqual(sold, {"price": "10.00 EUR", "sale_price": None})

    def test_text(self):
        self.assertEqual(text("<b>Tee</b>&amp;nbsp;&amp;amp; Co"), "Tee & Co")
        self.assertEqual(text("a < b"), "a < b")
        self.assertEqual(text("wort " * 40), ("wort " * 30).strip())
        self.assertEqual(slug("Münzer & Söhne™"), "munzer-sohnetm")

    def test_stock_and_days(self):
        self.assertEqual([stocked(1), stocked(0)], ["in stock", "out of stock"])
        self.assertEqual(stocked(-1, True), "available for order")
        self.assertEqual(
            window("2026-07-01", "2026-12-31", "Europe/Berlin"), "2026-07-01T00:00+02:00/2026-12-31T23:59+01:00"
        )


if __name__ == "__main__":
    unittest.main()
