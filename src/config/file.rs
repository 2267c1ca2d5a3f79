//! The configuration file: known keys with values of the right type, each with its line.

use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::Problem;
use super::key::{self, BETWEEN, Form, Key, NOT_YET, NotYet, Section};
use super::layers::{Raw, Values};
use super::near::nearest;
use super::origin::Origin;
use super::sources::RawSource;
use super::tables::{Lookup, ValueMap};
use super::template_text::{MapEntry, TemplateText};
use super::toml_text::TomlText;
use super::value;

/// What a configuration file says, not yet judged value by value.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The settings of all sections but `[[source]]`.
    pub(super) values: Values,
    /// The sources in the order of the file.
    pub(super) sources: Vec<RawSource>,
    /// `filter.include` with the places of its parts.
    pub(super) include: Option<TemplateText>,
    /// `[lookup]`; paths as they are written.
    pub(super) lookups: Vec<Lookup>,
    /// `[values]`.
    pub(super) maps: Vec<ValueMap>,
    /// `[shop.tax_classes]`: the export's words, in lower case, with their percentages.
    pub(super) tax_classes: Vec<(String, Decimal)>,
}

/// Reads `file`, which the user knows as `path`; `None` when it does not exist.
///
/// What is wrong is added to `problems`; what is right is returned all the
/// same, so that its values can be judged in the same run.
pub(super) fn read(file: &Path, path: &Path, problems: &mut Vec<Problem>) -> Option<File> {
    let text = match TomlText::read(file, path) {
        Ok(text) => text?,
        Err(problem) => {
            problems.push(problem);
            return Some(File::default());
        }
    };
    let mut reader = Reader {
        text: &text,
        file: File::default(),
        problems,
    };
    match text.parse() {
        Ok(table) => reader.sections(&table),
        Err(syntax) => reader.problems.extend(syntax),
    }
    Some(reader.file)
}

/// The table of a source that holds its templates.
const MAP: &str = "map";
/// The table of `[shop]` with the percentages of taxes.
const TAX_CLASSES: &str = "tax_classes";

type Name<'t> = Spanned<DeString<'t>>;
type Value<'t> = Spanned<DeValue<'t>>;

pub(super) struct Reader<'r> {
    pub(super) text: &'r TomlText<'r>,
    pub(super) file: File,
    pub(super) problems: &'r mut Vec<Problem>,
}

impl Reader<'_> {
    fn sections(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let origin = self.text.origin(name.span().start);
            if self.tables(name.get_ref(), value) {
                continue;
            }
            let Some(section) = Section::ALL
                .into_iter()
                .find(|section| section.name() == name.get_ref())
            else {
                self.unknown_section(name, value, origin);
                continue;
            };
            match (section, value.get_ref()) {
                (Section::Source, DeValue::Array(tables)) => {
                    for table in tables {
                        self.source(table);
                    }
                }
                (
                    Section::Shop
                    | Section::Filter
                    | Section::Http
                    | Section::Stock
                    | Section::Catalog
                    | Section::Removal
                    | Section::Guard
                    | Section::Delivery
                    | Section::State,
                    DeValue::Table(table),
                ) => {
                    let values = self.values(section, table);
                    self.file.values.extend(values);
                    if section == Section::Shop {
                        self.file.tax_classes = self.tax_classes(table);
                    }
                    if section == Section::Filter {
                        self.file.include = self.expression(table, key::FILTER_INCLUDE.name);
                    }
                }
                (_, _) => self
                    .problems
                    .push(Problem::WrongSection { origin, section }),
            }
        }
    }

    fn unknown_section(&mut self, name: &Name<'_>, value: &Value<'_>, origin: Origin) {
        let name = name.get_ref();
        let not_yet = NOT_YET
            .iter()
            .copied()
            .find(|part| matches!(part, NotYet::Section(later) if *later == name));
        let inside = value.get_ref().as_table().into_iter().flatten();
        let credential = inside
            .map(|(key, _)| key)
            .find(|key| is_credential(key.get_ref()));
        self.problems.push(if let Some(part) = not_yet {
            Problem::NotYet { origin, part }
        } else if is_credential(name) {
            Problem::CredentialKey {
                origin,
                name: name.to_string(),
                variables: CREDENTIALS,
            }
        } else if let Some(key) = credential {
            Problem::CredentialKey {
                origin: self.text.origin(key.span().start),
                name: key.get_ref().to_string(),
                variables: CREDENTIALS,
            }
        } else if matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)) {
            let near = nearest(name, Section::ALL.iter().map(|section| section.name()));
            let near = near.and_then(|near| {
                Section::ALL
                    .into_iter()
                    .find(|section| section.name() == near)
            });
            Problem::UnknownSection {
                origin,
                name: name.to_string(),
                near,
            }
        } else {
            let belongs = Section::ALL
                .into_iter()
                .find(|section| key::find(*section, name).is_some());
            Problem::NoSection {
                origin,
                name: name.to_string(),
                belongs,
            }
        });
    }

    fn source(&mut self, value: &Value<'_>) {
        let origin = self.text.origin(value.span().start);
        let DeValue::Table(table) = value.get_ref() else {
            self.problems.push(Problem::WrongSection {
                origin,
                section: Section::Source,
            });
            return;
        };
        let values = self.values(Section::Source, table);
        let map = self.map(table);
        let rows = self.expression(table, key::SOURCE_ROWS.name);
        self.file.sources.push(RawSource {
            origin,
            values,
            map,
            rows,
        });
    }

    /// The templates of `[source.map]`.
    fn map(&mut self, source: &DeTable<'_>) -> Vec<MapEntry> {
        let Some((name, value)) = source.get_key_value(MAP) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            self.problems.push(Problem::MapNoTable {
                origin: self.text.origin(name.span().start),
                found: kind(value.get_ref()),
            });
            return Vec::new();
        };
        let mut entries = Vec::with_capacity(table.len());
        for (name, value) in table {
            let origin = self.text.origin(name.span().start);
            let field = name.get_ref().to_string();
            let found = match value.get_ref() {
                DeValue::String(text) if text.trim().is_empty() => "empty",
                DeValue::String(text) => {
                    let template = self.text.template(text, origin, value.span());
                    entries.push(MapEntry { field, template });
                    continue;
                }
                other => kind(other),
            };
            self.problems.push(Problem::NoTemplate {
                origin,
                field,
                found,
            });
        }
        entries
    }

    /// The percentages of `[shop.tax_classes]`.
    fn tax_classes(&mut self, shop: &DeTable<'_>) -> Vec<(String, Decimal)> {
        let Some((name, value)) = shop.get_key_value(TAX_CLASSES) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            self.problems.push(Problem::TaxClasses {
                origin: self.text.origin(name.span().start),
                class: None,
            });
            return Vec::new();
        };
        let mut classes = Vec::with_capacity(table.len());
        for (name, value) in table {
            let text = plain_text(&key::SHOP_TAX_RATE, value.get_ref()).ok();
            let rate = text.and_then(|text| value::percent(&key::SHOP_TAX_RATE, &text).ok());
            match rate {
                Some(rate) => classes.push((name.get_ref().to_lowercase(), rate)),
                None => self.problems.push(Problem::TaxClasses {
                    origin: self.text.origin(name.span().start),
                    class: Some(name.get_ref().to_string()),
                }),
            }
        }
        classes
    }

    /// An expression with the places of its parts.
    fn expression(&self, section: &DeTable<'_>, key: &str) -> Option<TemplateText> {
        let (name, value) = section.get_key_value(key)?;
        let origin = self.text.origin(name.span().start);
        let text = value.get_ref().as_str()?;
        Some(self.text.template(text, origin, value.span()))
    }

    fn values(&mut self, section: Section, table: &DeTable<'_>) -> Values {
        let mut values = Values::new();
        for (name, value) in table {
            let inner = match section {
                Section::Source => MAP,
                Section::Shop => TAX_CLASSES,
                _ => "",
            };
            if name.get_ref() == inner {
                continue;
            }
            let origin = self.text.origin(name.span().start);
            let Some(key) = key::find(section, name.get_ref()) else {
                self.unknown_key(section, name.get_ref(), origin);
                continue;
            };
            match plain_text(key, value.get_ref()) {
                Ok(text) => {
                    values.insert((section, key.name), Raw::new(&text, origin));
                }
                Err(found) => self
                    .problems
                    .push(Problem::WrongType { origin, key, found }),
            }
        }
        values
    }

    fn unknown_key(&mut self, section: Section, name: &str, origin: Origin) {
        let later = NOT_YET.iter().copied().find(
            |part| matches!(part, NotYet::Key(of, later) if *of == section && *later == name),
        );
        self.problems.push(if let Some(part) = later {
            Problem::NotYet { origin, part }
        } else if section == Section::Http && (is_credential(name) || is_user(name)) {
            Problem::CredentialKey {
                origin,
                name: name.to_owned(),
                variables: LOGIN,
            }
        } else if is_credential(name) {
            Problem::CredentialKey {
                origin,
                name: name.to_owned(),
                variables: CREDENTIALS,
            }
        } else if section == Section::Source && nearest(name, [MAP, "mapping"]).is_some() {
            Problem::NearMap {
                origin,
                name: name.to_owned(),
            }
        } else {
            let near = nearest(name, key::of(section).map(|key| key.name));
            let near = near.and_then(|near| key::find(section, near));
            let belongs = Section::ALL
                .into_iter()
                .find(|other| key::find(*other, name).is_some());
            Problem::UnknownKey {
                origin,
                section,
                name: name.to_owned(),
                near,
                belongs,
            }
        });
    }
}

/// The value as text if its type is the key's, else what it is instead.
fn plain_text(key: &Key, value: &DeValue<'_>) -> Result<String, &'static str> {
    match (key.form, value) {
        (Form::Text | Form::List, DeValue::String(text)) => Ok(text.to_string()),
        (Form::List, DeValue::Array(texts)) => {
            let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
                DeValue::String(text) => Ok(text.to_string()),
                other => Err(kind(other)),
            };
            let texts = texts.iter().map(text).collect::<Result<Vec<_>, _>>()?;
            Ok(texts.join(&BETWEEN.to_string()))
        }
        (Form::Switch, DeValue::Boolean(value)) => Ok(value.to_string()),
        (Form::Whole | Form::Number, DeValue::Integer(number)) => {
            // `0x10` is a number too; one that does not fit is left for the parser to refuse.
            let value = i128::from_str_radix(number.as_str(), number.radix());
            Ok(value.map_or_else(|_| number.to_string(), |value| value.to_string()))
        }
        (Form::Number, DeValue::Float(number)) => Ok(number.to_string()),
        (_, other) => Err(kind(other)),
    }
}

/// What a value is, for messages.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text in quotes",
        DeValue::Integer(_) => "a number without quotes",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}

/// Where the credentials for Meta come from.
const CREDENTIALS: &str = "META_ACCESS_TOKEN or META_ACCESS_TOKEN_FILE, and META_APP_SECRET,";
/// Where user and password for an address come from.
const LOGIN: &str =
    "SHELFSYNC_HTTP_USER, and SHELFSYNC_HTTP_PASSWORD or SHELFSYNC_HTTP_PASSWORD_FILE,";

fn is_user(name: &str) -> bool {
    ["user", "username", "login"].contains(&name.to_ascii_lowercase().as_str())
}

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["token", "secret", "password"]
        .iter()
        .any(|word| name.contains(word))
}

/// The folder that the paths of a file are relative to.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}
