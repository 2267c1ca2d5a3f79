//! The guards over a whole run: what they see, hold and withhold.
//!
//! A guard holds the changes that it concerns and no others (`contract.md`
//! rule 5). What it saw is counted from the books and from one look at all
//! changes; the judgement itself is `plan`'s.

use super::books::Books;
use super::changes::Waits;
use super::files::Files;
use super::judged::Judged;
use super::order::{Sample, Survey};
use crate::config::Role;
use crate::plan::{
    Anomalies, Anomaly, Decision, Gone, Index, Limits, Past, Share, Sight, Verdict, decide,
};
use crate::state::HeldRow;

/// What guards know before a run.
#[derive(Clone, Debug)]
pub struct Guards {
    /// The thresholds.
    pub limits: Limits,
    /// What somebody lets go, this once: so many changes of an anomaly.
    pub approved: Vec<(Anomaly, u64)>,
    /// So many removals are let go, this once.
    pub removals: Option<u64>,
    /// What waits since earlier runs.
    pub standing: Vec<HeldRow>,
    /// The records of the last export that was believed.
    pub rows_before: Option<u64>,
    /// The files of products of that export.
    pub files_before: Files,
}

/// Changes that a guard holds.
#[derive(Clone, Debug)]
pub struct HeldSet {
    /// What they look like.
    pub anomaly: Anomaly,
    /// What was seen.
    pub sight: Sight,
    /// Some of them.
    pub samples: Vec<Sample>,
    /// For [`Anomaly::Prices`]: of so many a new sale price alone is odd.
    pub given_away: u64,
    /// So many wait since an earlier run.
    pub standing: Option<u64>,
    /// Some of those, by their ids, of which the export says nothing now.
    pub unseen: Vec<String>,
}

/// Why removals wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// They are more than both limits of `[removal]` let go.
    Limits,
    /// The export has lost too many of its rows.
    Rows {
        /// Rows of the last export that was believed.
        before: u64,
        /// Rows of this one.
        now: u64,
    },
    /// Files of the last export that was believed are not there any more.
    Files {
        /// Those files.
        missing: Vec<String>,
    },
    /// The export has other ids.
    Ids,
}

/// What waits for a decision after the guards have spoken.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// What is held.
    sets: Vec<HeldSet>,
    /// What an earlier run held, and nothing shows that it is settled: how many.
    stays: Vec<(Anomaly, u64)>,
    /// What was let go in vain, for another guard holds some of the same items.
    in_vain: Vec<(Anomaly, u64)>,
    anomalies: Anomalies,
}

impl Guards {
    fn standing(&self, anomaly: Anomaly) -> Option<&HeldRow> {
        self.standing.iter().find(|row| row.rule == anomaly.id())
    }

    fn past(&self, anomaly: Anomaly, unseen: &[String]) -> Past {
        let standing = self.standing(anomaly);
        let approved = self.approved.iter().rev().find(|(one, _)| *one == anomaly);
        // The samples stand for all.
        let share = |row: &HeldRow| {
            let (part, whole) = (unseen.len() as u64, row.samples.len().max(1) as u64);
            row.items.saturating_mul(part).div_ceil(whole)
        };
        Past {
            standing: standing.map(|row| row.items),
            unseen: standing.map_or(0, share),
            approved: approved.map(|(_, most)| *most),
        }
    }

    fn judge(&self, judged: &Judged, anomaly: Anomaly, sight: &Sight, past: Past) -> Verdict {
        if judged.is_partial() {
            self.limits.judge_part(anomaly, sight, past)
        } else {
            self.limits.judge(anomaly, sight, past)
        }
    }
}

impl Books {
    /// Lets the guards speak: what they hold does not go out.
    pub fn heed(&mut self, judged: &Judged, survey: &Survey, guards: &Guards) {
        self.selling_out.clone_from(&survey.marks);
        self.stock_waits = judged.withheld.is_some();
        if judged.sends_by_name() {
            return;
        }
        let mut pending = Vec::new();
        for anomaly in Anomaly::ALL {
            let sight = self.sight(survey, anomaly);
            let row = guards.standing(anomaly);
            let unseen = row.map_or_else(Vec::new, |row| judged.unseen(anomaly, row));
            let past = guards.past(anomaly, &unseen);
            if guards.judge(judged, anomaly, &sight, past) == Verdict::Held {
                let samples = match anomaly {
                    Anomaly::Ids => self.newcomers.iter().copied().map(of_new).collect(),
                    Anomaly::Currency | Anomaly::Prices | Anomaly::Stock => {
                        survey.samples(anomaly).to_vec()
                    }
                };
                self.held.anomalies = self.held.anomalies.with(anomaly);
                self.held.sets.push(HeldSet {
                    anomaly,
                    sight,
                    samples,
                    given_away: survey.given_away,
                    standing: past.standing,
                    unseen,
                });
            } else {
                let items = row.map(|row| row.items);
                pending.push((anomaly, sight, past, items));
            }
        }
        if !self.held.anomalies.has(Anomaly::Stock) {
            // What is held whole for another reason is marked like what is held back.
            let held = survey.selling_out.iter();
            let held = held.filter(|(_, concerns)| self.holds(*concerns).is_some());
            let held: Vec<Index> = held.map(|(index, _)| *index).collect();
            self.selling_out.extend(held);
        }
        let updates = survey.updates_within(self.held.anomalies);
        self.to_update -= updates;
        self.counts.held += updates;
        if self.held.anomalies.has(Anomaly::Ids) {
            self.counts.held += self.to_create;
            self.to_create = 0;
        }
        self.withhold(judged, guards);
        // Whether the export is believed is known only now.
        let believed = self.measure(judged).is_some();
        for (anomaly, sight, past, items) in pending {
            let part = sight.concerned.part;
            let approved = part > 0 && past.approved.is_some();
            let in_vain = approved && survey.shares(anomaly, self.held.anomalies);
            let settled = match is_let_go(&sight, past) {
                LetGo::ByDecision => !in_vain,
                LetGo::ByEvidence { all_seen } => believed && all_seen,
            };
            if in_vain {
                self.held.in_vain.push((anomaly, part));
            }
            if let Some(items) = items.filter(|_| !settled && !guards.limits.is_off(anomaly)) {
                self.held.stays.push((anomaly, items));
            }
        }
    }

    /// What there is to be seen of an anomaly.
    fn sight(&self, survey: &Survey, anomaly: Anomaly) -> Sight {
        let census = &self.census;
        let updates = survey.updates_of(anomaly);
        let marks = survey.marks.len() as u64;
        let concerned = match anomaly {
            Anomaly::Ids => Share {
                part: self.to_create,
                whole: census.seen,
            },
            Anomaly::Currency | Anomaly::Prices => Share {
                part: updates,
                whole: census.same + survey.priced,
            },
            Anomaly::Stock => Share {
                part: updates + marks,
                whole: census.offered + survey.offered + marks,
            },
        };
        let gone = (anomaly == Anomaly::Ids).then_some(Share {
            part: self.leaving.len() as u64,
            whole: self.live,
        });
        Sight { concerned, gone }
    }

    /// An export that is not believed removes nothing.
    fn withhold(&mut self, judged: &Judged, guards: &Guards) {
        let Some(gone) = self.gone else {
            return;
        };
        let leaving = self.leaving.len() as u64;
        let now = judged.rows();
        let is_let_go = guards.removals.is_some_and(|most| leaving <= most);
        let fallen = guards
            .rows_before
            .filter(|before| guards.limits.has_fallen(*before, now))
            .filter(|_| !is_let_go);
        // What they held would all be taken for sold, and the next run would not know of it.
        let mut missing = judged.files.missing_since(&guards.files_before);
        if is_let_go || leaving == 0 || guards.limits.never_falls() {
            missing.clear();
        }
        let cause = match (fallen, gone) {
            _ if self.held.anomalies.has(Anomaly::Ids) => Cause::Ids,
            _ if !missing.is_empty() => Cause::Files { missing },
            (Some(before), _) => Cause::Rows { before, now },
            (None, Gone::Withheld) => Cause::Limits,
            (None, Gone::Removed) => return,
        };
        self.gone = Some(Gone::Withheld);
        self.counts.withheld = leaving;
        self.cause = Some(cause);
    }

    /// What guards hold.
    pub fn held(&self) -> &[HeldSet] {
        &self.held.sets
    }

    /// What an earlier run held and this one did not see, and how many it is: it
    /// is held again when it is back.
    pub fn stays(&self) -> &[(Anomaly, u64)] {
        &self.held.stays
    }

    /// What somebody let go though another guard holds some of the same items, and
    /// how many it is: both must be let go together.
    pub fn in_vain(&self) -> &[(Anomaly, u64)] {
        &self.held.in_vain
    }

    /// Why removals wait, if they do.
    pub fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// The guard that holds a change which would be part of these anomalies.
    pub(super) fn holds(&self, concerns: Anomalies) -> Option<Anomaly> {
        concerns.first_of(self.held.anomalies)
    }

    /// Whether the changes of an anomaly wait.
    pub(super) fn held_by(&self, anomaly: Anomaly) -> Option<Waits> {
        self.held
            .anomalies
            .has(anomaly)
            .then_some(Waits::Held(anomaly))
    }

    /// Whether somebody has to decide something.
    pub fn anything_waits(&self) -> bool {
        self.stock_waits
            || self.counts.withheld > 0
            || self.counts.held > 0
            || !self.held.sets.is_empty()
    }

    /// The records of the export, if the next one may be measured by them. One
    /// that was not believed is no measure, or its twin would be believed.
    pub fn measure(&self, judged: &Judged) -> Option<u64> {
        let believed = match &self.cause {
            Some(Cause::Rows { .. } | Cause::Files { .. }) => false,
            Some(Cause::Ids | Cause::Limits) | None => !self.held.anomalies.has(Anomaly::Ids),
        };
        (believed && !judged.is_partial()).then(|| judged.rows())
    }
}

/// Why changes of an anomaly that waited are not held any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LetGo {
    /// Somebody let all of them go.
    ByDecision,
    /// The export has few or none of them.
    ByEvidence {
        /// Whether it says something of each one.
        all_seen: bool,
    },
}

fn is_let_go(sight: &Sight, past: Past) -> LetGo {
    let items = sight.concerned.part;
    let all_seen = past.unseen == 0;
    let approved = past.approved.filter(|most| items > 0 && items <= *most);
    // Who lets go the few that are seen has not decided on the others.
    let covers = |most: u64| all_seen || past.standing.is_none_or(|waited| most >= waited);
    if approved.is_some_and(covers) {
        LetGo::ByDecision
    } else {
        LetGo::ByEvidence { all_seen }
    }
}

const fn of_new(index: Index) -> Sample {
    Sample {
        index,
        prices: None,
    }
}

impl Judged {
    /// Records of all sources of products.
    fn rows(&self) -> u64 {
        let products = self
            .sources
            .iter()
            .filter(|source| source.role == Role::Products);
        products.map(|source| source.records).sum()
    }

    /// The samples of a held set of which the export says nothing that could
    /// settle them: they are in error, gone though live, or under way.
    fn unseen(&self, anomaly: Anomaly, row: &HeldRow) -> Vec<String> {
        let is_unseen = |id: &&String| {
            let Some(index) = self.known.find(id) else {
                return false;
            };
            let entry = self.known.entry(index);
            match decide(entry, self.known.refused(index), self.wish(index)) {
                Decision::Invalid { sell_out } => !(sell_out && anomaly == Anomaly::Stock),
                Decision::Leaves | Decision::Pending => true,
                Decision::Unchanged
                | Decision::Send(_)
                | Decision::Refused { .. }
                | Decision::Filtered
                | Decision::Unknown
                | Decision::Forgotten
                | Decision::Away => false,
            }
        };
        row.samples.iter().filter(is_unseen).cloned().collect()
    }

    /// Whether somebody named the items that are to be sent.
    fn sends_by_name(&self) -> bool {
        self.selection.only.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waited_is_settled_by_a_decision_on_all_of_it() {
        let seen = |all_seen| LetGo::ByEvidence { all_seen };
        #[rustfmt::skip]
        let cases = [
            // concerned  waited  unseen  approved  let go
            (3,           20,     0,      Some(3),  LetGo::ByDecision),
            (3,           20,     17,     Some(3),  seen(false)),
            (3,           20,     17,     Some(19), seen(false)),
            (3,           20,     17,     Some(20), LetGo::ByDecision),
            (3,           20,     0,      Some(2),  seen(true)),
            (0,           20,     20,     Some(20), seen(false)),
            (0,           20,     0,      None,     seen(true)),
        ];
        for (part, items, unseen, approved, wanted) in cases {
            let concerned = Share { part, whole: 100 };
            let sight = Sight {
                concerned,
                gone: None,
            };
            let past = Past {
                standing: Some(items),
                unseen,
                approved,
            };
            assert_eq!(is_let_go(&sight, past), wanted, "{past:?}");
        }
    }
}
