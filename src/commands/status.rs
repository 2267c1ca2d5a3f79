//! `shelfsync status`: what the state knows. It takes no lock and changes nothing.

use shelfsync::catalog::Presence;
use shelfsync::deliver::now;
use shelfsync::state::{BatchStatus, OpenBatch, Store};

use super::context::{Context, shown};
use super::flags::{Common, overrides};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{StatusReport, View};

/// Flags of `status`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync status
  shelfsync status --json             for a monitor: runs, refusals, freshness")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Shows the state.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let overrides = overrides(&args.common, None, None);
    let context = Context::load(&overrides, args.common.sandbox)?;
    let catalog = context.catalog()?;
    let path = shown(&context.state(), &context.cwd);
    let Some(store) = context.store_to_read()? else {
        view.status(&StatusReport {
            catalog,
            path,
            exists: false,
            live: 0,
            runs: Vec::new(),
            last_success: None,
            open: Vec::new(),
            refusals: Vec::new(),
            withheld: Vec::new(),
            held: Vec::new(),
            suspects: 0,
            suspects_since: None,
            blocked_until: None,
            reads_blocked_until: None,
            now: now(),
        })
        .map_err(Failure::stdout)?;
        return Ok(Exit::Ok);
    };
    let mut live = 0;
    store.each_known(|row| live += u64::from(row.presence == Presence::Live))?;
    let report = StatusReport {
        catalog,
        path,
        exists: true,
        live,
        runs: store.runs(5)?,
        last_success: store.last_success()?,
        open: waiting(&store)?,
        refusals: store.refusals()?,
        withheld: store.withheld()?,
        held: store.held()?,
        suspects: store.suspect_count()?,
        suspects_since: store.oldest_suspect()?,
        blocked_until: store.catalog()?.writes_blocked_until,
        reads_blocked_until: store.catalog()?.reads_blocked_until,
        now: now(),
    };
    view.status(&report).map_err(Failure::stdout)?;
    Ok(Exit::Ok)
}

/// Batches whose verdict can still be had.
fn waiting(store: &Store) -> Result<Vec<OpenBatch>, Failure> {
    let mut open = store.open_batches()?;
    open.retain(|batch| batch.status != BatchStatus::Lost);
    Ok(open)
}
