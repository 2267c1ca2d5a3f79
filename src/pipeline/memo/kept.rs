//! What the state keeps of an export, and its form there.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::delta::{Delta, Origins, Patch};
use super::seal::{SEAL, unsealed};
use super::{Class, Gathered};
use crate::catalog::{Field, FieldSet, Fingerprint};
use crate::config::{self, Joining};
use crate::normalize::{Orders, Signs};
use crate::pipeline::Terms;
use crate::preset::Matching;
use crate::source::{FilePrint, Outline, Print, PrintKey, Scanned, print_file};

/// Records of one part: what is read and written at once.
pub(super) const PART: usize = 4096;

/// An item that a record made and that was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline) struct Made {
    /// The beginning of its fingerprint: the state may say something else by now.
    pub(in crate::pipeline) content: [u8; 8],
    /// Its key in the state.
    pub(in crate::pipeline) pos: u32,
    /// Whether it was sold out.
    pub(in crate::pipeline) sold_out: bool,
}

/// In the file: marks what was sold out, in the highest bit of the key.
const SOLD_OUT: u32 = 1 << 31;

/// The class of a record that is read each time, even if it is known: something is wrong
/// with it, or it is not published, or it was not confirmed.
pub(in crate::pipeline) const READ: u16 = u16::MAX;

/// Everything that is kept of the records of one source, in their order.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Stored {
    pub(in crate::pipeline) prints: Vec<Print>,
    /// By record: which class it is of.
    pub(in crate::pipeline) classes: Vec<u16>,
    /// By record: where its items end in `made`.
    ends: Vec<u32>,
    made: Vec<Made>,
    /// How they stand to the parts that are kept; `None` where nothing was.
    origins: Option<Origins>,
}

/// Puts together what is kept of one source.
pub(super) struct Loader<'k> {
    key: &'k PrintKey,
    stored: Stored,
    patch: Option<Patch>,
    /// The print of the changes.
    seal: Option<Print>,
    /// Records of the parts.
    records: usize,
    sound: bool,
}

impl<'k> Loader<'k> {
    pub(super) fn new(key: &'k PrintKey) -> Self {
        Self {
            key,
            stored: Stored::default(),
            patch: None,
            seal: None,
            records: 0,
            sound: true,
        }
    }

    /// What has changed of the parts, which must come later.
    pub(super) fn changes(&mut self, text: &[u8]) {
        match Delta::read(text, self.key).filter(|_| self.records == 0) {
            Some((delta, seal)) => {
                (self.patch, self.seal) = (Some(Patch::of(delta)), Some(seal));
            }
            None => self.sound = false,
        }
    }

    /// The next part.
    pub(super) fn part(&mut self, part: &[u8]) {
        let Some((part, _)) = unsealed(part, self.key) else {
            self.sound = false;
            return;
        };
        let (patch, records) = (&mut self.patch, &mut self.records);
        let read = self.stored.read_records(part, |stored| {
            *records += 1;
            patch.as_mut().is_none_or(|patch| patch.takes(stored))
        });
        self.sound &= read.is_some();
    }

    /// Whether this is what was kept with a source.
    pub(super) fn is_of(&self, kept: &KeptSource) -> bool {
        let seal = self.seal.map(|seal| seal.hex());
        self.records as u64 == kept.records && seal == kept.changes
    }

    /// All records; `None` where they are not as they were written.
    pub(super) fn finish(mut self) -> Option<Stored> {
        let origins = match self.patch {
            Some(patch) => patch.finish(&mut self.stored)?,
            None => Origins::all(self.records),
        };
        self.stored.origins = Some(origins);
        self.sound.then_some(self.stored)
    }
}

impl Stored {
    pub(in crate::pipeline) fn len(&self) -> usize {
        self.prints.len()
    }

    /// The items of a record.
    pub(in crate::pipeline) fn made(&self, at: usize) -> &[Made] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.made[start as usize..self.ends[at] as usize]
    }

    pub(in crate::pipeline) fn push(
        &mut self,
        print: Print,
        class: u16,
        made: impl Iterator<Item = Made>,
    ) {
        self.prints.push(print);
        self.classes.push(class);
        self.made.extend(made);
        self.ends
            .push(u32::try_from(self.made.len()).unwrap_or(u32::MAX));
    }

    /// Adds a record of others.
    pub(super) fn push_from(&mut self, others: &Self, at: usize) {
        let made = others.made(at).iter().copied();
        self.push(others.prints[at], others.classes[at], made);
    }

    /// How they stand to the parts that are kept.
    pub(super) fn origins(&self) -> Option<&Origins> {
        self.origins.as_ref()
    }

    /// Adds the records of a part, each if it is taken; `None` where it is no part.
    pub(super) fn read_records(
        &mut self,
        mut part: &[u8],
        mut takes: impl FnMut(&mut Self) -> bool,
    ) -> Option<()> {
        while !part.is_empty() {
            let (print, rest) = part.split_first_chunk::<16>()?;
            let (class, rest) = rest.split_first_chunk::<2>()?;
            let (count, mut rest) = rest.split_first_chunk::<2>()?;
            let is_taken = takes(self);
            for _ in 0..u16::from_le_bytes(*count) {
                let (content, after) = rest.split_first_chunk::<8>()?;
                let (pos, after) = after.split_first_chunk::<4>()?;
                rest = after;
                if !is_taken {
                    continue;
                }
                let pos = u32::from_le_bytes(*pos);
                self.made.push(Made {
                    content: *content,
                    pos: pos & !SOLD_OUT,
                    sold_out: pos & SOLD_OUT != 0,
                });
            }
            part = rest;
            if !is_taken {
                continue;
            }
            self.prints.push(Print::from_bytes(*print));
            self.classes.push(u16::from_le_bytes(*class));
            self.ends.push(u32::try_from(self.made.len()).ok()?);
        }
        Some(())
    }

    /// Writes it as one part, with its own print at the end.
    pub(super) fn write(&self, key: &PrintKey) -> Vec<u8> {
        let mut part = Vec::with_capacity(self.bytes() + SEAL);
        self.write_records(&mut part);
        let seal = key.print(&part);
        part.extend_from_slice(&seal.bytes());
        part
    }

    /// How many bytes its records are in a part.
    pub(super) fn bytes(&self) -> usize {
        self.len() * 20 + self.made.len() * 12
    }

    pub(super) fn write_records(&self, part: &mut Vec<u8>) {
        for at in 0..self.len() {
            let made = self.made(at);
            part.extend_from_slice(&self.prints[at].bytes());
            part.extend_from_slice(&self.classes[at].to_le_bytes());
            let count = u16::try_from(made.len()).unwrap_or(u16::MAX);
            part.extend_from_slice(&count.to_le_bytes());
            for one in made {
                part.extend_from_slice(&one.content);
                let mark = if one.sold_out { SOLD_OUT } else { 0 };
                part.extend_from_slice(&(one.pos | mark).to_le_bytes());
            }
        }
    }
}

/// What is kept of a source beside its records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::pipeline) struct KeptSource {
    /// The preset that read it.
    pub(in crate::pipeline) preset: String,
    pub(in crate::pipeline) outline: Outline,
    /// The size of the file, and the print of all of it.
    pub(in crate::pipeline) bytes: u64,
    pub(in crate::pipeline) file: FilePrint,
    /// The print of what is behind the last record.
    pub(in crate::pipeline) tail: [u8; 16],
    /// How amounts are written, where the file's own cells said it.
    pub(in crate::pipeline) signs: Option<Signs>,
    /// The order of day and month in dates, where the file's own cells said it.
    #[serde(default)]
    pub(in crate::pipeline) orders: Option<Orders>,
    /// How its columns were matched, where no preset knows them.
    #[serde(default)]
    pub(in crate::pipeline) matching: Option<Matching>,
    /// All columns, as they are named.
    pub(in crate::pipeline) columns: Vec<String>,
    /// Records of the parts that are kept.
    pub(super) records: u64,
    /// The print of what has changed of them since they were written, if anything has.
    pub(super) changes: Option<String>,
    /// Whether they are kept in the order of the file.
    pub(in crate::pipeline) ordered: bool,
    /// The fields that they feed.
    fields: Vec<String>,
}

impl KeptSource {
    pub(super) fn set_fields(&mut self, fields: FieldSet) {
        let all = Field::ALL.iter().filter(|field| fields.has(**field));
        self.fields = all.map(|field| field.name().to_owned()).collect();
    }

    /// The file is this one.
    pub(super) fn set_file(&mut self, scanned: &Scanned) {
        self.bytes = scanned.bytes;
        self.file = scanned.print.clone();
        self.tail = scanned.tail_print.bytes();
    }

    /// Whether the file, byte for byte, is this one.
    pub(super) fn is_of(&self, scanned: &Scanned) -> bool {
        self.bytes == scanned.bytes && self.file == scanned.print
    }

    /// The fields that the source has a column for.
    pub(in crate::pipeline) fn fields(&self) -> FieldSet {
        let mut fields = FieldSet::default();
        for field in self.fields.iter().filter_map(|name| Field::find(name)) {
            fields.add(field);
        }
        fields
    }

    /// With the print of the file, and nothing of its records.
    pub(in crate::pipeline) fn of_file(mut self, path: &Path, key: &PrintKey) -> Option<Gathered> {
        self.file = print_file(path, key).ok()?;
        Some(Gathered::of_file(self))
    }

    /// What is known of a source before its end.
    pub(in crate::pipeline) fn begin(preset: &str, outline: Outline, bytes: u64) -> Self {
        Self {
            preset: preset.to_owned(),
            outline,
            bytes,
            file: FilePrint::default(),
            tail: [0; 16],
            signs: None,
            orders: None,
            matching: None,
            columns: Vec::new(),
            records: 0,
            changes: None,
            ordered: true,
            fields: Vec::new(),
        }
    }
}

/// What is kept of all sources.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) sources: Vec<KeptSource>,
    pub(super) classes: Vec<Class>,
}

/// What the next run reports if it finds everything as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReport {
    /// The report, in the form of whoever makes reports.
    pub report: String,
    /// Whether it names places in the export.
    pub has_places: bool,
}

/// The print of everything that decides what is made of a record: the program, and
/// the settings that make items. A path, the size of a batch or a color does not.
pub fn terms_print(program: &[u8], terms: &Terms, sources: &[config::Source]) -> [u8; 32] {
    // Of nothing that is told here a process has another form than the next one.
    let Terms {
        shop,
        facts,
        filter,
        lookups,
    } = terms;
    let facts: Vec<_> = facts.said().collect();
    let filter = filter.as_ref().map(config::TemplateText::text);
    let mut said = format!("{shop:?} {facts:?} {filter:?}");
    for lookup in lookups {
        // Its words are part of what makes items.
        let words = std::fs::read(&lookup.path).ok();
        let words = words.map(|words| *Fingerprint::of(&words).bytes());
        let (name, key, value) = (&lookup.name, &lookup.key, &lookup.value);
        said = format!("{said}\n{:?}", (name, key, value, words));
    }
    for source in sources {
        let config::Source {
            preset,
            role,
            encoding,
            delimiter,
            header,
            decimal,
            dates,
            joining,
            view,
            map,
            path: _,
            base: _,
            origin: _,
            given: _,
        } = source;
        let map: Vec<_> = map
            .iter()
            .map(|entry| (&entry.field, entry.template.text()))
            .collect();
        let of_source = (
            preset,
            role,
            encoding,
            delimiter,
            header,
            decimal,
            dates,
            joined(joining),
            view,
            map,
        );
        said = format!("{said}\n{of_source:?}");
    }
    *Fingerprint::of_parts([program, said.as_bytes()]).bytes()
}

/// How a source is joined; where its expression stands does not count.
fn joined(joining: &Joining) -> String {
    let rows = joining.rows.as_ref().map(config::TemplateText::text);
    let rest = Joining {
        rows: None,
        ..joining.clone()
    };
    format!("{rest:?} {rows:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn records_come_back_as_they_were_written() {
        let key = PrintKey::random().unwrap();
        let mut stored = Stored::default();
        for n in 0..10_000_u32 {
            let made = (0..n % 3).map(|item| Made {
                content: key.print(&item.to_le_bytes()).bytes()[..8]
                    .try_into()
                    .unwrap(),
                pos: n + item,
                sold_out: item == 1,
            });
            stored.push(key.print(&n.to_le_bytes()), (n % 7) as u16, made);
        }
        let load = |parts: &[Vec<u8>]| {
            let mut loader = Loader::new(&key);
            for part in parts {
                loader.part(part);
            }
            loader.finish()
        };
        let again = load(&[stored.write(&key), Stored::default().write(&key)]).unwrap();
        assert_eq!(again.len(), 10_000);
        assert_eq!(again.prints, stored.prints);
        assert_eq!(again.classes, stored.classes);
        for at in [0, 1, 2, 4096, 9_999] {
            assert_eq!(again.made(at), stored.made(at), "record {at}");
        }
        let mut part = stored.write(&key);
        part[4711] ^= 1;
        assert!(load(&[part]).is_none());
    }
}
