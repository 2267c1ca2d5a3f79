//! `shelfsync check`: findings only; no state, no network.

use shelfsync::pipeline::{Keep, open_inputs, read, recognize, recognize_read, unfed_columns};
use shelfsync::plan::Known;
use shelfsync::report::{Stage, Stopwatch};

use super::context::{Context, runtime};
use super::flags::{Common, ExportFlags, overrides};
use super::offline::offline_report;
use super::signals::Signals;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Flags of `check`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync check                     the exports of shelfsync.toml
  shelfsync check products.csv --currency EUR --condition new
  shelfsync check 'exports/*.csv' --json")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) export: ExportFlags,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Checks an export.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let mut watch = Stopwatch::start();
    let overrides = overrides(&args.common, Some(&args.export), None);
    let context = Context::load(&overrides, args.common.sandbox)?;
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    let listener = view.listener();
    let stopped = || signals.asked();
    let sources = context.settings.sources()?;
    let fetcher = context.fetcher(false)?;
    let inputs = open_inputs(sources, &context.cwd, &fetcher, listener.as_ref(), &stopped);
    let inputs = signals.heed(inputs)?;
    watch.lap(Stage::Opening);
    let judged = read(
        &inputs,
        &context.terms(),
        Known::default(),
        shelfsync::pipeline::Selection::default(),
        Keep::Nothing,
        listener.as_ref(),
        &stopped,
    );
    // What a file is was settled when its source was written down.
    let is_named = !args.export.exports.is_empty();
    if judged.is_err() && is_named {
        // What it lacks tells little to somebody who does not see what it was taken for.
        let recognized = recognize(&inputs, &stopped).unwrap_or_default();
        view.taken_for(&recognized).map_err(Failure::stdout)?;
    }
    let judged = signals.heed(judged)?;
    watch.lap(Stage::Reading);
    let recognized = recognize_read(&inputs, &judged);
    let unfed = unfed_columns(&inputs, &judged);
    let report = offline_report("check", &context, judged, watch)?;
    view.checked(&report, &recognized, &unfed, is_named)
        .map_err(Failure::stdout)?;
    Ok(report.exit)
}
