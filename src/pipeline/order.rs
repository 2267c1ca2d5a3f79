//! The order in which changes go out, and what a look at all of them shows.
//!
//! One pass over what was spilled compares each changed item with the confirmed
//! one. Of the items it keeps only where runs of equal rank begin, so that the
//! items stay on disk; new ones, of which a first sync has millions, are not
//! even read.

use super::books::Books;
use super::changes::body;
use super::judged::Judged;
use super::{PlanError, SpillReader};
use crate::catalog::{Op, Presence};
use crate::layout::ASK_EVERY;
use crate::plan::{
    Anomalies, Anomaly, Decision, Entry, Index, Limits, Rank, Shift, asked_for, compare, decide,
    is_sold_out, stock,
};
use crate::state::Store;

/// So many changes of each anomaly are kept as samples.
const SAMPLES: usize = 20;

/// Items that stand one after the other in the spill and go out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where the first stands.
    pub(super) place: u64,
    /// How many there are.
    pub(super) items: u32,
    /// How soon they go out.
    pub(super) rank: Rank,
    /// Which anomalies they would be part of.
    pub(super) concerns: Anomalies,
}

/// The order of the spilled items.
#[derive(Debug, Default)]
pub struct Order {
    pub(super) runs: Vec<Run>,
}

impl Order {
    /// All items as they were read.
    pub fn as_read(spilled: &SpillReader) -> Self {
        Self::of_one(spilled, Rank::Update, Anomalies::NONE)
    }

    fn of_one(spilled: &SpillReader, rank: Rank, concerns: Anomalies) -> Self {
        let items = u32::try_from(spilled.len()).unwrap_or(u32::MAX);
        let run = Run {
            place: 0,
            items,
            rank,
            concerns,
        };
        Self {
            runs: if items > 0 { vec![run] } else { Vec::new() },
        }
    }

    /// Adds the next item of the spill.
    fn add(&mut self, place: u64, rank: Rank, concerns: Anomalies) {
        match self.runs.last_mut() {
            Some(run) if run.rank == rank && run.concerns == concerns => run.items += 1,
            Some(_) | None => self.runs.push(Run {
                place,
                items: 1,
                rank,
                concerns,
            }),
        }
    }

    /// Adds an item that does not go out: it lies within a run and is passed over.
    fn pass(&mut self) {
        if let Some(run) = self.runs.last_mut() {
            run.items += 1;
        }
    }
}

/// A change that is part of an anomaly.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Whose it is.
    pub index: Index,
    /// What was asked for it, and what would be.
    pub prices: Option<(String, String)>,
}

/// What a look at all changes shows.
#[derive(Debug, Default)]
pub struct Survey {
    /// In which order they go out.
    pub order: Order,
    /// Held-back or refused live items that must be marked as sold out.
    pub(super) marks: Vec<Index>,
    /// Live items that go out of stock and are part of another anomaly as well:
    /// whatever else is held of them, they must not be sold on.
    pub(super) selling_out: Vec<(Index, Anomalies)>,
    /// Updates, by the set of anomalies that they would be part of.
    pub(super) updates: [u64; Anomalies::SETS],
    /// Changed live items that had a price and have one.
    pub(super) priced: u64,
    /// Changed live items that are offered for sale.
    pub(super) offered: u64,
    /// Changed live items of whose prices a new sale price alone is odd.
    pub(super) given_away: u64,
    samples: [Vec<Sample>; Anomaly::ALL.len()],
}

impl Survey {
    /// Updates that would be part of an anomaly.
    pub(super) fn updates_of(&self, anomaly: Anomaly) -> u64 {
        let sets = Anomalies::all().filter(|set| set.has(anomaly));
        sets.map(|set| self.updates[set.number()]).sum()
    }

    /// Updates that are part of one anomaly at least.
    pub(super) fn updates_within(&self, anomalies: Anomalies) -> u64 {
        let sets = Anomalies::all().filter(|set| set.first_of(anomalies).is_some());
        sets.map(|set| self.updates[set.number()]).sum()
    }

    /// Whether an update is part of an anomaly and of one of these others as well.
    pub(super) fn shares(&self, anomaly: Anomaly, others: Anomalies) -> bool {
        let mut sets = Anomalies::all().filter(|set| set.has(anomaly));
        sets.any(|set| set.first_of(others).is_some() && self.updates[set.number()] > 0)
    }

    /// Some of the changes that would be part of an anomaly.
    pub(super) fn samples(&self, anomaly: Anomaly) -> &[Sample] {
        let at = Anomaly::ALL.iter().position(|one| *one == anomaly);
        at.map_or(&[], |at| &self.samples[at])
    }

    fn sample(&mut self, concerns: Anomalies, take: impl Fn(Anomaly) -> Sample) {
        for (anomaly, samples) in Anomaly::ALL.into_iter().zip(&mut self.samples) {
            if concerns.has(anomaly) && samples.len() < SAMPLES {
                samples.push(take(anomaly));
            }
        }
    }
}

/// Looks at every change. Where somebody asks the run to stop, the survey ends
/// before its end, and nothing may be made of it.
pub fn survey(
    judged: &Judged,
    books: &Books,
    spilled: &mut SpillReader,
    store: Option<&Store>,
    limits: &Limits,
    stopped: &dyn Fn() -> bool,
) -> Result<Survey, PlanError> {
    let mut survey = Survey::default();
    let known = &judged.known;
    for index in &books.selling_out {
        let old = body(known, *index, store)?;
        if old.is_some_and(|old| stock(known.id(*index), &old).is_some()) {
            survey.marks.push(*index);
            let sample = |_| Sample {
                index: *index,
                prices: None,
            };
            survey.sample(Anomalies::NONE.with(Anomaly::Stock), sample);
        }
    }
    let new = Anomalies::NONE.with(Anomaly::Ids);
    if books.only_creates {
        survey.order = Order::of_one(spilled, Rank::New, new);
        return Ok(survey);
    }
    let mut looked = 0_u64;
    while let Some((index, place)) = spilled.next_index()? {
        looked += 1;
        if looked.is_multiple_of(ASK_EVERY) && stopped() {
            break;
        }
        let entry = known.entry(index);
        match decide(entry, known.refused(index), judged.wish(index)) {
            Decision::Send(Op::Create) => survey.order.add(place, Rank::New, new),
            // It goes out because somebody asked for it, and differs in nothing. Where
            // stock is withheld, its entry does not tell whether it is sold out.
            Decision::Send(_) if entry.is_as_confirmed() && judged.withheld.is_none() => {
                survey.note_same(entry);
                survey.order.add(place, Rank::Update, Anomalies::NONE);
            }
            Decision::Send(_) => {
                let item = spilled.json()?;
                let old = match entry.presence {
                    Presence::Live => body(known, index, store)?,
                    // Nothing is compared with what is not live.
                    Presence::New | Presence::Archived | Presence::SoldOut | Presence::Listed => {
                        None
                    }
                };
                let (rank, concerns) = survey.note(judged, index, old.as_deref(), item, limits);
                survey.order.add(place, rank, concerns);
            }
            _ => survey.order.pass(),
        }
    }
    Ok(survey)
}

impl Survey {
    /// Takes note of an item that goes out as it is confirmed: every item that may
    /// go out has a price, so neither of the two needs to be read.
    fn note_same(&mut self, entry: &Entry) {
        self.updates[Anomalies::NONE.number()] += 1;
        self.priced += 1;
        self.offered += u64::from(!entry.sold_out);
    }

    /// Takes note of an item that may be in the catalog.
    fn note(
        &mut self,
        judged: &Judged,
        index: Index,
        old: Option<&str>,
        new: &str,
        limits: &Limits,
    ) -> (Rank, Anomalies) {
        let entry = judged.known.entry(index);
        let shift = old.map(|old| compare(old, new, limits));
        let concerns = match (entry.presence, shift) {
            // In doubt, and never confirmed.
            (Presence::New, _) => Anomalies::NONE.with(Anomaly::Ids),
            (_, Some(Shift { concerns, .. })) => concerns,
            (_, None) => Anomalies::NONE,
        };
        if entry.presence != Presence::New {
            self.updates[concerns.number()] += 1;
        }
        let odd = Anomaly::ALL.into_iter().filter(|one| concerns.has(*one));
        if concerns.has(Anomaly::Stock) && odd.count() > 1 {
            self.selling_out.push((index, concerns));
        }
        self.priced += u64::from(shift.is_some_and(|shift| shift.priced));
        self.given_away += u64::from(shift.is_some_and(|shift| shift.given_away));
        self.offered += u64::from(shift.is_some_and(|shift| shift.was_offered));
        if concerns != Anomalies::NONE {
            let sample = |anomaly| Sample {
                index,
                prices: match anomaly {
                    Anomaly::Prices | Anomaly::Currency => {
                        old.map(|old| (asked_for(old), asked_for(new)))
                    }
                    Anomaly::Ids | Anomaly::Stock => None,
                },
            };
            self.sample(concerns, sample);
        }
        // Whether the catalog offers it is not known: it must not.
        let uncertain = entry.doubt.any() || entry.presence == Presence::Listed;
        let urgent = shift.is_some_and(|shift| shift.harms) || (uncertain && is_sold_out(new));
        let rank = if urgent { Rank::Harm } else { Rank::Update };
        (rank, concerns)
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    /// What is not read counts like what is read and found to be the same.
    #[test]
    fn an_item_that_is_as_confirmed_shifts_nothing() {
        let half = Decimal::new(50, 2);
        let limits = Limits {
            min_items: 10,
            rows_share: half,
            price_share: half,
            price_change: half,
            sale_off: Decimal::new(80, 2),
            sold_out_share: half,
            currency_share: half,
            new_ids_share: half,
        };
        for (availability, sold_out) in [("in stock", false), ("out of stock", true)] {
            for sale in ["", r#","sale_price":"0.01 EUR""#] {
                let item =
                    format!(r#"{{"availability":"{availability}","price":"12.00 EUR"{sale}}}"#);
                let shift = compare(&item, &item, &limits);
                assert!(shift.priced && !shift.harms && !shift.given_away, "{item}");
                assert_eq!(shift.was_offered, !sold_out, "{item}");
                assert_eq!(shift.concerns, Anomalies::NONE, "{item}");
            }
        }
    }

    #[test]
    fn neighbours_of_one_kind_are_one_run() {
        let none = Anomalies::NONE;
        let odd = none.with(Anomaly::Prices);
        let mut order = Order::default();
        // What does not go out in front of everything is in no run.
        order.pass();
        order.add(10, Rank::New, none);
        order.add(20, Rank::New, none);
        order.pass();
        order.add(40, Rank::New, none);
        order.add(50, Rank::Update, none);
        order.add(60, Rank::Update, odd);
        let runs: Vec<(u64, u32)> = order.runs.iter().map(|r| (r.place, r.items)).collect();
        assert_eq!(runs, [(10, 4), (50, 1), (60, 1)]);
    }
}
