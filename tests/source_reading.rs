//! What is read from the files that shops write, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::format_collect, reason = "speed is no matter here")]

use std::io::Write;

use shelfsync::source::{
    Binary, Cut, EncodingFault, End, Facts, Flaw, Form, Hints, Limit, Malformation, Note, Quoting,
    Record, Source, SourceError, Title, Unrecognized, Watch, normal_form, spool,
};

/// Names that the tests use as those of shop systems.
const KNOWN: &[&str] = &[
    "id", "title", "price", "name", "sku", "g:id", "g:price", "bestand",
];
const RECORDS: &[&str] = &[
    "rss/channel/item",
    "feed/entry",
    "BMECAT/T_NEW_CATALOG/ARTICLE",
];

fn known(name: &str) -> bool {
    KNOWN.contains(&name)
}

#[derive(Clone, Copy)]
struct Settings<'a> {
    encoding: Option<&'a str>,
    delimiter: Option<char>,
}

const NONE: Settings<'_> = Settings {
    encoding: None,
    delimiter: None,
};

/// A whole export, read.
#[derive(Debug)]
struct Read {
    facts: Facts,
    end: End,
    /// Line, and cells as `name=text`.
    rows: Vec<(u64, Vec<String>)>,
    flaws: Vec<Flaw>,
}

impl Read {
    fn cells(&self) -> Vec<Vec<&str>> {
        self.rows
            .iter()
            .map(|(_, row)| {
                row.iter()
                    .map(|cell| cell.split_once('=').unwrap().1)
                    .collect()
            })
            .collect()
    }
}

fn read_with(bytes: &[u8], settings: Settings<'_>) -> Result<Read, SourceError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let hints = Hints {
        encoding: settings.encoding,
        delimiter: settings.delimiter,
        header: None,
        known: &known,
        records: &|| RECORDS.to_vec(),
    };
    let source = Source::open(file.path(), "export", &hints)?;
    let mut reader = source.read()?;
    let mut record = Record::new();
    let (mut rows, mut flaws) = (Vec::new(), Vec::new());
    while reader.next(&mut record)? {
        let columns = reader.columns();
        let cells = record
            .cells()
            .map(|(id, text)| format!("{}={text}", columns.name(id)));
        rows.push((record.line(), cells.collect()));
        flaws.extend(record.flaw().cloned());
    }
    Ok(Read {
        facts: source.facts().clone(),
        end: reader.finish()?,
        rows,
        flaws,
    })
}

fn read(bytes: impl AsRef<[u8]>) -> Result<Read, SourceError> {
    read_with(bytes.as_ref(), NONE)
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    let units = mark.into_iter().chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn tables_of_all_kinds_give_the_same_cells() {
    let wanted = [vec!["1", "Schöne Tasse", "9,95"], vec!["2", "22\" TV", ""]];
    #[rustfmt::skip]
    let cases: &[(&str, &str)] = &[
        ("comma",            "id,title,price\n1,Schöne Tasse,\"9,95\"\n2,\"22\"\" TV\",\n"),
        ("semicolon",        "id;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("tab",              "id\ttitle\tprice\n1\tSchöne Tasse\t9,95\n2\t22\" TV\t\n"),
        ("pipe",             "id|title|price\n1|Schöne Tasse|9,95\n2|22\" TV|\n"),
        ("tilde",            "id~title~price\n1~Schöne Tasse~9,95\n2~22\" TV~\n"),
        ("crlf",             "id;title;price\r\n1;Schöne Tasse;9,95\r\n2;22\" TV;\r\n"),
        ("cr cr lf",         "id;title;price\r\r\n1;Schöne Tasse;9,95\r\r\n2;22\" TV;\r\r\n"),
        ("lone cr",          "id;title;price\r1;Schöne Tasse;9,95\r2;22\" TV;\r"),
        ("no last line end", "id;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;"),
        ("single quotes",    "'id';'title';'price'\n'1';'Schöne Tasse';'9,95'\n'2';'22\" TV';''\n"),
        ("quotes and blanks","\"id\" ;\"title\" ;\"price\"\n\"1\" ;\"Schöne Tasse\" ;\"9,95\" \n\"2\" ;\"22\"\" TV\" ;\n"),
        ("padded",           "id   ;title        ;price\n1    ;Schöne Tasse ; 9,95\n2    ;22\" TV ;   \n"),
        ("bom",              "\u{FEFF}id;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("late bom",         "\n\n\u{FEFF}id;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("sep line",         "sep=;\nid;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("quoted sep line",  "\"sep=;\"\nid;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("comments",         "# Required | the id;# Required\n#more\nid;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("header with #",    "#id;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("preamble",         "Export of today\n\nid;title;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("blank rows",       "id;title;price\n\n1;Schöne Tasse;9,95\n;;\n  ; ;\n2;22\" TV;\n\n\n"),
        ("repeated header",  "id;title;price\n1;Schöne Tasse;9,95\nid;title;price\n2;22\" TV;\n"),
        ("empty surplus",    "id;title;price\n1;Schöne Tasse;9,95;\n2;22\" TV;;;;\n"),
        ("invisible",        "\u{200B}id;ti\u{200B}tle;price\n1;Schöne Tasse;9,95\n2;22\" TV;\n"),
        ("control",          "id;title;price\n1;Schöne\u{B} Ta\u{1}sse;9,95\n2;22\"\u{1F} TV;\n"),
    ];
    for (name, text) in cases {
        let got = read(text).unwrap();
        assert_eq!(got.cells(), wanted, "case {name}");
        assert!(got.flaws.is_empty(), "case {name}");
        let first = got.rows[0].1[0].as_str();
        assert!(first.ends_with("id=1"), "case {name}: {first}");
    }
}

#[test]
fn what_was_found_is_told() {
    let got = read("sep=;\n# made by hand\n\nToday\nid;title;;id;\n1;a;;x;y\n").unwrap();
    assert_eq!(
        got.facts.notes,
        [
            Note::SeparatorLine,
            Note::Comments { count: 1 },
            Note::Preamble { count: 1 },
        ]
    );
    assert_eq!(got.facts.columns, ["id", "title", "id"]);
    assert_eq!(
        got.rows[0],
        (
            6,
            ["id=1", "title=a", "id=x", "column 5=y"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    let got = read("id;title\n1;a\n\nid;title\n;\n2;b\n").unwrap();
    let end = End {
        records: 2,
        blank: 2,
        repeated_headers: 1,
        flawed: 0,
    };
    assert_eq!(got.end, end);
}

#[test]
fn lines_are_those_of_a_text_editor() {
    let text = "id,title\n1,\"a\nb\r\nc\"\n\n2,b\n3,\"x\n\"\n4,d\n";
    let lines: Vec<_> = read(text)
        .unwrap()
        .rows
        .iter()
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(lines, [2, 6, 7, 9]);
    let text = "<rss><channel>\n<item><id>1</id>\n</item><item\nid='2'/>\n\n<item>\n<id>3</id></item>\n</channel></rss>";
    let lines: Vec<_> = read(text)
        .unwrap()
        .rows
        .iter()
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(lines, [2, 3, 6]);
}

#[test]
fn rows_end_in_carriage_returns_when_the_header_does() {
    let got = read("id;title\r1;\"a\nb\"\r2;c\r").unwrap();
    assert_eq!(got.cells(), [["1", "a\nb"], ["2", "c"]]);
    let got = read("id;\"the\rtitle\"\n1;a\rb\n").unwrap();
    assert_eq!(got.cells(), [["1", "a\rb"]]);
}

#[test]
fn a_delimiter_in_header_names_does_not_mislead() {
    let text = "sku;Categories (x,y,z...);name;Price, from, to\n1;a,b;c;2,50\n2;a;c;3,50\n";
    let got = read(text).unwrap();
    assert_eq!(got.rows[0].1.len(), 4);
    let form = Form::Delimited {
        delimiter: ';',
        quoting: Quoting::Double,
    };
    assert_eq!(got.facts.form, form);
}

#[test]
fn tab_files_without_quoting_are_read_by_lines() {
    let text = "id\ttitle\tprice\n1\t\"Best\" cup\t1\n2\t\"The cup\t2\n3\t\"a \"\"b\"\"\"\t3\n";
    let got = read(text).unwrap();
    let form = Form::Delimited {
        delimiter: '\t',
        quoting: Quoting::Lines,
    };
    assert_eq!(got.facts.form, form);
    let titles: Vec<_> = got.cells().iter().map(|row| row[1].to_owned()).collect();
    assert_eq!(titles, ["\"Best\" cup", "\"The cup", "a \"b\""]);
    let text = "id\ttitle\tprice\n1\t\"a\tb\nc\"\t1\n2\t\"d\"\t2\n";
    let got = read(text).unwrap();
    assert_eq!(got.cells(), [["1", "a\tb\nc", "1"], ["2", "d", "2"]]);
}

#[test]
fn a_row_with_surplus_text_is_flawed_and_the_others_are_not() {
    let got = read("id,title\n1,a,b\n2,c\n").unwrap();
    assert_eq!(
        got.flaws,
        [Flaw::Ragged {
            expected: 2,
            found: 3
        }]
    );
    assert_eq!((got.end.records, got.end.flawed), (2, 1));
}

#[test]
fn short_rows_lack_cells() {
    let got = read("id,title,price\n1\n2,b\n3,c,d\n").unwrap();
    assert_eq!(
        got.cells(),
        [vec!["1"], vec!["2", "b"], vec!["3", "c", "d"]]
    );
    // When all rows are short, the last one was not cut off.
    assert_eq!(
        read("id,title,price\n1,a\n2,b\n3,c").unwrap().end.records,
        3
    );
}

#[test]
fn encodings_are_told_by_the_bytes() {
    let text = "id;title;price\n1;Größe Süß;5 €\n2;Café;6 €\n";
    let single = |euro: u8| -> Vec<u8> {
        text.chars()
            .map(|c| {
                if c == '€' {
                    euro
                } else {
                    u8::try_from(c).unwrap()
                }
            })
            .collect()
    };
    let cases: &[(&str, Vec<u8>)] = &[
        ("UTF-8", text.into()),
        ("UTF-8", format!("\u{FEFF}{text}").into()),
        ("UTF-16LE", utf16(text, false, true)),
        ("UTF-16BE", utf16(text, true, true)),
        ("UTF-16LE", utf16(text, false, false)),
        ("UTF-16BE", utf16(text, true, false)),
        ("Windows-1252", single(0x80)),
        ("ISO-8859-15", single(0xA4)),
    ];
    for (name, bytes) in cases {
        let got = read(bytes).unwrap();
        assert_eq!(got.facts.encoding, *name);
        let wanted = [["1", "Größe Süß", "5 €"], ["2", "Café", "6 €"]];
        assert_eq!(got.cells(), wanted, "{name}");
    }
}

#[test]
fn a_setting_overrides_detection() {
    let cyrillic = b"id;title\n1;\xCF\xF0\xE8\xE2\xE5\xF2\n";
    let cases = [
        ("windows-1251", "Привет"),
        ("KOI8-R", "оПХБЕР"),
        ("latin1", "Ïðèâåò"),
    ];
    for (encoding, wanted) in cases {
        let settings = Settings {
            encoding: Some(encoding),
            ..NONE
        };
        let got = read_with(cyrillic, settings).unwrap();
        assert_eq!(got.cells(), [["1", wanted]], "{encoding}");
    }
    let settings = Settings {
        encoding: Some("utf-9"),
        ..NONE
    };
    let error = read_with(cyrillic, settings).unwrap_err();
    assert!(error.is_usage());
    assert_eq!(
        error.to_string(),
        "unknown encoding `utf-9`; did you mean `UTF-8`?"
    );
    let settings = Settings {
        delimiter: Some('x'),
        ..NONE
    };
    assert!(
        read_with(b"idxtitle\n1x2\n", settings)
            .unwrap_err()
            .is_usage()
    );
    let settings = Settings {
        delimiter: Some('^'),
        ..NONE
    };
    assert_eq!(
        read_with(b"a^b\n1^2\n", settings).unwrap().cells(),
        [["1", "2"]]
    );
}

/// Signs are letters in other encodings, and short texts are not much to go by.
#[test]
fn western_texts_are_taken_for_what_they_are() {
    let texts = [
        "SKU;Name\nA;Hängelampe Größe M\nB;Öl für Küche\nC;Fußmatte für draußen – schön\n",
        "Référence;Désignation\n1;Écharpe légère à carreaux très élégante\n",
        "Código;Descrição\n1;Calção de algodão com coração\n",
        "Varenr;Beskrivelse\n1;Rød kjole på udsalg, æble på træ, smørrebrød\n",
        "Vara;Lýsing\n1;Þýðing á íslensku með þorni\n",
        "Codice;Qualità\n1;Più caffè, perché è così, però già\n",
        "a;b\n1;10 °C\n2;5 µm ± 2 µm, 25 m², 3 m³, ½ l, 10 °C bis 20 °C, 4 µl\n",
        "a;b\n1;9,90 €\n2;3,00 €\n3;1 €\n4;2 €\n5;3 €\n6;4 €\n7;5 €\n8;6 €\n",
    ];
    for text in texts {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let read = read(&bytes).unwrap();
        let second = text.lines().nth(1).unwrap().split(';').nth(1).unwrap();
        assert!(read.rows[0].1[1].ends_with(second), "{text}");
    }
}

#[test]
fn a_guess_is_refused_when_it_would_be_a_gamble() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "Cyrillic",
            b"id;title\n1;\xCF\xF0\xE8\xE2\xE5\xF2 \xCC\xE8\xF0\xF3\n",
            "windows-1251",
        ),
        (
            "Polish",
            b"id;title\n1;z\xB3oty k\xB9t\n2;\xBF\xF3\xB3ty \xB6wiat zi\xEAba ko\xB3o mi\xB9\n",
            "windows-1250",
        ),
        (
            "Japanese",
            b"id;title\n1;\x83e\x83X\x83g\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\n",
            "Shift_JIS",
        ),
        (
            "Czech",
            b"id;title\n1;P\xF8\xEDli\xB9 \xBElu\xBBou\xE8k\xFD k\xF9\xF2\n",
            "ISO-8859-2",
        ),
        (
            "Japanese with ASCII",
            b"id;title\n1;\x93\xFA\x96\x7B\x8C\xEA\x83\x65\x83\x58\x83\x67\n",
            "Shift_JIS",
        ),
    ];
    for (name, bytes, guess) in cases {
        let error = read(bytes).unwrap_err();
        let SourceError::Encoding {
            line: 2..,
            fault: EncodingFault::NotWestern { guess: got, .. },
            ..
        } = &error
        else {
            panic!("{name}: {error}");
        };
        assert_eq!(got, guess, "{name}");
    }
    let error = read(b"id;title\n1;a\n2;\x81\n").unwrap_err();
    let fault = EncodingFault::Undefined {
        byte: 0x81,
        charset: "Windows-1252",
    };
    assert!(matches!(error, SourceError::Encoding { line: 3, fault: got, .. } if got == fault));
    let mixed = [
        &b"id;title\n"[..],
        "1;ä\n2;ö\n3;ü\n".as_bytes(),
        &b"4;\xFC\n5;\xFC\n6;\xFC\n7;\xFC\n"[..],
    ];
    let error = read(mixed.concat()).unwrap_err();
    assert!(
        matches!(
            error,
            SourceError::Encoding {
                fault: EncodingFault::Mixed { utf8: 3, other: 4 },
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn stray_bytes_in_utf8_spoil_their_record_only() {
    let csv = [
        "id;title\n1;Größe\n2;Süß\n3;".as_bytes(),
        b"\"a\nK\xE4\x81\"",
        "\n4;Löß\n".as_bytes(),
    ];
    let xml = [
        "<rss><channel><item><id>1</id><title>Größe</title></item><item><id>2</id><title>Süß</title></item><item><id>3</id><title>\n\n\n".as_bytes(),
        b"K\xE4\x81",
        "</title></item><item><id>4</id><title>Löß</title></item></channel></rss>".as_bytes(),
    ];
    for (bytes, at) in [(csv.concat(), 5), (xml.concat(), 4)] {
        let got = read(bytes).unwrap();
        assert_eq!(got.facts.encoding, "UTF-8");
        assert_eq!(got.facts.notes, [Note::Undecodable { bytes: 2 }]);
        let [Flaw::Undecodable { line, bytes, .. }] = &got.flaws[..] else {
            panic!("{:?}", got.flaws);
        };
        assert_eq!((*line, bytes.as_str()), (at, "E4 81"));
        let wanted = [
            vec!["1", "Größe"],
            vec!["2", "Süß"],
            vec!["3"],
            vec!["4", "Löß"],
        ];
        assert_eq!(got.cells(), wanted);
    }
}

#[test]
fn utf16_that_is_not_whole_is_refused() {
    let text = "id;title\n1;Größe\n";
    let mut odd = utf16(text, false, true);
    odd.push(b'x');
    let error = read(odd).unwrap_err();
    assert!(
        matches!(
            error,
            SourceError::Encoding {
                line: 3,
                fault: EncodingFault::OddLength,
                ..
            }
        ),
        "{error}"
    );
    let mut lone = utf16(text, false, true);
    lone.extend([0x00, 0xD8, b'x', 0]);
    let error = read(lone).unwrap_err();
    assert!(
        matches!(
            error,
            SourceError::Encoding {
                line: 3,
                fault: EncodingFault::LoneSurrogate,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn files_that_were_cut_short_are_refused() {
    let quote = |line| (line, Cut::OpenQuote);
    let element = |line, name: &str| (line, Cut::OpenElement { name: name.into() });
    let short = |line, expected, found| (line, Cut::ShortRecord { expected, found });
    let cases: &[(&[u8], (u64, Cut))] = &[
        (b"id,title\n1,a\n2,\"b\nc\nd", quote(3)),
        (b"id,\"title\n1,a\n", quote(1)),
        (b"id,title,price\n1,a,2\n2,b", short(3, 3, 2)),
        (b"id,title,price\n1,a,2\n2,b,3\n3", short(4, 3, 1)),
        (b"id\ttitle\tprice\n1\ta\t2\n2\tb", short(3, 3, 2)),
        (
            b"<rss><channel>\n<item><id>1</id></item>\n<item><id>2",
            element(3, "id"),
        ),
        (
            b"<rss><channel>\n<item><id>1</id></item>\n",
            element(1, "channel"),
        ),
        (
            b"<rss><channel>\n<item><id>1</id></item>\n<item><ti",
            (3, Cut::OpenMarkup),
        ),
        (
            b"<rss><channel>\n<item><id>1</id><t><![CDATA[x\n\n",
            (2, Cut::OpenMarkup),
        ),
        (
            b"<rss><channel>\n<item><id>1</id><!-- x\n\n",
            (2, Cut::OpenMarkup),
        ),
        (b"id,title\n1,a\n2,b\0\0\0\0\0\0", (3, Cut::Zeros)),
        (
            b"id,title\n1,\xC3\xA4\n2,\xC3\xA4 \xC3",
            (3, Cut::MidCharacter),
        ),
    ];
    for (bytes, (at, wanted)) in cases {
        let name = String::from_utf8_lossy(bytes);
        match read(bytes) {
            Err(SourceError::CutShort { line, cut, .. }) => {
                assert_eq!((line, cut), (*at, wanted.clone()), "{name:?}");
            }
            other => panic!("{name:?}: {other:?}"),
        }
    }
}

#[test]
fn what_is_no_export_is_refused_with_the_reason() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "export: is empty; let the shop write the export again"),
        (
            b"\xEF\xBB\xBF\n \r\n",
            "export: is empty; let the shop write the export again",
        ),
        (
            b"\xFF\xFE\n\0",
            "export: is empty; let the shop write the export again",
        ),
        (
            b"\x1F\x8B\x08\0rest",
            "export: is compressed with gzip; unpack it first, for instance with `gunzip`",
        ),
        (
            b"PK\x03\x04....[Content_Types].xml",
            "export: is a spreadsheet file, old, of another kind than .xlsx or with a password; save it as .xlsx or \"CSV UTF-8\" and use that file",
        ),
        (
            b"PK\x03\x04....products.csv",
            "export: is a zip archive; unpack it first",
        ),
        (
            b"%PDF-1.4",
            "export: is a PDF document; let the shop write CSV or XML",
        ),
        (
            b"a\0b\x01\x02\x03\0\0c\xFF\xFE",
            "export: is no text; let the shop write CSV or XML",
        ),
        (
            b"\0\0\0\0\0",
            "export: is no text; let the shop write CSV or XML",
        ),
        (
            b"<!DOCTYPE HTML>\n<html><head><title>404 Not Found</title>",
            "export: is a web page with the title \"404 Not Found\", not an export; open the address in a browser and see what it asks for",
        ),
        (
            b"{\"error\":\"unauthorized\"}",
            "export: is not recognized as an export: it is JSON, beginning with `{\"error\":\"unauthorized\"}`; let the shop write CSV or XML",
        ),
        (
            b"Fatal error: out of memory\n",
            "export: is not recognized as an export: the first line `Fatal error: out of memory` is no header that is known, and the lines below it do not form columns; if it is a table, name its `--delimiter`",
        ),
        (
            b"<x><y>1</y></x>",
            "export: is not recognized as an export: no element below <x> repeats with fields of products",
        ),
    ];
    for (bytes, wanted) in cases {
        let error = read(bytes).unwrap_err();
        assert_eq!(error.to_string(), *wanted);
        assert!(!error.is_usage());
    }
    let page = read(b"<html><title>\xCE\xF8\xE8\xE1\xEA\xE0 404</title>").unwrap_err();
    assert!(
        page.to_string().contains("web page with the title \"404\""),
        "{page}"
    );
    let page = read("<html>").unwrap_err();
    assert!(matches!(
        page,
        SourceError::HtmlPage {
            title: Title(None),
            ..
        }
    ));
    assert!(matches!(
        read("BZh91AY&SY").unwrap_err(),
        SourceError::Binary {
            what: Binary::Bzip2,
            ..
        }
    ));
    assert!(matches!(
        read("[{\"id\": 1}]").unwrap_err(),
        SourceError::NotRecognized {
            why: Unrecognized::Json { .. },
            ..
        }
    ));
}

#[test]
fn a_header_alone_is_an_export_without_records() {
    for text in [
        "id,title\n",
        "id,title",
        "<rss><channel></channel></rss>",
        "<feed/>",
    ] {
        assert_eq!(read(text).unwrap().end.records, 0, "{text}");
    }
}

#[test]
fn names_of_xml_do_not_depend_on_prefixes() {
    const NS: &str = "http://base.google.com/ns/1.0";
    let cases = [
        format!("<rss xmlns:g='{NS}'><channel><item><g:id>1</g:id><title>T</title><g:price>5</g:price></item></channel></rss>"),
        format!("<rss xmlns:ns0='{NS}'><channel><item><ns0:id>1</ns0:id><title>T</title><ns0:price>5</ns0:price></item></channel></rss>"),
        format!("<rss><channel><item xmlns:x='{NS}'><x:id>1</x:id><title>T</title><x:price>5</x:price></item></channel></rss>"),
        format!("<rss><channel><item><x:id xmlns:x='{NS}'>1</x:id><title>T</title><y:price xmlns:y='{NS}'>5</y:price></item></channel></rss>"),
        "<rss><channel><item><g:id>1</g:id><title>T</title><g:price>5</g:price></item></channel></rss>".to_owned(),
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x 'y'>]>\n<RSS><Channel><ITEM><g:id> 1 </g:id><title><![CDATA[ T ]]></title><g:price>\n5</g:price></ITEM></Channel></RSS>\n<!-- end -->\n".to_owned(),
    ];
    for text in cases {
        let got = read(&text).unwrap();
        assert_eq!(got.rows[0].1, ["g:id=1", "title=T", "g:price=5"], "{text}");
    }
}

#[test]
fn elements_become_cells() {
    let item = |inner: &str| format!("<rss><channel><item>{inner}</item></channel></rss>");
    #[rustfmt::skip]
    let cases: &[(&str, &[&str])] = &[
        ("<id>1</id>",                                   &["id=1"]),
        ("<id/>x<id>2</id>",                             &["id=", "id=2", "text()=x"]),
        ("<link href='a&amp;b' rel=\"x\"/>",             &["link=", "link@href=a&b", "link@rel=x"]),
        ("<p:a xmlns:p='u' p:b='1'>t</p:a>",             &["p:a=t", "p:a@p:b=1"]),
        ("<s><c>DE</c><p>1</p></s><s><c>AT</c></s>",     &["s=", "s/c=DE", "s/p=1", "s=", "s/c=AT"]),
        ("<a>x&amp;y &lt;b&gt; &uuml;&#252;&#xFC;</a>",  &["a=x&y <b> üüü"]),
        ("<a>&foo; &amp;amp; Tom & Jerry</a>",           &["a=&foo; &amp; Tom & Jerry"]),
        ("<a>x<![CDATA[<b>&amp;]]>y</a>",                &["a=x<b>&amp;y"]),
        ("<a>x<!-- no -->y<?no no?>z</a>",               &["a=xyz"]),
        ("<a>one\r\ntwo\rthree</a>",                     &["a=one\ntwo\nthree"]),
        ("<a xsi:nil='true'/><b>1</b>",                  &["b=1"]),
        ("<a namespaces='{x}' xsi:type='y'>1</a>",       &["a=1"]),
        ("<a>A <b>bold</b> word &amp; <br/>more</a>",    &["a=A <b>bold</b> word & <br/>more"]),
        ("<a><p>One</p><p class='x'>Two</p></a>",        &["a=<p>One</p><p class='x'>Two</p>"]),
        ("<a><ul><li>x</li></ul></a><b>2</b>",           &["a=<ul><li>x</li></ul>", "b=2"]),
        ("<attrs><a name='EAN'>1</a></attrs>",           &["attrs=", "attrs/a=1", "attrs/a@name=EAN"]),
        ("<a>\n<c>1</c>\n<d>2</d>tail</a>",              &["a=tail", "a/c=1", "a/d=2"]),
        ("<a>\u{1}x\u{B}y&#1;</a>",                      &["a=xy"]),
    ];
    for (inner, wanted) in cases {
        let got = read(item(inner)).unwrap();
        assert_eq!(got.rows[0].1, *wanted, "{inner}");
    }
    let got = read("<rss><channel><item id='7'><name>n</name></item></channel></rss>").unwrap();
    assert_eq!(got.rows[0].1, ["@id=7", "name=n"]);
}

#[test]
fn the_record_is_found_without_a_declaration() {
    let cases = [
        (
            "<shop><info><name>S</name></info><offers><offer><id>1</id><name>a</name><price>1</price></offer></offers></shop>",
            "shop/offers/offer",
        ),
        (
            "<products><product><sku>1</sku><name>a</name><v><variant><sku>2</sku></variant><variant><sku>3</sku></variant></v></product></products>",
            "products/product",
        ),
        ("<o><x u='1' v='2'/><x u='3' v='4'/></o>", "o/x"),
        (
            "<BMECAT><T_NEW_CATALOG><ARTICLE><A>1</A></ARTICLE></T_NEW_CATALOG></BMECAT>",
            "BMECAT/T_NEW_CATALOG/ARTICLE",
        ),
    ];
    for (text, wanted) in cases {
        let Form::Xml { record, .. } = read(text).unwrap().facts.form else {
            panic!("{text}");
        };
        assert_eq!(record, wanted, "{text}");
    }
    // What is declared may come late.
    let groups = "<group><id>1</id><name>x</name></group>\n".repeat(20_000);
    let text = format!(
        "<bmecat><t_new_catalog>{groups}<article><a>1</a></article></t_new_catalog></bmecat>"
    );
    let got = read(text).unwrap();
    assert_eq!((got.end.records, got.rows[0].0), (1, 20_001));
}

#[test]
fn a_declaration_of_the_encoding_is_checked() {
    let xml = |label: &str, title: &[u8]| {
        let head =
            format!("<?xml version='1.0' encoding='{label}'?><feed><entry><id>1</id><title>");
        [head.as_bytes(), title, b"</title></entry></feed>"].concat()
    };
    let cases: &[(&str, &[u8], &str, &str, usize)] = &[
        ("UTF-8", "Größe".as_bytes(), "UTF-8", "Größe", 0),
        ("ISO-8859-7", "Größe".as_bytes(), "UTF-8", "Größe", 1),
        ("ISO-8859-1", b"Gr\xF6\xDFe", "ISO-8859-1", "Größe", 0),
        ("iso-8859-15", b"5 \xA4", "ISO-8859-15", "5 €", 0),
        (
            "windows-1251",
            b"\xCF\xF0\xE8\xE2\xE5\xF2",
            "windows-1251",
            "Привет",
            0,
        ),
        ("UTF-8", b"Gr\xF6\xDFe", "Windows-1252", "Größe", 1),
        ("ISO-8859-1", b"plain", "UTF-8", "plain", 0),
    ];
    for (label, title, encoding, wanted, notes) in cases {
        let got = read(xml(label, title)).unwrap();
        assert_eq!(got.facts.encoding, *encoding, "{label}");
        assert_eq!(got.rows[0].1[1], format!("title={wanted}"), "{label}");
        assert_eq!(got.facts.notes.len(), *notes, "{label}");
    }
}

#[test]
fn damaged_xml_is_refused_with_its_line() {
    let wrong = Malformation::WrongEnd {
        expected: "item".into(),
        found: "channel".into(),
    };
    let cases = [
        (
            "<rss><channel>\n<item><title>a</title></channel></rss>",
            2,
            Some(wrong),
        ),
        (
            "<rss><channel><item><id>1</id></item></chanel>\n</channel></rss>",
            1,
            Some(Malformation::WrongEnd {
                expected: "channel".into(),
                found: "chanel".into(),
            }),
        ),
        (
            "<rss><channel><item><id>1</id></item></channel></rss>\n<rss/>",
            2,
            Some(Malformation::OutsideRoot),
        ),
        (
            "<rss><channel><item><id>1</id></item></channel></rss>\nmore",
            1,
            Some(Malformation::OutsideRoot),
        ),
        ("<!-- nothing -->\n", 2, Some(Malformation::NoRoot)),
    ];
    for (text, at, wanted) in cases {
        match read(text) {
            Err(SourceError::Malformed { line, fault, .. }) => {
                assert_eq!(line, at, "{text}: {fault}");
                assert!(
                    wanted.is_none_or(|wanted| wanted == fault),
                    "{text}: {fault}"
                );
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn nothing_grows_without_a_limit() {
    let item = |inner: String| format!("<rss><channel>\n<item>{inner}</item></channel></rss>");
    let cases = [
        (
            format!("id,title\n1,\"{}", "x".repeat(33 << 20)),
            Limit::OpenQuote,
        ),
        (
            format!("id,title\n1,{}", "x".repeat(33 << 20)),
            Limit::Record,
        ),
        (item(format!("<a>{}</a>", "x".repeat(9 << 20))), Limit::Cell),
        (
            item(format!("<a>{}</a>", "x&amp;".repeat(6 << 20))),
            Limit::Cell,
        ),
        (
            item(format!("<a b='{}'/>", "x".repeat(9 << 20))),
            Limit::Cell,
        ),
        (
            item(format!("<!-- {} -->", "x".repeat(9 << 20))),
            Limit::Cell,
        ),
        (
            item(
                "<b>12345</b>".repeat(9_999) + &format!("<c>{}</c>", "x".repeat(7 << 20)).repeat(5),
            ),
            Limit::Record,
        ),
        (item("<b/>".repeat(100_001)), Limit::Cells),
        (format!("id,title\n{}", ",".repeat(100_001)), Limit::Cells),
        (item("<b>".repeat(80)), Limit::Depth),
        (
            item((0..10_001).map(|n| format!("<a{n}/>")).collect()),
            Limit::Columns,
        ),
        (
            item(format!(
                "<a {}/>",
                (0..300).map(|n| format!("b{n}='1' ")).collect::<String>()
            )),
            Limit::Attributes,
        ),
        (
            item(
                (0..1001)
                    .map(|n| format!("<a xmlns:p{n}='http://base.google.com/ns/1.0'/>"))
                    .collect(),
            ),
            Limit::Namespaces,
        ),
    ];
    for (text, wanted) in cases {
        match read(&text) {
            Err(SourceError::TooLarge { line: 2, limit, .. }) => assert_eq!(limit, wanted),
            Err(error) => panic!("{wanted}: {error}"),
            Ok(_) => panic!("{wanted}: was read"),
        }
    }
    let text = format!("id,title\n1,{}\n2,b\n", "x".repeat(9 << 20));
    let got = read(text).unwrap();
    assert!(matches!(got.flaws[..], [Flaw::TooLong { .. }]));
    assert_eq!(got.end.records, 2);
}

#[test]
fn a_reader_that_failed_stays_failed() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let text = "<rss><channel><item><id>1</id></channel></item></rss>";
    file.write_all(text.as_bytes()).unwrap();
    let hints = Hints {
        encoding: None,
        delimiter: None,
        header: None,
        known: &known,
        records: &|| RECORDS.to_vec(),
    };
    // The first records are read when the file is opened, so damage there shows at once.
    let error = Source::open(file.path(), "feed", &hints).unwrap_err();
    assert!(matches!(error, SourceError::Malformed { .. }));
    let many = "<item><id>1</id></item>".repeat(20_000);
    let text = format!("<rss><channel>{many}<item><id>1</id></channel></item></rss>");
    std::fs::write(file.path(), text).unwrap();
    let mut reader = Source::open(file.path(), "feed", &hints)
        .unwrap()
        .read()
        .unwrap();
    let mut record = Record::new();
    let error = loop {
        match reader.next(&mut record) {
            Ok(more) => assert!(more),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, SourceError::Malformed { .. }));
    assert!(matches!(
        reader.finish().unwrap_err(),
        SourceError::Failed { .. }
    ));
}

#[test]
fn names_with_bytes_that_are_not_utf8_are_refused() {
    let cases = [
        &b"id;Gr\xF6\x81e;Ma\xC3\x9F;L\xC3\xA4nge\n1;2;3;4\n"[..],
        b"<rss><channel><item><a\x81>\xC3\x9F\xC3\xA4</a\x81></item></channel></rss>",
    ];
    for bytes in cases {
        let error = read(bytes).unwrap_err();
        let named = matches!(
            error,
            SourceError::Encoding { line: 1, .. } | SourceError::Malformed { line: 1, .. }
        );
        assert!(named, "{error}");
    }
}

#[test]
fn entities_of_a_document_are_never_expanded() {
    let document = |definitions: &str| {
        format!(
            "<!DOCTYPE rss [<!ENTITY a 'xxxxxxxxxx'>{definitions}]>\n<rss><channel><item><id>&a;&b;</id></item></channel></rss>"
        )
    };
    assert_eq!(read(document("")).unwrap().rows[0].1, ["id=&a;&b;"]);
    for bomb in [
        "<!ENTITY b '&a;&a;&a;'>",
        "<!ENTITY b SYSTEM 'file:///etc/passwd'>",
    ] {
        match read(document(bomb)) {
            Err(SourceError::Malformed { fault, .. }) => {
                assert_eq!(fault, Malformation::NestedEntity { name: "b".into() });
            }
            other => panic!("{bomb}: {other:?}"),
        }
    }
}

#[test]
fn a_file_that_changes_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    let hints = Hints {
        encoding: None,
        delimiter: None,
        header: None,
        known: &known,
        records: &Vec::new,
    };
    std::fs::write(&path, "id,title\n1,a\n").unwrap();
    let source = Source::open(&path, "export.csv", &hints).unwrap();
    let reader = source.read().unwrap();
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(b"2,b\n")
        .unwrap();
    assert!(matches!(
        reader.finish().unwrap_err(),
        SourceError::Changed { .. }
    ));
    assert!(matches!(
        source.read().unwrap_err(),
        SourceError::Changed { .. }
    ));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        source.read().unwrap_err(),
        SourceError::NotFound { .. }
    ));
    let error = Source::open(folder.path(), "folder", &hints).unwrap_err();
    assert!(matches!(error, SourceError::NotAFile { .. }));
}

#[test]
fn an_export_can_be_read_again_and_by_two_at_once() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"id,title\n1,a\n2,b\n").unwrap();
    let hints = Hints {
        encoding: None,
        delimiter: None,
        header: None,
        known: &known,
        records: &Vec::new,
    };
    let source = Source::open(file.path(), "x", &hints).unwrap();
    let (mut one, two) = (source.read().unwrap(), source.read().unwrap());
    let mut record = Record::new();
    assert!(one.next(&mut record).unwrap());
    assert_eq!(record.raw(), Some("1,a"));
    assert_eq!(two.finish().unwrap().records, 2);
    assert!(one.next(&mut record).unwrap());
    assert_eq!((record.ordinal(), record.line()), (2, 3));
    assert!(!one.next(&mut record).unwrap());
    assert_eq!(one.finish().unwrap().records, 2);
}

#[test]
fn standard_input_is_kept_as_long_as_it_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch {
        stopped: &|| false,
        told: &|_| {},
    };
    let kept = spool(&b"id,title\n1,a\n"[..], folder.path(), watch).unwrap();
    assert_eq!(std::fs::read(&kept).unwrap(), b"id,title\n1,a\n");
    drop(kept);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let error = spool(&b""[..], &folder.path().join("none"), watch).unwrap_err();
    assert!(matches!(error, SourceError::Spool { .. }));
}

#[test]
fn names_are_compared_in_one_form() {
    let cases = [
        ("Regular price", "regular price"),
        ("  Regular \u{A0} PRICE\n", "regular price"),
        ("\u{FEFF}ID", "id"),
        ("availability_\u{200B}date", "availability_date"),
        ("GRÖSSE", "grösse"),
        ("Gro\u{308}ße", "größe"),
        ("", ""),
    ];
    for (name, wanted) in cases {
        assert_eq!(normal_form(name), wanted, "{name:?}");
    }
}
