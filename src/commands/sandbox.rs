//! `shelfsync sandbox`: a local Graph API with a shop page, until interrupted.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::ValueHint;
use shelfsync::sandbox::{self, Catalog, Options, SandboxError, Scenario};

use super::context::runtime;
use super::flags::Output;
use super::signals::Signals;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::View;

/// Flags of `sandbox`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync sandbox
  shelfsync sandbox --catalog 200 --listen 127.0.0.1:0     any free port
  shelfsync sandbox --scenario examples/scenarios/late.toml
  export META_ACCESS_TOKEN=any        then, in another window:
  shelfsync sync products.csv --catalog 100 --api-url http://127.0.0.1:8787")]
pub(crate) struct Args {
    /// Catalog that it holds
    #[arg(
        long,
        value_name = "ID",
        default_value = "100",
        value_parser = catalog_id,
        help_heading = "Sandbox",
        long_help = "The id of the catalog that the sandbox holds."
    )]
    pub(crate) catalog: String,
    /// Address to listen on
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8787",
        help_heading = "Sandbox",
        long_help = "The address and port to listen on; an address of this computer, so that nobody \
                     else can reach it. Port 0 takes a free one, which is told."
    )]
    pub(crate) listen: SocketAddr,
    /// Folder that keeps items and handles
    #[arg(
        long,
        value_name = "FOLDER",
        value_hint = ValueHint::DirPath,
        default_value = ".shelfsync/sandbox",
        help_heading = "Sandbox",
        long_help = "The folder that keeps items and handles from one run to the next."
    )]
    pub(crate) folder: PathBuf,
    /// File with what goes wrong; may be repeated
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help_heading = "Sandbox",
        long_help = "A scenario that is played from the start: TOML that says what goes wrong, when and \
                     how often, as in examples/scenarios. May be repeated; docs/sandbox.md explains it."
    )]
    pub(crate) scenario: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output_flags: Output,
}

/// Runs the sandbox until a signal comes.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    let scenarios = args.scenario.iter().map(|file| Scenario::load(file));
    let scenarios = scenarios.collect::<Result<_, _>>();
    let scenarios = scenarios.map_err(SandboxError::from)?;
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    let options = Options {
        listen: args.listen,
        folder: Some(args.folder.clone()),
        catalogs: vec![Catalog::commerce(&args.catalog, "Sandbox")],
        scenarios,
        ..Options::default()
    };
    let sandbox = runtime.block_on(sandbox::start(options))?;
    view.sandbox(&sandbox.url(), &args.catalog)
        .map_err(Failure::stdout)?;
    let mut stopper = signals.stopper();
    runtime.block_on(stopper.wait());
    runtime.block_on(sandbox.stop())?;
    Ok(Exit::Ok)
}

/// An id that can stand in an address.
fn catalog_id(text: &str) -> Result<String, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if !text.is_empty() && text.len() <= 64 && text.chars().all(good) {
        Ok(text.to_owned())
    } else {
        Err("an id has letters and digits only, as in 100".to_owned())
    }
}
