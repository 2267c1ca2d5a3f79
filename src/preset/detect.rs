//! Which preset fits these columns, and why.

use super::column::key;
use super::{Column, Preset, presets};

/// What kind of file the columns come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Cells between delimiters.
    Delimited,
    /// Elements.
    Xml,
}

impl Form {
    const fn word(self) -> &'static str {
        match self {
            Self::Delimited => "delimited",
            Self::Xml => "xml",
        }
    }
}

/// A preset that fits, with its reasons.
#[derive(Clone, Debug)]
pub struct Detected {
    /// The preset.
    pub preset: &'static Preset,
    /// Columns that speak for it beyond what it needs.
    pub reasons: Vec<String>,
}

/// Columns of catalogs that hold something else than goods (`formats.md` 1).
const OTHER_VERTICALS: &[(&str, &str)] = &[
    ("hotel_id", "hotels"),
    ("room_id", "hotel rooms"),
    ("vehicle_id", "vehicles"),
    ("vin", "vehicles"),
    ("home_listing_id", "homes"),
    ("num_beds", "homes"),
    ("destination_id", "destinations"),
    ("origin_airport", "flights"),
    ("media_title_id", "media titles"),
];

/// Why no preset fits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotDetected {
    /// The file is for a catalog of another kind.
    #[error(
        "column `{column}` says that this is a list of {what}; only catalogs of products can be synced"
    )]
    OtherVertical {
        /// The column that tells.
        column: String,
        /// What the file lists.
        what: &'static str,
    },
    /// No preset has all that it needs.
    #[error("its columns fit no known export: {}{}; known are {}", shown(columns), if *more { ", …" } else { "" }, names.join(", "))]
    NoneFits {
        /// The first columns.
        columns: Vec<String>,
        /// Whether there are more.
        more: bool,
        /// The names of all presets.
        names: Vec<&'static str>,
    },
}

fn shown(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The preset that fits these columns best.
pub fn detect<'a>(
    columns: impl Iterator<Item = &'a str> + Clone,
    form: Form,
) -> Result<Detected, NotDetected> {
    for name in columns.clone() {
        let found = OTHER_VERTICALS
            .iter()
            .find(|(column, _)| key(name) == *column);
        if let Some((_, what)) = found {
            return Err(NotDetected::OtherVertical {
                column: name.to_owned(),
                what,
            });
        }
    }
    let best = presets()
        .iter()
        .filter_map(|preset| {
            let reasons = fits(preset, &columns)?;
            let rank = (reasons.len(), preset.tie == form.word());
            Some((rank, Detected { preset, reasons }))
        })
        // The first of equals, so that the order of the list decides at last.
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, detected)| detected).ok_or_else(|| {
        let shown: Vec<String> = columns.clone().take(8).map(str::to_owned).collect();
        NotDetected::NoneFits {
            more: columns.count() > shown.len(),
            columns: shown,
            names: super::names().collect(),
        }
    })
}

/// The favored columns that are there, if all that is needed is there.
fn fits<'a>(
    preset: &Preset,
    columns: &(impl Iterator<Item = &'a str> + Clone),
) -> Option<Vec<String>> {
    let has = |wanted: &str| {
        columns.clone().any(|name| {
            let name = key(name);
            if preset.has_own_names() {
                return preset.resolve(&name).name == wanted;
            }
            let bare = name.strip_prefix("g:").unwrap_or(&name);
            bare == wanted || Column::parse(&name).base == wanted
        })
    };
    preset
        .need
        .iter()
        .all(|names| names.iter().any(|name| has(name)))
        .then(|| {
            preset
                .favor
                .iter()
                .filter(|name| has(name))
                .cloned()
                .collect()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_exports_of_systems_apart() {
        #[rustfmt::skip]
        let cases = [
            (Form::Delimited, "id,title,description,availability,condition,price,link,image_link,brand", "meta"),
            (Form::Delimited, "id,title,link,price,fb_product_category,quantity_to_sell_on_facebook", "meta"),
            (Form::Delimited, "id,title,link,price,identifier_exists,shipping_label", "google"),
            (Form::Delimited, "ID,Title,Image Link,Price", "meta"),
            (Form::Xml, "g:id,g:title,g:link,g:price,g:availability", "google"),
            (Form::Xml, "g:id,title,link,g:price,g:quantity_to_sell_on_facebook", "meta"),
            (Form::Xml, "id,title,link@href,g:price", "google"),
            (Form::Delimited, "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty", "shopify"),
            (Form::Delimited, "Title,URL handle,Description,SKU,Price,Product image URL", "shopify"),
            (Form::Delimited, "ID,Type,SKU,Name,Published,Regular price,Categories,Images", "woocommerce"),
            (Form::Delimited, "ID,Typ,Artikelnummer,Name,Regulärer Preis,Kategorien,Meta: x", "woocommerce"),
        ];
        for (form, columns, name) in cases {
            let detected = detect(columns.split(','), form).unwrap();
            assert_eq!(detected.preset.name, name, "{columns}");
        }
    }

    #[test]
    fn says_why_nothing_fits() {
        let hotels = detect("hotel_id,name,price".split(','), Form::Delimited).unwrap_err();
        assert!(hotels.to_string().contains("hotels"), "{hotels}");
        // The inventory of a shop at Shopify: nobody can sell without prices.
        let inventory = "Handle,Title,Option1 Name,Option1 Value,SKU,COO,Location,On hand";
        assert!(detect(inventory.split(','), Form::Delimited).is_err());
        let other = detect("Datum,Betrag".split(','), Form::Delimited).unwrap_err();
        assert_eq!(
            other.to_string(),
            "its columns fit no known export: `Datum`, `Betrag`; known are meta, google, shopify, woocommerce"
        );
    }
}
