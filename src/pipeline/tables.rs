//! Tables of words, read from their files.

use super::InputError;
use super::terms::Terms;
use crate::config::Lookup;
use crate::preset::{key, known_column, record_paths};
use crate::source::{Hints, Record, Source, normal_form};
use crate::template::{Table, Tables};

/// More words are no table but a supplement, which needs no memory.
const MOST: usize = 500_000;

/// The terms with the tables of the configuration.
pub(super) fn with_tables(terms: &Terms) -> Result<Terms, InputError> {
    let mut tables = Tables::default();
    for lookup in &terms.lookups {
        tables.insert(&lookup.name, read(lookup)?);
    }
    Ok(Terms {
        facts: terms.facts.with_tables(tables),
        ..terms.clone()
    })
}

fn read(lookup: &Lookup) -> Result<Table, InputError> {
    let fault = |why: String| InputError::Lookup {
        origin: lookup.origin.to_string(),
        name: lookup.name.clone(),
        why,
    };
    let shown = lookup.path.display().to_string();
    let hints = Hints {
        encoding: None,
        delimiter: None,
        header: None,
        known: &known_column,
        records: &record_paths,
    };
    let unread = |error: crate::source::SourceError| fault(error.to_string());
    let source = Source::open(&lookup.path, &shown, &hints).map_err(unread)?;
    let mut reader = source.read().map_err(unread)?;
    let is = |column: &str, meant: &str| {
        normal_form(column) == normal_form(meant) || key(column) == key(meant)
    };
    let mut table = Table::default();
    let mut record = Record::new();
    while reader.next(&mut record).map_err(unread)? {
        let (mut word, mut value) = ("", "");
        for (column, text) in record.cells() {
            let column = reader.columns().name(column);
            if is(column, &lookup.key) && word.is_empty() {
                word = text.trim();
            } else if is(column, &lookup.value) && value.is_empty() {
                value = text.trim();
            }
        }
        if word.is_empty() || record.flaw().is_some() {
            continue;
        }
        if !table.insert(word, value) {
            let line = record.line();
            return Err(fault(format!(
                "line {line}: `{word}` stands for two different values"
            )));
        }
        if table.len() > MOST {
            let why = format!(
                "{shown} has more than {MOST} words; join it as a source with `role = \"supplement\"`"
            );
            return Err(fault(why));
        }
    }
    for meant in [&lookup.key, &lookup.value] {
        if !reader.columns().iter().any(|(_, name)| is(name, meant)) {
            return Err(fault(format!("{shown} has no column `{meant}`")));
        }
    }
    if table.is_empty() {
        return Err(fault(format!("{shown} has no words")));
    }
    reader.finish().map_err(unread)?;
    Ok(table)
}
