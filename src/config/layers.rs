//! Flag over environment over file over default, key by key.

use std::collections::BTreeMap;

use super::error::Problem;
use super::key::{Key, Section};
use super::origin::Origin;
use super::overrides::Overrides;
use super::value::Parsed;

/// A value as text, and where it was given.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) origin: Origin,
}

impl Raw {
    pub(super) fn new(text: &str, origin: Origin) -> Self {
        Self {
            text: text.to_owned(),
            origin,
        }
    }

    /// What the flag of `key` says, if it was given.
    pub(super) fn of_flag(key: &Key, overrides: &Overrides) -> Option<Self> {
        let flag = key.flag?;
        (flag.word)(overrides).map(|text| Self::new(text, Origin::Flag(flag.name)))
    }
}

/// The values of one layer, by section and key.
pub(super) type Values = BTreeMap<(Section, &'static str), Raw>;

/// A setting as it is shown to the user.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The key.
    pub key: &'static Key,
    /// The value as given, `None` when nobody gave one and there is no default.
    pub text: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// The layers, and what came of them so far.
#[derive(Debug)]
pub(super) struct Layers<'a> {
    pub(super) overrides: &'a Overrides,
    pub(super) environment: Values,
    pub(super) file: Values,
    pub(super) shown: Vec<Shown>,
    pub(super) problems: Vec<Problem>,
}

impl Layers<'_> {
    /// The value of `key`, or its default. `None` when there is neither, or
    /// when a problem was noted.
    pub(super) fn value<T>(
        &mut self,
        key: &'static Key,
        parser: fn(&Key, &str) -> Parsed<T>,
    ) -> Option<T> {
        self.placed(key, parser).map(|(value, _)| value)
    }

    /// The same with its origin.
    ///
    /// Each layer's word is judged, also one that a higher layer overrides: a
    /// mistake in the file should not wait for the day when the flag is missing.
    pub(super) fn placed<T>(
        &mut self,
        key: &'static Key,
        parser: fn(&Key, &str) -> Parsed<T>,
    ) -> Option<(T, Origin)> {
        let place = (key.section, key.name);
        let given = [
            Raw::of_flag(key, self.overrides),
            self.environment.remove(&place),
            self.file.remove(&place),
        ];
        let mut layers: Vec<Raw> = given.into_iter().flatten().collect();
        if layers.is_empty() {
            layers.extend(key.default.map(|text| Raw::new(text, Origin::Default)));
        }
        self.shown.push(Shown {
            key,
            text: layers.first().map(|raw| raw.text.clone()),
            origin: layers
                .first()
                .map_or(Origin::Default, |raw| raw.origin.clone()),
        });
        let values: Vec<Option<T>> = layers
            .iter()
            .map(|raw| parse(key, raw, parser, &mut self.problems))
            .collect();
        let value = values.into_iter().next()??;
        let winner = layers.into_iter().next()?;
        Some((value, winner.origin))
    }
}

/// The value of one text, or a problem.
pub(super) fn parse<T>(
    key: &'static Key,
    raw: &Raw,
    parser: fn(&Key, &str) -> Parsed<T>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    match parser(key, &raw.text) {
        Ok(value) => Some(value),
        Err(why) => {
            problems.push(Problem::refused(key, &raw.text, &raw.origin, why));
            None
        }
    }
}
