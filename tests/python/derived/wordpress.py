"""WooCommerce: the product export of its admin, and the export of WordPress itself."""

import re
import xml.etree.ElementTree as ET

from .base import SHOP, Either, Expected, address, number, regular_and_sale, rows, slug, stocked, text

WP = "{http://wordpress.org/export/1.2/}"


def availability_of(word, pieces, beyond):
    """Of the shop's word (1, 0, backorder), its pieces and whether it sells beyond them."""
    if word in ("0", "outofstock"):
        return "out of stock"
    if word in ("backorder", "onbackorder"):
        return "in stock" if pieces is not None and pieces > 0 else "available for order"
    return "in stock" if pieces is None else stocked(pieces, beyond)


def woocommerce(path, currency):
    """One row a product and a variation; the parent is found by its SKU or `id:`."""
    table = list(rows(path, ","))
    by_sku = {row["SKU"].lower(): row for row in table if row["SKU"]}
    by_id = {row["ID"]: row for row in table if row.get("ID")}
    numbered = "ID" in table[0]
    expected = Expected()
    for row in table:
        kinds = [kind.strip() for kind in row["Type"].split(",")]
        if "variable" in kinds:
            continue
        its_id = row["ID"] if numbered else row["SKU"]
        parent = {}
        if row["Parent"].startswith("id:"):
            parent = by_id.get(row["Parent"][3:], {})
        elif row["Parent"]:
            parent = by_sku.get(row["Parent"].lower(), {})
        hidden = {"hidden"} & {row["Visibility in catalog"], parent.get("Visibility in catalog")}
        drafts = {row["Published"], parent.get("Published", "1")} != {"1"}
        if hidden or drafts or {"grouped", "virtual", "downloadable"} & set(kinds):
            expected.filtered.add(its_id)
            continue
        stock = row["Stock"] if row["Stock"] != "parent" else parent.get("Stock", "")
        images = (row["Images"] or parent.get("Images", "")).split(",")
        name = row["Name"]
        if numbered and parent:
            # Whether WordPress leads from the number of a variation to its page is nowhere said.
            link = Either(f"{SHOP}/?p={its_id}", f"{SHOP}/?p={parent['ID']}")
        elif numbered:
            link = f"{SHOP}/?p={its_id}"
        else:
            link = Either(f"{SHOP}/product/{slug(name)}/", f"{SHOP}/product/{slug(name)}")
        fields = {
            **regular_and_sale(number(row["Regular price"]), number(row["Sale price"]), currency),
            "availability": availability_of(
                row["In stock?"], number(stock), row["Backorders allowed?"] in ("1", "notify")
            ),
            "title": text(name),
            "link": link,
            "image_link": address(images[0]),
            "item_group_id": (parent["ID"] if numbered else parent["SKU"]) if parent else None,
        }
        expected.add(its_id, fields)
    return [expected]


def export_of_wordpress(path, currency):
    """Posts of the kinds product, variation and attachment; pictures are found by their number."""
    posts = {}
    for post in ET.parse(path).getroot().iter("item"):
        meta = {}
        for entry in post.iter(f"{WP}postmeta"):
            meta.setdefault(entry.findtext(f"{WP}meta_key"), entry.findtext(f"{WP}meta_value") or "")
        terms = {}
        for term in post.iter("category"):
            terms.setdefault(term.get("domain"), set()).add(term.get("nicename"))
        posts[post.findtext(f"{WP}post_id")] = {
            "kind": post.findtext(f"{WP}post_type"),
            "parent": post.findtext(f"{WP}post_parent"),
            "status": post.findtext(f"{WP}status"),
            "title": post.findtext("title"),
            "link": post.findtext("link"),
            "file": post.findtext(f"{WP}attachment_url"),
            "meta": meta,
            "terms": terms,
        }
    expected = Expected()
    for its_id, post in posts.items():
        if post["kind"] not in ("product", "product_variation"):
            continue
        parent = posts.get(post["parent"]) if post["kind"] == "product_variation" else None
        kind = post["terms"].get("product_type", {"simple"})
        if "variable" in kind:
            continue
        seen = (parent or post)["terms"].get("product_visibility", set())
        hidden = {"exclude-from-catalog", "exclude-from-search"} <= seen
        if hidden or "grouped" in kind or {post["status"], (parent or post)["status"]} != {"publish"}:
            expected.filtered.add(its_id)
            continue
        meta = post["meta"]
        thumbnail = meta.get("_thumbnail_id") or (parent or post)["meta"].get("_thumbnail_id")
        pieces = number(meta.get("_stock")) if meta.get("_manage_stock") == "yes" else None
        regular = meta.get("_regular_price") or meta.get("_price")
        fields = {
            **regular_and_sale(number(regular), number(meta.get("_sale_price")), currency),
            "availability": availability_of(
                meta.get("_stock_status"), pieces, meta.get("_backorders") in ("yes", "notify")
            ),
            "title": text(post["title"]),
            "link": re.sub(r"\s", "", post["link"]),
            "image_link": address(posts.get(thumbnail, {}).get("file")),
            "item_group_id": post["parent"] if parent else None,
        }
        # The page on formats leaves it to the shop whether downloads are sold.
        expected.add(its_id, fields, may_be_left_out=meta.get("_virtual") == "yes")
    return [expected]
