//! Nested variants: elements within the record of their product.

use std::ops::Range;

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
    /// Where the cells of each variant stand, one behind the other.
    variants: Vec<Range<usize>>,
    /// The cells of the product's own, in their order.
    shared: Vec<usize>,
    next: usize,
}

impl Nested {
    pub(super) fn new(preset: &'static Preset, extra: &[String]) -> Self {
        Self {
            view: View::new(preset, cast, extra),
            record: Record::new(),
            variants: Vec::new(),
            shared: Vec::new(),
            next: 0,
        }
    }

    /// Puts the next item together.
    pub(super) fn next(
        &mut self,
        reader: &mut Feeder<'_>,
        item: &mut Record,
    ) -> Result<Option<Family>, LayoutError> {
        if self.next >= self.variants.len() {
            if !reader.next(&mut self.record)? {
                return Ok(None);
            }
            self.view.extend(reader.columns());
            self.part(reader.columns());
            self.next = 0;
        }
        let columns = reader.columns();
        self.view.begin(&self.record, item);
        let Some(own) = self.variants.get(self.next).cloned() else {
            for (column, text) in self.record.cells() {
                item.add(self.view.own(column), text);
            }
            self.next += 1;
            return Ok(Some(Family::Single));
        };
        self.next += 1;
        let before = self.shared.partition_point(|at| *at < own.start);
        let (before, after) = self.shared.split_at(before);
        for at in before
            .iter()
            .copied()
            .chain(own.clone())
            .chain(after.iter().copied())
        {
            let Some((column, text)) = self.record.cell(at) else {
                continue;
            };
            if own.contains(&at) {
                item.add(self.view.own(column), text);
            } else if !text.is_empty() {
                let column = self.view.first(column, columns);
                item.add(column, text);
            }
        }
        Ok(Some(Family::Child))
    }

    /// Tells the cells of the variants apart.
    fn part(&mut self, columns: &Columns) {
        self.variants.clear();
        self.shared.clear();
        let mut open: Option<ColumnId> = None;
        for (at, (column, _)) in self.record.cells().enumerate() {
            let begins = self.view.plays(column, EACH);
            let inside = open.is_some_and(|element| {
                let rest = columns.name(column).strip_prefix(columns.name(element));
                rest.is_some_and(|rest| rest.starts_with(['/', '@', '[']))
            });
            if begins {
                open = Some(column);
                self.variants.push(at..at + 1);
            } else if let (true, Some(variant)) = (inside, self.variants.last_mut()) {
                variant.end = at + 1;
            } else {
                open = None;
                self.shared.push(at);
            }
        }
    }
}
