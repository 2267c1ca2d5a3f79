//! Characters that were lost on the way to the export.

use super::make::Making;
use crate::catalog::{Field, Kind};
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
        let lost: Vec<Field> = self
            .item
            .iter()
            .filter(|(field, _)| possible || !is_plain(*field))
            .filter(|(_, value)| value.is_garbled())
            .map(|(field, _)| field)
            .collect();
        for field in lost {
            let message = format!("the {} has lost characters (`\u{FFFD}`)", field.name());
            self.say(Finding::new(Rule::Garbled(field), message));
            self.item.remove(field);
        }
    }
}

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
