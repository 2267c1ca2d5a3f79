//! The brake on removals: two limits, and a ceiling that a person may set.

use rust_decimal::Decimal;

/// What happens to live items that left the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// All of them are removed.
    Removed,
    /// The whole set waits for a decision.
    Withheld,
}

/// The limits of `[removal]` (`contract.md` 4).
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// So many removals are always fine.
    pub max_items: u64,
    /// Such a share of the live items is always fine.
    pub max_share: Decimal,
    /// This once, up to so many removals are fine (`--allow-removals`).
    pub allowed: Option<u64>,
}

impl Guard {
    /// Whether so many removals go out only because they are few, although they
    /// are a large share of a small shop: somebody who looks at the plan should
    /// see that.
    pub fn lets_go_for_being_few(&self, removals: u64, live: u64) -> bool {
        let share = Decimal::from(live) * self.max_share;
        removals > 1 && removals <= self.max_items && Decimal::from(removals) > share
    }

    /// Judges a set of removals among so many live items. It is withheld when
    /// it is larger than both limits, and then as a whole: half of a mistake is
    /// still a mistake. An approval is a ceiling, not a licence.
    pub fn judge(&self, removals: u64, live: u64) -> Gone {
        let share = self.max_share * Decimal::from(live);
        let beyond = removals > self.max_items && Decimal::from(removals) > share;
        let allowed = self.allowed.is_some_and(|most| removals <= most);
        if beyond && !allowed {
            Gone::Withheld
        } else {
            Gone::Removed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withholds_only_what_is_beyond_both_limits_and_not_allowed() {
        #[rustfmt::skip]
        let cases = [
            // removals live  allowed     verdict
            (10,        10,   None,       Gone::Removed),
            (11,        100,  None,       Gone::Withheld),
            (11,        110,  None,       Gone::Removed),
            (12,        110,  None,       Gone::Withheld),
            (341,       400,  None,       Gone::Withheld),
            (341,       400,  Some(100),  Gone::Withheld),
            (341,       400,  Some(341),  Gone::Removed),
            (0,         0,    None,       Gone::Removed),
        ];
        for (removals, live, allowed, verdict) in cases {
            let guard = Guard {
                max_items: 10,
                max_share: Decimal::new(10, 2),
                allowed,
            };
            let got = guard.judge(removals, live);
            assert_eq!(got, verdict, "{removals} of {live}, {allowed:?} allowed");
        }
    }
}
