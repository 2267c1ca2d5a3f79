"""The samples, the settings that a merchant would give with each, and what must come of them.

A case whose name ends in `+…` gives settings for what the file lacks (pictures, an
id, a price), so that the other fields are compared, too.
"""

from decimal import Decimal
from functools import partial

from . import documents, hosted, installed, wordpress
from .base import MEDIA, SHOP

PICTURE = f"{MEDIA}/picture.jpg"
PAGE = f"{SHOP}/page"


class Case:
    """One comparison: `files` below the samples' folder, of which the first is the one of products."""

    def __init__(self, name, preset, files, derive, shop, fields=None, more="", roles=(), view=None):
        self.name = name
        self.preset = preset
        self.files = [files] if isinstance(files, str) else files
        self.derive = derive
        self.shop = shop
        self.fields = fields or {}
        self.more = more
        self.roles = roles
        self.view = view

    def expected(self, samples):
        return self.derive(*(samples / file for file in self.files))

    def settings(self, samples):
        """The text of its `shelfsync.toml`."""
        lines = ["[shop]", f'url = "{SHOP}"']
        lines += [f"{key} = {literal(value)}" for key, value in self.shop.items()]
        for place, file in enumerate(self.files):
            lines += ["", "[[source]]", f"path = {literal(str(samples / file))}"]
            if place > 0 and self.roles:
                lines.append(f"role = {literal(self.roles[place - 1])}")
            if place == 0 and self.view:
                lines.append(f"view = {literal(self.view)}")
            if place == 0 and self.fields:
                lines.append("[source.map]")
                lines += [f"{key} = {literal(value)}" for key, value in self.fields.items()]
        return "\n".join([*lines, self.more, ""])


def literal(value):
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def shop(currency, **more):
    return {"currency": currency, "condition": "new", **more}


def cases():
    """All of them, in the order of the table."""
    yield from hosted_cases()
    yield from wordpress_cases()
    yield from installed_cases()
    yield from document_cases()


def hosted_cases():
    shopify = partial(hosted.shopify, currency="USD")
    for name in ("product_template_2023", "product_template_2025", "apparel", "jewelery", "arlena_upload"):
        yield Case(f"shopify/{name}", "shopify", f"shopify/{name}.csv", shopify, shop("USD"))
    own_id = (
        "{{ row['Handle'] }}{% if row['Option1 Value'] != 'Default Title' %}"
        "-{{ row['Option1 Value'] | slug }}{% endif %}"
    )
    for name in ("apparel", "jewelery"):
        yield Case(
            f"shopify/{name}+id",
            "shopify",
            f"shopify/{name}.csv",
            partial(shopify, item_id=hosted.handle_and_options),
            shop("USD"),
            {"id": own_id},
        )
    yield Case(
        "shopify/arlena_upload+picture",
        "shopify",
        "shopify/arlena_upload.csv",
        partial(shopify, picture=PICTURE),
        shop("USD"),
        {"image_link": PICTURE},
    )
    yield Case(
        "wix/wix_2025_format",
        "wix",
        "wix/wix_2025_format.csv",
        partial(hosted.wix, currency="USD"),
        shop("USD", brand="Beispiel"),
    )
    for name, all_of_them in (("", False), ("+hidden", True)):
        yield Case(
            f"bigcommerce/modern_two_variants{name}",
            "bigcommerce",
            "bigcommerce/modern_two_variants.csv",
            partial(hosted.bigcommerce, currency="USD", hidden_too=all_of_them),
            shop("USD", brand="Beispiel"),
            more='\n[filter]\ninclude = "true"' if all_of_them else "",
        )
    yield Case(
        "bigcommerce/bigcommerce-legacy",
        "bigcommerce-bulk",
        "bigcommerce/bigcommerce-legacy.csv",
        partial(hosted.bigcommerce_bulk, currency="USD"),
        shop("USD", brand="Beispiel", availability="in stock"),
    )
    yield Case(
        "bigcommerce/bigcommerce-legacy+id+link+picture",
        "bigcommerce-bulk",
        "bigcommerce/bigcommerce-legacy.csv",
        partial(
            hosted.bigcommerce_bulk,
            currency="USD",
            item_id="shirt",
            availability="in stock",
            link=PAGE,
            picture=PICTURE,
        ),
        shop("USD", brand="Beispiel", availability="in stock"),
        {"id": "shirt", "link": PAGE, "image_link": PICTURE},
    )


def wordpress_cases():
    for name in ("sample_products_classic", "sample_products_9x", "experimental_fashion_sample_9_products"):
        yield Case(
            f"woocommerce/{name}",
            "woocommerce",
            f"woocommerce/{name}.csv",
            partial(wordpress.woocommerce, currency="EUR"),
            shop("EUR", brand="Beispiel"),
        )
    yield Case(
        "woocommerce/sample_products_wxr_crlf",
        "wordpress",
        "woocommerce/sample_products_wxr_crlf.xml",
        partial(wordpress.export_of_wordpress, currency="EUR"),
        shop("EUR", brand="Beispiel"),
    )


def installed_cases():
    yield Case(
        "magento/configurable_sample_products",
        "magento2",
        "magento/configurable_sample_products.csv",
        partial(installed.magento, currency="USD"),
        shop("USD", brand="Luma"),
    )
    for name, picture in (("", None), ("+picture", PICTURE)):
        yield Case(
            f"magento/inventory_product_import{name}",
            "magento2",
            "magento/inventory_product_import.csv",
            partial(installed.magento, currency="USD", picture=picture),
            shop("USD", brand="Luma"),
            {"image_link": PICTURE} if picture else {},
        )
    zone = "Europe/Berlin"
    for name, delimiter, tax in (("ps16_products_import", ";", {"net": 19}), ("thirtybees_products_import", ",", {})):
        derive = partial(installed.prestashop, delimiter=delimiter, currency="EUR", zone=zone, **tax)
        settings = shop("EUR", timezone=zone, **({"prices": "net", "tax_rate": 19} if tax else {}))
        file = f"prestashop/{name}.csv"
        yield Case(f"prestashop/{name}", "prestashop", file, derive, settings)
        yield Case(
            f"prestashop/{name}+picture",
            "prestashop",
            file,
            partial(derive, picture=lambda number: f"{MEDIA}/{number}.jpg"),
            settings,
            {"image_link": MEDIA + "/{{ row['Product ID'] }}.jpg"},
        )
    stock = {"availability": "in stock"}
    for name, extra in (("article_complete", {}), ("ArticleImport", {}), ("minimal_article_variants_profile", stock)):
        for suffix, picture in (("", None), ("+picture", PICTURE)):
            yield Case(
                f"shopware5/{name}{suffix}",
                "shopware5",
                f"shopware5/{name}.csv",
                partial(installed.shopware5, currency="EUR", picture=picture, **extra),
                shop("EUR", **extra),
                {"image_link": PICTURE} if picture else {},
            )
    for name in ("products", "products_with_custom_fields"):
        for suffix, picture in (("", None), ("+picture", PICTURE)):
            yield Case(
                f"shopware6/{name}{suffix}",
                "shopware6",
                f"shopware6/{name}.csv",
                partial(installed.shopware6, currency="EUR", picture=picture),
                shop("EUR"),
                {"image_link": PICTURE} if picture else {},
            )
    akeneo = partial(installed.akeneo, currency="EUR", availability="in stock")
    settings = shop("EUR", brand="Beispiel", availability="in stock", language="en", image_url=MEDIA)
    files = ["akeneo/icecat_demo_products.csv", "akeneo/icecat_demo_product_models.csv"]
    page = {"link": SHOP + "/p/{{ row['sku'] }}"}
    # Texts stand once for each channel; which one is meant must be said.
    channel = {"view": "ecommerce"}
    yield Case("akeneo/icecat_demo_products", "akeneo", files, akeneo, settings, page, **channel)
    yield Case(
        "akeneo/icecat_demo_products+price",
        "akeneo",
        files,
        partial(akeneo, price=Decimal("12.5")),
        settings,
        {**page, "price": "12.50 EUR"},
        **channel,
    )


def document_cases():
    yield Case("google/rss_example", "google", "google/rss_example.xml", documents.google, shop("RUB"))
    yield Case("google/atom_example", "google", "google/atom_example.xml", documents.google, shop("USD"))
    yield Case("meta/jollyes", "meta", "meta/jollyes_catalog_products.csv", documents.meta, shop("USD"))
    for name, link in (("", None), ("+link", PAGE)):
        yield Case(
            f"onix/onix3-single{name}",
            "onix",
            "onix/onix3-single.xml",
            partial(documents.onix, currency="AUD", link=link),
            shop("AUD"),
            {"link": PAGE} if link else {},
        )
    stock = {"availability": "in stock"}
    everything = {"link": PAGE, "price": "9.50 EUR", "image_link": PICTURE}
    bmecat = (
        ("bmecat12_new_catalog", "", "EUR", "deu", {}),
        ("bmecat12_new_catalog", "+link+price", "EUR", "deu", {"link": PAGE, "price": "9.50 EUR"}),
        ("bmecat2005_full_document", "", "EUR", "deu", {}),
        ("bmecat2005_full_document", "+link", "EUR", "deu", {"link": PAGE}),
        ("bmecat2005_full_document", "+link in pounds", "GBP", "eng", {"link": PAGE}),
        ("weidmueller_1351590000", "", "EUR", "deu", {}),
        ("weidmueller_1351590000", "+all in German", "EUR", "deu", everything),
        ("weidmueller_1351590000", "+all in English", "EUR", "eng", everything),
    )
    for name, suffix, currency, language, fields in bmecat:
        yield Case(
            f"bmecat/{name}{suffix}",
            "bmecat",
            f"bmecat/{name}.xml",
            partial(
                documents.bmecat,
                currency=currency,
                language=language,
                link=fields.get("link"),
                price=fields.get("price"),
                picture=fields.get("image_link"),
                **stock,
            ),
            shop(currency, brand="Beispiel", language={"deu": "de", "eng": "en"}[language], image_url=MEDIA, **stock),
            fields,
        )
    salesforce = shop("AED", brand="Beispiel", language="en", image_url=MEDIA)
    yield Case(
        "sfcc/master1",
        "salesforce",
        ["sfcc/master1.xml", "sfcc/priceBook1.xml", "sfcc/inventory1.xml"],
        documents.salesforce,
        salesforce,
        roles=("prices", "stock"),
    )
    yield Case(
        "sfcc/master1+price+stock",
        "salesforce",
        "sfcc/master1.xml",
        partial(documents.salesforce, price="9.50 AED", availability="in stock"),
        {**salesforce, "availability": "in stock"},
        {"price": "9.50 AED"},
    )
