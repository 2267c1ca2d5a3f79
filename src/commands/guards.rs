//! What guards need from settings, flags and state, and what to do about what
//! they hold.

use shelfsync::config::nearest;
use shelfsync::deliver::now;
use shelfsync::pipeline::{Books, Cause, Files, Guards, HeldSet, Judged, Waits};
use shelfsync::plan::{Anomaly, Limits};
use shelfsync::state::{HeldNow, Store};

use super::context::{Context, withheld_hint};
use super::flags::SendFlags;
use super::sync::Sync;
use crate::failure::Failure;
use crate::view::{count, grouped};

/// The rule of the guard that withholds removals.
const ROWS: &str = "guard-rows";

/// `RULE=N` of `--approve`: changes that a guard holds and somebody lets go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approval {
    anomaly: Anomaly,
    most: u64,
}

/// Reads an approval.
pub(super) fn approval(text: &str) -> Result<Approval, String> {
    let (rule, number) = text.split_once('=').unwrap_or((text, ""));
    let Some(anomaly) = Anomaly::find(rule) else {
        if rule == ROWS {
            return Err(format!(
                "`{ROWS}` withholds removals; let them go with `--allow-removals N`"
            ));
        }
        let rules = Anomaly::ALL.map(Anomaly::id);
        let near = nearest(rule, rules.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?"));
        return Err(format!(
            "there is no guard `{rule}`; known are {}{}",
            rules.map(|rule| format!("`{rule}`")).join(", "),
            near.unwrap_or_default()
        ));
    };
    match number.parse() {
        Ok(0) | Err(_) => Err(format!(
            "expected the number of changes that you have seen, as in `{rule}=37`"
        )),
        Ok(most) => Ok(Approval { anomaly, most }),
    }
}

/// What guards know before a run.
pub(super) fn guards(
    context: &Context,
    send: &SendFlags,
    store: Option<&Store>,
) -> Result<Guards, Failure> {
    let guard = &context.settings.guard;
    let (standing, rows_before, files_before) = match store {
        Some(store) => (store.held()?, store.rows_before()?, store.files_before()?),
        None => (Vec::new(), None, None),
    };
    let approved = send.approve.iter();
    Ok(Guards {
        limits: Limits {
            min_items: guard.min_items,
            rows_share: guard.rows_share,
            price_share: guard.price_share,
            price_change: guard.price_change,
            sale_off: guard.sale_off,
            sold_out_share: guard.sold_out_share,
            currency_share: guard.currency_share,
            new_ids_share: guard.new_ids_share,
        },
        approved: approved.map(|one| (one.anomaly, one.most)).collect(),
        removals: send.allow_removals,
        standing,
        rows_before,
        files_before: files_before.map_or_else(Files::default, |files| Files::from_json(&files)),
    })
}

/// What to do about everything that waits for a decision. `adopts` says that
/// the run is a repair that takes over foreign items.
pub(super) fn hints(books: &Books, adopts: bool) -> Vec<String> {
    let mut hints: Vec<String> = approve_hint(books).into_iter().collect();
    if books.counts.withheld > 0 {
        hints.push(match books.cause() {
            // They go only after the new ones.
            Some(Cause::Ids) => format!(
                "removals wait as long as the new items do; then they need `--allow-removals {}`",
                books.counts.withheld
            ),
            Some(Cause::Rows { .. } | Cause::Files { .. } | Cause::Limits) | None if adopts => {
                format!(
                    "if they really are to leave the catalog, run `shelfsync reconcile --adopt \
                 --allow-removals {}`",
                    books.counts.withheld
                )
            }
            Some(Cause::Rows { .. } | Cause::Files { .. } | Cause::Limits) | None => {
                withheld_hint(books.counts.withheld)
            }
        });
    }
    hints
}

/// What an earlier run held, and this export says too little of to tell more.
pub(super) fn notes(books: &Books) -> Vec<String> {
    let stays = books.stays().iter();
    let note = stays.map(|(anomaly, items)| {
        format!(
            "held by {} since an earlier run, and not settled by this export: {}",
            anomaly.id(),
            count(*items, "change")
        )
    });
    note.collect()
}

/// The rule for which a change waits; `None` for the limits of `[removal]`.
pub(super) fn rule(waits: Waits, books: &Books) -> Option<&'static str> {
    match (waits, books.cause()) {
        (Waits::Held(anomaly), _) => Some(anomaly.id()),
        (Waits::Withheld, Some(Cause::Rows { .. } | Cause::Files { .. })) => Some(ROWS),
        (Waits::Withheld, Some(Cause::Ids)) => Some(Anomaly::Ids.id()),
        (Waits::Withheld, Some(Cause::Limits) | None) => None,
    }
}

/// The flags that let go everything that is held. Guards may hold the same items:
/// one approval after the other would never do.
fn approve_hint(books: &Books) -> Option<String> {
    let held = books.held().iter();
    let held = held.map(|set| (set.anomaly, set.sight.concerned.part));
    let mut all: Vec<(Anomaly, u64)> = held.chain(books.in_vain().iter().copied()).collect();
    all.sort_unstable();
    match (books.held(), all.len()) {
        ([], _) => None,
        ([set], 1) => Some(approve_one(set)),
        (_, _) => {
            let flags = all.iter();
            let flags = flags.map(|(anomaly, most)| format!("--approve {}={most}", anomaly.id()));
            let flags: Vec<String> = flags.collect();
            Some(format!(
                "if all of this is right, sync with `{}`",
                flags.join(" ")
            ))
        }
    }
}

fn approve_one(set: &HeldSet) -> String {
    let number = set.sight.concerned.part;
    let (one, many) = match set.anomaly {
        Anomaly::Ids => ("if this one really is a new item", "really are new items"),
        Anomaly::Currency => (
            "if its new currency is right",
            "have the right currency now",
        ),
        Anomaly::Prices => ("if this price is right", "have the right price now"),
        Anomaly::Stock => ("if this one really is sold out", "really are sold out"),
    };
    let if_so = match number {
        1 => one.to_owned(),
        _ => format!("if these {} {many}", grouped(number)),
    };
    format!(
        "{if_so}, sync with `--approve {}={number}`",
        set.anomaly.id()
    )
}

impl Sync<'_> {
    /// Writes down what the comparison found that needs no call. While a verdict
    /// is open nothing is forgotten: it may be about just that item.
    pub(super) fn remember(
        &mut self,
        books: &Books,
        judged: &Judged,
        all_settled: bool,
    ) -> Result<(), Failure> {
        if all_settled {
            self.store.forget(&books.forgotten, &books.pardoned)?;
        }
        if judged.is_partial() {
            return Ok(());
        }
        let withheld: Vec<i64> = if books.counts.withheld > 0 {
            let positions = books.leaving.iter();
            positions
                .map(|index| i64::from(judged.known.entry(*index).pos))
                .collect()
        } else {
            Vec::new()
        };
        self.store.set_withheld(&withheld, now())?;
        set_held(self.store, books, judged, now())
    }
}

/// Writes down what guards hold, and what stays held though nothing of it is seen.
fn set_held(store: &mut Store, books: &Books, judged: &Judged, now: i64) -> Result<(), Failure> {
    let ids = |set: &HeldSet| -> Vec<String> {
        let samples = set.samples.iter();
        let seen = samples.map(|sample| judged.known.id(sample.index).to_owned());
        // First those that nothing is known of now: they alone tell when they are back.
        set.unseen.iter().cloned().chain(seen).collect()
    };
    let ids: Vec<Vec<String>> = books.held().iter().map(ids).collect();
    let sets = books.held().iter().zip(&ids);
    let sets: Vec<HeldNow<'_>> = sets
        .map(|(set, ids)| HeldNow {
            rule: set.anomaly.id(),
            items: set.sight.concerned.part,
            ids,
        })
        .collect();
    let stays: Vec<&str> = books.stays().iter().map(|(rule, _)| rule.id()).collect();
    Ok(store.set_held(&sets, &stays, now)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_names_a_guard_and_a_number() {
        #[rustfmt::skip]
        let cases = [
            ("guard-prices=37",  Ok((Anomaly::Prices, 37))),
            ("guard-stock=1",    Ok((Anomaly::Stock, 1))),
            ("guard-price=37",   Err("there is no guard `guard-price`; known are `guard-ids`, `guard-currency`, `guard-prices`, `guard-stock`; did you mean `guard-prices`?")),
            ("guard-prices",     Err("expected the number of changes that you have seen, as in `guard-prices=37`")),
            ("guard-prices=0",   Err("expected the number of changes that you have seen, as in `guard-prices=37`")),
            ("guard-prices=all", Err("expected the number of changes that you have seen, as in `guard-prices=37`")),
            ("guard-rows=341",   Err("`guard-rows` withholds removals; let them go with `--allow-removals N`")),
        ];
        for (text, wanted) in cases {
            let got = approval(text).map(|one| (one.anomaly, one.most));
            assert_eq!(got, wanted.map_err(str::to_owned), "{text}");
        }
    }
}
