//! Products in the forms that shops write.

use std::io::Write as _;

use super::Format;
use super::grouped;
use super::product::Product;

/// Names in Meta's form and in Google's.
const COLUMNS: [(&str, &str); 20] = [
    ("id", "id"),
    ("title", "title"),
    ("description", "description"),
    ("availability", "availability"),
    ("condition", "condition"),
    ("price", "price"),
    ("sale_price", "sale_price"),
    ("sale_price_effective_date", "sale_price_effective_date"),
    ("link", "link"),
    ("image_link", "image_link"),
    ("additional_image_link", "additional_image_link"),
    ("brand", "brand"),
    ("gtin", "gtin"),
    ("mpn", "mpn"),
    ("product_type", "product_type"),
    ("google_product_category", "google_product_category"),
    ("quantity_to_sell_on_facebook", "quantity"),
    ("item_group_id", "item_group_id"),
    ("color", "color"),
    ("size", "size"),
];

/// What stands before the first product.
pub(super) fn head(format: Format, out: &mut Vec<u8>) {
    match format {
        Format::MetaCsv => names(',', "\n", |(meta, _)| meta, out),
        Format::SemicolonCsv => {
            out.extend_from_slice("\u{feff}".as_bytes());
            names(';', "\r\n", |(meta, _)| meta, out);
        }
        Format::GoogleTsv => names('\t', "\n", |(_, google)| google, out),
        Format::Shopify | Format::Woocommerce => grouped::head(format, out),
        Format::GoogleRss => out.extend_from_slice(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
              <rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n\
              <title>Export</title>\n<link>https://shop.example</link>\n",
        ),
    }
}

/// What stands after the last product.
pub(super) fn foot(format: Format, out: &mut Vec<u8>) {
    match format {
        Format::MetaCsv
        | Format::SemicolonCsv
        | Format::GoogleTsv
        | Format::Shopify
        | Format::Woocommerce => {}
        Format::GoogleRss => out.extend_from_slice(b"</channel>\n</rss>\n"),
    }
}

/// One product of a form in which every product is on its own.
pub(super) fn product(format: Format, product: &Product, out: &mut Vec<u8>) {
    let money = match format {
        Format::MetaCsv | Format::GoogleTsv | Format::GoogleRss => plain,
        // Those are written in portions, not one by one.
        Format::Shopify | Format::Woocommerce => return,
        Format::SemicolonCsv => german,
    };
    let (price, sale) = (money(product.price), product.sale.map(money));
    let quantity = product.quantity.to_string();
    let cells = [
        &product.id,
        &product.title,
        &product.description,
        product.availability(),
        "new",
        &price,
        sale.as_deref().unwrap_or_default(),
        product.window(),
        &product.link,
        &product.image,
        &product.more_images,
        product.brand,
        &product.gtin,
        &product.mpn,
        product.path,
        product.category,
        &quantity,
        &product.group,
        product.color,
        product.size,
    ];
    match format {
        Format::MetaCsv => row(',', "\n", &cells, out),
        Format::SemicolonCsv => row(';', "\r\n", &cells, out),
        Format::Shopify | Format::Woocommerce => {}
        Format::GoogleTsv => unquoted(&cells, out),
        Format::GoogleRss => element(product.number, &cells, out),
    }
}

fn names(
    delimiter: char,
    end: &str,
    name: fn((&'static str, &'static str)) -> &'static str,
    out: &mut Vec<u8>,
) {
    row(delimiter, end, &COLUMNS.map(name), out);
}

pub(super) fn row(delimiter: char, end: &str, cells: &[&str], out: &mut Vec<u8>) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(delimiter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        if cell.contains([delimiter, '"', '\n', '\r']) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(end.as_bytes());
}

fn unquoted(cells: &[&str], out: &mut Vec<u8>) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        let bytes = cell.bytes().filter(|byte| *byte != b'\r');
        out.extend(bytes.map(|byte| if byte == b'\n' { b' ' } else { byte }));
    }
    out.push(b'\n');
}

fn element(number: u64, cells: &[&str; 20], out: &mut Vec<u8>) {
    out.extend_from_slice(b"<item>\n");
    for ((_, name), cell) in COLUMNS.iter().zip(cells) {
        match *name {
            _ if cell.is_empty() => {}
            "additional_image_link" => {
                for link in cell.split(',') {
                    tag(name, &escaped(link), out);
                }
            }
            "description" if number.is_multiple_of(2) => {
                tag(name, &format!("<![CDATA[{cell}]]>"), out);
            }
            _ => tag(name, &escaped(cell), out),
        }
    }
    out.extend_from_slice(b"</item>\n");
}

fn tag(name: &str, inner: &str, out: &mut Vec<u8>) {
    let prefix = match name {
        "title" | "description" | "link" => "",
        _ => "g:",
    };
    // Writing to a vector cannot fail.
    let _ = writeln!(out, "  <{prefix}{name}>{inner}</{prefix}{name}>");
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(sign),
        }
    }
    escaped
}

fn plain(cents: u64) -> String {
    format!("{}.{:02} EUR", cents / 100, cents % 100)
}

fn german(cents: u64) -> String {
    let (whole, rest) = (cents / 100, cents % 100);
    match whole / 1000 {
        0 => format!("{whole},{rest:02} EUR"),
        thousands => format!("{thousands}.{:03},{rest:02} EUR", whole % 1000),
    }
}
