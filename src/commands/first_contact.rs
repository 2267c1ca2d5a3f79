//! First contact with a catalog, and its guard: is this the right one?

use shelfsync::catalog::Presence;
use shelfsync::deliver::{Contact, End, list_catalog, now, preflight};
use shelfsync::graph::Client;
use shelfsync::pipeline::Judged;
use shelfsync::plan::Seen;

use super::sync::Sync;
use crate::failure::Failure;

/// What first contact with the catalog found.
pub(super) enum First {
    /// Go on.
    Settled,
    /// The catalog holds items of which few are in the export.
    Foreign(String),
    /// It could not be found out.
    End(End),
}

impl Sync<'_> {
    /// One call that proves token and catalog, and on first contact with a
    /// catalog that holds something: a look at what it holds.
    pub(super) fn first_contact(
        &mut self,
        client: &Client,
        judged: &mut Judged,
    ) -> Result<First, Failure> {
        let listener = self.listener.clone();
        let deadline = self.deadline();
        let mut contact = Contact {
            client,
            reporter: listener.as_ref(),
            stopper: self.signals.stopper(),
            deadline,
            calls: &mut self.calls,
        };
        let facts = match self.runtime.block_on(preflight(&mut contact)) {
            Ok(facts) => facts,
            Err(end) => return Ok(First::End(end)),
        };
        if self.store.catalog()?.settled_at.is_some() {
            return Ok(First::Settled);
        }
        if facts.product_count > 0 {
            let known = &mut judged.known;
            let listed = |id: &str, pos: i64| {
                let index = known.find_or_add(id);
                let entry = known.entry_mut(index);
                if entry.presence == Presence::New {
                    entry.presence = Presence::Listed;
                    entry.pos = u32::try_from(pos).unwrap_or(u32::MAX);
                }
            };
            let ended = self
                .runtime
                .block_on(list_catalog(&mut contact, self.store, listed))?;
            if let Some(end) = ended {
                return Ok(First::End(end));
            }
            if let Some(words) = strangers(judged).filter(|_| !self.args.adopt) {
                self.store.forget_listed()?;
                return Ok(First::Foreign(words));
            }
        }
        self.store.settle(now())?;
        Ok(First::Settled)
    }
}

/// Why the catalog looks like somebody else's: less than half of its items are
/// in the export.
fn strangers(judged: &Judged) -> Option<String> {
    let listed = |wanted: bool| {
        judged
            .known
            .iter()
            .filter(|(_, entry)| entry.presence == Presence::Listed)
            .filter(move |(_, entry)| (entry.seen != Seen::Absent) == wanted)
            .map(|(index, _)| index)
    };
    let (shared, foreign) = (listed(true).count(), listed(false).count());
    if foreign <= shared {
        return None;
    }
    let samples = |ids: Vec<String>| match ids.len() {
        0 => "none".to_owned(),
        _ => ids.join(", "),
    };
    let theirs: Vec<String> = listed(false)
        .take(5)
        .map(|index| format!("`{}`", judged.known.id(index)))
        .collect();
    let ours: Vec<String> = judged
        .known
        .iter()
        .filter(|(_, entry)| entry.seen != Seen::Absent)
        .take(5)
        .map(|(index, _)| format!("`{}`", judged.known.id(index)))
        .collect();
    Some(format!(
        "the catalog holds {} items and the export has {shared} of them, so nothing was sent; \
         in the catalog: {}; in the export: {}",
        shared + foreign,
        samples(theirs),
        samples(ours)
    ))
}
