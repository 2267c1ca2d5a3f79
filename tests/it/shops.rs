//! Small exports of shop systems, and what becomes of them.

use std::fmt::Write as _;

use serde_json::Value;

use crate::ran::Report;
use crate::world::World;

/// What most exports of shops need to be told.
const SHOP: &str = "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\n\
                    condition = \"new\"\nbrand = \"Haus\"\ntimezone = \"Europe/Berlin\"\n";

/// An export that was read.
pub(crate) struct Sold {
    pub(crate) items: Vec<Value>,
    pub(crate) report: Report,
}

/// A shop with its settings, to read exports with.
pub(crate) struct Shop(World);

impl Shop {
    pub(crate) fn new() -> Self {
        Self::with("")
    }

    /// A shop with further settings.
    pub(crate) fn with(further: &str) -> Self {
        Self::of(&format!("{SHOP}{further}\n"))
    }

    /// A shop with these settings only.
    pub(crate) fn of(settings: &str) -> Self {
        let world = World::new();
        world.config(settings);
        Self(world)
    }

    /// What becomes of an export. Every item that is read is counted once, and
    /// what is fit to be sent is exported.
    pub(crate) fn sells(&self, content: impl AsRef<[u8]>) -> Sold {
        self.sells_all(&[("export.csv", content.as_ref())])
    }

    /// Puts a file beside the export.
    pub(crate) fn writes(&self, name: &str, content: impl AsRef<[u8]>) {
        self.0.write(name, content);
    }

    /// What becomes of an export that the settings name.
    pub(crate) fn sells_by_settings(&self, name: &str, content: impl AsRef<[u8]>) -> Sold {
        self.0.write(name, content);
        self.sold("")
    }

    /// A file beside the export.
    #[must_use]
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.0.write(name, content);
        self
    }

    /// What becomes of an export in several files.
    pub(crate) fn sells_all(&self, files: &[(&str, &[u8])]) -> Sold {
        let mut names = String::new();
        for (name, content) in files {
            self.0.write(name, content);
            write!(names, " {name}").unwrap();
        }
        self.sold(&names)
    }

    fn sold(&self, names: &str) -> Sold {
        let report = self.0.run(&format!("check --json{names}")).json();
        let lines = self.0.run(&format!("export{names}")).stdout;
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let items: Vec<Value> = lines.collect();
        if report.document["items"].is_object() {
            assert_eq!(items.len() as u64, report.items("created"), "{items:#?}");
        }
        Sold { items, report }
    }

    /// The bytes of the exported items.
    pub(crate) fn bytes(&self, content: &str) -> String {
        self.0.write("export.csv", content);
        let ran = self.0.run("export export.csv");
        assert!([Some(0), Some(3)].contains(&ran.code), "{}", ran.stderr);
        ran.stdout
    }
}

impl Sold {
    /// These fields of all items, a line each: `T-1 | 10.00 EUR | –`.
    pub(crate) fn show(&self, fields: &str) -> Vec<String> {
        let cell = |item: &Value, field: &str| match &item[field] {
            Value::Null => "–".to_owned(),
            Value::String(text) => text.clone(),
            Value::Array(list) => {
                let list = list.iter().map(|one| one.as_str().unwrap());
                list.collect::<Vec<_>>().join(" ")
            }
            other => other.to_string(),
        };
        let line = |item: &Value| {
            let cells = fields.split_whitespace().map(|field| cell(item, field));
            cells.collect::<Vec<_>>().join(" | ")
        };
        self.items.iter().map(line).collect()
    }

    /// The field of the only item; `None` when it was held back or left out.
    pub(crate) fn only(&self, field: &str) -> Option<String> {
        assert!(self.items.len() < 2, "{:#?}", self.items);
        let text = self.show(field).pop()?;
        Some(text)
    }

    /// The exit code and the counts, as in [`Report::is`], and how often which
    /// rule was broken: `price-missing=1 gtin-invalid=2`.
    #[track_caller]
    pub(crate) fn is(&self, code: i64, counts: &str, problems: &str) -> &Self {
        self.report.is(code, counts);
        assert_eq!(self.problems(), problems, "{:#}", self.report.document);
        self
    }

    fn problems(&self) -> String {
        let counts = self.report.document["problem_counts"].as_object().unwrap();
        let counts = counts.iter().map(|(rule, count)| format!("{rule}={count}"));
        counts.collect::<Vec<_>>().join(" ")
    }
}

/// Whether the preset read an export, and its items have these fields.
#[track_caller]
pub(crate) fn is_read(sold: &Sold, preset: &str, fields: &str, lines: &[&str]) {
    let found = &sold.report.document["sources"][0]["preset"];
    assert_eq!(found, preset, "{:#}", sold.report.document);
    assert_eq!(sold.show(fields), lines, "{:#}", sold.report.document);
}

/// Numbers that are the same on every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // The constants of Knuth's MMIX generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}
