//! Reading the export to its end and judging every record on the way.

use std::collections::BTreeMap;

use super::InputError;
use super::again::Course;
use super::input::{Input, SourceReport};
use super::judged::Judged;
use super::memo::Draft;
use super::prepare::{begin, fault, prepare};
use super::rows::{Next, Rows};
use super::selection::{Keep, Selection};
use super::terms::Terms;
use crate::catalog::{Field, Fingerprint, Presence};
use crate::check::{self, Subject};
use crate::finding::{Finding, Place, Rule, Severity};
use crate::normalize::{Made, Normalizer};
use crate::plan::{Index, Known, Read, Seen};
use crate::report::{Event, Reporter};
use crate::source::Record;

/// How often somebody who listens hears of progress.
const TELL_EVERY: u64 = 10_000;

/// What sources are read with.
pub(super) struct Ask<'a> {
    pub(super) terms: &'a Terms,
    pub(super) selection: Selection,
    pub(super) keep: Keep,
    pub(super) reporter: &'a dyn Reporter,
    pub(super) stopped: &'a dyn Fn() -> bool,
}

/// Reads all sources.
pub fn read(
    inputs: &[Input],
    terms: &Terms,
    known: Known,
    selection: Selection,
    keep: Keep,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Judged, InputError> {
    let ask = Ask {
        terms,
        selection,
        keep,
        reporter,
        stopped,
    };
    read_all(inputs, known, None, ask)?.finish(inputs)
}

/// Reads all sources, and judges nothing that can be told only at the end. With a
/// draft, what the next run may know is taken down in it.
pub(super) fn read_all(
    inputs: &[Input],
    known: Known,
    draft: Option<Draft>,
    ask: Ask<'_>,
) -> Result<Reading, InputError> {
    let Ask {
        terms,
        selection,
        keep,
        reporter,
        stopped,
    } = ask;
    let mut reading = Reading {
        judged: Judged::begin(known, selection)?,
        keep,
        taken: 0,
        examined: 0,
        variants: 0,
        records: 0,
        findings: Vec::new(),
        canonical: Vec::new(),
        lacking: BTreeMap::new(),
        doubtful: Vec::new(),
        contradictions: 0,
        nameless: 0,
        id_column: None,
        course: None,
    };
    reading.judged.draft = draft;
    let (mut prepared, all) = prepare(inputs, terms, stopped)?;
    for ((source, input), ready) in (0..).zip(inputs).zip(&all) {
        let (normalizer, rows) = begin(usize::from(source), input, &mut prepared, ready, terms)?;
        reading.source(source, input, normalizer, rows, reporter, stopped)?;
    }
    // A parent's variants may stand in a later source.
    for (source, at) in (0..).zip(0..inputs.len()) {
        reading.tell_lone(source, &prepared.lone(at));
    }
    Ok(reading)
}

pub(super) struct Reading {
    pub(super) judged: Judged,
    keep: Keep,
    /// Items that were asked for.
    taken: u64,
    /// Items whose fields were looked at.
    pub(super) examined: u64,
    /// Items that belong to a product with others.
    pub(super) variants: u64,
    pub(super) records: u64,
    pub(super) findings: Vec<Finding>,
    canonical: Vec<u8>,
    /// How many items broke a rule at least once, for rules that a setting cures.
    pub(super) lacking: BTreeMap<Rule, u64>,
    /// Items whose price could be another amount if the column's decimal sign
    /// is not what the preset says.
    pub(super) doubtful: Vec<Index>,
    /// Amounts that contradict the preset's decimal sign.
    pub(super) contradictions: u64,
    /// Items with nothing in the column of the id.
    pub(super) nameless: u64,
    /// That column.
    pub(super) id_column: Option<String>,
    /// Where the source is that is being read, if a draft is made of it.
    pub(super) course: Option<Course>,
}

impl Reading {
    fn source(
        &mut self,
        source: u16,
        input: &Input,
        mut normalizer: Normalizer<'_>,
        mut rows: Rows<'_>,
        reporter: &dyn Reporter,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), InputError> {
        let mut record = Record::new();
        self.course = self.judged.draft.as_ref().map(|draft| {
            let depends = input.preset.depends();
            Course::new(source, draft, input.source.is_narrowed(), depends)
        });
        while let Some(next) = rows
            .next(&mut record)
            .map_err(|error| fault(input, error))?
        {
            self.keep_course(input, &mut record, rows.without_item())?;
            self.records += 1;
            if self.records.is_multiple_of(TELL_EVERY) {
                if stopped() {
                    return Err(InputError::Interrupted);
                }
                reporter.tell(Event::Read {
                    records: self.records,
                });
            }
            if let Some(text) = shop_error(&record) {
                return Err(InputError::ShopError {
                    shown: input.shown.clone(),
                    line: record.line(),
                    text,
                });
            }
            self.record(source, &mut normalizer, &rows, next, &record)?;
        }
        let again = self.end_course(source, input, &normalizer, &rows)?;
        let unknown = normalizer.unknown_columns(rows.columns());
        self.tell_unknown(source, &input.preset.name, unknown, &again);
        let has_column =
            |field: &&Field| normalizer.has_column(**field) || input.fields.has(**field);
        for field in Field::ALL.iter().filter(has_column) {
            self.judged.columns.add(*field);
        }
        self.contradictions += normalizer.contradictions();
        let without_item = rows.without_item();
        let end = rows.finish().map_err(|error| fault(input, error))?;
        for note in &input.source.facts().notes {
            let mut finding = Finding::new(Rule::SourceNote, note.to_string());
            finding.place.source = source;
            self.judged.problems.add(finding);
        }
        self.judged.sources.push(SourceReport {
            path: input.shown.clone(),
            preset: input.preset.name.clone(),
            encoding: input.source.facts().encoding.to_owned(),
            records: end.records + again.records,
            without_item: without_item + again.without_item,
        });
        Ok(())
    }

    fn record(
        &mut self,
        source: u16,
        normalizer: &mut Normalizer<'_>,
        rows: &Rows<'_>,
        next: Next,
        record: &Record,
    ) -> Result<(), InputError> {
        self.judged.read += 1;
        self.findings.clear();
        let mut made = normalizer.make(rows.columns(), record, next.family, &mut self.findings);
        if next.excluded {
            made.hidden = Some(("filter.include", ""));
            self.findings.clear();
        } else if made.hidden.is_none() {
            self.tell_faults(next.faults, &mut made);
        }
        if let Some(course) = &mut self.course {
            course.note(&made, &self.findings, normalizer, rows.columns(), record);
        }
        if let Some((column, word)) = made.hidden {
            self.judged.aside.note(column, word, made.id.as_deref());
        }
        let place = Place {
            source,
            line: record.line(),
        };
        let Some(id) = made.id.as_deref() else {
            let missing = |finding: &Finding| finding.rule == Rule::Missing(Field::Id);
            self.nameless += u64::from(made.hidden.is_some() || self.findings.iter().any(missing));
            if self.id_column.is_none() {
                let column = normalizer.column_of(Field::Id, rows.columns());
                self.id_column = column.map(str::to_owned);
            }
            if made.hidden.is_some() || self.judged.selection.is_partial() {
                self.judged.not_selected += 1;
                return Ok(());
            }
            self.judged.without_id += 1;
            self.tell_findings(None, place);
            return Ok(());
        };
        if !self.judged.selection.takes(id, self.taken) {
            self.judged.not_selected += 1;
            return Ok(());
        }
        self.taken += 1;
        let index = self.judged.known.find_or_add(id);
        if made.hidden.is_some() {
            self.filtered(index, place);
            return Ok(());
        }
        if made.examined && made.hidden.is_none() {
            self.examined += 1;
            self.variants += u64::from(made.item.has(Field::ItemGroupId));
            let subject = Subject {
                item: &made.item,
                faulted: made.faulted,
                columns: normalizer.columns_for(record),
            };
            let before = self.findings.len();
            check::examine(&subject, &mut self.findings);
            if let Some(course) = &mut self.course {
                course.checked(&self.findings[before..]);
            }
            // Rules see the item only; the column it came from is known here.
            for finding in &mut self.findings[before..] {
                let field = finding.rule.field();
                let column =
                    field.and_then(|field| normalizer.column_for(field, rows.columns(), record));
                column.unwrap_or_default().clone_into(&mut finding.column);
            }
        }
        self.count_lacking();
        self.note(index, &made, record, place)
    }

    /// A record that is not published. Another one of the same id that is
    /// published counts instead.
    fn filtered(&mut self, index: Index, place: Place) {
        if self.judged.known.entry(index).seen == Seen::Absent {
            let read = Read {
                seen: Seen::Filtered,
                source: place.source,
                line: place.line,
                hash: [0; 16],
                sold_out: false,
            };
            self.judged.known.note(index, read);
        } else {
            self.judged.repeated += 1;
        }
    }

    /// A record that is published counts in place of one that is not.
    pub(super) fn publish(&mut self, index: Index) {
        let entry = self.judged.known.entry_mut(index);
        if entry.seen == Seen::Filtered {
            entry.seen = Seen::Absent;
            self.judged.repeated += 1;
        }
    }

    fn note(
        &mut self,
        index: Index,
        made: &Made<'_>,
        record: &Record,
        place: Place,
    ) -> Result<(), InputError> {
        let is_error = |finding: &Finding| finding.severity() == Severity::Error;
        let errors = self.findings.iter().any(is_error);
        self.canonical.clear();
        let known = &mut self.judged.known;
        let (seen, (hash, whole)) = if errors {
            // What is held back is compared with nothing but its own repetition.
            let cells = record.cells().map(|(_, text)| text.as_bytes());
            (Seen::Invalid, (known.likeness(cells), None))
        } else {
            made.item.write_canonical(&mut self.canonical);
            (Seen::Item, known.print(index, &self.canonical))
        };
        self.publish(index);
        let read = Read {
            seen,
            source: place.source,
            line: place.line,
            hash,
            sold_out: made.sold_out,
        };
        let is_first = self.judged.known.note(index, read);
        if let Some(course) = &mut self.course {
            course.item(is_first.then_some(index));
        }
        if !is_first {
            return Ok(());
        }
        if made.price_in_doubt && seen == Seen::Item {
            self.doubtful.push(index);
        }
        self.tell_findings(Some(index), place);
        if seen == Seen::Item {
            self.spill(index, whole)?;
        }
        Ok(())
    }

    fn spill(&mut self, index: Index, whole: Option<Fingerprint>) -> Result<(), InputError> {
        let judged = &mut self.judged;
        let entry = judged.known.entry(index);
        let same = entry.presence == Presence::Live
            && entry.has_confirmed
            && !entry.doubt.any()
            && entry.confirmed == entry.read;
        let wanted = match self.keep {
            Keep::Nothing => false,
            Keep::Changed => !same || judged.selection.forces(judged.known.id(index)),
            Keep::All => true,
        };
        if wanted {
            let whole = whole.unwrap_or_else(|| Fingerprint::of(&self.canonical));
            let put = judged.spill.put(index, &whole, &self.canonical);
            let place = put.map_err(InputError::spill)?;
            if self.keep == Keep::All {
                judged.places.push((index, place));
            }
        }
        Ok(())
    }

    fn tell_findings(&mut self, index: Option<Index>, place: Place) {
        let id = index.map_or("", |index| self.judged.known.id(index));
        for mut finding in self.findings.drain(..) {
            id.clone_into(&mut finding.id);
            finding.place = place;
            self.judged.problems.add(finding);
        }
    }
}

/// An error message of the shop's own, in place of a record: whatever came
/// after it is missing (`peers.md` 3.8).
fn shop_error(record: &Record) -> Option<String> {
    const SIGNS: [&str; 3] = [
        "Fatal error",
        "Allowed memory size of",
        "Maximum execution time of",
    ];
    // A product has more cells than that, and no message.
    if record.cells().len() > 3 {
        return None;
    }
    let mut cells = record.cells().map(|(_, text)| text);
    let text = cells.find(|text| SIGNS.iter().any(|sign| text.contains(sign)))?;
    Some(text.chars().take(80).collect())
}
