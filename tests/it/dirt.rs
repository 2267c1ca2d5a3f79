//! What may be wrong with a file, trait by trait: the items that come of it, or the
//! exact word about it. `docs/exports.md` has a row for each of these, by its name.

use encoding_rs::{Encoding, ISO_8859_15, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

use crate::pack::{Lie, Zip, gzip};
use crate::workbook::{cells, workbook};
use crate::world::World;

/// What is made of a file.
#[derive(Clone, Copy)]
enum Wanted {
    /// These items, as `id|title|price`, and nothing to say.
    Items(&'static [&'static str]),
    /// These items, and a warning of this rule with this in its message.
    Warned(&'static [&'static str], &'static str, &'static str),
    /// These items, and another held back by this rule with this in its message.
    Held(&'static [&'static str], &'static str, &'static str),
    /// The file is refused with this in the message.
    Refused(&'static str),
    /// A setting is asked for with this in the message.
    Asked(&'static str),
}
use Wanted::{Asked, Held, Items, Refused, Warned};

struct Case {
    /// As in the first column of the page.
    name: &'static str,
    content: Vec<u8>,
    flags: &'static str,
    wanted: Wanted,
}

fn case(
    name: &'static str,
    content: impl AsRef<[u8]>,
    flags: &'static str,
    wanted: Wanted,
) -> Case {
    Case {
        name,
        content: content.as_ref().to_vec(),
        flags,
        wanted,
    }
}

/// Cells in front of the title and behind the price that each item needs.
const LINK: &str = "https://shop.example/p";
const IMAGE: &str = "https://shop.example/i.jpg";

const HEADER: &str = "id;title;price;description;link;image_link";
const TWO: &[&str] = &["A1|Becher|9.95 EUR", "A2|Süße Größe|12.00 EUR"];

fn row(id: &str, title: &str, price: &str) -> String {
    format!("{id};{title};{price};Steinzeug;{LINK}/{id};{IMAGE}")
}

fn rows() -> [String; 2] {
    [
        row("A1", "Becher", "9,95"),
        row("A2", "Süße Größe", "12,00"),
    ]
}

/// The two items as a table.
fn table() -> String {
    let [one, two] = rows();
    format!("{HEADER}\n{one}\n{two}\n")
}

fn with(between: &str) -> String {
    let [one, two] = rows();
    format!("{HEADER}\n{one}\n{between}\n{two}\n")
}

/// The two items with other texts in their columns.
fn titled(one: &str, two: &str) -> String {
    format!(
        "{HEADER}\n{}\n{}\n",
        row("A1", one, "9,95"),
        row("A2", two, "12,00")
    )
}

fn item(id: &str, inner: &str, price: &str) -> String {
    format!(
        "<item><g:id>{id}</g:id>{inner}<g:price>{price}</g:price><description>Steinzeug</description>\
         <link>{LINK}/{id}</link><g:image_link>{IMAGE}</g:image_link></item>\n"
    )
}

const GOOGLE: &str = " xmlns:g=\"http://base.google.com/ns/1.0\"";

fn feed(prolog: &str, namespace: &str, items: &str) -> String {
    format!("{prolog}<rss version=\"2.0\"{namespace}><channel>\n{items}</channel></rss>\n")
}

/// The two items as a feed, with this in the first.
fn xml(inner: &str) -> String {
    let one = item("A1", inner, "9.95 EUR");
    let two = item("A2", "<title>Süße Größe</title>", "12.00 EUR");
    feed("", GOOGLE, &format!("{one}{two}"))
}

fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(encode).collect()
}

fn coded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{text}");
    bytes.into_owned()
}

/// The text with one letter as a single byte.
fn stray(text: &str, letter: &str, byte: &[u8]) -> Vec<u8> {
    let (before, after) = text.split_once(letter).unwrap();
    [before.as_bytes(), byte, after.as_bytes()].concat()
}

fn sheet() -> String {
    let header: Vec<&str> = HEADER.split(';').collect();
    let one = [
        "=1/123",
        "Becher",
        "=9.949999999999999",
        "Stein&#10;zeug",
        LINK,
        IMAGE,
    ];
    let two = [
        "=4006381333931",
        "Süße Größe",
        "=12",
        "Steinzeug",
        LINK,
        IMAGE,
    ];
    cells(1, &header) + &cells(3, &one) + &cells(4, &two)
}

/// The second item, where the first is held back.
const ONLY: &[&str] = &["A2|Süße Größe|12.00 EUR"];

/// Bytes.
fn bytes() -> Vec<Case> {
    #[rustfmt::skip]
    let cases = vec![
        case("UTF-8 with a byte-order mark", format!("\u{feff}{}", table()), "", Items(TWO)),
        case("byte-order mark behind blank lines", format!("\n\n\u{feff}{}", table()), "", Warned(TWO, "source-note", "the byte-order mark stands behind blank lines")),
        case("byte-order marks and characters of no width in names", table().replace("title", "\u{200b}ti\u{feff}tle\u{2060}"), "", Items(TWO)),
        case("UTF-16 with a byte-order mark", utf16(&format!("\u{feff}{}", table()), u16::to_le_bytes), "", Items(TWO)),
        case("UTF-16 without a byte-order mark", utf16(&table(), u16::to_be_bytes), "", Items(TWO)),
        case("Windows-1252", coded(&table(), WINDOWS_1252), "", Items(TWO)),
        case("ISO-8859-15", coded(&titled("5 €", "Süße"), ISO_8859_15), "", Items(&["A1|5 €|9.95 EUR", "A2|Süße|12.00 EUR"])),
        case("another encoding", coded(&titled("Кружка", "Чайник большой"), WINDOWS_1251), "", Refused("the encoding cannot be guessed")),
        case("another encoding, named", coded(&titled("Кружка", "Чайник большой"), WINDOWS_1251), "--encoding windows-1251", Items(&["A1|Кружка|9.95 EUR", "A2|Чайник большой|12.00 EUR"])),
        case("another encoding, named", coded(&titled("ソース", "テスト表"), SHIFT_JIS), "--encoding shift_jis", Items(&["A1|ソース|9.95 EUR", "A2|テスト表|12.00 EUR"])),
        case("a declared encoding that is wrong", xml("<title>Becher</title>").replacen("<rss", "<?xml version=\"1.0\" encoding=\"ISO-8859-7\"?><rss", 1), "", Warned(TWO, "source-note", "declared ISO-8859-7, is UTF-8")),
        case("some bytes of Windows-1252 in UTF-8", stray(&titled("Glas für l’eau", "Süße Größe"), "ü", b"\xFC"), "", Warned(&["A1|Glas für l’eau|9.95 EUR", "A2|Süße Größe|12.00 EUR"], "record-repaired", "bytes that are not UTF-8 are read as Windows-1252")),
        case("half a character", stray(&titled("Teekanne ö", "Süße Größe"), "ö", b"\xC3"), "", Held(ONLY, "record-undecodable", "the bytes C3 are not in the file's encoding")),
        case("text encoded twice", titled("BÃ¤cher fÃ¼r SÃ¶hne", "Süße Größe"), "", Warned(&["A1|Bächer für Söhne|9.95 EUR", "A2|Süße Größe|12.00 EUR"], "title-repaired", "")),
        case("control characters", titled("Be\u{1}ch\u{b}er", "Süße\u{0} Größe"), "", Warned(TWO, "source-note", "3 control characters dropped")),
        case("a control character where a digit stood", table().replace("9,95", "9,\u{16}5"), "", Held(ONLY, "price-invalid", "a digit may have been lost")),
        case("a number that is filled up with zeros", table().replace("12,00", "12,00\0\0"), "", Warned(TWO, "source-note", "2 control characters dropped")),
        case("nothing but zeros at the end", format!("{}\0\0\0\0", table()), "", Refused("the file ends in bytes that are zero")),
    ];
    cases
}

/// Tables.
fn tables() -> Vec<Case> {
    let [one, two] = rows();
    let comma = "\"A1\",\"Becher\",\"9.95\",\"Steinzeug\",\"https://shop.example/p/A1\",\"https://shop.example/i.jpg\"";
    let commas = |row: &str| format!("{}\n{row}\n", HEADER.replace(';', ","));
    #[rustfmt::skip]
    let cases = vec![
        case("another delimiter", table().replace(';', "|"), "", Items(TWO)),
        case("`sep=` in the first line", format!("sep=;\n{}", table()), "", Warned(TWO, "source-note", "`sep=` line read")),
        case("lines that end in a carriage return", table().replace('\n', "\r"), "", Items(TWO)),
        case("line breaks in cells", commas(&comma.replace("Steinzeug", "Stein\r\nzeug\rund\nTon")), "", Items(&["A1|Becher|9.95 EUR"])),
        case("quotes that are not doubled", commas(&comma.replace("Becher", "der \"beste\" Becher")), "", Warned(&["A1|der \"beste\" Becher|9.95 EUR"], "record-repaired", "quotation marks that are not doubled are taken for text")),
        case("a quote that begins a cell and is text", titled("\"Bester\" Becher", "\"Guter\" Teller"), "", Warned(&["A1|\"Bester\" Becher|9.95 EUR", "A2|\"Guter\" Teller|12.00 EUR"], "record-repaired", "quotation marks that are not doubled are taken for text")),
        case("a quote that begins a cell and is text", titled("\"Becher", "der \"gute\""), "", Warned(&["A1|\"Becher|9.95 EUR", "A2|der \"gute\"|12.00 EUR"], "record-repaired", "")),
        case("a quote that is never closed", format!("{}A3;\"Teller;5,00;x;{LINK}/3;{IMAGE}\n", table()), "", Refused("the quote that opens here is never closed")),
        case("inches in cells without quotes", titled("TV 22\" schwarz", "Rohr 1/2\""), "", Items(&["A1|TV 22\" schwarz|9.95 EUR", "A2|Rohr 1/2\"|12.00 EUR"])),
        case("tabs without quotes", titled("\"Becher", "Süße Größe").replace(';', "\t"), "", Items(&["A1|\"Becher|9.95 EUR", "A2|Süße Größe|12.00 EUR"])),
        case("comments above the header", format!("# Required;# Optional\n#INFO\n{}", table()), "", Warned(TWO, "source-note", "2 comment lines in front of the header skipped")),
        case("other rows above the header", format!("TemplateType=home;Version=2026\nArtikelnummer;Bezeichnung\n{}", table()), "", Warned(TWO, "source-note", "2 rows in front of the header skipped")),
        case("the header once more", with(HEADER), "", Items(TWO)),
        case("blank rows", with("\n;;;;;\n  ;\n"), "", Items(TWO)),
        case("padded cells", table().replace(';', "   ; "), "", Items(TWO)),
        case("two columns of one name", table().replace("title;", "title;title;").replace("Becher;", ";Becher;").replace("Größe;", "Größe;x;"), "", Items(TWO)),
        case("a column without a name", table().replace("title;", "title;;").replace("Becher;", "Becher;7;").replace("Größe;", "Größe;;"), "", Items(TWO)),
        case("a delimiter at the end of each line", table().replace('\n', ";\n"), "", Items(TWO)),
        case("rows with fewer cells", format!("{HEADER};color\n{one}\n{two};rot\n"), "", Items(TWO)),
        case("rows with more cells", with(&format!("{};x", row("A3", "Teller; tief", "5,00"))), "", Held(TWO, "record-ragged", "8 cells where the header has 6")),
        case("no header, but a setting", format!("{one}\n{two}\n"), "@header", Items(TWO)),
        case("a header, and a setting for it", table(), "@header", Items(TWO)),
        case("no header", format!("{one}\n{two}\n"), "", Refused("fit no known export")),
        case("a header of numbers", "1;2;3\n4;5;6\n7;8;9\n", "", Refused("fit no known export")),
        case("a long name of a column", table().replacen(';', &format!(";{};", "n".repeat(40_000)), 1).replace("A1;B", "A1;;B").replace("A2;S", "A2;;S"), "", Items(TWO)),
        case("an id that a spreadsheet rounded", table().replace("A1;", "4,00638E+12;"), "", Held(ONLY, "id-invalid", "")),
        case("a GTIN that a spreadsheet rounded", table().replace("image_link\n", "image_link;gtin\n").replace(&one, &format!("{one};4,00638E+12")), "", Warned(TWO, "gtin-invalid", "")),
        case("rows without an id", with(&row("", "Teller", "5,00")), "", Held(TWO, "id-missing", "")),
        case("a file that is cut short", &table()[..table().len() - 40], "", Refused("the last record has 5 of 6 cells and no line end")),
    ];
    cases
}

/// Amounts and dates.
fn amounts() -> Vec<Case> {
    let dated = |dates: [&str; 2]| {
        let [one, two] = rows();
        format!(
            "{HEADER};sale_price;sale_price_effective_date\n{one};5,00;{}\n{two};6,00;{}\n",
            dates[0], dates[1]
        )
    };
    #[rustfmt::skip]
    let cases = vec![
        case("a decimal comma", table(), "", Items(TWO)),
        case("amounts that can be read in two ways", format!("ID,Type,SKU,Name,Published,Description,Regular price,Images\n1,simple,A1,Becher,1,Ton,1.299,{IMAGE}\n2,simple,A2,Teller,1,Ton,2.450,{IMAGE}\n"), "--shop-url https://shop.example", Asked("`Regular price`")),
        case("days and months that cannot be told apart", dated(["03/04/2026/05/04/2026", "13/04/2026/20/04/2026"]), "", Warned(TWO, "sale_price_effective_date-invalid", "day and month cannot be told apart")),
    ];
    cases
}

/// XML.
fn markup() -> Vec<Case> {
    let entity = |text: &str| xml(&format!("<title>{text}</title>"));
    #[rustfmt::skip]
    let cases = vec![
        case("undeclared prefixes", xml("<title>Becher</title>").replace(GOOGLE, ""), "", Items(TWO)),
        case("another prefix for a known namespace", xml("<title>Becher</title>").replace("g:", "ns0:").replace("xmlns:g", "xmlns:ns0"), "", Items(TWO)),
        case("HTML entities", entity("B&auml;cher&nbsp;&ndash; &#150; gro&szlig;"), "", Items(&["A1|Bächer – – groß|9.95 EUR", "A2|Süße Größe|12.00 EUR"])),
        case("a lone ampersand", entity("Becher & Teller"), "", Items(&["A1|Becher & Teller|9.95 EUR", "A2|Süße Größe|12.00 EUR"])),
        case("HTML that is escaped twice", entity("&amp;lt;b&amp;gt;Becher&amp;lt;/b&amp;gt;"), "", Items(TWO)),
        case("CDATA in pieces", entity("<![CDATA[Be]]><![CDATA[cher]]>"), "", Items(TWO)),
        case("control characters by number", entity("Be&#1;ch&#x1F;er"), "", Items(TWO)),
        case("`xsi:nil`", xml("<title>Becher</title><g:color xsi:nil=\"true\">x</g:color>"), "", Items(TWO)),
        case("HTML in a text", entity("Be<b>ch</b>er"), "", Items(TWO)),
        case("HTML tags that are not closed", xml("<title>Becher</title><g:material>Ton<br>und <b>Lehm</g:material>"), "", Warned(TWO, "record-repaired", "HTML tags that are not closed")),
        case("a field that is not closed", xml("<title>Becher"), "", Held(ONLY, "record-malformed", "is not closed")),
        case("a `<` in a text", entity("Becher < Teller"), "", Held(ONLY, "record-malformed", "")),
        case("entities of entities", feed("<!DOCTYPE rss [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>\n", GOOGLE, &item("A1", "<title>&b;</title>", "1 EUR")), "", Refused("is made of other entities")),
        case("XML that is cut short", &entity("Becher")[..entity("Becher").len() - 17], "", Refused("is never closed")),
        case("two roots", entity("Becher") + "<rss/>", "", Refused("something stands outside of the root element")),
    ];
    cases
}

/// Containers.
fn containers() -> Vec<Case> {
    let [one, two] = rows();
    let zip = |files: &[(&str, &str)]| {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (*name, text.as_bytes()))
            .collect();
        Zip::of(&files)
    };
    let part = |row: &str| format!("{HEADER}\n{row}\n");
    let gz = gzip(table().as_bytes());
    let whole_zip = zip(&[("products.csv", &table())]);
    #[rustfmt::skip]
    let cases = vec![
        case("gzip, bzip2, zstd", gz.clone(), "", Items(TWO)),
        case("a container that is cut short", &gz[..gz.len() - 12], "", Refused("the gzip data end too early")),
        case("a container that is cut short", &whole_zip[..whole_zip.len() - 30], "", Refused("has no list of its files")),
        case("zip with one table among other files", zip(&[("__MACOSX/._a.csv", "x"), ("liesmich.txt", "Der Export von heute."), ("a.csv", &table())]), "", Items(TWO)),
        case("zip with the parts of one export", zip(&[("p/teil-2.csv", &part(&two)), ("p/teil-1.csv", &part(&one)), ("LIESMICH.txt", "Zwei Teile")]), "", Items(TWO)),
        case("zip with several exports", zip(&[("a.csv", &table()), ("b.csv", &table())]), "", Refused("2 files of the zip archive may be meant; name one behind `#`")),
        case("gzip in zip", Zip::of(&[("a.csv.gz", &gz)]), "", Items(TWO)),
        case("a damaged file in zip", Zip::default().file("a.csv", table().as_bytes(), Lie { crc: 1, ..Lie::default() }).close(), "", Refused("size or checksum are wrong")),
        case("a workbook", workbook(&[("Notizen", "hidden", &cells(1, &["x"])), ("Artikel", "visible", &sheet())]), "", Items(&["00123|Becher|9.95 EUR", "4006381333931|Süße Größe|12.00 EUR"])),
        case("a workbook without cells", workbook(&[("Leer", "visible", "")]), "", Refused("the workbook has no sheet with cells")),
        case("a workbook of another kind", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 an old one", "", Refused("save it as .xlsx or \"CSV UTF-8\"")),
        case("JSON, pages, pictures", "{\"products\": []}", "", Refused("it is JSON")),
    ];
    cases
}

/// All of them, as the page has them.
fn cases() -> impl Iterator<Item = Case> {
    [bytes(), tables(), amounts(), markup(), containers()]
        .into_iter()
        .flatten()
}

/// The items of a run of `export`, as `id|title|price`.
fn told(stdout: &str) -> Vec<String> {
    let items = stdout.lines().map(|line| {
        let item: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        format!("{}|{}|{}", text("id"), text("title"), text("price"))
    });
    items.collect()
}

/// Settings for what the file does not say.
const SHOP: &str = "[shop]\nbrand = \"Nord\"\ncondition = \"new\"\navailability = \"in stock\"\n\
                    currency = \"EUR\"\ntimezone = \"Europe/Berlin\"\n[[source]]\npath = \"export\"\n";

/// What is not as it was wanted.
fn mistake(world: &World, case: &Case) -> Option<String> {
    world.write("export", &case.content);
    let (settings, flags) = match case.flags {
        "@header" => (
            format!("{SHOP}header = \"{}\"\n", HEADER.replace(';', ",")),
            "",
        ),
        flags => (SHOP.to_owned(), flags),
    };
    world.config(&settings);
    let report = world.run(&format!("check --json {flags}")).json();
    let document = &report.document;
    let out = world.run(&format!("export {flags}")).stdout;
    let sign = out
        .chars()
        .find(|c| matches!(c, '\u{fffd}' | '\u{ffff}') || c.is_control() && *c != '\n');
    if let Some(sign) = sign {
        return Some(format!("{sign:?} in {out}"));
    }
    let (items, code) = match case.wanted {
        Items(items) | Warned(items, ..) => (items, 0),
        Held(items, ..) => (items, 3),
        Refused(_) => (&[][..], 8),
        Asked(_) => (&[][..], 2),
    };
    if document["exit_code"] != code || told(&out) != items {
        return Some(format!("{:?}: {document:#}", told(&out)));
    }
    let problems = document["problems"].as_array().unwrap();
    match case.wanted {
        Refused(message) | Asked(message) => {
            let error = document["error"].as_str().unwrap();
            (!error.contains(message)).then(|| error.to_owned())
        }
        Items(_) => {
            // The table has a decimal comma, which the format does not.
            let quiet = ["column-unknown", "price-decimal", "sale_price-decimal"];
            let loud =
                |problem: &&serde_json::Value| !quiet.iter().any(|rule| problem["rule"] == *rule);
            problems.iter().find(loud).map(ToString::to_string)
        }
        Warned(_, rule, message) | Held(_, rule, message) => {
            let mut found = problems.iter().filter(|problem| problem["rule"] == rule);
            let said = found.any(|problem| problem["message"].as_str().unwrap().contains(message));
            (!said).then(|| format!("no {rule}: {document:#}"))
        }
    }
}

#[test]
fn each_trait_has_its_items_or_its_word() {
    let world = World::new();
    let mut mistakes = Vec::new();
    for case in cases() {
        if let Some(mistake) = mistake(&world, &case) {
            mistakes.push(format!("{}: {mistake}", case.name));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n\n"));
}
