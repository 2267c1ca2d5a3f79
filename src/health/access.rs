//! What Meta says of the token: its kind, its end, its permissions, its proof.

use jiff::Timestamp;

use super::check::{Check, Fault, Subject};
use crate::graph::{ApiError, Failure, Stop, TokenFacts};

/// The permission that every call needs (`graph-api.md` 2.3).
const SCOPE: &str = "catalog_management";
/// A token that ends within so many seconds needs somebody's time soon: 14 days.
const SOON: i64 = 14 * DAY;
const DAY: i64 = 86_400;

/// The app's secret, when Meta took the call.
pub(super) fn proof(has_secret: bool) -> Check {
    let seen = if has_secret {
        "Meta accepts the proof of META_APP_SECRET"
    } else {
        "Meta asks for none"
    };
    Check::ok(Subject::Proof, seen)
}

/// Whether a refusal is about the proof and not about the token: neither has a
/// code of its own (`graph-api.md` 2.2).
pub(super) fn is_about_proof(failure: &Failure) -> bool {
    match failure {
        Failure::Refused { error, .. } => {
            let ApiError { message, .. } = error;
            message.to_lowercase().contains("appsecret_proof")
        }
        Failure::Unreached { .. } | Failure::Unanswered { .. } | Failure::Garbled { .. } => false,
    }
}

/// The app's secret, when Meta did not take the call because of it.
pub(super) fn bad_proof(has_secret: bool, failure: &Failure) -> Check {
    let remedy = if has_secret {
        "META_APP_SECRET is not the secret of the app that made the token: copy it from the app's basic \
         settings"
    } else {
        "the app asks for a proof: put its secret, from the app's basic settings, into META_APP_SECRET"
    };
    Check::failed(Subject::Proof, Fault::Denied, failure.to_string(), remedy)
}

/// The token, when Meta refused it.
pub(super) fn bad_token(words: impl Into<String>) -> Check {
    Check::failed(
        Subject::Token,
        Fault::Denied,
        words,
        Stop::Credentials.remedy(),
    )
}

/// Whose token it is and when it ends, at `now` in Unix seconds.
pub(super) fn token(facts: &TokenFacts, now: i64) -> Check {
    if facts.valid == Some(false) {
        let words = facts.error.as_ref().map(|error| error.message.as_str());
        return bad_token(format!(
            "not valid; Meta says: {}",
            words.unwrap_or("nothing more")
        ));
    }
    let (kind, lasting) = kind(&facts.kind);
    let app = match (facts.application.as_str(), facts.app_id.as_str()) {
        ("", "") => String::new(),
        ("", id) => format!(" of app {id}"),
        (name, "") => format!(" of {name}"),
        (name, id) => format!(" of {name} (app {id})"),
    };
    let ends = [
        ("ends", facts.expires_at),
        ("may see data until", facts.data_access_expires_at),
    ];
    let ends: Vec<(&str, i64)> = ends.into_iter().filter(|(_, at)| *at > 0).collect();
    let mut seen = format!("{kind}{app}");
    for (what, at) in &ends {
        seen = format!(
            "{seen}, {what} {} ({})",
            day(*at),
            distance(at.saturating_sub(now))
        );
    }
    if facts.expires_at <= 0 {
        seen.push_str(", without end");
    }
    let soon = ends.iter().any(|(_, at)| at.saturating_sub(now) <= SOON);
    let remedy = match (soon, lasting) {
        (false, true) => return Check::ok(Subject::Token, seen),
        (true, true) => {
            "make a new token for the system user in the business settings, without end if you may, \
             and put it into META_ACCESS_TOKEN before then"
        }
        (true, false) => {
            "use the token of a system user, made without end: this one needs somebody every time it ends"
        }
        (false, false) => {
            "use the token of a system user: it does not end with a password, a session or a person's job"
        }
    };
    Check::warning(Subject::Token, seen, remedy)
}

/// The kind of a token in words, and whether it suits unattended runs.
fn kind(word: &str) -> (String, bool) {
    match word {
        "SYSTEM_USER" => ("system user's token".to_owned(), true),
        "USER" => ("a person's token".to_owned(), false),
        "PAGE" => ("a page's token".to_owned(), false),
        "APP" => ("an app's token".to_owned(), false),
        // Meta may have more kinds than are known here.
        "" => ("token".to_owned(), true),
        other => (format!("token of kind {other}"), true),
    }
}

fn day(seconds: i64) -> String {
    let date = Timestamp::from_second(seconds);
    date.map_or_else(
        |_| seconds.to_string(),
        |time| time.strftime("%Y-%m-%d").to_string(),
    )
}

fn distance(seconds: i64) -> String {
    if seconds <= 0 {
        return "over".to_owned();
    }
    match seconds.saturating_add(DAY - 1) / DAY {
        1 => "within a day".to_owned(),
        days => format!("in {days} days"),
    }
}

/// The token, when Meta does not let it be looked at but answers who it is.
pub(super) fn unknown_token(name: &str, words: &str) -> Check {
    Check::warning(
        Subject::Token,
        format!("good, of {name}; its kind and end are not told: {words}"),
        "look at it in Meta's access token debugger, and note when it ends",
    )
}

/// What the token may do. `targets` are the objects that the permission was
/// given for, `None` when for all.
pub(super) fn permission(
    scopes: &[String],
    targets: Option<&[&str]>,
    catalog: Option<&str>,
) -> Check {
    let subject = Subject::Permission;
    if !scopes.iter().any(|scope| scope == SCOPE) {
        let seen = match scopes {
            [] => "none".to_owned(),
            scopes => format!("{}, but not {SCOPE}", scopes.join(", ")),
        };
        return Check::failed(subject, Fault::Denied, seen, Stop::Permission.remedy());
    }
    let seen = scopes.join(", ");
    match (targets, catalog) {
        // An empty list has been seen where the permission is for all.
        (Some([_, ..] | []), None) | (None | Some([]), _) => Check::ok(subject, seen),
        (Some(targets), Some(catalog)) if targets.contains(&catalog) => {
            Check::ok(subject, format!("{seen}; for this catalog"))
        }
        (Some(targets), Some(catalog)) => {
            let few: Vec<&str> = targets.iter().take(3).copied().collect();
            Check::warning(
                subject,
                format!("{seen}; given for {}, not for {catalog}", few.join(", ")),
                "assign the catalog to the system user with the task MANAGE, and make the token anew; or \
                 correct `catalog.id`",
            )
        }
    }
}

/// The granular targets of our permission.
pub(super) fn targets(facts: &TokenFacts) -> Option<Vec<&str>> {
    let ours = facts.granular.iter().find(|one| one.scope == SCOPE)?;
    let ids = ours.target_ids.as_ref()?;
    Some(ids.iter().map(|id| id.0.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn facts(kind: &str, expires_in: i64) -> TokenFacts {
        TokenFacts {
            kind: kind.into(),
            app_id: "7".into(),
            application: "Feeds".into(),
            valid: Some(true),
            expires_at: if expires_in == 0 { 0 } else { NOW + expires_in },
            ..TokenFacts::default()
        }
    }

    #[test]
    fn a_token_warns_from_fourteen_days_before_its_end() {
        for (kind, expires_in, verdict, seen) in [
            (
                "SYSTEM_USER",
                0,
                "ok",
                "system user's token of Feeds (app 7), without end",
            ),
            (
                "SYSTEM_USER",
                15 * DAY,
                "ok",
                "system user's token of Feeds (app 7), ends 2027-01-30 (in 15 days)",
            ),
            (
                "SYSTEM_USER",
                14 * DAY,
                "warning",
                "system user's token of Feeds (app 7), ends 2027-01-29 (in 14 days)",
            ),
            (
                "SYSTEM_USER",
                60,
                "warning",
                "system user's token of Feeds (app 7), ends 2027-01-15 (within a day)",
            ),
            (
                "SYSTEM_USER",
                -60,
                "warning",
                "system user's token of Feeds (app 7), ends 2027-01-15 (over)",
            ),
            (
                "USER",
                0,
                "warning",
                "a person's token of Feeds (app 7), without end",
            ),
            (
                "NEW_KIND",
                0,
                "ok",
                "token of kind NEW_KIND of Feeds (app 7), without end",
            ),
        ] {
            let check = token(&facts(kind, expires_in), NOW);
            assert_eq!((check.verdict.word(), check.seen.as_str()), (verdict, seen));
        }
        let data = TokenFacts {
            data_access_expires_at: NOW + 3 * DAY,
            ..facts("SYSTEM_USER", 0)
        };
        let check = token(&data, NOW);
        assert_eq!(check.verdict.word(), "warning");
        assert!(
            check
                .seen
                .contains("may see data until 2027-01-18 (in 3 days)"),
            "{}",
            check.seen
        );
    }

    #[test]
    fn a_permission_is_there_and_for_this_catalog() {
        let scopes =
            |words: &str| -> Vec<String> { words.split_whitespace().map(str::to_owned).collect() };
        let hundred = Some("100");
        for (held, targets, catalog, verdict) in [
            ("", None, hundred, "failed"),
            ("business_management", None, hundred, "failed"),
            ("catalog_management", None, hundred, "ok"),
            ("catalog_management", Some(&[][..]), hundred, "ok"),
            (
                "catalog_management",
                Some(&["100", "200"][..]),
                hundred,
                "ok",
            ),
            ("catalog_management", Some(&["200"][..]), hundred, "warning"),
            ("catalog_management", Some(&["200"][..]), None, "ok"),
        ] {
            let check = permission(&scopes(held), targets, catalog);
            assert_eq!(check.verdict.word(), verdict, "{held} {targets:?}");
        }
    }
}
