//! Tokens: what the sandbox knows of each, and what one is worth at a time.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// A token that the sandbox knows.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    standing: Standing,
    profile: Profile,
}

/// What a token is worth (graph-api.md 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything is permitted.
    Good,
    /// Too old: code 190, subcode 463.
    Expired,
    /// Withdrawn: code 190, subcode 467.
    Revoked,
    /// Without `catalog_management`: every catalog call is refused.
    NoScope,
    /// Not assigned to the catalog: reads work, writes do not.
    Unassigned,
}

/// What `debug_token` tells of a token besides its standing (graph-api.md 2.5).
/// The default is a system user's token without end, for all catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// `SYSTEM_USER`, `USER`, `PAGE` or `APP`.
    pub kind: String,
    /// How long it is good, counted from the start of the sandbox; without end when
    /// absent. Then it is [`Standing::Expired`].
    pub lasts: Option<Duration>,
    /// The same for the data that a person let the app see.
    pub data_access_lasts: Option<Duration>,
    /// The objects that `catalog_management` was granted for; when absent, all catalogs
    /// for a token that may write to them.
    pub targets: Option<Vec<String>>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            kind: "SYSTEM_USER".to_owned(),
            lasts: None,
            data_access_lasts: None,
            targets: None,
        }
    }
}

impl Token {
    /// A token with a standing of its own.
    pub fn new(secret: impl Into<SecretString>, standing: Standing) -> Self {
        Self {
            secret: secret.into(),
            standing,
            profile: Profile::default(),
        }
    }

    /// The same token with this profile.
    #[must_use]
    pub fn with(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.secret.expose_secret() == text
    }

    /// What it is worth at `now`, in a sandbox that began at `begun` (Unix milliseconds).
    pub(super) fn at(&self, begun: i64, now: i64) -> Known {
        let end = |lasts: Option<Duration>| {
            let lasts = i64::try_from(lasts?.as_secs()).unwrap_or(i64::MAX);
            Some((begun / 1000).saturating_add(lasts))
        };
        let Profile {
            kind,
            lasts,
            data_access_lasts,
            targets,
        } = &self.profile;
        let expires_at = end(*lasts);
        let over = expires_at.is_some_and(|end| end <= now / 1000);
        Known {
            standing: match self.standing {
                Standing::Good | Standing::NoScope | Standing::Unassigned if over => {
                    Standing::Expired
                }
                standing => standing,
            },
            kind: kind.clone(),
            expires_at,
            data_access_expires_at: end(*data_access_lasts),
            targets: targets.clone(),
        }
    }
}

impl From<&str> for Token {
    fn from(secret: &str) -> Self {
        Self::new(secret, Standing::Good)
    }
}

/// What a token is worth at one time.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) standing: Standing,
    pub(super) kind: String,
    /// Unix seconds; without end when absent.
    pub(super) expires_at: Option<i64>,
    pub(super) data_access_expires_at: Option<i64>,
    pub(super) targets: Option<Vec<String>>,
}

impl Known {
    /// Where any token is good.
    pub(super) fn any() -> Self {
        Token::new("", Standing::Good).at(0, 0)
    }

    /// A token that nobody knows.
    pub(super) fn none() -> Self {
        Token::new("", Standing::Revoked).at(0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_ends_is_good_until_then_and_expired_afterwards() {
        let lasts = Some(Duration::from_secs(60));
        let token = Token::from("T").with(Profile {
            lasts,
            ..Profile::default()
        });
        for (now, standing) in [
            (0, Standing::Good),
            (1_059_999, Standing::Good),
            (1_060_000, Standing::Expired),
        ] {
            let known = token.at(1_000_000, now);
            assert_eq!((known.standing, known.expires_at), (standing, Some(1060)));
        }
        assert_eq!(Known::none().standing, Standing::Revoked);
        assert_eq!(Known::any().expires_at, None);
    }
}
