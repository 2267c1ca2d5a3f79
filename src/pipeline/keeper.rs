//! Joining the sources of a run, and stock that is kept as the catalog has it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::value::RawValue;

use super::input::Input;
use super::joined::{Contradiction, Joined, Run, Withheld, read_joined};
use super::read::Reading;
use super::terms::Terms;
use super::{InputError, PlanError};
use crate::catalog::{Field, Presence, Value};
use crate::config::Role;
use crate::finding::{Finding, Rule};
use crate::normalize::Made;
use crate::state::Store;

/// The sources of products.
pub(super) fn of_products(inputs: &[Input]) -> Vec<&Input> {
    let is_products = |input: &&Input| input.role == Role::Products;
    inputs.iter().filter(is_products).collect()
}

/// Reads the sources that are joined. A source of stock that cannot be used is
/// `withheld`, where the run knows what to do then.
pub(super) fn join(
    inputs: &[Input],
    products: &[&Input],
    mut withheld: Option<Withheld>,
    terms: &Terms,
    stopped: &dyn Fn() -> bool,
) -> Result<(Vec<Joined>, Option<Withheld>), InputError> {
    let mut all: Vec<Joined> = Vec::new();
    let rest: Vec<&Input> = inputs
        .iter()
        .filter(|input| input.role != Role::Products)
        .collect();
    if products.is_empty() && !rest.is_empty() {
        return Err(InputError::Joining {
            origin: rest[0].shown.clone(),
            why: "there is no source of products to join it to; add a `[[source]]` without `role`"
                .to_owned(),
        });
    }
    let mut before = products.len();
    for (order, files) in rest.chunk_by(|a, b| a.origin == b.origin).enumerate() {
        let run = Run {
            terms,
            products,
            stopped,
            before,
        };
        match read_joined(files, order, products, &run) {
            Ok(joined) => {
                before += joined.reports.len();
                all.push(joined);
            }
            Err(error) => {
                let found = Withheld::of_input(files[0], error)?;
                withheld.get_or_insert(found);
            }
        }
    }
    Ok((all, withheld))
}

/// Templates that look at the columns of a source which is not there cannot be
/// compiled: that is no mistake in them.
pub(super) fn blame(withheld: Option<&Withheld>, error: InputError) -> InputError {
    match (withheld, error) {
        (Some(withheld), InputError::Template(error)) => {
            let is_joined = |source: &str| error.to_string().contains(&format!("`{source}."));
            if is_joined(&withheld.name) {
                return InputError::StockNeeded {
                    shown: withheld.shown.clone(),
                    why: withheld.why.clone(),
                };
            }
            InputError::Template(error)
        }
        (_, error) => error,
    }
}

/// Looks up what the catalog says of an item's stock.
pub(super) struct Keeper<'a> {
    store: Option<&'a Store>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(store: Option<&'a Store>) -> Self {
        Self { store }
    }
}

/// Stock as the catalog has it.
struct Kept {
    availability: String,
    quantity: Option<Decimal>,
}

impl Reading<'_> {
    /// Whether a source of stock is withheld.
    pub(super) fn keeps_stock(&self) -> bool {
        self.keeper.is_some()
    }

    /// Where a source of stock is withheld, a live item keeps the stock that the catalog
    /// has; of any other item nothing is known, and it waits.
    pub(super) fn keep_stock(
        &self,
        id: &str,
        made: &mut Made<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), InputError> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        made.sold_out = false;
        for field in [Field::Availability, Field::QuantityToSellOnFacebook] {
            made.item.remove(field);
        }
        let of_stock = |finding: &Finding| {
            let field = finding.rule.field();
            field == Some(Field::Availability) || field == Some(Field::QuantityToSellOnFacebook)
        };
        findings.retain(|finding| !of_stock(finding));
        let known = &self.judged.known;
        let entry = known.find(id).map(|index| known.entry(index));
        let live = entry.filter(|entry| entry.presence == Presence::Live && entry.pos > 0);
        let body = match (keeper.store, live) {
            (Some(store), Some(live)) => store
                .body(i64::from(live.pos))
                .map_err(|error| InputError::Kept(Box::new(PlanError::State(error))))?,
            _ => None,
        };
        if let Some(kept) = body.as_deref().and_then(kept) {
            made.item.set(Field::Availability, kept.availability);
            if let Some(quantity) = kept.quantity {
                let quantity = Value::Number(quantity);
                made.item.set(Field::QuantityToSellOnFacebook, quantity);
            }
            return Ok(());
        }
        made.faulted.add(Field::Availability);
        let message = "nothing is known of its stock, for the file of stock is not used";
        findings.push(Finding::new(Rule::StockWithheld, message));
        Ok(())
    }

    /// What there is to be said of joined sources at the end.
    pub(super) fn tell_joined(
        &mut self,
        joined: &[Joined],
        withheld: Option<Withheld>,
    ) -> Result<(), InputError> {
        for source in joined {
            self.judged.sources.extend(source.reports.iter().cloned());
            self.judged.problems.join(&source.problems);
        }
        for finding in self.meetings.tell(joined)? {
            self.judged.problems.add(finding);
        }
        if let Some(withheld) = &withheld {
            let Withheld { shown, why, .. } = withheld;
            let message =
                format!("{shown}: {why}; stock stays as it is in the catalog, and new items wait");
            let mut finding = Finding::new(Rule::StockWithheld, message);
            finding.place.source = u16::MAX;
            self.judged.problems.add(finding);
        }
        self.judged.withheld = withheld;
        Ok(())
    }
}

impl Contradiction {
    /// Rows of one item that say different things.
    pub(super) fn told(&self) -> Finding {
        let rule = match self.role {
            Role::Prices => Rule::PricesDuplicate,
            Role::Products | Role::Stock | Role::Supplement => Rule::SupplementDuplicate,
        };
        let message = format!(
            "several rows of {} are for this item, and they differ",
            self.shown
        );
        Finding::new(rule, message).of(&self.column, "")
    }
}

/// The stock of a confirmed item.
fn kept(body: &str) -> Option<Kept> {
    let fields: BTreeMap<&str, &RawValue> = serde_json::from_str(body).ok()?;
    let availability = fields.get(Field::Availability.name())?;
    let quantity = fields.get(Field::QuantityToSellOnFacebook.name());
    Some(Kept {
        availability: serde_json::from_str(availability.get()).ok()?,
        quantity: quantity.and_then(|quantity| quantity.get().parse().ok()),
    })
}
