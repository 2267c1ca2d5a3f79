//! From a file to the text in it, container by container.

use std::path::Path;

use super::fault::{PackFault, Trouble};
use super::packing::Packing;
use super::room::Watch;
use super::stream::unpack_stream;
use super::workbook::unpack_workbook;
use super::zip::unpack_zip;
use crate::source::bytes::{self, Stamp};
use crate::source::error::SourceError;

/// Containers within each other that are opened: a `.csv.gz` in a `.zip`.
const LAYERS: usize = 2;

/// How a file is opened that may be packed.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// The file of an archive that the user named behind `#`: its name, or a
    /// pattern that its name fits, or those of the parts of one export.
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
/// `shown` is how messages name it. An archive may hold the parts of one export,
/// which are in the order of their names.
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
) -> Result<Option<Vec<Unpacked>>, SourceError> {
    let mut found = Vec::new();
    let packed = layer(path, shown, opening.wanted, 0, opening, &mut found)?;
    Ok(packed.then_some(found))
}

/// Opens one container and those within it; `false` if it is none.
fn layer(
    path: &Path,
    shown: &str,
    wanted: Option<&str>,
    depth: usize,
    opening: &Opening<'_>,
    found: &mut Vec<Unpacked>,
) -> Result<bool, SourceError> {
    let named = |trouble: Trouble| trouble.named(shown, opening.folder);
    let (mut file, stamp) = bytes::open(path, shown)?;
    let packing = Packing::of_file(&mut file).map_err(|error| named(Trouble::Read(error)))?;
    let Some(packing) = packing else {
        return match wanted {
            Some(wanted) => Err(named(Trouble::Fault(PackFault::NoArchive {
                wanted: wanted.to_owned(),
            }))),
            None => Ok(false),
        };
    };
    if depth == LAYERS {
        return Err(named(PackFault::Nested.into()));
    }
    // What stands behind `#` is meant for the first archive.
    let (taken, wanted) =
        if let Some(sheet) = unpack_workbook(&file, packing, wanted, opening).map_err(named)? {
            let (name, inside) = sheet;
            found.push(Unpacked {
                shown: format!("{shown}#{name}"),
                path: inside,
            });
            (Vec::new(), None)
        } else if packing == Packing::Zip {
            let taken = unpack_zip(file, shown, wanted, opening).map_err(named)?;
            let named = |(member, path)| (format!("{shown}#{member}"), path);
            (taken.into_iter().map(named).collect(), None)
        } else {
            let taken = unpack_stream(file, packing, opening.folder, opening.watch);
            (vec![(shown.to_owned(), taken.map_err(named)?)], wanted)
        };
    unchanged(path, shown, &stamp)?;
    for (name, inside) in taken {
        if !layer(&inside, &name, wanted, depth + 1, opening, found)? {
            found.push(Unpacked {
                shown: name,
                path: inside,
            });
        }
    }
    Ok(true)
}

/// A container that somebody wrote to in the meantime may be half old, half new.
fn unchanged(path: &Path, shown: &str, stamp: &Stamp) -> Result<(), SourceError> {
    bytes::reopen(path, shown, stamp).map(drop)
}
