//! What holds for every input of the reading floor.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may panic, and says what it skips"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use shelfsync::source::{Hints, Record, Source, SourceError};

const RECORDS: &[&str] = &["rss/channel/item"];

fn known(name: &str) -> bool {
    matches!(name, "id" | "title" | "price" | "g:id")
}

/// Rows of cells with their column's name.
type Rows = Vec<Vec<(String, String)>>;

fn read_file(path: &Path, delimiter: Option<char>) -> Result<Rows, SourceError> {
    let hints = Hints {
        encoding: None,
        delimiter,
        header: None,
        known: &known,
        records: &|| RECORDS.to_vec(),
    };
    let source = Source::open(path, "export", &hints)?;
    let mut reader = source.read()?;
    let mut record = Record::new();
    let mut rows = Rows::new();
    while reader.next(&mut record)? {
        assert!(record.line() > 0);
        let cells = record.cells().map(|(column, text)| {
            // What the file itself holds is not ours to judge; a decoder's is.
            let guessed = !source.facts().encoding.starts_with("UTF");
            assert!(!(guessed && text.contains('\u{FFFD}')), "{text}");
            let name = reader.columns().name(column);
            (name.to_owned(), text.to_owned())
        });
        rows.push(cells.collect());
    }
    let end = reader.finish()?;
    assert_eq!(end.records, rows.len() as u64);
    Ok(rows)
}

fn read(bytes: &[u8], delimiter: Option<char>) -> Result<Rows, SourceError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read_file(file.path(), delimiter)
}

/// Texts with all that makes trouble in tables.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9 ]{0,12}",
        "[\"',;|~\t #=<&äß€\n-]{0,8}",
        "\\PC{0,10}",
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2..6_usize).prop_flat_map(|width| {
        let row = prop::collection::vec(cell(), width);
        prop::collection::vec(row, 1..12)
    })
}

/// What reading makes of the cells of a table: no blanks at the ends, no
/// control characters, no blank rows, no rows that repeat the header.
fn expected(header: &[String], rows: &[Vec<String>]) -> Rows {
    let forbidden = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    rows.iter()
        .map(|row| {
            let cells = row.iter().map(|cell| cell.replace(forbidden, ""));
            cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
        })
        .filter(|row| row.iter().any(|cell| !cell.is_empty()) && row != header)
        .map(|row| header.iter().cloned().zip(row).collect())
        .collect()
}

/// In a tab-separated file a cell with tabs and line breaks can look just like
/// rows of an unquoted one, which are far more common; so no tabs in those.
fn without_tabs(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for cell in rows.iter_mut().flatten() {
        *cell = cell.replace('\t', " ");
    }
    rows
}

fn header(width: usize) -> Vec<String> {
    let names = ["id", "title", "price", "more", "color", "size"];
    names[..width].iter().map(|&name| name.to_owned()).collect()
}

fn write_csv(header: &[String], rows: &[Vec<String>], delimiter: u8, crlf: bool) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(if crlf {
            csv::Terminator::CRLF
        } else {
            csv::Terminator::Any(b'\n')
        })
        .from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn write_xml(header: &[String], rows: &[Vec<String>]) -> String {
    let mut xml = String::from("<rss><channel>\n");
    for row in rows {
        xml.push_str("<item>");
        for (name, cell) in header.iter().zip(row) {
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
            writeln!(xml, "<{name}>{cell}</{name}>").unwrap();
        }
        xml.push_str("</item>\n");
    }
    xml + "</channel></rss>"
}

/// What XML can carry: no control characters, one kind of line end.
fn for_xml(cell: &str) -> String {
    let kept = cell.replace("\r\n", "\n").replace('\r', "\n");
    kept.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| u32::from(*c) & 0xFFFE != 0xFFFE)
        .collect()
}

/// By the crate's own writer, half of the cells as CDATA.
fn write_with_quick_xml(header: &[String], rows: &[Vec<String>]) -> String {
    use quick_xml::events::{BytesCData, BytesText};
    let mut out = Vec::new();
    let mut writer = quick_xml::Writer::new(&mut out);
    let rss = writer.create_element("rss");
    rss.write_inner_content(|writer| {
        let channel = writer.create_element("channel");
        channel.write_inner_content(|writer| {
            for row in rows {
                writer
                    .create_element("item")
                    .write_inner_content(|writer| {
                        for (at, (name, cell)) in header.iter().zip(row).enumerate() {
                            let element = writer.create_element(name.as_str());
                            if at % 2 == 0 {
                                element.write_text_content(BytesText::new(cell))?;
                            } else {
                                element.write_inner_content(|writer| {
                                    for piece in BytesCData::escaped(cell) {
                                        writer
                                            .write_event(quick_xml::events::Event::CData(piece))?;
                                    }
                                    Ok(())
                                })?;
                            }
                        }
                        Ok(())
                    })?;
            }
            Ok(())
        })?;
        Ok(())
    })
    .unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_csv_crate_writes_is_read_back(
        rows in table(),
        delimiter in prop::sample::select(b",;\t|~".to_vec()),
        crlf: bool,
    ) {
        let header = header(rows[0].len());
        let rows = if delimiter == b'\t' { without_tabs(rows) } else { rows };
        let bytes = write_csv(&header, &rows, delimiter, crlf);
        let got = read(&bytes, Some(char::from(delimiter))).unwrap();
        prop_assert_eq!(got, expected(&header, &rows));
    }

    #[test]
    fn what_another_xml_writer_writes_is_read_back(rows in table()) {
        let width = rows.first().map_or(0, Vec::len);
        let header = header(width);
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.iter().map(|cell| for_xml(cell)).collect()).collect();
        let xml = write_with_quick_xml(&header, &rows);
        let got = read(xml.as_bytes(), None).unwrap();
        let mut wanted = expected(&header, &rows);
        wanted.retain(|row| row.iter().any(|(_, cell)| !cell.is_empty()));
        prop_assert_eq!(got, wanted);
    }

    #[test]
    fn the_order_of_columns_means_nothing(rows in table(), turn in 0_usize..8) {
        let width = rows.first().map_or(0, Vec::len);
        let header = header(width);
        let turned = |cells: &[String]| {
            let mut cells = cells.to_vec();
            cells.rotate_left(turn % width.max(1));
            cells
        };
        let sorted = |rows: Rows| -> Rows {
            rows.into_iter().map(|mut row| { row.sort(); row }).collect()
        };
        let other: Vec<Vec<String>> = rows.iter().map(|row| turned(row)).collect();
        let got = read(&write_csv(&header, &rows, b',', false), Some(',')).unwrap();
        let again = read(&write_csv(&turned(&header), &other, b',', false), Some(',')).unwrap();
        prop_assert_eq!(sorted(got), sorted(again));
    }

    #[test]
    fn the_delimiter_is_found(
        rows in prop::collection::vec(prop::collection::vec("[a-z]{1,4}[,;|~\t]?[a-z]{1,4}", 3), 1..9),
        delimiter in prop::sample::select(b",;\t|~".to_vec()),
    ) {
        let header = header(3);
        let got = read(&write_csv(&header, &rows, delimiter, false), None).unwrap();
        prop_assert_eq!(got, expected(&header, &rows));
    }

    #[test]
    fn the_same_table_gives_the_same_cells_in_every_form(rows in table()) {
        let header = header(rows[0].len());
        let rows = without_tabs(rows);
        let wanted = expected(&header, &rows);
        let csv = String::from_utf8(write_csv(&header, &rows, b';', false)).unwrap();
        let tsv = String::from_utf8(write_csv(&header, &rows, b'\t', false)).unwrap();
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(tsv.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        prop_assert_eq!(&read(csv.as_bytes(), Some(';')).unwrap(), &wanted);
        prop_assert_eq!(&read(&utf16, Some('\t')).unwrap(), &wanted);
        // In XML an element without text is an empty cell too.
        prop_assert_eq!(&read(write_xml(&header, &rows).as_bytes(), None).unwrap(), &wanted);
    }

    #[test]
    fn a_table_cut_anywhere_is_never_longer_and_never_wrong(
        rows in prop::collection::vec(prop::collection::vec("[a-z\"\n]{1,6}", 3), 1..6),
        share in 0.0..1.0_f64,
    ) {
        let header = header(3);
        let bytes = write_csv(&header, &rows, b',', false);
        let wanted = expected(&header, &rows);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a small number")]
        let cut = (bytes.len() as f64 * share) as usize;
        if let Ok(got) = read(&bytes[..cut], Some(',')) {
            prop_assert!(got.len() <= wanted.len());
            // All but the last row are whole; of the last one only its last cell may be short.
            if let Some((last, before)) = got.split_last() {
                prop_assert_eq!(before, &wanted[..before.len()]);
                prop_assert_eq!(last.len(), 3);
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes, None);
    }

    #[test]
    fn random_text_never_panics(text in "(\\PC|[\"',;|\t\n\r<>&/=#!?\\[\\]-]|id|title|CDATA|xmlns:g|<item>|</item>){0,300}") {
        let _ = read(text.as_bytes(), None);
        let _ = read(format!("<rss><channel><item>{text}</item></channel></rss>").as_bytes(), None);
        let _ = read(format!("id,title\n{text}").as_bytes(), None);
    }
}

/// The folder of real exports, wherever this worktree stands.
fn samples() -> Option<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::env::var_os("SHELFSYNC_SAMPLES")
        .map(PathBuf::from)
        .into_iter()
        .chain(
            manifest
                .ancestors()
                .map(|folder| folder.join("shared/samples")),
        )
        .find(|folder| folder.is_dir())
}

#[test]
fn real_exports_open_and_read() {
    let Some(folder) = samples() else {
        eprintln!("SKIPPED: no samples; set SHELFSYNC_SAMPLES to their folder");
        return;
    };
    let mut folders = vec![folder];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // Templates are no exports; all others must be read to their end.
            if path.extension().is_some_and(|end| end != "twig") {
                let rows = read_file(&path, None);
                let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                read += rows.len();
            }
        }
    }
    assert!(read > 0);
}

/// Python's writers know nothing of this program.
#[test]
fn what_python_writes_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/foreign_files.py");
    let mut python = std::process::Command::new("python3");
    python.arg(script).arg(folder.path()).args(["40", "7"]);
    match python.output() {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(error) => {
            eprintln!("SKIPPED: no python3: {error}");
            return;
        }
    }
    let forms = [
        "comma.csv",
        "semicolon.csv",
        "tab.tsv",
        "pipe.csv",
        "wide.csv",
        "utf-8.xml",
        "utf-16.xml",
        "us-ascii.xml",
    ];
    for number in 0..40 {
        let rows = std::fs::read(folder.path().join(format!("{number}.json"))).unwrap();
        let mut rows: Vec<Vec<String>> = serde_json::from_slice(&rows).unwrap();
        let header = rows.remove(0);
        let wanted = expected(&header, &rows);
        for form in forms {
            let path = folder.path().join(format!("{number}.{form}"));
            let got =
                read_file(&path, None).unwrap_or_else(|error| panic!("{number}.{form}: {error}"));
            assert_eq!(got, wanted, "{number}.{form}");
        }
    }
}
