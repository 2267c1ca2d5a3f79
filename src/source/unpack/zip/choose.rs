//! Which file of an archive is the export.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::Read;

use super::directory::{Directory, Entry};
use super::entry::reader;
use crate::source::bytes::magic;
use crate::source::csv::{Wish, line_end, sniff};
use crate::source::page::{Kind, kind};
use crate::source::record::normal_form;
use crate::source::unpack::fault::{Names, PackFault, Trouble};
use crate::source::unpack::layers::Opening;
use crate::source::unpack::packing::Packing;

/// Bytes of a file that are looked at.
const SAMPLE: u64 = 64 * 1024;

/// Finds the file: the one that the user named, else the only one, else the
/// only one that is a table or XML. There is no guessing between two; but tables
/// with the same header are parts of one export where their names are numbered, or
/// where the user named all of them by a pattern. Others may be copies of several days.
pub(super) fn choose<'d>(
    file: &mut File,
    directory: &'d Directory,
    shown: &str,
    wanted: Option<&str>,
    opening: &Opening<'_>,
) -> Result<Vec<&'d Entry>, Trouble> {
    let files = &directory.files;
    let mut candidates: Vec<&Entry> = match (wanted, files.as_slice()) {
        (Some(wanted), _) => named(files, wanted)?,
        (None, _) if directory.workbook.is_some() => return Err(Trouble::Workbook),
        (None, []) => return Err(PackFault::NoFile.into()),
        (None, [only]) => vec![only],
        (None, several) => exports(file, several, opening)?,
    };
    match candidates.as_slice() {
        [] => Err(PackFault::NoTable {
            files: names(files.iter()),
        }
        .into()),
        [_] => Ok(candidates),
        [first, others @ ..] if others.iter().all(|other| other.name == first.name) => {
            let name = first.name.clone();
            Err(PackFault::Twins { name }.into())
        }
        several
            if (wanted.is_some() || are_numbered(several))
                && are_parts(file, several, opening)? =>
        {
            candidates.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(candidates)
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
        let sample = sample(file, entry, opening)?;
        if sample.is_none_or(|sample| is_export(&sample, opening.known)) {
            found.push(entry);
        }
    }
    Ok(found)
}

/// The beginning of a file, if it can be looked at.
fn sample(
    file: &mut File,
    entry: &Entry,
    opening: &Opening<'_>,
) -> Result<Option<Vec<u8>>, Trouble> {
    if (opening.watch.stopped)() {
        return Err(Trouble::Stopped);
    }
    let count = Cell::new(0);
    let mut sample = Vec::new();
    match reader(file, entry, &count) {
        Ok(content) => {
            let looked = content.take(SAMPLE).read_to_end(&mut sample);
            Ok(looked.is_ok().then_some(sample))
        }
        Err(Trouble::Fault(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Whether the names differ in one number only, which counts from zero or one.
fn are_numbered(entries: &[&Entry]) -> bool {
    let parts = |name: &str| -> Vec<String> {
        let same = |a: char, b: char| a.is_ascii_digit() == b.is_ascii_digit();
        let chars: Vec<char> = name.chars().collect();
        let runs = chars.chunk_by(|a, b| same(*a, *b));
        runs.map(|run| run.iter().collect()).collect()
    };
    let names: Vec<Vec<String>> = entries.iter().map(|entry| parts(&entry.name)).collect();
    let Some(first) = names.first() else {
        return false;
    };
    let differs = |at: &usize| names.iter().any(|name| name.get(*at) != first.get(*at));
    let alike = names.iter().all(|name| name.len() == first.len());
    let differing: Vec<usize> = (0..first.len()).filter(differs).collect();
    let [at] = differing.as_slice() else {
        return false;
    };
    let numbers = names.iter().map(|name| name.get(*at)?.parse::<u64>().ok());
    let Some(mut numbers) = numbers.collect::<Option<Vec<u64>>>().filter(|_| alike) else {
        return false;
    };
    numbers.sort_unstable();
    let from = numbers[0];
    from <= 1
        && (from..)
            .zip(&numbers)
            .all(|(wanted, number)| wanted == *number)
}

/// Whether all of these are tables with the same header.
fn are_parts(file: &mut File, entries: &[&Entry], opening: &Opening<'_>) -> Result<bool, Trouble> {
    let mut first = None;
    for entry in entries {
        let Some(sample) = sample(file, entry, opening)? else {
            return Ok(false);
        };
        let Some(header) = header(&sample, opening.known) else {
            return Ok(false);
        };
        if *first.get_or_insert_with(|| header.clone()) != header {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The names of the columns, if it is a table that somebody knows.
fn header(sample: &[u8], known: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    if Packing::of(sample).is_some() {
        return None;
    }
    let whole = (sample.len() as u64) < SAMPLE;
    let text = text(sample)?;
    if !matches!(kind(&text, ""), Ok(Kind::Table)) {
        return None;
    }
    let found = sniff(&text, whole, line_end(&text), Wish::default(), known).ok()?;
    let mut names: Vec<String> = found
        .dialect
        .header
        .iter()
        .map(|name| normal_form(name))
        .collect();
    names.sort_unstable();
    let is_known = names.iter().filter(|name| known(name)).count() > 1;
    is_known.then_some(names)
}

/// The sample as text: any encoding that leaves ASCII alone shows the form.
fn text(sample: &[u8]) -> Option<Cow<'_, str>> {
    match encoding_rs::Encoding::for_bom(sample) {
        Some((marked, _)) => Some(marked.decode(sample).0),
        None if magic(sample).is_some() || sample.contains(&0) => None,
        None => Some(encoding_rs::WINDOWS_1252.decode(sample).0),
    }
}

fn is_export(sample: &[u8], known: &dyn Fn(&str) -> bool) -> bool {
    if Packing::of(sample).is_some() {
        return true;
    }
    if sample.is_empty() {
        return false;
    }
    let whole = (sample.len() as u64) < SAMPLE;
    let Some(text) = text(sample) else {
        return false;
    };
    match kind(&text, "") {
        Ok(Kind::Xml) => true,
        Ok(Kind::Table) => {
            let end = line_end(&text);
            // A quote that stays open in the sample stands in a table all the same.
            sniff(&text, whole, end, Wish::default(), known)
                .map_or(true, |sniffed| sniffed.plausible)
        }
        Err(_) => false,
    }
}

fn names<'e>(entries: impl Iterator<Item = &'e Entry>) -> Names {
    Names::of(entries.map(|entry| entry.name.as_str()))
}
