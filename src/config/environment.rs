//! The variables that are ours, as given by the caller.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;

use super::error::Problem;
use super::key::{self, KEYS, Key, NOT_YET, NotYet, Section};
use super::layers::{Raw, Values};
use super::login;
use super::near::nearest;
use super::origin::Origin;

/// The variables of the environment that concern shelfsync.
///
/// Made from what the caller gives (`std::env::vars_os()` in the program, a
/// list in a test); other variables are not kept. `Debug` shows names only,
/// since the access token may be among the values.
#[derive(Default, Clone)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok()?;
            let ours = name.starts_with("SHELFSYNC_") || name.starts_with("META_");
            // An empty variable is one that is not set: pipelines pass those on.
            let value = value.into();
            (ours && !value.is_empty()).then_some((name, value))
        });
        Self {
            variables: ours.collect(),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variables } = self;
        f.write_str("Environment ")?;
        f.debug_set().entries(variables.keys()).finish()
    }
}

impl Environment {
    /// The value of a variable, as text without white space around it.
    ///
    /// `None` when it is not set or empty, `Err` when it is no text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, NotText> {
        match self.variables.get(name) {
            None => Ok(None),
            Some(value) => {
                let text = value.to_str().ok_or(NotText)?.trim();
                Ok((!text.is_empty()).then_some(text))
            }
        }
    }

    /// The settings that variables give, and what is wrong with their names.
    pub(super) fn settings(&self, problems: &mut Vec<Problem>) -> Values {
        let names: BTreeMap<String, &'static Key> = KEYS
            .iter()
            .filter_map(|key| Some((key.variable()?, *key)))
            .collect();
        let mut values = Values::new();
        for name in self.variables.keys() {
            let Some(key) = names.get(name) else {
                // They set no key, and their values stay where they are.
                if login::VARIABLES.contains(&name.as_str()) {
                    continue;
                }
                problems.extend(unknown(name));
                continue;
            };
            match self.text(name) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let origin = Origin::Environment(name.clone());
                    values.insert((key.section, key.name), Raw::new(text, origin));
                }
                Err(NotText) => problems.push(Problem::NotText {
                    variable: name.clone(),
                }),
            }
        }
        values
    }
}

/// The value of a variable is not valid Unicode.
#[derive(Debug)]
pub(super) struct NotText;

/// What is wrong with a variable that sets no key, if it was meant to set one.
fn unknown(variable: &str) -> Option<Problem> {
    let rest = variable.strip_prefix("SHELFSYNC_")?;
    let section_of = |name: &str| {
        let rest = rest.strip_prefix(&name.to_ascii_uppercase())?;
        rest.strip_prefix('_')
    };
    for part in NOT_YET {
        match part {
            NotYet::Section(later) if section_of(later).is_some() => {
                let origin = Origin::Environment(variable.to_owned());
                return Some(Problem::NotYet {
                    origin,
                    part: *part,
                });
            }
            NotYet::Section(_) | NotYet::Key(..) | NotYet::Word(..) => {}
        }
    }
    let (section, name) = Section::ALL
        .into_iter()
        .find_map(|section| Some((section, section_of(section.name())?)))?;
    let variable = variable.to_owned();
    if section == Section::Source {
        return Some(Problem::SourceVariable { variable });
    }
    // Only the last part is compared: the first ones are alike by nature.
    let near = nearest(name, key::of(section).map(|key| key.name));
    let near = near.and_then(|near| key::find(section, near)?.variable());
    Some(Problem::UnknownVariable { variable, near })
}
