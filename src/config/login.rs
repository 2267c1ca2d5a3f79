//! User and password for the addresses of exports: read once, kept hidden.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::environment::{Environment, NotText};

/// The variables, which set no key.
pub(super) const VARIABLES: [&str; 3] = [USER, PASSWORD, PASSWORD_FILE];

const USER: &str = "SHELFSYNC_HTTP_USER";
const PASSWORD: &str = "SHELFSYNC_HTTP_PASSWORD";
const PASSWORD_FILE: &str = "SHELFSYNC_HTTP_PASSWORD_FILE";

/// No password is longer.
const MOST_BYTES: u64 = 4 * 1024;

/// What a shop asks for before it hands out its export (RFC 7617). Neither
/// value is ever part of a text: both are wrapped, wiped when dropped, and
/// shown by `Debug` as redacted.
#[derive(Debug, Clone)]
pub struct Login {
    /// The name of the user; it has no colon.
    pub user: SecretString,
    /// The password; it may be empty.
    pub password: SecretString,
}

/// Why the login cannot be used. No message holds any part of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// Two passwords, and no way to know which is meant.
    #[error("both {PASSWORD} and {PASSWORD_FILE} are set; keep one of them")]
    Both,
    /// A user and no password.
    #[error("{USER} is set and no password; set {PASSWORD} or {PASSWORD_FILE}")]
    NoPassword,
    /// A password and no user.
    #[error("a password for web addresses is set and no user; set {USER}")]
    NoUser,
    /// A user that cannot be sent.
    #[error("{USER} holds a colon, which no user name of this kind can have")]
    Colon,
    /// A variable is not text.
    #[error("{variable} is not valid Unicode text; copy the value again")]
    NotText {
        /// The variable.
        variable: &'static str,
    },
    /// A line break or another sign that nobody types.
    #[error("{place} holds control characters or more than one line; copy the value again")]
    Malformed {
        /// The variable or file.
        place: String,
    },
    /// The file cannot be read.
    #[error("cannot read the password from `{}` (named by {PASSWORD_FILE}): {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

impl Login {
    /// The login that the environment gives, `None` when it gives none.
    ///
    /// The user is `SHELFSYNC_HTTP_USER`; the password is
    /// `SHELFSYNC_HTTP_PASSWORD` or stands in the file that
    /// `SHELFSYNC_HTTP_PASSWORD_FILE` names (relative to `cwd`, the working
    /// folder). White space around a variable is cut off, at the end of the
    /// file only line breaks are.
    pub fn load(environment: &Environment, cwd: &Path) -> Result<Option<Self>, LoginError> {
        let user = variable(environment, USER)?;
        let password = variable(environment, PASSWORD)?;
        let file = variable(environment, PASSWORD_FILE)?;
        let password = match (password, file) {
            (Some(_), Some(_)) => return Err(LoginError::Both),
            (Some(password), None) => Some(secret(password, || PASSWORD.to_owned())?),
            (None, Some(file)) => Some(from_file(&cwd.join(file), Path::new(file))?),
            (None, None) => None,
        };
        match (user, password) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(LoginError::NoPassword),
            (None, Some(_)) => Err(LoginError::NoUser),
            (Some(user), Some(_)) if user.contains(':') => Err(LoginError::Colon),
            (Some(user), Some(password)) => Ok(Some(Self {
                user: secret(user, || USER.to_owned())?,
                password,
            })),
        }
    }
}

fn variable<'e>(
    environment: &'e Environment,
    variable: &'static str,
) -> Result<Option<&'e str>, LoginError> {
    environment
        .text(variable)
        .map_err(|NotText| LoginError::NotText { variable })
}

fn from_file(file: &Path, shown: &Path) -> Result<SecretString, LoginError> {
    let unreadable = |cause| LoginError::Unreadable {
        path: shown.to_owned(),
        cause,
    };
    let place = || format!("the file `{}`", shown.display());
    let malformed = || LoginError::Malformed { place: place() };
    let file = File::open(file).map_err(unreadable)?;
    // Room for all of it, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(malformed());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed())?;
    // Editors on Windows begin a text file with a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    secret(text.trim_end_matches(['\r', '\n']), place)
}

fn secret(text: &str, place: impl Fn() -> String) -> Result<SecretString, LoginError> {
    if text.contains(char::is_control) {
        Err(LoginError::Malformed { place: place() })
    } else {
        Ok(SecretString::from(text))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use secrecy::ExposeSecret as _;

    use super::*;

    fn load(variables: &[(&str, &str)], cwd: &Path) -> Result<Option<Login>, LoginError> {
        Login::load(&variables.iter().copied().collect(), cwd)
    }

    #[test]
    fn user_and_password_come_together_from_variables_or_a_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "\u{feff} gehe im \r\n").unwrap();
        for (variables, user, password) in [
            (
                &[(USER, "anna"), (PASSWORD, " geheim\n")][..],
                "anna",
                "geheim",
            ),
            (
                &[(USER, "anna"), (PASSWORD_FILE, "file")],
                "anna",
                " gehe im ",
            ),
            (&[(USER, "Änne B"), (PASSWORD, "a:b c")], "Änne B", "a:b c"),
            (
                &[(USER, "anna"), (PASSWORD, ""), (PASSWORD_FILE, "file")],
                "anna",
                " gehe im ",
            ),
        ] {
            let login = load(variables, folder.path()).unwrap().unwrap();
            assert_eq!(login.user.expose_secret(), user, "{variables:?}");
            assert_eq!(login.password.expose_secret(), password, "{variables:?}");
            let shown = format!("{login:?}");
            assert!(
                !shown.contains("anna") && !shown.contains("gehe"),
                "{shown}"
            );
        }
        assert!(
            load(&[(USER, ""), (PASSWORD, " ")], folder.path())
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn half_a_login_is_refused_without_showing_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lines"), "geheim\ngeheim\n").unwrap();
        fs::write(folder.path().join("bytes"), b"geheim\xff").unwrap();
        fs::write(folder.path().join("large"), "geheim".repeat(1000)).unwrap();
        for (variables, reason) in [
            (&[(USER, "anna")][..], "no password"),
            (&[(PASSWORD, "geheim")], "no user"),
            (
                &[
                    (USER, "anna"),
                    (PASSWORD, "geheim"),
                    (PASSWORD_FILE, "file"),
                ],
                "keep one",
            ),
            (&[(USER, "an:na"), (PASSWORD, "geheim")], "a colon"),
            (
                &[(USER, "anna"), (PASSWORD, "ge\nheim")],
                "SHELFSYNC_HTTP_PASSWORD holds",
            ),
            (
                &[(USER, "anna"), (PASSWORD_FILE, "lines")],
                "the file `lines` holds",
            ),
            (
                &[(USER, "anna"), (PASSWORD_FILE, "bytes")],
                "the file `bytes` holds",
            ),
            (
                &[(USER, "anna"), (PASSWORD_FILE, "large")],
                "the file `large` holds",
            ),
            (
                &[(USER, "anna"), (PASSWORD_FILE, "none")],
                "cannot read the password",
            ),
        ] {
            let error = load(variables, folder.path()).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(reason), "{variables:?}: {shown}");
            assert!(
                !shown.contains("anna") && !shown.contains("heim"),
                "{shown}"
            );
        }
    }
}
