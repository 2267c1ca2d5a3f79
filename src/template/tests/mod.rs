//! Templates from the text of a configuration to what they make of a row.

mod docs;
mod filters;
mod hostile;
mod language;
mod laws;
mod messages;
mod rows;

use std::fs;

use rust_decimal::Decimal;

use super::{Fault, Made, Row, Rules, Setting, ShopFacts, TemplateError, Templates};
use crate::catalog::Field;
use crate::config::{Environment, MapEntry, Origin, Overrides, Settings, TemplateText};
use crate::source::normal_form;

/// A record: names and cells.
struct Cells(Vec<(String, String)>);

impl Cells {
    fn new(cells: &[(&str, &str)]) -> Self {
        let cells = cells
            .iter()
            .map(|(name, cell)| (normal_form(name), (*cell).to_owned()));
        Self(cells.collect())
    }
}

impl Row for Cells {
    fn cell(&self, column: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == column);
        found.map(|(_, cell)| cell.as_str())
    }
}

/// The settings of a file.
fn settings(file: &str) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shelfsync.toml"), file).unwrap();
    let (flags, environment) = (Overrides::default(), Environment::default());
    Settings::load(&flags, &environment, folder.path()).unwrap_or_else(|error| panic!("{error}"))
}

/// A German shop with two settings.
fn shop() -> ShopFacts {
    let file =
        "[shop]\nurl = \"https://shop.example/de/\"\ncurrency = \"EUR\"\nlanguage = \"de\"\n";
    ShopFacts::new(&settings(file).shop)
}

/// Stands in for the reader of the normalizer, which is on the same floor.
fn read(cell: &str, decimal: Option<char>, _currency: Option<&str>) -> Result<Decimal, String> {
    let kept: String = cell
        .chars()
        .filter(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ',' | '-'))
        .collect();
    let last = kept.rfind(['.', ',']);
    let (whole, decimals) = last.map_or((kept.as_str(), ""), |at| (&kept[..at], &kept[at + 1..]));
    let sign = last.and_then(|at| kept[at..].chars().next());
    let open = decimals.len() == 3 && !whole.contains(['.', ',']);
    let digits = |text: &str| text.replace(['.', ','], "");
    let number = match decimal {
        None if open => return Err("the sign could part thousands or decimals".to_owned()),
        Some(decimal) if open && sign != Some(decimal) => digits(&kept),
        _ if decimals.is_empty() => digits(whole),
        _ => format!("{}.{decimals}", digits(whole)),
    };
    number.parse().map_err(|_| "this is no amount".to_owned())
}

/// Templates of fields and a filter, not from a file.
fn compile(
    maps: &[(&str, &str)],
    include: Option<&str>,
    columns: Option<&[&str]>,
) -> Result<Templates, TemplateError> {
    let maps: Vec<MapEntry> = maps
        .iter()
        .map(|(field, template)| MapEntry {
            field: (*field).to_owned(),
            template: TemplateText::new(*template, Origin::Default),
        })
        .collect();
    let include = include.map(|text| TemplateText::new(text, Origin::Default));
    let columns: Option<Vec<String>> =
        columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let rules = Rules {
        maps: &maps,
        include: include.as_ref(),
    };
    let shop = shop();
    let setting = Setting {
        shop: &shop,
        columns: columns.as_deref(),
        decimal: None,
        number: read,
    };
    Templates::compile(rules, &setting)
}

/// What a template makes of a row, or why it cannot.
fn made(template: &str, row: &dyn Row) -> Result<String, String> {
    let templates = compile(&[("title", template)], None, None).map_err(|error| reason(&error))?;
    let mut text = None;
    let faults = templates.apply(row, &mut |field, made| {
        assert_eq!(field, Field::Title);
        text = Some(made.text().into_owned());
    });
    match faults.as_slice() {
        [] => Ok(text.unwrap()),
        [fault] => {
            assert_eq!(text, None, "{template}");
            Err(short(fault))
        }
        faults => panic!("{template}: {faults:?}"),
    }
}

/// Whether a filter takes a row, or why nobody can tell.
fn included(include: &str, row: &dyn Row) -> Result<bool, String> {
    let templates = compile(&[], Some(include), None).map_err(|error| reason(&error))?;
    templates.include(row).map_err(|fault| short(&fault))
}

/// The reason of the only problem, without place and mark.
fn reason(error: &TemplateError) -> String {
    match error.problems() {
        [problem] => problem.reason.clone(),
        problems => panic!("{problems:?}"),
    }
}

/// The reason of a fault, without place and row.
fn short(fault: &Fault) -> String {
    let (_, message) = fault.message.split_once("): ").unwrap();
    let reason = message.split("; in this row ").next();
    reason.unwrap().to_owned()
}
