//! The command line: parser, dispatch, exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{self, Output};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Keeps a Facebook/Instagram (Meta) product catalog equal to what a shop exports.
#[derive(Debug, Parser)]
#[command(
    name = "shelfsync",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = EXIT_CODES
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  in sync, or nothing to do        5  temporary: run again later
  1  a bug                            6  credentials, permission or catalog
  2  usage or configuration           7  another run holds the lock
  3  some items held back or refused  8  the export is unusable, nothing was sent
  4  a safety rule withheld changes   9  differences (plan --exit-code)
  130, 143  interrupted; the state is consistent";

#[derive(Debug, Subcommand)]
enum Command {
    /// Looks at an export and writes the settings for it.
    Init(commands::init::Args),
    /// Plans, sends, waits for Meta's verdicts, and records them.
    Sync(commands::sync::Args),
    /// Shows what a sync would change, field by field; changes nothing.
    Plan(commands::plan::Args),
    /// Checks an export offline: no state, no network.
    Check(commands::check::Args),
    /// Writes the normalized items as a file.
    Export(commands::export::Args),
    /// Shows what the state knows: runs, open batches, refused and withheld items.
    Status(commands::status::Args),
    /// Follows one item from its record through every rule to payload, verdict and stored value.
    Explain(commands::explain::Args),
    /// Looks for what would keep a sync from working: files, token, catalog, limits.
    Doctor(commands::doctor::Args),
    /// Runs a local Graph API with a shop page, for trying out and for tests.
    Sandbox(commands::sandbox::Args),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Sync(_) => "sync",
            Self::Plan(_) => "plan",
            Self::Check(_) => "check",
            Self::Export(_) => "export",
            Self::Status(_) => "status",
            Self::Explain(_) => "explain",
            Self::Doctor(_) => "doctor",
            Self::Sandbox(_) => "sandbox",
        }
    }

    fn run(&self, view: &mut View) -> Result<Exit, Failure> {
        match self {
            Self::Init(args) => commands::init::run(args, view),
            Self::Sync(args) => commands::sync::run(args, view),
            Self::Plan(args) => commands::plan::run(args, view),
            Self::Check(args) => commands::check::run(args, view),
            Self::Export(args) => commands::export::run(args, view),
            Self::Status(args) => commands::status::run(args, view),
            Self::Explain(args) => commands::explain::run(args, view),
            Self::Doctor(args) => commands::doctor::run(args, view),
            Self::Sandbox(args) => commands::sandbox::run(args, view),
        }
    }

    fn output(&self) -> &Output {
        match self {
            Self::Init(args) => &args.output_flags,
            Self::Sync(args) => &args.common.output,
            Self::Plan(args) => &args.common.output,
            Self::Check(args) => &args.common.output,
            Self::Export(args) => &args.common.output,
            Self::Status(args) => &args.common.output,
            Self::Explain(args) => &args.common.output,
            Self::Doctor(args) => &args.common.output,
            Self::Sandbox(args) => &args.output_flags,
        }
    }
}

/// Parses, runs and reports.
pub(crate) fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let command = match parse(&words) {
        Ok(cli) => cli.command,
        Err(error) => return refuse(&words, &error),
    };
    let mut view = View::new(command.output().manner());
    let name = command.name();
    // A panic is a bug, and ends like one: with its exit code and a document.
    let run = std::panic::AssertUnwindSafe(|| command.run(&mut view));
    let done = std::panic::catch_unwind(run).unwrap_or_else(|_| {
        Err(Failure::Bug(
            "a fault of this program; see above".to_owned(),
        ))
    });
    match done {
        Ok(exit) => exit.code(),
        Err(failure) => {
            let view = View::new(command.output().manner());
            view.failure(name, &failure.shown());
            failure.exit().code()
        }
    }
}

fn parse(words: &[OsString]) -> Result<Cli, clap::Error> {
    let matches = Cli::command().try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches)
}

/// Help and version are no errors; everything else that clap says is wrong
/// usage, and `--json` is answered with a document even then.
fn refuse(words: &[OsString], error: &clap::Error) -> ExitCode {
    let wants_json = words.iter().skip(1).any(|word| word == "--json");
    if !error.use_stderr() {
        // A closed pipe is not worth a word.
        let _closed = error.print();
        return Exit::Ok.code();
    }
    if wants_json {
        let text = error.render().to_string();
        let command = words
            .iter()
            .skip(1)
            .filter_map(|word| word.to_str())
            .find(|word| !word.starts_with('-'))
            .unwrap_or("");
        let text = text.trim();
        let text = text.strip_prefix("error: ").unwrap_or(text);
        let failure = Failure::Usage(text.to_owned());
        View::json_only().failure(command, &failure.shown());
        return Exit::Usage.code();
    }
    let _unwritable = error.print();
    Exit::Usage.code()
}
