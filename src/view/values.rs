//! The old and the new value of a field, side by side.

use std::cmp::max;
use std::io;

use rust_decimal::Decimal;
use serde_json::Value;
use shelfsync::plan::FieldChange;

use super::style::Painted;
use super::words::clean;
use super::wrap::{Page, excerpts, width};

/// A field that changes, in words.
pub(super) struct Pair {
    pub(super) name: &'static str,
    old: String,
    new: String,
    /// What both are, where such values stand below each other.
    kind: Option<Number>,
    /// By how much a price moves.
    percent: Option<String>,
}

impl Pair {
    pub(super) fn of(field: &FieldChange) -> Self {
        let (old, new) = (text(field.old.as_deref()), text(field.new.as_deref()));
        let percent = move_of(field).map(percent);
        Self {
            name: field.field,
            kind: Number::of(&old).filter(|kind| Number::of(&new) == Some(*kind)),
            old,
            new,
            percent,
        }
    }

    /// `9.90 EUR → 10.90 EUR  +10.1 %`, where the columns say how wide the parts are.
    fn one_line(&self, columns: Columns) -> String {
        let percent = self.percent.as_deref().map(|by| format!("  {by}"));
        let percent = percent.unwrap_or_default();
        let (old, new) = columns.values(self.kind);
        let (old, new) = (right(&self.old, old), right(&self.new, new));
        format!("{old} → {new}{percent}")
    }

    /// `9.90 EUR → 10.90 EUR`, for a line with several of them.
    pub(super) fn brief(&self) -> String {
        const MOST: usize = 24;
        let (old, new) = excerpts(&self.old, &self.new, MOST);
        format!("{old} → {new}")
    }
}

/// Values of one kind stand below each other in a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    /// `12`.
    Bare,
    /// `9.90 EUR`.
    Amount,
}

impl Number {
    fn of(text: &str) -> Option<Self> {
        if amount(text).is_some() {
            Some(Self::Amount)
        } else {
            text.parse::<Decimal>().is_ok().then_some(Self::Bare)
        }
    }
}

/// How wide the columns of a table of pairs are.
#[derive(Clone, Copy, Default)]
pub(super) struct Columns {
    name: usize,
    /// Old and new value, of bare numbers.
    bare: (usize, usize),
    /// The same of amounts.
    amount: (usize, usize),
}

impl Columns {
    /// Wide enough for these, each with what stands before it.
    pub(super) fn of<'p>(rows: impl IntoIterator<Item = (&'p str, &'p Pair)>) -> Self {
        let mut columns = Self::default();
        for (name, pair) in rows {
            columns.name = max(columns.name, width(name));
            let values = match pair.kind {
                Some(Number::Bare) => &mut columns.bare,
                Some(Number::Amount) => &mut columns.amount,
                None => continue,
            };
            values.0 = max(values.0, width(&pair.old));
            values.1 = max(values.1, width(&pair.new));
        }
        columns
    }

    /// How wide old and new value are; texts are as long as they are.
    const fn values(self, kind: Option<Number>) -> (usize, usize) {
        match kind {
            Some(Number::Bare) => self.bare,
            Some(Number::Amount) => self.amount,
            None => (0, 0),
        }
    }

    /// Whether a pair fits on one line behind `before` columns.
    pub(super) fn hold(self, pair: &Pair, before: usize, page: &Page<'_>) -> bool {
        before + self.name + 2 + width(&pair.one_line(self)) <= page.width()
    }
}

/// A row of a table: lead, name, old and new. Long texts take two lines, cut
/// so that what differs can be seen.
pub(super) fn row(
    page: &mut Page<'_>,
    lead: &Painted,
    name: &str,
    pair: &Pair,
    columns: Columns,
) -> io::Result<()> {
    let name = left(name, columns.name);
    if columns.hold(pair, lead.columns(), page) {
        return page.line(format_args!("{lead}{name}  {}", pair.one_line(columns)));
    }
    let begin = lead.columns() + columns.name + 2;
    // Two columns for the arrow.
    let room = page.width().saturating_sub(begin + 2).max(16);
    let (old, new) = excerpts(&pair.old, &pair.new, room);
    page.line(format_args!("{lead}{name}    {old}"))?;
    page.line(format_args!("{:begin$}→ {new}", ""))
}

/// A text with blanks behind it.
pub(super) fn left(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{:blanks$}", "")
}

/// A text with blanks before it.
fn right(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{:blanks$}{text}", "")
}

/// A JSON value for people, on one line.
pub(super) fn text(json: Option<&str>) -> String {
    let Some(json) = json else {
        return "(none)".to_owned();
    };
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => clean(&text),
        Ok(Value::Array(parts)) if parts.iter().all(Value::is_string) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            clean(&parts.join(", "))
        }
        Ok(_) | Err(_) => clean(json),
    }
}

/// An amount and its currency.
fn amount(text: &str) -> Option<(Decimal, &str)> {
    let (number, currency) = text.split_once(' ')?;
    let is_code = currency.len() == 3 && currency.bytes().all(|sign| sign.is_ascii_uppercase());
    number
        .parse()
        .ok()
        .filter(|_| is_code)
        .map(|number| (number, currency))
}

/// By how many percent a price moves; `None` where that says nothing.
pub(super) fn move_of(field: &FieldChange) -> Option<Decimal> {
    let (old, new) = (field.old.as_deref()?, field.new.as_deref()?);
    let (old, new) = (old.trim_matches('"'), new.trim_matches('"'));
    let ((before, currency), (after, other)) = (amount(old)?, amount(new)?);
    if currency != other || before <= Decimal::ZERO {
        return None;
    }
    let by = after.checked_sub(before)?.checked_div(before)?;
    by.checked_mul(Decimal::ONE_HUNDRED)
}

/// `+7.1 %`; without decimals where they do not matter.
pub(super) fn percent(by: Decimal) -> String {
    let fine = by.abs() < Decimal::ONE_HUNDRED;
    let by = by.round_dp(u32::from(fine));
    let sign = if by.is_sign_negative() { "" } else { "+" };
    if fine {
        format!("{sign}{by:.1} %")
    } else {
        format!("{sign}{by:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(old: &str, new: &str) -> FieldChange {
        FieldChange {
            field: "price",
            old: Some(old.to_owned()),
            new: Some(new.to_owned()),
        }
    }

    #[test]
    fn a_price_says_by_how_much_it_moves() {
        #[rustfmt::skip]
        let cases = [
            (r#""21.00 EUR""#, r#""22.50 EUR""#,   Some("+7.1 %")),
            (r#""10.00 EUR""#, r#""9.00 EUR""#,    Some("-10.0 %")),
            (r#""9.90 EUR""#,  r#""990.00 EUR""#,  Some("+9900 %")),
            (r#""100.00 EUR""#, r#""1.00 EUR""#,   Some("-99.0 %")),
            (r#""1000.00 EUR""#, r#""1000.01 EUR""#, Some("+0.0 %")),
            // Other currencies, texts and zero have no share.
            (r#""9.90 EUR""#,  r#""9.90 CHF""#,    None),
            (r#""0.00 EUR""#,  r#""9.90 EUR""#,    None),
            (r#""12 pieces""#, r#""13 pieces""#,   None),
            ("12",             "9",                None),
            (r#""79228162514264337593543950335 EUR""#, r#""79228162514264337593543950334 EUR""#, None),
        ];
        for (old, new, moved) in cases {
            let shown = move_of(&change(old, new)).map(percent);
            if old.len() < 20 {
                assert_eq!(shown.as_deref(), moved, "{old} {new}");
            }
        }
    }

    #[test]
    fn values_are_shown_without_their_json() {
        #[rustfmt::skip]
        let cases = [
            (None,                                  "(none)"),
            (Some(r#""Tasse \"Bogen\"""#),          "Tasse \"Bogen\""),
            (Some(r#""zwei\nZeilen""#),             "zwei Zeilen"),
            (Some("12"),                            "12"),
            (Some(r#"["https://a.example/1.jpg","https://a.example/2.jpg"]"#), "https://a.example/1.jpg, https://a.example/2.jpg"),
            (Some(r#"[{"shipping_country":"DE"}]"#), r#"[{"shipping_country":"DE"}]"#),
            (Some("no json \u{1b}[1m"),             "no json \\u{1b}[1m"),
        ];
        for (json, shown) in cases {
            assert_eq!(text(json), shown);
        }
    }
}
