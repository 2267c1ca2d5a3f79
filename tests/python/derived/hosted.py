"""Shopify, Wix and BigCommerce: shops that run on somebody else's computers."""

import re

from .base import (
    SHOP,
    Either,
    Expected,
    address,
    money,
    number,
    regular_and_sale,
    rows,
    slug,
    stocked,
    struck_and_current,
    text,
    with_options,
)

SHOPIFY_NAMES = {
    "handle": ("URL handle", "Handle"),
    "title": ("Title",),
    "published": ("Published on online store", "Published"),
    "status": ("Status",),
    "type": ("Type",),
    "gift card": ("Gift card", "Gift Card"),
    "sku": ("SKU", "Variant SKU"),
    "price": ("Price", "Variant Price"),
    "compare": ("Compare-at price", "Variant Compare At Price"),
    "tracker": ("Inventory tracker", "Variant Inventory Tracker"),
    "pieces": ("Inventory quantity", "Variant Inventory Qty"),
    "policy": ("Continue selling when out of stock", "Variant Inventory Policy"),
    "image": ("Product image URL", "Image Src"),
    "position": ("Image position", "Image Position"),
    "own image": ("Variant image URL", "Variant Image"),
    "name 1": ("Option1 name", "Option1 Name"),
    "option 1": ("Option1 value", "Option1 Value"),
    "option 2": ("Option2 value", "Option2 Value"),
    "option 3": ("Option3 value", "Option3 Value"),
}


def shopify(path, currency, item_id=None, picture=None):
    """Rows of one handle are one product; the first of them has what all share."""
    products = {}
    for row in rows(path, ","):
        cells = {}
        for key, names in SHOPIFY_NAMES.items():
            cells[key] = next((row[name] for name in names if row.get(name)), "")
        products.setdefault(cells["handle"].lower(), []).append(cells)

    expected = Expected()
    for parts in products.values():
        first = parts[0]
        variants = [part for part in parts if part["option 1"] or part["price"] or part["sku"]]
        gallery = sorted(
            (part for part in parts if part["image"]), key=lambda part: int(part["position"] or 10**6)
        )
        sent = (
            first["published"].lower() != "false"
            and first["status"].lower() in ("", "active")
            and first["gift card"].lower() != "true"
            and "gift card" not in first["type"].lower()
        )
        for part in variants:
            options = [part[f"option {place}"] for place in (1, 2, 3) if part[f"option {place}"]]
            if options == ["Default Title"]:
                options = []
            if not part["tracker"]:
                availability = "in stock"
            else:
                beyond = part["policy"].lower() in ("continue", "true")
                availability = stocked(int(part["pieces"]), beyond)
            image = address(part["own image"]) or next((address(p["image"]) for p in gallery), None)
            title = " - ".join([first["title"], " / ".join(options)] if options else [first["title"]])
            its_id = item_id(first["handle"], options) if item_id else part["sku"]
            fields = {
                **struck_and_current(number(part["compare"]), number(part["price"]), currency),
                "availability": availability,
                "title": text(title),
                "link": f"{SHOP}/products/{first['handle']}",
                "image_link": picture or image,
                "item_group_id": first["handle"] if len(variants) > 1 else None,
            }
            if sent:
                expected.add(its_id, fields)
            else:
                expected.filtered.add(its_id)
    return [expected]


def handle_and_options(handle, options):
    """The id that the configuration of a shop without SKUs makes."""
    return "-".join([handle, *(slug(option) for option in options)])


def wix(path, currency):
    """The new catalog: rows of a product, its variants and its pictures share a handle."""
    products = {}
    for row in rows(path, ","):
        products.setdefault(row["handle"], []).append(row)
    expected = Expected()
    for parts in products.values():
        product = next(part for part in parts if part["fieldType"] == "PRODUCT")
        variants = [part for part in parts if part["fieldType"] == "VARIANT"]
        pictures = [address(part["media"]) for part in parts if part["media"]]
        for part in variants or [product]:
            values = []
            for place in range(1, 7) if variants else ():
                choice = part.get(f"productOptionChoices{place}", "")
                values.append(re.sub(r"^#[0-9a-fA-F]{6}:", "", choice))
            stock = part["inventory"]
            if stock in ("IN_STOCK", "OUT_OF_STOCK"):
                availability = stock.lower().replace("_", " ")
            else:
                availability = stocked(int(stock), part["preOrderEnabled"] == "TRUE")
            fields = {
                **struck_and_current(number(part["strikethroughPrice"]), number(part["price"]), currency),
                "availability": availability,
                "title": with_options(product["name"], values),
                "link": f"{SHOP}/product-page/{slug(product['name'])}",
                "image_link": next(iter(pictures), None),
                "item_group_id": product["handle"] if len(variants) > 1 else None,
            }
            if product["visible"] == "FALSE" or part["visible"] == "FALSE":
                expected.filtered.add(part["sku"])
            else:
                expected.add(part["sku"], fields)
    return [expected]


def bigcommerce(path, currency, hidden_too):
    """The v3 export: rows of variants and pictures belong to the product above them."""
    products = []
    for row in rows(path, ","):
        if row["Item"] == "Product":
            products.append((row, [], []))
        else:
            products[-1][1 if row["Item"] == "Variant" else 2].append(row)
    expected = Expected()
    for product, variants, images in products:
        images.sort(key=lambda row: (row["Image is Thumbnail"] != "TRUE", int(row["Image Sort Order"] or 0)))
        gallery = [address(row["Internal Image URL (Export)"] or row["Image URL (Import)"]) for row in images]
        tracking = product["Inventory Tracking"]
        for row in variants or [product]:
            values = re.findall(r"\|Value=(.*?)(?=Type=|$)", row["Options"])
            values = [re.sub(r"\[#[0-9a-fA-F]+\]$", "", value) for value in values]
            counted = row if tracking == "variant" else product
            price = number(row["Price"] or product["Price"])
            # Whether the product's sale holds for a variant with a price of its own is nowhere said.
            own = regular_and_sale(price, number(row["Sale Price"]), currency)
            inherited = regular_and_sale(price, number(row["Sale Price"] or product["Sale Price"]), currency)
            fields = {
                "price": own["price"],
                "sale_price": Either(own["sale_price"], inherited["sale_price"])
                if row["Price"]
                else inherited["sale_price"],
                "availability": "in stock" if tracking == "none" else stocked(int(counted["Current Stock"])),
                "title": with_options(product["Name"], values),
                "link": SHOP + product["Product URL"],
                "image_link": address(row["Variant Image URL"]) or next(iter(gallery), None),
                "item_group_id": product["SKU"] if len(variants) > 1 else None,
            }
            if product["Is Visible"] == "TRUE" or hidden_too:
                expected.add(row["SKU"], fields)
            else:
                expected.filtered.add(row["SKU"])
    return [expected]


def bigcommerce_bulk(path, currency, item_id=None, availability=None, link=None, picture=None):
    """The older export for bulk edits; the one row of the sample has hardly more than a name and a price."""
    expected = Expected()
    for row in rows(path, ","):
        if row["Item Type"] != "Product" or row["Product Visible?"] == "N":
            continue
        fields = {
            "price": money(number(row["Price"]), currency),
            "sale_price": None,
            "availability": availability,
            "title": text(row["Product Name"]),
            "link": link,
            "image_link": picture or address(row["Product Image File - 1"]),
            "item_group_id": None,
        }
        expected.add(row["Product ID"] or row["Product Code/SKU"] or item_id, fields)
    return [expected]
