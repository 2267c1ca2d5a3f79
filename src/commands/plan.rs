//! `shelfsync plan`: what a sync would change. It has no client in reach, and
//! opens the state for reading only.

use std::cell::Cell;

use shelfsync::deliver::{Calls, Forecast};
use shelfsync::drift::Adopt;
use shelfsync::pipeline::{
    Books, Changes, Counts, Export, Judged, Keep, PlanError, Planned, RemovalRule, Spill, survey,
};
use shelfsync::plan::Known;
use shelfsync::report::{Stage, Stopwatch};
use shelfsync::state::{BatchStatus, OpenBatch, Store};

use super::context::{Context, few_removals, runtime, standing_refusals};
use super::flags::{Common, ExportFlags, SendFlags, Wait, overrides};
use super::guards;
use super::offline::asked_in_vain;
use super::signals::Signals;
use super::survey::Glance;
use super::unchanged::{lap, recall};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{ChangeLine, Report, View};

/// Flags of `plan`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync plan
  shelfsync plan products.csv --catalog 100 --currency EUR
  shelfsync plan --all | less         every change, field by field
  shelfsync plan --json --exit-code   for scripts: 9 when there are differences")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) export: ExportFlags,
    #[command(flatten)]
    pub(crate) send: SendFlags,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Exit with 9 when there are differences
    #[arg(
        long,
        help_heading = "Output",
        long_help = "Ends with exit code 9 when there are differences and nothing worse. Without it, \
                     a plan with changes ends with 0."
    )]
    pub(crate) exit_code: bool,
    /// List every change, however many there are
    #[arg(
        long,
        help_heading = "Output",
        long_help = "Lists every change, field by field. Without it, more than a few are shown in \
                     groups, with their number and some samples."
    )]
    pub(crate) all: bool,
}

/// What of a plan differs between `plan` and the `--dry-run` of others.
#[derive(Clone, Copy)]
struct Form<'a> {
    command: &'static str,
    exit_code: bool,
    all: bool,
    /// Whether the live catalog is looked at first.
    repair: Option<Adopt>,
    /// How long that may take.
    wait: Option<&'a Wait>,
}

impl Form<'static> {
    const fn of(command: &'static str) -> Self {
        Self {
            command,
            exit_code: false,
            all: false,
            repair: None,
            wait: None,
        }
    }
}

/// Runs a plan.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let form = Form {
        exit_code: args.exit_code,
        all: args.all,
        ..Form::of("plan")
    };
    make(&args.common, &args.export, &args.send, form, view)
}

/// `sync --dry-run`.
pub(crate) fn dry_run(
    common: &Common,
    export: &ExportFlags,
    send: &SendFlags,
    view: &mut View,
) -> Result<Exit, Failure> {
    make(common, export, send, Form::of("sync"), view)
}

/// `reconcile --dry-run`: the catalog is looked at, and nothing is written.
pub(super) fn dry_repair(
    args: &super::sync::Args,
    adopt: Adopt,
    view: &mut View,
) -> Result<Exit, Failure> {
    let form = Form {
        repair: Some(adopt),
        wait: Some(&args.wait),
        ..Form::of("reconcile")
    };
    make(&args.common, &args.export, &args.send, form, view)
}

fn make(
    common: &Common,
    export: &ExportFlags,
    send: &SendFlags,
    form: Form<'_>,
    view: &mut View,
) -> Result<Exit, Failure> {
    let mut watch = Stopwatch::start();
    let overrides = overrides(common, Some(export), form.wait);
    let context = Context::load(&overrides, common.sandbox)?;
    context.settings.sources()?;
    let catalog = context.catalog()?;
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    watch.lap(Stage::Opening);
    let store = context.store_to_read()?;
    watch.lap(Stage::State);
    let listener = view.listener();
    let glance = Glance {
        context: &context,
        runtime: &runtime,
        signals: &signals,
        listener: &listener,
        store: store.as_ref(),
        deadline: watch.begun() + context.settings.delivery.max_wait,
    };
    let mut glanced = form.repair.map(|adopt| glance.take(adopt)).transpose()?;
    watch.lap(Stage::Sending);
    let known = glanced
        .as_mut()
        .map(|glanced| std::mem::take(&mut glanced.known));
    let stopped = || signals.asked();
    let mut judged = *compare(&glance, send, known, &stopped, &mut watch)?;
    let rule = context.removal(send.allow_removals);
    let mut books = Books::keep(&judged, rule, &std::collections::HashMap::new());
    let spill = std::mem::replace(&mut judged.spill, Spill::new().map_err(PlanError::Spill)?);
    let mut reader = spill.into_reader().map_err(PlanError::Spill)?;
    let guards = guards::guards(&context, send, store.as_ref())?;
    let of = store.as_ref();
    let survey = survey(&judged, &books, &mut reader, of, &guards.limits, &stopped)?;
    if signals.asked() {
        return Err(Failure::Interrupted(signals.number()));
    }
    books.heed(&judged, &survey, &guards);
    for alarm in books.alarms(&judged, &guards.limits) {
        judged.problems.add(alarm);
    }
    let refusals = match &store {
        Some(store) => standing_refusals(store, &judged, &books.refused_before)?,
        None => Vec::new(),
    };
    let counts = would_be(&books)?;
    let mut notes = notes(store.as_ref(), &books, &rule)?;
    notes.extend(asked_in_vain(&judged));
    let outlook = context.outlook(store.as_ref())?;
    watch.lap(Stage::Comparing);
    let mut report = Report {
        command: form.command,
        run: None,
        catalog: Some(catalog),
        exit: verdict(&counts, &books, form.exit_code),
        sources: judged.sources.clone(),
        counts,
        calls: Calls::default(),
        problems: std::mem::take(&mut judged.problems),
        refusals,
        notes,
        hints: guards::hints(&books, matches!(form.repair, Some(Adopt::Yes))),
        partial: judged.is_partial(),
        outlook: Some(outlook),
        drift: None,
        told: false,
        time: watch.elapsed(),
        stages: watch.times(),
    };
    if let Some(glanced) = glanced {
        glanced.add_to(&mut report);
    }
    let order = survey.order;
    let changes = Changes::new(&judged, &books, reader, order, store.as_ref(), rule.op)?;
    let forecast = Forecast::new(context.sizing());
    show(
        &report,
        changes,
        forecast,
        &books,
        store.as_ref(),
        form.all,
        view,
    )
}

/// Reads the export, as far as it is not known, to be compared with the state; or
/// with what a look at the catalog has found.
fn compare(
    glance: &Glance<'_>,
    send: &SendFlags,
    known: Option<Known>,
    stopped: &dyn Fn() -> bool,
    watch: &mut Stopwatch,
) -> Result<Box<Judged>, Failure> {
    let Glance { context, store, .. } = glance;
    let selection = send.selection();
    let recall = match (store, &known) {
        (Some(store), None) => recall(context, &selection, store)?,
        _ => None,
    };
    let laps = Cell::new(*watch);
    let export = Export {
        sources: context.settings.sources()?,
        cwd: &context.cwd,
        fetcher: &context.fetcher(true)?,
        terms: &context.terms(),
        selection,
        keep: Keep::Changed,
        reporter: glance.listener.as_ref(),
        stopped,
        lap: &|stage| lap(&laps, stage),
    };
    let judged = match known {
        Some(known) => export.read_against(known, *store),
        None => export.read_known(*store, recall.as_ref()),
    };
    *watch = laps.get();
    glance.signals.heed(judged)
}

/// Shows the changes one by one, and how many calls they take.
fn show(
    report: &Report,
    mut changes: Changes<'_>,
    mut forecast: Forecast,
    books: &Books,
    store: Option<&Store>,
    all: bool,
    view: &View,
) -> Result<Exit, Failure> {
    let mut failed = None;
    let mut next = || match changes.next_change(store) {
        Ok(planned) => planned.map(|planned| line(planned, books, &mut forecast)),
        Err(error) => {
            failed = Some(error);
            None
        }
    };
    let written = view.plan(report, all, &mut next);
    if let Some(error) = failed {
        return Err(error.into());
    }
    written.map_err(Failure::stdout)?;
    Ok(report.exit)
}

/// The counts as they would be if Meta confirmed everything.
fn would_be(books: &Books) -> Result<Counts, Failure> {
    let mut counts = books.counts;
    counts.created += books.to_create;
    counts.updated += books.to_update;
    counts.removed += books.to_remove();
    if counts.balance() {
        return Ok(counts);
    }
    Err(Failure::Bug(format!(
        "the books do not balance: {counts:?}"
    )))
}

fn verdict(counts: &Counts, books: &Books, exit_code: bool) -> Exit {
    if books.anything_waits() {
        Exit::Withheld
    } else if counts.refused > 0 || counts.invalid > 0 || !books.refused_before.is_empty() {
        Exit::Partial
    } else if exit_code && !books.nothing_to_do() {
        Exit::Differences
    } else {
        Exit::Ok
    }
}

/// What there is to say beside the counts.
fn notes(store: Option<&Store>, books: &Books, rule: &RemovalRule) -> Result<Vec<String>, Failure> {
    let mut notes: Vec<String> = open_batches(store)?.into_iter().collect();
    notes.extend(guards::notes(books));
    notes.extend(few_removals(books.to_remove(), books.live, rule));
    Ok(notes)
}

/// A plan made while verdicts are open may show what is under way already.
fn open_batches(store: Option<&Store>) -> Result<Option<String>, Failure> {
    let open = match store {
        Some(store) => {
            let open = store.open_batches()?;
            let waiting = |batch: &&OpenBatch| batch.status != BatchStatus::Lost;
            open.iter().filter(waiting).count()
        }
        None => 0,
    };
    Ok((open > 0).then(|| {
        format!(
            "{} without a verdict: the next sync settles that first, and may have less to do than \
             this plan says",
            crate::view::batches(open as u64)
        )
    }))
}

fn line(planned: Planned, books: &Books, forecast: &mut Forecast) -> ChangeLine {
    use shelfsync::catalog::Op;
    let (op, how) = match planned.change.op {
        Op::Create => ("create", None),
        Op::Update => ("update", None),
        Op::Full => ("update", Some("sent in full")),
        Op::Return => ("update", Some("returns to the catalog")),
        Op::Stock => ("update", Some("held back, marked as sold out")),
        Op::Archive => ("remove", Some("archived")),
        Op::SellOut => ("remove", Some("marked as sold out")),
        Op::Delete => ("remove", Some("deleted")),
    };
    if planned.waits.is_none() {
        forecast.add(planned.change.data.len());
    }
    ChangeLine {
        id: planned.change.id.clone(),
        op,
        how,
        waits: planned.waits.is_some(),
        rule: planned.waits.and_then(|waits| guards::rule(waits, books)),
        body: planned.change.body().map(str::to_owned),
        fields: planned.change.fields,
        calls: forecast.calls(),
    }
}
