//! Which version of the interface answers a call (graph-api.md 1.2).

/// The oldest and the newest version that catalog calls run on; since v24.0 ended
/// in October 2026.
const OLDEST: (u32, u32) = (25, 0);
const NEWEST: (u32, u32) = (26, 0);

/// What the headers of an answer say of the version.
pub(super) struct Served {
    /// The version that answered.
    pub(super) version: String,
    /// Said when it is another one than the call named, for that one is gone.
    pub(super) warning: Option<String>,
}

/// The version that answers a call that names `asked`. One that is gone is raised; a
/// call that names none runs on the oldest.
pub(super) fn served(asked: Option<&str>) -> Served {
    let numbers = asked.and_then(|asked| {
        let (major, minor) = asked.strip_prefix('v')?.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    let (major, minor): (u32, u32) = numbers.unwrap_or(OLDEST).clamp(OLDEST, NEWEST);
    let version = format!("v{major}.{minor}");
    let gone = numbers.is_some_and(|numbers| numbers < OLDEST);
    let warning = asked.filter(|_| gone).map(|asked| {
        format!("The call has been auto-upgraded to {version} as {asked} has been deprecated.")
    });
    Served { version, warning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_gone_is_raised_and_said_so() {
        for (asked, version, warned) in [
            (None, "v25.0", false),
            (Some("v21.0"), "v25.0", true),
            (Some("v24.0"), "v25.0", true),
            (Some("v25.0"), "v25.0", false),
            (Some("v26.0"), "v26.0", false),
            (Some("v99.0"), "v26.0", false),
        ] {
            let served = served(asked);
            assert_eq!(served.version, version, "{asked:?}");
            assert_eq!(served.warning.is_some(), warned, "{asked:?}");
        }
    }
}
