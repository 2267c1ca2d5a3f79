//! What is shown: values that commands hand over.

use std::time::Duration;

use shelfsync::deliver::{Calls, Outlook};
use shelfsync::drift::Found;
use shelfsync::finding::Problems;
use shelfsync::pipeline::{Counts, SourceReport};
use shelfsync::plan::FieldChange;
use shelfsync::report::Times;
use shelfsync::state::{HeldRow, OpenBatch, RefusalRow, RunRow, WithheldRow};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::exit::Exit;

/// An item that Meta refused, with its place in the export.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refusal {
    pub(crate) id: String,
    pub(crate) message: String,
    pub(crate) source: String,
    pub(crate) line: u64,
    /// Whether an earlier run was told so already.
    pub(crate) known: bool,
}

/// One line of a plan.
#[derive(Clone, Debug)]
pub(crate) struct ChangeLine {
    pub(crate) id: String,
    /// `create`, `update` or `remove`.
    pub(crate) op: &'static str,
    /// How, in words, where the operation leaves it open.
    pub(crate) how: Option<&'static str>,
    /// Whether it waits for a decision.
    pub(crate) waits: bool,
    /// The guard for which it does, if it is not the limits of removals.
    pub(crate) rule: Option<&'static str>,
    pub(crate) fields: Vec<FieldChange>,
    /// The item as it is once this is confirmed, as JSON.
    pub(crate) body: Option<String>,
    /// Write calls that the changes up to this one take.
    pub(crate) calls: u64,
}

/// What a run found and did.
pub(crate) struct Report {
    pub(crate) command: &'static str,
    pub(crate) run: Option<i64>,
    pub(crate) catalog: Option<String>,
    pub(crate) exit: Exit,
    pub(crate) sources: Vec<SourceReport>,
    pub(crate) counts: Counts,
    pub(crate) calls: Calls,
    pub(crate) problems: Problems,
    pub(crate) refusals: Vec<Refusal>,
    /// Sentences on what happened that the counts do not tell, the most
    /// important first.
    pub(crate) notes: Vec<String>,
    /// What to do next.
    pub(crate) hints: Vec<String>,
    /// Whether only part of the export was looked at.
    pub(crate) partial: bool,
    /// What a look at the live catalog found, where there was one.
    pub(crate) drift: Option<Found>,
    /// Write calls that a minute takes.
    pub(crate) outlook: Option<Outlook>,
    /// Whether an earlier run has told all that is wrong, not long ago.
    pub(crate) told: bool,
    pub(crate) time: Duration,
    /// Where it went.
    pub(crate) stages: Times,
}

/// What the state knows.
pub(crate) struct StatusReport {
    pub(crate) catalog: String,
    pub(crate) path: String,
    pub(crate) exists: bool,
    pub(crate) live: u64,
    pub(crate) runs: Vec<RunRow>,
    pub(crate) last_success: Option<RunRow>,
    pub(crate) open: Vec<OpenBatch>,
    pub(crate) refusals: Vec<RefusalRow>,
    pub(crate) withheld: Vec<WithheldRow>,
    pub(crate) held: Vec<HeldRow>,
    pub(crate) suspects: u64,
    /// Since when the oldest of them is.
    pub(crate) suspects_since: Option<i64>,
    pub(crate) blocked_until: Option<i64>,
    /// No call but writes before this time.
    pub(crate) reads_blocked_until: Option<i64>,
    pub(crate) now: i64,
}

/// How far the live catalog has moved away.
pub(crate) struct DriftReport {
    pub(crate) catalog: String,
    pub(crate) exit: Exit,
    pub(crate) found: Found,
    /// Whether somebody else writes into the catalog; a note says who.
    pub(crate) has_other_writer: bool,
    pub(crate) calls: Calls,
    pub(crate) notes: Vec<String>,
    pub(crate) hints: Vec<String>,
    pub(crate) time: Duration,
}

/// When to color.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set or the terminal is a dumb one
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How results and talk are to be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    pub(crate) verbose: u8,
    pub(crate) color: Color,
}

/// Why a command could not do its work.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// Everything that is known of one item.
pub(crate) struct Explanation<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// The catalog, when one is named.
    pub(crate) catalog: Option<&'a str>,
    /// Its way through the export.
    pub(crate) explained: &'a shelfsync::pipeline::Explained,
    /// What the state knows.
    pub(crate) stored: Option<&'a shelfsync::state::ItemRow>,
    /// What guards hold: it may be among that.
    pub(crate) held: &'a [HeldRow],
    /// How the command ends.
    pub(crate) exit: Exit,
    /// The time, in Unix milliseconds.
    pub(crate) now: i64,
}
