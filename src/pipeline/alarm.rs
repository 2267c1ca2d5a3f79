//! What guards hold, in words.

use rust_decimal::Decimal;

use super::Books;
use super::guards::{Cause, HeldSet};
use super::judged::Judged;
use super::order::Sample;
use crate::finding::{Finding, Rule};
use crate::plan::{Anomaly, Index, Limits};

/// So many items are named.
const NAMED: usize = 5;

impl Books {
    /// One finding for each guard that holds or withholds something.
    pub fn alarms(&self, judged: &Judged, limits: &Limits) -> Vec<Finding> {
        let mut alarms: Vec<Finding> = Vec::new();
        if let Some(Cause::Rows { before, now }) = self.cause() {
            let (before, now) = (*before, *now);
            alarms.push(Finding::new(
                Rule::GuardRows,
                format!(
                    "the export has {}, and had {before} in the last run that was believed; live items that it lacks \
                     are not removed ({})",
                    match now {
                        1 => "1 record".to_owned(),
                        _ => format!("{now} records"),
                    },
                    self.leaving.len()
                ),
            ));
        }
        if let Some(Cause::Files { missing }) = self.cause() {
            let named = list(missing.iter().take(NAMED).cloned(), missing.len() as u64);
            alarms.push(Finding::new(
                Rule::GuardRows,
                format!(
                    "the export lacks {}: {named}, which the last run that was believed had; live items that the export \
                     lacks are not removed ({})",
                    match missing.len() {
                        1 => "a file".to_owned(),
                        more => format!("{more} files"),
                    },
                    self.leaving.len()
                ),
            ));
        }
        for set in self.held() {
            let message = self.message(set, judged, limits);
            alarms.push(Finding::new(rule(set.anomaly), message));
        }
        if judged.sources.len() > 1 {
            // It is about all of them, and none is named.
            for alarm in &mut alarms {
                alarm.place.source = u16::MAX;
            }
        }
        alarms
    }

    fn message(&self, set: &HeldSet, judged: &Judged, limits: &Limits) -> String {
        let concerned = set.sight.concerned;
        let (part, whole) = (concerned.part, concerned.whole);
        let of = match part.cmp(&whole) {
            std::cmp::Ordering::Less => format!("{part} of {whole}"),
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => format!("all {part}"),
        };
        let named = named(set, judged);
        let end = match set.standing {
            Some(_) => "they still wait",
            None => "they are not sent",
        };
        match set.anomaly {
            Anomaly::Prices => {
                let percent = |share: Decimal| (share * Decimal::ONE_HUNDRED).normalize();
                let (moved, off) = (percent(limits.price_change), percent(limits.sale_off));
                let what = match set.given_away {
                    0 => format!("the price of {of} live items moves by more than {moved} %"),
                    sales if sales == part => format!(
                        "a new sale price takes more than {off} % off the price of {of} live items"
                    ),
                    _ => format!(
                        "the price of {of} live items moves by more than {moved} %, or a new sale price takes more \
                         than {off} % off"
                    ),
                };
                format!("{what}: {named}; {end}")
            }
            Anomaly::Currency => {
                format!("{of} live items change their currency: {named}; {end}")
            }
            Anomaly::Stock => {
                format!("{of} live items that are offered would go out of stock: {named}; {end}")
            }
            Anomaly::Ids if self.leaving.is_empty() => {
                format!("{of} items are new: {named}; {end}")
            }
            Anomaly::Ids => {
                let gone = self.leaving.iter().take(NAMED);
                let gone = gone.map(|index| id(judged, *index));
                let number = self.leaving.len();
                let gone = list(gone, number as u64);
                format!(
                    "{of} items are new: {named}; and {number} of {} live items are gone: {gone}; new ones are not \
                     sent and none is removed",
                    self.live
                )
            }
        }
    }
}

/// The rule of an anomaly.
const fn rule(anomaly: Anomaly) -> Rule {
    match anomaly {
        Anomaly::Ids => Rule::GuardIds,
        Anomaly::Currency => Rule::GuardCurrency,
        Anomaly::Prices => Rule::GuardPrices,
        Anomaly::Stock => Rule::GuardStock,
    }
}

/// Some of the items, with what was and would be asked for them.
fn named(set: &HeldSet, judged: &Judged) -> String {
    let one = |sample: &Sample| {
        let id = id(judged, sample.index);
        match &sample.prices {
            Some((old, new)) => format!("{id} ({old} → {new})"),
            None => id,
        }
    };
    let samples = set.samples.iter().take(NAMED);
    list(samples.map(one), set.sight.concerned.part)
}

fn list(some: impl Iterator<Item = String>, all: u64) -> String {
    let mut some: Vec<String> = some.collect();
    if all > some.len() as u64 {
        some.push("…".to_owned());
    }
    some.join(", ")
}

fn id(judged: &Judged, index: Index) -> String {
    judged.known.id(index).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_and_its_rule_have_one_id() {
        for anomaly in Anomaly::ALL {
            assert_eq!(rule(anomaly).id(), anomaly.id());
        }
    }
}
