"""Copies of the samples with other words and numbers in their cells.

The real files are tame: nearly all is in stock and on sale nowhere. What is put here
are values that each column really takes, so that both sides must still agree.
"""

import csv
import random

PRICES = ["0", "0.5", "7", "12.5", "99.9", "1299.95"]
SALES = ["", "", "3", "20", "5000"]
PIECES = ["0", "-2", "1", "48"]
YES_NO = ["1", "1", "0"]
PICTURES = ["", "https://cdn.example/a.jpg", "https://cdn.example/b.jpg?v=1"]

# The columns of a preset, and whether the order of the rows means nothing.
CELLS = {
    "shopify": (
        {
            ("Variant Price", "Price"): PRICES,
            ("Variant Compare At Price", "Compare-at price"): SALES,
            ("Variant Inventory Tracker", "Inventory tracker"): ["", "shopify"],
            ("Variant Inventory Qty", "Inventory quantity"): PIECES,
            ("Variant Inventory Policy", "Continue selling when out of stock"): ["deny", "continue"],
            ("Variant Image", "Variant image URL"): PICTURES,
            ("Published", "Published on online store"): ["TRUE", "true", "FALSE", "false"],
            ("Status",): ["active", "Active", "draft", "archived"],
        },
        False,
    ),
    "wix": (
        {
            ("price",): PRICES,
            ("strikethroughPrice",): SALES,
            ("inventory",): ["IN_STOCK", "OUT_OF_STOCK", "0", "12"],
            ("visible",): ["TRUE", "TRUE", "FALSE"],
        },
        False,
    ),
    "bigcommerce": (
        {
            ("Price",): PRICES,
            ("Sale Price",): SALES,
            ("Current Stock",): PIECES,
            ("Is Visible",): ["TRUE", "FALSE"],
            ("Inventory Tracking",): ["none", "variant", "product"],
        },
        False,
    ),
    "woocommerce": (
        {
            ("Regular price",): ["", *PRICES],
            ("Sale price",): SALES,
            ("In stock?",): ["1", "1", "0", "backorder"],
            ("Stock",): ["", "", "parent", *PIECES],
            ("Backorders allowed?",): ["0", "1", "notify"],
            ("Published",): ["1", "1", "1", "-1", "0"],
            ("Images",): [*PICTURES, "https://cdn.example/c.jpg, https://cdn.example/d,e.jpg"],
            ("Visibility in catalog",): ["visible", "visible", "catalog", "search", "hidden"],
        },
        True,
    ),
    "magento2": (
        {
            ("price",): ["", *PRICES],
            ("special_price",): SALES,
            ("qty",): [*PIECES, "3.0000"],
            ("is_in_stock",): YES_NO,
            ("manage_stock",): ["0", "1"],
            ("use_config_manage_stock",): ["0", "1"],
            ("allow_backorders",): ["0", "1", "2"],
            ("use_config_backorders",): ["0", "1"],
            ("product_online",): ["1", "1", "1", "2"],
            ("base_image",): ["no_selection", "/a/b/ab.jpg"],
            ("visibility",): ["Catalog, Search", "Catalog", "Search", "Not Visible Individually"],
            ("url_key",): ["", "a-key", "b_key"],
        },
        True,
    ),
    "prestashop": (
        {
            ("Active (0/1)",): YES_NO,
            ("Price tax excluded or Price tax included",): PRICES,
            ("Discount amount",): SALES,
            ("Quantity",): PIECES,
            ("Out of stock",): ["0", "1"],
            ("Visibility",): ["", "both", "catalog", "search", "none"],
        },
        True,
    ),
    "shopware5": (
        {
            ("price_EK",): PRICES,
            ("pseudoprice_EK",): SALES,
            ("instock",): PIECES,
            ("laststock",): ["0", "1"],
            ("active",): YES_NO,
            ("imageUrl",): PICTURES,
        },
        True,
    ),
    "shopware6": (
        {
            ("price_gross", "price_gross_eur"): ["", *PRICES],
            ("stock",): PIECES,
            ("cover_media_url",): PICTURES,
        },
        True,
    ),
    "akeneo": (
        {
            ("price-EUR",): ["", *PRICES],
            ("enabled",): YES_NO,
            ("picture",): ["", "files/x/picture/y.jpg"],
        },
        True,
    ),
    "meta": (
        {
            ("price",): ["10.00 USD", "0.00 USD", "7.50 USD", "1299.95 USD"],
            ("sale_price",): ["", "5.00 USD", "900.00 USD"],
            ("availability",): ["in stock", "out of stock", "preorder", "available for order"],
            ("item_group_id",): ["", "a group"],
        },
        True,
    ),
}


def can(case):
    return case.preset in CELLS and case.files[0].endswith(".csv")


def vary(case, samples, folder, seed):
    """Writes the files of a case below `folder`, with other values in a third of the cells that may change."""
    choose = random.Random(f"{case.name} {seed}")
    columns, any_order = CELLS[case.preset]
    for place, file in enumerate(case.files):
        source = (samples / file).read_bytes()
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if place > 0:
            target.write_bytes(source)
            continue
        text = source.decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        header, *table = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        for names, values in columns.items():
            for name in [name for name in names if name in header]:
                column = header.index(name)
                for row in table:
                    if may_change(row, column, case.preset) and choose.random() < 0.33:
                        row[column] = choose.choice(values)
        if any_order:
            choose.shuffle(table)
        with open(target, "w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=delimiter).writerows([header, *table])


def may_change(row, column, preset):
    """Rows of hosted shops are of several kinds; where a kind leaves a cell empty, it means nothing there."""
    if column >= len(row):
        return False
    return preset not in ("shopify", "wix", "bigcommerce") or row[column] != ""
