//! Records that are those of the last run: counted, not read.

use super::InputError;
use super::afterwards::unknown_column;
use super::input::Input;
use super::lot::MadeItem;
use super::memo::{Draft, Entry};
use super::read::Reading;
use super::rows::Rows;
use crate::finding::Finding;
use crate::normalize::Normalizer;
use crate::plan::{Index, Read, Seen};
use crate::source::Record;

/// How far a source has been read beside its scan.
#[derive(Debug)]
pub(super) struct Course {
    source: u16,
    /// The record that is being read, if there is one.
    unit: Option<usize>,
    /// The next one.
    next: usize,
    /// Where `unit` ends in the text that is read, and the lines of its beginning and
    /// its end there. Where only parts are read, these are others than in the file.
    end: u64,
    lines: (u64, u64),
    /// What is found out about `unit`.
    entry: Entry,
    /// What the layout has counted so far.
    without_item: u64,
    /// By class: known records that were not read.
    classes: Vec<u64>,
    near: Index,
    /// A record is no item by itself: what becomes of it depends on others.
    depends: bool,
}

/// What known records count for, all of them together.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) records: u64,
    pub(super) without_item: u64,
    /// Columns that nobody knows, and how many cells of them have content.
    pub(super) unknown: Vec<(String, u64)>,
}

impl Course {
    /// Begins a source; where only parts of it are read, the text is the head and
    /// those parts.
    pub(super) fn new(source: u16, draft: &Draft, narrowed: bool, depends: bool) -> Self {
        let source_draft = draft.source(usize::from(source));
        let (units, outline) = (&source_draft.units, &source_draft.kept.outline);
        let (at, line) = outline.first();
        let (at, line) = if narrowed || units.len() == 0 {
            (at, line)
        } else {
            // Blank lines may stand in front of the first record.
            (at + units.start(0) - outline.head(), units.line(0))
        };
        Self {
            source,
            unit: None,
            next: 0,
            end: at,
            lines: (line, line),
            entry: Entry::default(),
            without_item: 0,
            classes: Vec::new(),
            near: 0,
            depends,
        }
    }
}

impl Reading<'_> {
    /// A record is at hand: those in front of it are settled, and its line is set
    /// right. Returns whether it stands where the scan saw one.
    pub(super) fn advance(
        &mut self,
        course: &mut Course,
        record: &mut Record,
        without_item: u64,
    ) -> bool {
        let Some(mut draft) = self.judged.draft.take() else {
            return false;
        };
        let found = self.find(course, &mut draft, record, without_item);
        self.judged.draft = Some(draft);
        found
    }

    fn find(
        &mut self,
        course: &mut Course,
        draft: &mut Draft,
        record: &mut Record,
        without_item: u64,
    ) -> bool {
        let source = usize::from(course.source);
        let mut is_new = false;
        while course.unit.is_none() || record.at() >= course.end {
            if !self.turn(course, draft) {
                return false;
            }
            is_new = true;
        }
        let Some(unit) = course.unit else {
            return false;
        };
        let units = &draft.source(source).units;
        if is_new {
            course.entry.class.records = units.rows(unit);
            course.entry.class.without_item = without_item - course.without_item;
            course.entry.reads = course.depends;
            course.without_item = without_item;
        }
        let within = record.line().saturating_sub(course.lines.0);
        record.set_line(units.line(unit) + within);
        true
    }

    /// Settles what is in front of a record that is at hand.
    pub(super) fn keep_course(
        &mut self,
        input: &Input,
        record: &mut Record,
        without_item: u64,
    ) -> Result<(), InputError> {
        let Some(mut course) = self.course.take() else {
            return Ok(());
        };
        if self.advance(&mut course, record, without_item) {
            self.course = Some(course);
            Ok(())
        } else {
            self.lose_course(input)
        }
    }

    /// The records are not where the scan saw them: nothing is remembered of them.
    fn lose_course(&mut self, input: &Input) -> Result<(), InputError> {
        self.judged.draft = None;
        if input.source.is_narrowed() {
            let shown = input.shown.clone();
            return Err(InputError::Unfit { shown });
        }
        Ok(())
    }

    /// The end of a source: what its known records count for.
    pub(super) fn end_course(
        &mut self,
        source: u16,
        input: &Input,
        normalizer: &Normalizer<'_>,
        rows: &Rows<'_>,
    ) -> Result<Totals, InputError> {
        let Some(mut course) = self.course.take() else {
            return Ok(Totals::default());
        };
        let totals = self.end(&mut course);
        let Some(draft) = &mut self.judged.draft else {
            return Ok(totals);
        };
        let source = draft.source_mut(usize::from(source));
        source.units.forget_places();
        let columns = rows.columns();
        if input.source.is_narrowed() {
            // A new column may change what others mean, and a wrong decimal sign all
            // amounts of a column.
            let is_new = |name| !source.kept.columns.iter().any(|known| known == name);
            if normalizer.contradictions() > 0 || columns.iter().any(|(_, name)| is_new(name)) {
                let shown = input.shown.clone();
                return Err(InputError::Unfit { shown });
            }
            return Ok(totals);
        }
        if normalizer.contradictions() > 0 {
            source.spoil();
        }
        let names = columns.iter().map(|(_, name)| name.to_owned()).collect();
        let (signs, orders) = (normalizer.signs(), normalizer.orders());
        source.end(names, normalizer.columns(), signs, orders);
        Ok(totals)
    }

    /// Columns that hold something and mean nothing to the preset.
    pub(super) fn tell_unknown<'c>(
        &mut self,
        source: u16,
        preset: &str,
        read: impl Iterator<Item = (&'c str, u64)>,
        again: &Totals,
    ) {
        let mut all: Vec<(String, u64)> =
            read.map(|(name, cells)| (name.to_owned(), cells)).collect();
        for (name, cells) in &again.unknown {
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known += cells,
                None => all.push((name.clone(), *cells)),
            }
        }
        for (name, cells) in all {
            let mut finding = unknown_column(&name, preset, cells);
            finding.place.source = source;
            self.judged.problems.add(finding);
        }
    }

    /// Goes on to the next record that is read; `false` when there is none.
    fn turn(&mut self, course: &mut Course, draft: &mut Draft) -> bool {
        let source = usize::from(course.source);
        if course.unit.take().is_some() {
            draft.add(source, std::mem::take(&mut course.entry));
        }
        loop {
            let units = &draft.source(source).units;
            if course.next >= units.len() {
                return false;
            }
            let at = course.next;
            course.next += 1;
            if units.reads(at) {
                course.unit = Some(at);
                course.end += units.start(at + 1) - units.start(at);
                let lines = if at + 1 < units.len() {
                    units.line(at + 1) - units.line(at)
                } else {
                    0
                };
                course.lines = (course.lines.1, course.lines.1 + lines);
                return true;
            }
            self.count(course, draft, at);
        }
    }

    /// Takes a known record into account.
    fn count(&mut self, course: &mut Course, draft: &Draft, at: usize) {
        let source = draft.source(usize::from(course.source));
        let Some(old) = source.units.same(at) else {
            return;
        };
        let class = usize::from(source.stored.classes[old]);
        if course.classes.len() <= class {
            course.classes.resize(class + 1, 0);
        }
        course.classes[class] += 1;
        for made in source.stored.made(old) {
            self.judged.read += 1;
            let Some(index) = self.judged.known.at_key(made.pos, course.near) else {
                continue;
            };
            course.near = index + 1;
            self.publish(index);
            let read = Read {
                seen: Seen::Item,
                source: course.source,
                line: source.units.line(at),
                hash: self.judged.known.entry(index).confirmed,
                sold_out: made.sold_out,
            };
            self.judged.known.note(index, read);
        }
    }

    /// The end of a source: everything behind the last record that was read.
    pub(super) fn end(&mut self, course: &mut Course) -> Totals {
        let mut totals = Totals::default();
        let Some(mut draft) = self.judged.draft.take() else {
            return totals;
        };
        while self.turn(course, &mut draft) {}
        for (number, times) in course.classes.iter().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            let Some(class) = draft.class(number).filter(|_| *times > 0) else {
                continue;
            };
            totals.records += class.records * times;
            totals.without_item += class.without_item * times;
            self.records += class.records * times;
            self.examined += class.examined * times;
            self.variants += class.variants * times;
            for (rule, each) in &class.rules {
                self.judged.problems.count_more(*rule, each * times);
            }
            for (name, each) in &class.unknown {
                let known = totals.unknown.iter_mut().find(|(known, _)| known == name);
                match known {
                    Some((_, cells)) => *cells += each * times,
                    None => totals.unknown.push((name.clone(), each * times)),
                }
            }
        }
        self.judged.draft = Some(draft);
        totals
    }
}

impl Course {
    /// What was made of the record is taken down for the next run, with the columns
    /// with content that nobody knows.
    pub(super) fn note<'c>(
        &mut self,
        made: &MadeItem,
        is_flawed: bool,
        findings: &[Finding],
        unknown: impl Iterator<Item = &'c str>,
    ) {
        let entry = &mut self.entry;
        // What is not published, or cannot be named, is looked at each time.
        entry.reads |= made.hidden.is_some() || made.id.is_none() || !made.examined;
        entry.reads |= made.price_in_doubt || is_flawed;
        entry.class.examined += u64::from(made.examined);
        entry.class.variants += u64::from(made.is_variant);
        entry.note(findings);
        for column in unknown {
            entry.note_unknown(column);
        }
    }

    /// The item that the record became; none where others have its id.
    pub(super) fn item(&mut self, index: Option<Index>) {
        match index {
            Some(index) => self.entry.items.push(index),
            None => self.entry.reads = true,
        }
    }
}
