//! Tables of words that stand in files of their own.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use super::eval::Evaluation;
use super::node::{Stop, TableLookup};
use super::value::{Value, clipped};
use crate::config::nearest;

/// A table of words: `[lookup.<name>]`.
#[derive(Debug, Default)]
pub struct Table {
    entries: HashMap<Box<str>, Box<str>>,
}

impl Table {
    /// Adds a word and what stands for it. Returns `false` where something else stands
    /// for the same word already.
    pub fn insert(&mut self, word: &str, value: &str) -> bool {
        let known = self.entries.entry(folded(word).into());
        **known.or_insert_with(|| value.into()) == *value
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What stands for a word, whatever its capitals and blanks.
    pub(super) fn find(&self, word: &str) -> Option<&str> {
        self.entries.get(&*folded(word)).map(|value| &**value)
    }
}

/// Capitals and the number of blanks do not count.
fn folded(word: &str) -> String {
    let parts: Vec<String> = word.split_whitespace().map(str::to_lowercase).collect();
    parts.join(" ")
}

/// All tables of a configuration, by name.
#[derive(Clone, Debug, Default)]
pub struct Tables(HashMap<String, Arc<Table>>);

impl Tables {
    /// Adds a table.
    pub fn insert(&mut self, name: &str, table: Table) {
        self.0.insert(name.to_owned(), Arc::new(table));
    }

    /// The table of a name, or why there is none.
    pub(super) fn find(&self, name: &str) -> Result<Arc<Table>, String> {
        let found = self.0.get(name).map(Arc::clone);
        found.ok_or_else(|| {
            let says = format!("there is no table `{name}`");
            match nearest(name, self.0.keys().map(String::as_str)) {
                Some(near) => format!("{says}; did you mean `{near}`?"),
                None => format!("{says}; name its file below `[lookup.{name}]`"),
            }
        })
    }
}

/// A word that a table does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The table.
    pub table: String,
    /// The word.
    pub word: String,
}

impl<'v> Evaluation<'v, '_> {
    /// The word's value in a table of the configuration; empty where it has none.
    pub(super) fn table(&mut self, lookup: &'v TableLookup) -> Result<Value<'v>, Stop> {
        let word = match self.value(&lookup.word)? {
            Value::Missing => Cow::Borrowed(""),
            value @ (Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::List(_)) => value
                .into_text()
                .map_err(|reason| Stop::new(lookup.word.at, reason))?,
        };
        let word = word.trim();
        match (lookup.table.find(word), &lookup.default) {
            (Some(value), _) => Ok(Value::Text(Cow::Borrowed(value))),
            (None, Some(default)) => self.value(default),
            (None, None) => {
                if !word.is_empty() {
                    self.unknown
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(Unknown {
                            table: lookup.name.clone(),
                            word: clipped(word),
                        });
                }
                Ok(Value::text(""))
            }
        }
    }
}
