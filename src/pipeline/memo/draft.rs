//! What this run remembers for the next one.

use std::collections::HashMap;

use super::class::count;
use super::kept::{Facts, PART, seal};
use super::{Class, KeptReport, KeptSource, Made, READ, Stored, Units};
use crate::catalog::{FieldSet, Presence};
use crate::finding::{Finding, Severity};
use crate::normalize::{Orders, Signs};
use crate::plan::{Entry as KnownEntry, Index, Known, Seen};
use crate::source::{Print, PrintKey, Scanned};
use crate::state::{MemoRow, StateError, Store};

/// More classes are not told apart: their records are read each time.
const MOST_CLASSES: usize = 50_000;
/// Nor are classes that name more columns than this, together or each.
const MOST_NAMES: usize = 100_000;
const MOST_NAMES_EACH: usize = 64;

/// What this run remembers for the next one, until its verdicts are in.
#[derive(Debug)]
pub struct Draft {
    key: PrintKey,
    terms: [u8; 32],
    classes: Vec<Class>,
    numbers: HashMap<Class, u16>,
    /// How many columns the classes name.
    names: usize,
    sources: Vec<Gathered>,
}

/// What is remembered of one source.
#[derive(Debug)]
pub(in crate::pipeline) struct Gathered {
    pub(in crate::pipeline) kept: KeptSource,
    pub(in crate::pipeline) units: Units,
    /// What was kept of it so far.
    pub(in crate::pipeline) stored: Stored,
    /// Of those records that were read, in order: what they count for, and how many items.
    entries: Vec<(u16, u16)>,
    /// The items, one after the other.
    items: Vec<Index>,
    /// Whether it is as it should be.
    sound: bool,
}

/// What one record turns out to be while it is read.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Entry {
    pub(in crate::pipeline) class: Class,
    pub(in crate::pipeline) items: Vec<Index>,
    /// Whether it must be read each time.
    pub(in crate::pipeline) reads: bool,
}

impl Entry {
    /// Takes what is said of an item into account.
    pub(in crate::pipeline) fn note(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.reads |= finding.severity() == Severity::Error;
            count(&mut self.class.rules, finding.rule);
        }
    }

    /// A column that nobody knows held something.
    pub(in crate::pipeline) fn note_unknown(&mut self, column: &str) {
        if self.class.unknown.len() < MOST_NAMES_EACH {
            count(&mut self.class.unknown, column);
        } else {
            self.reads = true;
        }
    }
}

impl Gathered {
    pub(in crate::pipeline) fn new(
        mut kept: KeptSource,
        stored: Stored,
        units: Units,
        scanned: &Scanned,
    ) -> Self {
        kept.bytes = scanned.bytes;
        kept.file = scanned.print.bytes();
        kept.tail = scanned.tail_print.bytes();
        Self {
            kept,
            units,
            stored,
            entries: Vec::new(),
            items: Vec::new(),
            sound: true,
        }
    }

    /// A file of which only the whole is known.
    pub(super) fn of_file(kept: KeptSource) -> Self {
        Self {
            kept,
            units: Units::default(),
            stored: Stored::default(),
            entries: Vec::new(),
            items: Vec::new(),
            sound: true,
        }
    }

    /// What is known at the end of the source.
    pub(in crate::pipeline) fn end(
        &mut self,
        columns: Vec<String>,
        fields: FieldSet,
        signs: Option<Signs>,
        orders: Option<Orders>,
    ) {
        self.kept.columns = columns;
        self.kept.set_fields(fields);
        self.kept.signs = signs;
        self.kept.orders = orders;
    }

    /// It is not what it seemed, and nothing is remembered of it.
    pub(in crate::pipeline) fn spoil(&mut self) {
        self.sound = false;
    }
}

impl Draft {
    pub(in crate::pipeline) fn new(key: PrintKey, terms: [u8; 32], classes: Vec<Class>) -> Self {
        let numbers = (0..READ).zip(&classes);
        Self {
            key,
            terms,
            numbers: numbers.map(|(at, class)| (class.clone(), at)).collect(),
            names: classes.iter().map(|class| class.unknown.len()).sum(),
            classes,
            sources: Vec::new(),
        }
    }

    pub(in crate::pipeline) fn push(&mut self, source: Gathered) {
        self.sources.push(source);
    }

    pub(in crate::pipeline) fn source(&self, at: usize) -> &Gathered {
        &self.sources[at]
    }

    pub(in crate::pipeline) fn source_mut(&mut self, at: usize) -> &mut Gathered {
        &mut self.sources[at]
    }

    pub(in crate::pipeline) fn get_mut(&mut self, at: usize) -> Option<&mut Gathered> {
        self.sources.get_mut(at)
    }

    pub(in crate::pipeline) fn class(&self, number: u16) -> Option<&Class> {
        self.classes.get(usize::from(number))
    }

    /// Adds the next of the records that were read.
    pub(in crate::pipeline) fn add(&mut self, source: usize, entry: Entry) {
        let class = if entry.reads {
            READ
        } else {
            self.number(entry.class)
        };
        let source = &mut self.sources[source];
        let items = if class == READ { &[] } else { &entry.items[..] };
        source.items.extend_from_slice(items);
        let items = u16::try_from(items.len()).unwrap_or(u16::MAX);
        source.entries.push((class, items));
    }

    /// How many records are not read, of how many.
    pub(in crate::pipeline) fn share(&self) -> (u64, u64) {
        let units = self.sources.iter().map(|source| &source.units);
        let known = units
            .clone()
            .map(|units| (0..units.len()).filter(|at| !units.reads(*at)).count());
        (
            known.sum::<usize>() as u64,
            units.map(Units::len).sum::<usize>() as u64,
        )
    }

    fn number(&mut self, class: Class) -> u16 {
        if let Some(number) = self.numbers.get(&class) {
            return *number;
        }
        if self.classes.len() >= MOST_CLASSES || self.names + class.unknown.len() > MOST_NAMES {
            return READ;
        }
        self.names += class.unknown.len();
        let number = u16::try_from(self.classes.len()).unwrap_or(READ);
        self.classes.push(class.clone());
        self.numbers.insert(class, number);
        number
    }

    /// Writes it down. `known` says what has been confirmed by now; `report` is what
    /// the next run reports if it finds everything as it was.
    ///
    /// # Errors
    ///
    /// When the state cannot be written.
    pub fn keep(
        self,
        known: &Known,
        report: Option<&KeptReport>,
        store: &mut Store,
    ) -> Result<(), StateError> {
        if !self.sources.iter().all(|source| source.sound) {
            return store.forget_memo();
        }
        let changed = !self.sources.iter().all(|source| is_kept(source, known));
        let sources = self.sources.iter().map(|source| source.kept.clone());
        let facts = Facts {
            sources: sources.collect(),
            classes: self.classes,
        };
        let row = MemoRow {
            terms: self.terms.to_vec(),
            key: self.key.bytes().to_vec(),
            facts: seal(&self.key, &facts).unwrap_or_default(),
            report: report.and_then(|report| seal(&self.key, report)),
        };
        // What is in another order is kept in the old one.
        if !changed {
            return store.set_memo(&row);
        }
        let key = &self.key;
        let sources = self.sources.iter().enumerate();
        let mut parts = sources.flat_map(|(at, source)| {
            let mut records = Records::of(source, known);
            std::iter::from_fn(move || {
                let mut part = Stored::default();
                records.fill(&mut part);
                (part.len() > 0).then(|| (at, part.write(key)))
            })
        });
        store.set_memo_with(&row, &mut parts)
    }
}

/// Whether what is confirmed of the records of a source by now is what was kept of it.
fn is_kept(source: &Gathered, known: &Known) -> bool {
    let mut records = Records::of(source, known);
    if !source.units.are_known() || !source.units.complete {
        return false;
    }
    loop {
        let from = records.at;
        let mut part = Stored::default();
        records.fill(&mut part);
        if part.len() == 0 {
            return true;
        }
        let is_same = (0..part.len()).all(|at| {
            source.units.same(from + at).is_some_and(|old| {
                source.stored.classes[old] == part.classes[at]
                    && source.stored.made(old) == part.made(at)
            })
        });
        if !is_same {
            return false;
        }
    }
}

/// The records of a source with what is confirmed of them by now, part by part.
struct Records<'a> {
    source: &'a Gathered,
    known: &'a Known,
    /// The next of all of them, of the fresh ones, and of those that were read.
    at: usize,
    fresh: usize,
    entry: usize,
    /// The next item of those.
    item: usize,
}

impl<'a> Records<'a> {
    fn of(source: &'a Gathered, known: &'a Known) -> Self {
        Self {
            source,
            known,
            at: 0,
            fresh: 0,
            entry: 0,
            item: 0,
        }
    }

    /// Adds the next records, as many as are written at once.
    fn fill(&mut self, part: &mut Stored) {
        let Gathered { units, stored, .. } = self.source;
        while part.len() < PART && self.at < units.len() {
            let at = self.at;
            self.at += 1;
            let Some(print) = units.print(at, &mut self.fresh, stored) else {
                return;
            };
            match units.same(at).filter(|_| !units.reads(at)) {
                Some(old) => {
                    let made = stored.made(old).iter().copied();
                    part.push(print, stored.classes[old], made);
                }
                None => self.read(print, part),
            }
        }
    }

    /// Adds a record that was read.
    fn read(&mut self, print: Print, part: &mut Stored) {
        let Gathered { entries, items, .. } = self.source;
        let (class, count) = entries.get(self.entry).copied().unwrap_or((READ, 0));
        self.entry += 1;
        let mine = self.item..(self.item + usize::from(count)).min(items.len());
        self.item = mine.end;
        let made = items[mine].iter();
        let made: Option<Vec<Made>> = made
            .map(|index| confirmed(self.known.entry(*index)))
            .collect();
        match made {
            Some(made) if class != READ => part.push(print, class, made.into_iter()),
            Some(_) | None => part.push(print, READ, std::iter::empty()),
        }
    }
}

/// An item that is confirmed as it was read.
fn confirmed(entry: &KnownEntry) -> Option<Made> {
    let is_settled = entry.seen == Seen::Item
        && !entry.conflict
        && !entry.doubt.any()
        && !entry.open
        && entry.presence == Presence::Live
        && entry.has_confirmed
        && entry.confirmed == entry.read
        && entry.pos > 0;
    let mut content = [0; 8];
    content.copy_from_slice(&entry.read[..8]);
    is_settled.then_some(Made {
        content,
        pos: entry.pos,
        sold_out: entry.sold_out,
    })
}
