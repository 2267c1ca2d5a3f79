//! The rows of a joined source on their way to the sorter.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::Run;
use super::checks::unused;
use super::key::{KeyColumns, header, is_same, names, plain};
use crate::catalog::FieldSet;
use crate::config::{DecimalSign, Role};
use crate::finding::{Finding, Place, Problems, Rule};
use crate::join::{Key, Sorter};
use crate::layout::{ASK_EVERY, Market, Prepared};
use crate::normalize::{JoinedSource, Sign, SignSurvey, Signs, read_number};
use crate::pipeline::InputError;
use crate::pipeline::input::Input;
use crate::pipeline::prepare::fault;
use crate::pipeline::rows::{Rows, mapped_columns, mapped_fields};
use crate::preset::{Published, key, mapped_field};
use crate::source::{ColumnId, Columns, Form, Record, normal_form};
use crate::template::{Rules, Setting, Templates};

/// What a column of a joined source is to the reader.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a column may be any of these, one beside the other"
)]
pub(super) struct Parts {
    /// Its place in the key.
    pub(super) key: Option<usize>,
    /// Whether it names the location.
    pub(super) location: bool,
    /// How good a source of pieces it is.
    pub(super) pieces: Option<(u16, u16)>,
    /// Whether it is a location with its pieces.
    pub(super) place: bool,
    /// Whether it has a word on availability.
    pub(super) states: bool,
    /// Whether it has amounts.
    pub(super) amounts: bool,
    /// How good a source of the price it is.
    pub(super) price: Option<(u16, u16)>,
    /// Whether it has their currency.
    pub(super) currency: bool,
    /// Whether it holds numbers that a template has made.
    pub(super) exact: bool,
    /// A rule of the preset on which rows are used.
    pub(super) skip: Option<usize>,
    /// Cells with content, where nothing is known of the column.
    pub(super) unknown: Option<u64>,
}

pub(super) struct Reader<'a> {
    /// All columns of all files.
    pub(super) columns: Columns,
    by_name: HashMap<String, ColumnId>,
    pub(super) parts: Vec<Parts>,
    pub(super) source: JoinedSource,
    pub(super) survey: Option<SignSurvey>,
    pub(super) sorter: Sorter,
    pub(super) first: &'a Input,
    pub(super) key: KeyColumns,
    pub(super) rows: u64,
    pub(super) used: u64,
    /// Rows without a key: how many, and the line of the first.
    pub(super) keyless: Option<(u64, u64)>,
    pub(super) problems: Problems,
    /// The locations of rows in normal form, the first of them where there are many.
    pub(super) places: BTreeSet<String>,
    /// Whether no column names the location of a row.
    pub(super) no_location: bool,
    pub(super) run: &'a Run<'a>,
}

/// So many locations are remembered; no shop has more.
const PLACES: usize = 10_000;

impl<'a> Reader<'a> {
    pub(super) fn new(
        first: &'a Input,
        source: JoinedSource,
        key: KeyColumns,
        run: &'a Run<'a>,
    ) -> Self {
        Self {
            columns: Columns::default(),
            by_name: HashMap::new(),
            parts: Vec::new(),
            source,
            survey: None,
            sorter: Sorter::default(),
            first,
            key,
            rows: 0,
            used: 0,
            keyless: None,
            problems: Problems::default(),
            places: BTreeSet::new(),
            no_location: has_no_location(first),
            run,
        }
    }

    pub(super) fn declared(&self) -> Option<Signs> {
        let sign = match self.first.decimal? {
            DecimalSign::Point => Sign::Point,
            DecimalSign::Comma => Sign::Comma,
        };
        Some(Signs::All(sign))
    }

    fn compile(&self, file: &Input) -> Result<Option<Templates>, InputError> {
        let facts = file.source.facts();
        let rules = Rules {
            maps: &file.map,
            include: file.joining.rows.as_ref(),
        };
        let setting = Setting {
            shop: &self.run.terms.facts,
            columns: match facts.form {
                Form::Delimited { .. } => Some(&facts.columns),
                Form::Xml { .. } => None,
            },
            decimal: match file.decimal {
                Some(DecimalSign::Point) => Some('.'),
                Some(DecimalSign::Comma) => Some(','),
                None => file.preset.decimal,
            },
            number: read_number,
        };
        let templates = Templates::compile(rules, &setting)?;
        Ok((!templates.is_empty()).then_some(templates))
    }

    pub(super) fn mapped(&self) -> Result<FieldSet, InputError> {
        let templates = self.compile(self.first)?;
        let mapped = templates.map(|templates| mapped_fields(&templates, self.first.preset, &[]));
        Ok(mapped.unwrap_or_default())
    }

    /// Reads one file; returns how many rows it has.
    pub(super) fn file(&mut self, file: &Input, place: u16) -> Result<u64, InputError> {
        let templates = self.compile(file)?;
        let mapped = self.mapped()?;
        self.source.configure(mapped);
        if let Some(survey) = &mut self.survey {
            survey.configure(mapped);
        }
        let extra = templates
            .as_ref()
            .map(|templates| mapped_columns(templates, file.preset))
            .unwrap_or_default();
        let mut prepared = Prepared::default();
        let terms = self.run.terms;
        let currency = terms.shop.currency.as_ref();
        let shop = Market {
            language: terms.facts.language(),
            view: file.view.as_deref(),
            currency: currency.map(|currency| currency.code()),
            country: terms.shop.country.as_deref(),
        };
        prepared
            .gather(&file.source, file.preset, shop, self.run.stopped)
            .map_err(|error| fault(file, error))?;
        prepared.skip();
        let items = prepared.items(0, &file.source, file.preset, &extra);
        let items = items.map_err(|error| fault(file, error))?;
        let mut rows = Rows::new(items, file.preset, (templates.as_ref(), &[]));
        let mut record = Record::new();
        let mut row = Record::new();
        let mut map: Vec<ColumnId> = Vec::new();
        let mut count = 0_u64;
        while let Some(next) = rows.next(&mut record).map_err(|error| fault(file, error))? {
            count += 1;
            if count.is_multiple_of(ASK_EVERY) && (self.run.stopped)() {
                return Err(InputError::Interrupted);
            }
            let place = Place {
                source: place,
                line: record.line(),
            };
            if let Some(flaw) = record.flaw() {
                let mut finding = unused(flaw, rows.columns());
                finding.place = place;
                self.problems.add(finding);
                continue;
            }
            if next.excluded {
                continue;
            }
            for fault in next.faults {
                let rule = fault.field.map_or(Rule::FilterFailed, Rule::Invalid);
                let mut finding = Finding::new(rule, fault.message);
                finding = finding.of(&fault.column, &fault.value);
                finding.place = place;
                self.problems.add(finding);
            }
            for (_, name) in rows.columns().iter().skip(map.len()) {
                let name = plain(file, name);
                self.understand(file, name)?;
                map.push(self.column(name, templates.as_ref().is_some_and(Templates::has_filter)));
            }
            row.begin(record.line(), record.ordinal());
            for (column, text) in record.cells() {
                let column = map[column.index()];
                if let Some(cells) = &mut self.parts[column.index()].unknown {
                    *cells += u64::from(!text.trim().is_empty());
                }
                row.add(column, text);
            }
            self.row(&row)?;
        }
        self.rows += count;
        rows.finish().map_err(|error| fault(file, error))?;
        Ok(count)
    }

    /// The number of a column among those of all files.
    fn column(&mut self, name: &str, own_rule: bool) -> ColumnId {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = self.columns.push(name.into());
        self.by_name.insert(name.to_owned(), id);
        self.source.extend(&self.columns);
        let preset = self.first.preset;
        let joining = &self.first.joining;
        let rule = preset.join.as_ref();
        let own = key(name);
        let named = preset.resolve(&own).name;
        let both = [normal_form(name), named.clone().into_owned()];
        let is = |meant: &str| is_same(&both, &names(meant));
        let location = match &joining.location {
            Some(column) => is(column),
            None => rule
                .and_then(|rule| rule.location.as_deref())
                .is_some_and(is),
        };
        let mut key_columns = self.key.columns.iter();
        let mut skips = preset.skip.iter();
        let key = key_columns.position(|meant| is_same(&both, meant));
        let is_wide = rule.is_some_and(|rule| rule.wide) && !preset.knows(name);
        let is_named = joining
            .locations
            .iter()
            .any(|place| normal_form(place) == both[0]);
        let is_place = self.first.role == Role::Stock
            && key.is_none()
            && !location
            && self.no_location
            && if joining.locations.is_empty() {
                is_wide
            } else {
                is_named
            };
        self.parts.push(Parts {
            key,
            location,
            pieces: self.source.pieces(id),
            place: is_place,
            states: self.source.states(id),
            amounts: self.source.amounts(id),
            price: self.source.price(id),
            currency: self.source.names_currency(id),
            exact: mapped_field(name).is_some_and(|(_, exact)| exact),
            skip: skips.position(|skip| !own_rule && skip.column == *named),
            unknown: None,
        });
        if !self.is_known(id, name) {
            self.parts[id.index()].unknown = Some(0);
        }
        id
    }

    /// Takes a row with the columns of all files.
    fn row(&mut self, row: &Record) -> Result<(), InputError> {
        let mut keys: Vec<&str> = vec![""; self.key.columns.len()];
        let mut pieces: Option<((u16, u16), Cow<'_, str>)> = None;
        // A row that names no location stands in none of those that count.
        let places = self.parts.iter().any(|parts| parts.location);
        let mut counts = !places || self.first.joining.locations.is_empty();
        let mut skipped = false;
        let mut amounts = false;
        for (column, text) in row.cells() {
            let text = text.trim();
            let parts = &self.parts[column.index()];
            if let Some(at) = parts.key
                && keys[at].is_empty()
            {
                keys[at] = text;
            }
            if parts.location && !self.first.joining.locations.is_empty() {
                let form = normal_form(text);
                counts |= self
                    .first
                    .joining
                    .locations
                    .iter()
                    .any(|one| normal_form(one) == form);
                if self.places.len() < PLACES {
                    self.places.insert(form);
                }
            }
            let skip = parts.skip.map(|at| &self.first.preset.skip[at]);
            skipped |=
                skip.is_some_and(|skip| !text.is_empty() && skip.judge(text) == Published::No);
            amounts |= parts.amounts && !text.is_empty();
            if let Some(rank) = parts.pieces
                && !text.is_empty()
                && pieces.as_ref().is_none_or(|(best, _)| rank < *best)
            {
                pieces = Some((rank, whole(text, parts.exact)));
            }
        }
        let is_stock = self.first.role == Role::Stock;
        if (skipped || !counts) && !is_stock {
            return Ok(());
        }
        let Some(key) = Key::new(keys.into_iter()) else {
            self.keyless.get_or_insert((0, row.line())).0 += 1;
            return Ok(());
        };
        let nothing = |text: &str| {
            let rule = self.first.preset.join.as_ref();
            let mut words = rule.iter().flat_map(|rule| &rule.nothing);
            words.any(|word| *word == text.to_lowercase())
        };
        let mut unkept = pieces.as_ref().is_some_and(|(_, text)| nothing(text));
        if pieces.is_none() && self.parts.iter().any(|parts| parts.place) {
            let mut places = row.cells().filter(|(column, text)| {
                self.parts[column.index()].place && !text.trim().is_empty()
            });
            unkept = places.next().is_some_and(|(_, text)| nothing(text.trim()))
                && places.all(|(_, text)| nothing(text.trim()));
        }
        if skipped || !counts || unkept {
            let unkept = [(UNKEPT, "0")].into_iter();
            return self.sorter.push(&key, unkept).map_err(InputError::spill);
        }
        if let Some(survey) = &mut self.survey {
            survey.note(&self.columns, row);
        }
        self.used += 1;
        let sums = row.cells().filter_map(|(column, text)| {
            let text = text.trim();
            let counts = self.parts[column.index()].place && !text.is_empty() && !nothing(text);
            counts.then_some((0, text))
        });
        let pieces = pieces.as_ref().map(|(_, text)| (0, &**text));
        let cells = row.cells().filter(|(column, text)| {
            // A currency without an amount is that of nothing.
            let lonely = self.parts[column.index()].currency && !amounts;
            !text.trim().is_empty() && !lonely
        });
        let cells = cells.map(|(column, text)| (number(column), text.trim()));
        let all = sums.chain(pieces).chain(cells);
        self.sorter.push(&key, all).map_err(InputError::spill)
    }
}

/// Whether no column of a file names the location of a row.
fn has_no_location(first: &Input) -> bool {
    let of_preset = || {
        let column = first.preset.join.as_ref()?.location.as_deref()?;
        let meant = names(column);
        let mut columns = header(first).into_iter();
        columns.find(|column| is_same(column, &meant))
    };
    first.joining.location.is_none() && of_preset().is_none()
}

/// Pieces as text. Nobody has to guess the decimal sign of what a template has made:
/// it is told apart here, for the sum knows only one sign.
fn whole(text: &str, exact: bool) -> Cow<'_, str> {
    let number = exact.then(|| Decimal::from_str_exact(text).ok()).flatten();
    number.map_or(Cow::Borrowed(text), |number| {
        Cow::Owned(number.floor().normalize().to_string())
    })
}

/// In place of a column: a row of stock that says that an item is not kept here. Where
/// no row says anything else, there is none of it.
pub(in crate::pipeline) const UNKEPT: u32 = u32::MAX;

/// The number of a column in rows; 0 is for the pieces that were put together.
pub(in crate::pipeline) fn number(column: ColumnId) -> u32 {
    u32::try_from(column.index()).map_or(u32::MAX, |at| at.saturating_add(1))
}
