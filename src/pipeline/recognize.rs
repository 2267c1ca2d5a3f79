//! Which preset reads a file.

use super::matched::{match_columns, told};
use super::{InputError, Unrecognized};
use crate::catalog::{Field, FieldSet};
use crate::config::{self, MapEntry, Role};
use crate::preset::{self, Enough, Form, Matching, NotDetected, Open, Preset};
use crate::source::{self, Facts, Source};

/// The preset that knows the file, or that for any file, where enough of its columns
/// can be told.
pub(super) fn recognized(
    opened: &Source,
    map: &[MapEntry],
    shown: &str,
) -> Result<(&'static Preset, Option<Matching>), InputError> {
    let mut why = match recognize(opened.facts()) {
        Ok(preset) => return Ok((preset, None)),
        Err(why) => why,
    };
    if let NotDetected::NoneFits { .. } = &why.why {
        let matching = match_columns(opened);
        let enough = Enough::of(&matching, mapped(map));
        if let (true, Some(generic)) = (enough.is_enough(), preset::adapted(&matching)) {
            return Ok((generic, Some(matching)));
        }
        // Where its columns are nearly enough, fifty names of formats would hide it.
        if let (NotDetected::NoneFits { names, .. }, false) =
            (&mut why.why, told(&matching, &enough).is_empty())
        {
            names.clear();
        }
        why.matching = Some(Box::new((matching, enough)));
    }
    let shown = shown.to_owned();
    let why = Box::new(why);
    Err(InputError::NotDetected { shown, why })
}

/// The fields that a configuration makes.
fn mapped(map: &[MapEntry]) -> FieldSet {
    let mut mapped = FieldSet::default();
    for field in map.iter().filter_map(|entry| Field::find(&entry.field)) {
        mapped.add(field);
    }
    mapped
}

/// Columns of which nobody knows which is what, among those that a source of its role is
/// read for.
pub(super) fn open_columns(matching: &Matching, source: &config::Source) -> Vec<Open> {
    let asked = |field: Field| match source.role {
        Role::Products => true,
        Role::Stock => matches!(field, Field::Availability | Field::QuantityToSellOnFacebook),
        Role::Prices => matches!(
            field,
            Field::Price | Field::SalePrice | Field::SalePriceEffectiveDate
        ),
        Role::Supplement => false,
    };
    let mut open = Open::of(matching, mapped(&source.map));
    open.retain(|one| asked(one.field));
    open
}

/// Why a file of a known format, or of the one that is named, cannot be read as
/// a list of products.
pub(super) fn refused(named: Option<&'static Preset>, facts: &Facts) -> Option<&'static str> {
    let source::Form::Xml { record, .. } = &facts.form else {
        return None;
    };
    // The others are not read where one is named.
    let all = named.is_none().then(preset::refusing);
    let presets = named.into_iter().chain(all.into_iter().flatten());
    let mut refuse = presets.flat_map(|preset| &preset.refuse);
    let found = refuse.find(|refuse| refuse.records.eq_ignore_ascii_case(record));
    found.map(|refuse| refuse.why.as_str())
}

/// The preset of a file that is joined: one for such files, one for products, or one
/// that reads any.
pub(super) fn of_role(facts: &Facts, role: Role) -> Option<&'static Preset> {
    let columns = facts.columns.iter().map(String::as_str);
    let joined = preset::detect_joined(role, &columns);
    let is_made_for =
        |preset: &&'static Preset| preset.join.as_ref().is_some_and(|rule| !rule.fallback);
    joined
        .filter(is_made_for)
        .or_else(|| recognize(facts).ok())
        .or(joined)
}

/// The preset for any file, for the columns of this one.
pub(super) fn adapt(
    preset: &'static Preset,
    matching: Matching,
) -> (&'static Preset, Option<Matching>) {
    let adapted = preset::adapted(&matching).unwrap_or(preset);
    (adapted, Some(matching))
}

fn recognize(facts: &Facts) -> Result<&'static Preset, Unrecognized> {
    let columns = facts.columns.iter().map(String::as_str);
    match preset::detect(columns, form(facts)) {
        Ok(detected) => Ok(detected.preset),
        Err(why) => Err(Unrecognized {
            facts: Box::new(facts.clone()),
            why,
            matching: None,
        }),
    }
}

/// Of what kind a source is, for presets.
pub(super) fn form(facts: &Facts) -> Form {
    match facts.form {
        source::Form::Delimited { .. } => Form::Delimited,
        source::Form::Xml { .. } => Form::Xml,
    }
}

pub(super) fn named_preset(name: &str) -> Result<&'static Preset, InputError> {
    preset::find(name).ok_or_else(|| {
        let near = preset::names()
            .map(|known| (strsim::jaro_winkler(known, name), known))
            .filter(|(likeness, _)| *likeness > 0.7)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        InputError::UnknownPreset {
            name: name.to_owned(),
            near: near.map(|(_, known)| known.to_owned()),
            known: preset::names().collect::<Vec<_>>().join(", "),
        }
    })
}
