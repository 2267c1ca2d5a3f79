//! Looking at an export: what it is, what it holds, and what it does not say.
//!
//! Items are made and judged as in every other run; only the end differs. What
//! would stop a run is told in one list here, for somebody who writes the
//! settings.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::basis::{Basis, DecimalBasis};
use super::books::{Books, Counts, RemovalRule};
use super::input::Input;
use super::judged::Judged;
use super::lack::Lack;
use super::prepare::{fault, wanted};
use super::read::{Ask, Reading, read_all};
use super::recognize::form;
use super::terms::Terms;
use super::{InputError, Keep, Selection};
use crate::catalog::{Field, Need};
use crate::config::Role;
use crate::finding::Rule;
use crate::layout::ASK_EVERY;
use crate::normalize::SignSurvey;
use crate::plan::{Guard, Known, Seen};
use crate::preset::{self, Detected, Matching, NotDetected, Preset};
use crate::report::Reporter;
use crate::source::{Facts, Record};

/// What a source turned out to be, and why.
pub struct Recognized {
    /// As the user named it.
    pub path: String,
    /// The preset that reads it.
    pub preset: &'static Preset,
    /// What its columns say, whatever a setting says.
    pub detected: Result<Detected, NotDetected>,
    /// Encoding, form and columns.
    pub facts: Facts,
    /// The language of its header, as a code of two letters, where that can be told.
    pub language: Option<String>,
    /// How its columns were matched, where no preset knows them.
    pub matching: Option<Matching>,
    /// How its amounts and dates are written.
    pub basis: Basis,
    /// Files that belong to it and are not there.
    pub absent: Vec<&'static str>,
}

/// The ids that the items of an export have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// Those of the first three items.
    pub samples: Vec<String>,
    /// How many different ids there are.
    pub different: u64,
    /// Items that have none.
    pub missing: u64,
    /// Items that share one with a different item.
    pub shared: u64,
}

impl Ids {
    /// Whether every item has an id of its own.
    pub fn are_sound(&self) -> bool {
        self.different > 0 && self.missing == 0 && self.shared == 0
    }
}

/// An export, read to its end.
pub struct Look {
    /// As any other run would judge it.
    pub judged: Judged,
    /// The books of it.
    pub counts: Counts,
    /// Items that have what they need.
    pub fit: u64,
    /// Items whose fields were looked at.
    pub examined: u64,
    /// Items that belong to a product with others.
    pub variants: u64,
    /// What settings have to say.
    pub lacks: Vec<Lack>,
    /// Required fields that no item has, no column feeds, and no setting of
    /// `[shop]` gives: only a map can.
    pub unfed: Vec<Field>,
    /// The items' ids.
    pub ids: Ids,
}

/// Says of every source what it is, and why. Sources whose amounts and dates must be
/// settled from their cells are read once.
pub fn recognize(
    inputs: &[Input],
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<Recognized>, InputError> {
    let all = inputs.iter();
    all.map(|input| Ok(recognized(input, inputs, basis(input, stopped)?)))
        .collect()
}

/// The same for sources of products that have been read.
pub fn recognize_read(inputs: &[Input], judged: &Judged) -> Vec<Recognized> {
    let products = inputs.iter().filter(|input| input.role == Role::Products);
    let bases = judged.bases.iter().cloned();
    products
        .zip(bases)
        .map(|(input, basis)| recognized(input, inputs, basis))
        .collect()
}

fn recognized(input: &Input, all: &[Input], basis: Basis) -> Recognized {
    let facts = input.source.facts();
    let columns = || facts.columns.iter().map(String::as_str);
    let told = input.preset.has_own_names();
    let matched = input
        .matching
        .as_ref()
        .and_then(|found| found.language.as_deref());
    let others = all.iter().filter(|other| !std::ptr::eq(*other, input));
    let others = others.map(|other| (other.role, other.source.facts().columns.as_slice()));
    let absent = input.preset.absent_companions(&facts.columns, others);
    Recognized {
        path: input.shown.clone(),
        preset: input.preset,
        detected: preset::detect(columns(), form(facts)),
        facts: facts.clone(),
        language: match matched {
            Some(language) => Some(language.to_owned()),
            None if told && input.matching.is_none() => {
                preset::header_language(columns()).map(str::to_owned)
            }
            None => None,
        },
        matching: input.matching.clone(),
        basis,
        absent: absent.map(|companion| companion.what.as_str()).collect(),
    }
}

fn basis(input: &Input, stopped: &dyn Fn() -> bool) -> Result<Basis, InputError> {
    let mut basis = Basis::of_setting(input);
    let wanted = wanted(input);
    if !wanted.signs && !wanted.orders {
        return Ok(basis);
    }
    let mut survey = SignSurvey::new(input.preset, wanted);
    let failed = |error: crate::source::SourceError| fault(input, error.into());
    let mut reader = input.source.read().map_err(failed)?;
    let mut record = Record::new();
    let mut records = 0_u64;
    while reader.next(&mut record).map_err(failed)? {
        survey.note(reader.columns(), &record);
        records += 1;
        if records.is_multiple_of(ASK_EVERY) && stopped() {
            return Err(InputError::Interrupted);
        }
    }
    basis.dates = survey.date_samples();
    if wanted.signs {
        let samples = survey.samples();
        basis.decimal = match survey.settle() {
            Err(open) => DecimalBasis::Open {
                column: open.column,
                sample: open.sample,
            },
            Ok(_) if samples.is_empty() => DecimalBasis::Nothing,
            Ok(_) => DecimalBasis::Cells(samples),
        };
    }
    Ok(basis)
}

/// Reads all sources as `check` does, and says all that the settings lack.
pub fn look(
    inputs: &[Input],
    terms: &Terms,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Look, InputError> {
    let ask = Ask {
        terms,
        selection: Selection::default(),
        keep: Keep::Nothing,
        reporter,
        stopped,
        withheld: None,
        store: None,
    };
    let reading = read_all(inputs, Known::default(), None, ask)?;
    let lacks = reading.lacks();
    let unfed = unfed(&reading, inputs);
    let (examined, variants) = (reading.examined, reading.variants);
    let judged = reading.close(inputs)?;
    let rule = RemovalRule {
        op: None,
        guard: Guard {
            max_items: 0,
            max_share: Decimal::ZERO,
            allowed: None,
        },
    };
    let books = Books::keep(&judged, rule, &HashMap::new());
    Ok(Look {
        counts: books.counts,
        fit: books.to_create,
        examined,
        variants,
        lacks,
        ids: ids(&judged),
        unfed,
        judged,
    })
}

fn unfed(reading: &Reading<'_>, inputs: &[Input]) -> Vec<Field> {
    let no_ids = reading.no_ids().is_some();
    let lacks = |field: Field| {
        if reading.examined == 0 {
            return true;
        }
        reading.lacking.get(&Rule::Missing(field)) == Some(&reading.examined)
    };
    let fields = Field::ALL.iter().copied().filter(|field| match field {
        Field::Id => no_ids,
        Field::Brand | Field::Condition | Field::Availability => false,
        field => {
            let needed = match field.need() {
                Need::Required | Need::RequiredPicture => true,
                Need::Optional => false,
            };
            needed && has_no_source(*field, inputs, &reading.judged) && lacks(*field)
        }
    });
    fields.collect()
}

/// Whether no column feeds a field, and no preset makes it of others.
fn has_no_source(field: Field, inputs: &[Input], judged: &Judged) -> bool {
    let makes_links = || inputs.iter().any(|input| !input.preset.links.is_empty());
    let is_made = field == Field::Link && makes_links();
    !is_made && !judged.columns.has(field)
}

/// Required fields for which there is no column, no way to make them and no setting of
/// `[shop]`: only a map can.
pub fn unfed_columns(inputs: &[Input], judged: &Judged) -> Vec<Field> {
    let all = Field::ALL.iter().copied();
    all.filter(|field| match field.need() {
        Need::Optional => false,
        Need::Required | Need::RequiredPicture => {
            let set = matches!(field, Field::Brand | Field::Condition | Field::Availability);
            let lacks = judged.problems.count(Rule::Missing(*field)) > 0;
            lacks && !set && has_no_source(*field, inputs, judged)
        }
    })
    .collect()
}

fn ids(judged: &Judged) -> Ids {
    const SAMPLES: usize = 3;
    let known = &judged.known;
    let mut samples = Vec::new();
    let mut different = 0;
    for (index, entry) in known.iter() {
        match entry.seen {
            Seen::Item | Seen::Invalid => {
                different += 1;
                if samples.len() < SAMPLES {
                    samples.push(known.id(index).to_owned());
                }
            }
            Seen::Absent | Seen::Filtered => {}
        }
    }
    let shared = known
        .duplicates()
        .filter(|(index, _)| known.entry(*index).conflict)
        .map(|(_, twin)| twin.records);
    Ids {
        samples,
        different,
        missing: judged.without_id,
        shared: shared.sum(),
    }
}
