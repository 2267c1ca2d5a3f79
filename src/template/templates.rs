//! All templates of one source: compiled once, evaluated for each item.

use std::sync::{Mutex, PoisonError};

use rust_decimal::Decimal;

use super::columns::{Columns, Known};
use super::error::{TemplateError, TemplateProblem};
use super::eval::Evaluation;
use super::fault::Fault;
use super::filters::Tools;
use super::lower::{self, Lowered, Surroundings};
use super::meter::Meter;
use super::node::{Expr, Step, Stop};
use super::row::{Made, Row};
use super::shop::ShopFacts;
use super::syntax;
use super::tables::Unknown;
use super::value::{Value, clipped};
use crate::catalog::Field;
use crate::config::{MapEntry, TemplateText, nearest};

/// Reads a number as shops write it: the cell, the decimal sign if it is known,
/// and the shop's currency. The error is a fragment that says why it is none; an
/// amount in another currency is none, for a number cannot say so.
pub type ReadNumber = fn(&str, Option<char>, Option<&str>) -> Result<Decimal, String>;

/// The templates of one source, as the configuration has them.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// `[source.map]`.
    pub maps: &'a [MapEntry],
    /// `filter.include`.
    pub include: Option<&'a TemplateText>,
}

/// What templates are compiled for.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The settings of the shop.
    pub shop: &'a ShopFacts,
    /// The names in the header, where the export has one: a template that names
    /// another column is an error then. `None` for XML, whose elements are known
    /// only when all of it was read. `packed.*` stands for any that begins so.
    pub columns: Option<&'a [String]>,
    /// The decimal sign that the source or its preset declares.
    pub decimal: Option<char>,
    /// What the filter `number` reads with.
    pub number: ReadNumber,
}

/// A template with its name.
#[derive(Debug)]
pub(super) struct Script {
    /// The setting, such as `source.map.price`.
    pub(super) name: String,
    /// Its text and places.
    pub(super) text: TemplateText,
}

/// The template of a field.
#[derive(Debug)]
struct Map {
    field: Field,
    script: Script,
    lowered: Lowered<Vec<Step>>,
}

/// The filter.
#[derive(Debug)]
struct Include {
    script: Script,
    lowered: Lowered<Expr>,
}

/// All templates of one source: its map, and the filter.
#[derive(Debug)]
pub struct Templates {
    maps: Vec<Map>,
    include: Option<Include>,
    columns: Columns,
    known: Known,
    number: ReadNumber,
    decimal: Option<char>,
    language: Option<String>,
    currency: Option<String>,
    unknown: Mutex<Vec<Unknown>>,
}

impl Templates {
    /// Compiles the templates; all that is wrong with them comes in one error.
    pub fn compile(rules: Rules<'_>, setting: &Setting<'_>) -> Result<Self, TemplateError> {
        let known = Known::new(setting.columns);
        let around = Surroundings {
            shop: setting.shop,
            known: &known,
        };
        let mut columns = Columns::default();
        let mut problems = Vec::new();
        let mut maps = Vec::with_capacity(rules.maps.len());
        for entry in rules.maps {
            match map(entry, &around, &mut columns) {
                Ok(map) => maps.push(map),
                Err(problem) => problems.push(problem),
            }
        }
        let mut include = None;
        if let Some(text) = rules.include {
            match filter(text, &around, &mut columns) {
                Ok(compiled) => include = Some(compiled),
                Err(problem) => problems.push(problem),
            }
        }
        maps.sort_by_key(|map| map.field);
        match TemplateError::of(problems) {
            Some(error) => Err(error),
            None => Ok(Self {
                maps,
                include,
                columns,
                known,
                number: setting.number,
                decimal: setting.decimal,
                language: setting.shop.language().map(str::to_owned),
                currency: setting.shop.currency().map(str::to_owned),
                unknown: Mutex::default(),
            }),
        }
    }

    /// Whether there is nothing to evaluate.
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty() && self.include.is_none()
    }

    /// The fields that the map makes, in canonical order.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.maps.iter().map(|map| map.field)
    }

    /// Whether there is a filter.
    pub fn has_filter(&self) -> bool {
        self.include.is_some()
    }

    /// The columns that templates name, as they write them. They mean something
    /// even when the preset does not know them.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.written.as_str())
    }

    /// Whether the item is one to send: the filter's answer, true without a filter.
    pub fn include(&self, row: &dyn Row) -> Result<bool, Fault> {
        let Some(include) = &self.include else {
            return Ok(true);
        };
        let Include { script, lowered } = include;
        let meter = Meter::new();
        let mut evaluation = self.evaluation(row, &meter, lowered.slots);
        evaluation
            .condition(&lowered.body)
            .map_err(|stop| Fault::new(None, script, &lowered.used, &self.columns, row, &stop))
    }

    /// The id that the map makes of a row; `None` where it makes none.
    pub fn make_id(&self, row: &dyn Row) -> Option<String> {
        let map = self.maps.iter().find(|map| map.field == Field::Id)?;
        let mut text = String::new();
        let mut id = None;
        let mut put = |_, made: Made<'_>| id = Some(made.text().into_owned());
        self.make(map, row, &mut text, &mut put).ok()?;
        id.filter(|id| !id.is_empty())
    }

    /// The columns that the template of ids looks at, in normal form.
    pub fn id_columns(&self) -> impl Iterator<Item = &str> {
        let map = self.maps.iter().find(|map| map.field == Field::Id);
        let used = map.into_iter().flat_map(|map| &map.lowered.used);
        used.filter_map(|at| Some(self.columns.get(*at)?.form.as_str()))
    }

    /// The fields whose templates look at one of these columns, in normal form.
    pub fn fields_of<'a>(&'a self, columns: &'a [String]) -> impl Iterator<Item = Field> + 'a {
        let looks = move |map: &&Map| {
            let mut used = map
                .lowered
                .used
                .iter()
                .filter_map(|at| self.columns.get(*at));
            used.any(|column| columns.contains(&column.form))
        };
        self.maps.iter().filter(looks).map(|map| map.field)
    }

    /// The words since the last call that no table of `[lookup]` has.
    pub fn take_unknown(&self) -> Vec<Unknown> {
        std::mem::take(&mut self.unknown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes every field of the map. `put` gets each one that could be made, also
    /// when it is empty; the others are faults.
    pub fn apply(&self, row: &dyn Row, put: &mut dyn FnMut(Field, Made<'_>)) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut text = String::new();
        for map in &self.maps {
            if let Err(stop) = self.make(map, row, &mut text, put) {
                let used = &map.lowered.used;
                let fault = Fault::new(
                    Some(map.field),
                    &map.script,
                    used,
                    &self.columns,
                    row,
                    &stop,
                );
                faults.push(fault);
            }
        }
        faults
    }

    fn make(
        &self,
        map: &Map,
        row: &dyn Row,
        text: &mut String,
        put: &mut dyn FnMut(Field, Made<'_>),
    ) -> Result<(), Stop> {
        let meter = Meter::new();
        let mut evaluation = self.evaluation(row, &meter, map.lowered.slots);
        // Most templates are one expression, which needs no text of its own.
        if let [Step::Emit(expr)] = map.lowered.body.as_slice() {
            let value = evaluation.value(expr)?;
            if let Value::Number(number) = value {
                put(map.field, Made::Number(number));
                return Ok(());
            }
            let text = value
                .into_text()
                .map_err(|reason| Stop::new(expr.at, reason))?;
            put(map.field, Made::Text(text.trim()));
            return Ok(());
        }
        text.clear();
        evaluation.run(&map.lowered.body, text)?;
        let made = if evaluation.has_computed {
            Made::Computed(text.trim())
        } else {
            Made::Text(text.trim())
        };
        put(map.field, made);
        Ok(())
    }

    fn evaluation<'v, 't>(
        &'v self,
        row: &'v dyn Row,
        meter: &'t Meter,
        slots: usize,
    ) -> Evaluation<'v, 't>
    where
        'v: 't,
    {
        Evaluation {
            row,
            columns: &self.columns,
            known: &self.known,
            tools: Tools {
                read: self.number,
                decimal: self.decimal,
                language: self.language.as_deref(),
                currency: self.currency.as_deref(),
                meter,
            },
            unknown: &self.unknown,
            slots: vec![None; slots],
            loops: Vec::new(),
            has_computed: false,
        }
    }
}

/// Compiles the template of one field.
fn map(
    entry: &MapEntry,
    around: &Surroundings<'_>,
    columns: &mut Columns,
) -> Result<Map, TemplateProblem> {
    let script = Script {
        name: format!("source.map.{}", clipped(&entry.field)),
        text: entry.template.clone(),
    };
    let Some(field) = Field::ALL
        .iter()
        .copied()
        .find(|field| field.name() == entry.field)
    else {
        return Err(TemplateProblem::whole(&script, no_field(&entry.field)));
    };
    let text = script.text.text();
    let lowered =
        syntax::template(text).and_then(|tree| lower::template(text, &tree, around, columns));
    match lowered {
        Ok(lowered) => Ok(Map {
            field,
            script,
            lowered,
        }),
        Err(stop) => Err(TemplateProblem::new(&script, &stop)),
    }
}

/// Compiles the filter.
fn filter(
    text: &TemplateText,
    around: &Surroundings<'_>,
    columns: &mut Columns,
) -> Result<Include, TemplateProblem> {
    let script = Script {
        name: "filter.include".to_owned(),
        text: text.clone(),
    };
    let text = script.text.text();
    let lowered =
        syntax::expression(text).and_then(|tree| lower::condition(text, &tree, around, columns));
    match lowered {
        Ok(lowered) => Ok(Include { script, lowered }),
        Err(stop) => Err(TemplateProblem::new(&script, &stop)),
    }
}

fn no_field(name: &str) -> String {
    let says = format!("the catalog has no field `{}`", clipped(name));
    match nearest(name, Field::ALL.iter().map(|field| field.name())) {
        Some(near) => format!("{says}; did you mean `{near}`?"),
        None => format!("{says}; docs/templates.md lists the fields"),
    }
}
