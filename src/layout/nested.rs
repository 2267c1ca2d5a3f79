//! Nested variants: elements within the record of their product.

use super::feeder::Feeder;
use super::prepared::LayoutError;
use super::view::View;
use crate::preset::{Family, Layout, Preset};
use crate::source::{ColumnId, Columns, Record};

/// The only part: the element of a variant.
const EACH: u16 = 1;

fn cast(preset: &'static Preset, name: &str) -> u16 {
    match &preset.layout {
        Layout::Nested(rows) if rows.each == name => EACH,
        _ => 0,
    }
}

/// Makes items of products and of the variants within them.
#[derive(Debug)]
pub(super) struct Nested {
    pub(super) view: View,
    record: Record,
    /// By cell: which variant it belongs to, and none for the product's own.
    owners: Vec<Option<usize>>,
    variants: usize,
    next: usize,
}

impl Nested {
    pub(super) fn new(preset: &'static Preset, extra: &[String]) -> Self {
        Self {
            view: View::new(preset, cast, extra),
            record: Record::new(),
            owners: Vec::new(),
            variants: 0,
            next: 0,
        }
    }

    /// Puts the next item together.
    pub(super) fn next(
        &mut self,
        reader: &mut Feeder<'_>,
        item: &mut Record,
    ) -> Result<Option<Family>, LayoutError> {
        if self.next >= self.variants {
            if !reader.next(&mut self.record)? {
                return Ok(None);
            }
            self.view.extend(reader.columns());
            self.part(reader.columns());
            self.next = 0;
        }
        let columns = reader.columns();
        let variant = self.next;
        self.next += 1;
        self.view.begin(&self.record, item);
        if self.variants == 0 {
            for (column, text) in self.record.cells() {
                item.add(self.view.own(column), text);
            }
            return Ok(Some(Family::Single));
        }
        for ((column, text), owner) in self.record.cells().zip(&self.owners) {
            match owner {
                Some(owner) if *owner == variant => item.add(self.view.own(column), text),
                Some(_) => {}
                None if text.is_empty() => {}
                None => {
                    let column = self.view.first(column, columns);
                    item.add(column, text);
                }
            }
        }
        Ok(Some(Family::Child))
    }

    /// Tells the cells of the variants apart.
    fn part(&mut self, columns: &Columns) {
        self.owners.clear();
        self.variants = 0;
        let mut open: Option<ColumnId> = None;
        for (column, _) in self.record.cells() {
            let begins = self.view.plays(column, EACH);
            let inside = open.is_some_and(|element| {
                let rest = columns.name(column).strip_prefix(columns.name(element));
                rest.is_some_and(|rest| rest.starts_with(['/', '@', '[']))
            });
            if begins {
                open = Some(column);
                self.variants += 1;
            } else if !inside {
                open = None;
            }
            let owner = (begins || inside).then(|| self.variants - 1);
            self.owners.push(owner);
        }
    }
}
