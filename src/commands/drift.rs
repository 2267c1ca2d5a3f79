//! `shelfsync drift`: how far the live catalog has moved away from what Meta
//! confirmed. It takes no lock, sends nothing and changes nothing.

use shelfsync::drift::{Adopt, Found};
use tokio::time::Instant;

use super::context::{Context, runtime};
use super::flags::{Common, Wait, overrides};
use super::signals::Signals;
use super::survey::{Glance, remedies};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{DriftReport, View};

/// Flags of `drift`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync drift
  shelfsync drift -v                  lists more of each kind
  shelfsync drift -q --exit-code      for cron: 9 when the catalog has drifted
  shelfsync drift --json              counts, and what differs field by field")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Longest wait for Meta, as in 30m
    #[arg(
        long,
        value_name = "T",
        help_heading = "Safety",
        long_help = "How long listing the catalog may take, with all waits, as in 90s, 30m or 1h30m. \
                     Then the run ends with exit code 5."
    )]
    pub(crate) max_wait: Option<String>,
    /// Exit with 9 when there are differences
    #[arg(
        long,
        help_heading = "Output",
        long_help = "Ends with exit code 9 when the catalog is not what was confirmed: items are \
                     missing, different, zombies or foreign. Without it, that ends with 0. What Meta's \
                     review rejected does not count: no repair could mend it."
    )]
    pub(crate) exit_code: bool,
}

/// Looks at the catalog and shows what differs.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let wait = Wait {
        max_wait: args.max_wait.clone(),
        ..Wait::default()
    };
    let overrides = overrides(&args.common, None, Some(&wait));
    let context = Context::load(&overrides, args.common.sandbox)?;
    let catalog = context.catalog()?;
    context.need_token()?;
    let store = context.store_to_read()?;
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    let listener = view.listener();
    let glance = Glance {
        context: &context,
        runtime: &runtime,
        signals: &signals,
        listener: &listener,
        store: store.as_ref(),
        deadline: begun + context.settings.delivery.max_wait,
    };
    let glanced = glance.take(Adopt::No)?;
    let cut = glanced.cut.is_some();
    let notes = glanced.notes();
    let has_other_writer = glanced.writers.is_some();
    let found = glanced.found;
    let report = DriftReport {
        catalog,
        exit: exit(args, cut, found.counts.differ()),
        hints: hints(&found, cut),
        found,
        has_other_writer,
        calls: glanced.calls,
        notes,
        time: begun.elapsed(),
    };
    view.drift(&report).map_err(Failure::stdout)?;
    Ok(report.exit)
}

fn exit(args: &Args, cut: bool, differs: bool) -> Exit {
    if cut {
        Exit::Temporary
    } else if args.exit_code && differs {
        Exit::Differences
    } else {
        Exit::Ok
    }
}

/// What to do next.
fn hints(found: &Found, cut: bool) -> Vec<String> {
    let counts = &found.counts;
    let mut hints = remedies(found);
    if counts.confirmed == 0 && counts.foreign > 0 {
        hints.push(
            "nothing was confirmed for this catalog yet, so that everything in it is foreign; `shelfsync sync` \
             makes first contact"
                .to_owned(),
        );
    } else {
        if counts.to_repair() > 0 {
            hints.push("`shelfsync reconcile` puts this right from the export".to_owned());
        }
        if counts.foreign > 0 {
            hints.push(
                "foreign items are left alone; `shelfsync reconcile --adopt --dry-run` shows what taking them \
                 over would do"
                    .to_owned(),
            );
        }
    }
    if cut {
        hints.push(
            "run the same command again later; a large catalog may need a longer `--max-wait`"
                .to_owned(),
        );
    }
    hints
}
