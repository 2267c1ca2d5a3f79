//! The credentials for Meta: read once, kept hidden.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::environment::{Environment, NotText};

const TOKEN: &str = "META_ACCESS_TOKEN";
const TOKEN_FILE: &str = "META_ACCESS_TOKEN_FILE";
const APP_SECRET: &str = "META_APP_SECRET";

/// No token is longer.
const MOST_BYTES: u64 = 16 * 1024;

/// What Meta asks for. Neither value is ever part of a text: both are wrapped,
/// wiped when dropped, and shown by `Debug` as redacted.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The access token, for the `Authorization` header.
    pub token: SecretString,
    /// The secret of the app; with it every call carries `appsecret_proof`.
    pub app_secret: Option<SecretString>,
    /// The file that the token was read from, as it is named; `None` when it stands
    /// in the environment.
    pub file: Option<PathBuf>,
}

/// Why the credentials cannot be used. No message holds any part of them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// Two tokens, and no way to know which is meant.
    #[error("both {TOKEN} and {TOKEN_FILE} are set; keep one of them")]
    Both,
    /// A variable is not text.
    #[error("{variable} is not valid Unicode text; copy the value again")]
    NotText {
        /// The variable.
        variable: &'static str,
    },
    /// White space or a control character inside: it is not one credential.
    #[error(
        "{place} holds more than one word or signs that no credential has; copy the value again"
    )]
    Malformed {
        /// The variable or file.
        place: String,
    },
    /// The variable for the file holds what looks like the token.
    #[error("{TOKEN_FILE} names no file and looks like the token itself; set {TOKEN} instead")]
    TokenAsFile,
    /// The token file cannot be read.
    #[error("cannot read the access token from `{}` (named by {TOKEN_FILE})", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The token file has nothing in it.
    #[error("there is no access token in `{}` (named by {TOKEN_FILE}): the file is empty", path.display())]
    EmptyFile {
        /// The file.
        path: PathBuf,
    },
}

impl Credentials {
    /// The credentials that the environment gives, `None` without a token.
    ///
    /// The token is `META_ACCESS_TOKEN` or stands in the file that
    /// `META_ACCESS_TOKEN_FILE` names (relative to `cwd`, the working folder);
    /// the secret is `META_APP_SECRET`. White space around them is cut off, an
    /// empty variable is one that is not set.
    pub fn load(environment: &Environment, cwd: &Path) -> Result<Option<Self>, SecretError> {
        let token = variable(environment, TOKEN)?;
        let file = variable(environment, TOKEN_FILE)?;
        let named = file.filter(|_| token.is_none()).map(PathBuf::from);
        let token = match (token, file) {
            (Some(_), Some(_)) => return Err(SecretError::Both),
            (Some(token), None) => credential(token, || TOKEN.to_owned())?,
            (None, Some(file)) => from_file(&cwd.join(file), Path::new(file))?,
            (None, None) => return Ok(None),
        };
        let app_secret = variable(environment, APP_SECRET)?
            .map(|secret| credential(secret, || APP_SECRET.to_owned()))
            .transpose()?;
        Ok(Some(Self {
            token,
            app_secret,
            file: named,
        }))
    }

    /// The variables that credentials come from, and whether each is set.
    /// Their values are not looked at.
    pub fn variables(environment: &Environment) -> [(&'static str, bool); 3] {
        [TOKEN, TOKEN_FILE, APP_SECRET].map(|name| {
            let set = !matches!(environment.text(name), Ok(None));
            (name, set)
        })
    }
}

fn variable<'e>(
    environment: &'e Environment,
    variable: &'static str,
) -> Result<Option<&'e str>, SecretError> {
    environment
        .text(variable)
        .map_err(|NotText| SecretError::NotText { variable })
}

fn from_file(file: &Path, shown: &Path) -> Result<SecretString, SecretError> {
    let unreadable = |cause| SecretError::Unreadable {
        path: shown.to_owned(),
        cause,
    };
    let malformed = || SecretError::Malformed {
        place: format!("the file `{}`", shown.display()),
    };
    let file = File::open(file).map_err(|cause| {
        // The message of a missing file would repeat its name.
        if is_like_token(shown) {
            SecretError::TokenAsFile
        } else {
            unreadable(cause)
        }
    })?;
    // Room for all of it, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(32 * 1024));
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(malformed());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed())?;
    // Editors on Windows begin a text file with a byte order mark.
    let token = text.trim_start_matches('\u{feff}').trim();
    if token.is_empty() {
        return Err(SecretError::EmptyFile {
            path: shown.to_owned(),
        });
    }
    credential(token, || format!("the file `{}`", shown.display()))
}

/// A long run of letters and digits: no name that a person gives to a file.
fn is_like_token(path: &Path) -> bool {
    let text = path.as_os_str().as_encoded_bytes();
    let token_sign = |sign: &u8| sign.is_ascii_alphanumeric() || matches!(sign, b'|' | b'-' | b'_');
    text.len() >= 32 && text.iter().all(token_sign)
}

/// A text that can stand in a header as it is.
fn credential(text: &str, place: impl Fn() -> String) -> Result<SecretString, SecretError> {
    if text.bytes().all(|sign| sign.is_ascii_graphic()) {
        Ok(SecretString::from(text))
    } else {
        Err(SecretError::Malformed { place: place() })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    use super::*;

    fn load(variables: &[(&str, &str)], cwd: &Path) -> Result<Option<Credentials>, SecretError> {
        Credentials::load(&variables.iter().copied().collect(), cwd)
    }

    #[test]
    fn a_token_comes_from_the_variable_or_the_file_without_white_space_around_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("token"), "\u{feff}  EAAB \r\n").unwrap();
        for (variables, token, secret) in [
            (&[(TOKEN, " EAAB\n")][..], Some("EAAB"), None),
            (&[(TOKEN_FILE, "token")], Some("EAAB"), None),
            (&[(TOKEN, ""), (TOKEN_FILE, "token")], Some("EAAB"), None),
            (
                &[(TOKEN, "EAAB"), (APP_SECRET, "s3")],
                Some("EAAB"),
                Some("s3"),
            ),
            (&[(TOKEN, "EAAB"), (APP_SECRET, " ")], Some("EAAB"), None),
            (&[(TOKEN, " ")], None, None),
            (&[(APP_SECRET, "s3")], None, None),
            (&[], None, None),
        ] {
            let found = load(variables, folder.path()).unwrap();
            let shown = |secret: &SecretString| secret.expose_secret().to_owned();
            let found_token = found.as_ref().map(|found| shown(&found.token));
            let named = found.as_ref().and_then(|found| found.file.clone());
            let of_file = variables.contains(&(TOKEN_FILE, "token"));
            assert_eq!(named, of_file.then(|| "token".into()), "{variables:?}");
            let found_secret = found.and_then(|found| found.app_secret.as_ref().map(shown));
            assert_eq!(found_token.as_deref(), token, "{variables:?}");
            assert_eq!(found_secret.as_deref(), secret, "{variables:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_without_showing_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("empty"), "\n").unwrap();
        fs::write(folder.path().join("prose"), "my token is\nEAAB").unwrap();
        fs::write(folder.path().join("bytes"), b"EAAB\xff").unwrap();
        fs::write(folder.path().join("large"), "x".repeat(20_000)).unwrap();
        let malformed =
            "holds more than one word or signs that no credential has; copy the value again";
        for (variables, message) in [
            (
                &[(TOKEN, "EAAB"), (TOKEN_FILE, "token")][..],
                "both META_ACCESS_TOKEN and META_ACCESS_TOKEN_FILE are set; keep one of them".to_owned(),
            ),
            (&[(TOKEN, "EA AB")], format!("META_ACCESS_TOKEN {malformed}")),
            (&[(TOKEN, "EAAB"), (APP_SECRET, "a\nb")], format!("META_APP_SECRET {malformed}")),
            (&[(TOKEN_FILE, "prose")], format!("the file `prose` {malformed}")),
            (&[(TOKEN_FILE, "bytes")], format!("the file `bytes` {malformed}")),
            (&[(TOKEN_FILE, "large")], format!("the file `large` {malformed}")),
            (
                &[(TOKEN_FILE, "EAABsbCS1iHgBAKZC9pZCx8mZBZC3qZBp4")],
                "META_ACCESS_TOKEN_FILE names no file and looks like the token itself; \
                 set META_ACCESS_TOKEN instead"
                    .to_owned(),
            ),
            (
                &[(TOKEN_FILE, "gone")],
                "cannot read the access token from `gone` (named by META_ACCESS_TOKEN_FILE)".to_owned(),
            ),
            (
                &[(TOKEN_FILE, "empty")],
                "there is no access token in `empty` (named by META_ACCESS_TOKEN_FILE): the file is empty"
                    .to_owned(),
            ),
        ] {
            let error = load(variables, folder.path()).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert!(!format!("{error:?}").contains("EAAB"), "{error:?}");
        }
    }

    proptest! {
        #[test]
        fn no_debug_output_holds_a_credential(token in "EAA[A-Za-z0-9]{12,40}", secret in "[0-9a-f]{32}") {
            let variables = [(TOKEN, token.as_str()), (APP_SECRET, secret.as_str())];
            let environment: Environment = variables.into_iter().collect();
            let credentials = Credentials::load(&environment, Path::new("")).unwrap();
            let shown = format!("{credentials:?} {credentials:#?} {environment:?} {environment:#?}");
            prop_assert!(!shown.contains(&token), "{}", shown);
            prop_assert!(!shown.contains(&secret), "{}", shown);
        }
    }
}
