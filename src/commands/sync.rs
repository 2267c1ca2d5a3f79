//! `shelfsync sync`: plan, send, wait for the verdicts, record.

use std::time::Duration;

use shelfsync::deliver::{
    Calls, Contact, Delivery, End, Options, Outgoing, Resumed, later, now, read_back,
};
use shelfsync::graph::Client;
use shelfsync::pipeline::{Books, Changes, Files, Found, Judged, PlanError, Spill, survey};
use shelfsync::report::{Event, Stage, Stopwatch};
use shelfsync::state::{Ended, StateError, Store};
use tokio::runtime::Runtime;
use tokio::time::Instant;

use super::context::{Context, Listener, runtime, standing_refusals};
use super::first_contact::First;
use super::flags::{Common, ExportFlags, SendFlags, Wait, overrides};
use super::guards;
use super::memory::{Attempt, lock, with_state};
use super::offline::asked_in_vain;
use super::signals::Signals;
use super::survey::Look;
use super::tally::Tally;
use super::told::Memory;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Report, View};

/// Flags of `sync`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync sync --sandbox products.csv     try it out: no account needed
  shelfsync sync products.csv --catalog 100 --currency EUR --condition new
  shelfsync sync -q                         from cron: silent when all is well")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) export: ExportFlags,
    #[command(flatten)]
    pub(crate) send: SendFlags,
    /// Only show what would change, as plan
    #[arg(
        long,
        help_heading = "Safety",
        long_help = "Only shows what would change, as `shelfsync plan` does. Nothing is sent."
    )]
    pub(crate) dry_run: bool,
    /// Go on although the catalog holds other items
    #[arg(
        long,
        help_heading = "Safety",
        long_help = "Goes on although the catalog holds items that the export does not have. They \
                     are left alone. It is asked for at the first sync of such a catalog."
    )]
    pub(crate) adopt: bool,
    #[command(flatten)]
    pub(crate) wait: Wait,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Runs a sync.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    if args.dry_run {
        return super::plan::dry_run(&args.common, &args.export, &args.send, view);
    }
    perform(args, &Look::default(), view)
}

/// Runs a sync, or a repair: that looks at the live catalog first.
pub(super) fn perform(args: &Args, look: &Look, view: &mut View) -> Result<Exit, Failure> {
    let mut watch = Stopwatch::start();
    let overrides = overrides(&args.common, Some(&args.export), Some(&args.wait));
    let context = Context::load(&overrides, args.common.sandbox)?;
    context.settings.sources()?;
    let catalog = context.catalog()?;
    context.need_token()?;
    let state = context.state();
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    watch.lap(Stage::Opening);
    let held = lock(&context, &state, &signals)?;
    with_state(&context, &state, &held, &catalog, |store, aside| {
        let mut sync = Sync {
            args,
            context: &context,
            runtime: &runtime,
            signals: &signals,
            listener: view.listener(),
            store,
            run: 0,
            measure: None,
            look: look.clone(),
            calls: Calls::default(),
            watch,
            has_sent: false,
            calm: false,
        };
        sync.lap(Stage::State);
        let done = sync.whole(&catalog, aside, view);
        Attempt {
            done,
            has_sent: sync.has_sent,
        }
    })
}

/// One sync under way.
pub(super) struct Sync<'a> {
    pub(super) args: &'a Args,
    pub(super) context: &'a Context,
    pub(super) runtime: &'a Runtime,
    pub(super) signals: &'a Signals,
    pub(super) listener: Listener,
    pub(super) store: &'a mut Store,
    pub(super) run: i64,
    /// Records and files of the export, if the next one may be measured by them.
    measure: Option<(u64, Files)>,
    /// Whether the live catalog is looked at first, and what that found.
    pub(super) look: Look,
    pub(super) calls: Calls,
    pub(super) watch: Stopwatch,
    /// Whether anything may have been sent.
    pub(super) has_sent: bool,
    /// Whether no earlier run has left anything that may change what is known.
    pub(super) calm: bool,
}

impl Sync<'_> {
    /// The run with its entry in the state, and its report.
    fn whole(
        &mut self,
        catalog: &str,
        aside: Option<&str>,
        view: &mut View,
    ) -> Result<Exit, Failure> {
        self.run = self.store.begin_run(self.look.command(), now())?;
        let mut done = self.run();
        let ended_at = now();
        if let (Some((rows, files)), Ok(report)) = (&self.measure, &done)
            && matches!(report.exit, Exit::Ok | Exit::Partial | Exit::Withheld)
        {
            self.store.set_measure(*rows, &files.to_json())?;
        }
        let (exit, memory) = match done.as_mut() {
            Ok(report) => (
                report.exit,
                Memory::recall(self.store, report, ended_at).map(Some),
            ),
            Err(failure) => (failure.exit(), Ok(None)),
        };
        let recorded = memory.and_then(|memory| {
            let kept = memory.as_ref().map_or("{}".to_owned(), Memory::unprinted);
            self.end(ended_at, exit, &kept).map(|()| memory)
        });
        let mut report = done?;
        let memory = recorded?;
        self.lap(Stage::Recording);
        (report.time, report.stages) = (self.watch.elapsed(), self.watch.times());
        report.catalog = Some(catalog.to_owned());
        report.notes.extend(aside.map(str::to_owned));
        view.report(&report).map_err(Failure::stdout)?;
        if let Some(kept) = memory.and_then(|memory| memory.printed()) {
            // The result stands on stdout and is true. Without this entry the next
            // run tells the trouble once more, which is better than a second result.
            let _told_again = self.end(ended_at, exit, &kept);
        }
        Ok(report.exit)
    }

    /// Writes down how the run ended.
    fn end(&mut self, at: i64, exit: Exit, kept: &str) -> Result<(), StateError> {
        let ended = Ended {
            at,
            exit_code: exit.number(),
            report: kept,
        };
        self.store.end_run(self.run, ended)
    }

    fn run(&mut self) -> Result<Report, Failure> {
        let (client, sandbox) = self.context.connect(self.runtime)?;
        let done = self.with(&client);
        if let Some(sandbox) = sandbox {
            self.runtime.block_on(sandbox.stop())?;
        }
        self.lap(Stage::Sending);
        done
    }

    fn with(&mut self, client: &Client) -> Result<Report, Failure> {
        self.settle_calm()?;
        let resumed = self.resume(client)?;
        if let Some(End::Stopped(stop, words)) = resumed.end {
            return Err(Failure::Denied { stop, words });
        }
        if resumed.end == Some(End::Interrupted) {
            return Err(Failure::Interrupted(self.signals.number()));
        }
        let mut end = self.survey(client, resumed.end.clone())?;
        self.lap(Stage::Sending);
        let mut judged = match self.read()? {
            Found::Same {
                report,
                shown,
                renewed,
            } => {
                if let Some(facts) = renewed {
                    self.store.set_memo_facts(&facts)?;
                }
                return self.unchanged(client, &report, &shown);
            }
            Found::Read(judged) => *judged,
        };
        let spill = std::mem::replace(&mut judged.spill, Spill::new().map_err(PlanError::Spill)?);
        let mut notes = std::mem::take(&mut self.look.remarks);
        if end.is_none() {
            let first = self.first_contact(client, &mut judged)?;
            self.lap(Stage::Sending);
            match first {
                First::Settled => {}
                First::End(End::Stopped(stop, words)) => {
                    return Err(Failure::Denied { stop, words });
                }
                First::End(other) => end = Some(other),
                First::Foreign(words) => return self.foreign(judged, words),
            }
        }
        judged.known.set_open(&resumed.open);
        let rule = self.context.removal(self.args.send.allow_removals);
        let mut books = Books::keep(&judged, rule, &resumed.confirmed);
        let bytes = spill.bytes();
        let mut reader = spill.into_reader().map_err(PlanError::Spill)?;
        let guards = guards::guards(self.context, &self.args.send, Some(self.store))?;
        let limits = &guards.limits;
        let stopped = || self.signals.asked();
        let survey = survey(
            &judged,
            &books,
            &mut reader,
            Some(self.store),
            limits,
            &stopped,
        )?;
        if self.signals.asked() {
            return Err(Failure::Interrupted(self.signals.number()));
        }
        books.heed(&judged, &survey, &guards);
        for alarm in books.alarms(&judged, limits) {
            judged.problems.add(alarm);
        }
        let rows = books.measure(&judged);
        self.measure = rows.map(|rows| (rows, judged.files.clone()));
        self.remember(&books, &judged, end.is_none())?;
        let standing = standing_refusals(self.store, &judged, &books.refused_before)?;
        let mut tally = Tally {
            refusals: standing,
            removed: resumed.removed,
            ..Tally::default()
        };
        self.lap(Stage::Comparing);
        if end.is_none() && !(books.nothing_to_do() && resumed.open.is_empty()) {
            let order = survey.order;
            let changes = Changes::new(&judged, &books, reader, order, Some(self.store), rule.op)?;
            let changes = changes.to_send();
            let size = (books.records(), bytes);
            end = Some(self.deliver(client, changes, size, &judged, &mut tally)?);
        }
        if !books.unknown.is_empty() && !judged.is_partial() && self.look.found.is_none() {
            notes.push(format!(
                "{} of the catalog not in the export and not sent by this tool: left alone",
                crate::view::count(books.unknown.len() as u64, "item")
            ));
        }
        notes.extend(asked_in_vain(&judged));
        let landed = std::mem::take(&mut tally.landed);
        let report = self.report(&mut judged, &books, tally, end, notes)?;
        landed.settle(&mut judged);
        self.remember_export(judged.draft.take(), &judged.known, &report)?;
        Ok(report)
    }

    /// Settles what an earlier run left open, before anything else: handles
    /// without a verdict, then items of calls without an answer.
    fn resume(&mut self, client: &Client) -> Result<Resumed, Failure> {
        let options = self.options();
        let stopper = self.signals.stopper();
        let mut delivery =
            Delivery::new(self.store, client, self.listener.as_ref(), stopper, options)?;
        let mut resumed = self.runtime.block_on(delivery.resume())?;
        self.calls.add(delivery.calls());
        if resumed.end.is_none() {
            let listener = self.listener.clone();
            let deadline = self.deadline();
            let stopper = self.signals.stopper();
            let calls = &mut self.calls;
            let mut contact = Contact::new(client, listener.as_ref(), stopper, deadline, calls);
            let ended = self.runtime.block_on(read_back(&mut contact, self.store))?;
            let pause = contact.pause;
            self.note_pause(pause)?;
            // Reading back can wait: a throttled read must not keep the stock from going out.
            resumed.end = ended.filter(|end| !matches!(end, End::Temporary(_)));
        }
        Ok(resumed)
    }

    fn options(&self) -> Options {
        let delivery = &self.context.settings.delivery;
        let per_minute = delivery.writes_per_minute.get();
        Options {
            run: self.run,
            sizing: self.context.sizing(),
            per_minute: usize::try_from(per_minute).unwrap_or(usize::MAX),
            max_wait: delivery.max_wait,
            deadline: self.deadline(),
        }
    }

    /// Meta asked for a pause of reads; the next run knows it, too.
    pub(super) fn note_pause(&mut self, pause: Option<Duration>) -> Result<(), Failure> {
        if let Some(pause) = pause {
            self.store.block(false, later(pause))?;
        }
        Ok(())
    }

    /// No wait of this run ends later.
    pub(super) fn deadline(&self) -> Instant {
        self.watch.begun() + self.context.settings.delivery.max_wait
    }

    /// All time since the last lap belongs to this stage, or to the recording in it.
    pub(super) fn lap(&mut self, stage: Stage) {
        self.watch.lap_with(stage, self.store.take_writing());
    }

    fn deliver(
        &mut self,
        client: &Client,
        mut changes: Changes<'_>,
        (records, bytes): (u64, u64),
        judged: &Judged,
        tally: &mut Tally,
    ) -> Result<End, Failure> {
        self.has_sent = true;
        let options = self.options();
        let stopper = self.signals.stopper();
        let calls = self.calls_for(records, bytes);
        let time = self.context.outlook(Some(self.store))?.time(calls);
        self.listener.tell(Event::Planned {
            records,
            calls,
            time,
        });
        let by_key = judged.known.open_keys();
        let mut delivery =
            Delivery::new(self.store, client, self.listener.as_ref(), stopper, options)?;
        delivery.carry(|pos| by_key.get(&pos).copied().unwrap_or_default())?;
        let next = |store: &Store| -> Result<Option<Outgoing>, Failure> {
            let planned = changes.next_change(Some(store))?;
            Ok(planned.map(|planned| {
                let pos = judged.known.entry(planned.index).pos;
                Outgoing {
                    mark: planned.index,
                    pos: (pos > 0).then_some(i64::from(pos)),
                    change: planned.change,
                }
            }))
        };
        let end = self
            .runtime
            .block_on(delivery.run(next, |outcome| tally.note(&outcome, judged)))?;
        self.calls.add(delivery.calls());
        Ok(end)
    }
    /// Write calls for so many records. Of a changed item only the fields that
    /// differ go out, so that the bytes of whole items are the most it can be.
    fn calls_for(&self, records: u64, bytes: u64) -> u64 {
        let sizing = self.context.sizing();
        let by_count = records.div_ceil(sizing.items.max(1) as u64);
        let by_bytes = bytes.div_ceil(sizing.bytes.max(1) as u64);
        by_count.max(by_bytes.min(records))
    }
}
