//! Which items and rows had no partner, counted and told at the end.

use std::sync::PoisonError;

use super::matching::Meeting;
use super::source::Joined;
use crate::config::Role;
use crate::finding::{Finding, Rule};
use crate::pipeline::InputError;

/// So many are named.
const NAMED: usize = 5;

/// What the items of a run found in each joined source.
#[derive(Default)]
pub(in crate::pipeline) struct Meetings {
    all: Vec<Tally>,
}

#[derive(Clone, Default)]
struct Tally {
    /// Records that found a row, published or not.
    found: u64,
    /// Items that found none.
    without: u64,
    samples: Vec<String>,
    /// Keys that only look alike: the item's and the row's.
    alike: Option<(String, String)>,
    /// The key of the first that found none.
    first: Option<String>,
}

impl Meetings {
    /// Takes a record into account; `id` is that of an item that is published.
    pub(in crate::pipeline) fn note(&mut self, met: &[Meeting], id: Option<&str>) {
        self.all
            .resize(met.len().max(self.all.len()), Tally::default());
        for (tally, met) in self.all.iter_mut().zip(met) {
            let own = match met {
                Meeting::Row => {
                    tally.found += 1;
                    continue;
                }
                Meeting::Alike { own, other } => {
                    tally
                        .alike
                        .get_or_insert_with(|| (own.clone(), other.clone()));
                    own
                }
                Meeting::Nothing { own } => own,
            };
            if tally.first.is_none() && !own.is_empty() {
                tally.first = Some(own.clone());
            }
            if let Some(id) = id {
                tally.without += 1;
                if tally.samples.len() < NAMED {
                    tally.samples.push(id.to_owned());
                }
            }
        }
    }

    /// What is to be said of them.
    ///
    /// # Errors
    ///
    /// When nothing at all of stock or prices belongs together: then the key is wrong, and nothing that was
    /// read may be believed.
    pub(in crate::pipeline) fn tell(&self, all: &[Joined]) -> Result<Vec<Finding>, InputError> {
        let mut findings = Vec::new();
        for (joined, tally) in all.iter().zip(&self.all) {
            let mut rows = joined.shelf.lock().unwrap_or_else(PoisonError::into_inner);
            let lone = rows.lone(NAMED).map_err(InputError::spill)?;
            // A supplement need not say anything of these products.
            if tally.found == 0 && joined.role != Role::Supplement {
                return Err(InputError::NothingJoined {
                    shown: joined.shown.clone(),
                    row: lone.samples.into_iter().next().unwrap_or_default(),
                    item: tally.first.clone().unwrap_or_default(),
                });
            }
            let alike = tally.alike.as_ref().map_or_else(String::new, |(own, other)| {
                format!(
                    "; `{own}` of the products looks like `{other}`, and capitals and leading zeros count"
                )
            });
            if lone.count > 0 {
                let keys = if lone.count == 1 {
                    "key belongs"
                } else {
                    "keys belong"
                };
                let message = format!(
                    "{} {keys} to no product: {}",
                    lone.count,
                    named(&lone.samples, lone.count)
                );
                let mut finding = Finding::new(without_product(joined.role), message);
                finding.place.source = joined.place;
                findings.push(finding);
            }
            if let (true, Some(rule)) = (tally.without > 0, without_row(joined.role)) {
                let items = if tally.without == 1 {
                    "item has"
                } else {
                    "items have"
                };
                let message = format!(
                    "{} {items} no row here: {}{alike}",
                    tally.without,
                    named(&tally.samples, tally.without)
                );
                let mut finding = Finding::new(rule, message);
                finding.place.source = joined.place;
                findings.push(finding);
            }
        }
        Ok(findings)
    }
}

fn named(samples: &[String], count: u64) -> String {
    let mut some: Vec<String> = samples.iter().map(|key| format!("`{key}`")).collect();
    if count > some.len() as u64 {
        some.push("…".to_owned());
    }
    some.join(", ")
}

/// The rule for rows that belong to no product.
pub(super) const fn without_product(role: Role) -> Rule {
    match role {
        Role::Products | Role::Stock => Rule::StockWithoutProduct,
        Role::Prices => Rule::PricesWithoutProduct,
        Role::Supplement => Rule::SupplementWithoutProduct,
    }
}

/// A supplement need not have something on every item.
const fn without_row(role: Role) -> Option<Rule> {
    match role {
        Role::Products | Role::Supplement => None,
        Role::Stock => Some(Rule::ProductWithoutStock),
        Role::Prices => Some(Rule::ProductWithoutPrices),
    }
}
