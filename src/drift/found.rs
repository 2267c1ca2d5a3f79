//! What a survey found: counts, and so many samples that a report stays readable.

use crate::graph::Deviation;

/// All differences up to this number are kept.
const ALL: usize = 1000;
/// And then so many of each kind.
const SAMPLES: u64 = 20;

/// How an item of the catalog stands to what was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It was confirmed, and the catalog does not have it.
    Missing,
    /// The catalog has it otherwise than it was confirmed.
    Different,
    /// It was archived or marked as sold out, and can be bought.
    Zombie,
    /// The catalog has it, and Meta never confirmed it to us.
    Foreign,
    /// It is in the catalog, and Meta's review has rejected it.
    Rejected,
}

impl Kind {
    /// Every kind, in the order of a report.
    pub const ALL: [Self; 5] = [
        Self::Missing,
        Self::Different,
        Self::Zombie,
        Self::Foreign,
        Self::Rejected,
    ];

    /// The word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Different => "different",
            Self::Zombie => "zombie",
            Self::Foreign => "foreign",
            Self::Rejected => "rejected",
        }
    }
}

/// One item that is not as it was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its id.
    pub id: String,
    /// How it stands.
    pub kind: Kind,
    /// Fields that differ.
    pub fields: Vec<Deviation>,
    /// Why Meta's review has rejected it, in Meta's words.
    pub reasons: Vec<String>,
}

/// How many items there are of each kind. An id that the catalog shows is in one
/// of `same`, `different`, `zombie`, `foreign`, `away` and `uncertain`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Ids that the catalog shows, archived ones included.
    pub live: u64,
    /// Items that the state takes for live.
    pub confirmed: u64,
    /// Shown as they were confirmed.
    pub same: u64,
    /// Confirmed and not shown.
    pub missing: u64,
    /// Shown otherwise than confirmed.
    pub different: u64,
    /// Taken away by us, and shown as if they were not.
    pub zombie: u64,
    /// Never confirmed to us.
    pub foreign: u64,
    /// Taken away by us, and away.
    pub away: u64,
    /// Under a call without a verdict, shown or not; or marked by an earlier look
    /// and nothing to be seen of it.
    pub uncertain: u64,
    /// Rejected by Meta's review; they are also in one of the kinds above.
    pub rejected: u64,
    /// Not reviewed yet; they are also in one of the kinds above.
    pub pending_review: u64,
    /// Items whose price is shown in a way that can mean two amounts.
    pub price_unclear: u64,
}

impl Counts {
    /// How many there are of a kind.
    pub const fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Missing => self.missing,
            Kind::Different => self.different,
            Kind::Zombie => self.zombie,
            Kind::Foreign => self.foreign,
            Kind::Rejected => self.rejected,
        }
    }

    /// Items of which it was seen whether they are as they should be.
    pub const fn compared(&self) -> u64 {
        self.same + self.away + self.to_repair() + self.foreign
    }

    /// Items that a repair puts right.
    pub const fn to_repair(&self) -> u64 {
        self.missing + self.different + self.zombie
    }

    /// Whether the catalog is something else than what was confirmed. What
    /// Meta's review has rejected is no difference: no repair could mend it.
    pub const fn differ(&self) -> bool {
        self.to_repair() + self.foreign > 0
    }
}

/// What a survey found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many items there are of each kind.
    pub counts: Counts,
    /// All differences up to a thousand, and then some of each kind.
    pub differences: Vec<Difference>,
    /// Whether the whole catalog was seen; if not, nothing is known of what is missing.
    pub complete: bool,
    kept: [u64; Kind::ALL.len()],
}

impl Found {
    /// The kept differences of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |one| one.kind == kind)
    }

    /// Keeps a difference if there is room; the counts are the caller's.
    pub(super) fn keep(&mut self, kind: Kind, make: impl FnOnce() -> Difference) {
        let kept = &mut self.kept[kind as usize];
        if self.differences.len() < ALL || *kept < SAMPLES {
            *kept += 1;
            self.differences.push(make());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_are_kept_and_then_samples_of_each_kind() {
        let mut found = Found::default();
        let mut keep = |kind: Kind, times: usize| {
            for n in 0..times {
                found.keep(kind, || Difference {
                    id: n.to_string(),
                    kind,
                    fields: Vec::new(),
                    reasons: Vec::new(),
                });
            }
        };
        keep(Kind::Foreign, 5000);
        keep(Kind::Missing, 50);
        keep(Kind::Rejected, 3);
        let number = |kind| found.of(kind).count();
        assert_eq!(number(Kind::Foreign), 1000);
        assert_eq!(number(Kind::Missing), 20);
        assert_eq!(number(Kind::Rejected), 3);
    }
}
