//! All faults that are not used up, and what they do to a call.
//!
//! Whoever answers asks at these moments: when a call arrives, when its size is known, when a batch is
//! accepted, and when an item is judged. Rules of review stand here as well: they are no trouble, and
//! stay until the sandbox ends.

use serde_json::{Map, Value};

use super::answer::{Ask, Method};
use super::course::Course;
use super::fault::Fault;
use super::form;
use super::pattern;
use super::review::{Review, ReviewRule};
use super::trouble::Trouble;
use super::usage::UsageForm;

/// How large a call is, where that can be too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Records and bytes of a batch write.
    Batch { records: usize, bytes: usize },
    /// Items that a page is asked for.
    Page(usize),
}

/// What somebody else does to an item; the catalog is that of the call unless it is named.
#[derive(Debug)]
pub(super) struct Hand {
    pub(super) catalog: Option<String>,
    pub(super) id: String,
    /// The fields that are written; the item is deleted when absent.
    pub(super) fields: Option<Map<String, Value>>,
}

impl Hand {
    /// What a trouble has somebody do.
    fn of(trouble: &Trouble) -> Option<Self> {
        let (catalog, id, fields) = if let Trouble::WriteItem {
            catalog,
            id,
            fields,
        } = trouble
        {
            (catalog, id, Some(fields.clone()))
        } else if let Trouble::DeleteItem { catalog, id } = trouble {
            (catalog, id, None)
        } else {
            return None;
        };
        Some(Self {
            catalog: catalog.clone(),
            id: id.clone(),
            fields,
        })
    }
}

/// What happens to a call when it arrives.
#[derive(Debug, Default)]
pub(super) struct Arrival {
    /// The trouble of the call as such.
    pub(super) trouble: Option<Trouble>,
    /// What the usage header shall say.
    pub(super) usage: Option<UsageForm>,
    /// What somebody else does before.
    pub(super) hands: Vec<Hand>,
}

/// A fault, and how often its chance was asked.
struct Active {
    fault: Fault,
    draws: u64,
}

/// All faults that are not used up.
#[derive(Default)]
pub(super) struct Script {
    active: Vec<Active>,
    reviews: Vec<ReviewRule>,
    /// Kinds of the troubles that happened since they were asked for.
    happened: Vec<&'static str>,
}

impl Script {
    pub(super) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.active.push(Active { fault, draws: 0 });
        }
    }

    pub(super) fn add_review(&mut self, rule: ReviewRule) {
        self.reviews.push(rule);
    }

    /// Forgets the faults.
    pub(super) fn clear(&mut self) {
        self.active.clear();
    }

    pub(super) fn list(&self) -> Vec<&Fault> {
        self.active.iter().map(|one| &one.fault).collect()
    }

    /// Kinds of the troubles that happened since this was asked last.
    pub(super) fn happened(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.happened)
    }

    /// Hands each fault that `concerns` and is hit to `happens`, which says whether to go on.
    fn visit(
        &mut self,
        concerns: impl Fn(&Trouble) -> bool,
        hit: impl Fn(&mut Active) -> bool,
        mut happens: impl FnMut(&Trouble) -> bool,
    ) {
        for one in &mut self.active {
            if !concerns(&one.fault.trouble) || !hit(one) {
                continue;
            }
            let trouble = &one.fault.trouble;
            // Items are judged by the thousand; the journal names each kind once.
            if !self.happened.contains(&trouble.kind()) {
                self.happened.push(trouble.kind());
            }
            if !happens(trouble) {
                break;
            }
        }
        self.active.retain(|one| one.fault.times > 0);
    }

    /// Asked once for every call, before anything else. Of the troubles of a call as such, the first one
    /// that hits is it.
    pub(super) fn arrival(&mut self, ask: &Ask) -> Arrival {
        let mut arrival = Arrival::default();
        let hit = |one: &mut Active| {
            let item = one.fault.when.item.as_deref();
            item.is_none_or(|item| carries(ask, item))
                && one.fault.hits(ask.method, ask.edge(), &mut one.draws)
        };
        self.visit(concerns_a_call, hit, |trouble| {
            arrival.trouble = Some(trouble.clone());
            false
        });
        let beside = |trouble: &Trouble| {
            matches!(
                trouble,
                Trouble::Usage(_) | Trouble::WriteItem { .. } | Trouble::DeleteItem { .. }
            )
        };
        self.visit(beside, hit, |trouble| {
            if let Trouble::Usage(form) = trouble {
                arrival.usage = Some(form.clone());
            }
            arrival.hands.extend(Hand::of(trouble));
            true
        });
        arrival
    }

    /// Asked when the size of a call is known: whether that is too much.
    pub(super) fn too_much(&mut self, size: Size) -> bool {
        let above = |size: usize, most: Option<usize>| most.is_some_and(|most| size > most);
        let beyond = |trouble: &Trouble| match (trouble, size) {
            (
                Trouble::Reduce { records, bytes, .. },
                Size::Batch {
                    records: many,
                    bytes: large,
                },
            ) => above(many, *records) || above(large, *bytes),
            (Trouble::Reduce { items, .. }, Size::Page(many)) => above(many, *items),
            (_, Size::Batch { .. } | Size::Page(_)) => false,
        };
        let (method, edge) = match size {
            Size::Batch { .. } => (Method::Post, "items_batch"),
            Size::Page(_) => (Method::Get, "products"),
        };
        let mut found = false;
        let hit = |one: &mut Active| one.fault.hits(method, edge, &mut one.draws);
        self.visit(beyond, hit, |_| {
            found = true;
            false
        });
        found
    }

    /// Asked once for every batch that would get a handle. Troubles add up.
    pub(super) fn acceptance(&mut self) -> Course {
        let mut course = Course::default();
        let hit = |one: &mut Active| one.fault.hits(Method::Post, "items_batch", &mut one.draws);
        self.visit(Course::concerns, hit, |trouble| {
            course.add(trouble);
            true
        });
        course
    }

    /// Asked for every record when it is judged: the reason of a refusal.
    pub(super) fn verdict(&mut self, item: &str) -> Option<String> {
        let fits = |trouble: &Trouble| {
            matches!(trouble, Trouble::RefuseItem { id, .. } if id == item)
                || matches!(trouble, Trouble::Refuse { ids, .. } if pattern::any(ids, item))
        };
        let mut found = None;
        let hit = |one: &mut Active| one.fault.turns_up(&mut one.draws);
        self.visit(fits, hit, |trouble| {
            if let Trouble::RefuseItem { message, .. } | Trouble::Refuse { message, .. } = trouble {
                found = Some(message.clone());
            }
            false
        });
        found
    }

    /// What a review would say of an item; the rule that came last decides.
    pub(super) fn review(&self, catalog: &str, id: &str) -> Option<Review> {
        let mut rules = self.reviews.iter().rev();
        rules
            .find(|rule| rule.concerns(catalog, id))
            .map(ReviewRule::review)
    }
}

/// Whether it happens to a call as such, and only one of its kind does.
fn concerns_a_call(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Answer { .. }
        | Trouble::AnswerAfter { .. }
        | Trouble::Error(_)
        | Trouble::DropBefore
        | Trouble::DropAfter
        | Trouble::Reset { .. }
        | Trouble::Hang { .. }
        | Trouble::Truncate { .. }
        | Trouble::Slow { .. } => true,
        Trouble::Usage(_)
        | Trouble::Late { .. }
        | Trouble::Reduce { .. }
        | Trouble::DelayVerdict { .. }
        | Trouble::LoseHandle
        | Trouble::Forget { .. }
        | Trouble::NeverEnds { .. }
        | Trouble::Status { .. }
        | Trouble::NoElement { .. }
        | Trouble::EndWith { .. }
        | Trouble::Vague { .. }
        | Trouble::Validation { .. }
        | Trouble::RefuseItem { .. }
        | Trouble::Refuse { .. }
        | Trouble::WriteItem { .. }
        | Trouble::DeleteItem { .. } => false,
    }
}

/// Whether a batch write carries an item. Requests may come as text in a form.
fn carries(ask: &Ask, item: &str) -> bool {
    let requests = ask.value("requests").cloned();
    let requests = requests.and_then(|value| form::structure("requests", value).ok());
    let Some(Value::Array(requests)) = requests else {
        return false;
    };
    requests
        .iter()
        .any(|request| request["data"]["id"].as_str() == Some(item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_spent_once_unless_it_is_told_to_stay() {
        let mut script = Script::default();
        script.add(Fault::refuse("A", "no"));
        script.add(Fault::refuse("B", "never").always());
        assert_eq!(script.verdict("C"), None);
        assert_eq!(script.verdict("A"), Some("no".into()));
        assert_eq!(script.verdict("A"), None);
        for _ in 0..3 {
            assert_eq!(script.verdict("B"), Some("never".into()));
        }
    }

    #[test]
    fn batch_troubles_add_up_and_skip_counts_batches() {
        let mut script = Script::default();
        script.add(Fault::new(Trouble::DelayVerdict { polls: 2 }).times(2));
        script.add(Fault::new(Trouble::LoseHandle).after(1));
        assert_eq!(script.acceptance().more_polls, 2);
        let second = script.acceptance();
        assert_eq!((second.more_polls, second.forgotten), (2, Some(0)));
        assert_eq!(script.acceptance(), Course::default());
    }

    #[test]
    fn every_third_batch_is_every_third_and_chance_is_the_same_each_time() {
        let pattern = |fault: &Fault| -> Vec<bool> {
            let mut script = Script::default();
            script.add(fault.clone());
            (0..40)
                .map(|_| script.acceptance().forgotten.is_some())
                .collect()
        };
        let third = pattern(&Fault::new(Trouble::LoseHandle).after(1).every(3).times(2));
        let hits: Vec<usize> = (0..40).filter(|at| third[*at]).collect();
        assert_eq!(hits, [3, 6]);
        let storm = Fault::new(Trouble::LoseHandle)
            .always()
            .with_chance(0.5, 11);
        let first = pattern(&storm);
        assert_eq!(first, pattern(&storm));
        assert!(first.contains(&true) && first.contains(&false));
        assert_ne!(first, pattern(&storm.with_chance(0.5, 12)));
    }

    #[test]
    fn refusals_follow_a_pattern_and_count_the_items_that_fit() {
        let mut script = Script::default();
        let refuse = |ids: &[&str]| {
            Fault::new(Trouble::Refuse {
                ids: ids.iter().map(|&id| id.to_owned()).collect(),
                message: "no".into(),
            })
        };
        script.add(refuse(&["T-*"]).every(2).times(2));
        let ids = ["A", "T-1", "T-2", "B", "T-3", "T-4", "T-5", "T-6"];
        let refused: Vec<&str> = ids
            .into_iter()
            .filter(|id| script.verdict(id).is_some())
            .collect();
        assert_eq!(refused, ["T-2", "T-4"]);
        script.add(refuse(&[]).always());
        assert!(script.verdict("anything").is_some());
        assert_eq!(script.happened(), ["refuse"]);
        assert!(script.happened().is_empty());
    }

    #[test]
    fn a_call_that_is_small_enough_is_not_counted() {
        let mut script = Script::default();
        let most = Trouble::Reduce {
            records: Some(10),
            bytes: Some(1_000),
            items: Some(50),
        };
        script.add(Fault::new(most).times(3));
        let batch = |records, bytes| Size::Batch { records, bytes };
        assert!(!script.too_much(batch(10, 1_000)));
        assert!(!script.too_much(Size::Page(50)));
        assert!(script.too_much(batch(11, 1)));
        assert!(script.too_much(batch(1, 1_001)));
        assert!(script.too_much(Size::Page(51)));
        assert!(!script.too_much(batch(11, 1)), "used up");
    }
}
