//! Which column of an export feeds which field.
//!
//! Columns are bound once, when they first appear; a record then costs one look
//! at each of its cells.

use crate::catalog::{Field, FieldSet, Kind};
use crate::preset::{Column, Part, Preset};
use crate::source::{ColumnId, Columns, Record};

/// What one column is for.
#[derive(Debug)]
pub(crate) struct Binding {
    /// The field that it feeds.
    pub(crate) field: Option<Field>,
    /// How good a source of the field it is; less is better.
    rank: u16,
    /// Which part of the field it holds.
    pub(crate) part: Part,
    /// Conditions of the preset's publish rule that look at it.
    skips: Vec<usize>,
    /// Whether anything must be said when it holds something.
    unknown: bool,
    /// Cells with content, counted for unknown columns only.
    filled: u64,
}

/// All columns seen so far.
#[derive(Debug)]
pub(crate) struct Bindings {
    preset: &'static Preset,
    columns: Vec<(ColumnId, Binding)>,
    fields: [bool; Field::ALL.len()],
    /// How good the column is that holds the ids of this file.
    id_rank: Option<u16>,
}

/// How good a source of its field a column is; less is better. A name in
/// Google's namespace beats the bare one (`formats.md` 2.3).
fn rank_of(alias: u8, prefixed: bool) -> u16 {
    u16::from(alias) * 2 + u16::from(!prefixed)
}

/// Whether a field has parts, so that a column can hold one of them.
fn has_parts(field: Field) -> bool {
    match field.kind() {
        Kind::Media { .. }
        | Kind::Labels { .. }
        | Kind::Shipping
        | Kind::UnitPrice
        | Kind::Address
        | Kind::AppLink
        | Kind::Attributes
        | Kind::Urls { .. } => true,
        Kind::Line { .. }
        | Kind::Prose { .. }
        | Kind::Html { .. }
        | Kind::Category { .. }
        | Kind::Price
        | Kind::Window
        | Kind::Date
        | Kind::Url
        | Kind::Word(_)
        | Kind::Words(_)
        | Kind::Whole { .. }
        | Kind::Rating
        | Kind::Gtin
        | Kind::Weight
        | Kind::Country => false,
    }
}

/// A cell with its column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'r> {
    /// The column.
    pub(crate) column: ColumnId,
    /// Its name, as in the file.
    pub(crate) name: &'r str,
    /// The text, trimmed; never empty.
    pub(crate) text: &'r str,
}

impl Bindings {
    pub(crate) fn new(preset: &'static Preset) -> Self {
        Self {
            preset,
            columns: Vec::new(),
            fields: [false; Field::ALL.len()],
            id_rank: None,
        }
    }

    /// Looks at the columns that the file is known to have, so that its best
    /// column of ids is the only one, whichever a record shows first.
    pub(crate) fn expect<'c>(&mut self, names: impl Iterator<Item = &'c str>) {
        self.id_rank = names
            .filter_map(|name| {
                let column = Column::parse(name);
                let (field, rank) = self.preset.field(column.base.as_ref())?;
                let whole = field == Field::Id && column.part == Part::Whole;
                whole.then(|| rank_of(rank, column.prefixed))
            })
            .min();
    }

    /// Binds columns that were not there before.
    pub(crate) fn extend(&mut self, columns: &Columns) {
        if columns.len() == self.columns.len() {
            return;
        }
        for (id, name) in columns.iter().skip(self.columns.len()) {
            let column = Column::parse(name);
            let base = column.base.as_ref();
            let bound = self.preset.field(base);
            // `price(net)` and `title(en)` are not the field itself.
            let bound = bound.filter(|(field, _)| column.part == Part::Whole || has_parts(*field));
            // The id is declared once for a file, never mixed by row (`contract.md` 7).
            let bound = bound.filter(|(field, rank)| {
                let rank = rank_of(*rank, column.prefixed);
                *field != Field::Id || self.id_rank.is_none_or(|best| rank == best)
            });
            if let Some((Field::Id, rank)) = bound {
                self.id_rank = Some(rank_of(rank, column.prefixed));
            }
            let skips: Vec<usize> = self
                .preset
                .skip
                .iter()
                .enumerate()
                .filter(|(_, skip)| skip.column == base && column.part == Part::Whole)
                .map(|(at, _)| at)
                .collect();
            if let Some((field, _)) = bound {
                self.fields[field.index()] = true;
            }
            let unknown = bound.is_none() && skips.is_empty() && !self.preset.ignores(base);
            let binding = Binding {
                field: bound.map(|(field, _)| field),
                rank: bound.map_or(0, |(_, rank)| rank_of(rank, column.prefixed)),
                part: column.part,
                skips,
                unknown,
                filled: 0,
            };
            self.columns.push((id, binding));
        }
    }

    /// Whether any column feeds this field.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.fields[field.index()]
    }

    /// The best of the columns that feed a field.
    pub(crate) fn column(&self, field: Field) -> Option<ColumnId> {
        let mine = self.columns.iter();
        let mine = mine.filter(|(_, binding)| binding.field == Some(field));
        mine.min_by_key(|(_, binding)| binding.rank)
            .map(|(id, _)| *id)
    }

    /// All fields that some column feeds.
    pub(crate) fn fields(&self) -> FieldSet {
        let mut fields = FieldSet::default();
        for field in Field::ALL.iter().filter(|field| self.has(**field)) {
            fields.add(*field);
        }
        fields
    }

    /// Which part of its field a column holds.
    pub(crate) fn part(&self, column: usize) -> &Part {
        &self.columns[column].1.part
    }

    pub(crate) fn binding(&self, column: ColumnId) -> &Binding {
        &self.columns[column.index()].1
    }

    /// Sorts the cells of a record by field.
    pub(crate) fn sort<'r>(&mut self, columns: &'r Columns, record: &'r Record) -> Cells<'r> {
        let mut best: [Option<(u16, u32)>; Field::ALL.len()] = [None; Field::ALL.len()];
        let mut skipped = None;
        for (at, (column, text)) in (0..).zip(record.cells()) {
            let binding = &mut self.columns[column.index()].1;
            let text = text.trim();
            if text.is_empty() {
                // The shell of a nested value is empty and still opens an entry.
                if let (Some(field), Part::Whole) = (binding.field, &binding.part) {
                    let slot = &mut best[field.index()];
                    *slot = slot.or(Some((u16::MAX, at)));
                }
                continue;
            }
            if binding.unknown {
                binding.filled += 1;
                continue;
            }
            for condition in &binding.skips {
                let skip = &self.preset.skip[*condition];
                let told = |word: &String| word == "*" || word.eq_ignore_ascii_case(text);
                if skip.is.iter().any(told) {
                    skipped = Some(Cell {
                        column,
                        name: columns.name(column),
                        text,
                    });
                }
            }
            if let Some(field) = binding.field {
                let slot = &mut best[field.index()];
                if slot.is_none_or(|(rank, _)| binding.rank < rank) {
                    *slot = Some((binding.rank, at));
                }
            }
        }
        Cells {
            columns,
            record,
            best,
            skipped,
        }
    }

    /// Columns that held something and mean nothing to the preset, with the
    /// number of cells.
    pub(crate) fn unknown<'c>(
        &'c self,
        columns: &'c Columns,
    ) -> impl Iterator<Item = (&'c str, u64)> {
        columns.iter().filter_map(|(id, name)| {
            let filled = self.columns.get(id.index())?.1.filled;
            (filled > 0).then_some((name, filled))
        })
    }
}

/// The cells of one record, sorted by field.
pub(crate) struct Cells<'r> {
    columns: &'r Columns,
    record: &'r Record,
    best: [Option<(u16, u32)>; Field::ALL.len()],
    /// The cell for which the record is not published.
    pub(crate) skipped: Option<Cell<'r>>,
}

impl<'r> Cells<'r> {
    /// The best cell of a field that has content.
    pub(crate) fn one(&self, field: Field) -> Option<Cell<'r>> {
        let (rank, at) = self.best[field.index()]?;
        if rank == u16::MAX {
            return None;
        }
        let (column, text) = self.record.cells().nth(at as usize)?;
        let cell = self.cell(column, text);
        if cell.name == "link@href" {
            return self.alternate_link();
        }
        Some(cell)
    }

    /// Atom has a link for each purpose; that of the product's page is
    /// `alternate`, which is also meant where nothing is said (RFC 4287, 4.2.7.2).
    fn alternate_link(&self) -> Option<Cell<'r>> {
        let mut href = None;
        let mut fits = true;
        for (column, text) in self.record.cells() {
            let cell = self.cell(column, text);
            match cell.name {
                "link" => {
                    if fits && href.is_some() {
                        return href;
                    }
                    (href, fits) = (None, true);
                }
                "link@href" => href = Some(cell).filter(|cell| !cell.text.is_empty()),
                "link@rel" => fits = cell.text == "alternate",
                _ => {}
            }
        }
        href.filter(|_| fits)
    }

    /// Whether the record has any cell for the field.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.best[field.index()].is_some()
    }

    /// All cells of a field in file order, empty shells of nested values
    /// included, from the best kind of column that has content.
    pub(crate) fn all(&self, field: Field, bindings: &Bindings) -> Vec<(Cell<'r>, usize)> {
        let Some((best, _)) = self.best[field.index()] else {
            return Vec::new();
        };
        self.record
            .cells()
            .filter(|(column, _)| {
                let binding = bindings.binding(*column);
                binding.field == Some(field) && (binding.rank == best || best == u16::MAX)
            })
            .map(|(column, text)| (self.cell(column, text), column.index()))
            .collect()
    }

    fn cell(&self, column: ColumnId, text: &'r str) -> Cell<'r> {
        Cell {
            column,
            name: self.columns.name(column),
            text: text.trim(),
        }
    }
}
