//! What must hold for any input of a layer. Each function is the body of a fuzz
//! target (`targets/`) and of an ordinary test over mutated files (`tests/fuzz`): it
//! returns for every input, and panics where something is wrong.

#[path = "amounts.rs"]
pub(crate) mod amounts;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use amounts::Amounts;
use shelfsync::catalog::Currency;
use shelfsync::config::{
    self, DecimalSign, Environment, MapEntry, Origin, Overrides, Role, Settings, TemplateText,
};
use shelfsync::fetch::Fetcher;
use shelfsync::normalize::{ShopSettings, read_number};
use shelfsync::pipeline::{Keep, KeptItems, Selection, Spill, Terms, open_inputs, read};
use shelfsync::plan::Known;
use shelfsync::preset::{known_column, record_paths};
use shelfsync::report::Silent;
use shelfsync::source::{Hints, Record, Source, normal_form};
use shelfsync::template::{Row, Rules, Setting, ShopFacts, Templates};

/// A layer by its name, and its body.
pub(crate) type Layer = (&'static str, fn(&[u8]));

/// The layers, by the names of their targets.
pub(crate) const LAYERS: &[Layer] = &[
    ("bytes", bytes),
    ("csv", csv),
    ("xml", xml),
    ("items", items),
    ("price", price),
    ("date", date),
    ("html", html),
    ("template", template),
];

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let (flags, environment) = (Overrides::default(), Environment::default());
    Settings::load(&flags, &environment, Path::new("/")).expect("defaults are right")
});

/// A file as it comes: its bytes, its encoding, its form.
pub(crate) fn bytes(data: &[u8]) {
    reading(data);
}

/// A table.
pub(crate) fn csv(data: &[u8]) {
    reading(&[b"id,title,price\n".as_slice(), data].concat());
}

/// A feed.
pub(crate) fn xml(data: &[u8]) {
    let (head, tail) = ("<rss><channel><item><id>1</id>", "</item></channel></rss>");
    reading(&[head.as_bytes(), data, tail.as_bytes()].concat());
}

/// A whole export, of any shop.
pub(crate) fn items(data: &[u8]) {
    pipeline(data, None);
}

/// A price.
pub(crate) fn price(data: &[u8]) {
    for (preset, column) in [("meta", "price"), ("meta", "sale_price")] {
        pipeline(&one_cell(column, data), Some(preset));
    }
}

/// A date.
pub(crate) fn date(data: &[u8]) {
    pipeline(&one_cell("sale_price_effective_date", data), Some("meta"));
    pipeline(&one_cell("expiration_date", data), Some("meta"));
}

/// A text with markup.
pub(crate) fn html(data: &[u8]) {
    pipeline(&one_cell("description", data), Some("meta"));
    pipeline(&one_cell("title", data), Some("meta"));
}

/// A template of the configuration, over a row.
pub(crate) fn template(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (template, cell) = text
        .split_once('\0')
        .unwrap_or((&text, "Becher 1.299,95 €"));
    let shop = ShopFacts::new(&SETTINGS.shop);
    let maps = [MapEntry {
        field: "title".to_owned(),
        template: TemplateText::new(template, Origin::Default),
    }];
    let include = TemplateText::new(template, Origin::Default);
    let setting = Setting {
        shop: &shop,
        columns: None,
        decimal: None,
        number: read_number,
    };
    for include in [None, Some(&include)] {
        let maps: &[MapEntry] = if include.is_some() { &[] } else { &maps };
        if let Ok(templates) = Templates::compile(Rules { maps, include }, &setting) {
            let row = OneCell(cell);
            let _faults = templates.apply(&row, &mut |_, made| {
                let _text = made.text().into_owned();
            });
            let _verdict = templates.include(&row);
        }
    }
}

struct OneCell<'a>(&'a str);

impl Row for OneCell<'_> {
    fn cell(&self, _: &str) -> Option<&str> {
        Some(self.0)
    }
}

/// One product, with this in one of its columns.
fn one_cell(column: &str, data: &[u8]) -> Vec<u8> {
    let cell = String::from_utf8_lossy(data)
        .replace('\u{fffd}', "?")
        .replace('"', "\"\"");
    let cells = [
        ("id", "A1"),
        ("title", "Becher"),
        ("description", "Ein Becher"),
        ("price", "19.95 EUR"),
        ("sale_price", "9.95 EUR"),
        ("sale_price_effective_date", ""),
        ("expiration_date", ""),
        ("link", "https://shop.example/p"),
        ("image_link", "https://shop.example/i.jpg"),
    ];
    let names: Vec<_> = cells.iter().map(|(name, _)| *name).collect();
    let values: Vec<_> = cells
        .iter()
        .map(|(name, value)| {
            if *name == column {
                cell.as_str()
            } else {
                value
            }
        })
        .collect();
    format!("{}\n\"{}\"\n", names.join(","), values.join("\",\"")).into_bytes()
}

fn file(data: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("room for a temporary file");
    file.write_all(data).expect("room for a temporary file");
    file
}

/// Reads a file to its end, twice: both times the same comes of it.
fn reading(data: &[u8]) {
    let file = file(data);
    let once = cells(file.path());
    assert_eq!(once, cells(file.path()));
}

fn cells(path: &Path) -> Result<Vec<String>, String> {
    let hints = Hints {
        encoding: None,
        delimiter: None,
        header: None,
        known: &known_column,
        records: &record_paths,
    };
    let text = |error: shelfsync::source::SourceError| error.to_string();
    let source = Source::open(path, "export", &hints).map_err(text)?;
    let mut reader = source.read().map_err(text)?;
    let mut record = Record::new();
    let mut all = Vec::new();
    let mut named = 0;
    let decoded = !source.facts().encoding.starts_with("UTF") && !names_characters(path);
    while reader.next(&mut record).map_err(text)? {
        assert!(record.line() > 0);
        for (column, cell) in record.cells() {
            let name = reader.columns().name(column);
            // Once for each column: a name may be as long as the file.
            if column.index() >= named {
                let _normal = normal_form(name);
                named = column.index() + 1;
            }
            // What the file itself has is judged later; a decoder makes none.
            assert!(!(decoded && cell.contains('\u{fffd}')), "{name}: {cell}");
            all.push(format!("{name}={cell}"));
        }
        all.push(format!("{:?} {:?}", record.flaw(), record.mends()));
    }
    let end = reader.finish().map_err(text)?;
    all.push(format!("{end:?}"));
    Ok(all)
}

/// Whether a file may name any character by its number.
fn names_characters(path: &Path) -> bool {
    let content = std::fs::read(path).expect("a file that is there");
    content.windows(2).any(|pair| pair == b"&#")
}

/// Makes the items of an export, and looks at what would be sent: once with the
/// decimal sign that the file gives away, once with one that was declared.
pub(crate) fn pipeline(data: &[u8], preset: Option<&str>) {
    let file = file(data);
    for decimal in [None, Some(DecimalSign::Point)] {
        let amounts = (!is_packed(data)).then(|| Amounts::of(data, decimal.is_some()));
        made(&file, preset, decimal, amounts.as_ref());
    }
}

/// Whether other numbers stand in a file than in its bytes.
fn is_packed(data: &[u8]) -> bool {
    const MAGIC: [&[u8]; 4] = [b"PK", b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd"];
    MAGIC.iter().any(|magic| data.starts_with(magic))
}

fn made(
    file: &tempfile::NamedTempFile,
    preset: Option<&str>,
    decimal: Option<DecimalSign>,
    amounts: Option<&Amounts>,
) {
    let source = config::Source {
        path: file.path().display().to_string(),
        base: PathBuf::new(),
        preset: preset.map(str::to_owned),
        role: Role::Products,
        encoding: None,
        delimiter: None,
        header: None,
        decimal,
        dates: None,
        joining: config::Joining::default(),
        view: None,
        map: Vec::new(),
        origin: Origin::Default,
        given: BTreeMap::new(),
    };
    let fetcher = Fetcher::new(SETTINGS.http.clone(), None, None);
    let stopped = || false;
    let Ok(inputs) = open_inputs(&[source], Path::new("."), &fetcher, &Silent, &stopped) else {
        return;
    };
    let terms = Terms {
        shop: ShopSettings {
            url: "https://shop.example/".parse().ok(),
            image_url: "https://shop.example/".parse().ok(),
            currency: Currency::parse("EUR"),
            brand: Some("Nord".to_owned()),
            condition: Some("new"),
            availability: Some("in stock"),
            ..ShopSettings::default()
        },
        facts: ShopFacts::new(&SETTINGS.shop),
        filter: None,
        lookups: Vec::new(),
    };
    let (known, selection) = (Known::default(), Selection::default());
    let Ok(mut judged) = read(
        &inputs,
        &terms,
        known,
        selection,
        Keep::All,
        &Silent,
        &stopped,
    ) else {
        return;
    };
    for problem in judged.problems.kept() {
        assert!(!problem.message.is_empty());
    }
    let places = judged.places.iter().map(|(_, place)| *place).collect();
    let empty = Spill::new().expect("room for a temporary file");
    let spill = std::mem::replace(&mut judged.spill, empty);
    let reader = spill.into_reader().expect("what was written can be read");
    let each = KeptItems::new(reader, places).each(|json| {
        sound(json, amounts);
        Ok(())
    });
    each.expect("what was written can be read");
}

/// Whether an item may go into a catalog: one JSON object, no sign of doubt, no
/// control character, no tag, and no price that is off by a factor.
pub(crate) fn sound(json: &str, amounts: Option<&Amounts>) {
    let item: serde_json::Value = serde_json::from_str(json).expect("an item is JSON");
    let fields = item.as_object().expect("an item is an object");
    for (name, value) in fields {
        each_text(value, &mut |text| {
            let bad = |c: char| {
                c == '\u{fffd}'
                    || c.is_control() && c != '\n'
                    || matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{ffff}')
            };
            assert!(!text.contains(bad), "{name}: {text:?}");
            assert!(!has_tag(text), "{name}: {text:?}");
        });
    }
    for name in ["price", "sale_price"] {
        let Some(price) = item[name].as_str() else {
            continue;
        };
        let (amount, currency) = price.split_once(' ').expect("amount and currency");
        assert!(currency.len() == 3, "{price}");
        assert!(
            amount.bytes().all(|b| b.is_ascii_digit() || b == b'.'),
            "{price}"
        );
        assert!(amount.bytes().any(|b| matches!(b, b'1'..=b'9')), "{price}");
        let off = amounts.is_some_and(|amounts| amounts.off_by_a_factor(amount));
        assert!(!off, "{name}: {price} is off by a factor");
    }
}

fn each_text(value: &serde_json::Value, take: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => take(text),
        serde_json::Value::Array(all) => all.iter().for_each(|value| each_text(value, take)),
        serde_json::Value::Object(all) => all.values().for_each(|value| each_text(value, take)),
        _ => {}
    }
}

/// Whether a text has a tag that a browser would take for one.
fn has_tag(text: &str) -> bool {
    const TAGS: &str = " p br b i u em strong span div ul ol li a img table tbody tr td th h1 h2 h3 \
        h4 h5 h6 script style font center hr iframe small sup sub ";
    text.split('<').skip(1).any(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        let Some((name, tail)) = end.map(|end| rest.split_at(end)) else {
            return false;
        };
        let opens = tail.starts_with(['>', '/']) || tail.starts_with(char::is_whitespace);
        let name = name.to_ascii_lowercase();
        !name.is_empty() && opens && tail.contains('>') && TAGS.contains(&format!(" {name} "))
    })
}
