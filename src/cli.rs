//! The command line: parser, dispatch, exit code.

mod keys;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgAction, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{self, Output};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// No help is wider, also on a wider terminal.
const WIDTH: usize = 80;

/// Keeps a Facebook/Instagram (Meta) product catalog equal to what a shop exports.
///
/// It reads the export, finds what changed since the last run, sends only that,
/// and waits until Meta has accepted or refused each item.
#[derive(Debug, Parser)]
#[command(
    name = "shelfsync",
    bin_name = "shelfsync",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    // Every command has a `-h` of its own, in the group of its output.
    disable_help_flag = true,
    disable_version_flag = true,
    max_term_width = WIDTH
)]
pub(crate) struct Cli {
    /// Print help; --help says more
    #[arg(short, long, action = ArgAction::Help, long_help = "Prints this help. -h is a summary.")]
    help: Option<bool>,
    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, long_help = "Prints the version.")]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

/// In the order in which a newcomer needs them: set up, look, send, look back,
/// look up. A new command takes its place in that order, here and below.
#[derive(Debug, Subcommand)]
enum Command {
    /// Looks at an export and writes the settings for it
    Init(commands::init::Args),
    /// Checks an export offline: no state, no network
    Check(commands::check::Args),
    /// Shows what a sync would change, field by field; changes nothing
    Plan(commands::plan::Args),
    /// Plans, sends, waits for Meta's verdicts, and records them
    Sync(commands::sync::Args),
    /// Shows what the state knows: runs, open batches, refused items
    Status(commands::status::Args),
    /// Shows where the live catalog is not what Meta confirmed
    Drift(commands::drift::Args),
    /// Puts right from the export what drifted in the live catalog
    Reconcile(commands::reconcile::Args),
    /// Follows one item from its record to what is sent and stored
    Explain(commands::explain::Args),
    /// Looks for what would keep a sync from working
    Doctor(commands::doctor::Args),
    /// Writes the normalized items as a file
    Export(commands::export::Args),
    /// Shows the settings and where they come from, or their schema
    Config(commands::config::Args),
    /// Explains the rules that items are held to
    Rules(commands::rules::Args),
    /// Runs a local Graph API with a shop page, for trying things out
    Sandbox(commands::sandbox::Args),
    /// Prints a script that completes commands and flags in a shell
    Completions(commands::completions::Args),
    /// Prints the manual page
    Man(commands::man::Args),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Check(_) => "check",
            Self::Plan(_) => "plan",
            Self::Sync(_) => "sync",
            Self::Status(_) => "status",
            Self::Drift(_) => "drift",
            Self::Reconcile(_) => "reconcile",
            Self::Explain(_) => "explain",
            Self::Doctor(_) => "doctor",
            Self::Export(_) => "export",
            Self::Config(args) => args.name(),
            Self::Rules(_) => "rules",
            Self::Sandbox(_) => "sandbox",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }

    fn run(&self, view: &mut View) -> Result<Exit, Failure> {
        match self {
            Self::Init(args) => commands::init::run(args, view),
            Self::Check(args) => commands::check::run(args, view),
            Self::Plan(args) => commands::plan::run(args, view),
            Self::Sync(args) => commands::sync::run(args, view),
            Self::Status(args) => commands::status::run(args, view),
            Self::Drift(args) => commands::drift::run(args, view),
            Self::Reconcile(args) => commands::reconcile::run(args, view),
            Self::Explain(args) => commands::explain::run(args, view),
            Self::Doctor(args) => commands::doctor::run(args, view),
            Self::Export(args) => commands::export::run(args, view),
            Self::Config(args) => commands::config::run(args, view),
            Self::Rules(args) => commands::rules::run(args, view),
            Self::Sandbox(args) => commands::sandbox::run(args, view),
            Self::Completions(args) => {
                commands::completions::run(args, keys::with_values(program(), args.takes_blanks()))
            }
            Self::Man(args) => commands::man::run(args, program()),
        }
    }

    /// Flags on how to show things; `None` for what prints a text as it is.
    fn output(&self) -> Option<&Output> {
        match self {
            Self::Init(args) => Some(&args.output_flags),
            Self::Check(args) => Some(&args.common.output),
            Self::Plan(args) => Some(&args.common.output),
            Self::Sync(args) => Some(&args.common.output),
            Self::Status(args) => Some(&args.common.output),
            Self::Drift(args) => Some(&args.common.output),
            Self::Reconcile(args) => Some(&args.common.output),
            Self::Explain(args) => Some(&args.common.output),
            Self::Doctor(args) => Some(&args.common.output),
            Self::Export(args) => Some(&args.common.output),
            Self::Config(args) => args.output(),
            Self::Rules(args) => Some(&args.output),
            Self::Sandbox(args) => Some(&args.output_flags),
            Self::Completions(_) | Self::Man(_) => None,
        }
    }

    fn view(&self) -> View {
        View::new(self.output().cloned().unwrap_or_default().manner())
    }
}

/// The command line as its help, its manual and its completions show it.
fn program() -> clap::Command {
    let mut program = keys::annotated(Cli::command())
        .after_help(commands::reference::first_steps())
        .after_long_help(commands::reference::long());
    program.build();
    program.mut_subcommand("help", |help| help.about("Shows the help of a command"))
}

/// Parses, runs and reports.
pub(crate) fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let command = match parse(&words) {
        Ok(cli) => cli.command,
        Err(error) => return refuse(&words, &error),
    };
    let mut view = command.view();
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
            command.view().failure(name, &failure.shown());
            failure.exit().code()
        }
    }
}

fn parse(words: &[OsString]) -> Result<Cli, clap::Error> {
    let program = program().color(color(words));
    let matches = program.try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches)
}

/// What `--color` says, for help and for errors of the command line itself.
fn color(words: &[OsString]) -> ColorChoice {
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let when = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => continue,
        };
        return match when {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            Some(_) | None => ColorChoice::Auto,
        };
    }
    ColorChoice::Auto
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
