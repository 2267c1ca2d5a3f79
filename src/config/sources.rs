//! The exports to read: `[[source]]` of the file, or those of the command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use url::Url;

use super::address;
use super::error::Problem;
use super::joining::Joining;
use super::key::{
    Key, SOURCE_DATES, SOURCE_DECIMAL, SOURCE_DELIMITER, SOURCE_ENCODING, SOURCE_HEADER,
    SOURCE_KEY, SOURCE_LOCATION, SOURCE_LOCATIONS, SOURCE_MAX_AGE, SOURCE_NAME, SOURCE_OF,
    SOURCE_OVERRIDES, SOURCE_PATH, SOURCE_PRESET, SOURCE_ROLE, SOURCE_ROWS, SOURCE_VIEW, Section,
};
use super::layers::{Raw, Values, parse};
use super::origin::Origin;
use super::overrides::Overrides;
use super::template_text::{MapEntry, TemplateText};
use super::value::{self, Parsed};
use super::word::{DateOrder, DecimalSign, Role};

/// An export to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// A path, a pattern, an `http(s)` address, or `-` for standard input, as written.
    pub path: String,
    /// The folder that a relative `path` is relative to. It is no pattern: escape
    /// it before joining a pattern to it.
    pub base: PathBuf,
    /// The preset by name; detected when `None`.
    pub preset: Option<String>,
    /// What the source tells about the items.
    pub role: Role,
    /// The encoding by name; detected when `None`.
    pub encoding: Option<String>,
    /// The sign between cells; detected when `None`.
    pub delimiter: Option<char>,
    /// The names of the columns, where the file has no header.
    pub header: Option<Vec<String>>,
    /// The decimal sign of amounts; settled from the file when `None`.
    pub decimal: Option<DecimalSign>,
    /// The order of day and month in dates; settled from the file when `None`.
    pub dates: Option<DateOrder>,
    /// How it belongs to the products, where it is none of them.
    pub joining: Joining,
    /// The view of the shop, or the group of customers, that is read where the
    /// export has several.
    pub view: Option<String>,
    /// The templates of `[source.map]`; what they mean is judged where they are compiled.
    pub map: Vec<MapEntry>,
    /// The line of its `[[source]]`, or `EXPORT` of the command line.
    pub origin: Origin,
    /// Where each key that was given comes from, by its name.
    pub given: BTreeMap<&'static str, Origin>,
}

impl Source {
    /// Whether standard input is meant: `-`, or `-#` and a file of an archive.
    #[must_use]
    pub fn is_standard_input(&self) -> bool {
        self.path == "-" || self.path.starts_with("-#")
    }

    /// The web address and the name behind `#`, where the source is no file.
    #[must_use]
    pub fn address(&self) -> Option<(Url, Option<&str>)> {
        if !address::has_web_scheme(&self.path) {
            return None;
        }
        let (text, wanted) = match self.path.split_once('#') {
            Some((text, wanted)) => (text, Some(wanted).filter(|name| !name.is_empty())),
            None => (self.path.as_str(), None),
        };
        // It was judged when the settings were resolved.
        Url::parse(text).ok().map(|url| (url, wanted))
    }
}

/// A source whose values are not judged yet.
#[derive(Debug)]
pub(super) struct RawSource {
    pub(super) origin: Origin,
    pub(super) values: Values,
    pub(super) map: Vec<MapEntry>,
    /// `rows` with the places of its parts.
    pub(super) rows: Option<TemplateText>,
}

/// The folders that paths are relative to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folders<'a> {
    /// That of the file, else the working folder.
    pub(super) file: &'a Path,
    /// The working folder.
    pub(super) working: &'a Path,
}

/// Positional exports replace the file's sources; the flags `--preset`,
/// `--encoding`, `--delimiter` and `--decimal` hold for all that remain.
pub(super) fn resolve(
    declared: &[RawSource],
    overrides: &Overrides,
    folders: Folders<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Source> {
    // The file's sources are judged even when they are replaced.
    let judged: Vec<Option<Source>> = declared
        .iter()
        .map(|raw| {
            Draft {
                raw,
                problems: &mut *problems,
            }
            .source(folders.file)
        })
        .collect();
    let given: Vec<Option<Source>> = overrides
        .exports
        .iter()
        .map(|export| {
            let origin = Origin::Flag("EXPORT");
            let path = Raw::new(export, origin.clone());
            let values = Values::from([((Section::Source, SOURCE_PATH.name), path)]);
            let raw = RawSource {
                origin,
                values,
                map: Vec::new(),
                rows: None,
            };
            Draft {
                raw: &raw,
                problems: &mut *problems,
            }
            .source(folders.working)
        })
        .collect();
    let preset = flag(&SOURCE_PRESET, overrides, value::text, problems);
    let encoding = flag(&SOURCE_ENCODING, overrides, value::text, problems);
    let delimiter = flag(&SOURCE_DELIMITER, overrides, value::delimiter, problems);
    let decimal = flag(&SOURCE_DECIMAL, overrides, value::word, problems);
    let sources = if overrides.exports.is_empty() {
        judged
    } else {
        given
    };
    let flags: Vec<(&'static str, Origin)> = [
        &SOURCE_PRESET,
        &SOURCE_ENCODING,
        &SOURCE_DELIMITER,
        &SOURCE_DECIMAL,
    ]
    .into_iter()
    .filter_map(|key| Some((key.name, Raw::of_flag(key, overrides)?.origin)))
    .collect();
    sources
        .into_iter()
        .flatten()
        .map(|source| match source.role {
            Role::Products => Source {
                given: source.given.into_iter().chain(flags.clone()).collect(),
                preset: preset.clone().or(source.preset),
                encoding: encoding.clone().or(source.encoding),
                delimiter: delimiter.or(source.delimiter),
                header: source.header,
                decimal: decimal.or(source.decimal),
                dates: source.dates,
                path: source.path,
                base: source.base,
                role: source.role,
                joining: source.joining,
                view: source.view,
                map: source.map,
                origin: source.origin,
            },
            // The flags are about the export of products.
            Role::Stock | Role::Prices | Role::Supplement => source,
        })
        .collect()
}

/// What the flag of `key` says, if it was given.
fn flag<T>(
    key: &'static Key,
    overrides: &Overrides,
    parser: fn(&Key, &str) -> Parsed<T>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    parse(key, &Raw::of_flag(key, overrides)?, parser, problems)
}

struct Draft<'a> {
    raw: &'a RawSource,
    problems: &'a mut Vec<Problem>,
}

impl Draft<'_> {
    fn source(mut self, base: &Path) -> Option<Source> {
        let path = self.value(&SOURCE_PATH, address::export);
        if !self
            .raw
            .values
            .contains_key(&(Section::Source, SOURCE_PATH.name))
        {
            let origin = self.raw.origin.clone();
            self.problems.push(Problem::NoPath { origin });
        }
        let preset = self.value(&SOURCE_PRESET, value::text);
        let role = self
            .value(&SOURCE_ROLE, value::word)
            .unwrap_or(Role::Products);
        let joining = self.joining();
        let encoding = self.value(&SOURCE_ENCODING, value::text);
        let delimiter = self.value(&SOURCE_DELIMITER, value::delimiter);
        let header = self.value(&SOURCE_HEADER, value::header);
        let decimal = self.value(&SOURCE_DECIMAL, value::word);
        let dates = self.value(&SOURCE_DATES, value::word);
        let view = self.value(&SOURCE_VIEW, value::text);
        Some(Source {
            path: path?,
            base: base.to_owned(),
            preset,
            role,
            joining,
            encoding,
            delimiter,
            header,
            decimal,
            dates,
            view,
            map: self.raw.map.clone(),
            origin: self.raw.origin.clone(),
            given: self
                .raw
                .values
                .iter()
                .map(|((_, name), raw)| (*name, raw.origin.clone()))
                .collect(),
        })
    }

    fn value<T>(&mut self, key: &'static Key, parser: fn(&Key, &str) -> Parsed<T>) -> Option<T> {
        let raw = self.raw.values.get(&(Section::Source, key.name))?;
        parse(key, raw, parser, self.problems)
    }

    fn joining(&mut self) -> Joining {
        let rows = self.value(&SOURCE_ROWS, value::template);
        Joining {
            name: self.value(&SOURCE_NAME, value::name),
            key: self.value(&SOURCE_KEY, value::texts).unwrap_or_default(),
            of: self.value(&SOURCE_OF, value::texts).unwrap_or_default(),
            rows: rows.and(self.raw.rows.clone()),
            location: self.value(&SOURCE_LOCATION, value::text),
            locations: self
                .value(&SOURCE_LOCATIONS, value::texts)
                .unwrap_or_default(),
            overrides: self.value(&SOURCE_OVERRIDES, value::switch),
            max_age: self.value(&SOURCE_MAX_AGE, value::wait),
        }
    }
}
