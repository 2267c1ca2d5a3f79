//! Columns that stand once for each language, as `DE_URL` and `EN_URL`: of each such
//! set only the cell in the shop's language is kept, where it has content.

use crate::preset::{Preset, key, language_distance};
use crate::source::{ColumnId, Columns, Record};

/// How far a column's language is from the one that is wanted; among equals English is
/// nearest, which most customers read, and then the alphabet tells.
type Distance = (u16, bool, String);

/// Chooses one language in each record.
#[derive(Debug)]
pub(super) struct Tongues {
    preset: &'static Preset,
    wanted: Option<String>,
    /// Whether somebody wants a language, and nobody knows which one each is.
    is_open: bool,
    /// A column with a text that was not taken then.
    pub(super) other: Option<ColumnId>,
    /// By column: which set it is in, and how far its language is.
    known: Vec<Option<(usize, Distance)>>,
    /// By set: the least distance in this record.
    least: Vec<Option<Distance>>,
    raw: Record,
}

impl Tongues {
    /// `None` where no columns differ by their language. That of the shop is wanted, or,
    /// where languages have numbers, the one that the source's view names.
    pub(super) fn new(
        preset: &'static Preset,
        language: Option<&str>,
        view: Option<&str>,
    ) -> Option<Self> {
        let numbered = preset.numbered_tongues;
        let wanted = if numbered { view } else { language };
        preset.has_tongues().then(|| Self {
            preset,
            wanted: wanted.map(str::to_owned),
            is_open: numbered && view.is_none() && language.is_some(),
            other: None,
            known: Vec::new(),
            least: Vec::new(),
            raw: Record::new(),
        })
    }

    /// Empties the cells in other languages, in place.
    pub(super) fn apply(&mut self, columns: &Columns, record: &mut Record) {
        self.extend(columns);
        self.least.fill(None);
        for (column, text) in record.cells() {
            if let Some((set, distance)) = &self.known[column.index()]
                && !text.trim().is_empty()
            {
                let least = &mut self.least[*set];
                if least.as_ref().is_none_or(|least| distance < least) {
                    *least = Some(distance.clone());
                }
            }
        }
        std::mem::swap(&mut self.raw, record);
        record.begin_at(&self.raw);
        if let Some(flaw) = self.raw.flaw() {
            record.mar(flaw.clone());
        }
        for (column, text) in self.raw.cells() {
            let other = self.known[column.index()]
                .as_ref()
                .is_some_and(|(set, distance)| self.least[*set].as_ref() != Some(distance));
            if other && self.is_open && self.other.is_none() && !text.trim().is_empty() {
                self.other = Some(column);
            }
            record.add(column, if other { "" } else { text });
        }
    }

    fn extend(&mut self, columns: &Columns) {
        for (_, name) in columns.iter().skip(self.known.len()) {
            let name = key(name);
            let found = self.preset.tongue(&name).map(|(set, language)| {
                let distance = language_distance(self.wanted.as_deref(), language);
                let is_english = language == "en";
                (set, (distance, !is_english, language.to_owned()))
            });
            let sets = found.as_ref().map_or(0, |(set, _)| set + 1);
            self.least.resize(self.least.len().max(sets), None);
            self.known.push(found);
        }
    }
}
