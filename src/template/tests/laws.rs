//! What holds for all input.

use std::str::FromStr;

use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Cells, compile, made};

/// Amounts as shops have them.
fn amount() -> impl Strategy<Value = Decimal> {
    (-10_000_000_i64..10_000_000, 0_u32..5).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn value(template: &str, one: Decimal, other: Decimal) -> Decimal {
    let row = Cells::new(&[("a", &one.to_string()), ("b", &other.to_string())]);
    // With its sign settled, the stand-in reads every plain number.
    let template = template
        .replace("{a}", "(row['a'] | number('.'))")
        .replace("{b}", "(row['b'] | number('.'))");
    Decimal::from_str(&made(&template, &row).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn price_arithmetic_is_decimal_arithmetic(a in amount(), b in amount()) {
        prop_assert_eq!(value("{{ {a} + {b} }}", a, b), a + b);
        prop_assert_eq!(value("{{ {a} | minus({b}) }}", a, b), a - b);
        prop_assert_eq!(value("{{ {a} * {b} }}", a, b), a * b);
        prop_assert_eq!(value("{{ {a} | plus_percent({b}) }}", a, b), a + a * b / Decimal::ONE_HUNDRED);
        prop_assert_eq!(value("{{ max({a}, {b}) }}", a, b), a.max(b));
        prop_assert_eq!(
            value("{{ {a} | round(2) }}", a, b),
            a.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        );
    }

    #[test]
    fn the_nearest_multiple_is_a_multiple_and_near(a in amount(), cents in 1_i64..10_000) {
        let step = Decimal::new(cents, 2);
        let rounded = value("{{ {a} | round_to({b}) }}", a, step);
        prop_assert!((rounded % step).is_zero());
        prop_assert!((rounded - a).abs() * Decimal::TWO <= step);
    }

    #[test]
    fn a_number_as_it_is_written_is_the_number(a in amount()) {
        let positive = a.abs();
        prop_assert_eq!(value(&format!("{{{{ {positive} }}}}"), a, a), positive);
    }

    #[test]
    fn a_slug_is_letters_digits_and_single_hyphens(text in any::<String>()) {
        let row = Cells::new(&[("x", &text)]);
        let slug = made("{{ row['x'] | slug }}", &row).unwrap();
        prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", slug);
        prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"), "{}", slug);
        let again = made("{{ row['x'] | slug }}", &Cells::new(&[("x", &slug)])).unwrap();
        prop_assert_eq!(again, slug);
    }

    #[test]
    fn a_cut_text_is_a_beginning_and_short_enough(text in any::<String>(), most in 0_usize..40) {
        let row = Cells::new(&[("x", &text)]);
        let cut = made(&format!("{{{{ row['x'] | truncate({most}) }}}}"), &row).unwrap();
        prop_assert!(cut.chars().count() <= most);
        prop_assert!(text.trim_start().starts_with(cut.trim_start()));
    }

    #[test]
    fn no_text_breaks_the_compiler(text in any::<String>()) {
        let _ = compile(&[("title", &text)], Some(&text), None);
    }

    #[test]
    fn no_template_breaks_it_either(parts in prop::collection::vec(part(), 0..24)) {
        let text = parts.concat();
        let row = Cells::new(&[("x", "1")]);
        let _ = made(&format!("{{{{ {text} }}}}"), &row);
        let _ = made(&text, &row);
    }
}

/// Pieces of templates.
fn part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{{ ",
        " }}",
        "{% if ",
        " %}",
        "{% else %}",
        "{% endif %}",
        "{% for x in ",
        "{% endfor %}",
        "{% set x = ",
        "row['x']",
        "row",
        "shop.url",
        "loop.index",
        "x",
        "1",
        "0.5",
        "'a'",
        " | number",
        " | upper",
        " | split('a')",
        " | join('')",
        " | first",
        " | round(2)",
        " | lookup({'a': 1})",
        " + ",
        " ~ ",
        " == ",
        " < ",
        " in ",
        " and ",
        " or ",
        " not ",
        " is empty",
        "(",
        ")",
        "[",
        "]",
        ",",
        " if ",
        " else ",
        "-",
    ])
}
