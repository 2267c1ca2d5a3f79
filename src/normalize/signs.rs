//! The decimal sign of each column of amounts.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::bind::Bindings;
use super::evidence::{Evidence, Settled};
use super::number::Sign;
use super::orders::{OrderEvidence, OrderSample, Orders};
use crate::catalog::{Field, FieldSet, Kind};
use crate::preset::{Input, Preset, Target, mapped_field};
use crate::source::{ColumnId, Columns, Record};

/// Which decimal sign a column uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signs {
    /// The same for all: a preset or a setting says so.
    All(Sign),
    /// What the cells of each column say.
    Columns {
        /// By name. Where cells say both, there is none, and only cells that are
        /// certain by themselves are read.
        columns: HashMap<String, Option<Sign>>,
        /// What all columns of amounts agree on; it holds for other numbers.
        others: Option<Sign>,
    },
}

impl Signs {
    pub(super) fn of(&self, column: &str) -> Option<Sign> {
        match self {
            Self::All(sign) => Some(*sign),
            Self::Columns { columns, others } => columns.get(column).copied().unwrap_or(*others),
        }
    }
}

/// A column that can be read in two ways throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenColumn {
    /// Its name.
    pub column: String,
    /// One of its cells.
    pub sample: String,
}

/// A column of amounts that shows its decimal sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignSample {
    /// Its name.
    pub column: String,
    /// The sign.
    pub sign: Sign,
    /// The first cell that can only be read so.
    pub cell: String,
    /// How many cells can only be read so.
    pub cells: u64,
}

/// Gathers what all cells of all columns of amounts say about their decimal
/// sign (`contract.md` 7). One more pass over the file, only for presets that
/// do not define it.
pub struct SignSurvey {
    bindings: Bindings,
    /// What of a column nobody has said.
    open: Vec<Open>,
    evidence: BTreeMap<usize, (String, Evidence)>,
    dates: OrderEvidence,
    wanted: Wanted,
}

/// What of a column nobody has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    /// The decimal sign of its amounts.
    Sign,
    /// The order of day and month in its dates.
    Order,
}

/// What a survey is to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The decimal signs.
    pub signs: bool,
    /// The orders of day and month.
    pub orders: bool,
}

impl SignSurvey {
    /// Nothing is known yet.
    pub fn new(preset: &'static Preset, wanted: Wanted) -> Self {
        Self {
            bindings: Bindings::new(preset, Signs::All(Sign::Point)),
            open: Vec::new(),
            evidence: BTreeMap::new(),
            dates: OrderEvidence::default(),
            wanted,
        }
    }

    /// Whether a file with these columns has dates in a column.
    pub fn has_dates<'c>(preset: &'static Preset, names: impl Iterator<Item = &'c str>) -> bool {
        let mut bindings = Bindings::new(preset, Signs::All(Sign::Point));
        let mut columns = Columns::default();
        for name in names {
            columns.push(name.into());
        }
        bindings.extend(&columns, columns.len());
        let mut ids = columns.iter().map(|(column, _)| column);
        ids.any(|column| is_dated(&bindings, column))
    }

    /// The configuration maps these fields; no column feeds them.
    pub fn configure(&mut self, mapped: FieldSet) {
        self.bindings.configure(mapped, Vec::new(), false);
    }

    /// Takes a record into account.
    pub fn note(&mut self, columns: &Columns, record: &Record) {
        self.bindings.extend(columns, columns.len());
        for (column, name) in columns.iter().skip(self.open.len()) {
            let open = if self.wanted.signs && self.is_open(column, name) {
                Open::Sign
            } else if self.wanted.orders && is_dated(&self.bindings, column) {
                Open::Order
            } else {
                Open::Nothing
            };
            self.open.push(open);
        }
        for (column, cell) in record.cells() {
            match self.open[column.index()] {
                Open::Nothing => {}
                Open::Sign => {
                    let evidence = self.evidence.entry(column.index());
                    let (_, evidence) = evidence
                        .or_insert_with(|| (columns.name(column).to_owned(), Evidence::default()));
                    evidence.note(cell);
                }
                Open::Order => self.dates.note(column.index(), columns.name(column), cell),
            }
        }
    }

    /// Whether no date here says otherwise than what was settled before.
    pub fn dates_agree_with(&self, orders: &Orders) -> bool {
        self.dates.agrees_with(orders)
    }

    /// The columns of dates that can be read in several orders, each by itself.
    pub fn date_samples(&self) -> Vec<OrderSample> {
        self.dates.samples()
    }

    /// The order of the dates of every column.
    pub fn orders(&self) -> Orders {
        self.dates.settle()
    }

    /// Whether nothing here says otherwise than what was settled before.
    pub fn agrees_with(&self, signs: &Signs) -> bool {
        self.evidence
            .values()
            .all(|(column, evidence)| match evidence.settle() {
                Settled::Sign(sign) => signs.of(column) == Some(sign),
                Settled::Mixed => signs.of(column).is_none(),
                Settled::None | Settled::Ambiguous => true,
            })
    }

    fn is_open(&self, column: ColumnId, name: &str) -> bool {
        let binding = self.bindings.binding(column);
        let exact = mapped_field(name).is_some_and(|(_, exact)| exact);
        let mut uses = binding.uses.iter();
        let is_open = uses.any(|of| is_amount(of.target) && of.sign().is_none());
        !exact && !binding.inherited && is_open
    }

    /// The columns that show their sign, for somebody who wants to know why.
    pub fn samples(&self) -> Vec<SignSample> {
        let sample = |(column, evidence): &(String, Evidence)| {
            let Settled::Sign(sign) = evidence.settle() else {
                return None;
            };
            let seen = match sign {
                Sign::Point => &evidence.point,
                Sign::Comma => &evidence.comma,
            };
            Some(SignSample {
                column: column.clone(),
                sign,
                cell: seen.first.as_deref().unwrap_or_default().to_owned(),
                cells: seen.count,
            })
        };
        self.evidence.values().filter_map(sample).collect()
    }

    /// The decimal sign of every column, or the first that stays open.
    pub fn settle(self) -> Result<Signs, OpenColumn> {
        let mut columns = HashMap::new();
        let mut seen: Vec<Sign> = Vec::new();
        for (column, evidence) in self.evidence.into_values() {
            let sign = match evidence.settle() {
                Settled::Sign(sign) => {
                    seen.push(sign);
                    Some(sign)
                }
                Settled::None | Settled::Mixed => None,
                Settled::Ambiguous => {
                    let sample = evidence.ambiguous.first.unwrap_or_default();
                    return Err(OpenColumn {
                        column,
                        sample: sample.into(),
                    });
                }
            };
            columns.insert(column, sign);
        }
        let first = seen.first().copied();
        let others = first.filter(|first| seen.iter().all(|sign| sign == first));
        Ok(Signs::Columns { columns, others })
    }
}

/// Whether a column holds dates.
fn is_dated(bindings: &Bindings, column: ColumnId) -> bool {
    let binding = bindings.binding(column);
    let mut uses = binding.uses.iter();
    let is_dated = uses.any(|of| match of.target {
        Target::Field(field) => matches!(field.kind(), Kind::Window | Kind::Date),
        Target::Input(input) => matches!(input, Input::SaleStart | Input::SaleEnd),
    });
    !binding.inherited && is_dated
}

fn is_amount(target: Target) -> bool {
    match target {
        Target::Field(field) => is_amount_field(field),
        Target::Input(input) => input == Input::OldPrice,
    }
}

fn is_amount_field(field: Field) -> bool {
    match field.kind() {
        Kind::Price | Kind::UnitPrice => true,
        Kind::Line { .. }
        | Kind::Prose { .. }
        | Kind::Html { .. }
        | Kind::Category { .. }
        | Kind::Window
        | Kind::Date
        | Kind::Url
        | Kind::Urls { .. }
        | Kind::Media { .. }
        | Kind::Word(_)
        | Kind::Words(_)
        | Kind::Whole { .. }
        | Kind::Rating
        | Kind::Gtin
        | Kind::Labels { .. }
        | Kind::Shipping
        | Kind::Weight
        | Kind::Country
        | Kind::Address
        | Kind::AppLink
        | Kind::Attributes => false,
    }
}
