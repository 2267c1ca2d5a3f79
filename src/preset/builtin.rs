//! The presets of `feeds/`, embedded into the binary.

use std::sync::LazyLock;

use super::Preset;

/// The files, in the order in which they are tried. A test compares the list
/// with the folder.
const FILES: &[(&str, &str)] = &[
    ("meta", include_str!("../../feeds/meta.toml")),
    ("google", include_str!("../../feeds/google.toml")),
    ("shopify", include_str!("../../feeds/shopify.toml")),
    ("woocommerce", include_str!("../../feeds/woocommerce.toml")),
    ("idealo", include_str!("../../feeds/idealo.toml")),
    ("billiger", include_str!("../../feeds/billiger.toml")),
    ("heureka", include_str!("../../feeds/heureka.toml")),
    ("ceneo", include_str!("../../feeds/ceneo.toml")),
    ("yandex", include_str!("../../feeds/yandex.toml")),
    ("skroutz", include_str!("../../feeds/skroutz.toml")),
    ("bestprice", include_str!("../../feeds/bestprice.toml")),
    ("kelkoo", include_str!("../../feeds/kelkoo.toml")),
    ("datafeeds", include_str!("../../feeds/datafeeds.toml")),
    ("baselinker", include_str!("../../feeds/baselinker.toml")),
    ("awin", include_str!("../../feeds/awin.toml")),
    ("wordpress", include_str!("../../feeds/wordpress.toml")),
    ("salesforce", include_str!("../../feeds/salesforce.toml")),
    ("bmecat", include_str!("../../feeds/bmecat.toml")),
    ("onix", include_str!("../../feeds/onix.toml")),
    (
        "shopware5-xml",
        include_str!("../../feeds/shopware5-xml.toml"),
    ),
    // Files that are joined to products.
    (
        "magento-stock",
        include_str!("../../feeds/magento-stock.toml"),
    ),
    (
        "shopify-inventory",
        include_str!("../../feeds/shopify-inventory.toml"),
    ),
    (
        "salesforce-prices",
        include_str!("../../feeds/salesforce-prices.toml"),
    ),
    (
        "salesforce-stock",
        include_str!("../../feeds/salesforce-stock.toml"),
    ),
    (
        "shopware5-prices",
        include_str!("../../feeds/shopware5-prices.toml"),
    ),
    (
        "shopware5-stock",
        include_str!("../../feeds/shopware5-stock.toml"),
    ),
    ("stock", include_str!("../../feeds/stock.toml")),
    ("prices", include_str!("../../feeds/prices.toml")),
    ("supplement", include_str!("../../feeds/supplement.toml")),
    ("shopware5", include_str!("../../feeds/shopware5.toml")),
    ("shopware6", include_str!("../../feeds/shopware6.toml")),
    ("magento2", include_str!("../../feeds/magento2.toml")),
    ("magento1", include_str!("../../feeds/magento1.toml")),
    ("prestashop", include_str!("../../feeds/prestashop.toml")),
    ("jtl", include_str!("../../feeds/jtl.toml")),
    ("xtcommerce", include_str!("../../feeds/xtcommerce.toml")),
    ("oxid", include_str!("../../feeds/oxid.toml")),
    ("bigcommerce", include_str!("../../feeds/bigcommerce.toml")),
    (
        "bigcommerce-bulk",
        include_str!("../../feeds/bigcommerce-bulk.toml"),
    ),
    ("wix", include_str!("../../feeds/wix.toml")),
    ("squarespace", include_str!("../../feeds/squarespace.toml")),
    ("matrixify", include_str!("../../feeds/matrixify.toml")),
    (
        "woocommerce-rest",
        include_str!("../../feeds/woocommerce-rest.toml"),
    ),
    ("akeneo", include_str!("../../feeds/akeneo.toml")),
    ("ecwid", include_str!("../../feeds/ecwid.toml")),
    ("epages", include_str!("../../feeds/epages.toml")),
    ("lightspeed", include_str!("../../feeds/lightspeed.toml")),
    ("opencart", include_str!("../../feeds/opencart.toml")),
    ("amazon", include_str!("../../feeds/amazon.toml")),
    (
        "plentymarkets",
        include_str!("../../feeds/plentymarkets.toml"),
    ),
    ("german-pos", include_str!("../../feeds/german-pos.toml")),
    ("ebay", include_str!("../../feeds/ebay.toml")),
    ("generic", include_str!("../../feeds/generic.toml")),
];

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| {
            // No input reaches this: the files are part of the program.
            Preset::parse(text).unwrap_or_else(|error| panic!("feeds/{name}.toml: {error}"))
        })
        .collect()
});

/// All presets.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The names of all presets that read products.
pub fn names() -> impl Iterator<Item = &'static str> {
    let products = presets().iter().filter(|preset| preset.join.is_none());
    products.map(|preset| preset.name.as_str())
}

/// The preset of this name.
pub fn find(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

/// Whether any preset knows a column of this name. What columns are called in many
/// languages does not count: a row of such words may stand above the header.
pub fn known_column(name: &str) -> bool {
    let mut made_for = presets().iter().filter(|preset| !preset.adapts());
    made_for.any(|preset| preset.knows(name))
}

/// All XML paths of records that presets declare.
pub fn record_paths() -> Vec<&'static str> {
    let mut paths: Vec<&str> = Vec::new();
    for path in presets().iter().flat_map(|preset| &preset.records) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::preset::key;

    #[test]
    fn every_file_of_the_folder_is_embedded_and_parses() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "toml"))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort_unstable();
        let mut listed: Vec<_> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        listed.sort_unstable();
        assert_eq!(listed, files);
        for (name, text) in FILES {
            let preset = Preset::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(preset.name, *name);
        }
    }

    /// All names of columns that a preset file uses, with the section.
    fn named_columns(file: &toml::Table) -> Vec<(&'static str, String)> {
        fn texts(value: &toml::Value, found: &mut Vec<String>) {
            match value {
                toml::Value::String(text) => found.push(text.clone()),
                toml::Value::Array(list) => list.iter().for_each(|one| texts(one, found)),
                toml::Value::Table(table) => {
                    if let Some(column) = table.get("column") {
                        texts(column, found);
                    }
                }
                _ => {}
            }
        }
        let mut named = Vec::new();
        let mut add = |place, value: &toml::Value| {
            let mut found = Vec::new();
            texts(value, &mut found);
            named.extend(found.into_iter().map(|text| (place, text)));
        };
        for place in ["fields", "inputs"] {
            let section = file.get(place).and_then(toml::Value::as_table);
            section
                .into_iter()
                .flatten()
                .for_each(|(_, value)| add(place, value));
        }
        let rows = file.get("rows").and_then(toml::Value::as_table);
        // These are words of a cell, not names of columns.
        let words = [
            "parents",
            "heads",
            "variants",
            "open_words",
            "child_key",
            "erase",
        ];
        for (key, value) in rows.into_iter().flatten() {
            if !words.contains(&key.as_str()) {
                add("rows", value);
            }
        }
        if let Some(rule) = file.get("join").and_then(toml::Value::as_table) {
            for key in rule["keys"].as_array().unwrap() {
                add("join", &key["columns"]);
            }
            if let Some(location) = rule.get("location") {
                add("join", location);
            }
        }
        for packed in file
            .get("unpack")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
        {
            add("unpack", packed);
        }
        if let Some(levels) = file
            .get("categories")
            .and_then(|section| section.get("levels"))
        {
            add("categories", levels);
        }
        let words = file.get("words").and_then(toml::Value::as_table);
        for (column, _) in words.into_iter().flatten() {
            add("words", &toml::Value::String(column.clone()));
        }
        for (place, key) in [
            ("publish", "skip"),
            ("ignore", "columns"),
            ("detect", "need"),
            ("detect", "favor"),
        ] {
            if let Some(value) = file.get(place).and_then(|section| section.get(key)) {
                add(place, value);
            }
        }
        for choice in file
            .get("id")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Some(value) = choice.get("needs") {
                add("id", value);
            }
        }
        named
    }

    #[test]
    fn a_preset_uses_no_column_that_it_does_not_declare() {
        let mut seen = 0;
        for (name, text) in FILES {
            let file: toml::Table = text.parse().unwrap();
            let Some(columns) = file.get("columns").and_then(toml::Value::as_table) else {
                continue;
            };
            let mut named = named_columns(&file);
            for link in &find(name).unwrap().links {
                for part in &link.parts {
                    if let crate::preset::LinkPart::Cell { column, .. } = part {
                        named.push(("link", column.clone()));
                    }
                }
            }
            for (place, column) in &named {
                let column = column.strip_prefix("parent.").unwrap_or(column);
                let made = find(name)
                    .unwrap()
                    .reshape
                    .made()
                    .any(|made| made == column);
                let known = columns.contains_key(column)
                    || column.starts_with('@')
                    || column == "*"
                    || made;
                assert!(
                    known,
                    "{name}: [{place}] names `{column}`, [columns] does not"
                );
                seen += 1;
            }
            for column in columns.keys() {
                let reshaped = text
                    .split("[reshape")
                    .skip(1)
                    .any(|part| part.split("\n[fields]").next().unwrap().contains(column));
                let used = reshaped
                    || named
                        .iter()
                        .any(|(_, named)| named.strip_prefix("parent.").unwrap_or(named) == column);
                assert!(
                    used,
                    "{name}: [columns] declares `{column}`, which nothing uses"
                );
            }
        }
        assert!(seen > 150, "{seen}");
    }

    #[test]
    fn no_header_has_two_meanings() {
        for (name, text) in FILES {
            let file: toml::Table = text.parse().unwrap();
            let columns = file.get("columns").and_then(toml::Value::as_table);
            let mut names: Vec<(String, &str)> = Vec::new();
            for (own, headers) in columns.into_iter().flatten() {
                for header in headers.as_array().unwrap() {
                    names.push((key(header.as_str().unwrap()).into_owned(), own));
                }
            }
            names.sort();
            for pair in names.windows(2) {
                let twice = pair[0].0 == pair[1].0;
                assert!(
                    !twice,
                    "{name}: `{}` is `{}` and `{}`",
                    pair[0].0, pair[0].1, pair[1].1
                );
            }
        }
    }

    #[test]
    fn every_preset_says_what_it_reads_and_asks_and_how_items_are_numbered() {
        for preset in presets() {
            assert!(preset.title.len() > 10, "{}", preset.name);
            assert!(!preset.settings.is_empty(), "{}", preset.name);
            if preset.has_own_names() && preset.join.is_none() {
                assert!(!preset.id.is_empty(), "{}: no [[id]]", preset.name);
                let has_link = preset.feeds_field(crate::catalog::Field::Link);
                let is_told = preset.lack.contains_key("link");
                let no_link = preset.links.is_empty() && !has_link && !is_told;
                assert!(!no_link, "{}: no [link]", preset.name);
            }
            for choice in &preset.id {
                assert!(choice.about.len() > 20, "{}", preset.name);
            }
        }
    }
}
