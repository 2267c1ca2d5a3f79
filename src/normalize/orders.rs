//! The order of day, month and year in the dates of each column.
//!
//! `03/04/2026` is in March or in April, and no row can tell alone. A day above twelve in
//! any row of the column can (`formats.md` 2.6); where none has one, nobody chooses:
//! dates that stay open are findings, and a setting of the source says what they are.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::date;

/// What stands first in a date that does not begin with a year of four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayOrder {
    /// `30/04/2026`.
    Day,
    /// `04/30/2026`.
    Month,
    /// `26-04-30`.
    Year,
}

impl DayOrder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The orders in which a date can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OrderSet(u8);

impl OrderSet {
    pub(super) const NONE: Self = Self(0);
    const EVERY: Self = Self(0b111);

    pub(super) fn add(&mut self, order: DayOrder) {
        self.0 |= order.bit();
    }

    pub(super) fn has(self, order: DayOrder) -> bool {
        self.0 & order.bit() != 0
    }

    /// Those that are in both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn only(self) -> Option<DayOrder> {
        let mut all = DayOrder::ALL.into_iter().filter(|order| self.has(*order));
        all.next().filter(|_| all.next().is_none())
    }
}

/// What the cells of a column say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderOf {
    /// All can be read in this order, and in no other.
    Order(DayOrder),
    /// They can be read in several.
    Open,
    /// Some can only be read in one order, and some only in another.
    Mixed,
}

/// The order of the dates of each column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Orders {
    /// The same for all: a setting says so.
    All(DayOrder),
    /// What the cells of each column say; none says nothing.
    Columns(HashMap<String, OrderOf>),
}

impl Default for Orders {
    fn default() -> Self {
        Self::Columns(HashMap::new())
    }
}

impl Orders {
    /// Whether the cells of a column contradict each other. Any cell that changes, or
    /// that is gone, may be the one that did: only the whole column tells.
    pub fn has_mixed(&self) -> bool {
        match self {
            Self::All(_) => false,
            Self::Columns(columns) => columns.values().any(|order| *order == OrderOf::Mixed),
        }
    }

    pub(super) fn of(&self, column: &str) -> Option<DayOrder> {
        match self {
            Self::All(order) => Some(*order),
            Self::Columns(columns) => match columns.get(column) {
                Some(OrderOf::Order(order)) => Some(*order),
                Some(OrderOf::Open | OrderOf::Mixed) | None => None,
            },
        }
    }
}

/// A column of dates, and how they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderSample {
    /// Its name.
    pub column: String,
    /// The order.
    pub order: OrderOf,
    /// The first cell that decides it, or that stays open.
    pub cell: String,
}

/// What is seen of the dates of each column.
#[derive(Debug, Default)]
pub(super) struct OrderEvidence {
    columns: BTreeMap<usize, Seen>,
}

#[derive(Debug)]
struct Seen {
    column: String,
    /// In which all cells can be read.
    all: OrderSet,
    /// The first cell, and the first after which no other order was left.
    first: Box<str>,
    proof: Option<Box<str>>,
}

impl Seen {
    fn order(&self) -> OrderOf {
        match self.all.only() {
            Some(order) => OrderOf::Order(order),
            None if self.all == OrderSet::NONE => OrderOf::Mixed,
            None => OrderOf::Open,
        }
    }
}

impl OrderEvidence {
    /// Takes a cell into account. One that can be read in one way only by its form, as
    /// `2026-04-30`, says nothing.
    pub(super) fn note(&mut self, at: usize, name: &str, cell: &str) {
        let Some(orders) = date::orders(cell) else {
            return;
        };
        let seen = self.columns.entry(at).or_insert_with(|| Seen {
            column: name.to_owned(),
            all: OrderSet::EVERY,
            first: cell.into(),
            proof: None,
        });
        seen.all = seen.all.and(orders);
        if seen.proof.is_none() && seen.all.only().is_some() {
            seen.proof = Some(cell.into());
        }
    }

    /// Whether nothing here says otherwise than what was settled before.
    pub(super) fn agrees_with(&self, orders: &Orders) -> bool {
        let Orders::Columns(columns) = orders else {
            return true;
        };
        self.columns
            .values()
            .all(|seen| match columns.get(&seen.column) {
                Some(OrderOf::Order(order)) => seen.all.has(*order),
                Some(OrderOf::Open) => self.order(seen) == OrderOf::Open,
                // Whoever reads a part cannot tell: see `has_mixed`.
                Some(OrderOf::Mixed) => true,
                // It had no dates that depend on others.
                None => false,
            })
    }

    /// What the columns with an order agree on; a source writes its dates in one way.
    fn others(&self) -> Option<DayOrder> {
        let mut all = OrderSet::EVERY;
        for seen in self.columns.values() {
            match seen.order() {
                OrderOf::Order(_) => all = all.and(seen.all),
                OrderOf::Mixed => return None,
                OrderOf::Open => {}
            }
        }
        all.only()
    }

    /// The order of a column: by its own cells, or by those of the columns beside it.
    fn order(&self, seen: &Seen) -> OrderOf {
        match (seen.order(), self.others()) {
            (OrderOf::Open, Some(order)) if seen.all.has(order) => OrderOf::Order(order),
            (order, _) => order,
        }
    }

    pub(super) fn samples(&self) -> Vec<OrderSample> {
        let all = self.columns.values().map(|seen| OrderSample {
            column: seen.column.clone(),
            order: self.order(seen),
            cell: seen.proof.as_deref().unwrap_or(&seen.first).to_owned(),
        });
        all.collect()
    }

    pub(super) fn settle(&self) -> Orders {
        let all = self.columns.values();
        Orders::Columns(
            all.map(|seen| (seen.column.clone(), self.order(seen)))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_says_what_no_row_can() {
        use DayOrder::{Day, Month, Year};
        use OrderOf::{Mixed, Open, Order};
        #[rustfmt::skip]
        let cases: &[(&[&str], Option<OrderOf>)] = &[
            (&["03/04/2026", "13/04/2026"], Some(Order(Day))),
            (&["03/04/2026", "04/13/2026"], Some(Order(Month))),
            (&["03/04/2026", "05/06/2026"], Some(Open)),
            (&["13/04/2026", "04/13/2026"], Some(Mixed)),
            (&["04/04/2026", "2026-04-30", "30.04.2026", "", "n/a"], None),
            (&["03/04/26", "30/04/26"], Some(Order(Day))),
            (&["26-04-03", "26-04-30"], Some(Open)),
            (&["26-04-03", "99-04-30"], Some(Order(Year))),
            // There is no 30 February: a slip is no proof that the year stands first.
            (&["31-12-26", "15-11-26", "30-02-26"], Some(Open)),
            (&["03-04-2026/05-04-2026", "13-04-2026/20-04-2026"], Some(Order(Day))),
            (&["31/02/2026", "31/12/9999"], None),
            (&["03/04/2026/05/04/2026", "13/04/2026/20/04/2026"], Some(Order(Day))),
            (&["4/8/16, 4:46 PM", "4/18/16, 4:46 PM"], Some(Order(Month))),
            (&["2026-04-30/2026-05-30", "1777507200"], None),
        ];
        for (cells, expected) in cases {
            let mut evidence = OrderEvidence::default();
            for cell in *cells {
                evidence.note(0, "von", cell);
            }
            let settled = evidence.settle();
            let Orders::Columns(columns) = &settled else {
                panic!("{settled:?}");
            };
            assert_eq!(columns.get("von"), expected.as_ref(), "{cells:?}");
            assert!(evidence.agrees_with(&settled), "{cells:?}");
        }
    }

    #[test]
    fn a_column_that_stays_open_is_read_like_those_beside_it() {
        use DayOrder::{Day, Month};
        use OrderOf::{Mixed, Open, Order};
        #[rustfmt::skip]
        let cases = [
            (["7/8/2015", "7/15/2015", "7/8/2015"], [Order(Month), Order(Month), Order(Month)]),
            (["7/8/2015", "15/7/2015", "7/15/2015"], [Open, Order(Day), Order(Month)]),
            (["7/8/2015", "15/7/2015 7/15/2015", "15/7/2015"], [Open, Mixed, Order(Day)]),
        ];
        for (columns, wanted) in cases {
            let mut evidence = OrderEvidence::default();
            for (at, cells) in columns.iter().enumerate() {
                for cell in cells.split(' ') {
                    evidence.note(at, &at.to_string(), cell);
                }
            }
            let samples = evidence.samples().into_iter();
            let orders: Vec<OrderOf> = samples.map(|sample| sample.order).collect();
            assert_eq!(orders, wanted, "{columns:?}");
            let settled = evidence.settle();
            assert!(evidence.agrees_with(&settled), "{columns:?}");
            assert_eq!(settled.has_mixed(), wanted.contains(&Mixed));
        }
    }

    #[test]
    fn new_rows_are_held_to_what_was_settled() {
        let evidence = |cells: &[&str]| {
            let mut evidence = OrderEvidence::default();
            for cell in cells {
                evidence.note(0, "von", cell);
            }
            evidence
        };
        let day = evidence(&["13/04/2026"]).settle();
        let open = evidence(&["03/04/2026"]).settle();
        let none = evidence(&[]).settle();
        #[rustfmt::skip]
        let cases = [
            (&day, "03/04/2026", true), (&day, "04/13/2026", false), (&open, "05/06/2026", true), (&open, "13/04/2026", false),
            (&none, "2026-04-30", true), (&none, "03/04/2026", false),
        ];
        for (orders, cell, agrees) in cases {
            assert_eq!(
                evidence(&[cell]).agrees_with(orders),
                agrees,
                "{orders:?} {cell}"
            );
        }
    }
}
