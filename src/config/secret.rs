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
        let token = match (token, file) {
            (Some(_), Some(_)) => return Err(SecretError::Both),
            (Some(token), None) => credential(token, || TOKEN.to_owned())?,
            (None, Some(file)) => from_file(&cwd.join(file), Path::new(file))?,
            (None, None) => return Ok(None),
        };
        let app_secret = variable(environment, APP_SECRET)?
            .map(|secret| credential(secret, || APP_SECRET.to_owned()))
            .transpose()?;
        Ok(Some(Self { token, app_secret }))
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
    let file = File::open(file).map_err(unreadable)?;
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

/// A text that can stand in a header as it is.
fn credential(text: &str, place: impl Fn() -> String) -> Result<SecretString, SecretError> {
    if text.bytes().all(|sign| sign.is_ascii_graphic()) {
        Ok(SecretString::from(text))
    } else {
        Err(SecretError::Malformed { place: place() })
    }
}
