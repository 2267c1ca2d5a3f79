//! The token and the app's secret, as they are given to us.

use std::path::Path;

use super::check::{Check, Fault, Subject};
use crate::config::{Credentials, SecretError};

/// Where the token comes from, and whether others on this computer can read it.
/// `cwd` is the working folder.
pub fn credentials(loaded: Result<Option<&Credentials>, &SecretError>, cwd: &Path) -> Check {
    let found = match loaded {
        Ok(Some(found)) => found,
        Ok(None) => {
            return Check::failed(
                Subject::Credentials,
                Fault::Denied,
                "no access token: META_ACCESS_TOKEN and META_ACCESS_TOKEN_FILE are not set, or empty",
                "put the token of a system user with `catalog_management` into META_ACCESS_TOKEN; cron and \
                 CI do not read your shell's profile",
            );
        }
        Err(error) => {
            return Check::of_error(
                Subject::Credentials,
                Fault::Denied,
                error,
                "check the path, the file and its permissions",
            );
        }
    };
    let Credentials {
        token: _,
        app_secret,
        file,
    } = found;
    let secret = if app_secret.is_some() {
        "META_APP_SECRET is set"
    } else {
        "no META_APP_SECRET"
    };
    let Some(file) = file else {
        let seen = format!("the token of META_ACCESS_TOKEN; {secret}");
        return Check::ok(Subject::Credentials, seen);
    };
    let shown = file.display();
    let seen = format!("the token of {shown} (META_ACCESS_TOKEN_FILE); {secret}");
    match open_to_others(&cwd.join(file)) {
        Some(mode) => Check::warning(
            Subject::Credentials,
            format!("{seen}; others can read the file (mode {mode:03o})"),
            format!("chmod 600 {shown}"),
        ),
        None => Check::ok(Subject::Credentials, seen),
    }
}

/// The mode of a file that not only its owner may use.
#[cfg(unix)]
pub(super) fn open_to_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    // A file that is gone or hidden is no business of this check.
    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Elsewhere rights are lists that say more than a mode.
#[cfg(not(unix))]
pub(super) fn open_to_others(_path: &Path) -> Option<u32> {
    None
}
