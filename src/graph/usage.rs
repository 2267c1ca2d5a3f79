//! Usage headers: how much of an allowance is left.

use std::str::FromStr;
use std::time::Duration;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// What the usage headers of one answer say (`graph-api.md` 7.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Highest of all percentages; calls fail at 100.
    pub percent: u8,
    /// Whether any header said something.
    pub known: bool,
    /// How long calls will be refused; `None` when they are not.
    pub regain: Option<Duration>,
}

impl Usage {
    /// The headers that carry usage.
    pub(super) const HEADERS: [&'static str; 3] = [
        "x-business-use-case-usage",
        "x-app-usage",
        "x-ad-account-usage",
    ];

    /// Reads one header and keeps the worse of it and what is known. What does
    /// not parse says nothing.
    pub(super) fn read(&mut self, header: &str) {
        if let Ok(value) = serde_json::from_str::<Value>(header) {
            self.walk(&value, 0);
        }
    }

    /// The business header is an object of arrays of objects, the others are
    /// flat; names are unique, so one walk reads all of them.
    fn walk(&mut self, value: &Value, depth: u8) {
        match value {
            Value::Object(members) if depth < 4 => {
                for (name, value) in members {
                    match name.as_str() {
                        "call_count" | "total_cputime" | "total_time" | "acc_id_util_pct" => {
                            self.percent = self.percent.max(percent(value));
                            self.known = true;
                        }
                        "estimated_time_to_regain_access" => self.blocked(value, 60),
                        "reset_time_duration" => {}
                        _ => self.walk(value, depth + 1),
                    }
                }
            }
            Value::Array(values) if depth < 4 => {
                // The business header holds at most 32 entries.
                for value in values.iter().take(64) {
                    self.walk(value, depth + 1);
                }
            }
            Value::Object(_)
            | Value::Array(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_) => {}
        }
    }

    fn blocked(&mut self, value: &Value, unit: u64) {
        let minutes = match value {
            Value::Number(number) => amount(&number.to_string()),
            Value::String(text) => amount(text),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let seconds = minutes.unwrap_or_default() * Decimal::from(unit);
        // No pause of Meta's lasts longer than a day; a hostile one must not stop us for ever.
        let seconds = seconds
            .ceil()
            .min(Decimal::from(86_400))
            .to_u64()
            .unwrap_or(0);
        if seconds > 0 {
            let wait = Duration::from_secs(seconds);
            self.regain = Some(self.regain.map_or(wait, |known| known.max(wait)));
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255 before"
)]
fn percent(value: &Value) -> u8 {
    value.as_f64().unwrap_or(0.0).clamp(0.0, 255.0) as u8
}

/// A number that is written in whatever way; nothing for one that is negative.
/// No pause is so long that it needs more than a thousand minutes or seconds by
/// the thousand.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let read = Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text));
    let number = read.ok().or_else(|| {
        // Too large for a number is as large as can be.
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then_some(MOST)
    })?;
    (!number.is_sign_negative()).then(|| number.min(MOST))
}

/// No amount is taken for larger: a day in seconds, and more.
const MOST: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_array_form_and_the_flat_one() {
        let minutes = |n: u64| Some(Duration::from_secs(n * 60));
        #[rustfmt::skip]
        let cases = [
            (r#"{"1":[{"type":"x","call_count":95,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":0}]}"#, 95, None),
            (r#"{"1":[{"call_count":3},{"total_time":101,"estimated_time_to_regain_access":7}],"2":[]}"#, 101, minutes(7)),
            (r#"{"call_count":28,"total_time":25,"total_cputime":25}"#, 28, None),
            (r#"{"acc_id_util_pct":9.67,"reset_time_duration":100}"#, 9, None),
            (r#"{"1":[{"estimated_time_to_regain_access":99999999999}]}"#, 0, minutes(1440)),
            ("[[[[[[[[1]]]]]]]]", 0, None),
            ("not json", 0, None),
        ];
        for (header, percent, regain) in cases {
            let mut usage = Usage::default();
            usage.read(header);
            assert_eq!((usage.percent, usage.regain), (percent, regain), "{header}");
        }
    }
}
