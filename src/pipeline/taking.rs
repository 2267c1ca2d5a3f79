//! Taking in what became of records, in the order of the export.

use super::InputError;
use super::crew::Taker;
use super::gave_up::shop_error;
use super::input::Input;
use super::lot::{Lot, Texts};
use super::read::Reading;
use crate::finding::Finding;
use crate::normalize::Made;
use crate::report::{Event, Reporter};
use crate::source::Flaw;

/// How often somebody who listens hears of progress.
const TELL_EVERY: u64 = 10_000;

/// Takes in the records of one source.
pub(super) struct Taking<'t, 'a> {
    pub(super) reading: &'t mut Reading<'a>,
    pub(super) source: u16,
    pub(super) input: &'t Input,
    pub(super) reporter: &'t dyn Reporter,
    pub(super) stopped: &'t dyn Fn() -> bool,
}

impl Taker for Taking<'_, '_> {
    fn adjusts(&self) -> bool {
        self.reading.keeps_stock()
    }

    fn adjust(
        &mut self,
        id: &str,
        made: &mut Made<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), InputError> {
        self.reading.keep_stock(id, made, findings)
    }

    fn take(&mut self, lot: &mut Lot) -> Result<(), InputError> {
        let reading = &mut *self.reading;
        let mut made = std::mem::take(&mut lot.made);
        let mut findings = made.findings.drain(..);
        let mut unknown = &made.unknown[..];
        for (at, item) in made.items.iter().enumerate() {
            let without_item = lot.row(at).without_item;
            reading.keep_course(self.input, lot.record_mut(at), without_item)?;
            reading.records += 1;
            if reading.records.is_multiple_of(TELL_EVERY) {
                if (self.stopped)() {
                    return Err(InputError::Interrupted);
                }
                let records = reading.records;
                self.reporter.tell(Event::Read { records });
            }
            let row = lot.row(at);
            if let Some(text) = shop_error(&row.record) {
                return Err(InputError::ShopError {
                    shown: self.input.shown.clone(),
                    line: row.record.line(),
                    text,
                });
            }
            let names_lines =
                |flaw: &Flaw| matches!(flaw, Flaw::Markup { .. } | Flaw::Undecodable { .. });
            if self.input.source.is_narrowed() && row.record.flaw().is_some_and(names_lines) {
                // The lines that it names are others in a part of the file.
                let shown = self.input.shown.clone();
                return Err(InputError::Unfit { shown });
            }
            reading.findings.clear();
            reading
                .findings
                .extend(findings.by_ref().take(item.findings));
            let texts = Texts {
                id: item.id.clone().map(|id| &made.ids[id]),
                canonical: &made.canonical[item.canonical.clone()],
            };
            let published = texts.id.filter(|_| item.hidden.is_none());
            reading.meetings.note(&row.next.met, published);
            let (own, rest) = unknown.split_at(item.unknown);
            unknown = rest;
            if let Some(course) = &mut reading.course {
                let names = own.iter().map(|column| lot.columns.name(*column));
                let is_flawed = row.record.flaw().is_some();
                course.note(item, is_flawed, &reading.findings, names);
            }
            reading.item(item, texts, lot.place(self.source, at))?;
        }
        drop(findings);
        // Its memory is used again.
        lot.made = made;
        Ok(())
    }
}
