//! Whether a joined file says what it is there for, once its columns and rows are known.

use super::key::{lost, no_column, no_content};
use super::reader::{Parts, Reader};
use crate::catalog::Field;
use crate::config::Role;
use crate::finding::Finding;
use crate::normalize::flaw_of;
use crate::pipeline::InputError;
use crate::pipeline::afterwards::unknown_column;
use crate::pipeline::input::Input;
use crate::preset::{key, mapped_field};
use crate::source::{ColumnId, Columns, Flaw, normal_form};

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

    /// What a column means is the same in all files of a source: they are read as one.
    pub(super) fn understand(&self, file: &Input, name: &str) -> Result<(), InputError> {
        let first = self.first;
        if std::ptr::eq(file.preset, first.preset) {
            return Ok(());
        }
        let key = key(name);
        if file.preset.resolve(&key).name == first.preset.resolve(&key).name {
            return Ok(());
        }
        Err(InputError::JoinKey {
            shown: file.shown.clone(),
            why: format!(
                "its column `{name}` means something else than it would in {}, which is read as one with it; \
                 give each of them a `[[source]]` of its own",
                first.shown
            ),
        })
    }

    /// Whether a column is there for something: for a part of a row, for a field, or for
    /// another role of such files.
    pub(super) fn is_known(&self, column: ColumnId, name: &str) -> bool {
        let parts = &self.parts[column.index()];
        let is_part = parts.key.is_some()
            || parts.location
            || parts.pieces.is_some()
            || parts.place
            || parts.states
            || parts.amounts
            || parts.price.is_some()
            || parts.currency
            || parts.exact
            || parts.skip.is_some();
        let preset = self.first.preset;
        let is_named = |input: &Input| {
            let mut map = input.map.iter();
            map.any(|entry| entry.template.text().contains(name))
        };
        is_part
            || mapped_field(name).is_some()
            || self.source.feeds(column)
            || preset.knows(name)
            || preset.ignores(&preset.resolve(&key(name)).name)
            || is_named(self.first)
            || self.run.products.iter().any(|input| is_named(input))
    }

    /// Columns of which nothing is known, as for products: a sale or a reservation may be
    /// in them.
    pub(super) fn tell_unknown(&mut self, source: u16) {
        if self.first.role == Role::Supplement {
            return;
        }
        let preset = &self.first.preset.name;
        for (parts, (_, name)) in self.parts.iter().zip(self.columns.iter()) {
            let Some(cells) = parts.unknown.filter(|cells| *cells > 0) else {
                continue;
            };
            let mut finding = unknown_column(name, preset, cells);
            finding.place.source = source;
            self.problems.add(finding);
        }
    }
}

/// A row that is not used, as a finding.
pub(super) fn unused(flaw: &Flaw, columns: &Columns) -> Finding {
    let mut finding = flaw_of(flaw, columns);
    finding.message.push_str("; the row is not used");
    finding
}
