//! The way to Meta: connection, clock, version, limits.

use std::time::Duration;

use super::check::{Check, Fault, Subject};
use crate::graph::{Failure, Signs, Usage};
use crate::report::span;

/// From here on a sync writes slower by itself (`graph-api.md` 8.4, rule 5).
const BUSY: u8 = 75;
/// A difference of the clocks that somebody should know of, in seconds.
const NOTABLE: u64 = 60;
/// A difference with which ends of tokens and pauses are misjudged, in seconds.
const WRONG: u64 = 300;

/// Nobody answered, or not as the Graph API does. `proxy` is the variable that
/// names a proxy.
pub(super) fn unreached(failure: &Failure, proxy: Option<&str>) -> Check {
    let words = failure.to_string();
    // Messages end with a next step that suits all cases; this one is for the case.
    let seen = words.split("; ").next().unwrap_or_default();
    let seen = match proxy {
        Some(variable) => format!("{seen} ({variable} is set)"),
        None => seen.to_owned(),
    };
    Check::failed(
        Subject::Connection,
        Fault::Temporary,
        seen,
        way_out(failure, &words.to_lowercase()),
    )
}

/// The network's words tell where it broke; they differ between systems, so that
/// they choose the remedy and nothing else.
fn way_out(failure: &Failure, words: &str) -> &'static str {
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    match failure {
        Failure::Garbled { .. } => {
            "something else answers in Meta's place: a proxy, a login page of the network, or an outage; \
             check `catalog.api_url` and the proxy, or run again later"
        }
        _ if says(&["certificate", "tls", "handshake", "corrupt message"]) => {
            "no encrypted connection comes about: check the clock, the system's certificates, and whether a \
             proxy opens connections; its certificate must be among those of the system"
        }
        _ if says(&["lookup", "dns", "resolve", "name or service"]) => {
            "the name cannot be resolved: check the network, its name server, and `catalog.api_url`"
        }
        _ if says(&["proxy", "tunnel"]) => {
            "the proxy refuses: check HTTPS_PROXY, or let it pass the host of `catalog.api_url`"
        }
        _ if says(&["refused"]) => {
            "nothing listens there: check `catalog.api_url`, the firewall, and HTTPS_PROXY if there is a proxy"
        }
        _ => "check the network and HTTPS_PROXY, and run again later",
    }
}

/// Meta answered, but cannot work just now.
pub(super) fn outage(failure: &Failure) -> Check {
    Check::failed(
        Subject::Connection,
        Fault::Temporary,
        failure.to_string(),
        "run this again later; a sync tries several times by itself",
    )
}

/// This computer's clock against the server's. `asked` and `answered` are our times
/// around the call, in Unix milliseconds.
pub(super) fn clock(signs: &Signs, asked: i64, answered: i64) -> Check {
    let subject = Subject::Clock;
    let Some(date) = signs.date else {
        return Check::skipped(subject, "the answer carries no date");
    };
    // The header cuts off the second's parts.
    let begin = date.saturating_mul(1000);
    let end = begin.saturating_add(999);
    let (side, off) = if answered < begin {
        ("behind", begin.abs_diff(answered))
    } else if asked > end {
        ("ahead of", asked.abs_diff(end))
    } else {
        return Check::ok(subject, "as Meta's");
    };
    let seconds = off / 1000;
    let seen = if seconds == 0 {
        "as Meta's".to_owned()
    } else {
        format!("{} {side} Meta's", span(Duration::from_secs(seconds)))
    };
    let remedy = "set the clock by the network (NTP): ends of tokens, pauses and certificates are \
                  judged by it";
    if seconds <= NOTABLE {
        Check::ok(subject, seen)
    } else if seconds <= WRONG {
        Check::warning(subject, seen, remedy)
    } else {
        Check::failed(subject, Fault::Setup, seen, remedy)
    }
}

/// The version that was asked for and the one that answered.
pub(super) fn version(asked: &str, signs: &Signs) -> Check {
    let subject = Subject::Version;
    let served = signs.version.as_deref().unwrap_or(asked);
    if served == asked && signs.version_warning.is_none() {
        return Check::ok(subject, asked);
    }
    let seen = match &signs.version_warning {
        Some(words) => format!("asked for {asked}, Meta says: {words}"),
        None => format!("asked for {asked}, answered by {served}"),
    };
    Check::warning(
        subject,
        seen,
        format!(
            "set `catalog.api_version` to \"{}\", or leave it out",
            if served == asked {
                "the version that Meta names"
            } else {
                served
            }
        ),
    )
}

/// How much of the allowance is used; `refused` are Meta's words when it takes no
/// calls now.
pub(super) fn limits(usage: Usage, refused: Option<&str>) -> Check {
    let subject = Subject::Limits;
    if refused.is_some() || usage.regain.is_some() {
        let wait = usage
            .regain
            .map(|wait| format!("no calls for {}", span(wait)));
        let seen: Vec<String> = wait.into_iter().chain(refused.map(str::to_owned)).collect();
        return Check::failed(
            subject,
            Fault::Temporary,
            seen.join("; "),
            "wait until then: calls made while blocked lengthen the block; see that no other program calls \
             for this catalog in a loop",
        );
    }
    if !usage.known {
        return Check::ok(subject, "Meta says nothing of an allowance");
    }
    let seen = format!("{} % of the allowance of calls used", usage.percent);
    match usage.percent {
        0..BUSY => Check::ok(subject, seen),
        BUSY.. => Check::warning(
            subject,
            seen,
            "a sync slows down by itself; run it less often, or see who else calls for this catalog",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::Verdict;

    #[test]
    fn a_clock_may_differ_by_a_minute() {
        let at = |date: i64| Signs {
            date: Some(date),
            ..Signs::default()
        };
        let now = 1_800_000_000;
        for (ours, verdict, seen) in [
            (now, "ok", "as Meta's"),
            (now - 1, "ok", "1 s behind Meta's"),
            (now + 1, "ok", "as Meta's"),
            (now - 60, "ok", "1 min behind Meta's"),
            (now - 61, "warning", "1 min 1 s behind Meta's"),
            (now + 302, "failed", "5 min 1 s ahead of Meta's"),
            (now - 300, "warning", "5 min behind Meta's"),
            (now - 86_400, "failed", "24 h behind Meta's"),
        ] {
            let check = clock(&at(now), ours * 1000, ours * 1000);
            assert_eq!((check.verdict.word(), check.seen.as_str()), (verdict, seen));
        }
        // A slow answer is no wrong clock.
        let slow = clock(&at(now), now * 1000 - 30_000, now * 1000 + 30_000);
        assert_eq!(slow.seen, "as Meta's");
        let none = clock(&Signs::default(), 0, 0);
        assert_eq!(none.verdict, Verdict::Skipped);
        // No date brings it down.
        let far = clock(&at(i64::MAX), 0, 0);
        assert_eq!(far.verdict.word(), "failed");
    }

    #[test]
    fn the_remedy_fits_the_place_where_the_way_is_broken() {
        let lost = |reason: &str| Failure::Unreached {
            host: "graph.example".into(),
            reason: reason.into(),
        };
        let page = Failure::Garbled {
            host: "graph.example".into(),
            status: 200,
            begins: "<html>".into(),
        };
        for (failure, word) in [
            (
                lost("invalid peer certificate: UnknownIssuer"),
                "certificates",
            ),
            (
                lost("failed to lookup address information: Name or service not known"),
                "resolved",
            ),
            (lost("unsuccessful tunnel"), "proxy refuses"),
            (lost("Connection refused (os error 111)"), "listens"),
            (lost("timed out"), "run again later"),
            (page, "in Meta's place"),
        ] {
            let check = unreached(&failure, Some("HTTPS_PROXY"));
            let remedy = check.verdict.remedy().unwrap_or_default();
            assert!(remedy.contains(word), "{failure}: {remedy}");
            assert!(
                check.seen.ends_with("(HTTPS_PROXY is set)"),
                "{}",
                check.seen
            );
        }
    }

    #[test]
    fn an_allowance_is_looked_at_before_it_is_used_up() {
        let usage = |percent, minutes: u64| Usage {
            percent,
            known: true,
            regain: (minutes > 0).then(|| Duration::from_secs(60 * minutes)),
        };
        for (usage, refused, verdict) in [
            (Usage::default(), None, "ok"),
            (usage(74, 0), None, "ok"),
            (usage(75, 0), None, "warning"),
            (usage(100, 7), None, "failed"),
            (usage(100, 0), Some("too many calls"), "failed"),
        ] {
            let check = limits(usage, refused);
            assert_eq!(check.verdict.word(), verdict, "{usage:?} {refused:?}");
        }
        let both = limits(usage(100, 7), Some("too many calls"));
        assert_eq!(both.seen, "no calls for 7 min; too many calls");
    }

    #[test]
    fn a_version_that_meta_raised_is_named() {
        let signs = |version: Option<&str>, warning: Option<&str>| Signs {
            version: version.map(Into::into),
            version_warning: warning.map(Into::into),
            ..Signs::default()
        };
        for (signs, seen) in [
            (signs(None, None), "v24.0"),
            (signs(Some("v24.0"), None), "v24.0"),
            (
                signs(Some("v25.0"), None),
                "asked for v24.0, answered by v25.0",
            ),
            (
                signs(Some("v25.0"), Some("upgraded")),
                "asked for v24.0, Meta says: upgraded",
            ),
        ] {
            assert_eq!(version("v24.0", &signs).seen, seen);
        }
    }
}
