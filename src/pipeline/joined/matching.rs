//! The rows of joined sources for each record of the products.

use std::cell::RefCell;
use std::sync::PoisonError;

use super::key::{header, is_same, names};
use super::reader::UNKEPT;
use super::source::Joined;
use crate::config::Role;
use crate::join::{Key, Met};
use crate::layout::LayoutError;
use crate::normalize::{IdColumn, PIECES};
use crate::pipeline::input::Input;
use crate::preset::{join, joined_name};
use crate::source::{ColumnId, Columns, Form, Record, normal_form};
use crate::template::{Row, Templates};

/// Rows that say different things of one item.
#[derive(Clone, Debug)]
pub(in crate::pipeline) struct Contradiction {
    pub(in crate::pipeline) role: Role,
    /// The files that the rows are in.
    pub(in crate::pipeline) shown: String,
    /// The column as it is named in problems.
    pub(in crate::pipeline) column: String,
}

/// What was there for a record in one joined source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pipeline) enum Meeting {
    Row,
    /// Nothing but a key that looks like it.
    Alike {
        own: String,
        other: String,
    },
    Nothing {
        own: String,
    },
}

/// How a record of the products says which rows are its own.
enum Of {
    /// By the first of these columns with content, for each part of the key.
    Columns(Vec<Vec<String>>),
    /// By the item's id.
    Id,
}

/// Finds the rows for the records of one source.
pub(in crate::pipeline) struct Matcher<'j> {
    all: &'j [Joined],
    of: Vec<Of>,
    ids: RefCell<IdColumn>,
    /// By joined source and number of a column: where its cells go; `None` where nobody
    /// asks for them.
    columns: Vec<Vec<Option<ColumnId>>>,
    /// What was there for the last record, by joined source.
    pub(in crate::pipeline) met: Vec<Meeting>,
    pub(in crate::pipeline) contradictions: Vec<Contradiction>,
}

/// The names of the columns that joined sources add, in order.
pub(in crate::pipeline) fn joined_columns(all: &[Joined]) -> Vec<String> {
    let of = |joined: &Joined| {
        let own = joined.columns.iter().map(|(_, name)| name);
        let all = std::iter::once(PIECES).chain(own);
        all.map(|column| join(&joined.name, column))
            .collect::<Vec<_>>()
    };
    all.iter().flat_map(of).collect()
}

/// The same as templates name them.
pub(in crate::pipeline) fn template_names(all: &[Joined]) -> Vec<String> {
    let names = joined_columns(all);
    names
        .iter()
        .filter_map(|name| joined_name(name))
        .map(str::to_owned)
        .collect()
}

impl<'j> Matcher<'j> {
    /// For the records of a source; the columns of joined sources stand behind so many
    /// others.
    pub(in crate::pipeline) fn new(
        all: &'j [Joined],
        input: &Input,
        templates: Option<&Templates>,
        before: usize,
    ) -> Self {
        let facts = input.source.facts();
        let columns = facts.columns.iter().map(String::as_str);
        let mut at = before;
        let mut places = Vec::new();
        let used: Vec<String> = templates
            .map(|templates| templates.columns().map(normal_form).collect())
            .unwrap_or_default();
        for joined in all {
            let is_used = |name: &str| {
                let name = normal_form(&format!("{}.{name}", joined.name));
                used.contains(&name)
            };
            let mut of_source = Vec::with_capacity(joined.columns.len() + 1);
            let pieces = joined.role == Role::Stock || is_used(PIECES);
            let own = joined.columns.iter();
            let own = own.map(|(id, name)| joined.source.feeds(id) || is_used(name));
            for wanted in std::iter::once(pieces).chain(own) {
                of_source.push(wanted.then(|| ColumnId::new(at)));
                at += 1;
            }
            places.push(of_source);
        }
        Self {
            all,
            of: all.iter().map(|joined| of(joined, input)).collect(),
            ids: RefCell::new(IdColumn::new(input.preset, columns)),
            columns: places,
            met: Vec::new(),
            contradictions: Vec::new(),
        }
    }

    /// Whether any source asks for the id of an item.
    pub(in crate::pipeline) fn asks_for_id(&self) -> bool {
        self.of.iter().any(|of| matches!(of, Of::Id))
    }

    /// The id of a record by its column.
    pub(in crate::pipeline) fn id(&self, columns: &Columns, record: &Record) -> Option<String> {
        let mut ids = self.ids.borrow_mut();
        ids.find(columns, record).map(str::to_owned)
    }

    /// The keys of a record, one for each joined source.
    pub(in crate::pipeline) fn keys(&self, view: &dyn Row, id: Option<&str>) -> Vec<Option<Key>> {
        let key = |of: &Of| match of {
            Of::Id => Key::new(id.into_iter()),
            Of::Columns(parts) => {
                let part = |names: &Vec<String>| {
                    let mut cells = names.iter().filter_map(|name| view.cell(name));
                    cells
                        .find(|text| !text.trim().is_empty())
                        .unwrap_or_default()
                        .to_owned()
                };
                let cells: Vec<String> = parts.iter().map(part).collect();
                Key::new(cells.iter().map(String::as_str))
            }
        };
        self.of.iter().map(key).collect()
    }

    /// Adds what the joined sources have for these keys.
    pub(in crate::pipeline) fn add(
        &mut self,
        keys: Vec<Option<Key>>,
        record: &mut Record,
    ) -> Result<(), LayoutError> {
        self.met.clear();
        self.contradictions.clear();
        for ((joined, key), places) in self.all.iter().zip(keys).zip(&self.columns) {
            let Some(key) = key else {
                self.met.push(Meeting::Nothing { own: String::new() });
                continue;
            };
            let mut rows = joined.shelf.lock().unwrap_or_else(PoisonError::into_inner);
            self.met.push(match rows.find(&key)? {
                Met::Alike(other) => {
                    add_missing(joined, places, record);
                    let own = key.to_string();
                    Meeting::Alike { own, other }
                }
                Met::Nothing => {
                    add_missing(joined, places, record);
                    let own = key.to_string();
                    Meeting::Nothing { own }
                }
                Met::Row(cells) => {
                    let mut told = false;
                    for cell in cells {
                        // It comes last; 0 is the place of the pieces.
                        let column = match cell.column {
                            UNKEPT if told => continue,
                            UNKEPT => 0,
                            column => column,
                        };
                        told = true;
                        let at = usize::try_from(column).unwrap_or(usize::MAX);
                        let Some(place) = places.get(at).copied().flatten() else {
                            continue;
                        };
                        match cell.text {
                            Some(text) => record.add(place, text),
                            None => self.contradictions.extend(contradiction(joined, at)),
                        }
                    }
                    Meeting::Row
                }
            });
        }
        Ok(())
    }
}

/// Adds what a source says of items without a row.
fn add_missing(joined: &Joined, places: &[Option<ColumnId>], record: &mut Record) {
    let Some((column, text)) = joined.missing.cell() else {
        return;
    };
    let at = usize::try_from(column).unwrap_or(usize::MAX);
    if let Some(place) = places.get(at).copied().flatten() {
        record.add(place, text);
    }
}

/// What a column of contradicting rows would have fed, if anything.
fn contradiction(joined: &Joined, at: usize) -> Option<Contradiction> {
    let column = ColumnId::new(at.checked_sub(1)?);
    joined.source.feeds(column).then(|| Contradiction {
        role: joined.role,
        shown: joined.shown.clone(),
        column: join(&joined.name, joined.columns.name(column)),
    })
}

/// Which columns of a source of products hold the key of a joined one.
fn of(joined: &Joined, input: &Input) -> Of {
    if joined.of.is_empty() {
        return Of::Id;
    }
    let is_xml = matches!(input.source.facts().form, Form::Xml { .. });
    let all = header(input);
    let part = |name: &String| {
        let meant = names(name);
        let found = all.iter().filter(|column| is_same(column, &meant));
        let mut found: Vec<String> = found.map(|column| column[0].clone()).collect();
        if is_xml && !found.contains(&meant[0]) {
            found.push(meant[0].clone());
        }
        found
    };
    Of::Columns(joined.of.iter().map(part).collect())
}
