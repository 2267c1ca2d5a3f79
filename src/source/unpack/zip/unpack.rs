//! One file out of an archive.

use std::cell::Cell;
use std::fs::File;
use std::path::Path;

use super::choose::choose;
use super::directory::Directory;
use super::entry::reader;
use crate::source::unpack::fault::{PackFault, Trouble};
use crate::source::unpack::layers::Opening;
use crate::source::unpack::packing::Packing;
use crate::source::unpack::room::Room;

/// Finds the export in an archive and unpacks it. Returns its name and the
/// temporary file.
pub(in crate::source::unpack) fn unpack_zip(
    mut file: File,
    shown: &str,
    wanted: Option<&str>,
    opening: &Opening<'_>,
) -> Result<(String, tempfile::TempPath), Trouble> {
    let directory = Directory::read(&mut file)?;
    let entry = choose(&mut file, &directory, shown, wanted, opening)?;
    let folder: &Path = opening.folder;
    let count = Cell::new(0);
    let mut room = Room::new(folder, Packing::Zip, &count, opening.watch)?;
    let mut content = reader(&mut file, entry, &count)?;
    room.take(&mut content)?;
    if content.checksum() != entry.crc || room.written() != entry.size {
        let name = entry.name.clone();
        return Err(PackFault::Checksum { name }.into());
    }
    drop(content);
    Ok((entry.name.clone(), room.close()))
}
