//! Forms of the usage header that a client may meet (graph-api.md 7.1).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the usage header says instead of the truth. What is left out stays true.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UsageForm {
    /// Its form.
    pub form: UsageShape,
    /// Percentage of the allowed calls.
    pub call_count: Option<u64>,
    /// Percentage of the allowed computing time.
    pub total_cputime: Option<u64>,
    /// Percentage of the allowed time.
    pub total_time: Option<u64>,
    /// Minutes until calls are taken again.
    pub minutes: Option<u64>,
}

/// The form of a usage header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageShape {
    /// One business with an array of one entry.
    #[default]
    Usual,
    /// Two businesses, the second with entries of several types around the true one.
    Several,
    /// An object where the array should be.
    Flat,
    /// Text that is no JSON.
    Broken,
    /// No header.
    Absent,
}

impl UsageForm {
    /// Only minutes to wait, with every allowance used up.
    pub(super) fn blocked(minutes: u64) -> Self {
        Self {
            call_count: Some(100),
            minutes: Some(minutes),
            ..Self::default()
        }
    }

    /// The header in place of the true one; nothing when there is to be none.
    pub(super) fn apply(&self, truth: &Value) -> Option<String> {
        let Self {
            form,
            call_count,
            total_cputime,
            total_time,
            minutes,
        } = self;
        let (business, entries) = truth.as_object()?.iter().next()?;
        let mut entry = entries.get(0)?.clone();
        for (name, value) in [
            ("call_count", call_count),
            ("total_cputime", total_cputime),
            ("total_time", total_time),
            ("estimated_time_to_regain_access", minutes),
        ] {
            if let Some(value) = value {
                entry[name] = json!(value);
            }
        }
        let idle = |kind: &str| {
            json!({
                "type": kind, "call_count": 1, "total_cputime": 1, "total_time": 1,
                "estimated_time_to_regain_access": 0,
            })
        };
        let shown = match form {
            UsageShape::Usual => json!({ business: [entry] }),
            UsageShape::Several => json!({
                "1": [idle("pages")],
                business: [idle("ads_management"), entry, idle("instagram")],
            }),
            UsageShape::Flat => json!({ business: entry }),
            UsageShape::Broken => return Some(format!("{{\"{business}\":[{{\"call_count\":")),
            UsageShape::Absent => return None,
        };
        Some(shown.to_string())
    }
}

/// The minutes that a header announces: the longest of all entries; none when it cannot be read.
pub(super) fn announced(header: &str) -> u64 {
    let Ok(Value::Object(businesses)) = serde_json::from_str(header) else {
        return 0;
    };
    let minutes = |entry: &Value| {
        entry
            .get("estimated_time_to_regain_access")
            .and_then(Value::as_u64)
            .unwrap_or(0)
    };
    businesses
        .values()
        .map(|entries| match entries.as_array() {
            Some(entries) => entries.iter().map(minutes).max().unwrap_or(0),
            None => minutes(entries),
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_says_what_it_is_told_or_nothing() {
        let truth = json!({"9": [{"type": "t", "call_count": 3, "total_time": 1,
            "estimated_time_to_regain_access": 0}]});
        let shown = |form| {
            let form = UsageForm {
                form,
                call_count: Some(96),
                minutes: Some(7),
                ..UsageForm::default()
            };
            form.apply(&truth)
        };
        for form in [UsageShape::Usual, UsageShape::Several, UsageShape::Flat] {
            let text = shown(form).unwrap();
            assert!(text.contains("\"call_count\":96"), "{text}");
            assert!(text.contains("\"total_time\":1"), "{text}");
            assert_eq!(announced(&text), 7, "{text}");
        }
        assert_eq!(announced(&shown(UsageShape::Broken).unwrap()), 0);
        assert_eq!(shown(UsageShape::Absent), None);
        let untouched = UsageForm::default().apply(&truth).unwrap();
        assert_eq!(untouched, truth.to_string());
    }
}
