//! From what the user named to opened sources with their presets.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalog::FieldSet;
use crate::config::{self, DecimalSign, MapEntry};
use crate::fetch::Fetcher;
use crate::normalize::Signs;
use crate::preset::{self, Form, Preset, known_column, record_paths};
use crate::report::{Event, Reporter};
use crate::source::{self, Facts, Hints, Opening, PrintKey, Source, Watch};

use super::memo::KeptSource;
use super::place::{OnDisk, Place, places};
use super::{InputError, Unrecognized};

/// A source, opened and recognized.
pub struct Input {
    /// As the user named it.
    pub shown: String,
    /// The opened file.
    pub source: Source,
    /// The preset that reads it.
    pub preset: &'static Preset,
    /// The decimal sign that a setting gives.
    pub decimal: Option<DecimalSign>,
    /// The templates of its map.
    pub map: Vec<MapEntry>,
    /// How amounts are written, as the last run settled it from the whole file.
    pub(super) signs: Option<Signs>,
    /// The fields that the last run found columns for.
    pub(super) fields: FieldSet,
    /// A temporary file must live as long.
    _file: Arc<OnDisk>,
}

/// What a report says of a source (`contract.md` 6).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceReport {
    /// As the user named it.
    pub path: String,
    /// The preset that read it.
    pub preset: String,
    /// Its encoding.
    pub encoding: String,
    /// Records in it.
    pub records: u64,
    /// Records that are no item of their own.
    pub without_item: u64,
}

/// Opens all sources of a run, in order. Files are named as seen from `cwd`,
/// the working folder. Every file is looked at from beginning to end before the
/// first item is made; `stopped` is asked while that takes long.
pub fn open_inputs(
    sources: &[config::Source],
    cwd: &Path,
    fetcher: &Fetcher,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<Input>, InputError> {
    let files = fetch(sources, cwd, fetcher, reporter, stopped)?;
    files.iter().map(|file| file.open(reporter)).collect()
}

/// A file of a source, fetched and out of its container; not yet looked at.
pub(super) struct Located<'s> {
    shown: String,
    file: Arc<OnDisk>,
    source: &'s config::Source,
    preset: Option<&'static Preset>,
}

/// Fetches the files of all sources, in order.
pub(super) fn fetch<'s>(
    sources: &'s [config::Source],
    cwd: &Path,
    fetcher: &Fetcher,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<Located<'s>>, InputError> {
    let unpacker = Unpacker { reporter, stopped };
    let addresses = sources.iter().filter_map(config::Source::address);
    let urls: Vec<_> = addresses.map(|(url, _)| url).collect();
    let session = fetcher.begin(&urls, reporter, stopped)?;
    let mut files = Vec::new();
    for source in sources {
        let preset = source.preset.as_deref().map(named_preset).transpose()?;
        for place in places(source, cwd, &session, reporter, stopped)? {
            for (shown, file) in unpacker.unpack(place)? {
                files.push(Located {
                    shown,
                    file: Arc::new(file),
                    source,
                    preset,
                });
            }
        }
    }
    session.finish()?;
    Ok(files)
}

impl Located<'_> {
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// As the user named it.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// Looks at the file from beginning to end.
    pub(super) fn open(&self, reporter: &dyn Reporter) -> Result<Input, InputError> {
        let source = self.source;
        let paths = record_paths();
        let hints = Hints {
            encoding: source.encoding.as_deref(),
            delimiter: source.delimiter,
            header: source.header.as_deref(),
            known: &known_column,
            records: &paths,
        };
        let opened = Source::open(self.path(), &self.shown, &hints)?;
        let preset = match self.preset {
            Some(preset) => preset,
            None => recognize(opened.facts()).map_err(|why| InputError::NotDetected {
                shown: self.shown.clone(),
                why,
            })?,
        };
        Ok(self.input(opened, preset, reporter))
    }

    /// Takes the file for what it was in the last run, if it begins like that.
    pub(super) fn assume(
        &self,
        kept: &KeptSource,
        key: &PrintKey,
        reporter: &dyn Reporter,
    ) -> Result<Option<Input>, InputError> {
        let Some(preset) = preset::find(&kept.preset) else {
            return Ok(None);
        };
        let opened = Source::assume(self.path(), &self.shown, &kept.outline, key)?;
        Ok(opened.map(|opened| self.input(opened, preset, reporter)))
    }

    fn input(&self, opened: Source, preset: &'static Preset, reporter: &dyn Reporter) -> Input {
        reporter.tell(Event::Opened {
            source: self.shown.clone(),
            preset: preset.name.clone(),
            encoding: opened.facts().encoding.to_owned(),
        });
        Input {
            shown: self.shown.clone(),
            source: opened,
            preset,
            decimal: self.source.decimal,
            map: self.source.map.clone(),
            signs: None,
            fields: FieldSet::default(),
            _file: Arc::clone(&self.file),
        }
    }
}

/// Takes files out of their containers.
struct Unpacker<'a> {
    reporter: &'a dyn Reporter,
    stopped: &'a dyn Fn() -> bool,
}

impl Unpacker<'_> {
    /// The text of a place: out of its container, if it is in one. An archive may
    /// hold it in parts.
    fn unpack(&self, place: Place) -> Result<Vec<(String, OnDisk)>, InputError> {
        let folder = std::env::temp_dir();
        let told = |bytes| {
            self.reporter.tell(Event::Unpacking {
                source: place.shown.clone(),
                bytes,
            });
        };
        let opening = Opening {
            wanted: place.wanted.as_deref(),
            folder: &folder,
            known: &known_column,
            watch: Watch {
                stopped: self.stopped,
                told: &told,
            },
        };
        Ok(
            match source::unpack(place.file.path(), &place.shown, &opening)? {
                Some(unpacked) => unpacked
                    .into_iter()
                    .map(|part| (part.shown, OnDisk::Temporary(part.path)))
                    .collect(),
                None => vec![(place.shown, place.file)],
            },
        )
    }
}

fn recognize(facts: &Facts) -> Result<&'static Preset, Unrecognized> {
    let columns = facts.columns.iter().map(String::as_str);
    match preset::detect(columns, form(facts)) {
        Ok(detected) => Ok(detected.preset),
        Err(why) => Err(Unrecognized {
            facts: Box::new(facts.clone()),
            why,
        }),
    }
}

/// Of what kind a source is, for presets.
pub(super) fn form(facts: &Facts) -> Form {
    match facts.form {
        source::Form::Delimited { .. } => Form::Delimited,
        source::Form::Xml { .. } => Form::Xml,
    }
}

fn named_preset(name: &str) -> Result<&'static Preset, InputError> {
    preset::find(name).ok_or_else(|| {
        let near = preset::names()
            .map(|known| (strsim::jaro_winkler(known, name), known))
            .filter(|(likeness, _)| *likeness > 0.7)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        InputError::UnknownPreset {
            name: name.to_owned(),
            near: near.map(|(_, known)| known.to_owned()),
            known: preset::names().collect::<Vec<_>>().join(", "),
        }
    })
}
