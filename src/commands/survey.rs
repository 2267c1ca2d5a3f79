//! A look at the live catalog, as `drift` and `reconcile` take it.

use shelfsync::deliver::{Calls, Contact, End, now};
use shelfsync::drift::{Adopt, Found, Kind, Looked, Survey, look, repair};
use shelfsync::graph::Client;
use shelfsync::health::other_writers;
use shelfsync::plan::Known;
use shelfsync::state::Store;
use tokio::runtime::Runtime;
use tokio::time::Instant;

use super::context::{Context, Listener};
use super::signals::Signals;
use super::sync::Sync;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Report, count};

/// What a look that changes nothing needs.
pub(super) struct Glance<'a> {
    pub(super) context: &'a Context,
    pub(super) runtime: &'a Runtime,
    pub(super) signals: &'a Signals,
    pub(super) listener: &'a Listener,
    pub(super) store: Option<&'a Store>,
    /// No wait ends after this.
    pub(super) deadline: Instant,
}

/// What a look that changed nothing has found.
pub(super) struct Glanced {
    pub(super) found: Found,
    /// What is known, as a repair would leave it.
    pub(super) known: Known,
    /// Why not the whole catalog was seen, in words; `None` when it was.
    pub(super) cut: Option<String>,
    /// That somebody else writes into the catalog.
    pub(super) writers: Option<String>,
    pub(super) calls: Calls,
}

impl Glance<'_> {
    /// Looks at the catalog, and changes nothing.
    pub(super) fn take(&self, adopt: Adopt) -> Result<Glanced, Failure> {
        let (client, sandbox) = self.context.connect(self.runtime)?;
        let glanced = self.with(&client, adopt);
        if let Some(sandbox) = sandbox {
            self.runtime.block_on(sandbox.stop())?;
        }
        glanced
    }

    fn with(&self, client: &Client, adopt: Adopt) -> Result<Glanced, Failure> {
        let mut survey = Survey::begin(self.store, adopt)?;
        let mut calls = Calls::default();
        let (listener, stopper) = (self.listener.as_ref(), self.signals.stopper());
        let mut contact = Contact::new(client, listener, stopper, self.deadline, &mut calls);
        let looking = look(&mut contact, &mut survey, self.store);
        let looked = self.runtime.block_on(looking)?;
        let cut = cut(looked, self.signals)?;
        let mut writers = None;
        if cut.is_none() {
            let others = self.runtime.block_on(other_writers(client));
            calls.reads += others.calls;
            writers = others.warning;
        }
        let (found, known) = survey.end();
        Ok(Glanced {
            found,
            known,
            cut: cut.map(words),
            writers,
            calls,
        })
    }
}

impl Glanced {
    /// Sentences on what the kinds do not tell, the most important first.
    pub(super) fn notes(&self) -> Vec<String> {
        let first = self.cut.iter().chain(&self.writers).cloned();
        first.chain(remarks(&self.found)).collect()
    }

    /// Makes it a part of the report of a plan.
    pub(super) fn add_to(self, report: &mut Report) {
        if self.cut.is_some() {
            report.exit = Exit::Temporary;
        }
        let notes = self.notes();
        report.notes.splice(0..0, notes);
        report.hints.extend(remedies(&self.found));
        report.calls.add(&self.calls);
        report.drift = Some(self.found);
    }
}

/// The look at the live catalog with which a repair begins.
#[derive(Clone, Default)]
pub(super) struct Look {
    /// What becomes of foreign items; `None` for a sync, which does not look.
    repair: Option<Adopt>,
    /// What was found.
    pub(super) found: Option<Found>,
    /// What there is to say beside that.
    pub(super) remarks: Vec<String>,
}

impl Look {
    /// The look of a repair.
    pub(super) fn repairing(adopt: Adopt) -> Self {
        Self {
            repair: Some(adopt),
            ..Self::default()
        }
    }

    /// Whether foreign items are taken over.
    pub(super) fn adopts(&self) -> bool {
        self.repair == Some(Adopt::Yes)
    }

    /// Whether the catalog is looked at first.
    pub(super) fn is_repair(&self) -> bool {
        self.repair.is_some()
    }

    /// The command that looks like this.
    pub(super) fn command(&self) -> &'static str {
        if self.repair.is_some() {
            "reconcile"
        } else {
            "sync"
        }
    }
}

impl Sync<'_> {
    /// Looks at the live catalog, if this is a repair, and marks in the state what
    /// the comparison that follows is to put right. `end` is the end of the run so
    /// far; what comes back is also why not all could be seen.
    pub(super) fn survey(
        &mut self,
        client: &Client,
        end: Option<End>,
    ) -> Result<Option<End>, Failure> {
        let (None, Some(adopt)) = (&end, self.look.repair) else {
            return Ok(end);
        };
        let mut survey = Survey::begin(Some(self.store), adopt)?;
        let listener = self.listener.clone();
        let deadline = self.deadline();
        let stopper = self.signals.stopper();
        let calls = &mut self.calls;
        let mut contact = Contact::new(client, listener.as_ref(), stopper, deadline, calls);
        let repairing = repair(&mut contact, &mut survey, self.store);
        let looked = self.runtime.block_on(repairing)?;
        let cut = cut(looked, self.signals)?;
        if cut.is_none() {
            let others = self.runtime.block_on(other_writers(client));
            self.calls.reads += others.calls;
            self.look.remarks.extend(others.warning);
            // Every item of the catalog is ours now: there is nothing to ask about.
            if adopt == Adopt::Yes {
                self.store.settle(now())?;
            }
        }
        let (found, _) = survey.end();
        self.look.remarks.extend(remarks(&found));
        self.look.found = Some(found);
        Ok(cut)
    }
}

/// Why not all was seen, where that is no failure.
fn cut(looked: Looked, signals: &Signals) -> Result<Option<End>, Failure> {
    match looked {
        Looked::Whole => Ok(None),
        Looked::Cut(End::Stopped(stop, words)) => Err(Failure::Denied { stop, words }),
        Looked::Cut(End::Interrupted) => Err(Failure::Interrupted(signals.number())),
        Looked::Cut(End::Bug(words)) => Err(Failure::Bug(words)),
        Looked::Cut(end) => Ok(Some(end)),
    }
}

/// The words of an end that is no failure.
fn words(end: End) -> String {
    match end {
        End::OutOfTime(words)
        | End::Temporary(words)
        | End::Stopped(_, words)
        | End::Bug(words) => words,
        End::Done | End::Interrupted => String::new(),
    }
}

/// What the kinds do not tell.
fn remarks(found: &Found) -> Vec<String> {
    let counts = &found.counts;
    let mut remarks = Vec::new();
    if !found.complete {
        remarks.push(format!(
            "only a part of the catalog was seen ({}), so nothing is known of what is missing",
            count(counts.live, "item")
        ));
    }
    if counts.uncertain > 0 {
        remarks.push(format!(
            "not judged: {} of calls without a verdict, or that wait to be sent again or for your decision",
            count(counts.uncertain, "item")
        ));
    }
    if counts.price_unclear > 0 {
        remarks.push(format!(
            "not compared: the price of {}, shown in a way that can mean two amounts",
            count(counts.price_unclear, "item")
        ));
    }
    if counts.pending_review > 0 {
        remarks.push(format!(
            "{} in Meta's review, which takes up to two days",
            count(counts.pending_review, "item")
        ));
    }
    remarks
}

/// What to do about what cannot be repaired.
pub(super) fn remedies(found: &Found) -> Vec<String> {
    let mut hints = Vec::new();
    if found.counts.of(Kind::Rejected) > 0 {
        hints.push(
            "what Meta's review rejected is not shown to anybody, and sending it again does not help: correct \
             the item in the shop, or ask for another review in Commerce Manager"
                .to_owned(),
        );
    }
    hints
}
