//! Packed cells, taken apart: what they hold stands in columns of its own
//! beside them.

use std::collections::HashMap;

use crate::preset::{Packed, Preset, Unpacked, key};
use crate::source::{ColumnId, Columns, Reader, Record};

/// More columns than this are not made; no shop has so many attributes.
const MOST_MADE: usize = 4_000;
/// More entries of one cell than this are not looked at.
const MOST_ENTRIES: usize = 500;

/// Takes the packed cells of records apart.
#[derive(Debug)]
pub(super) struct Unpack {
    preset: &'static Preset,
    /// Those of the export, and those that are made.
    pub(super) columns: Columns,
    /// By the export's column: ours, and how its cells are packed.
    own: Vec<(ColumnId, Option<&'static Packed>)>,
    made: HashMap<String, ColumnId>,
    raw: Record,
    /// The code of the country that the shop sells in.
    country: Option<String>,
}

impl Unpack {
    /// `None` where nothing is packed.
    pub(super) fn new(preset: &'static Preset, country: Option<&str>) -> Option<Self> {
        (!preset.packed.is_empty()).then(|| Self {
            preset,
            columns: Columns::default(),
            own: Vec::new(),
            made: HashMap::new(),
            raw: Record::new(),
            country: country.map(str::to_owned),
        })
    }

    /// Takes a record apart, in place.
    pub(super) fn apply(&mut self, reader: &Reader, record: &mut Record) {
        self.extend(reader.columns());
        std::mem::swap(&mut self.raw, record);
        let raw = std::mem::take(&mut self.raw);
        record.begin_at(&raw);
        if let Some(flaw) = raw.flaw() {
            record.mar(flaw.moved(|column| self.own[column.index()].0));
        }
        for (column, text) in raw.cells() {
            record.add(self.own[column.index()].0, text);
        }
        for (column, text) in raw.cells() {
            if let (_, Some(packed)) = self.own[column.index()]
                && !text.is_empty()
            {
                self.entries(packed, text, record);
            }
        }
        self.raw = raw;
    }

    fn extend(&mut self, columns: &Columns) {
        for (_, name) in columns.iter().skip(self.own.len()) {
            let wanted = key(name);
            let own = self.preset.resolve(&wanted).name;
            let mut packed = self.preset.packed.iter();
            let packed = packed.find(|packed| packed.column == own);
            self.own.push((self.columns.push(name.into()), packed));
        }
    }

    fn entries(&mut self, packed: &Packed, text: &str, record: &mut Record) {
        if packed.into == Unpacked::Prices {
            return self.prices(packed, text, record);
        }
        let entries = packed.entries(text);
        for (number, (name, value)) in (1..).zip(entries.into_iter().take(MOST_ENTRIES)) {
            let mut add = |name: &str, text: &str| {
                if let Some(column) = self.make(&packed.column, name) {
                    record.add(column, text);
                }
            };
            match packed.into {
                Unpacked::Columns => add(name, value),
                Unpacked::Options => {
                    add(&format!("name {number}"), name);
                    add(&format!("value {number}"), value);
                }
                Unpacked::Names => add(&format!("name {number}"), value),
                Unpacked::Values | Unpacked::Prices => add(&format!("value {number}"), value),
            }
        }
    }

    fn prices(&mut self, packed: &Packed, text: &str, record: &mut Record) {
        for price in packed.prices(text, self.country.as_deref()) {
            let code = price.currency.code();
            let amounts = [("price", Some(price.price)), ("sale", price.sale_price)];
            for (word, amount) in amounts {
                if let Some(amount) = amount
                    && let Some(column) = self.make(&packed.column, &format!("{word} {code}"))
                {
                    record.add(column, &amount.to_string());
                }
            }
        }
    }

    fn make(&mut self, column: &str, name: &str) -> Option<ColumnId> {
        let name = format!("{column}.{name}");
        if let Some(made) = self.made.get(&name) {
            return Some(*made);
        }
        if self.made.len() >= MOST_MADE {
            return None;
        }
        let made = self.columns.push(name.as_str().into());
        self.made.insert(name, made);
        Some(made)
    }
}
