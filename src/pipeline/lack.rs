//! What items lack that a setting of `[shop]` gives.

use std::collections::BTreeMap;

use super::InputError;
use super::read::Reading;
use crate::catalog::Field;
use crate::config::{Key, key};
use crate::finding::{Finding, Rule};

/// Something that items lack and a setting gives.
#[derive(Clone, Debug)]
pub struct Lack {
    /// The setting.
    pub key: &'static Key,
    /// The rule that the items break without it.
    pub rule: Rule,
    /// How many of them do.
    pub items: u64,
    /// Whether a run ends with it, because it is the setting that is missing and
    /// not the cell of an item (`contract.md` rule 4).
    pub stops: bool,
    fact: String,
}

/// Where a field stands that this format never has, by the field's name.
pub(super) fn tell_more(lack: &BTreeMap<String, String>, finding: &mut Finding) {
    let Rule::Missing(field) = finding.rule else {
        return;
    };
    if let Some(more) = lack.get(field.name()).filter(|_| finding.column.is_empty()) {
        finding.message = format!("{}: {more}", finding.message);
    }
}

/// The column of every id, when no item has one.
#[derive(Clone, Debug)]
pub(super) struct NoIds {
    /// The file, when those of others have one.
    pub(super) file: Option<String>,
    pub(super) column: Option<String>,
}

impl Reading<'_> {
    /// Whether no item has an id, or none of a file, for want of a column or of content in it.
    pub(super) fn no_ids(&self) -> Option<NoIds> {
        let some_only = self.judged.is_partial();
        let all_lack_id = self.nameless > 0 && self.nameless == self.judged.read;
        let throughout = self.nameless > 1 || self.id_column.is_none();
        if some_only || !(all_lack_id && throughout) {
            return self.nameless_file.clone().filter(|_| !some_only);
        }
        Some(NoIds {
            file: None,
            column: self.id_column.clone(),
        })
    }

    /// All that items lack and a setting gives, in the order in which a run
    /// would stumble over it.
    pub(super) fn lacks(&self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        let mut add = |rule, key, throughout: bool, fact: String| {
            let items = self.lacking.get(&rule).copied().unwrap_or(0);
            if items > 0 {
                lacks.push(Lack {
                    key,
                    rule,
                    items,
                    stops: throughout && items == self.examined,
                    fact,
                });
            }
        };
        let fact = "no price in the export has a currency";
        add(
            Rule::CurrencyMissing,
            &key::SHOP_CURRENCY,
            true,
            fact.to_owned(),
        );
        let fact = "all prices in the export are without tax";
        add(
            Rule::TaxRateMissing,
            &key::SHOP_TAX_RATE,
            true,
            fact.to_owned(),
        );
        for (field, key) in [
            (Field::Condition, &key::SHOP_CONDITION),
            (Field::Availability, &key::SHOP_AVAILABILITY),
            (Field::Brand, &key::SHOP_BRAND),
        ] {
            // One item with an empty cell is an item to be filled in; a column
            // that is missing, or empty throughout, is a setting to be made.
            let several = self.examined > 1 && !self.judged.is_partial();
            let throughout = !self.judged.columns.has(field) || several;
            let article = if field.name().starts_with('a') {
                "an"
            } else {
                "a"
            };
            let fact = format!("no item in the export has {article} {}", field.name());
            add(Rule::Missing(field), key, throughout, fact);
        }
        let fact = "no link in the export names the shop's address";
        add(
            Rule::Relative(Field::Link),
            &key::SHOP_URL,
            true,
            fact.to_owned(),
        );
        let fact = "no picture in the export has a whole address";
        let rule = Rule::Relative(Field::ImageLink);
        add(rule, &key::SHOP_IMAGE_URL, true, fact.to_owned());
        let fact = "the sale dates in the export have no offset";
        add(
            Rule::TimezoneMissing,
            &key::SHOP_TIMEZONE,
            true,
            fact.to_owned(),
        );
        lacks
    }

    /// A setting that all items need is one error that names the key, not one
    /// an item (`contract.md` rule 4).
    pub(super) fn missing_setting(&self) -> Result<(), InputError> {
        if let Some(NoIds { file, column }) = self.no_ids() {
            return Err(InputError::NoIds { file, column });
        }
        match self.lacks().into_iter().find(|lack| lack.stops) {
            Some(lack) => Err(InputError::setting(lack.fact, lack.key)),
            None => Ok(()),
        }
    }
}
