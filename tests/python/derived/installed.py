"""Magento, PrestaShop and Shopware: shops that merchants install themselves."""

import re
from decimal import Decimal

from .base import (
    MEDIA,
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
    window,
    with_options,
)


def magento(path, currency, picture=None):
    """Simple products are items; those that a configurable one names are its variants."""
    table = {row["sku"]: row for row in rows(path, ",") if not row["store_view_code"]}
    parents = {}
    for row in table.values():
        for entry in filter(None, row.get("configurable_variations", "").split("|")):
            parents[re.match(r"sku=([^,]*)", entry)[1]] = row
    expected = Expected()
    for sku, row in table.items():
        if row["product_type"] in ("configurable", "grouped", "bundle"):
            continue
        parent = parents.get(sku)
        shown = next((one for one in (row, parent) if one and one["visibility"] != "Not Visible Individually"), None)
        if shown is None or row["product_online"] != "1" or shown["product_online"] != "1":
            expected.filtered.add(sku)
            continue
        if row["is_in_stock"] == "0":
            availability = "out of stock"
        elif row["manage_stock"] == "0" and row["use_config_manage_stock"] == "0":
            availability = "in stock"
        else:
            beyond = row["use_config_backorders"] == "0" and row["allow_backorders"] in ("1", "2")
            availability = stocked(number(row["qty"]) - number(row["out_of_stock_qty"]), beyond)
        attributes = dict(
            pair.split("=", 1) for pair in re.split(r",(?=[a-z][a-z0-9_]*=)", row["additional_attributes"])
        )
        if shown["url_key"]:
            link = f"{SHOP}/{shown['url_key']}.html"
        else:
            # Made of the name; whether an entity in it is a word or a sign is nowhere said.
            ways = dict.fromkeys((slug(shown["name"]), slug(text(shown["name"]))))
            link = Either(*(f"{SHOP}/{way}.html" for way in ways))
        images = [row[name] for name in ("base_image", "small_image", "thumbnail_image")]
        images.append((parent or row)["base_image"])
        options = [attributes.get("size"), attributes.get("color")] if parent else []
        fields = {
            **regular_and_sale(number(row["price"]), number(row["special_price"]), currency),
            "availability": availability,
            "title": with_options(text(row["name"]), options),
            "link": link,
            "image_link": picture
            or next(filter(None, (address(path, f"{SHOP}/media/catalog/product") for path in images)), None),
            "item_group_id": parent["sku"] if parent else None,
        }
        expected.add(sku, fields)
    return [expected]


def prestashop(path, delimiter, currency, zone, net=None, picture=None):
    """The import template, by number or by reference: the pages name the number first."""
    choices = []
    for choice in ("Product ID", "Reference #"):
        expected = Expected(choice)
        for row in rows(path, delimiter):
            names = {re.sub(r" \(.*", "", name): name for name in row}
            cell = {short: row[name] for short, name in names.items()}
            its_id = row[choice]
            if cell["Active"] == "0" or cell["Visibility"] == "none" or cell["Available for order"] == "0":
                expected.filtered.add(its_id)
                continue
            gross = number(cell["Price tax excluded or Price tax included"])
            if net:
                gross *= 1 + Decimal(net) / 100
            sale = None
            if cell["Discount amount"]:
                sale = gross - number(cell["Discount amount"])
            elif cell["Discount percent"]:
                sale = gross * (1 - number(cell["Discount percent"]) / 100)
            fields = {
                **regular_and_sale(gross, sale, currency),
                "availability": stocked(int(cell["Quantity"]), cell["Out of stock"] == "1"),
                "title": text(cell["Name *"]),
                "link": f"{SHOP}/{cell['Product ID']}-{cell['URL rewritten']}.html",
                "image_link": picture(cell["Product ID"]) if picture else address(cell["Image URLs"]),
                "item_group_id": None,
            }
            if fields["sale_price"]:
                fields["sale_price_effective_date"] = window(
                    cell["Discount from"], cell["Discount to"], zone
                )
            expected.add(its_id, fields)
        choices.append(expected)
    return choices


def shopware5(path, currency, availability=None, picture=None):
    """Each row is an item; rows of one main number are a group."""
    table = list(rows(path, ";"))
    groups = {}
    for row in table:
        groups.setdefault(row["mainnumber"], []).append(row)
    expected = Expected()
    for row in table:
        its_id = row["ordernumber"]
        if row["active"] == "0":
            expected.filtered.add(its_id)
            continue
        grouped = len(groups[row["mainnumber"]]) > 1
        stock = row.get("instock")
        options = row.get("configuratorOptions") or row.get("configOptionName") or ""
        values = [option.split(":", 1)[1] for option in filter(None, options.split("|"))]
        extra = row.get("additionalText")
        # "name + additionalText/options": the pages do not say how the three stand together.
        titles = [with_options(row["name"], values)]
        if not grouped:
            titles.append(text(row["name"]))
        if extra:
            for name in (f"{row['name']} {extra}", f"{row['name']} - {extra}"):
                titles += [text(name), with_options(name, values)]
            titles += [f"{way} - {extra}" for way in spread(titles[:1])]
            titles += [f"{way} {extra}" for way in spread(titles[:1])]
        image = picture or shopware5_image(row, groups[row["mainnumber"]])
        links = [f"{SHOP}/search?sSearch={its_id}"]
        if row.get("articleId_2"):
            links.append(f"{SHOP}/detail/index/sArticle/{row['articleId_2']}")
        fields = {
            **struck_and_current(number(row["pseudoprice_EK"]), number(row["price_EK"]), currency),
            "availability": stocked(int(stock), row["laststock"] == "0") if stock else availability,
            "title": Either(*spread(titles)),
            "link": Either(*links),
            "image_link": image,
            "item_group_id": row["mainnumber"] if grouped else None,
        }
        expected.add(its_id, fields, may_be_left_out=isinstance(image, Either))
    return [expected]


def shopware5_image(row, group):
    """The variant's own, else that of the main variant. Of the other variants' it may be any or none."""

    def usable(one):
        return next(filter(None, (address(part, MEDIA) for part in one.get("imageUrl", "").split("|"))), None)

    if usable(row):
        return usable(row)
    main = next((usable(one) for one in group if one["ordernumber"] == row["mainnumber"]), None)
    if main and not row.get("imageUrl"):
        return main
    others = [usable(one) for one in group if usable(one)]
    return Either(*others) if others else None


def spread(values):
    """The values of a list in which some are choices."""
    for value in values:
        if isinstance(value, Either):
            yield from value
        else:
            yield value


def shopware6(path, currency, picture=None):
    """The product profile. Variants inherit empty cells; the id is the number, links have the UUID."""
    table = {}
    for row in rows(path, ";"):
        table.setdefault(row["id"], []).append(row)
    parents = {row["parent_id"] for equal in table.values() for row in equal if row["parent_id"]}
    choices = []
    for choice in ("product_number", "id"):
        expected = Expected(choice)
        for uuid, equal in table.items():
            if uuid in parents:
                continue
            made = []
            for row in equal:
                parent = table.get(row["parent_id"], [{}])[0]
                siblings = sum(other[0]["parent_id"] == row["parent_id"] for other in table.values())
                made.append(shopware6_item(row, parent, siblings, choice, currency, picture))
            if len(made) == 1:
                expected.add(equal[0][choice], made[0])
                continue
            # Rows of one id that differ hold back all of them. Whether cells that no field is
            # made of make a difference is nowhere said.
            expected.doubled += len(made) - 1
            expected.add(equal[0][choice], made[0], may_be_left_out=True)
            if any(fields != made[0] for fields in made):
                expected.open.pop(equal[0][choice], None)
                expected.held[equal[0][choice]] = {"id-duplicate"}
        choices.append(expected)
    return choices


def shopware6_item(row, parent, siblings, choice, currency, picture):
    cell = {name: value or parent.get(name, "") for name, value in row.items()}
    code = currency.lower()
    for of in (row, parent):
        # A price is inherited as a whole: that of the currency, the system's, then without its tax.
        gross = number(of.get(f"price_gross_{code}") or of.get("price_gross"))
        net = number(of.get(f"price_net_{code}") or of.get("price_net"))
        if gross is None and net is not None:
            gross = net * (1 + number(cell["tax_rate"]) / 100)
        if gross is not None:
            break
    group = parent.get(choice)
    return {
        "price": money(gross, currency),
        "sale_price": None,
        "availability": stocked(int(row["stock"])),
        "title": text(cell["name"]),
        "link": f"{SHOP}/detail/{row['id']}",
        "image_link": picture or address(cell["cover_media_url"]),
        # The contract gives each variant its group, the page on formats only where there are two.
        "item_group_id": Either(group, None) if parent and siblings == 1 else group,
    }


def akeneo(path, models, currency, price=None, availability=None):
    """Products inherit of their model, and that of its own; the group is the topmost model."""
    table = {row["code"]: row for row in rows(models, ";")} if models else {}
    expected = Expected()
    for row in rows(path, ";"):
        chain = [row]
        while chain[-1].get("parent") in table:
            chain.append(table[chain[-1]["parent"]])

        def cell(name):
            return next((part[name] for part in chain if part.get(name)), "")

        names = [cell(name) for name in ("name", "erp_name-en_US", "variation_name-en_US")]
        titles = [text(name) for name in names if name]
        axes = [cell(name) for name in ("color", "material", "size") if cell(name)] if len(chain) > 1 else []
        if row["parent"] and row.get("display_diagonal"):
            axes.append(row["display_diagonal"])
        for name in list(titles):
            # The axes of a family stand in no file, and values are codes: any of them may be told.
            for between in (" / ", ", ", " "):
                for count in range(1, 2 ** len(axes)):
                    chosen = [axis for place, axis in enumerate(axes) if count >> place & 1]
                    titles.append(f"{name} - {between.join(chosen)}")
        pictures = [cell(name) for name in ("picture", "image", "variation_image")]
        fields = {
            "price": money(price or number(cell(f"price-{currency}")), currency),
            "sale_price": None,
            "availability": availability,
            "title": Either(*titles) if titles else None,
            "link": f"{SHOP}/p/{row['sku']}",
            # Which of the three comes first is nowhere said.
            "image_link": Either(*(address(path, MEDIA) for path in pictures if path)) or None,
            "item_group_id": chain[-1]["code"] if len(chain) > 1 else row["parent"] or None,
        }
        if row["enabled"] == "0":
            expected.filtered.add(row["sku"])
        else:
            expected.add(row["sku"], fields)
    return [expected]
