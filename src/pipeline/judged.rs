//! An export, read to its end and judged.

use super::aside::Aside;
use super::basis::Basis;
use super::files::Files;
use super::input::SourceReport;
use super::joined::Withheld;
use super::memo::Draft;
use super::selection::Selection;
use super::{InputError, Spill};
use crate::catalog::FieldSet;
use crate::finding::Problems;
use crate::plan::{Index, Known};

/// An export, read to its end and judged.
pub struct Judged {
    /// Every id that the state or the export knows.
    pub known: Known,
    /// The items that were kept.
    pub spill: Spill,
    /// Where each kept item stands, for [`Keep::All`](super::Keep::All).
    pub places: Vec<(Index, u64)>,
    /// All findings.
    pub problems: Problems,
    /// The sources.
    pub sources: Vec<SourceReport>,
    /// The files of products.
    pub files: Files,
    /// How amounts and dates of each source of products are written.
    pub bases: Vec<Basis>,
    /// Fields that some source has a column for.
    pub columns: FieldSet,
    /// Items read.
    pub read: u64,
    /// Why items are not published.
    pub aside: Aside,
    /// Items that were not asked for.
    pub not_selected: u64,
    /// Surplus records of an id, equal to the first or not published.
    pub repeated: u64,
    /// Items without a usable id.
    pub without_id: u64,
    /// A source of stock that is not used: stock stays as it is in the catalog.
    pub withheld: Option<Withheld>,
    /// What the next run may know of the export, where that can be remembered.
    pub draft: Option<Draft>,
    pub(super) selection: Selection,
}

impl Judged {
    /// Nothing is read yet.
    pub(super) fn begin(known: Known, selection: Selection) -> Result<Self, InputError> {
        Ok(Self {
            known,
            spill: Spill::new().map_err(InputError::spill)?,
            places: Vec::new(),
            problems: Problems::default(),
            sources: Vec::new(),
            files: Files::default(),
            bases: Vec::new(),
            columns: FieldSet::default(),
            read: 0,
            aside: Aside::default(),
            not_selected: 0,
            repeated: 0,
            without_id: 0,
            withheld: None,
            draft: None,
            selection,
        })
    }

    /// Whether only part of the export was looked at.
    pub fn is_partial(&self) -> bool {
        self.selection.is_partial()
    }

    /// Whether somebody asked for items by their ids (`--only`).
    pub fn asks_for_ids(&self) -> bool {
        self.selection.only.is_some()
    }

    /// How many records an id stands for when all of them are held back.
    pub(super) fn records_of(&self, index: Index) -> u64 {
        if !self.known.entry(index).conflict {
            return 1;
        }
        let twin = self.known.duplicate(index);
        twin.map_or(1, |twin| twin.records)
    }
}
