//! From what the user named to opened sources with their presets.

use std::path::Path;

use crate::config::{self, DecimalSign, MapEntry};
use crate::fetch::Fetcher;
use crate::preset::{self, Form, Preset, known_column, record_paths};
use crate::report::{Event, Reporter};
use crate::source::{self, Facts, Hints, Opening, Source, Watch};

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
    /// A temporary file must live as long.
    _file: OnDisk,
}

/// What a report says of a source (`contract.md` 6).
#[derive(Clone, Debug)]
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
    let opener = Opener { reporter, stopped };
    let addresses = sources.iter().filter_map(config::Source::address);
    let urls: Vec<_> = addresses.map(|(url, _)| url).collect();
    let session = fetcher.begin(&urls, reporter, stopped)?;
    let mut inputs = Vec::new();
    for source in sources {
        let preset = source.preset.as_deref().map(named_preset).transpose()?;
        for place in places(source, cwd, &session, reporter, stopped)? {
            inputs.push(opener.open(place, source, preset)?);
        }
    }
    session.finish()?;
    Ok(inputs)
}

/// Opens one file after the other.
struct Opener<'a> {
    reporter: &'a dyn Reporter,
    stopped: &'a dyn Fn() -> bool,
}

impl Opener<'_> {
    fn open(
        &self,
        place: Place,
        source: &config::Source,
        preset: Option<&'static Preset>,
    ) -> Result<Input, InputError> {
        let (shown, file) = self.unpack(place)?;
        let paths = record_paths();
        let hints = Hints {
            encoding: source.encoding.as_deref(),
            delimiter: source.delimiter,
            known: &known_column,
            records: &paths,
        };
        let opened = Source::open(file.path(), &shown, &hints)?;
        let preset = match preset {
            Some(preset) => preset,
            None => recognize(opened.facts()).map_err(|why| InputError::NotDetected {
                shown: shown.clone(),
                why,
            })?,
        };
        self.reporter.tell(Event::Opened {
            source: shown.clone(),
            preset: preset.name.clone(),
            encoding: opened.facts().encoding.to_owned(),
        });
        Ok(Input {
            shown,
            source: opened,
            preset,
            decimal: source.decimal,
            map: source.map.clone(),
            _file: file,
        })
    }

    /// The text of a place: out of its container, if it is in one.
    fn unpack(&self, place: Place) -> Result<(String, OnDisk), InputError> {
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
                Some(unpacked) => (unpacked.shown, OnDisk::Temporary(unpacked.path)),
                None => (place.shown, place.file),
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
