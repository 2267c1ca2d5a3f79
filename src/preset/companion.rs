//! `[[companion]]`: a file that belongs to one of a format.

use serde::{Deserialize, Deserializer};

use super::join;
use super::{Preset, key};
use crate::config::Role;

/// A file that belongs to one of this format, without which something is missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companion {
    /// What it is, and where it comes from.
    pub what: String,
    /// The role of its source; that of products when there is none.
    #[serde(default, deserialize_with = "some_role")]
    pub role: Option<Role>,
    /// A column of the preset's that a file must have for it to be expected.
    pub when: Option<String>,
    /// A column of the preset's that only the companion has.
    pub has: Option<String>,
}

fn some_role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Role>, D::Error> {
    join::role(deserializer).map(Some)
}

impl Preset {
    /// The companions that a file with these columns expects and that are not among the
    /// other files, which are told by role and columns.
    pub fn absent_companions<'c, 'f>(
        &'c self,
        columns: &'f [String],
        others: impl Iterator<Item = (Role, &'f [String])> + Clone + 'f,
    ) -> impl Iterator<Item = &'c Companion> {
        let has = |columns: &[String], wanted: &str| {
            columns.iter().any(|name| {
                let name = key(name);
                self.knows(&name) && self.resolve(&name).name == wanted
            })
        };
        self.companions.iter().filter(move |companion| {
            let is_expected = |wanted: &String| has(columns, wanted);
            let is_it = |(role, columns): (Role, &[String])| match (&companion.role, &companion.has)
            {
                (Some(wanted), _) => role == *wanted,
                (None, Some(wanted)) => has(columns, wanted),
                (None, None) => true,
            };
            let expected = companion.when.as_ref().is_none_or(is_expected);
            let own = companion.has.as_ref().is_some_and(is_expected);
            expected && !own && !others.clone().any(is_it)
        })
    }
}
