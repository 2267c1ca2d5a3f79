//! Writes catalogs, and goes through them with other people's parsers.
//!
//! `cargo run --release --example bench-tool -- --help`. `benches/run.py` uses
//! it; so can anybody who wants an export of some size.
#![expect(
    clippy::disallowed_methods,
    reason = "a tool of its own; the program's view is not in reach"
)]

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Parser, Subcommand, builder::PossibleValue};
use quick_xml::events::Event;

#[path = "../catalog/mod.rs"]
mod catalog;

use catalog::{Catalog, Day, Format, Order};

#[derive(Parser)]
#[command(name = "bench-tool", about = "Catalogs for benchmarks")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a catalog to standard output, and what it holds to standard error
    Generate {
        /// Products of the first day
        #[arg(long, default_value_t = 100_000)]
        rows: u64,
        /// Another seed gives other products
        #[arg(long, default_value_t = 42)]
        seed: u64,
        /// 1, or 2 for the next day's export
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
        day: u8,
        /// Shuffle the products
        #[arg(long)]
        shuffled: bool,
        /// Form of the file
        #[arg(long, default_value = "meta-csv")]
        format: Format,
    },
    /// Goes through a file with the csv or the quick-xml crate and does nothing
    /// else: the unit in which others are measured
    Iterate {
        /// The file
        file: PathBuf,
        /// Its form
        #[arg(long, default_value = "meta-csv")]
        format: Format,
    },
}

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Generate {
            rows,
            seed,
            day,
            shuffled,
            format,
        } => generate(&Catalog {
            rows,
            seed,
            day: if day == 1 { Day::One } else { Day::Two },
            order: if shuffled { Order::Shuffled } else { Order::Db },
            format,
        }),
        Command::Iterate { file, format } => {
            let steps = match format {
                Format::MetaCsv | Format::Shopify | Format::Woocommerce => csv(&file, b','),
                Format::SemicolonCsv => csv(&file, b';'),
                Format::GoogleTsv => csv(&file, b'\t'),
                Format::GoogleRss => xml(&file),
            };
            let steps = steps.with_context(|| format!("cannot read `{}`", file.display()))?;
            writeln!(io::stdout(), "{steps}")?;
            Ok(())
        }
    }
}

fn generate(catalog: &Catalog) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let written = catalog.write(&mut out)?;
    writeln!(
        io::stderr(),
        r#"{{"rows":{},"changed":{},"new":{},"removed":{}}}"#,
        written.rows,
        written.changed,
        written.new,
        written.removed
    )?;
    Ok(())
}

/// Records of a table.
fn csv(path: &Path, delimiter: u8) -> anyhow::Result<u64> {
    let file = BufReader::with_capacity(1 << 18, File::open(path)?);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut records = 0;
    while reader.read_byte_record(&mut record)? {
        records += 1;
    }
    Ok(records)
}

/// Events of an XML file.
fn xml(path: &Path) -> anyhow::Result<u64> {
    let file = BufReader::with_capacity(1 << 18, File::open(path)?);
    let mut reader = quick_xml::Reader::from_reader(file);
    let mut buffer = Vec::new();
    let mut events = 0;
    loop {
        buffer.clear();
        if matches!(reader.read_event_into(&mut buffer)?, Event::Eof) {
            return Ok(events);
        }
        events += 1;
    }
}
