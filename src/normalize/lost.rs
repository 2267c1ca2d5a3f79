//! Characters that were lost on the way to the export.

use std::sync::LazyLock;

use super::make::Making;
use crate::catalog::{Field, FieldSet, Kind, Value};
use crate::finding::{Finding, Rule};
use crate::source::Record;

impl Making<'_, '_> {
    /// `U+FFFD` stands for a character that was lost; none may reach a catalog.
    /// Where neither the record nor the shop's brand has its first byte, a text can get
    /// it only by being repaired, which is looked at where plain text is made.
    pub(super) fn lost_characters(&mut self, record: &Record) {
        let first = "\u{FFFD}".as_bytes()[0];
        let brand = self.shop.brand.as_deref().unwrap_or_default();
        let possible = record.has_byte(first) || brand.as_bytes().contains(&first);
        let fields = self.item.fields();
        let suspects = if possible {
            fields
        } else {
            fields.without(*PLAIN)
        };
        for field in suspects.iter() {
            if !self.item.value(field).is_some_and(Value::is_garbled) {
                continue;
            }
            let message = format!("the {} has lost characters (`\u{FFFD}`)", field.name());
            self.say(Finding::new(Rule::Garbled(field), message));
            self.item.remove(field);
        }
    }
}

/// The fields of which [`is_plain`] holds.
static PLAIN: LazyLock<FieldSet> = LazyLock::new(|| {
    let mut plain = FieldSet::default();
    for field in Field::ALL.iter().filter(|field| is_plain(**field)) {
        plain.add(*field);
    }
    plain
});

/// Whether a field holds plain text, a word, a number or an address, all of which are
/// made of the record's characters or of none.
fn is_plain(field: Field) -> bool {
    matches!(
        field.kind(),
        Kind::Line { .. }
            | Kind::Prose { .. }
            | Kind::Category { .. }
            | Kind::Word(_)
            | Kind::Whole { .. }
            | Kind::Price
            | Kind::Gtin
            | Kind::Url
            | Kind::Urls { .. }
    )
}
