//! The presets of `feeds/`, embedded into the binary.

use std::sync::OnceLock;

use super::column::key;
use super::{Column, Preset, Target};

/// A file of `feeds/`, with what is asked of presets so often that none is read for it.
struct File {
    name: &'static str,
    text: &'static str,
    /// Whether it reads rows that belong to products in place of products.
    joined: bool,
    /// Whether it reads files of any shape.
    generic: bool,
    /// The only form that it reads, if there is but one.
    form: Option<&'static str>,
}

/// All of them, by name. `build.rs` makes the list, so that a preset is its file and
/// nothing else.
const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/feeds.rs"));

/// Each is read when somebody asks for it: a run needs one of them, and reading
/// all takes longer than checking hundreds of products.
static PRESETS: [OnceLock<Preset>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

/// The preset of a file.
fn preset(at: usize) -> &'static Preset {
    let File { name, text, .. } = FILES[at];
    PRESETS[at].get_or_init(|| {
        // No input reaches this: the files are part of the program.
        Preset::parse(text).unwrap_or_else(|error| panic!("feeds/{name}.toml: {error}"))
    })
}

/// All presets. Whoever looks for one reads no more files than those in front of it.
pub fn presets() -> impl Iterator<Item = &'static Preset> + Clone {
    (0..FILES.len()).map(preset)
}

/// The presets that were made for products in files of this form. Others are not read.
pub(super) fn made_for(form: &str) -> impl Iterator<Item = &'static Preset> {
    let fits = move |only: Option<&str>| only.is_none_or(|only| only == form);
    let files = FILES.iter().enumerate();
    let files = files.filter(move |(_, file)| !file.joined && !file.generic && fits(file.form));
    let presets = files.map(|(at, _)| preset(at));
    presets.filter(move |preset| fits(preset.form.as_deref()))
}

/// The presets that say of some files why they are not read.
pub fn refusing() -> impl Iterator<Item = &'static Preset> {
    // Reading a file costs more than to look for the word that the key is.
    let refusing = (0..FILES.len()).filter(|at| FILES[*at].text.contains("refuse"));
    refusing.map(preset)
}

/// The names of all presets that read products.
pub fn names() -> impl Iterator<Item = &'static str> {
    let products = FILES.iter().filter(|file| !file.joined);
    products.map(|file| file.name)
}

/// The preset of this name.
pub fn find(name: &str) -> Option<&'static Preset> {
    let at = FILES.iter().position(|file| file.name == name)?;
    Some(preset(at))
}

/// Whether any preset knows a column of this name. What columns are called in many
/// languages does not count: a row of such words may stand above the header.
pub fn known_column(name: &str) -> bool {
    // Fields of the catalog are columns of some presets (a test holds them to it), and
    // nearly all headers have one: then no file is read for it.
    if Target::field(&Column::parse(name).base).is_some() {
        return true;
    }
    let key = key(name);
    let mut made_for_some = (0..FILES.len()).filter(|at| !FILES[*at].generic);
    // Where its name stands it is known most likely, and reading a file is what costs.
    let named = |at: &usize| FILES[*at].text.contains(name);
    let knows = |at: usize| preset(at).knows_key(name, &key);
    made_for_some.clone().filter(named).any(knows) || made_for_some.any(knows)
}

/// All XML paths of records that presets declare.
pub fn record_paths() -> Vec<&'static str> {
    let mut paths: Vec<&str> = Vec::new();
    // Reading a file costs more than to look for the word that the key is.
    let declaring = (0..FILES.len()).filter(|at| FILES[*at].text.contains("records"));
    for path in declaring.flat_map(|at| &preset(at).records) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A preset calls a column as it likes: a header that happens to have that name, and
    /// that nobody declared, is another column.
    #[test]
    fn own_names_that_no_header_uses_feed_nothing() {
        let mut seen = 0;
        for File { name, text, .. } in FILES {
            let preset = find(name).unwrap();
            let file: toml::Value = toml::from_str(text).unwrap();
            let Some(columns) = file.get("columns").and_then(toml::Value::as_table) else {
                continue;
            };
            let made: Vec<&str> = preset.reshape.made().collect();
            for own in columns.keys() {
                if preset.knows(own) || made.contains(&own.as_str()) {
                    continue;
                }
                let key = key(own);
                let named = preset.resolve(&key).name;
                assert!(preset.feeds(&named, false).is_empty(), "{name}: {own}");
                assert!(
                    !preset.skip.iter().any(|skip| skip.column == named),
                    "{name}: {own}"
                );
                seen += 1;
            }
        }
        assert!(seen > 500, "{seen}");
    }

    #[test]
    fn every_field_is_a_column_of_a_preset() {
        let mut own = presets().filter(|preset| !preset.has_own_names() && !preset.adapts());
        let preset = own.next().unwrap();
        for field in crate::catalog::Field::ALL {
            assert!(preset.knows_key(field.name(), field.name()), "{field:?}");
        }
    }

    #[test]
    fn every_file_parses_and_is_called_as_its_preset() {
        for file in FILES {
            let name = file.name;
            let preset = Preset::parse(file.text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(preset.name, name);
            assert_eq!(preset.join.is_some(), file.joined, "{name}");
            assert_eq!(preset.adapts(), file.generic, "{name}");
            assert_eq!(preset.form.as_deref(), file.form, "{name}");
        }
    }

    /// All names of columns that a preset file uses, with the section.
    fn named_columns(file: &toml::Table) -> Vec<(&'static str, String)> {
        fn texts(value: &toml::Value, found: &mut Vec<String>) {
            match value {
                toml::Value::String(text) => found.push(text.clone()),
                toml::Value::Array(list) => list.iter().for_each(|one| texts(one, found)),
                toml::Value::Table(table) => {
                    for key in ["column", "except", "spare", "without"] {
                        if let Some(column) = table.get(key) {
                            texts(column, found);
                        }
                    }
                    if let Some(pick) = table.get("pick") {
                        texts(&pick["by"], found);
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
            "beside",
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
        if let Some(doubts) = file.get("doubt") {
            add("doubt", doubts);
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
        for File { name, text, .. } in FILES {
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
        for File { name, text, .. } in FILES {
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
