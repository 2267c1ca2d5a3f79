//! When changes that look like an accident are held back.
//!
//! Pure: numbers go in, a verdict comes out. An anomaly holds the changes that
//! it concerns and no others, and asks; nothing here knows where the numbers
//! come from or how they are told.

use rust_decimal::Decimal;

use super::anomaly::Anomaly;

/// A part of something that is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

impl Share {
    fn is_more_than(self, share: Decimal) -> bool {
        Decimal::from(self.part) > share * Decimal::from(self.whole)
    }
}

/// What was seen of an anomaly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Changes that it concerns, of all that it could.
    pub concerned: Share,
    /// For [`Anomaly::Ids`]: live items that are gone, of all live ones.
    pub gone: Option<Share>,
}

/// What is decided on the changes that an anomaly concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They go out.
    Go,
    /// They wait for a decision.
    Held,
}

/// What somebody decided, and what an earlier run did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past {
    /// So many changes wait since an earlier run: the most that did at once.
    pub standing: Option<u64>,
    /// Of so many of them this export says nothing: they still wait.
    pub unseen: u64,
    /// This once, up to so many may go (`--approve`).
    pub approved: Option<u64>,
}

/// Fewer changes are no anomaly, whatever their share.
const FEWEST: u64 = 5;
/// A fall of the rows by so many is none, whatever its share.
const ROWS: u64 = 10;

/// The thresholds of `[guard]`. Shares are from 0 to 1, and 1 switches a guard off.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Fewer items than this say nothing.
    pub min_items: u64,
    /// The rows may fall by this share of what they were.
    pub rows_share: Decimal,
    /// So many of the priced live items may move by more than `price_change`.
    pub price_share: Decimal,
    /// A price that moves by more than this share of the old one counts.
    pub price_change: Decimal,
    /// A new sale price counts that takes more than this share off the price.
    pub sale_off: Decimal,
    /// So many of the offered live items may go out of stock.
    pub sold_out_share: Decimal,
    /// So many of the priced live items may change their currency.
    pub currency_share: Decimal,
    /// So many of the items may be new while as many of the live ones are gone.
    pub new_ids_share: Decimal,
}

impl Limits {
    /// The share from which on an anomaly is one.
    const fn share(&self, anomaly: Anomaly) -> Decimal {
        match anomaly {
            Anomaly::Ids => self.new_ids_share,
            Anomaly::Currency => self.currency_share,
            Anomaly::Prices => self.price_share,
            Anomaly::Stock => self.sold_out_share,
        }
    }

    /// Judges what was seen of an anomaly in a whole export.
    ///
    /// What was held stays held as long as more than half of it is left, even
    /// when items that went out meanwhile have made its share small: nothing is
    /// let go by itself (`contract.md` rule 5). What cannot be seen is left, too.
    /// An approval is a ceiling.
    pub fn judge(&self, anomaly: Anomaly, sight: &Sight, past: Past) -> Verdict {
        let items = sight.concerned.part;
        let stands = past
            .standing
            .is_some_and(|before| items.saturating_add(past.unseen).saturating_mul(2) > before);
        if (stands || self.is_one(anomaly, sight)) && self.may_hold(anomaly, items, past) {
            Verdict::Held
        } else {
            Verdict::Go
        }
    }

    /// Judges a part of an export. Its shares say nothing, so only what waits
    /// already is held.
    pub fn judge_part(&self, anomaly: Anomaly, sight: &Sight, past: Past) -> Verdict {
        let items = sight.concerned.part;
        if past.standing.is_some() && self.may_hold(anomaly, items, past) {
            Verdict::Held
        } else {
            Verdict::Go
        }
    }

    /// Whether there is something to be held that nobody has let go.
    fn may_hold(&self, anomaly: Anomaly, items: u64, past: Past) -> bool {
        let approved = past.approved.is_some_and(|most| items <= most);
        items > 0 && !self.is_off(anomaly) && !approved
    }

    /// Whether a guard holds nothing whatever it sees.
    pub fn is_off(&self, anomaly: Anomaly) -> bool {
        self.share(anomaly) >= Decimal::ONE
    }

    fn is_one(&self, anomaly: Anomaly, sight: &Sight) -> bool {
        let share = self.share(anomaly);
        let Sight { concerned, gone } = *sight;
        // Of ids the live items must be many; the new ones are counted themselves.
        let judged = gone.map_or(concerned.whole, |gone| gone.whole);
        concerned.part >= FEWEST
            && judged >= self.min_items
            && concerned.is_more_than(share)
            && gone.is_none_or(|gone| gone.is_more_than(share))
    }

    /// Whether an export may lose all of its rows (`guard.rows_share` is 1).
    pub fn never_falls(&self) -> bool {
        self.rows_share >= Decimal::ONE
    }

    /// Whether an export has so few rows that it is not believed about what it
    /// does not have.
    pub fn has_fallen(&self, before: u64, now: u64) -> bool {
        let fall = Share {
            part: before.saturating_sub(now),
            whole: before,
        };
        fall.part > ROWS && fall.is_more_than(self.rows_share)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits() -> Limits {
        Limits {
            min_items: 10,
            rows_share: Decimal::new(50, 2),
            price_share: Decimal::new(30, 2),
            price_change: Decimal::new(50, 2),
            sale_off: Decimal::new(80, 2),
            sold_out_share: Decimal::new(90, 2),
            currency_share: Decimal::new(10, 2),
            new_ids_share: Decimal::new(90, 2),
        }
    }

    fn of(part: u64, whole: u64) -> Sight {
        Sight {
            concerned: Share { part, whole },
            gone: None,
        }
    }

    fn ids(new: u64, read: u64, gone: u64, live: u64) -> Sight {
        Sight {
            gone: Some(Share {
                part: gone,
                whole: live,
            }),
            ..of(new, read)
        }
    }

    #[test]
    fn holds_what_is_many_and_a_large_share() {
        use Anomaly::{Currency, Ids, Prices, Stock};
        use Verdict::{Go, Held};
        #[rustfmt::skip]
        let cases = [
            (Prices,   of(31, 100),            Held),
            (Prices,   of(30, 100),            Go),
            (Prices,   of(5, 10),              Held),
            (Prices,   of(4, 10),              Go),
            (Prices,   of(9, 9),               Go),
            (Stock,    of(91, 100),            Held),
            (Stock,    of(90, 100),            Go),
            (Currency, of(11, 100),            Held),
            (Currency, of(10, 100),            Go),
            (Ids,      ids(95, 100, 91, 100),  Held),
            (Ids,      ids(95, 100, 90, 100),  Go),
            (Ids,      ids(90, 100, 95, 100),  Go),
            // A small shop that grows, and one that is new.
            (Ids,      ids(200, 200, 9, 9),    Go),
            (Ids,      ids(200, 200, 0, 0),    Go),
            (Ids,      ids(4, 4, 40, 40),      Go),
            (Prices,   of(0, 0),               Go),
        ];
        for (anomaly, sight, verdict) in cases {
            let got = limits().judge(anomaly, &sight, Past::default());
            assert_eq!(got, verdict, "{anomaly:?} {sight:?}");
        }
    }

    #[test]
    fn what_waits_is_let_go_by_a_decision_or_when_little_is_left() {
        use Verdict::{Go, Held};
        #[rustfmt::skip]
        let cases = [
            // concerned   waited    unseen  approved  verdict
            (of(31, 100),  None,     0,      Some(31), Go),
            (of(31, 100),  None,     0,      Some(30), Held),
            (of(31, 100),  Some(31), 0,      Some(50), Go),
            // Other items went out and the share is small now.
            (of(31, 1000), Some(31), 0,      None,     Held),
            (of(16, 1000), Some(31), 0,      None,     Held),
            (of(15, 1000), Some(31), 0,      None,     Go),
            // Half repaired, and the rest is still too much.
            (of(40, 100),  Some(90), 0,      None,     Held),
            (of(3, 1000),  Some(5),  0,      None,     Held),
            (of(0, 1000),  Some(1),  0,      None,     Go),
            // The export says nothing of the others.
            (of(1, 1000),  Some(31), 15,     None,     Held),
            (of(1, 1000),  Some(31), 14,     None,     Go),
            (of(0, 1000),  Some(31), 31,     None,     Go),
            (of(1, 1000),  Some(31), 30,     Some(1),  Go),
        ];
        for (sight, standing, unseen, approved, verdict) in cases {
            let past = Past {
                standing,
                unseen,
                approved,
            };
            let got = limits().judge(Anomaly::Prices, &sight, past);
            assert_eq!(got, verdict, "{sight:?} {past:?}");
        }
    }

    #[test]
    fn a_part_of_an_export_holds_only_what_waits_already() {
        let waits = Past {
            standing: Some(40),
            ..Past::default()
        };
        let all = of(10, 10);
        let judge = |past| limits().judge_part(Anomaly::Prices, &all, past);
        assert_eq!(judge(Past::default()), Verdict::Go);
        assert_eq!(judge(waits), Verdict::Held);
        let approved = Some(10);
        assert_eq!(judge(Past { approved, ..waits }), Verdict::Go);
    }

    #[test]
    fn rows_fall_when_many_and_a_large_share_are_gone() {
        #[rustfmt::skip]
        let cases = [
            // before  now   fallen
            (400,      59,   true),
            (400,      200,  false),
            (400,      199,  true),
            (20,       10,   false),
            (20,       9,    true),
            (10,       0,    false),
            (0,        400,  false),
            (400,      401,  false),
        ];
        for (before, now, fallen) in cases {
            assert_eq!(limits().has_fallen(before, now), fallen, "{before} {now}");
        }
    }

    fn anomalies() -> impl Strategy<Value = Anomaly> {
        prop::sample::select(Anomaly::ALL.to_vec())
    }

    fn sights() -> impl Strategy<Value = Sight> {
        let gone = prop::option::of((0_u64..300, 0_u64..300));
        (0_u64..300, 0_u64..300, gone).prop_map(|(part, rest, gone)| Sight {
            concerned: Share {
                part,
                whole: part + rest,
            },
            gone: gone.map(|(part, rest)| Share {
                part,
                whole: part + rest,
            }),
        })
    }

    proptest! {
        #[test]
        fn an_approval_is_a_ceiling_and_nothing_else(
            anomaly in anomalies(), sight in sights(), standing in prop::option::of(0_u64..300), most in 0_u64..400,
        ) {
            let without = limits().judge(anomaly, &sight, Past { standing, ..Past::default() });
            let with = limits().judge(anomaly, &sight, Past { standing, approved: Some(most), ..Past::default() });
            if most >= sight.concerned.part {
                prop_assert_eq!(with, Verdict::Go);
            } else {
                prop_assert_eq!(with, without);
            }
        }

        #[test]
        fn the_same_changes_stay_held_however_the_rest_grows(
            anomaly in anomalies(), sight in sights(), more in 0_u64..100_000,
        ) {
            let first = limits().judge(anomaly, &sight, Past::default());
            let mut later = sight;
            later.concerned.whole += more;
            let standing = (first == Verdict::Held).then_some(sight.concerned.part);
            let past = Past { standing, ..Past::default() };
            if first == Verdict::Held {
                prop_assert_eq!(limits().judge(anomaly, &later, past), Verdict::Held);
            }
        }

        #[test]
        fn more_of_the_same_is_never_let_go(anomaly in anomalies(), sight in sights(), more in 0_u64..50) {
            let mut worse = sight;
            worse.concerned.part = (sight.concerned.part + more).min(sight.concerned.whole);
            let judge = |sight: &Sight| limits().judge(anomaly, sight, Past::default());
            if judge(&sight) == Verdict::Held {
                prop_assert_eq!(judge(&worse), Verdict::Held);
            }
        }

        #[test]
        fn a_share_of_one_holds_nothing(sight in sights(), standing in prop::option::of(0_u64..300)) {
            let off = Limits { price_share: Decimal::ONE, ..limits() };
            let past = Past { standing, ..Past::default() };
            prop_assert_eq!(off.judge(Anomaly::Prices, &sight, past), Verdict::Go);
        }
    }
}
