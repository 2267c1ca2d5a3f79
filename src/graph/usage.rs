//! Usage headers: how much of an allowance is left.

use std::time::Duration;

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
        let minutes = value
            .as_u64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        // No pause of Meta's lasts longer than a day; a hostile one must not stop us for ever.
        let seconds = minutes.unwrap_or(0).saturating_mul(unit).min(86_400);
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
