//! `shelfsync explain`: one item from its record to payload, verdict and stored
//! value. It takes no lock, sends nothing and changes nothing.

use shelfsync::deliver::now;
use shelfsync::pipeline::{InputError, Question, explain, load_known, open_inputs};
use shelfsync::plan::Decision;
use shelfsync::state::Store;

use super::context::{Context, runtime};
use super::flags::{Common, ExportFlags, overrides};
use super::signals::Signals;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Explanation, View};

/// Flags of `explain`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync explain SKU-1
  shelfsync explain SKU-1 products.csv --catalog 100 --currency EUR
  shelfsync explain SKU-1 --json")]
pub(crate) struct Args {
    /// Item to follow, by its id; capitals count
    #[arg(
        value_name = "ID",
        long_help = "The item to follow, by its id as the catalog has it. Capitals count."
    )]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) export: ExportFlags,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Explains one item.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let overrides = overrides(&args.common, Some(&args.export), None);
    let context = Context::load(&overrides, args.common.sandbox)?;
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    let listener = view.listener();
    // Without a catalog there is no state to ask, and the way to the item is still worth a look.
    let catalog = context.catalog().ok();
    let store = match &catalog {
        Some(_) => context.store_to_read()?,
        None => None,
    };
    let stopped = || signals.asked();
    let sources = context.settings.sources()?;
    let fetcher = context.fetcher(true)?;
    let inputs = open_inputs(sources, &context.cwd, &fetcher, listener.as_ref(), &stopped);
    let inputs = signals.heed(inputs)?;
    let terms = context.terms();
    let question = Question {
        id: &args.id,
        inputs: &inputs,
        terms: &terms,
        removal: context.removal(None),
        store: store.as_ref(),
    };
    let known = load_known(store.as_ref())?;
    let explained = explain(&question, known, listener.as_ref(), &stopped);
    let explained = signals.heed(explained)??;
    let stored = match &store {
        Some(store) => store.item(&args.id)?,
        None => None,
    };
    let held = store.as_ref().map(Store::held).transpose()?;
    if explained.records.is_empty() && stored.is_none() {
        return Err(InputError::ItemUnknown {
            id: args.id.clone(),
            near: explained.near,
        }
        .into());
    }
    let exit = verdict(explained.decision, &explained.records);
    view.explanation(&Explanation {
        id: &args.id,
        catalog: catalog.as_deref(),
        explained: &explained,
        stored: stored.as_ref(),
        held: held.as_deref().unwrap_or_default(),
        exit,
        now: now(),
    })
    .map_err(Failure::stdout)?;
    Ok(exit)
}

/// Held back and refused items end as in `sync`.
fn verdict(decision: Option<Decision>, records: &[shelfsync::pipeline::Traced]) -> Exit {
    match decision {
        Some(Decision::Invalid { .. } | Decision::Refused { .. }) => Exit::Partial,
        None if !records.is_empty() => Exit::Partial,
        Some(
            Decision::Unchanged
            | Decision::Send(_)
            | Decision::Filtered
            | Decision::Leaves
            | Decision::Unknown
            | Decision::Pending
            | Decision::Forgotten
            | Decision::Away,
        )
        | None => Exit::Ok,
    }
}
