//! Which columns a source has, and what lacks them.

use std::collections::BTreeMap;

use super::bind::Bindings;
use super::make::Normalizer;
use crate::catalog::{Field, FieldSet};
use crate::preset::key;
use crate::source::{ColumnId, Columns, Record};

impl Normalizer<'_> {
    /// Looks at the first so many columns, as far as they are new: those that were
    /// known when a record was read say what it means.
    pub fn meet(&mut self, columns: &Columns, known: usize) {
        self.bindings.extend(columns, known);
    }

    /// Takes over what another one has counted that read records of the same source.
    pub fn absorb(&mut self, other: &Self) {
        self.contradictions += other.contradictions;
        self.bindings.absorb(&other.bindings);
    }

    /// Names the columns that the source is known to have.
    pub fn expect<'c>(&mut self, names: impl Iterator<Item = &'c str>) {
        self.bindings.expect(names);
    }

    /// The source has no header: each record names its own columns.
    pub fn names_itself(&mut self) {
        self.bindings.no_header = true;
    }

    /// Where the fields stand that this format never has.
    pub fn lack(&self) -> &BTreeMap<String, String> {
        &self.bindings.preset.lack
    }

    /// Whether the source has a column for this field.
    pub fn has_column(&self, field: Field) -> bool {
        self.bindings.has(field)
    }

    /// All fields that the source has a column for.
    pub fn columns(&self) -> FieldSet {
        self.bindings.fields()
    }

    /// The fields that a record has a column for: without a header it is the record that
    /// tells, whatever those in front of it had.
    pub fn columns_for(&self, record: &Record) -> FieldSet {
        if !self.bindings.no_header {
            return self.columns();
        }
        let cells = record.cells();
        let mut fields = FieldSet::default();
        for field in cells.flat_map(|(column, _)| self.bindings.fed_by(column)) {
            fields.add(field);
        }
        fields
    }

    /// The name of the column to fill in where a record lacks a field.
    pub fn column_for<'c>(
        &self,
        field: Field,
        columns: &'c Columns,
        record: &Record,
    ) -> Option<&'c str> {
        if self.bindings.no_header && !self.columns_for(record).has(field) {
            return None;
        }
        self.column_of(field, columns)
    }

    /// The name of the column that feeds a field; the best one of several.
    pub fn column_of<'c>(&self, field: Field, columns: &'c Columns) -> Option<&'c str> {
        self.bindings.column(field).map(|id| columns.name(id))
    }

    /// The columns that say what the shop shows and that are not in this header, each with
    /// the names that it has in exports.
    pub fn untold(&self, header: &[String]) -> Vec<&'static [String]> {
        let preset = self.bindings.preset;
        if self.bindings.own_publish {
            return Vec::new();
        }
        let own = |name: &str| preset.resolve(&key(name)).name.into_owned();
        let has = |wanted: &String| {
            let wanted = own(wanted);
            header.iter().any(|name| own(name) == wanted)
        };
        let lacking = preset.tell.iter().filter(|names| !names.iter().any(has));
        lacking.map(Vec::as_slice).collect()
    }

    /// Columns that held something and mean nothing to the preset, with the
    /// number of such cells.
    pub fn unknown_columns<'c>(
        &'c self,
        columns: &'c Columns,
    ) -> impl Iterator<Item = (&'c str, u64)> {
        self.bindings.unknown(columns)
    }

    /// Columns with content in this record that mean nothing to the preset.
    pub fn unknown_in(&self, record: &Record) -> impl Iterator<Item = ColumnId> {
        let cells = record.cells().filter(|(_, text)| !text.is_empty());
        cells.filter_map(|(column, _)| self.bindings.is_unknown(column).then_some(column))
    }
}

impl Bindings {
    /// Adds the cells that another one has counted.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (mine, theirs) in self.columns.iter_mut().zip(&other.columns) {
            mine.filled += theirs.filled;
        }
    }

    /// Columns that held something and mean nothing to the preset, with the
    /// number of cells.
    pub(super) fn unknown<'c>(
        &'c self,
        columns: &'c Columns,
    ) -> impl Iterator<Item = (&'c str, u64)> {
        columns.iter().filter_map(|(id, name)| {
            let filled = self.columns.get(id.index())?.filled;
            (filled > 0).then_some((name, filled))
        })
    }
}
