//! The sections of the file whose keys are names that the user gives.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::Problem;
use super::file::{Reader, kind};
use super::tables::{Lookup, ValueMap};

impl Reader<'_> {
    /// Reads `[lookup]` and `[values]`; says whether it is one of them.
    pub(super) fn tables(&mut self, section: &str, value: &Spanned<DeValue<'_>>) -> bool {
        if section != "lookup" && section != "values" {
            return false;
        }
        let origin = self.text.origin(value.span().start);
        let DeValue::Table(tables) = value.get_ref() else {
            let why = format!("holds tables, as in `[{section}.size]`");
            self.problems.push(Problem::Table {
                origin,
                name: section.to_owned(),
                why,
            });
            return true;
        };
        for (name, value) in tables {
            let full = format!("{section}.{}", name.get_ref());
            let origin = self.text.origin(name.span().start);
            let DeValue::Table(table) = value.get_ref() else {
                let why = format!("is {}, and should be a table", kind(value.get_ref()));
                self.problems.push(Problem::Table {
                    origin,
                    name: full,
                    why,
                });
                continue;
            };
            let entries = self.texts(&full, table);
            if section == "values" {
                self.file.maps.push(ValueMap {
                    field: name.get_ref().to_string(),
                    entries,
                    origin,
                });
            } else {
                self.lookup(name, &full, entries);
            }
        }
        true
    }

    fn lookup(
        &mut self,
        name: &Spanned<DeString<'_>>,
        full: &str,
        mut entries: BTreeMap<String, String>,
    ) {
        let origin = self.text.origin(name.span().start);
        let mut take = |key: &str| entries.remove(key).filter(|text| !text.trim().is_empty());
        let (path, key, value) = (take("path"), take("key"), take("value"));
        let other = entries.into_keys().next();
        let why = match (path, key, value, other) {
            (Some(path), Some(key), Some(value), None) => {
                self.file.lookups.push(Lookup {
                    name: name.get_ref().to_string(),
                    path: PathBuf::from(path),
                    key,
                    value,
                    origin,
                });
                return;
            }
            (_, _, _, Some(other)) => {
                format!("has no key `{other}`; it has `path`, `key` and `value`")
            }
            _ => "needs `path`, and `key` and `value`, the names of two columns".to_owned(),
        };
        self.problems.push(Problem::Table {
            origin,
            name: full.to_owned(),
            why,
        });
    }

    /// The entries of a table that are texts; any other one is a problem.
    fn texts(&mut self, full: &str, table: &DeTable<'_>) -> BTreeMap<String, String> {
        let mut entries = BTreeMap::new();
        for (name, value) in table {
            match value.get_ref() {
                DeValue::String(text) => {
                    entries.insert(name.get_ref().to_string(), text.to_string());
                }
                other => self.problems.push(Problem::Table {
                    origin: self.text.origin(name.span().start),
                    name: format!("{full}.{}", name.get_ref()),
                    why: format!("is {}; expected text in quotes", kind(other)),
                }),
            }
        }
        entries
    }
}
