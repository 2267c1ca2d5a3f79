//! From a file to the text in it, container by container.

use std::path::{Path, PathBuf};

use super::fault::{PackFault, Trouble};
use super::packing::Packing;
use super::room::Watch;
use super::stream::unpack_stream;
use super::zip::unpack_zip;
use crate::source::bytes::{self, Stamp};
use crate::source::error::SourceError;

/// Containers within each other that are opened: a `.csv.gz` in a `.zip`.
const LAYERS: usize = 2;

/// How a file is opened that may be packed.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// The file of an archive that the user named behind `#`: its name, or a
    /// pattern that only its name fits.
    pub wanted: Option<&'a str>,
    /// The folder for temporary files.
    pub folder: &'a Path,
    /// Whether some shop system has a column of this name; as in
    /// [`Hints::known`](crate::source::Hints::known).
    pub known: &'a dyn Fn(&str) -> bool,
    /// Who is asked and told.
    pub watch: Watch<'a>,
}

/// A file that was packed, unpacked.
#[derive(Debug)]
pub struct Unpacked {
    /// How messages name it: as the user did, and the file of an archive behind `#`.
    pub shown: String,
    /// The temporary file. It goes when this is dropped.
    pub path: tempfile::TempPath,
}

/// Unpacks a file, if it is packed; `None` if it is to be read as it stands.
/// `shown` is how messages name it.
///
/// # Errors
///
/// When the file cannot be read, when a container is damaged or holds no one
/// export ([`SourceError::Packed`]), when the temporary file cannot be written
/// ([`SourceError::Spool`]), and when the watch says stop ([`SourceError::Stopped`]).
pub fn unpack(
    path: &Path,
    shown: &str,
    opening: &Opening<'_>,
) -> Result<Option<Unpacked>, SourceError> {
    let mut unpacked: Option<Unpacked> = None;
    let mut wanted = opening.wanted;
    for layer in 0.. {
        let (at, name): (PathBuf, String) = match &unpacked {
            Some(unpacked) => (unpacked.path.to_path_buf(), unpacked.shown.clone()),
            None => (path.to_owned(), shown.to_owned()),
        };
        let named = |trouble: Trouble| trouble.named(&name, opening.folder);
        let (mut file, stamp) = bytes::open(&at, &name)?;
        let packing = Packing::of_file(&mut file).map_err(|error| named(Trouble::Read(error)))?;
        let Some(packing) = packing else {
            break;
        };
        if layer == LAYERS {
            return Err(named(PackFault::Nested.into()));
        }
        let taken = if packing == Packing::Zip {
            unpack_zip(file, &name, wanted.take(), opening)
                .map(|(member, path)| (format!("{name}#{member}"), path))
        } else {
            unpack_stream(file, packing, opening.folder, opening.watch)
                .map(|path| (name.clone(), path))
        };
        let (inside, path) = taken.map_err(named)?;
        unchanged(&at, &name, &stamp)?;
        unpacked = Some(Unpacked {
            shown: inside,
            path,
        });
    }
    if let Some(wanted) = wanted {
        let fault = PackFault::NoArchive {
            wanted: wanted.to_owned(),
        };
        return Err(Trouble::from(fault).named(shown, opening.folder));
    }
    Ok(unpacked)
}

/// A container that somebody wrote to in the meantime may be half old, half new.
fn unchanged(path: &Path, shown: &str, stamp: &Stamp) -> Result<(), SourceError> {
    bytes::reopen(path, shown, stamp).map(drop)
}
