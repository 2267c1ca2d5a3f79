//! What can be told only when the whole export has been read.

use super::InputError;
use super::input::{Input, SourceReport};
use super::judged::Judged;
use super::read::Reading;
use crate::config::Role;
use crate::finding::{Finding, Place, Rule};
use crate::layout::Lone;
use crate::plan::Seen;

impl Reading<'_> {
    /// Judges the whole: what all items lack ends the run.
    pub(super) fn finish(self, inputs: &[Input]) -> Result<Judged, InputError> {
        if self.records > 0 {
            self.unknown_only()?;
            self.missing_setting()?;
        }
        self.close(inputs)
    }

    /// The end of every reading, whatever the settings lack.
    pub(super) fn close(mut self, inputs: &[Input]) -> Result<Judged, InputError> {
        if self.records == 0 {
            let names: Vec<&str> = inputs.iter().map(|input| input.shown.as_str()).collect();
            let shown = names.join(", ");
            let products = self.judged.sources.iter();
            let products = products.filter(|source| source.role == Role::Products);
            let rows = products.map(|source| source.records).sum();
            return Err(if rows == 0 {
                InputError::NoRecords { shown }
            } else {
                InputError::NoItems { shown, rows }
            });
        }
        // What it held a day ago would all be taken for sold.
        let products = self.judged.sources.iter();
        let mut products = products.filter(|source| source.role == Role::Products);
        if let Some(empty) = products.find(|source| source.records == 0) {
            let shown = empty.path.clone();
            return Err(InputError::NoneInFile { shown });
        }
        self.hold_doubtful();
        self.tell_duplicates();
        Ok(self.judged)
    }

    /// Parents without variants are no items, and somebody may miss them.
    pub(super) fn tell_lone(&mut self, source: u16, lone: &Lone) {
        for (at, line) in lone.lines.iter().enumerate() {
            let message = "the product has variants, and none of them is in the export";
            let mut finding = Finding::new(Rule::ParentEmpty, message);
            finding.place = Place {
                source,
                line: *line,
            };
            let others = lone.count - lone.lines.len() as u64;
            let times = if at == 0 { 1 + others } else { 1 };
            self.judged.problems.add_many(finding, times);
        }
    }

    /// Columns that the source lacks and that say what the shop shows.
    pub(super) fn tell_untold(&mut self, source: u16, columns: &[&[String]]) {
        for names in columns {
            let message = format!(
                "the export has no column `{}`: drafts and hidden products may be among its items",
                names.join("` or `")
            );
            let mut finding = Finding::new(Rule::PublishUnknown, message);
            finding.place.source = source;
            finding.column = names.first().cloned().unwrap_or_default();
            self.judged.problems.add(finding);
        }
    }

    /// Each rule counts once an item, however many fields of it break it.
    pub(super) fn count_lacking(&mut self) {
        let mut broken: Vec<Rule> = self.findings.iter().map(|finding| finding.rule).collect();
        broken.retain(|rule| {
            let of_setting = matches!(
                rule,
                Rule::CurrencyMissing
                    | Rule::TaxRateMissing
                    | Rule::TimezoneMissing
                    | Rule::Missing(_)
                    | Rule::Relative(_)
            );
            of_setting
        });
        broken.sort_unstable();
        broken.dedup();
        for rule in broken {
            *self.lacking.entry(rule).or_default() += 1;
        }
    }

    /// Every id of `--only` must be there: a slip must not pass for success.
    pub(super) fn unknown_only(&self) -> Result<(), InputError> {
        let Some(only) = &self.judged.selection.only else {
            return Ok(());
        };
        let known = &self.judged.known;
        let is_read = |id: &&String| {
            let index = known.find(id);
            index.is_some_and(|index| known.entry(index).seen != Seen::Absent)
        };
        let mut ids: Vec<String> = only.iter().filter(|id| !is_read(id)).cloned().collect();
        ids.sort_unstable();
        if ids.is_empty() {
            Ok(())
        } else {
            Err(InputError::OnlyUnknown { ids })
        }
    }

    /// The preset says how amounts are written, and the column contradicts it:
    /// then amounts that could be either are not trusted.
    pub(super) fn hold_doubtful(&mut self) {
        if self.contradictions == 0 {
            return;
        }
        for index in std::mem::take(&mut self.doubtful) {
            let entry = self.judged.known.entry_mut(index);
            entry.seen = Seen::Invalid;
            let place = Place {
                source: entry.source,
                line: u64::from(entry.line),
            };
            let message = "the amount can be read in two ways, and other prices of the column use a decimal comma";
            let mut finding = Finding::new(Rule::PriceAmbiguous, message);
            self.judged.known.id(index).clone_into(&mut finding.id);
            finding.place = place;
            self.judged.problems.add(finding);
        }
    }

    pub(super) fn tell_duplicates(&mut self) {
        let judged = &mut self.judged;
        let mut twins: Vec<_> = judged
            .known
            .duplicates()
            .map(|(index, twin)| (index, twin.clone()))
            .collect();
        twins.sort_by_key(|(index, _)| *index);
        for (index, twin) in twins {
            let conflict = judged.known.entry(index).conflict;
            let (rule, are) = if conflict {
                (Rule::IdDuplicate, "different")
            } else {
                judged.repeated += twin.records - 1;
                (Rule::IdRepeated, "equal")
            };
            let message = format!(
                "{} {are} records have this id, on lines {}",
                twin.records,
                lines(&twin.places, &judged.sources)
            );
            let id = judged.known.id(index).to_owned();
            let mut finding = Finding::new(rule, message);
            finding.value.clone_from(&id);
            finding.id = id;
            let (source, line) = twin.places.first().copied().unwrap_or_default();
            finding.place = Place { source, line };
            let times = if conflict {
                twin.records
            } else {
                twin.records - 1
            };
            judged.problems.add_many(finding, times);
        }
        let (count, samples) = judged.known.case_twins(20);
        let others = count.saturating_sub(samples.len() as u64);
        for (at, (a, b)) in samples.into_iter().enumerate() {
            let (a, b) = (judged.known.id(a).to_owned(), judged.known.id(b));
            let message = format!("`{a}` and `{b}` differ only in case");
            let mut finding = Finding::new(Rule::IdCase, message);
            finding.id = a;
            let times = if at == 0 { 1 + others } else { 1 };
            judged.problems.add_many(finding, times);
        }
    }
}

/// A column that holds something and means nothing to a preset.
pub(super) fn unknown_column(name: &str, preset: &str, cells: u64) -> Finding {
    let records = if cells == 1 { "record" } else { "records" };
    let message =
        format!("`{name}` means nothing to preset `{preset}`; it has content in {cells} {records}");
    let mut finding = Finding::new(Rule::ColumnUnknown, message);
    name.clone_into(&mut finding.column);
    finding
}

/// The lines of some records; with their files where these are not all in one.
fn lines(places: &[(u16, u64)], sources: &[SourceReport]) -> String {
    let first = places.first().map(|(source, _)| *source);
    let one_file = places.iter().all(|(source, _)| Some(*source) == first);
    let shown = places.iter().map(|(source, line)| {
        let file = sources.get(usize::from(*source)).filter(|_| !one_file);
        file.map_or_else(
            || line.to_string(),
            |file| format!("{line} of {}", file.path),
        )
    });
    shown.collect::<Vec<String>>().join(", ")
}
