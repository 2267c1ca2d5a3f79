//! A check: one thing that was looked at, and its verdict.

/// What is looked at, in the order in which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The settings.
    Configuration,
    /// An export; each has a check of its own.
    Source,
    /// The state file.
    State,
    /// The lock beside it.
    Lock,
    /// What was sent and has no verdict.
    Batches,
    /// A pause that Meta asked for.
    Pause,
    /// What waits for a decision.
    Decisions,
    /// The token and the app's secret, as they are given.
    Credentials,
    /// The way to Meta.
    Connection,
    /// This computer's clock.
    Clock,
    /// The version of the Graph API.
    Version,
    /// The proof that the app's secret gives.
    Proof,
    /// What Meta says of the token.
    Token,
    /// What the token may do.
    Permission,
    /// The catalog.
    Catalog,
    /// Others who write into the catalog.
    Writers,
    /// How much of the allowance of calls is used.
    Limits,
}

impl Subject {
    /// The word for it, which scripts may rely on.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Source => "source",
            Self::State => "state",
            Self::Lock => "lock",
            Self::Batches => "batches",
            Self::Pause => "pause",
            Self::Decisions => "decisions",
            Self::Credentials => "credentials",
            Self::Connection => "connection",
            Self::Clock => "clock",
            Self::Version => "version",
            Self::Proof => "proof",
            Self::Token => "token",
            Self::Permission => "permission",
            Self::Catalog => "catalog",
            Self::Writers => "writers",
            Self::Limits => "limits",
        }
    }
}

/// Whose fault a failure is; each has its exit code (`contract.md` 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Settings, state file or computer: exit 2.
    Setup,
    /// Credentials, permission or catalog: exit 6.
    Denied,
    /// An export: exit 8.
    Input,
    /// Network, limits, Meta itself: exit 5.
    Temporary,
}

/// What came of a check. What is not well has a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// A run works, but somebody should do this.
    Warning(String),
    /// A run does not work until somebody does this.
    Failed(Fault, String),
    /// Not looked at.
    Skipped,
}

impl Verdict {
    /// The word for it, which scripts may rely on.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning(_) => "warning",
            Self::Failed(..) => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// What to do.
    pub fn remedy(&self) -> Option<&str> {
        match self {
            Self::Warning(remedy) | Self::Failed(_, remedy) => Some(remedy),
            Self::Ok | Self::Skipped => None,
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub subject: Subject,
    /// What came of it.
    pub verdict: Verdict,
    /// What was seen, or why it was not looked at.
    pub seen: String,
}

impl Check {
    /// A check of something that is as it should be.
    pub fn ok(subject: Subject, seen: impl Into<String>) -> Self {
        Self {
            subject,
            verdict: Verdict::Ok,
            seen: seen.into(),
        }
    }

    pub(super) fn warning(
        subject: Subject,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            verdict: Verdict::Warning(remedy.into()),
            seen: seen.into(),
        }
    }

    pub(super) fn failed(
        subject: Subject,
        fault: Fault,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            verdict: Verdict::Failed(fault, remedy.into()),
            seen: seen.into(),
        }
    }

    /// A check that was not made, and why.
    pub fn skipped(subject: Subject, why: impl Into<String>) -> Self {
        Self {
            subject,
            verdict: Verdict::Skipped,
            seen: why.into(),
        }
    }

    /// A failure in the words of an error. Our messages say the fact, a semicolon
    /// and the next step; `otherwise` is the next step of one that says none.
    pub(super) fn of_error(
        subject: Subject,
        fault: Fault,
        error: &dyn std::error::Error,
        otherwise: &str,
    ) -> Self {
        let message = error.to_string();
        let (seen, remedy) = match message.split_once("; ") {
            // Several problems, one a line, have a next step each.
            Some((seen, remedy)) if !message.contains('\n') => (seen, remedy),
            Some(_) | None => (message.as_str(), otherwise),
        };
        let mut seen = seen.to_owned();
        // What the system says stands behind some messages.
        if let Some(cause) = error.source().map(ToString::to_string)
            && !message.contains(&cause)
        {
            seen = format!("{seen}: {cause}");
        }
        Self::failed(subject, fault, seen, remedy)
    }
}

/// A size in the unit that suits it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{message}")]
    struct Said {
        message: &'static str,
        source: Option<std::io::Error>,
    }

    #[test]
    fn a_message_is_parted_into_the_fact_and_the_next_step() {
        let denied = || Some(std::io::Error::from(std::io::ErrorKind::PermissionDenied));
        for (message, source, seen, remedy) in [
            ("a: gone; check the path", None, "a: gone", "check the path"),
            ("a; b; c", None, "a", "b; c"),
            (
                "cannot read `a`",
                denied(),
                "cannot read `a`: permission denied",
                "else",
            ),
            (
                "2 problems:\n  a; b\n  c; d",
                None,
                "2 problems:\n  a; b\n  c; d",
                "else",
            ),
        ] {
            let error = Said { message, source };
            let check = Check::of_error(Subject::State, Fault::Setup, &error, "else");
            assert_eq!(check.seen, seen, "{message}");
            assert_eq!(check.verdict.remedy(), Some(remedy), "{message}");
        }
    }

    #[test]
    fn a_size_has_a_unit() {
        let sizes = [0, 999, 1_000, 12_345_678, 9_999_999_999].map(size);
        assert_eq!(sizes, ["0 bytes", "999 bytes", "1 KB", "12 MB", "9 GB"]);
    }
}
