//! Token and proof: how a call says who makes it.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// An access token, with the app's secret where the merchant has one.
///
/// The token travels in the `Authorization` header and nowhere else; neither
/// it nor the secret is ever shown.
#[derive(Clone, Debug)]
pub struct Token {
    token: SecretString,
    secret: Option<SecretString>,
}

impl Token {
    /// A token, and the app's secret if calls are to carry a proof.
    pub fn new(token: SecretString, secret: Option<SecretString>) -> Self {
        Self { token, secret }
    }

    /// No token: calls are refused, which still tells that somebody answers.
    pub fn none() -> Self {
        Self::new(SecretString::from(""), None)
    }

    /// The value of the `Authorization` header, if there is a token.
    pub(super) fn header(&self) -> Option<String> {
        let token = self.token.expose_secret();
        (!token.is_empty()).then(|| format!("Bearer {token}"))
    }

    /// The token as the parameter by which `/debug_token` is asked about it: the one
    /// place where it stands in an address, which is never shown (`contract.md` rule 10).
    pub(super) fn as_parameter(&self) -> (&'static str, &str) {
        ("input_token", self.token.expose_secret())
    }

    /// Takes token and secret out of what Meta answers: it repeats a token that
    /// it cannot read, and its words are shown and kept.
    pub(super) fn redact(&self, body: Vec<u8>) -> Vec<u8> {
        let secrets = [Some(&self.token), self.secret.as_ref()];
        let mut body = body;
        for secret in secrets.into_iter().flatten() {
            let secret = secret.expose_secret().as_bytes();
            if secret.is_empty() || memchr::memmem::find(&body, secret).is_none() {
                continue;
            }
            let mut clean = Vec::with_capacity(body.len());
            let mut from = 0;
            for at in memchr::memmem::find_iter(&body, secret) {
                let (before, after) = (&body[..at], &body[at + secret.len()..]);
                if secret.len() < SHORT && (joins(before.last()) || joins(after.first())) {
                    continue;
                }
                clean.extend_from_slice(&body[from..at]);
                clean.extend_from_slice(b"[secret]");
                from = at + secret.len();
            }
            clean.extend_from_slice(&body[from..]);
            body = clean;
        }
        body
    }

    /// `appsecret_proof`: lower-case hex of HMAC-SHA256 with the app's secret as
    /// key and the token as message (`graph-api.md` 2.2). No secret in our
    /// sense: it cannot be turned back (`contract.md` rule 10).
    pub(super) fn proof(&self) -> Option<String> {
        let secret = self.secret.as_ref()?;
        // HMAC takes keys of any length, so this cannot fail.
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).ok()?;
        mac.update(self.token.expose_secret().as_bytes());
        let mut hex = String::with_capacity(64);
        for byte in mac.finalize().into_bytes() {
            let _infallible = write!(hex, "{byte:02x}");
        }
        Some(hex)
    }
}

/// A shorter secret is none of Meta's, and stands in many words: it is taken out
/// only where it stands alone, or handles and ids would be broken.
const SHORT: usize = 12;

/// Whether this goes on a word.
fn joins(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_the_keyed_hash_of_the_token() {
        let token = Token::new("what do ya want for nothing?".into(), Some("Jefe".into()));
        // Test case 2 of RFC 4231.
        assert_eq!(
            token.proof().as_deref(),
            Some("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        );
        assert_eq!(Token::new("t".into(), None).proof(), None);
    }

    #[test]
    fn what_meta_repeats_of_token_and_secret_is_taken_out() {
        let token = Token::new("EAAtoken".into(), Some("s3cret".into()));
        let said = b"Malformed access token EAAtoken, EAAtoken; s3cret".to_vec();
        assert_eq!(
            token.redact(said),
            b"Malformed access token [secret], [secret]; [secret]"
        );
        // A word that stands in others must not break handles.
        let short = Token::new("x".into(), None);
        let said = br#"{"handles":["AxBx_x-9x"],"message":"bad token x"}"#.to_vec();
        assert_eq!(
            short.redact(said),
            br#"{"handles":["AxBx_x-9x"],"message":"bad token [secret]"}"#
        );
    }

    #[test]
    fn without_a_token_there_is_no_header_and_nothing_to_prove() {
        let none = Token::none();
        assert_eq!((none.header(), none.proof()), (None, None));
        let token = Token::new("EAAtoken".into(), None);
        assert_eq!(token.header().as_deref(), Some("Bearer EAAtoken"));
    }

    #[test]
    fn debug_shows_neither_token_nor_secret() {
        let shown = format!("{:?}", Token::new("EAAtoken".into(), Some("s3cret".into())));
        assert!(
            !shown.contains("EAAtoken") && !shown.contains("s3cret"),
            "{shown}"
        );
    }
}
