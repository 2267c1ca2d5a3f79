//! One file out of an archive.

use std::cell::Cell;
use std::fs::File;
use std::path::Path;

use super::choose::choose;
use super::directory::{Directory, Entry};
use super::entry::reader;
use crate::source::unpack::fault::{PackFault, Trouble};
use crate::source::unpack::layers::Opening;
use crate::source::unpack::packing::Packing;
use crate::source::unpack::room::Room;

/// Finds the export in an archive and unpacks it. Returns the names of its parts,
/// which are mostly one, and the temporary files.
pub(in crate::source::unpack) fn unpack_zip(
    mut file: File,
    shown: &str,
    wanted: Option<&str>,
    opening: &Opening<'_>,
) -> Result<Vec<(String, tempfile::TempPath)>, Trouble> {
    let directory = Directory::read(&mut file)?;
    let entries = choose(&mut file, &directory, shown, wanted, opening)?;
    let mut parts = Vec::new();
    for entry in entries {
        let path = unpack_entry(&mut file, entry, opening)?;
        parts.push((entry.name.clone(), path));
    }
    Ok(parts)
}

fn unpack_entry(
    file: &mut File,
    entry: &Entry,
    opening: &Opening<'_>,
) -> Result<tempfile::TempPath, Trouble> {
    let folder: &Path = opening.folder;
    let count = Cell::new(0);
    let mut room = Room::new(folder, Packing::Zip, &count, opening.watch)?;
    let mut content = reader(file, entry, &count)?;
    room.take(&mut content)?;
    if content.checksum() != entry.crc || room.written() != entry.size {
        let name = entry.name.clone();
        return Err(PackFault::Checksum { name }.into());
    }
    drop(content);
    Ok(room.close())
}
