//! Making items of records: what needs no other record than the one at hand.

use super::InputError;
use super::joined::Contradiction;
use super::lack::tell_more;
use super::lot::{Lot, MadeItem, MadeLot, Row};
use crate::catalog::{Field, Fingerprint};
use crate::check::{self, Subject};
use crate::finding::{Finding, Rule, Severity};
use crate::normalize::{Made, Normalizer};
use crate::plan::{Likeness, Seen};
use crate::source::{Columns, Record};
use crate::template::{Fault, Unknown};

/// What becomes of the item with this id, and of what is said of it, before it is checked.
pub(super) type Adjust<'a> =
    &'a mut dyn FnMut(&str, &mut Made<'_>, &mut Vec<Finding>) -> Result<(), InputError>;

/// Makes items of the records of one source. Clones of it may do so side by side:
/// what they count is put together at the end.
#[derive(Clone)]
pub(super) struct Maker<'s> {
    pub(super) normalizer: Normalizer<'s>,
    likeness: Likeness,
    /// Whether items are compared with what was confirmed, or go out.
    prints: bool,
    /// Whether somebody takes down what nobody knows of a record.
    drafts: bool,
    /// What is said of the record at hand.
    findings: Vec<Finding>,
}

impl<'s> Maker<'s> {
    pub(super) fn new(
        normalizer: Normalizer<'s>,
        likeness: Likeness,
        prints: bool,
        drafts: bool,
    ) -> Self {
        Self {
            normalizer,
            likeness,
            prints,
            drafts,
            findings: Vec::new(),
        }
    }

    /// Makes items of all records of a lot.
    pub(super) fn make(&mut self, lot: &mut Lot) {
        let (rows, columns, made) = lot.parts();
        made.clear();
        for row in rows {
            // Where nothing is adjusted, nothing fails.
            self.make_one(columns, row, made, &mut |_, _, _| Ok(()))
                .ok();
        }
    }

    /// The same, where somebody adjusts each item before it is checked.
    ///
    /// # Errors
    ///
    /// What `adjust` says.
    pub(super) fn make_adjusted(
        &mut self,
        lot: &mut Lot,
        adjust: Adjust<'_>,
    ) -> Result<(), InputError> {
        let (rows, columns, made) = lot.parts();
        made.clear();
        for row in rows {
            self.make_one(columns, row, made, adjust)?;
        }
        Ok(())
    }

    fn make_one(
        &mut self,
        columns: &Columns,
        row: &mut Row,
        lot: &mut MadeLot,
        adjust: Adjust<'_>,
    ) -> Result<(), InputError> {
        self.normalizer.meet(columns, row.columns);
        let (record, next) = (&row.record, &mut row.next);
        let mut findings = std::mem::take(&mut self.findings);
        let normalizer = &mut self.normalizer;
        let mut made = normalizer.make_met(columns, record, next.family, &mut findings);
        if next.excluded {
            made.hidden = Some(("filter.include", ""));
            findings.clear();
        } else if made.hidden.is_none() {
            let faults = std::mem::take(&mut next.faults);
            tell_faults(faults, &mut made, &mut findings);
            findings.extend(next.contradictions.iter().map(Contradiction::told));
            findings.extend(next.unknown.drain(..).map(unknown_word));
        }
        let examined = made.examined && made.hidden.is_none();
        if let Some(id) = made.id.clone().filter(|_| examined) {
            adjust(&id, &mut made, &mut findings)?;
            self.check(columns, record, &made, &mut findings);
        }
        let is_error = |finding: &Finding| finding.severity() == Severity::Error;
        let seen = if made.hidden.is_some() {
            Seen::Filtered
        } else if findings.iter().any(is_error) {
            Seen::Invalid
        } else {
            Seen::Item
        };
        let start = lot.canonical.len();
        let (likeness, whole) = match seen {
            Seen::Item => {
                made.item.write_canonical(&mut lot.canonical);
                let canonical = &lot.canonical[start..];
                let whole = self.prints.then(|| Fingerprint::of(canonical));
                (self.likeness.of([canonical]), whole)
            }
            // What is held back is compared with nothing but its own repetition.
            Seen::Invalid => {
                let cells = record.cells().map(|(_, text)| text.as_bytes());
                (self.likeness.of(cells), None)
            }
            Seen::Filtered | Seen::Absent => ([0; 16], None),
        };
        let unknown = lot.unknown.len();
        if self.drafts {
            lot.unknown.extend(self.normalizer.unknown_in(record));
        }
        let id = made.id.as_deref().map(|id| {
            let start = lot.ids.len();
            lot.ids.push_str(id);
            start..lot.ids.len()
        });
        lot.items.push(MadeItem {
            id,
            seen,
            examined,
            is_variant: examined && made.item.has(Field::ItemGroupId),
            hidden: made
                .hidden
                .map(|(column, word)| (column.to_owned(), word.to_owned())),
            sold_out: made.sold_out,
            price_in_doubt: made.price_in_doubt,
            canonical: start..lot.canonical.len(),
            findings: findings.len(),
            unknown: lot.unknown.len() - unknown,
            likeness,
            whole,
        });
        lot.findings.append(&mut findings);
        self.findings = findings;
        Ok(())
    }

    /// Runs the rules over an item.
    fn check(
        &self,
        columns: &Columns,
        record: &Record,
        made: &Made<'_>,
        findings: &mut Vec<Finding>,
    ) {
        let normalizer = &self.normalizer;
        let subject = Subject {
            item: &made.item,
            faulted: made.faulted,
            columns: normalizer.columns_for(record),
        };
        let before = findings.len();
        check::examine(&subject, findings);
        // Rules see the item only; the column it came from is known here.
        for finding in &mut findings[before..] {
            let field = finding.rule.field();
            let column = field.and_then(|field| normalizer.column_for(field, columns, record));
            column.unwrap_or_default().clone_into(&mut finding.column);
            tell_more(normalizer.lack(), finding);
        }
    }
}

/// A word that a table of the configuration does not have.
fn unknown_word(Unknown { table, word }: Unknown) -> Finding {
    let message = format!("the table `{table}` has no entry for `{word}`");
    Finding::new(Rule::LookupUnknown, message).of("", &word)
}

/// What the templates of the configuration could not make of a record, in place of
/// what is said of the field then.
fn tell_faults(faults: Vec<Fault>, made: &mut Made<'_>, findings: &mut Vec<Finding>) {
    for fault in faults {
        let rule = match fault.field {
            Some(field) => {
                made.faulted.add(field);
                let missing = Rule::Missing(field);
                findings.retain(|finding| finding.rule != missing);
                Rule::Invalid(field)
            }
            None => Rule::FilterFailed,
        };
        let finding = Finding::new(rule, fault.message);
        findings.push(finding.of(&fault.column, &fault.value));
    }
}
