//! Runs that find everything as it was: the report of the last one holds.

use std::cell::Cell;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use shelfsync::catalog::{Op, Presence};
use shelfsync::deliver::{End, Fate, Outcome, Point, point};
use shelfsync::finding::Problems;
use shelfsync::graph::Client;
use shelfsync::pipeline::{
    Counts, Draft, Export, Found, Judged, Keep, KeptReport, Recall, Selection, SourceReport,
    terms_print,
};
use shelfsync::plan::{Entry, Index, Known};
use shelfsync::report::{Stage, Stopwatch};
use shelfsync::state::Store;

use super::context::Context;
use super::sync::Sync;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Refusal, Report};

/// What of a report the next run needs, if it finds everything as it was.
#[derive(Serialize, Deserialize)]
struct Kept {
    partial: bool,
    counts: Counts,
    sources: Vec<SourceReport>,
    problems: Problems,
    refusals: Vec<Refusal>,
    notes: Vec<String>,
    hints: Vec<String>,
}

/// What the state remembers of the export, if it was read on the same terms, and if
/// all of it is asked for, and only what has changed.
pub(super) fn recall(
    context: &Context,
    selection: &Selection,
    store: &Store,
) -> Result<Option<Recall>, Failure> {
    let program = program().filter(|_| !selection.is_partial() && !selection.full);
    let Some(program) = program else {
        return Ok(None);
    };
    let sources = context.settings.sources()?;
    let terms = terms_print(&program, &context.terms(), sources);
    Ok(Recall::load(store, terms)?)
}

/// All time since the last lap belongs to this stage.
pub(super) fn lap(watch: &Cell<Stopwatch>, stage: Stage) {
    let mut now = watch.get();
    now.lap(stage);
    watch.set(now);
}

/// What tells this program from others: its version, and the file that it is.
fn program() -> Option<Vec<u8>> {
    let path = std::env::current_exe().ok()?;
    let metadata = path.metadata().ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let said = (env!("CARGO_PKG_VERSION"), &path, metadata.len(), modified);
    Some(format!("{said:?}").into_bytes())
}

impl Sync<'_> {
    /// Whether earlier runs have left anything that may change what is known before
    /// the export is compared; then no report of theirs holds.
    pub(super) fn settle_calm(&mut self) -> Result<(), Failure> {
        let open = !self.store.open_batches()?.is_empty();
        self.calm = !open && self.store.suspect_count()? == 0;
        if !self.calm || self.look.is_repair() {
            self.store.forget_memo_report()?;
        }
        Ok(())
    }

    /// Reads the export, as far as it is not known.
    pub(super) fn read(&mut self) -> Result<Found, Failure> {
        let selection = self.args.send.selection();
        let recall = recall(self.context, &selection, self.store)?;
        // A repair looks at the catalog, and what is open may change what is known.
        let settled = self.store.catalog()?.settled_at.is_some();
        let replays = settled && self.calm && !self.look.is_repair();
        let laps = Cell::new(self.watch);
        let stopped = || self.signals.asked();
        let fetcher = self.context.fetcher(true)?;
        let export = Export {
            sources: self.context.settings.sources()?,
            cwd: &self.context.cwd,
            fetcher: &fetcher,
            terms: &self.context.terms(),
            selection,
            keep: Keep::Changed,
            reporter: self.listener.as_ref(),
            stopped: &stopped,
            lap: &|stage| lap(&laps, stage),
        };
        let found = export.read(Some(self.store), recall, replays);
        self.watch = laps.get();
        let found = self.signals.heed(found)?;
        if matches!(found, Found::Read(_)) {
            // What the next run would report is settled anew.
            self.store.forget_memo_report()?;
        }
        Ok(found)
    }

    /// A run that finds everything as it was: one call that proves token and
    /// catalog, and the report of the run before.
    pub(super) fn unchanged(
        &mut self,
        client: &Client,
        kept: &KeptReport,
        shown: &[String],
    ) -> Result<Report, Failure> {
        let Ok(kept) = serde_json::from_str::<Kept>(&kept.report) else {
            return Err(Failure::Bug(
                "a report in the state cannot be read".to_owned(),
            ));
        };
        let Kept {
            partial,
            counts,
            mut sources,
            problems,
            mut refusals,
            notes,
            hints,
        } = kept;
        for refusal in &mut refusals {
            let of = sources
                .iter()
                .position(|source| source.path == refusal.source);
            if let Some(now) = of.and_then(|of| shown.get(of)) {
                refusal.source.clone_from(now);
            }
        }
        for (source, now) in sources.iter_mut().zip(shown) {
            source.path.clone_from(now);
        }
        let end = self.knock(client)?.err();
        self.lap(Stage::Sending);
        let mut report = Report {
            command: self.look.command(),
            run: Some(self.run),
            catalog: None,
            exit: if partial { Exit::Partial } else { Exit::Ok },
            sources,
            counts,
            calls: self.calls.clone(),
            problems,
            refusals,
            notes,
            hints,
            partial: false,
            outlook: None,
            drift: None,
            told: false,
            time: self.watch.elapsed(),
            stages: self.watch.times(),
        };
        match end {
            None | Some(End::Done) => {}
            Some(End::Stopped(stop, words)) => return Err(Failure::Denied { stop, words }),
            Some(End::Interrupted) => return Err(Failure::Interrupted(self.signals.number())),
            Some(End::Bug(words)) => return Err(Failure::Bug(words)),
            Some(End::OutOfTime(words) | End::Temporary(words)) => report.put_off(words),
        }
        Ok(report)
    }

    /// Remembers the export for the next run, and what that reports if it finds
    /// everything as it is now.
    pub(super) fn remember_export(
        &mut self,
        draft: Option<Draft>,
        known: &Known,
        report: &Report,
    ) -> Result<(), Failure> {
        let Some(draft) = draft else {
            return Ok(());
        };
        let holds = !self.store.held()?.is_empty();
        let next = next(report).filter(|_| !holds);
        point(Point::BeforeMemory);
        draft.keep(known, next.as_ref(), self.store)?;
        point(Point::AfterMemory);
        Ok(())
    }
}

/// What a run reports that finds everything as this one has left it; `None` where it
/// has something to do, or to look at anew.
fn next(report: &Report) -> Option<KeptReport> {
    let counts = report.counts;
    let is_settled = matches!(report.exit, Exit::Ok | Exit::Partial)
        // Another setting may decide otherwise on these.
        && counts.pending + counts.held + counts.withheld + counts.kept == 0
        && report.refusals.iter().all(|refusal| refusal.known)
        && report.drift.is_none();
    if !is_settled {
        return None;
    }
    let kept = Kept {
        partial: report.exit == Exit::Partial,
        counts: Counts {
            unchanged: counts.unchanged + counts.created + counts.updated,
            created: 0,
            updated: 0,
            removed: 0,
            ..counts
        },
        sources: report.sources.clone(),
        problems: report.problems.of_export(),
        refusals: report.refusals.clone(),
        notes: report.notes.clone(),
        hints: report.hints.clone(),
    };
    let has_places =
        !kept.refusals.is_empty() || kept.problems.kept().iter().any(|one| one.place.line > 0);
    let report = serde_json::to_string(&kept).ok()?;
    Some(KeptReport { report, has_places })
}

/// Items of this run that Meta has confirmed as they were read, with their keys in the
/// state. A first sync has millions of them.
#[derive(Default)]
pub(super) struct Landed(Vec<(Index, u32)>);

impl Landed {
    /// Takes note of an outcome; `entry` says what was read of the item.
    pub(super) fn note(&mut self, outcome: &Outcome, entry: &Entry) {
        let is_whole = !outcome.op.removes() && outcome.op != Op::Stock && !outcome.carried;
        let as_read = outcome.content == Some(entry.read);
        if is_whole && as_read && outcome.fate == Fate::Confirmed {
            let pos = u32::try_from(outcome.pos).unwrap_or(0);
            self.0.push((outcome.mark, pos));
        }
    }

    /// What is known now.
    pub(super) fn settle(self, judged: &mut Judged) {
        for (index, pos) in self.0 {
            let entry = judged.known.entry_mut(index);
            entry.pos = pos;
            entry.presence = Presence::Live;
            entry.doubt = shelfsync::catalog::Doubt::None;
            entry.has_confirmed = true;
            entry.confirmed = entry.read;
        }
    }
}
