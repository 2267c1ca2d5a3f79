//! Who calls, and whether the token and the proof are good.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::answer::{Ask, Refusal};
use super::form;
use super::token::{Known, Standing, Token};
use super::world::Notes;

/// What tokens and proofs are held against.
pub(super) struct Gate {
    pub(super) tokens: Option<Vec<Token>>,
    pub(super) secret: Option<SecretString>,
    pub(super) require_proof: bool,
    /// When the sandbox began: tokens that end count from here, in Unix milliseconds.
    pub(super) begun: i64,
}

impl Gate {
    /// Checks token and proof of a call (graph-api.md 2.1 to 2.3).
    pub(super) fn check(&self, ask: &Ask, now: i64, notes: &mut Notes) -> Result<Known, Refusal> {
        if ask.query.contains_key("access_token") {
            notes.violation("the token stands in the query, where logs and proxies can see it");
        }
        let places = [
            ask.bearer.clone(),
            ask.query.get("access_token").and_then(form::text),
            ask.body.get("access_token").and_then(form::text),
        ];
        let mut given = places
            .into_iter()
            .flatten()
            .filter(|token| !token.is_empty());
        let token = given.next().ok_or_else(|| {
            Refusal::token(
                None,
                "An access token is required to request this resource.",
            )
        })?;
        if given.any(|other| other != token) {
            return Err(Refusal::token(
                None,
                "Invalid OAuth access token - the request carries two different tokens.",
            ));
        }
        // `access_token` has its own words above, and `/debug_token` asks about a token by its nature.
        let meant = |name: &str| {
            name == "access_token" || (name == "input_token" && ask.segments == ["debug_token"])
        };
        let in_query = ask.query.iter().any(|(name, value)| {
            !meant(name) && form::text(value).is_some_and(|text| text == token)
        });
        if in_query || ask.segments.contains(&token) {
            notes.violation("the token stands in the address, where logs and proxies can see it");
        }
        let known = self.known(&token, now);
        match known.standing {
            Standing::Expired => {
                return Err(Refusal::token(
                    Some(463),
                    "Error validating access token: Session has expired.",
                ));
            }
            Standing::Revoked => {
                return Err(Refusal::token(
                    Some(467),
                    "Error validating access token: This may be because the user logged out or may be due \
                     to a system error.",
                ));
            }
            Standing::Good | Standing::NoScope | Standing::Unassigned => {}
        }
        self.check_proof(ask, &token)?;
        Ok(known)
    }

    /// What a token is worth now; one that is not known is worth nothing.
    pub(super) fn known(&self, token: &str, now: i64) -> Known {
        let Some(tokens) = &self.tokens else {
            return Known::any();
        };
        tokens
            .iter()
            .find(|known| known.is(token))
            .map_or_else(Known::none, |token| token.at(self.begun, now))
    }

    fn check_proof(&self, ask: &Ask, token: &str) -> Result<(), Refusal> {
        let invalid = || Refusal::proof("Invalid appsecret_proof provided in the API argument");
        let Some(proof) = ask.value("appsecret_proof") else {
            if self.require_proof {
                return Err(Refusal::proof(
                    "API calls from the server require an appsecret_proof argument",
                ));
            }
            return Ok(());
        };
        let proof = form::text(proof).ok_or_else(invalid)?;
        let proof = hex_bytes(&proof)
            .filter(|bytes| bytes.len() == 32)
            .ok_or_else(invalid)?;
        // Without the secret only the form can be checked.
        let Some(secret) = &self.secret else {
            return Ok(());
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
            .map_err(Refusal::broken)?;
        mac.update(token.as_bytes());
        mac.verify_slice(&proof).map_err(|_| invalid())
    }
}

/// The bytes of lower-case hexadecimal text.
fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?))
        .collect()
}
