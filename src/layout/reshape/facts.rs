//! What stands once in a file, or once for many records, and holds for all of them.

use super::cells::{Desk, take};
use crate::layout::prepared::LayoutError;
use crate::preset::{Fact, Preset, key};
use crate::source::{Record, Source};

/// The facts of one step.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Whether each part holds for the records behind it only.
    near: bool,
    parts: Vec<Part>,
}

/// What one element says.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Where it begins in the file, in bytes.
    at: u64,
    /// Names of columns, and what stands in them.
    pub(super) cells: Vec<(String, String)>,
    /// The currency that it names.
    currency: Option<String>,
    /// Whether its records are in another currency than the shop's, which others are in.
    pub(super) foreign: bool,
}

impl Part {
    /// Takes what another element says of a column; texts that differ stand together.
    fn join(&mut self, name: String, text: &str) {
        match self.cells.iter_mut().find(|(of, _)| *of == name) {
            Some((_, texts)) if texts.split(' ').any(|one| one == text) => {}
            Some((_, texts)) => {
                texts.push(' ');
                texts.push_str(text);
            }
            None => self.cells.push((name, text.to_owned())),
        }
    }
}

impl Facts {
    /// Reads the elements of a step; `currency` is the shop's.
    pub(super) fn gather(
        fact: &Fact,
        source: &Source,
        preset: &'static Preset,
        currency: Option<&str>,
    ) -> Result<Self, LayoutError> {
        let near = fact.near;
        let mut parts: Vec<Part> = Vec::new();
        let Some(mut reader) = source.read_beside(&fact.path)? else {
            return Ok(Self { near, parts });
        };
        let mut desk = Desk::new(preset);
        let (mut record, mut cells) = (Record::new(), Vec::new());
        while reader.next(&mut record)? {
            desk.extend(reader.columns());
            take(&desk, &record, &mut cells);
            if near || parts.is_empty() {
                parts.push(Part {
                    at: record.at(),
                    ..Part::default()
                });
            }
            let Some(part) = parts.last_mut() else { break };
            for own in &fact.columns {
                let filled = cells.iter().filter(|cell| !cell.text.is_empty());
                let mine = filled.filter(|cell| desk.own(cell.column) == own);
                // Of several the name that the preset lists first.
                let place = |name: &str| preset.resolve(&key(name)).place;
                let Some(cell) = mine.min_by_key(|cell| place(desk.name(cell.column))) else {
                    continue;
                };
                part.join(desk.name(cell.column).to_owned(), &cell.text);
                if fact.currency.as_ref() == Some(own) {
                    part.currency = Some(cell.text.clone());
                }
            }
            if !near && !fact.all {
                break;
            }
        }
        let is_own = |part: &Part| match (&part.currency, currency) {
            (Some(named), Some(own)) => named.eq_ignore_ascii_case(own),
            (None, _) | (_, None) => true,
        };
        if parts
            .iter()
            .any(|part| part.currency.is_some() && is_own(part))
        {
            for part in &mut parts {
                part.foreign = !is_own(part);
            }
        }
        Ok(Self { near, parts })
    }

    /// What holds for a record that begins at this place of the file.
    pub(super) fn of(&self, at: u64) -> Option<&Part> {
        let before = if self.near {
            self.parts.partition_point(|part| part.at <= at)
        } else {
            self.parts.len()
        };
        self.parts.get(before.checked_sub(1)?)
    }
}
