//! Products with their variants, in the forms of two shop systems
//! (`formats.md` 4.1 and 4.3): the same products as in the flat forms, but what
//! variants share stands once.

use super::Format;
use super::product::{Gallery, Product};
use super::words::{COLORS, SIZES};
use super::write::row;

/// Products of which the parents stand together, and below them the variations:
/// a shop that was filled in such portions has its numbers in that order.
pub(super) const PORTION: usize = 25;

const SHOPIFY: [&str; 30] = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Product Category",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Gift Card",
    "Variant Image",
    "Variant Weight Unit",
    "Google Shopping / Condition",
    "Status",
];

const WOOCOMMERCE: [&str; 34] = [
    "ID",
    "Typ",
    "Artikelnummer",
    "GTIN, UPC, EAN oder ISBN",
    "Name",
    "Veröffentlicht",
    "Ist hervorgehoben?",
    "Sichtbarkeit im Katalog",
    "Kurzbeschreibung",
    "Beschreibung",
    "Datum, an dem Angebotspreis beginnt",
    "Datum, an dem Angebotspreis endet",
    "Steuerstatus",
    "Steuerklasse",
    "Vorrätig?",
    "Bestand",
    "Lieferrückstände erlaubt?",
    "Nur einzeln verkaufen?",
    "Gewicht (kg)",
    "Kundenrezensionen erlauben?",
    "Angebotspreis",
    "Regulärer Preis",
    "Kategorien",
    "Schlagwörter",
    "Bilder",
    "Übergeordnetes Produkt",
    "Position",
    "Marken",
    "Attribut 1 Name",
    "Attribut 1 Wert(e)",
    "Attribut 1 Sichtbar",
    "Attribut 2 Name",
    "Attribut 2 Wert(e)",
    "Attribut 2 Sichtbar",
];

/// What stands before the first product.
pub(super) fn head(format: Format, out: &mut Vec<u8>) {
    match format {
        Format::Shopify => row(',', "\n", &SHOPIFY, out),
        Format::Woocommerce => {
            out.extend_from_slice("\u{feff}".as_bytes());
            row(',', "\n", &WOOCOMMERCE, out);
        }
        Format::MetaCsv | Format::GoogleTsv | Format::GoogleRss | Format::SemicolonCsv => {}
    }
}

/// A portion of products, each with the variants that the export has of it.
pub(super) fn portion(format: Format, products: &[Vec<Product>], out: &mut Vec<u8>) {
    match format {
        Format::Shopify => {
            for variants in products {
                shopify(variants, out);
            }
        }
        Format::Woocommerce => {
            for first in products.iter().filter_map(|variants| variants.first()) {
                parent(first, out);
            }
            for variant in products.iter().flatten() {
                variation(variant, out);
            }
        }
        Format::MetaCsv | Format::GoogleTsv | Format::GoogleRss | Format::SemicolonCsv => {}
    }
}

/// The product's own cells on the first row, a variant on each, and pictures
/// beside them and below.
fn shopify(variants: &[Product], out: &mut Vec<u8>) {
    let Some(first) = variants.first() else {
        return;
    };
    let handle = first.handle();
    let images = Gallery::of(first).images();
    for at in 0..variants.len().max(images.len()) {
        let mut cells = [const { String::new() }; SHOPIFY.len()];
        let mut put = |name: &str, text: &str| {
            if let Some(cell) = SHOPIFY.iter().position(|column| *column == name) {
                text.clone_into(&mut cells[cell]);
            }
        };
        put("Handle", &handle);
        if at == 0 {
            put("Title", &first.series);
            put("Body (HTML)", &first.description);
            put("Vendor", first.brand);
            put("Type", first.path);
            put("Published", "true");
            put("Option1 Name", "Farbe");
            put("Option2 Name", "Größe");
            put("Gift Card", "false");
            put("Google Shopping / Condition", "new");
            put("Status", "active");
        }
        if let Some(variant) = variants.get(at) {
            let (price, old) = match variant.sale {
                Some(sale) => (amount(sale, '.'), amount(variant.price, '.')),
                None => (amount(variant.price, '.'), String::new()),
            };
            put("Option1 Value", variant.color);
            put("Option2 Value", variant.size);
            put("Variant SKU", &variant.id);
            put("Variant Grams", &variant.grams().to_string());
            put("Variant Inventory Tracker", "shopify");
            put("Variant Inventory Qty", &variant.quantity.to_string());
            put("Variant Inventory Policy", "deny");
            put("Variant Fulfillment Service", "manual");
            put("Variant Price", &price);
            put("Variant Compare At Price", &old);
            put("Variant Requires Shipping", "true");
            put("Variant Taxable", "true");
            put("Variant Barcode", &variant.gtin);
            put("Variant Image", &variant.image);
            put("Variant Weight Unit", "g");
        }
        if let Some(image) = images.get(at) {
            put("Image Src", image);
            put("Image Position", &(at + 1).to_string());
        }
        row(',', "\n", &cells.each_ref().map(String::as_str), out);
    }
}

/// A variable product: no item, but what its variations share.
fn parent(product: &Product, out: &mut Vec<u8>) {
    let id = product.parent_id().to_string();
    let description = one_line(&product.description);
    let images = Gallery::of(product).images().join(", ");
    let colors: Vec<&str> = COLORS.iter().map(|(color, _)| *color).collect();
    let (colors, sizes) = (colors.join(", "), SIZES.join(", "));
    woocommerce(
        &[
            ("ID", &id),
            ("Typ", "variable"),
            ("Artikelnummer", &product.group),
            ("Name", &product.series),
            ("Beschreibung", &description),
            ("Vorrätig?", "1"),
            ("Kategorien", product.path),
            ("Bilder", &images),
            ("Marken", product.brand),
            ("Attribut 1 Wert(e)", &colors),
            ("Attribut 2 Wert(e)", &sizes),
        ],
        out,
    );
}

/// One variant of it, with what is its own.
fn variation(product: &Product, out: &mut Vec<u8>) {
    let id = product.own_id().to_string();
    let name = format!("{} - {}, {}", product.series, product.color, product.size);
    let (start, end) = match product.sale {
        Some(_) => ("2026-11-20", "2027-01-06"),
        None => ("", ""),
    };
    let sale = product.sale.map(|sale| amount(sale, ','));
    let grams = product.grams();
    woocommerce(
        &[
            ("ID", &id),
            ("Typ", "variation"),
            ("Artikelnummer", &product.id),
            ("GTIN, UPC, EAN oder ISBN", &product.gtin),
            ("Name", &name),
            ("Datum, an dem Angebotspreis beginnt", start),
            ("Datum, an dem Angebotspreis endet", end),
            ("Vorrätig?", if product.quantity > 0 { "1" } else { "0" }),
            ("Bestand", &product.quantity.to_string()),
            (
                "Gewicht (kg)",
                &format!("{}.{:03}", grams / 1000, grams % 1000),
            ),
            ("Angebotspreis", sale.as_deref().unwrap_or_default()),
            ("Regulärer Preis", &amount(product.price, ',')),
            ("Bilder", &product.image),
            ("Übergeordnetes Produkt", &product.group),
            ("Position", &(product.number % 4).to_string()),
            ("Attribut 1 Wert(e)", product.color),
            ("Attribut 2 Wert(e)", product.size),
        ],
        out,
    );
}

/// A row of these cells, and of those that are the same on every row.
fn woocommerce(own: &[(&str, &str)], out: &mut Vec<u8>) {
    let cells = WOOCOMMERCE.map(|name| {
        let cell = own.iter().find(|(column, _)| *column == name);
        cell.map_or_else(|| usual(name), |(_, text)| text)
    });
    row(',', "\n", &cells, out);
}

/// What a column has on every row.
fn usual(name: &str) -> &'static str {
    match name {
        "Veröffentlicht"
        | "Kundenrezensionen erlauben?"
        | "Attribut 1 Sichtbar"
        | "Attribut 2 Sichtbar" => "1",
        "Ist hervorgehoben?" | "Lieferrückstände erlaubt?" | "Nur einzeln verkaufen?" => "0",
        "Sichtbarkeit im Katalog" => "visible",
        "Steuerstatus" => "taxable",
        "Attribut 1 Name" => "Farbe",
        "Attribut 2 Name" => "Größe",
        _ => "",
    }
}

/// WooCommerce writes a line break as two characters.
fn one_line(text: &str) -> String {
    text.replace('\r', "").replace('\n', "\\n")
}

fn amount(cents: u64, sign: char) -> String {
    format!("{}{sign}{:02}", cents / 100, cents % 100)
}
