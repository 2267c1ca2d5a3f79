//! The columns that templates use, and those that the export has.

use crate::config::nearest;
use crate::source::normal_form;

use super::value::clipped;

/// Names listed in a message, at most.
const SHOWN: usize = 12;

/// The columns of an export, where they are known before it is read.
#[derive(Debug, Default)]
pub(super) struct Known {
    names: Option<Vec<(String, String)>>,
}

impl Known {
    /// The names as they stand in the header; `packed.*` is any that begins so.
    pub(super) fn new(names: Option<&[String]>) -> Self {
        let with_form = |name: &String| (name.clone(), normal_form(name));
        Self {
            names: names.map(|names| names.iter().map(with_form).collect()),
        }
    }

    /// Whether the export may have this column, by its normal form.
    pub(super) fn may_have(&self, form: &str) -> bool {
        match &self.names {
            Some(names) => names.iter().any(|(_, known)| {
                let begins = known.strip_suffix(".*");
                known == form
                    || begins
                        .and_then(|begin| form.strip_prefix(begin)?.strip_prefix('.'))
                        .is_some_and(|rest| !rest.is_empty())
            }),
            None => true,
        }
    }

    /// Whether the export is known to have it.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.is_some() && self.may_have(&normal_form(name))
    }

    /// Says that there is no such column, and what was probably meant.
    pub(super) fn unknown(&self, name: &str) -> String {
        let says = format!("the export has no column `{}`", clipped(name));
        let names = self.names.as_deref().unwrap_or_default();
        let written = names.iter().map(|(name, _)| name.as_str());
        if let Some(near) = nearest(name, written.clone()) {
            return format!("{says}; did you mean `{}`?", clipped(near));
        }
        let optional = format!(
            "write `row.get('{}', '')` for one that may be absent",
            clipped(name)
        );
        if names.is_empty() {
            return format!("{says}; {optional}");
        }
        let mut list: Vec<String> = written
            .take(SHOWN)
            .map(|name| format!("`{}`", clipped(name)))
            .collect();
        if names.len() > SHOWN {
            list.push("…".to_owned());
        }
        format!("{says}; its columns are {}; {optional}", list.join(", "))
    }
}

/// A column that a template names.
#[derive(Debug)]
pub(super) struct Column {
    /// As the template writes it.
    pub(super) written: String,
    /// As it is compared.
    pub(super) form: String,
}

/// Every column that the templates of a source name, each once.
#[derive(Debug, Default)]
pub(super) struct Columns {
    list: Vec<Column>,
}

impl Columns {
    /// The index of a column.
    pub(super) fn index(&mut self, name: &str) -> usize {
        let form = normal_form(name);
        let found = self.list.iter().position(|column| column.form == form);
        found.unwrap_or_else(|| {
            self.list.push(Column {
                written: name.to_owned(),
                form,
            });
            self.list.len() - 1
        })
    }

    pub(super) fn get(&self, index: usize) -> Option<&Column> {
        self.list.get(index)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.list.iter()
    }
}
