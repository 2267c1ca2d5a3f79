//! What Meta tells of a token, and of those who write into a catalog, as it is
//! on the wire. What is missing or null reads as empty.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::wire::{list, text, texts};

/// What `/debug_token` says of a token (`graph-api.md` 2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TokenFacts {
    /// `SYSTEM_USER`, `USER`, `PAGE` or `APP`.
    #[serde(rename = "type", deserialize_with = "text")]
    pub kind: String,
    /// The app that it was made with.
    #[serde(deserialize_with = "text")]
    pub app_id: String,
    /// The app's name.
    #[serde(deserialize_with = "text")]
    pub application: String,
    /// Whether it is good; `None` when Meta does not say.
    #[serde(rename = "is_valid")]
    pub valid: Option<bool>,
    /// When it ends, in Unix seconds; 0 for never.
    #[serde(deserialize_with = "seconds")]
    pub expires_at: i64,
    /// When the app may no longer see the person's data; 0 for never.
    #[serde(deserialize_with = "seconds")]
    pub data_access_expires_at: i64,
    /// The permissions that it has.
    #[serde(deserialize_with = "texts")]
    pub scopes: Vec<String>,
    /// Permissions that were given for some objects only.
    #[serde(rename = "granular_scopes", deserialize_with = "list")]
    pub granular: Vec<Granular>,
    /// Why it is not good.
    pub error: Option<Fault>,
}

/// A permission for some objects only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Granular {
    /// The permission.
    #[serde(deserialize_with = "text")]
    pub scope: String,
    /// Their ids; `None` when it is for all.
    pub target_ids: Option<Vec<Id>>,
}

/// An id, which comes as text or as number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Id(#[serde(deserialize_with = "text")] pub String);

/// What is wrong with a token that is not good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Fault {
    /// Meta's words.
    #[serde(deserialize_with = "text")]
    pub message: String,
}

/// A business, as the owner of a catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Owner {
    /// Its id.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "text")]
    pub name: String,
}

/// Whose token it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Meta's id of the user.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// The name.
    #[serde(deserialize_with = "text")]
    pub name: String,
}

/// A permission that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Grant {
    /// The permission.
    #[serde(deserialize_with = "text")]
    pub permission: String,
    /// `granted`, `declined` or `expired`.
    #[serde(deserialize_with = "text")]
    pub status: String,
}

/// Somebody who may write into a catalog (`graph-api.md` 4.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DataSource {
    /// Meta's id of it.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// How it writes; Meta does not list the words.
    #[serde(deserialize_with = "text")]
    pub upload_type: String,
    /// The app that writes, where it is one.
    #[serde(deserialize_with = "text")]
    pub app_id: String,
}

/// A file that Meta fetches, or that somebody uploads (`graph-api.md` 5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Feed {
    /// Meta's id of it, the same as that of its data source.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// When its file replaces the items.
    pub schedule: Option<Schedule>,
    /// When its file changes items and removes none.
    pub update_schedule: Option<Schedule>,
    /// Whether items that left the file are removed; Meta's default is that they are.
    pub deletion_enabled: Option<bool>,
}

/// How often. The address of the file is left out: it may hold a password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// `HOURLY`, `DAILY`, `WEEKLY` or `MONTHLY`.
    #[serde(deserialize_with = "text")]
    pub interval: String,
}

/// The first page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// What stands on it.
    pub entries: Vec<T>,
    /// Whether there are more pages.
    pub more: bool,
}

/// A time in seconds, as number or as text.
fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let value = Value::deserialize(from)?;
    let number = value.as_i64();
    Ok(number
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        .unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_read_whatever_is_missing_null_or_a_number() {
        let facts: TokenFacts = serde_json::from_value(json!({
            "app_id": 7, "type": "USER", "application": null, "expires_at": "12", "is_valid": true,
            "scopes": null, "granular_scopes": [{"scope": "a"}, {"scope": "b", "target_ids": [1, "2"]}],
        }))
        .unwrap();
        assert_eq!((facts.app_id.as_str(), facts.expires_at), ("7", 12));
        assert_eq!(facts.data_access_expires_at, 0);
        assert_eq!(facts.granular[0].target_ids, None);
        let ids = facts.granular[1].target_ids.as_deref().unwrap_or_default();
        assert_eq!(ids, [Id("1".into()), Id("2".into())]);
    }
}
