//! From what the user named to opened sources with their presets.

use std::path::{Path, PathBuf};

use crate::config::{self, DecimalSign, MapEntry};
use crate::preset::{self, Form, Preset, known_column, record_paths};
use crate::report::{Event, Reporter};
use crate::source::{self, Facts, Hints, Source};

use super::InputError;

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
    /// Standard input lies in a temporary file that must live as long.
    _spooled: Option<tempfile::TempPath>,
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
/// the working folder. Every file is looked at from beginning
/// to end before the first item is made.
pub fn open_inputs(
    sources: &[config::Source],
    cwd: &Path,
    reporter: &dyn Reporter,
) -> Result<Vec<Input>, InputError> {
    let mut inputs = Vec::new();
    for source in sources {
        let preset = source.preset.as_deref().map(named_preset).transpose()?;
        if source.path == "-" {
            let spooled = source::spool(std::io::stdin().lock(), &std::env::temp_dir())?;
            let path = spooled.to_path_buf();
            inputs.push(open(&path, "-", source, preset, Some(spooled), reporter)?);
            continue;
        }
        if source.path.starts_with("http://") || source.path.starts_with("https://") {
            return Err(InputError::Address {
                shown: source.path.clone(),
            });
        }
        for path in expand(source)? {
            // As somebody in the working folder would write it.
            let shown = path
                .strip_prefix(cwd)
                .unwrap_or(&path)
                .display()
                .to_string();
            inputs.push(open(&path, &shown, source, preset, None, reporter)?);
        }
    }
    Ok(inputs)
}

fn open(
    path: &Path,
    shown: &str,
    source: &config::Source,
    preset: Option<&'static Preset>,
    spooled: Option<tempfile::TempPath>,
    reporter: &dyn Reporter,
) -> Result<Input, InputError> {
    let paths = record_paths();
    let hints = Hints {
        encoding: source.encoding.as_deref(),
        delimiter: source.delimiter,
        known: &known_column,
        records: &paths,
    };
    let opened = Source::open(path, shown, &hints)?;
    let preset = match preset {
        Some(preset) => preset,
        None => recognize(opened.facts()).map_err(|why| InputError::NotDetected {
            shown: shown.to_owned(),
            why,
        })?,
    };
    reporter.tell(Event::Opened {
        source: shown.to_owned(),
        preset: preset.name.clone(),
        encoding: opened.facts().encoding.to_owned(),
    });
    Ok(Input {
        shown: shown.to_owned(),
        source: opened,
        preset,
        decimal: source.decimal,
        map: source.map.clone(),
        _spooled: spooled,
    })
}

fn recognize(facts: &Facts) -> Result<&'static Preset, preset::NotDetected> {
    let form = match facts.form {
        source::Form::Delimited { .. } => Form::Delimited,
        source::Form::Xml { .. } => Form::Xml,
    };
    let columns = facts.columns.iter().map(String::as_str);
    preset::detect(columns, form).map(|detected| detected.preset)
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

/// The files of a path or a pattern, sorted by name.
fn expand(source: &config::Source) -> Result<Vec<PathBuf>, InputError> {
    let path = source.base.join(&source.path);
    let is_pattern = source.path.contains(['*', '?', '[']);
    // A file that has such a sign in its name is meant as it stands.
    if !is_pattern || path.exists() {
        return Ok(vec![path]);
    }
    let base = glob::Pattern::escape(&source.base.to_string_lossy());
    let pattern = Path::new(&base).join(&source.path);
    let fault = |why: String| InputError::Pattern {
        shown: source.path.clone(),
        why,
    };
    let found = glob::glob(&pattern.to_string_lossy())
        .map_err(|error| fault(format!("not a pattern: {error}")))?;
    let mut files = Vec::new();
    for file in found {
        let file = file.map_err(|error| fault(error.to_string()))?;
        if file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(fault("no file matches; check the path".to_owned()));
    }
    Ok(files)
}
