//! Items as files: JSON lines, Meta's template, a Google feed.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Map, Value};
use shelfsync::catalog::{Field, Kind};
use shelfsync::pipeline::KeptItems;

/// Form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemFormat {
    /// Canonical JSON, one item a line.
    Jsonl,
    /// Meta's template: the columns that any item uses.
    MetaCsv,
    /// RSS 2.0 with Google's tags.
    GoogleXml,
}

impl ItemFormat {
    /// Writes all items.
    pub(crate) fn write(self, items: &mut KeptItems, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Jsonl => items.each(|json| {
                out.write_all(json.as_bytes())?;
                out.write_all(b"\n")
            }),
            Self::MetaCsv => meta_csv(items, out),
            Self::GoogleXml => google_xml(items, out),
        }
    }
}

type Item = Map<String, Value>;

/// Two passes: the first finds the columns, the second writes the rows.
fn meta_csv(items: &mut KeptItems, out: &mut dyn Write) -> io::Result<()> {
    let mut used = BTreeSet::new();
    items.each(|json| {
        let item: Item = serde_json::from_str(json)?;
        used.extend(item.keys().filter_map(|name| Field::find(name)));
        Ok(())
    })?;
    let columns: Vec<Field> = used.into_iter().collect();
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns.iter().map(|field| field.name()))
        .map_err(io::Error::other)?;
    items.each(|json| {
        let item: Item = serde_json::from_str(json)?;
        let cells = columns.iter().map(|field| {
            item.get(field.name())
                .map_or_else(String::new, |value| cell(*field, value))
        });
        csv.write_record(cells).map_err(io::Error::other)
    })?;
    csv.flush()
}

/// A value as one cell, in the form that Meta reads (`graph-api.md` 6.4).
fn cell(field: Field, value: &Value) -> String {
    match (field.kind(), value) {
        (_, Value::String(text)) => text.clone(),
        (Kind::Urls { .. }, Value::Array(urls)) => {
            let urls = urls.iter().filter_map(Value::as_str);
            // A comma inside an address would part it.
            urls.map(|url| url.replace(',', "%2C"))
                .collect::<Vec<_>>()
                .join(",")
        }
        (Kind::Shipping, Value::Array(offers)) => {
            let offers = offers.iter().map(|offer| {
                let part = |name: &str| match offer.get(name) {
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                    None => String::new(),
                };
                format!(
                    "{}:{}:{}:{} {}",
                    part("shipping_country"),
                    part("shipping_region"),
                    part("shipping_service"),
                    part("shipping_price_value"),
                    part("shipping_price_currency")
                )
            });
            offers.collect::<Vec<_>>().join(";")
        }
        (_, value) => value.to_string(),
    }
}

fn google_xml(items: &mut KeptItems, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n\
          <title>Products</title>\n",
    )?;
    items.each(|json| {
        let item: Item = serde_json::from_str(json)?;
        out.write_all(b"<item>\n")?;
        // Google's nearest word for it is `backorder`, which with pieces in stock
        // would be read as in stock.
        let ordered = item.get("availability") == Some(&Value::from("available for order"));
        for (name, value) in &item {
            if !(ordered && name == "quantity_to_sell_on_facebook") {
                google_element(name, value, out)?;
            }
        }
        out.write_all(b"</item>\n")
    })?;
    out.write_all(b"</channel>\n</rss>\n")
}

/// Fields that Google has under another name, or in another spelling.
fn google_element(name: &str, value: &Value, out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<String> = match value {
        Value::Array(values) if name != "shipping" => values.iter().map(plain).collect(),
        Value::Array(offers) => {
            for offer in offers {
                google_shipping(offer, out)?;
            }
            return Ok(());
        }
        Value::Object(_) => return Ok(()),
        other => vec![plain(other)],
    };
    for text in texts {
        let text = match name {
            // Google spells its words with underscores and has a shorter list.
            "availability" => match text.as_str() {
                "available for order" => "backorder".to_owned(),
                word => word.replace(' ', "_"),
            },
            _ => text,
        };
        let tag = match name {
            "quantity_to_sell_on_facebook" | "fb_product_category" => name.to_owned(),
            name => format!("g:{name}"),
        };
        writeln!(out, "<{tag}>{}</{tag}>", escaped(&text))?;
    }
    Ok(())
}

fn google_shipping(offer: &Value, out: &mut dyn Write) -> io::Result<()> {
    let part = |name: &str| offer.get(name).map(plain).unwrap_or_default();
    out.write_all(b"<g:shipping>")?;
    for (tag, text) in [
        ("country", part("shipping_country")),
        ("region", part("shipping_region")),
        ("service", part("shipping_service")),
        (
            "price",
            format!(
                "{} {}",
                part("shipping_price_value"),
                part("shipping_price_currency")
            ),
        ),
    ] {
        if !text.is_empty() {
            write!(out, "<g:{tag}>{}</g:{tag}>", escaped(&text))?;
        }
    }
    out.write_all(b"</g:shipping>\n")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => parts.get("url").map(plain).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}
