//! From what the user named to files on disk.

use std::path::{Path, PathBuf};

use crate::config;
use crate::fetch::{Fetched, Session};
use crate::report::{Event, Reporter};
use crate::source::{self, Watch};

use super::InputError;

/// A file that a source names. It may be packed.
pub(super) struct Place {
    /// The file.
    pub(super) file: OnDisk,
    /// As the user named it.
    pub(super) shown: String,
    /// The file of an archive that is meant, as named behind `#`.
    pub(super) wanted: Option<String>,
}

/// A file on disk, and how long it stays there.
pub(super) enum OnDisk {
    /// The user's own.
    Own(PathBuf),
    /// It goes when this is dropped.
    Temporary(tempfile::TempPath),
    /// From an address; kept, or gone when this is dropped.
    Fetched(Fetched),
}

impl OnDisk {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Own(path) => path,
            Self::Temporary(path) => path,
            Self::Fetched(fetched) => fetched.path(),
        }
    }

    /// When it was written, as far as anybody says.
    pub(super) fn changed(&self) -> Option<std::time::SystemTime> {
        match self {
            Self::Own(path) => path.metadata().ok()?.modified().ok(),
            // It has just come through a pipe.
            Self::Temporary(_) => Some(std::time::SystemTime::now()),
            Self::Fetched(fetched) => fetched.changed(),
        }
    }
}

/// The files of a source, sorted by name. What comes through a pipe or from an
/// address is there in whole when this returns.
pub(super) fn places(
    source: &config::Source,
    cwd: &Path,
    session: &Session<'_>,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<Place>, InputError> {
    if source.is_standard_input() {
        let told = |bytes| {
            reporter.tell(Event::Fetching {
                source: "-".to_owned(),
                bytes,
                total: None,
            });
        };
        let watch = Watch {
            stopped,
            told: &told,
        };
        let spooled = source::spool(std::io::stdin(), &std::env::temp_dir(), watch)?;
        return Ok(vec![Place {
            file: OnDisk::Temporary(spooled),
            shown: "-".to_owned(),
            wanted: source.path.strip_prefix("-#").map(str::to_owned),
        }]);
    }
    if let Some((url, wanted)) = source.address() {
        let shown = config::shown_address(&source.path);
        return Ok(vec![Place {
            file: OnDisk::Fetched(session.fetch(&url, &shown)?),
            shown,
            wanted: wanted.map(str::to_owned),
        }]);
    }
    let (files, wanted) = files(source)?;
    let place = |path: PathBuf| Place {
        // As somebody in the working folder would write it.
        shown: path
            .strip_prefix(cwd)
            .unwrap_or(&path)
            .display()
            .to_string(),
        file: OnDisk::Own(path),
        wanted: wanted.map(str::to_owned),
    };
    Ok(files.into_iter().map(place).collect())
}

/// The files, and the name behind `#`. A file that is there by its whole name
/// is meant as it stands, whatever signs are in it; so `#` and patterns can
/// never hide a file.
fn files(source: &config::Source) -> Result<(Vec<PathBuf>, Option<&str>), InputError> {
    let text = source.path.as_str();
    let whole = source.base.join(text);
    if whole.exists() {
        return Ok((vec![whole], None));
    }
    for (at, _) in text.match_indices('#') {
        let archive = source.base.join(&text[..at]);
        if archive.is_file() {
            return Ok((vec![archive], Some(&text[at + 1..])));
        }
    }
    if let Some((scheme, _)) = text.split_once("://") {
        let scheme = scheme.to_owned();
        return Err(InputError::Scheme { scheme });
    }
    let found = expand(source, text)?;
    if let (true, Some((archives, wanted))) = (found.is_empty(), text.split_once('#')) {
        let found = expand(source, archives)?;
        if !found.is_empty() {
            return Ok((found, Some(wanted)));
        }
    }
    if !found.is_empty() {
        return Ok((found, None));
    }
    if is_pattern(text) {
        return Err(InputError::Pattern {
            shown: text.to_owned(),
            why: "no file matches; check the path".to_owned(),
        });
    }
    // Opening it says what is wrong.
    Ok((vec![whole], None))
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// The files of a pattern, sorted by name.
fn expand(source: &config::Source, text: &str) -> Result<Vec<PathBuf>, InputError> {
    if !is_pattern(text) {
        return Ok(Vec::new());
    }
    let base = glob::Pattern::escape(&source.base.to_string_lossy());
    let pattern = Path::new(&base).join(text);
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
    Ok(files)
}
