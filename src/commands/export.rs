//! `shelfsync export`: the normalized items as a file, sorted by id.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{ValueEnum, ValueHint};
use shelfsync::config::Source;
use shelfsync::pipeline::{Keep, KeptItems, PlanError, Selection, Spill, open_inputs, read};
use shelfsync::plan::{Decision, Known, Wish, decide};
use shelfsync::report::{Stage, Stopwatch};

use super::context::{Context, runtime};
use super::flags::{Common, ExportFlags, overrides};
use super::offline::offline_report;
use super::signals::Signals;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{ItemFormat, View};

/// Form of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The full `data` objects that a first sync would send, one a line
    #[default]
    Jsonl,
    /// Meta's template
    MetaCsv,
    /// A Google Merchant feed (RSS 2.0)
    GoogleXml,
}

/// Flags of `export`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync export products.csv --currency EUR > items.jsonl
  shelfsync export products.csv --format google-xml --output feed.xml")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) export: ExportFlags,
    /// Form of the file
    #[arg(
        long,
        value_name = "FORM",
        value_enum,
        default_value_t,
        help_heading = "File",
        long_help = "The form of the file."
    )]
    pub(crate) format: Format,
    /// File to write [default: standard output]
    #[arg(
        short,
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help_heading = "File",
        long_help = "The file to write; it appears only when it is whole. Without this flag the items \
                     go to standard output; --json needs it."
    )]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Writes the items.
pub(crate) fn run(args: &Args, view: &mut View) -> Result<Exit, Failure> {
    if args.common.output.json && args.output.is_none() {
        return Err(Failure::Usage(
            "`--json` and the items would share standard output; name a file with `--output`"
                .to_owned(),
        ));
    }
    let mut watch = Stopwatch::start();
    let overrides = overrides(&args.common, Some(&args.export), None);
    let context = Context::load(&overrides, args.common.sandbox)?;
    let runtime = runtime()?;
    let signals = Signals::listen(&runtime)?;
    let listener = view.listener();
    let stopped = || signals.asked();
    let sources = context.settings.sources()?;
    keep_sources(args.output.as_deref(), sources)?;
    let fetcher = context.fetcher(false)?;
    let inputs = open_inputs(sources, &context.cwd, &fetcher, listener.as_ref(), &stopped);
    let inputs = signals.heed(inputs)?;
    watch.lap(Stage::Opening);
    let judged = read(
        &inputs,
        &context.terms(),
        Known::default(),
        Selection::default(),
        Keep::All,
        listener.as_ref(),
        &stopped,
    );
    let mut judged = signals.heed(judged)?;
    watch.lap(Stage::Reading);
    let mut places = std::mem::take(&mut judged.places);
    places.retain(|(index, _)| {
        let entry = judged.known.entry(*index);
        matches!(decide(entry, None, Wish::default()), Decision::Send(_))
    });
    places.sort_by(|a, b| judged.known.id(a.0).cmp(judged.known.id(b.0)));
    let spill = std::mem::replace(&mut judged.spill, Spill::new().map_err(PlanError::Spill)?);
    let places = places.into_iter().map(|(_, place)| place).collect();
    let reader = spill.into_reader().map_err(PlanError::Spill)?;
    let mut items = KeptItems::new(reader, places);
    let format = match args.format {
        Format::Jsonl => ItemFormat::Jsonl,
        Format::MetaCsv => ItemFormat::MetaCsv,
        Format::GoogleXml => ItemFormat::GoogleXml,
    };
    watch.lap(Stage::Comparing);
    write(args, format, &mut items, view)?;
    watch.lap(Stage::Recording);
    let report = offline_report("export", &context, judged, watch)?;
    view.export(&report, args.output.is_none())
        .map_err(Failure::stdout)?;
    Ok(report.exit)
}

/// The shop's own export is not to be replaced by what is made of it.
fn keep_sources(output: Option<&Path>, sources: &[Source]) -> Result<(), Failure> {
    let Some(output) = output.and_then(|path| path.canonicalize().ok()) else {
        return Ok(());
    };
    let is_it = |source: &&Source| {
        let path = source.base.join(&source.path);
        path.canonicalize().is_ok_and(|path| path == output)
    };
    match sources.iter().find(is_it) {
        Some(source) => Err(Failure::Usage(format!(
            "`--output` names the export itself (`{}`); name another file",
            source.path
        ))),
        None => Ok(()),
    }
}

/// Writes to standard output, or to a file that appears only when it is whole.
fn write(
    args: &Args,
    format: ItemFormat,
    items: &mut KeptItems,
    view: &View,
) -> Result<(), Failure> {
    let Some(path) = &args.output else {
        return view.items(format, items).map_err(Failure::stdout);
    };
    let fault = |source| Failure::Write {
        path: path.display().to_string(),
        source,
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
    let file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    {
        let mut out: BufWriter<&File> = BufWriter::with_capacity(1 << 18, file.as_file());
        format.write(items, &mut out).map_err(fault)?;
        out.flush().map_err(fault)?;
    }
    file.as_file().sync_all().map_err(fault)?;
    file.persist(path).map_err(|error| fault(error.error))?;
    Ok(())
}
