//! First contact with a catalog, and its guard: is this the right one?

use std::collections::HashMap;

use shelfsync::catalog::Presence;
use shelfsync::deliver::{Contact, End, Listed, believable, later, list_catalog, now, preflight};
use shelfsync::graph::{CatalogFacts, Client};
use shelfsync::pipeline::{Books, Judged};
use shelfsync::plan::{Known, Seen};

use super::sync::Sync;
use super::tally::Tally;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::Report;

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
    /// One call that proves token and catalog; `None` where it is not the time for it.
    pub(super) fn knock(
        &mut self,
        client: &Client,
    ) -> Result<Result<Option<CatalogFacts>, End>, Failure> {
        let catalog = self.store.catalog()?;
        let pause = believable(catalog.reads_blocked_until);
        if pause.is_some_and(|until| until > now()) {
            // Reads have an allowance of their own: what is to be sent need not wait
            // for it. A wrong token shows in the first write as well.
            if catalog.settled_at.is_some() {
                return Ok(Ok(None));
            }
            let words = "Meta asked for a pause of all calls; the next run goes on after it";
            return Ok(Err(End::OutOfTime(words.to_owned())));
        }
        let listener = self.listener.clone();
        let deadline = self.deadline();
        let stopper = self.signals.stopper();
        let calls = &mut self.calls;
        let mut contact = Contact::new(client, listener.as_ref(), stopper, deadline, calls);
        match self.runtime.block_on(preflight(&mut contact)) {
            Ok((facts, usage)) => {
                // This call passed: what is used up is the allowance of writes.
                if let Some(pause) = usage.regain {
                    self.store.block(true, later(pause))?;
                }
                Ok(Ok(Some(facts)))
            }
            Err(end) => {
                let pause = contact.pause;
                self.note_pause(pause)?;
                Ok(Err(end))
            }
        }
    }

    /// One call that proves token and catalog, and on first contact with a
    /// catalog that holds something: a look at what it holds.
    pub(super) fn first_contact(
        &mut self,
        client: &Client,
        judged: &mut Judged,
    ) -> Result<First, Failure> {
        let facts = match self.knock(client)? {
            Ok(Some(facts)) => facts,
            Ok(None) => return Ok(First::Settled),
            Err(end) => return Ok(First::End(end)),
        };
        if self.store.catalog()?.settled_at.is_some() {
            return Ok(First::Settled);
        }
        if facts.product_count > 0 {
            let listener = self.listener.clone();
            let deadline = self.deadline();
            let stopper = self.signals.stopper();
            let calls = &mut self.calls;
            let mut contact = Contact::new(client, listener.as_ref(), stopper, deadline, calls);
            let mut ids = LiveIds(&mut judged.known);
            let ended = self
                .runtime
                .block_on(list_catalog(&mut contact, self.store, &mut ids))?;
            let pause = contact.pause;
            self.note_pause(pause)?;
            if let Some(end) = ended {
                return Ok(First::End(end));
            }
            // A part of the export says nothing of how much of the catalog is ours.
            if judged.is_partial() {
                return Ok(First::Settled);
            }
            if let Some(words) = strangers(judged).filter(|_| !self.args.adopt) {
                self.store.forget_listed()?;
                return Ok(First::Foreign(words));
            }
        }
        self.store.settle(now())?;
        Ok(First::Settled)
    }

    /// Few of the catalog's items are in the export: nothing is sent.
    pub(super) fn foreign(&mut self, mut judged: Judged, words: String) -> Result<Report, Failure> {
        let rule = self.context.removal(None);
        let books = Books::keep(&judged, rule, &HashMap::new());
        let tally = Tally {
            held: books.to_send(),
            ..Tally::default()
        };
        let mut report = self.report(&mut judged, &books, tally, None, vec![words])?;
        report.exit = Exit::Withheld;
        let hint = match self.look.command() {
            // There the flag means that the other items are taken over.
            "reconcile" => {
                "if this is the right catalog, `shelfsync sync --adopt` leaves its other items alone; \
                 `shelfsync reconcile --adopt --dry-run` shows what taking them over would do"
            }
            _ => {
                "if this is the right catalog, run again with `--adopt`; its other items are left alone"
            }
        };
        report.hints.push(hint.to_owned());
        Ok(report)
    }
}

/// Ids of the live catalog, noted beside those of export and state.
struct LiveIds<'a>(&'a mut Known);

impl Listed for LiveIds<'_> {
    fn is_new(&self, id: &str) -> bool {
        let index = self.0.find(id);
        index.is_none_or(|index| self.0.entry(index).presence == Presence::New)
    }

    fn note(&mut self, id: &str, pos: i64) {
        let index = self.0.find_or_add(id);
        let entry = self.0.entry_mut(index);
        entry.presence = Presence::Listed;
        entry.pos = u32::try_from(pos).unwrap_or(u32::MAX);
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
