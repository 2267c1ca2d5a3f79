//! `docs/rules.md` against the catalogue of rules.

use shelfsync::catalog::{Field, Need};
use shelfsync::finding::Rule;

use super::pages::{chapter, rows, text};

/// The rules that are about no field in particular, in the order of the page.
const OWN: [Rule; 44] = [
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

/// The families of rules that each field has.
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

/// Where the page has a rule. A new rule does not compile until it has a place.
fn is_family(rule: Rule) -> bool {
    match rule {
        Rule::Missing(_)
        | Rule::Invalid(_)
        | Rule::Garbled(_)
        | Rule::Repaired(_)
        | Rule::Truncated(_)
        | Rule::Uppercase(_)
        | Rule::Relative(_)
        | Rule::TooMany(_) => true,
        Rule::IdDuplicate
        | Rule::IdRepeated
        | Rule::IdCase
        | Rule::CurrencyMissing
        | Rule::TaxRateMissing
        | Rule::CurrencyMismatch
        | Rule::PriceAmbiguous
        | Rule::PriceDecimal
        | Rule::SalePriceNotLower
        | Rule::SaleWindowAlone
        | Rule::TimezoneMissing
        | Rule::AvailabilityContradiction
        | Rule::LinkInsecure
        | Rule::LinkFacebook
        | Rule::TemplateSample
        | Rule::FilterFailed
        | Rule::ProductTorn
        | Rule::ParentMissing
        | Rule::ParentEmpty
        | Rule::PictureDropped
        | Rule::RecordRagged
        | Rule::RecordUndecodable
        | Rule::RecordTooLong
        | Rule::RecordMalformed
        | Rule::RecordRepaired
        | Rule::ColumnUnknown
        | Rule::PublishUnknown
        | Rule::StockWithoutProduct
        | Rule::PricesWithoutProduct
        | Rule::SupplementWithoutProduct
        | Rule::ProductWithoutStock
        | Rule::ProductWithoutPrices
        | Rule::PricesDuplicate
        | Rule::SupplementDuplicate
        | Rule::StockWithheld
        | Rule::LookupUnknown
        | Rule::SourceNote
        | Rule::GuardRows
        | Rule::GuardIds
        | Rule::GuardCurrency
        | Rule::GuardPrices
        | Rule::GuardStock
        | Rule::MetaWarning
        | Rule::MetaFieldUnknown => false,
    }
}

/// Id, severity and remedy of each row of a chapter.
fn listed(heading: &str) -> Vec<[String; 3]> {
    let page = text("docs/rules.md");
    rows(chapter(&page, heading))
        .into_iter()
        .map(|row| {
            let id = row[0].trim_matches('`').to_owned();
            [id, row[1].clone(), row.last().unwrap().clone()]
        })
        .collect()
}

fn row(rule: Rule) -> [String; 3] {
    [rule.id(), rule.severity().word().to_owned(), rule.remedy()]
}

#[test]
fn the_page_has_every_rule_of_its_own_with_severity_and_remedy() {
    let expected: Vec<_> = OWN.into_iter().map(row).collect();
    assert!(OWN.into_iter().all(|rule| !is_family(rule)));
    assert_eq!(listed("Rules by name"), expected);
}

#[test]
fn the_page_says_of_each_rule_of_its_own_when_it_is_broken_as_the_program_does() {
    let page = text("docs/rules.md");
    for (row, rule) in rows(chapter(&page, "Rules by name")).iter().zip(OWN) {
        assert!(row[2].starts_with(rule.about()), "{}", rule.id());
    }
    let listed: Vec<Rule> = Rule::all().filter(|rule| !is_family(*rule)).collect();
    assert_eq!(listed, OWN);
    for rule in Rule::all() {
        assert_eq!(rule.family().is_some(), is_family(rule), "{}", rule.id());
    }
}

#[test]
fn the_page_has_what_every_required_field_says_when_it_is_missing() {
    let required = Field::ALL
        .iter()
        .filter(|field| field.need() != Need::Optional);
    let expected: Vec<_> = required.map(|field| row(Rule::Missing(*field))).collect();
    assert_eq!(listed("Missing fields"), expected);
}

#[test]
fn the_families_of_the_page_hold_for_every_field() {
    let listed = listed("Rules of a field");
    let mut expected: Vec<[String; 3]> = Vec::new();
    for family in FAMILIES.into_iter().skip(1) {
        for field in Field::ALL {
            let rule = family(*field);
            assert!(is_family(rule));
            let [id, severity, remedy] = row(rule);
            let id = id.replacen(field.name(), "<field>", 1);
            let line = [id, severity, remedy];
            if !expected.contains(&line) {
                expected.push(line);
            }
        }
    }
    let mut found = listed.clone();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}
