//! Whether a joined file says what it is there for, once its columns and rows are known.

use super::key::{lost, no_column, no_content};
use super::reader::{Parts, Reader};
use crate::catalog::Field;
use crate::config::Role;
use crate::finding::Finding;
use crate::normalize::flaw_of;
use crate::pipeline::InputError;
use crate::source::{Columns, Flaw, normal_form};

impl Reader<'_> {
    /// Columns of prices of which nobody says which one is asked, as a fragment: one may
    /// be without tax, or a list price.
    fn several_prices(&self) -> Option<String> {
        let rule = self.first.preset.join.as_ref()?;
        if self.first.role != Role::Prices || !rule.fallback {
            return None;
        }
        if self.mapped().is_ok_and(|mapped| mapped.has(Field::Price)) {
            return None;
        }
        let best = self.parts.iter().filter_map(|parts| parts.price).min()?.0;
        let all = self.parts.iter().zip(self.columns.iter());
        let mut names =
            all.filter_map(|(parts, (_, name))| (parts.price?.0 == best).then_some(name));
        let (first, second) = (names.next()?, names.next()?);
        Some(format!(
            "`{first}` and `{second}` both look like the price; say which one counts with `price` below its \
             `[source.map]`, as in `price = \"{{{{ row['{first}'] }}}}\"`"
        ))
    }

    /// Places of `locations` in which no row is, as a fragment.
    pub(super) fn unseen_places(&self) -> Option<String> {
        if !self.parts.iter().any(|parts| parts.location) {
            return None;
        }
        let all = self.first.joining.locations.iter();
        let mut unseen = all.filter(|place| !self.places.contains(&normal_form(place)));
        let place = unseen.next()?;
        let some: Vec<String> = self
            .places
            .iter()
            .take(5)
            .map(|place| format!("`{place}`"))
            .collect();
        Some(format!(
            "no row is of `{place}`, which `locations` names; rows are of {}",
            some.join(", ")
        ))
    }

    /// Every column that a setting names must be there.
    pub(super) fn check_columns(&self, shown: &str) -> Result<(), InputError> {
        let joining = &self.first.joining;
        let has = |name: &String| {
            let form = normal_form(name);
            self.columns
                .iter()
                .any(|(_, column)| normal_form(column) == form)
        };
        let missing = match &joining.location {
            Some(column) => Some(column).filter(|column| !has(column)),
            None if self.no_location => joining.locations.iter().find(|name| !has(name)),
            None => None,
        };
        let keyless = !self.parts.iter().any(|parts| parts.key.is_some());
        // A file that says nothing of what it is there for is not passed over.
        let lacks = match self.first.role {
            Role::Stock => {
                let tells = |parts: &Parts| parts.pieces.is_some() || parts.place || parts.states;
                (!self.parts.iter().any(tells)).then_some((
                    "with pieces or availability",
                    "quantity_to_sell_on_facebook",
                ))
            }
            Role::Prices => {
                let tells = |parts: &Parts| parts.amounts;
                (!self.parts.iter().any(tells)).then_some(("with a price", "price"))
            }
            Role::Products | Role::Supplement => None,
        };
        if let Some(why) = self.several_prices() {
            let shown = shown.to_owned();
            return Err(InputError::JoinKey { shown, why });
        }
        match missing {
            Some(name) => Err(InputError::JoinKey {
                shown: shown.to_owned(),
                why: no_column(self.first, "locations", name),
            }),
            None if keyless => Err(InputError::JoinKey {
                shown: shown.to_owned(),
                why: no_column(self.first, "key", &self.key.columns[0][0]),
            }),
            None => match lacks {
                Some((what, field)) => Err(lost(self.first, no_content(self.first, what, field))),
                None => Ok(()),
            },
        }
    }
}

/// A row that is not used, as a finding.
pub(super) fn unused(flaw: &Flaw, columns: &Columns) -> Finding {
    let mut finding = flaw_of(flaw, columns);
    finding.message.push_str("; the row is not used");
    finding
}
