//! An open element, and the text that it gathers.

use std::ops::Range;

use super::names::is_html;
use crate::source::record::ColumnId;

/// An open element inside of a record.
#[derive(Debug)]
pub(super) struct Frame {
    /// Its column and cell; the record's own element has none.
    pub(super) cell: Option<(ColumnId, usize)>,
    /// Its text so far, as a range of the record's text.
    pub(super) text: Range<usize>,
    /// Its text so far, once text of children came between.
    pub(super) apart: Option<String>,
    /// It has children that are cells.
    pub(super) children: bool,
    /// How many elements are open that became part of its text.
    pub(super) markup: usize,
    /// How many of those were begun that need no end and have none so far.
    pub(super) voids: usize,
    /// It says of itself that it is absent.
    pub(super) nil: bool,
}

impl Frame {
    pub(super) fn new(cell: Option<(ColumnId, usize)>, at: usize) -> Self {
        Self {
            cell,
            text: at..at,
            apart: None,
            children: false,
            markup: 0,
            voids: 0,
            nil: false,
        }
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty() && self.apart.is_none()
    }

    /// Adds a piece to the element's text, which stays in one place of the
    /// record's text unless children wrote theirs in between.
    pub(super) fn append(&mut self, piece: &str, text: &mut String) {
        if let Some(apart) = &mut self.apart {
            apart.push_str(piece);
        } else if self.text.is_empty() {
            let piece = piece.trim_start();
            self.text = text.len()..text.len() + piece.len();
            text.push_str(piece);
        } else if self.text.end == text.len() {
            text.push_str(piece);
            self.text.end = text.len();
        } else {
            let mut apart = text[self.text.clone()].to_owned();
            apart.push_str(piece);
            self.apart = Some(apart);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.apart.as_ref().map_or(self.text.len(), String::len)
    }

    /// Whether a child is a piece of HTML and no field (see the module).
    pub(super) fn takes_as_text(&self, name: &str) -> bool {
        self.markup > 0
            || (self.cell.is_some()
                && !self.children
                && !name.contains(':')
                && (!self.is_blank() || is_html(name)))
    }
}

/// Whether an element has an end tag of its own.
#[derive(Clone, Copy)]
pub(super) enum Tag {
    Open,
    Empty,
}
