//! The brakes on changes that look like an accident: a whole shop at a hundredth
//! of its prices, all of it sold out, another currency, other ids.
//!
//! Knows their names, and sets of them. When one holds is known to
//! [`limits`](super::limits).

/// What may be wrong with the changes of a run as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anomaly {
    /// Nearly all items are new, and nearly all live ones are gone.
    Ids,
    /// Live items change their currency.
    Currency,
    /// Prices move by a lot.
    Prices,
    /// Nearly everything goes out of stock.
    Stock,
}

impl Anomaly {
    /// All of them. An item that several hold is told of by the first.
    pub const ALL: [Self; 4] = [Self::Ids, Self::Currency, Self::Prices, Self::Stock];

    /// The id of its rule.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ids => "guard-ids",
            Self::Currency => "guard-currency",
            Self::Prices => "guard-prices",
            Self::Stock => "guard-stock",
        }
    }

    /// The anomaly whose rule has this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|anomaly| anomaly.id() == id)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Ids => 1,
            Self::Currency => 2,
            Self::Prices => 4,
            Self::Stock => 8,
        }
    }
}

/// A set of anomalies: those that concern a change, or those that hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anomalies(u8);

impl Anomalies {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// So many sets there are.
    pub const SETS: usize = 16;

    /// Adds one.
    #[must_use]
    pub const fn with(self, anomaly: Anomaly) -> Self {
        Self(self.0 | anomaly.bit())
    }

    /// Whether it is in the set.
    pub const fn has(self, anomaly: Anomaly) -> bool {
        self.0 & anomaly.bit() != 0
    }

    /// The first that is in both sets.
    pub fn first_of(self, other: Self) -> Option<Anomaly> {
        let both = Self(self.0 & other.0);
        Anomaly::ALL.into_iter().find(|anomaly| both.has(*anomaly))
    }

    /// A number below [`Self::SETS`].
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    /// Every set with its number.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..16).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_id_and_stands_in_sets_by_itself() {
        for anomaly in Anomaly::ALL {
            assert_eq!(Anomaly::find(anomaly.id()), Some(anomaly));
            let set = Anomalies::NONE.with(anomaly);
            let within = Anomaly::ALL.into_iter().filter(|other| set.has(*other));
            assert_eq!(within.collect::<Vec<_>>(), [anomaly]);
            assert_eq!(Anomalies::all().nth(set.number()), Some(set));
        }
        assert_eq!(Anomalies::all().count(), Anomalies::SETS);
    }
}
