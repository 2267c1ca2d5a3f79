//! Which file of an archive is the export.

use std::cell::Cell;
use std::fs::File;
use std::io::Read;

use super::directory::{Directory, Entry};
use super::entry::reader;
use crate::source::bytes::magic;
use crate::source::csv::{line_end, sniff};
use crate::source::page::{Kind, kind};
use crate::source::unpack::fault::{Names, PackFault, Trouble};
use crate::source::unpack::layers::Opening;
use crate::source::unpack::packing::Packing;

/// Bytes of a file that are looked at.
const SAMPLE: u64 = 64 * 1024;

/// Finds the file: the one that the user named, else the only one, else the
/// only one that is a table or XML. There is no guessing between two.
pub(super) fn choose<'d>(
    file: &mut File,
    directory: &'d Directory,
    shown: &str,
    wanted: Option<&str>,
    opening: &Opening<'_>,
) -> Result<&'d Entry, Trouble> {
    let files = &directory.files;
    let candidates: Vec<&Entry> = match (wanted, files.as_slice()) {
        (Some(wanted), _) => named(files, wanted)?,
        (None, _) if directory.workbook => return Err(Trouble::Workbook),
        (None, []) => return Err(PackFault::NoFile.into()),
        (None, [only]) => vec![only],
        (None, several) => exports(file, several, opening)?,
    };
    match candidates.as_slice() {
        [] => Err(PackFault::NoTable {
            files: names(files.iter()),
        }
        .into()),
        [only] => Ok(only),
        [first, others @ ..] if others.iter().all(|other| other.name == first.name) => {
            let name = first.name.clone();
            Err(PackFault::Twins { name }.into())
        }
        [first, ..] => Err(PackFault::Several {
            example: format!("{shown}#{}", first.name),
            files: names(candidates.iter().copied()),
        }
        .into()),
    }
}

/// Those of this name, else those whose name fits it as a pattern.
fn named<'d>(files: &'d [Entry], wanted: &str) -> Result<Vec<&'d Entry>, Trouble> {
    let mut found: Vec<&Entry> = files.iter().filter(|entry| entry.name == wanted).collect();
    if found.is_empty()
        && let Ok(pattern) = glob::Pattern::new(wanted)
    {
        found = files
            .iter()
            .filter(|entry| pattern.matches(&entry.name))
            .collect();
    }
    if found.is_empty() {
        let fault = PackFault::NotInArchive {
            wanted: wanted.to_owned(),
            files: names(files.iter()),
        };
        return Err(fault.into());
    }
    Ok(found)
}

/// Those whose content is a table or XML, or is packed itself. What cannot be
/// looked at may be the export.
fn exports<'d>(
    file: &mut File,
    files: &'d [Entry],
    opening: &Opening<'_>,
) -> Result<Vec<&'d Entry>, Trouble> {
    let mut found = Vec::new();
    for entry in files {
        if (opening.watch.stopped)() {
            return Err(Trouble::Stopped);
        }
        let count = Cell::new(0);
        let mut sample = Vec::new();
        let looked = match reader(file, entry, &count) {
            Ok(content) => content.take(SAMPLE).read_to_end(&mut sample).is_ok(),
            Err(Trouble::Fault(_)) => false,
            Err(other) => return Err(other),
        };
        if !looked || is_export(&sample, opening.known) {
            found.push(entry);
        }
    }
    Ok(found)
}

fn is_export(sample: &[u8], known: &dyn Fn(&str) -> bool) -> bool {
    if Packing::of(sample).is_some() {
        return true;
    }
    if sample.is_empty() {
        return false;
    }
    let whole = (sample.len() as u64) < SAMPLE;
    let (text, _, _) = match encoding_rs::Encoding::for_bom(sample) {
        Some((marked, _)) => marked.decode(sample),
        // Any encoding that leaves ASCII alone shows the form.
        None if magic(sample).is_some() || sample.contains(&0) => return false,
        None => encoding_rs::WINDOWS_1252.decode(sample),
    };
    match kind(&text, "") {
        Ok(Kind::Xml) => true,
        Ok(Kind::Table) => {
            let end = line_end(&text);
            // A quote that stays open in the sample stands in a table all the same.
            sniff(&text, whole, end, None, known).map_or(true, |sniffed| sniffed.plausible)
        }
        Err(_) => false,
    }
}

fn names<'e>(entries: impl Iterator<Item = &'e Entry>) -> Names {
    Names::of(entries.map(|entry| entry.name.as_str()))
}
