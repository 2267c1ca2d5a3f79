//! The file that `init` writes.
//!
//! It holds what was found and answered, and what is still to be filled in;
//! what has a default stands behind a `#` with a sentence. What it says is
//! checked as any other configuration before it is called done.

use shelfsync::catalog::Field;
use shelfsync::config::key::{self, Expected, KEYS};
use shelfsync::config::{DecimalSign, Key, Origin, Section, Settings};
use shelfsync::normalize::{OrderOf, OrderSample};
use shelfsync::pipeline::{Input, Recognized};
use shelfsync::preset::Preset;

use super::columns;
use super::exports::Exports;
use super::ids;
use super::page::{Page, sentence};
use super::place::Base;
use crate::view::{IdOptions, MissingSetting, decimal_words, facts_words, map_line};

/// What the file is made of.
pub(super) struct Draft<'a> {
    /// What flags, variables and answers say.
    pub(super) settings: &'a Settings,
    pub(super) exports: &'a Exports,
    pub(super) recognized: &'a [Recognized],
    pub(super) missing: &'a [MissingSetting],
    pub(super) unfed: &'a [Field],
    /// Which column makes a field, as somebody said.
    pub(super) mapped: &'a [(Field, String)],
    pub(super) ids: &'a IdOptions,
    /// Where the file will stand.
    pub(super) base: &'a Base,
}

impl Draft<'_> {
    /// The file.
    pub(super) fn text(&self) -> String {
        let mut page = Page::default();
        page.comment(
            "Settings of shelfsync. A line that begins with `#` and has no blank behind it is not \
             set; take the `#` off to set it. All keys: docs/configuration.md.",
        );
        page.comment("The access token never stands here: it comes from META_ACCESS_TOKEN.");
        self.shop(&mut page);
        for at in 0..self.exports.sources.len() {
            self.source(&mut page, at);
        }
        self.filter(&mut page);
        page.defaults(
            Section::Stock,
            "What is sold out and can be ordered all the same.",
            &[&key::STOCK_BACKORDER],
        );
        self.catalog(&mut page);
        page.defaults(
            Section::Removal,
            "Items that left the export. When there are more of them than both limits allow, all \
             of them wait until you decide.",
            &[
                &key::REMOVAL_ACTION,
                &key::REMOVAL_MAX_ITEMS,
                &key::REMOVAL_MAX_SHARE,
            ],
        );
        page.defaults(
            Section::Guard,
            "Changes that look like an accident wait until you decide; 1 switches a share off.",
            &[
                &key::GUARD_PRICE_SHARE,
                &key::GUARD_PRICE_CHANGE,
                &key::GUARD_SOLD_OUT_SHARE,
            ],
        );
        page.defaults(
            Section::Delivery,
            "How changes travel.",
            &[&key::DELIVERY_BATCH_ITEMS, &key::DELIVERY_MAX_WAIT],
        );
        page.into_text()
    }

    fn shop(&self, page: &mut Page) {
        page.gap();
        page.comment("What the export does not say of its items.");
        page.line(Section::Shop.header());
        for key in KEYS
            .iter()
            .copied()
            .filter(|key| key.section == Section::Shop)
        {
            if let Some(value) = self.given(key) {
                page.comment(&sentence(&self.about(key)));
                page.line(&key.line(value));
            } else if let Some(missing) = self.missing.iter().find(|one| same(one.key, key)) {
                fill_in(page, missing);
            } else if same(key, &key::SHOP_PRICES) && !self.lacks(&key::SHOP_TAX_RATE) {
                page.comment("Prices are taken to contain the tax. If those of the export do not:");
                page.off(&key.line("net"));
                page.off(&key::SHOP_TAX_RATE.line(key::SHOP_TAX_RATE.example));
            }
        }
    }

    fn lacks(&self, key: &Key) -> bool {
        self.missing.iter().any(|one| same(one.key, key))
    }

    /// What somebody said, by flag, variable or answer.
    fn given(&self, key: &Key) -> Option<&str> {
        let shown = self
            .settings
            .shown()
            .iter()
            .find(|one| same(one.key, key))?;
        match shown.origin {
            Origin::Default => None,
            Origin::File { .. } | Origin::Environment(_) | Origin::Flag(_) => shown.text.as_deref(),
        }
    }

    fn about(&self, key: &Key) -> String {
        about(self.presets(), key)
    }

    fn presets(&self) -> impl Iterator<Item = &'static Preset> {
        self.exports.inputs.iter().map(|input| input.preset)
    }

    fn source(&self, page: &mut Page, at: usize) {
        let source = &self.exports.sources[at];
        let files: Vec<(usize, &Input)> = self.exports.files(at).collect();
        let first = files.first().and_then(|(at, _)| self.recognized.get(*at));
        let alike = files
            .windows(2)
            .all(|pair| pair[0].1.preset.name == pair[1].1.preset.name);
        page.gap();
        if let Some(first) = first {
            let title = &first.preset.title;
            let facts = facts_words(&first.facts, first.language.as_deref());
            let decimal = decimal_words(&first.basis.decimal);
            page.comment(&format!("{title}. {facts}. {decimal}."));
        }
        page.line(Section::Source.header());
        page.line(&key::SOURCE_PATH.line(&self.base.name_of(&source.path)));
        let preset = first.map(|first| first.preset.name.as_str());
        match preset.filter(|_| alike) {
            Some(preset) => page.line(&key::SOURCE_PRESET.line(preset)),
            None => page.comment("The preset is detected for each file of its own."),
        }
        self.reading(page, at, first);
        let mut opened = self.map(page, first);
        if let Some(first) = first {
            let others = files.iter().skip(1);
            let others = others.filter_map(|(at, _)| self.recognized.get(*at));
            let others: Vec<&Recognized> = others.collect();
            opened = columns::write(page, (first, &others), self.mapped, opened);
        }
        self.unfed(page, first, opened);
    }

    /// Encoding, delimiter and decimal sign: what was said, and what was found.
    fn reading(&self, page: &mut Page, at: usize, first: Option<&Recognized>) {
        let source = &self.exports.sources[at];
        if let Some(encoding) = &source.encoding {
            page.line(&key::SOURCE_ENCODING.line(encoding));
        }
        if let Some(delimiter) = source.delimiter {
            page.line(&key::SOURCE_DELIMITER.line(&delimiter_word(delimiter)));
        }
        match source.decimal {
            Some(DecimalSign::Point) => page.line(&key::SOURCE_DECIMAL.line(".")),
            Some(DecimalSign::Comma) => page.line(&key::SOURCE_DECIMAL.line(",")),
            None => {}
        }
        if let Some(order) = source.dates {
            page.line(&key::SOURCE_DATES.line(order.as_str()));
        }
        let Some(first) = first else {
            return;
        };
        let open = |sample: &&OrderSample| sample.order == OrderOf::Open;
        if let Some(open) = first
            .basis
            .dates
            .iter()
            .find(open)
            .filter(|_| source.dates.is_none())
        {
            let (column, cell) = (&open.column, &open.cell);
            page.comment(&format!(
                "Column `{column}` has dates such as `{cell}`, and no row tells what stands first. \
                 Until somebody says it, sales with such dates are left out:"
            ));
            page.off(&key::SOURCE_DATES.line("day-first"));
        }
        if source.encoding.is_none() {
            page.comment("Detected anew in each run. Set it only if it is wrong:");
            page.off(&key::SOURCE_ENCODING.line(first.facts.encoding));
        }
    }

    /// Says what the id is. Whether the section of the map stands there now.
    fn map(&self, page: &mut Page, first: Option<&Recognized>) -> bool {
        let meant = ids::preset(&self.exports.inputs);
        let (Some(meant), Some(first)) = (meant, first) else {
            return false;
        };
        let Some(chosen) = self.ids.options.get(self.ids.chosen) else {
            return false;
        };
        if meant.name != first.preset.name {
            return false;
        }
        page.comment(&format!(
            "The id of an item: {}. The shop's pixel has to send the same.",
            chosen.about
        ));
        if !chosen.template.is_empty() {
            page.line("[source.map]");
            page.line(&id_line(&chosen.template));
        }
        let others = self.ids.options.iter().enumerate();
        for (_, other) in others.filter(|(at, _)| *at != self.ids.chosen) {
            page.comment(&format!("Or: {}.", other.about));
            if other.template.is_empty() {
                page.comment("For that, take `[source.map]` out.");
                continue;
            }
            if chosen.template.is_empty() {
                page.off("[source.map]");
            }
            page.off(&id_line(&other.template));
        }
        !chosen.template.is_empty()
    }

    /// Fields that no column feeds: somebody has to say which one does.
    fn unfed(&self, page: &mut Page, first: Option<&Recognized>, opened: bool) {
        let (Some(first), false) = (first, self.unfed.is_empty()) else {
            return;
        };
        let names: Vec<String> = first
            .facts
            .columns
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        page.comment(
            "To be filled in: which column makes each of these fields. More is possible than a \
             column alone: docs/templates.md.",
        );
        page.comment(&format!("The columns are {}.", names.join(", ")));
        if !opened {
            page.line("[source.map]");
        }
        for field in self.unfed {
            page.line(&map_line(*field));
        }
    }

    fn filter(&self, page: &mut Page) {
        page.gap();
        page.comment(
            "Which items are sent. It takes the place of the preset's own rule, which leaves out \
             what the shop does not publish.",
        );
        page.line(Section::Filter.header());
        page.off(&key::FILTER_INCLUDE.line(&self.filter_example()));
    }

    /// An expression over a column that the export has and that every item fills.
    fn filter_example(&self) -> String {
        let column = self.exports.inputs.first().and_then(|input| {
            let names = || input.source.facts().columns.iter().map(String::as_str);
            let find = |name| input.preset.column(names(), name);
            find("sku")
                .or_else(|| find("id"))
                .filter(|name| !name.contains(['\'', '\\']))
        });
        match column {
            Some(column) => format!("row['{column}'] not in ['A-1', 'A-2']"),
            None => key::FILTER_INCLUDE.example.to_owned(),
        }
    }

    fn catalog(&self, page: &mut Page) {
        page.gap();
        page.line(Section::Catalog.header());
        page.comment(&sentence(key::CATALOG_ID.about));
        if let Some(id) = self.given(&key::CATALOG_ID) {
            page.line(&key::CATALOG_ID.line(id));
        } else {
            page.comment("To be filled in before `sync`; `check` does without.");
            page.off(&key::CATALOG_ID.line(""));
        }
    }
}

/// What a setting of `[shop]` means for these exports.
pub(super) fn about(mut presets: impl Iterator<Item = &'static Preset>, key: &Key) -> String {
    let said = presets.find_map(|preset| preset.settings.get(key.name));
    said.map_or_else(|| key.about.to_owned(), Clone::clone)
}

/// A line that waits for somebody to fill it in: as it stands it would be refused.
fn fill_in(page: &mut Page, missing: &MissingSetting) {
    let MissingSetting {
        key,
        about,
        items,
        of,
        needed: _,
        rule: _,
    } = missing;
    let words = match key.expected {
        // Most presets name the words themselves.
        Expected::OneOf(words) if !words.iter().all(|word| about.contains(word)) => {
            format!(" It is {}.", key.expected)
        }
        Expected::OneOf(_) | Expected::Phrase(_) | Expected::Whole(..) => String::new(),
    };
    page.comment(&format!("{}{words}", sentence(about)));
    page.comment(&format!("To be filled in: {items} of {of} items need it."));
    page.line(&missing.line());
}

fn id_line(template: &str) -> String {
    format!("id = {}", toml::Value::from(template))
}

fn delimiter_word(delimiter: char) -> String {
    match delimiter {
        '\t' => "tab".to_owned(),
        sign => sign.to_string(),
    }
}

fn same(a: &Key, b: &Key) -> bool {
    (a.section, a.name) == (b.section, b.name)
}
