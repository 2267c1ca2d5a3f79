//! `shelfsync reconcile`: looks at the live catalog, marks in the state what is
//! not as it was confirmed, and goes on as a sync. Repair has no code path of its
//! own: what is in doubt is sent in full, and what should not be there leaves by
//! the removal rule, under its guard.

use shelfsync::drift::Adopt;

use super::flags::{Common, ExportFlags, SendFlags, Wait};
use super::survey::Look;
use super::{plan, sync};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Flags of `reconcile`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync reconcile --dry-run       what would be repaired, and how
  shelfsync reconcile -q              once a night, from cron
  shelfsync reconcile --adopt --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) export: ExportFlags,
    #[command(flatten)]
    pub(crate) send: SendFlags,
    /// Only show what would be repaired
    #[arg(
        long,
        help_heading = "Safety",
        long_help = "Looks at the catalog and shows what would be repaired and sent. Nothing is sent, \
                     and nothing is written into the state."
    )]
    pub(crate) dry_run: bool,
    /// Take over the catalog's foreign items
    #[arg(
        long,
        help_heading = "Safety",
        long_help = "Takes over the items of the catalog that Meta never confirmed to this tool: those \
                     that the export has are sent in full, all others leave as what left the export \
                     does, by `removal.action`. A large set of them waits for --allow-removals. Without \
                     this flag foreign items are counted and left alone."
    )]
    pub(crate) adopt: bool,
    #[command(flatten)]
    pub(crate) wait: Wait,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Runs a repair.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let adopt = if args.adopt { Adopt::Yes } else { Adopt::No };
    let sync = sync::Args {
        export: args.export.clone(),
        send: args.send.clone(),
        dry_run: args.dry_run,
        adopt: args.adopt,
        wait: args.wait.clone(),
        common: args.common.clone(),
    };
    if args.dry_run {
        return plan::dry_repair(&sync, adopt, view);
    }
    sync::perform(&sync, &Look::repairing(adopt), view)
}
