//! Which of an export's columns play a part, and what the item's columns are.

use hashbrown::HashMap;

use crate::preset::{Preset, inherit, key};
use crate::source::{ColumnId, Columns, Record};

/// The columns of items: those of the export, those of parents beside them,
/// and those that the configuration fills.
#[derive(Debug)]
pub(super) struct View {
    preset: &'static Preset,
    /// The item's columns.
    pub(super) columns: Columns,
    /// By the export's column: the item's, and that of the parent's cell.
    own: Vec<ColumnId>,
    parent: Vec<Option<ColumnId>>,
    /// By name: the column of the parent's cell, shared by all files.
    parents: HashMap<String, ColumnId>,
    /// By name: columns that the layout makes.
    made: HashMap<String, ColumnId>,
    /// By the export's column: the parts that it plays, as bits.
    parts: Vec<u16>,
    cast: Cast,
}

/// Which parts a column of this name plays: a bit for each.
pub(super) type Cast = fn(&'static Preset, &str) -> u16;

impl View {
    /// `extra` are columns that stand in front of the export's own.
    pub(super) fn new(preset: &'static Preset, cast: Cast, extra: &[String]) -> Self {
        let mut columns = Columns::default();
        for name in extra {
            columns.push(name.as_str().into());
        }
        Self {
            preset,
            columns,
            own: Vec::new(),
            parent: Vec::new(),
            parents: HashMap::new(),
            made: HashMap::new(),
            parts: Vec::new(),
            cast,
        }
    }

    /// Takes in columns that were not there before.
    pub(super) fn extend(&mut self, columns: &Columns) {
        for (_, name) in columns.iter().skip(self.own.len()) {
            self.own.push(self.columns.push(name.into()));
            self.parent.push(None);
            let key = key(name);
            let name = &self.preset.resolve(&key).name;
            self.parts.push((self.cast)(self.preset, name));
        }
    }

    /// The item's column for one of the export.
    pub(super) fn own(&self, column: ColumnId) -> ColumnId {
        self.own[column.index()]
    }

    /// Begins an item at the place of its own record.
    pub(super) fn begin(&self, own: &Record, item: &mut Record) {
        item.begin_at(own);
        if let Some(flaw) = own.flaw() {
            item.mar(flaw.moved(|column| self.own(column)));
        }
    }

    /// The item's column for the parent's cell of a name.
    pub(super) fn parent(&mut self, name: &str) -> ColumnId {
        if let Some(column) = self.parents.get(name) {
            return *column;
        }
        let column = self.columns.push(inherit(name).into());
        self.parents.insert(name.to_owned(), column);
        column
    }

    /// A column of the item's own that the export does not have.
    pub(super) fn make(&mut self, name: String) -> ColumnId {
        if let Some(column) = self.made.get(&name) {
            return *column;
        }
        let column = self.columns.push(name.as_str().into());
        self.made.insert(name, column);
        column
    }

    /// The item's column for the cell of the product's complete record.
    pub(super) fn first(&mut self, column: ColumnId, columns: &Columns) -> ColumnId {
        let place = column.index();
        if let Some(column) = self.parent[place] {
            return column;
        }
        let made = self.columns.push(inherit(columns.name(column)).into());
        self.parent[place] = Some(made);
        made
    }

    /// Whether a column of the export plays this part.
    pub(super) fn plays(&self, column: ColumnId, part: u16) -> bool {
        self.parts
            .get(column.index())
            .is_some_and(|parts| parts & part != 0)
    }

    /// The first content of a record in a column that plays this part.
    pub(super) fn cell<'r>(&self, record: &'r Record, part: u16) -> Option<&'r str> {
        let mut cells = record.cells();
        cells.find_map(|(column, text)| {
            // Few columns play a part, and to trim costs more than to ask.
            let text = self.plays(column, part).then(|| text.trim())?;
            (!text.is_empty()).then_some(text)
        })
    }
}
