//! What must be known of whole sources before their first item can be made.

use super::InputError;
use super::input::Input;
use crate::config::DecimalSign;
use crate::layout::{Items, LayoutError, Prepared};
use crate::normalize::{Normalizer, ShopSettings, Sign, SignSurvey, Signs};

/// Reads those sources once that must be known to their end before their first
/// item can be made, and settles how amounts are written.
pub(super) fn prepare(
    inputs: &[Input],
    stopped: &dyn Fn() -> bool,
) -> Result<(Prepared, Vec<Option<Signs>>), InputError> {
    let mut prepared = Prepared::default();
    let mut signs = Vec::new();
    for input in inputs {
        let declared = match input.decimal {
            Some(DecimalSign::Point) => Some(Signs::All(Sign::Point)),
            Some(DecimalSign::Comma) => Some(Signs::All(Sign::Comma)),
            None => None,
        };
        let is_open = declared.is_none() && input.preset.decimal.is_none();
        let mut survey = is_open.then(|| SignSurvey::new(input.preset));
        if survey.is_none() && !Prepared::needs_pass(input.preset) {
            prepared.skip();
            signs.push(declared);
            continue;
        }
        let mut each = |columns: &_, record: &_| {
            if let Some(survey) = &mut survey {
                survey.note(columns, record);
            }
        };
        prepared
            .pass(&input.source, input.preset, &mut each, stopped)
            .map_err(|error| fault(input, error))?;
        let settled = survey.map(SignSurvey::settle).transpose();
        let settled = settled.map_err(|open| InputError::Decimal {
            shown: input.shown.clone(),
            column: open.column,
            sample: open.sample,
        })?;
        signs.push(declared.or(settled));
    }
    Ok((prepared, signs))
}

/// Begins to read a source: its items, and what makes them.
pub(super) fn begin<'p, 's>(
    at: usize,
    input: &Input,
    prepared: &'p mut Prepared,
    signs: Option<Signs>,
    shop: &'s ShopSettings,
) -> Result<(Normalizer<'s>, Items<'p>), InputError> {
    let mut normalizer = Normalizer::new(input.preset, shop);
    normalizer.expect(input.source.facts().columns.iter().map(String::as_str));
    if let Some(signs) = signs {
        normalizer.set_signs(signs);
    }
    let items = prepared.items(at, &input.source, input.preset, &[]);
    let items = items.map_err(|error| fault(input, error))?;
    Ok((normalizer, items))
}

/// An error of the layout, with the source's name.
pub(super) fn fault(input: &Input, error: LayoutError) -> InputError {
    match error {
        LayoutError::Source(error) => error.into(),
        LayoutError::Store(error) => InputError::spill(error),
        LayoutError::Interrupted => InputError::Interrupted,
        LayoutError::Product { .. } => InputError::Layout {
            shown: input.shown.clone(),
            why: error,
        },
    }
}
