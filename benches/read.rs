//! How fast the reading floor is beside the parsers that everybody knows.
//!
//! `cargo bench --bench read`. The figure is bytes of the file a second, one
//! table of 100 000 products as CSV and as RSS.

#![expect(clippy::unwrap_used, reason = "a benchmark may panic")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use shelfsync::source::{Hints, Record, Source};
use tempfile::NamedTempFile;

const ROWS: usize = 100_000;
const NAMES: [&str; 10] = [
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "price",
    "availability",
    "brand",
    "gtin",
    "product_type",
];

fn main() {
    divan::main();
}

/// A product whose description has line breaks, quotes, markup and umlauts.
fn row(number: usize) -> [String; 10] {
    let sentence = "Robuste Tasche aus gewachstem Segeltuch, für Stadt und Küste. ";
    [
        format!("SKU-{number}"),
        format!("Tasche \"Hafen\" No. {number}"),
        format!(
            "<p>{}</p>\n<p>Größe &amp; Maß: 40 x 30 cm</p>",
            sentence.repeat(6)
        ),
        format!("https://shop.example/taschen/hafen-{number}?ref=feed"),
        format!("https://shop.example/media/{number}.jpg"),
        format!("{}.95 EUR", 10 + number % 90),
        "in stock".to_owned(),
        "Hafenkontor".to_owned(),
        format!("4{number:012}"),
        "Taschen > Stofftaschen".to_owned(),
    ]
}

fn table() -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    let mut writer = csv::Writer::from_writer(&mut file);
    writer.write_record(NAMES).unwrap();
    for number in 0..ROWS {
        writer.write_record(row(number)).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    file
}

fn feed() -> NamedTempFile {
    let mut text = String::from(
        "<rss xmlns:g=\"http://base.google.com/ns/1.0\" version=\"2.0\">\n<channel>\n",
    );
    for number in 0..ROWS {
        text.push_str("<item>\n");
        for (name, cell) in NAMES.iter().zip(row(number)) {
            let cell = quick_xml::escape::minimal_escape(cell.as_str()).into_owned();
            writeln!(text, "  <g:{name}>{cell}</g:{name}>").unwrap();
        }
        text.push_str("</item>\n");
    }
    text.push_str("</channel>\n</rss>\n");
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn bytes(path: &Path) -> BytesCount {
    BytesCount::new(path.metadata().unwrap().len())
}

fn open(path: &Path) -> Source {
    let hints = Hints {
        encoding: None,
        delimiter: None,
        known: &|name| NAMES.contains(&name),
        records: &["rss/channel/item"],
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
    assert_eq!(reader.finish().unwrap().records, ROWS as u64);
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
