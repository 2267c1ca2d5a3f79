//! How one record became one item, for those who ask.

use super::cells::Cells;
use super::make::Normalizer;
use crate::catalog::Field;
use crate::finding::Finding;
use crate::preset::{Family, Input, Target};
use crate::source::{Columns, Record, masked};

/// One record on its way to an item.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What the item is to others.
    pub family: Family,
    /// The physical line where its record begins.
    pub line: u64,
    /// Every cell with content: its column, and the text as the export has it, but for
    /// the passwords of addresses.
    /// Cells of the parent stand under names of their own.
    pub cells: Vec<(String, String)>,
    /// The column and the word for which it is not published.
    pub hidden: Option<(String, String)>,
    /// The fields of the item.
    pub fields: Vec<TracedField>,
    /// What was said of it.
    pub findings: Vec<Finding>,
}

/// One field of an item, with what it was made of.
#[derive(Clone, Debug)]
pub struct TracedField {
    /// The field.
    pub field: Field,
    /// Its value as JSON.
    pub value: String,
    /// The cells that it was made of: column and text. None where a setting or
    /// the preset says it.
    pub cells: Vec<(String, String)>,
}

/// More than this of what a field was made of is not told.
const MOST_CELLS: usize = 8;

impl Normalizer<'_> {
    /// Makes the item of a record as [`Normalizer::make`] does, and tells how.
    pub fn trace(&mut self, columns: &Columns, record: &Record, family: Family) -> (String, Trace) {
        let mut findings = Vec::new();
        let made = self.make(columns, record, family, &mut findings);
        let id = made.id.as_deref().unwrap_or_default().to_owned();
        let hidden = made.hidden.map(|(column, text)| shown(column, text));
        let mut values = Vec::new();
        for (field, value) in made.item.iter() {
            let mut json = Vec::new();
            value.write(&mut json);
            values.push((field, String::from_utf8_lossy(&json).into_owned()));
        }
        let cells = Cells::sort(&mut self.bindings, columns, record);
        let fields = values.into_iter().map(|(field, value)| {
            let mut found: Vec<(String, String)> = Vec::new();
            for target in made_of(field) {
                for cell in cells.ranked(target, &self.bindings) {
                    let pair = shown(cell.name, cell.text);
                    if !found.contains(&pair) && found.len() < MOST_CELLS {
                        found.push(pair);
                    }
                }
            }
            TracedField {
                field,
                value,
                cells: found,
            }
        });
        let trace = Trace {
            family,
            line: record.line(),
            fields: fields.collect(),
            hidden,
            cells: record
                .cells()
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(column, text)| shown(columns.name(column), text))
                .collect(),
            findings,
        };
        (id, trace)
    }
}

/// A column and its cell, without the passwords of addresses.
fn shown(column: &str, text: &str) -> (String, String) {
    (column.to_owned(), masked(text).into_owned())
}

/// What a field is made of.
fn made_of(field: Field) -> Vec<Target> {
    let own = Target::Field(field);
    let inputs = |inputs: &[Input]| inputs.iter().copied().map(Target::Input).collect();
    let also: Vec<Target> = match field {
        Field::Price => inputs(&[Input::OldPrice, Input::PriceQuantity]),
        Field::SalePrice => {
            let mut also: Vec<Target> = vec![Target::Field(Field::Price)];
            also.push(Target::Input(Input::OldPrice));
            also
        }
        Field::SalePriceEffectiveDate => inputs(&[Input::SaleStart, Input::SaleEnd]),
        Field::Availability => {
            let mut also = vec![Target::Field(Field::QuantityToSellOnFacebook)];
            also.extend(
                [
                    Input::Tracked,
                    Input::Backorder,
                    Input::PreOrder,
                    Input::ParentStock,
                ]
                .map(Target::Input),
            );
            also
        }
        Field::QuantityToSellOnFacebook => inputs(&[Input::Tracked, Input::ParentStock]),
        Field::ImageLink => vec![Target::Field(Field::AdditionalImageLink)],
        Field::AdditionalImageLink => vec![Target::Field(Field::ImageLink)],
        Field::Color
        | Field::Size
        | Field::Material
        | Field::Pattern
        | Field::AdditionalVariantAttribute => inputs(&[Input::OptionName, Input::OptionValue]),
        Field::Title => inputs(&[Input::OptionValue]),
        _ => Vec::new(),
    };
    std::iter::once(own).chain(also).collect()
}
