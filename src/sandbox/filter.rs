//! The `filter` parameter of reads: rules over read fields (graph-api.md 4.4).

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

use super::answer::Refusal;
use super::money::Money;
use super::read::{Shown, field};
use super::store::Item;

/// How deep rules may stand in each other.
const DEPTH: usize = 16;

/// A condition that an item meets or not.
#[derive(Debug, PartialEq)]
pub(super) enum Rule {
    All(Vec<Self>),
    Any(Vec<Self>),
    /// A text field against texts, which are in lower case.
    Text {
        field: &'static str,
        test: Test,
        values: Vec<String>,
    },
    /// An amount times 100 against a number.
    Amount {
        field: &'static str,
        test: Test,
        values: Vec<Decimal>,
    },
}

/// What a comparison asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    Starts,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// What may be asked of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Any text.
    Free,
    /// One of some words, or a number of Meta's: whole values only.
    Whole,
    /// The category: text, and its beginning.
    Category,
    Amount,
}

/// Filter name, read name, and what may be asked.
#[rustfmt::skip]
const SUBJECTS: &[(&str, &str, Sort)] = &[
    ("retailer_id", "retailer_id", Sort::Free),
    ("retailer_product_group_id", "retailer_product_group_id", Sort::Free),
    ("product_item_id", "id", Sort::Whole),
    ("name", "name", Sort::Free),
    ("description", "description", Sort::Free),
    ("brand", "brand", Sort::Free),
    ("category", "category", Sort::Category),
    ("product_type", "product_type", Sort::Free),
    ("availability", "availability", Sort::Whole),
    ("condition", "condition", Sort::Whole),
    ("color", "color", Sort::Free),
    ("size", "size", Sort::Free),
    ("pattern", "pattern", Sort::Free),
    ("material", "material", Sort::Free),
    ("gender", "gender", Sort::Whole),
    ("age_group", "age_group", Sort::Whole),
    ("currency", "currency", Sort::Whole),
    ("price_amount", "price", Sort::Amount),
    ("sale_price_amount", "sale_price", Sort::Amount),
    ("custom_label_0", "custom_label_0", Sort::Free),
    ("custom_label_1", "custom_label_1", Sort::Free),
    ("custom_label_2", "custom_label_2", Sort::Free),
    ("custom_label_3", "custom_label_3", Sort::Free),
    ("custom_label_4", "custom_label_4", Sort::Free),
    ("visibility", "visibility", Sort::Whole),
    ("review_status", "review_status", Sort::Whole),
    ("vendor_id", "vendor_id", Sort::Free),
    ("internal_label", "tags", Sort::Whole),
];

impl Rule {
    /// Reads a rule; an empty object is met by every item.
    pub(super) fn parse(value: &Value) -> Result<Self, Refusal> {
        parse(value, 0).map_err(|why| Refusal::parameter(format_args!("Invalid filter: {why}")))
    }

    /// Whether an item meets the rule.
    pub(super) fn meets(&self, item: &Item, now: i64) -> bool {
        match self {
            Self::All(rules) => rules.iter().all(|rule| rule.meets(item, now)),
            Self::Any(rules) => rules.iter().any(|rule| rule.meets(item, now)),
            Self::Text {
                field: name,
                test,
                values,
            } => {
                let texts = texts(field(item, name, now));
                let any = |test: fn(&str, &str) -> bool| {
                    texts
                        .iter()
                        .any(|text| values.iter().any(|value| test(text, value)))
                };
                match test {
                    Test::Is => any(|text, value| text == value),
                    Test::IsNot => !any(|text, value| text == value),
                    Test::Contains => any(|text, value| text.contains(value)),
                    Test::ContainsNot => !any(|text, value| text.contains(value)),
                    Test::Starts => any(|text, value| text.starts_with(value)),
                    // Refused when the rule is read.
                    Test::Less | Test::AtMost | Test::More | Test::AtLeast => false,
                }
            }
            Self::Amount {
                field: name,
                test,
                values,
            } => {
                let amount = item
                    .data
                    .get(*name)
                    .and_then(Value::as_str)
                    .and_then(|text| Money::parse(text).ok())
                    .and_then(|money| money.hundredths());
                let any = |test: fn(Decimal, Decimal) -> bool| {
                    amount.is_some_and(|amount| values.iter().any(|value| test(amount, *value)))
                };
                match test {
                    Test::Is => any(|amount, value| amount == value),
                    Test::IsNot => !any(|amount, value| amount == value),
                    Test::Less => any(|amount, value| amount < value),
                    Test::AtMost => any(|amount, value| amount <= value),
                    Test::More => any(|amount, value| amount > value),
                    Test::AtLeast => any(|amount, value| amount >= value),
                    Test::Contains | Test::ContainsNot | Test::Starts => false,
                }
            }
        }
    }

    /// The ids, in lower case, among which every item that meets the rule is found.
    pub(super) fn ids(&self) -> Option<&[String]> {
        match self {
            Self::Text {
                field: "retailer_id",
                test: Test::Is,
                values,
            } => Some(values),
            Self::All(rules) => rules.iter().find_map(Self::ids),
            Self::Text { .. } | Self::Amount { .. } | Self::Any(_) => None,
        }
    }
}

fn texts(shown: Shown) -> Vec<String> {
    match shown {
        Shown::Value(Value::String(text)) => vec![text.to_lowercase()],
        Shown::Value(Value::Array(entries)) => entries
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_lowercase)
            .collect(),
        Shown::Value(_) | Shown::Empty | Shown::Unknown => Vec::new(),
    }
}

fn parse(value: &Value, depth: usize) -> Result<Rule, String> {
    if depth > DEPTH {
        return Err("rules are nested too deeply".to_owned());
    }
    let Value::Object(members) = value else {
        return Err(format!("{value} is not an object"));
    };
    let mut entries = members.iter();
    let (Some((name, inner)), None) = (entries.next(), entries.next()) else {
        if members.is_empty() && depth == 0 {
            return Ok(Rule::All(Vec::new()));
        }
        return Err("a rule has exactly one member".to_owned());
    };
    if name == "and" || name == "or" {
        let Value::Array(rules) = inner else {
            return Err(format!("'{name}' wants an array"));
        };
        if rules.is_empty() {
            return Err(format!("'{name}' wants at least one rule"));
        }
        let rules = rules
            .iter()
            .map(|rule| parse(rule, depth + 1))
            .collect::<Result<_, _>>()?;
        return Ok(if name == "and" {
            Rule::All(rules)
        } else {
            Rule::Any(rules)
        });
    }
    let (_, read, sort) = SUBJECTS
        .iter()
        .find(|(subject, _, _)| subject == name)
        .ok_or_else(|| format!("'{name}' is not a field that can be filtered"))?;
    comparison(name, read, *sort, inner)
}

fn comparison(name: &str, read: &'static str, sort: Sort, inner: &Value) -> Result<Rule, String> {
    let one = inner.as_object().filter(|operators| operators.len() == 1);
    let Some((operator, value)) = one.and_then(|operators| operators.iter().next()) else {
        return Err(format!("'{name}' wants an object with one operator"));
    };
    let (test, many) = match operator.strip_prefix("i_").unwrap_or(operator) {
        "eq" => (Test::Is, false),
        "neq" => (Test::IsNot, false),
        "is_any" => (Test::Is, true),
        "is_not_any" => (Test::IsNot, true),
        "contains" => (Test::Contains, false),
        "not_contains" => (Test::ContainsNot, false),
        "starts_with" => (Test::Starts, false),
        "lt" => (Test::Less, false),
        "lte" => (Test::AtMost, false),
        "gt" => (Test::More, false),
        "gte" => (Test::AtLeast, false),
        _ => return Err(format!("'{operator}' is not an operator")),
    };
    let allowed = match test {
        Test::Is | Test::IsNot => true,
        Test::Contains | Test::ContainsNot => matches!(sort, Sort::Free | Sort::Category),
        Test::Starts => sort == Sort::Category,
        Test::Less | Test::AtMost | Test::More | Test::AtLeast => sort == Sort::Amount,
    };
    if !allowed {
        return Err(format!("'{operator}' does not work on '{name}'"));
    }
    let values: Vec<String> = match (many, value) {
        (true, Value::Array(values)) => values.iter().map(plain).collect::<Option<_>>(),
        (false, value) => plain(value).map(|value| vec![value]),
        (true, _) => None,
    }
    .ok_or_else(|| {
        let kind = if many { "an array of texts" } else { "a text" };
        format!("'{operator}' wants {kind}")
    })?;
    if sort == Sort::Amount {
        let values = values
            .iter()
            .map(|value| Decimal::from_str(value).map_err(|_| format!("'{value}' is not a number")))
            .collect::<Result<_, _>>()?;
        return Ok(Rule::Amount {
            field: read,
            test,
            values,
        });
    }
    Ok(Rule::Text {
        field: read,
        test,
        values,
    })
}

/// A text or a number, in lower case.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_lowercase()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn item() -> Item {
        let Value::Object(data) = json!({
            "id": "SKU-1", "title": "Blue Mug", "price": "12.90 EUR", "availability": "in stock",
            "google_product_category": "Home & Garden > Kitchen", "internal_label": ["summer", "new"],
        }) else {
            panic!("not an object")
        };
        Item {
            meta: 42,
            catalog: "100".into(),
            id: "SKU-1".into(),
            data,
            review_at: 10,
            review: None,
        }
    }

    #[test]
    fn rules_are_met_or_not() {
        #[rustfmt::skip]
        let cases = [
            (json!({}),                                                           true),
            (json!({"retailer_id": {"eq": "SKU-1"}}),                             true),
            (json!({"retailer_id": {"eq": "sku-1"}}),                             true),
            (json!({"retailer_id": {"is_any": ["A", "SKU-1"]}}),                  true),
            (json!({"retailer_id": {"is_any": []}}),                              false),
            (json!({"retailer_id": {"is_not_any": ["A", "SKU-1"]}}),              false),
            (json!({"retailer_id": {"neq": "A"}}),                                true),
            (json!({"name": {"contains": "mug"}}),                                true),
            (json!({"name": {"i_contains": "MUG"}}),                              true),
            (json!({"name": {"not_contains": "cup"}}),                            true),
            (json!({"brand": {"eq": "Acme"}}),                                    false),
            (json!({"brand": {"neq": "Acme"}}),                                   true),
            (json!({"category": {"starts_with": "home"}}),                        true),
            (json!({"price_amount": {"lt": 1291}}),                               true),
            (json!({"price_amount": {"lt": 1290}}),                               false),
            (json!({"price_amount": {"gte": "1290"}}),                            true),
            (json!({"price_amount": {"eq": 1290}}),                               true),
            (json!({"sale_price_amount": {"gt": 0}}),                             false),
            (json!({"internal_label": {"is_any": ["new"]}}),                      true),
            (json!({"review_status": {"eq": "pending"}}),                         true),
            (json!({"visibility": {"eq": "published"}}),                          true),
            (json!({"product_item_id": {"eq": "42"}}),                            true),
            (json!({"and": [{"name": {"contains": "mug"}}, {"availability": {"eq": "out of stock"}}]}), false),
            (json!({"or": [{"name": {"contains": "cup"}}, {"availability": {"eq": "in stock"}}]}),      true),
        ];
        for (filter, expected) in cases {
            let rule = Rule::parse(&filter).unwrap_or_else(|error| panic!("{filter}: {error:?}"));
            assert_eq!(rule.meets(&item(), 0), expected, "{filter}");
        }
    }

    #[test]
    fn a_filter_that_means_nothing_is_refused() {
        #[rustfmt::skip]
        let cases = [
            json!([]),
            json!("x"),
            json!({"nonsense": {"eq": "x"}}),
            json!({"title": {"eq": "x"}}),
            json!({"name": {"like": "x"}}),
            json!({"name": "x"}),
            json!({"name": {"eq": "x", "neq": "y"}}),
            json!({"name": {"eq": "x"}, "brand": {"eq": "y"}}),
            json!({"name": {"eq": ["x"]}}),
            json!({"name": {"is_any": "x"}}),
            json!({"name": {"starts_with": "x"}}),
            json!({"name": {"lt": 1}}),
            json!({"availability": {"contains": "stock"}}),
            json!({"internal_label": {"contains": "new"}}),
            json!({"price_amount": {"lt": "cheap"}}),
            json!({"and": []}),
            json!({"or": {"name": {"eq": "x"}}}),
            json!({"and": [{}]}),
        ];
        for filter in cases {
            let refusal = Rule::parse(&filter).expect_err(&filter.to_string());
            assert_eq!(refusal.code, 100, "{filter}");
        }
        let mut deep = json!({"name": {"eq": "x"}});
        for _ in 0..20 {
            deep = json!({ "and": [deep] });
        }
        assert!(Rule::parse(&deep).is_err());
    }

    #[test]
    fn a_rule_over_ids_names_them() {
        let rule = Rule::parse(
            &json!({"and": [{"name": {"eq": "x"}}, {"retailer_id": {"is_any": ["A", "B"]}}]}),
        );
        assert_eq!(
            rule.unwrap().ids(),
            Some(&["a".to_owned(), "b".to_owned()][..])
        );
        assert_eq!(
            Rule::parse(&json!({"retailer_id": {"neq": "A"}}))
                .unwrap()
                .ids(),
            None
        );
    }
}
