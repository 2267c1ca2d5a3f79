//! The items of one source, whatever its shape.

use super::book::Book;
use super::continuation::Continuation;
use super::feeder::Feeder;
use super::nested::Nested;
use super::parents::Parents;
use super::prepared::LayoutError;
use super::scattered::{Scattered, Torn};
use super::view::View;
use crate::preset::{Continuation as Rows, Family, Preset};
use crate::source::{Columns, End, Record};

/// Puts the items of one source together, in the order of their records;
/// products with records in several places come last.
#[derive(Debug)]
pub struct Items<'p> {
    reader: Feeder<'p>,
    shape: Shape<'p>,
}

#[derive(Debug)]
enum Shape<'p> {
    /// A record is an item, as it stands.
    Flat,
    /// A record is an item, with columns of ours beside its own.
    Wide(Box<(View, Record)>),
    Continuation(Box<Continuation<'p>>),
    Parents(Box<Parents<'p>>),
    Nested(Box<Nested>),
}

impl<'p> Items<'p> {
    pub(super) fn flat(reader: Feeder<'p>, preset: &'static Preset, extra: &[String]) -> Self {
        let shape = if extra.is_empty() {
            Shape::Flat
        } else {
            let view = View::new(preset, |_, _| 0, extra);
            Shape::Wide(Box::new((view, Record::new())))
        };
        Self { reader, shape }
    }

    pub(super) fn continuation(
        reader: Feeder<'p>,
        preset: (&'static Preset, &'static Rows),
        seen: (&'p Scattered, &'p Torn),
        extra: &[String],
    ) -> Self {
        let shape = Continuation::new(preset, seen, extra);
        Self {
            reader,
            shape: Shape::Continuation(Box::new(shape)),
        }
    }

    pub(super) fn parents(
        reader: Feeder<'p>,
        preset: &'static Preset,
        book: &'p mut Book,
        extra: &[String],
    ) -> Self {
        let shape = Parents::new(preset, book, extra);
        Self {
            reader,
            shape: Shape::Parents(Box::new(shape)),
        }
    }

    pub(super) fn nested(reader: Feeder<'p>, preset: &'static Preset, extra: &[String]) -> Self {
        let shape = Nested::new(preset, extra);
        Self {
            reader,
            shape: Shape::Nested(Box::new(shape)),
        }
    }

    /// Puts the next item into `item` and says what it is to others; `None` at
    /// the end.
    ///
    /// # Errors
    ///
    /// When the export is damaged, cut short or changed: then nothing of it may
    /// be sent.
    pub fn next(&mut self, item: &mut Record) -> Result<Option<Family>, LayoutError> {
        match &mut self.shape {
            Shape::Flat => Ok(self.reader.next(item)?.then_some(Family::Single)),
            Shape::Wide(wide) => {
                let (view, record) = &mut **wide;
                if !self.reader.next(record)? {
                    return Ok(None);
                }
                view.extend(self.reader.columns());
                view.begin(record, item);
                for (column, text) in record.cells() {
                    item.add(view.own(column), text);
                }
                Ok(Some(Family::Single))
            }
            Shape::Continuation(shape) => shape.next(&mut self.reader, item),
            Shape::Parents(shape) => shape.next(&mut self.reader, item),
            Shape::Nested(shape) => shape.next(&mut self.reader, item),
        }
    }

    /// The columns of items that are known so far. Their ids stay what they are.
    pub fn columns(&self) -> &Columns {
        match &self.shape {
            Shape::Flat => self.reader.columns(),
            Shape::Wide(wide) => &wide.0.columns,
            Shape::Continuation(shape) => &shape.view.columns,
            Shape::Parents(shape) => &shape.view.columns,
            Shape::Nested(shape) => &shape.view.columns,
        }
    }

    /// The source of the parent whose cells the last item has, where parents are records
    /// of their own, which may stand in another one.
    pub fn parent_source(&self) -> Option<usize> {
        match &self.shape {
            Shape::Parents(shape) => shape.parent_source(),
            Shape::Flat | Shape::Wide(_) | Shape::Continuation(_) | Shape::Nested(_) => None,
        }
    }

    /// A column with a text in another language than the one that was taken, where the file
    /// does not say which is which, and a language is wanted.
    pub fn other_tongue(&self) -> Option<&str> {
        self.reader.other_tongue()
    }

    /// Records so far that are no items of their own.
    pub fn without_item(&self) -> u64 {
        let of_shape = match &self.shape {
            Shape::Flat | Shape::Wide(_) | Shape::Nested(_) => 0,
            Shape::Continuation(shape) => shape.without_item,
            Shape::Parents(shape) => shape.without_item,
        };
        of_shape + self.reader.without_item
    }

    /// Makes sure that the export was read to its end and is still the same.
    ///
    /// # Errors
    ///
    /// When the export is cut short, or has changed since it was opened.
    pub fn finish(self) -> Result<End, LayoutError> {
        self.reader.finish()
    }
}
