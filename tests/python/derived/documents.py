"""Exports in XML: Google, ONIX, BMEcat and Salesforce; and the catalog's own columns."""

import xml.etree.ElementTree as ET

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
    stocked,
    text,
    with_options,
)

WORDS = {
    "in stock": "in stock",
    "in_stock": "in stock",
    "true": "in stock",
    "out of stock": "out of stock",
    "out_of_stock": "out of stock",
    "backorder": "available for order",
    "preorder": "available for order",
    "available for order": "available for order",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def local(element):
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element, *path):
    """The elements that a path of names leads to, whatever their namespace."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if local(child) == name]
    return found


def first(element, *path):
    """The text of the first of them that has one."""
    for child in children(element, *path):
        if child.text and child.text.strip():
            return child.text.strip()
    return None


def amount_and_code(cell):
    """`10.00 USD` as it stands in the feeds of Google and Meta."""
    if not cell:
        return None, None
    amount, code = cell.split()
    return number(amount), code


def google(path):
    """RSS and Atom: an element per field, one level below the item."""
    expected = Expected()
    for item in ET.parse(path).getroot().iter():
        if local(item) not in ("item", "entry"):
            continue
        regular, code = amount_and_code(first(item, "price"))
        sale, _ = amount_and_code(first(item, "sale_price"))
        fields = {
            **regular_and_sale(regular, sale, code),
            "availability": WORDS[first(item, "availability")],
            "title": text(first(item, "title")),
            "link": first(item, "link"),
            "image_link": address(first(item, "image_link")),
            "item_group_id": first(item, "item_group_id"),
        }
        expected.add(first(item, "id"), fields)
    return [expected]


def meta(path):
    """The catalog's own columns."""
    expected = Expected()
    for row in rows(path, ","):
        regular, code = amount_and_code(row["price"])
        sale, _ = amount_and_code(row["sale_price"])
        fields = {
            **regular_and_sale(regular, sale, code),
            "availability": WORDS[row["availability"]],
            "title": text(row["title"]),
            "link": row["link"],
            "image_link": address(row["image_link"]),
            "item_group_id": row["item_group_id"] or None,
        }
        if fields["sale_price"]:
            fields["sale_price_effective_date"] = row["sale_price_effective_date"] or None
        expected.add(row["id"], fields)
    return [expected]


def onix(path, currency, link=None):
    """Reference names of ONIX 3. The title of the book, not of its series; the price with tax."""
    expected = Expected()
    for product in children(ET.parse(path).getroot(), "Product"):
        title = None
        for detail in children(product, "DescriptiveDetail", "TitleDetail"):
            if first(detail, "TitleType") == "01":
                for part in children(detail, "TitleElement"):
                    if first(part, "TitleElementLevel") == "01":
                        words = [first(part, "TitlePrefix"), first(part, "TitleWithoutPrefix")]
                        title = first(part, "TitleText") or " ".join(filter(None, words))
        price = None
        for each in children(product, "ProductSupply", "SupplyDetail", "Price"):
            if first(each, "PriceType") in ("02", "04") and first(each, "CurrencyCode") == currency:
                price = price or number(first(each, "PriceAmount"))
        code = first(product, "ProductSupply", "SupplyDetail", "ProductAvailability")
        picture = None
        for resource in children(product, "CollateralDetail", "SupportingResource"):
            if first(resource, "ResourceContentType") == "01":
                picture = picture or first(resource, "ResourceVersion", "ResourceLink")
        fields = {
            "price": money(price, currency),
            "sale_price": None,
            "availability": {"20": "in stock", "21": "in stock", "22": "in stock", "10": "available for order"}.get(
                code, "out of stock"
            ),
            "title": text(title),
            "link": link,
            "image_link": address(picture),
            "item_group_id": None,
        }
        expected.add(first(product, "RecordReference"), fields)
    return [expected]


def bmecat(path, currency, language, link=None, availability=None, price=None, picture=None):
    """Articles of 1.2 and products of 2005. A buyer's own price is no price of the shop."""
    root = ET.parse(path).getroot()
    base = first(root, "HEADER", "CATALOG", "MIME_ROOT") or MEDIA
    expected = Expected()
    for kind, prefix in (("ARTICLE", "ARTICLE"), ("PRODUCT", "PRODUCT")):
        for article in children(root, "T_NEW_CATALOG", kind):
            names = children(article, f"{prefix}_DETAILS", "DESCRIPTION_SHORT")
            names.sort(key=lambda name: name.get("lang") not in (None, language))
            amounts = {}
            for each in children(article, f"{prefix}_PRICE_DETAILS", f"{prefix}_PRICE"):
                code = first(each, "PRICE_CURRENCY") or first(root, "HEADER", "CATALOG", "CURRENCY")
                if code == currency and first(each, "LOWER_BOUND") in (None, "1"):
                    amounts.setdefault(each.get("price_type"), number(first(each, "PRICE_AMOUNT")))
            pictures = []
            for each in children(article, "MIME_INFO", "MIME"):
                if (first(each, "MIME_TYPE") or "").startswith("image/"):
                    later = first(each, "MIME_PURPOSE") != "normal"
                    pictures.append((later, address(first(each, "MIME_SOURCE"), base)))
            pictures.sort(key=lambda pair: pair[0])
            fields = {
                "price": price or money(amounts.get("gros_list") or amounts.get("nrp"), currency),
                "sale_price": None,
                "availability": availability,
                "title": text(names[0].text),
                "link": link,
                "image_link": picture or next((found for _, found in pictures), None),
                "item_group_id": None,
            }
            expected.add(first(article, f"SUPPLIER_{'AID' if kind == 'ARTICLE' else 'PID'}"), fields)
    return [expected]


def salesforce(catalog, prices=None, inventory=None, price=None, availability=None):
    """A catalog with its price book and its inventory. Masters, groups of variants and sets are not sold."""
    root = ET.parse(catalog).getroot()
    products = {product.get("product-id"): product for product in children(root, "product")}
    masters, groups = {}, set()
    for its_id, product in products.items():
        for variant in children(product, "variations", "variants", "variant"):
            masters.setdefault(variant.get("product-id"), []).append(its_id)
        for group in children(product, "variations", "variation-groups", "variation-group"):
            groups.add(group.get("product-id"))

    amounts = {}
    for book in children(ET.parse(prices).getroot(), "pricebook") if prices else ():
        currency = first(book, "header", "currency")
        for table in children(book, "price-tables", "price-table"):
            for amount in children(table, "amount"):
                if amount.get("quantity") == "1":
                    amounts[table.get("product-id")] = money(number(amount.text), currency)
    pieces = {}
    lists = ET.parse(inventory).getroot() if inventory else ET.Element("inventory")
    for record in children(lists, "inventory-list", "records", "record"):
        pieces[record.get("product-id")] = number(first(record, "ats") or first(record, "allocation"))

    expected = Expected()
    for its_id, product in products.items():
        # A flag for one site overrides the plain one there, and no setting names the site.
        online = {flag.text for flag in children(product, "online-flag")}
        if children(product, "variations"):
            continue
        if children(product, "product-set-products"):
            expected.never.add(its_id)
            continue
        # What is not for sale is left out, as formats.md 2.15 has it.
        if online == {"false"} or first(product, "available-flag") == "false":
            (expected.never if its_id in groups else expected.filtered).add(its_id)
            continue
        if len(online) > 1:
            expected.held[its_id] = {"status-invalid"}
            continue
        fields = salesforce_item(its_id, product, products, masters.get(its_id, []))
        fields["price"] = price or amounts.get(its_id)
        fields["availability"] = availability or stocked(pieces.get(its_id, 0))
        # Said nowhere: bundles are for the shop to choose. A group of variants has neither
        # price nor pieces of its own.
        doubtful = bool(children(product, "bundled-products"))
        if its_id in groups:
            expected.never.add(its_id)
        else:
            expected.add(its_id, fields, may_be_left_out=doubtful)
    return [expected]


def salesforce_item(its_id, product, products, masters):
    """What the catalog itself says of a product, or of a variant and its master."""
    master = products[masters[0]] if masters else None

    def name(of):
        names = {one.get(LANGUAGE): one.text for one in children(of, "display-name")}
        return names.get("x-default")

    own = {}
    for attribute in children(product, "custom-attributes", "custom-attribute"):
        own[attribute.get("attribute-id")] = (attribute.text or "").strip()
    axes = []
    if master is not None:
        for axis in children(master, "variations", "attributes", "variation-attribute"):
            axes.append(own.get(axis.get("attribute-id")))
        for axis in children(master, "variations", "attributes", "shared-variation-attribute"):
            axes.append(own.get(axis.get("attribute-id")))
    title = with_options(name(product) or name(master), axes)
    if name(product) and axes:
        title = Either(text(name(product)), *(title if isinstance(title, Either) else [title]))

    path = None
    for of in filter(lambda one: one is not None, (product, master)):
        plain = matching = None
        for group in children(of, "images", "image-group"):
            image = next(iter(children(group, "image")), None)
            if group.get("view-type") != "large" or image is None:
                continue
            wanted = children(group, "variation")
            if not wanted:
                plain = plain or image.get("path")
            elif all(own.get(one.get("attribute-id")) == one.get("value") for one in wanted):
                matching = matching or image.get("path")
        path = path or matching or plain
    folders = (MEDIA, f"{MEDIA}/images")
    pages = [f"{SHOP}/{its_id}.html"]
    pages += [f"{SHOP}/{language}/{its_id}.html" for language in ("en", "default", "x-default")]
    return {
        "sale_price": None,
        "title": title,
        "link": Either(*pages),
        "image_link": Either(*(address(path, folder) for folder in folders)) if path else None,
        "item_group_id": Either(*masters) if masters else None,
    }
