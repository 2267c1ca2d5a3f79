//! How fast the reading floor is beside the parsers that everybody knows.
//!
//! `cargo bench --bench read`. The figure is bytes of the file a second, one
//! table of 100 000 products as CSV and as RSS.

#![expect(clippy::unwrap_used, reason = "a benchmark may panic")]

#[expect(dead_code, reason = "the other days and orders are for other benches")]
mod catalog;

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use catalog::{Catalog, Day, Format, Order};
use divan::Bencher;
use divan::counter::BytesCount;
use shelfsync::preset::known_column;
use shelfsync::source::{Hints, Record, Source};
use tempfile::NamedTempFile;

const ROWS: u64 = 100_000;
fn main() {
    divan::main();
}

/// A catalog as a file.
fn export(format: Format) -> NamedTempFile {
    let catalog = Catalog {
        rows: ROWS,
        seed: 42,
        day: Day::One,
        order: Order::Db,
        format,
    };
    let mut file = NamedTempFile::new().unwrap();
    let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
    catalog.write(&mut out).unwrap();
    drop(out);
    file
}

fn table() -> NamedTempFile {
    export(Format::MetaCsv)
}

fn feed() -> NamedTempFile {
    export(Format::GoogleRss)
}

fn bytes(path: &Path) -> BytesCount {
    BytesCount::new(path.metadata().unwrap().len())
}

fn open(path: &Path) -> Source {
    let hints = Hints {
        encoding: None,
        delimiter: None,
        header: None,
        known: &known_column,
        records: &|| vec!["rss/channel/item"],
    };
    Source::open(path, "export", &hints).unwrap()
}

fn read(source: &Source) -> usize {
    let mut reader = source.read().unwrap();
    let mut record = Record::new();
    let mut len = 0;
    while reader.next(&mut record).unwrap() {
        len += record.cells().map(|(_, text)| text.len()).sum::<usize>();
    }
    assert_eq!(reader.finish().unwrap().records, ROWS);
    len
}

#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod csv_table {
    use super::{Bencher, BufReader, File, bytes, open, read, table};

    #[divan::bench]
    fn survey(bencher: Bencher<'_, '_>) {
        let file = table();
        bencher
            .counter(bytes(file.path()))
            .bench(|| open(file.path()));
    }

    #[divan::bench]
    fn source(bencher: Bencher<'_, '_>) {
        let file = table();
        let source = open(file.path());
        bencher.counter(bytes(file.path())).bench(|| read(&source));
    }

    #[divan::bench]
    fn csv_byte_records(bencher: Bencher<'_, '_>) {
        let file = table();
        bencher.counter(bytes(file.path())).bench(|| {
            let file = BufReader::with_capacity(1 << 18, File::open(file.path()).unwrap());
            let mut reader = csv::Reader::from_reader(file);
            let mut record = csv::ByteRecord::new();
            let mut len = 0;
            while reader.read_byte_record(&mut record).unwrap() {
                len += record.iter().map(<[u8]>::len).sum::<usize>();
            }
            len
        });
    }

    #[divan::bench]
    fn csv_string_records(bencher: Bencher<'_, '_>) {
        let file = table();
        bencher.counter(bytes(file.path())).bench(|| {
            let file = BufReader::with_capacity(1 << 18, File::open(file.path()).unwrap());
            let mut reader = csv::Reader::from_reader(file);
            let mut record = csv::StringRecord::new();
            let mut len = 0;
            while reader.read_record(&mut record).unwrap() {
                len += record.iter().map(str::len).sum::<usize>();
            }
            len
        });
    }
}

#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod rss_feed {
    use super::{Bencher, BufReader, File, bytes, feed, open, read};

    #[divan::bench]
    fn survey(bencher: Bencher<'_, '_>) {
        let file = feed();
        bencher
            .counter(bytes(file.path()))
            .bench(|| open(file.path()));
    }

    #[divan::bench]
    fn source(bencher: Bencher<'_, '_>) {
        let file = feed();
        let source = open(file.path());
        bencher.counter(bytes(file.path())).bench(|| read(&source));
    }

    #[divan::bench]
    fn quick_xml_events(bencher: Bencher<'_, '_>) {
        let file = feed();
        bencher.counter(bytes(file.path())).bench(|| {
            let file = BufReader::with_capacity(1 << 17, File::open(file.path()).unwrap());
            let mut reader = quick_xml::Reader::from_reader(file);
            let mut buffer = Vec::new();
            let mut events = 0_u64;
            while !matches!(
                reader.read_event_into(&mut buffer).unwrap(),
                quick_xml::events::Event::Eof
            ) {
                events += 1;
                buffer.clear();
            }
            events
        });
    }
}
