//! The cells of one record while steps are taken.

use std::collections::HashMap;

use crate::preset::{Preset, key};
use crate::source::{ColumnId, Columns, Record};

/// Names that only occur in one record each would make columns without end.
const MOST_COLUMNS: usize = 5_000;

/// A cell on its way.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) text: String,
    /// Whether it is taken out.
    pub(super) gone: bool,
}

/// A column, and what it is called.
#[derive(Debug)]
struct Known {
    /// The preset's name of it.
    own: String,
    /// The preset's names of the elements that it stands in, the outermost first.
    within: Vec<String>,
    /// Whether it is an attribute that names a language.
    is_language: bool,
}

/// The columns of a source, those that steps make included.
#[derive(Debug)]
pub(super) struct Desk {
    preset: &'static Preset,
    pub(super) columns: Columns,
    known: Vec<Known>,
    /// By the source's column.
    taken: Vec<usize>,
    made: HashMap<String, usize>,
}

impl Desk {
    pub(super) fn new(preset: &'static Preset) -> Self {
        Self {
            preset,
            columns: Columns::default(),
            known: Vec::new(),
            taken: Vec::new(),
            made: HashMap::new(),
        }
    }

    /// Takes in columns of the source that were not there before.
    pub(super) fn extend(&mut self, columns: &Columns) {
        for (_, name) in columns.iter().skip(self.taken.len()) {
            let column = self.push(name);
            self.taken.push(column);
        }
    }

    /// The column for one of the source.
    pub(super) fn of(&self, column: ColumnId) -> usize {
        self.taken[column.index()]
    }

    /// The column of a name that a step makes. Names beyond all measure share one.
    pub(super) fn make(&mut self, name: &str) -> usize {
        if let Some(column) = self.made.get(name) {
            return *column;
        }
        let shared = "…";
        let name = if self.made.len() < MOST_COLUMNS {
            name
        } else {
            shared
        };
        if let Some(column) = self.made.get(name) {
            return *column;
        }
        let column = self.push(name);
        self.made.insert(name.to_owned(), column);
        column
    }

    fn push(&mut self, name: &str) -> usize {
        let own = |name: &str| self.preset.resolve(&key(name)).name.into_owned();
        let mut within = Vec::new();
        let mut inside = false;
        for (at, c) in name.char_indices() {
            match c {
                '[' => inside = true,
                ']' => inside = false,
                '/' | '@' if at > 0 && !inside => within.push(own(&name[..at])),
                _ => {}
            }
        }
        let known = Known {
            own: own(name),
            within,
            is_language: ["@xml:lang", "@lang", "@language"]
                .iter()
                .any(|end| name.to_ascii_lowercase().ends_with(end)),
        };
        let column = self.columns.push(name.into());
        self.known.push(known);
        column.index()
    }

    /// The preset's name of a column.
    pub(super) fn own(&self, column: usize) -> &str {
        &self.known[column].own
    }

    /// The name of a column as it stands.
    pub(super) fn name(&self, column: usize) -> &str {
        self.columns.name(ColumnId::new(column))
    }

    /// Whether a column stands within an element that the preset calls so.
    pub(super) fn is_within(&self, column: usize, element: &str) -> bool {
        self.known[column].within.iter().any(|own| own == element)
    }

    pub(super) fn is_language(&self, column: usize) -> bool {
        self.known[column].is_language
    }

    /// Whether this column is an attribute of that element.
    pub(super) fn is_attribute_of(&self, column: usize, element: usize) -> bool {
        let rest = self.name(column).strip_prefix(self.name(element));
        rest.is_some_and(|rest| rest.starts_with('@'))
    }
}

/// The cells of a record, in their order.
pub(super) fn take(desk: &Desk, record: &Record, cells: &mut Vec<Cell>) {
    cells.clear();
    cells.extend(record.cells().map(|(column, text)| Cell {
        column: desk.of(column),
        text: text.trim().to_owned(),
        gone: false,
    }));
}

/// The first content of a column.
pub(super) fn first<'c>(desk: &Desk, cells: &'c [Cell], own: &str) -> Option<&'c str> {
    cells
        .iter()
        .find(|cell| !cell.gone && !cell.text.is_empty() && desk.own(cell.column) == own)
        .map(|cell| cell.text.as_str())
}
