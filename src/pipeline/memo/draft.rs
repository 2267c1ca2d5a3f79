//! What this run remembers for the next one.

use std::collections::HashMap;

use super::class::count;
use super::kept::Facts;
use super::seal::seal;
use super::written::Written;
use super::{Class, KeptReport, KeptSource, READ, Stored, Units};
use crate::catalog::FieldSet;
use crate::finding::{Finding, Severity};
use crate::normalize::{Orders, Signs};
use crate::plan::{Index, Known};
use crate::source::{PrintKey, Scanned};
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
    pub(super) entries: Vec<(u16, u16)>,
    /// The items, one after the other.
    pub(super) items: Vec<Index>,
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
        kept.set_file(scanned);
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
        // So many items of one record are not counted, and so it is read each time.
        let count = u16::try_from(entry.items.len());
        let class = if entry.reads || count.is_err() {
            READ
        } else {
            self.number(entry.class)
        };
        let source = &mut self.sources[source];
        let count = count.ok().filter(|_| class != READ);
        if count.is_some() {
            source.items.extend_from_slice(&entry.items);
        }
        source.entries.push((class, count.unwrap_or(0)));
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

    /// Whether there is no room for further classes, and most of them are of no record
    /// any more: `used` counts those that are.
    pub(in crate::pipeline) fn is_crowded(&self, used: usize) -> bool {
        let full = self.classes.len() >= MOST_CLASSES || self.names >= MOST_NAMES;
        full && used < self.classes.len() / 2
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
        let key = &self.key;
        let (mut facts, mut records) = (Vec::new(), Vec::new());
        for source in &self.sources {
            let written = Written::of(source, known, key);
            facts.push(written.facts(source));
            records.push(written.into_memo());
        }
        let facts = Facts {
            sources: facts,
            classes: self.classes,
        };
        let row = MemoRow {
            terms: self.terms.to_vec(),
            key: key.bytes().to_vec(),
            facts: seal(key, &facts).unwrap_or_default(),
            report: report.and_then(|report| seal(key, report)),
        };
        store.set_memo(&row, records)
    }
}
