//! All rules, in the order in which they are listed.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Rule;
use crate::catalog::{Field, Kind, Need};

/// The families of rules, of which each field has its own.
const FAMILIES: [fn(Field) -> Rule; 8] = [
    Rule::Missing,
    Rule::Invalid,
    Rule::Relative,
    Rule::Garbled,
    Rule::Repaired,
    Rule::Truncated,
    Rule::Uppercase,
    Rule::TooMany,
];

/// The rules that stand alone.
const SINGLE: &[Rule] = &[
    Rule::IdDuplicate,
    Rule::IdRepeated,
    Rule::IdCase,
    Rule::CurrencyMissing,
    Rule::TaxRateMissing,
    Rule::CurrencyMismatch,
    Rule::PriceAmbiguous,
    Rule::PriceDecimal,
    Rule::SalePriceNotLower,
    Rule::SaleWindowAlone,
    Rule::TimezoneMissing,
    Rule::AvailabilityContradiction,
    Rule::LinkInsecure,
    Rule::LinkFacebook,
    Rule::FilterFailed,
    Rule::ProductTorn,
    Rule::ParentMissing,
    Rule::ParentEmpty,
    Rule::PictureDropped,
    Rule::TemplateSample,
    Rule::RecordRagged,
    Rule::RecordUndecodable,
    Rule::RecordTooLong,
    Rule::RecordMalformed,
    Rule::RecordRepaired,
    Rule::ColumnUnknown,
    Rule::PublishUnknown,
    Rule::StockWithoutProduct,
    Rule::PricesWithoutProduct,
    Rule::SupplementWithoutProduct,
    Rule::ProductWithoutStock,
    Rule::ProductWithoutPrices,
    Rule::PricesDuplicate,
    Rule::SupplementDuplicate,
    Rule::StockWithheld,
    Rule::LookupUnknown,
    Rule::SourceNote,
    Rule::GuardRows,
    Rule::GuardIds,
    Rule::GuardCurrency,
    Rule::GuardPrices,
    Rule::GuardStock,
    Rule::MetaWarning,
    Rule::MetaFieldUnknown,
];

/// A rule is written down by its id.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::find(&id).ok_or_else(|| D::Error::custom(format!("there is no rule `{id}`")))
    }
}

impl Rule {
    /// Every rule that can be broken: the families field by field, then those
    /// that stand alone.
    pub fn all() -> impl Iterator<Item = Self> {
        let families = FAMILIES
            .into_iter()
            .flat_map(|family| Field::ALL.iter().map(move |field| family(*field)));
        families
            .filter(|rule| rule.occurs())
            .chain(SINGLE.iter().copied())
    }

    /// The rule of this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::all().find(|rule| rule.id() == id)
    }

    /// The id with `<field>` for the field, for a rule that many fields have.
    pub fn family(self) -> Option<&'static str> {
        match self {
            Self::Missing(_) => Some("<field>-missing"),
            Self::Invalid(_) => Some("<field>-invalid"),
            Self::Relative(_) => Some("<field>-relative"),
            Self::Garbled(_) => Some("<field>-garbled"),
            Self::Repaired(_) => Some("<field>-repaired"),
            Self::Truncated(_) => Some("<field>-truncated"),
            Self::Uppercase(_) => Some("<field>-uppercase"),
            Self::TooMany(_) => Some("<field>-too-many"),
            Self::IdDuplicate
            | Self::IdRepeated
            | Self::IdCase
            | Self::CurrencyMissing
            | Self::TaxRateMissing
            | Self::CurrencyMismatch
            | Self::PriceAmbiguous
            | Self::PriceDecimal
            | Self::SalePriceNotLower
            | Self::SaleWindowAlone
            | Self::TimezoneMissing
            | Self::AvailabilityContradiction
            | Self::LinkInsecure
            | Self::LinkFacebook
            | Self::TemplateSample
            | Self::FilterFailed
            | Self::ProductTorn
            | Self::ParentMissing
            | Self::ParentEmpty
            | Self::PictureDropped
            | Self::RecordRagged
            | Self::RecordUndecodable
            | Self::RecordTooLong
            | Self::RecordMalformed
            | Self::RecordRepaired
            | Self::ColumnUnknown
            | Self::PublishUnknown
            | Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct
            | Self::ProductWithoutStock
            | Self::ProductWithoutPrices
            | Self::PricesDuplicate
            | Self::SupplementDuplicate
            | Self::StockWithheld
            | Self::LookupUnknown
            | Self::SourceNote
            | Self::GuardRows
            | Self::GuardIds
            | Self::GuardCurrency
            | Self::GuardPrices
            | Self::GuardStock
            | Self::MetaWarning
            | Self::MetaFieldUnknown => None,
        }
    }

    /// Whether values of the field can break a rule of this family.
    fn occurs(self) -> bool {
        let plain = |field: Field| {
            matches!(
                field.kind(),
                Kind::Line { .. } | Kind::Prose { .. } | Kind::Category { .. }
            )
        };
        match self {
            Self::Missing(field) => field.need() != Need::Optional,
            Self::Relative(field) => {
                field.kind() == Kind::Url || field == Field::AdditionalImageLink
            }
            // An id is sent as it is or not at all, and a group that was cut
            // could become another one.
            Self::Truncated(field) => {
                plain(field) && !matches!(field, Field::Id | Field::ItemGroupId)
            }
            Self::Garbled(field) => {
                let nested = matches!(
                    field.kind(),
                    Kind::Html { .. } | Kind::Labels { .. } | Kind::Address | Kind::Attributes
                );
                plain(field) || nested
            }
            Self::Repaired(field) => plain(field),
            Self::Uppercase(field) => matches!(field, Field::Title | Field::Description),
            Self::TooMany(field) => matches!(
                field.kind(),
                Kind::Urls { .. } | Kind::Media { .. } | Kind::Labels { .. }
            ),
            Self::Invalid(_)
            | Self::IdDuplicate
            | Self::IdRepeated
            | Self::IdCase
            | Self::CurrencyMissing
            | Self::TaxRateMissing
            | Self::CurrencyMismatch
            | Self::PriceAmbiguous
            | Self::PriceDecimal
            | Self::SalePriceNotLower
            | Self::SaleWindowAlone
            | Self::TimezoneMissing
            | Self::AvailabilityContradiction
            | Self::LinkInsecure
            | Self::LinkFacebook
            | Self::TemplateSample
            | Self::FilterFailed
            | Self::ProductTorn
            | Self::ParentMissing
            | Self::ParentEmpty
            | Self::PictureDropped
            | Self::RecordRagged
            | Self::RecordUndecodable
            | Self::RecordTooLong
            | Self::RecordMalformed
            | Self::RecordRepaired
            | Self::ColumnUnknown
            | Self::PublishUnknown
            | Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct
            | Self::ProductWithoutStock
            | Self::ProductWithoutPrices
            | Self::PricesDuplicate
            | Self::SupplementDuplicate
            | Self::StockWithheld
            | Self::LookupUnknown
            | Self::SourceNote
            | Self::GuardRows
            | Self::GuardIds
            | Self::GuardCurrency
            | Self::GuardPrices
            | Self::GuardStock
            | Self::MetaWarning
            | Self::MetaFieldUnknown => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rule_has_an_id_of_its_own_by_which_it_is_found() {
        let mut ids = BTreeSet::new();
        for rule in Rule::all() {
            let id = rule.id();
            assert_eq!(Rule::find(&id), Some(rule), "{id}");
            let family = rule.family();
            let of_family = family.is_none_or(|family| {
                rule.field()
                    .is_some_and(|field| family.replace("<field>", field.name()) == id)
            });
            assert!(of_family, "{id} and {family:?}");
            assert!(ids.insert(id.clone()), "{id} stands twice");
        }
        for id in [
            "price-missing",
            "id-duplicate",
            "color-truncated",
            "title-uppercase",
        ] {
            assert!(ids.contains(id), "{id}");
        }
        for id in ["color-missing", "price-uppercase", "", "price"] {
            assert_eq!(Rule::find(id), None, "{id}");
        }
    }

    #[test]
    fn each_rule_is_explained_in_a_fragment_and_full_sentences() {
        for rule in Rule::all() {
            let id = rule.id();
            let about = rule.about();
            assert!(!about.is_empty() && !about.ends_with('.'), "{id}: {about}");
            let (_, reason) = rule.reason();
            assert!(reason.ends_with('.'), "{id}: {reason}");
            let example = rule.example().unwrap_or("fine");
            assert!(!example.ends_with('.'), "{id}: {example}");
            assert!(!rule.remedy().is_empty(), "{id}");
        }
    }
}
