//! One item from its record through every step to what would be sent for it.

use super::books::{Books, RemovalRule};
use super::changes::Changes;
use super::input::Input;
use super::keeper::{join, of_products};
use super::order::Order;
use super::prepare::{begin, fault, prepare};
use super::selection::{Keep, Selection};
use super::tables::with_tables;
use super::terms::Terms;
use super::{InputError, Judged, PlanError, Spill, read};
use crate::finding::Finding;
use crate::layout::ASK_EVERY;
use crate::normalize::Trace;
use crate::plan::{Change, Decision, Known, Wish, decide};
use crate::report::Reporter;
use crate::source::Record;
use crate::state::Store;

/// A record that has the id, with the source that it is from.
#[derive(Debug)]
pub struct Traced {
    /// The source as the user named it.
    pub source: String,
    /// The preset that read it.
    pub preset: String,
    /// How it became an item.
    pub trace: Trace,
}

/// What is known of one item.
#[derive(Debug)]
pub struct Explained {
    /// The records that have its id: one, or several that contradict each other.
    pub records: Vec<Traced>,
    /// All findings, those of the whole export that concern it included.
    pub findings: Vec<Finding>,
    /// What becomes of it; `None` when neither export nor state knows it.
    pub decision: Option<Decision>,
    /// What would be sent.
    pub change: Option<Change>,
    /// The id in the export that is most like it, when it is in neither.
    pub near: Option<String>,
}

/// Which item is asked about, and what it is compared with.
pub struct Question<'a> {
    /// Its id.
    pub id: &'a str,
    /// The opened sources.
    pub inputs: &'a [Input],
    /// What the configuration says of making items.
    pub terms: &'a Terms,
    /// What happens to items that left the export.
    pub removal: RemovalRule,
    /// The state, when there is one.
    pub store: Option<&'a Store>,
}

/// More records of one id are not shown.
const MOST_RECORDS: usize = 5;

/// Follows one id through the export and compares it with the state.
///
/// # Errors
///
/// When the export or the state cannot be read.
pub fn explain(
    question: &Question<'_>,
    known: Known,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Result<Explained, PlanError>, InputError> {
    let Question {
        id,
        inputs,
        terms,
        removal,
        store,
    } = *question;
    let (records, near) = trace(id, inputs, terms, stopped)?;
    if records.is_empty() {
        let entry = known.find(id).map(|index| *known.entry(index));
        return Ok(Ok(Explained {
            records,
            findings: Vec::new(),
            decision: entry.map(|entry| decide(&entry, None, Wish::default())),
            change: None,
            near,
        }));
    }
    let only = Selection {
        only: Some(std::iter::once(id.to_owned()).collect()),
        ..Selection::default()
    };
    let mut judged = read(inputs, terms, known, only, Keep::All, reporter, stopped)?;
    // The item was asked for to be looked at, not to be sent in any case.
    judged.selection = Selection::default();
    let index = judged.known.find(id);
    let decision = index.map(|index| {
        let refused = judged.known.refused(index);
        decide(judged.known.entry(index), refused, Wish::default())
    });
    let findings = about(&judged, id);
    let change = |mut judged: Judged| -> Result<Option<Change>, PlanError> {
        let spill = std::mem::replace(&mut judged.spill, Spill::new()?);
        let books = Books::keep(&judged, removal, &std::collections::HashMap::new());
        let reader = spill.into_reader()?;
        let order = Order::as_read(&reader);
        let mut changes = Changes::new(&judged, &books, reader, order, store, removal.op)?;
        while let Some(planned) = changes.next_change(store)? {
            if Some(planned.index) == index {
                return Ok(Some(planned.change));
            }
        }
        Ok(None)
    };
    Ok(change(judged).map(|change| Explained {
        records,
        findings,
        decision,
        change,
        near,
    }))
}

/// The findings on one item.
fn about(judged: &Judged, id: &str) -> Vec<Finding> {
    let kept = judged.problems.kept().iter();
    kept.filter(|finding| finding.id == id).cloned().collect()
}

/// The records that have this id.
fn trace(
    id: &str,
    inputs: &[Input],
    terms: &Terms,
    stopped: &dyn Fn() -> bool,
) -> Result<(Vec<Traced>, Option<String>), InputError> {
    let terms = &with_tables(terms)?;
    let products = of_products(inputs);
    let (joined, _) = join(inputs, &products, None, terms, stopped)?;
    let (mut prepared, all) = prepare(&products, &joined, terms, stopped)?;
    let mut found = Vec::new();
    let mut near = (0.85, None);
    for ((at, input), ready) in products.iter().copied().enumerate().zip(&all) {
        let (mut normalizer, mut rows) = begin(at, input, &joined, &mut prepared, ready, terms)?;
        let mut record = Record::new();
        let mut findings = Vec::new();
        let mut records = 0_u64;
        while let Some(next) = rows
            .next(&mut record)
            .map_err(|error| fault(input, error))?
        {
            records += 1;
            if records.is_multiple_of(ASK_EVERY) && stopped() {
                return Err(InputError::Interrupted);
            }
            findings.clear();
            let made = normalizer.make(rows.columns(), &record, next.family, &mut findings);
            let Some(other) = made.id.as_deref() else {
                continue;
            };
            if other != id {
                let likeness = strsim::jaro_winkler(other, id);
                if likeness > near.0 {
                    near = (likeness, Some(other.to_owned()));
                }
                continue;
            }
            let (_, mut trace) = normalizer.trace(rows.columns(), &record, next.family);
            if next.excluded {
                trace.hidden = Some(("filter.include".to_owned(), "false".to_owned()));
            }
            found.push(Traced {
                source: input.shown.clone(),
                preset: input.preset.name.clone(),
                trace,
            });
            if found.len() == MOST_RECORDS {
                return Ok((found, None));
            }
        }
        rows.finish().map_err(|error| fault(input, error))?;
    }
    Ok((found, near.1))
}
