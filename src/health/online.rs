//! The questions to Meta, in the order in which one answer makes the next
//! question worth asking. No question writes.

use super::bearer::{Bearer, OF_TOKEN};
use super::call::{Desk, Tally, ask, refused, skip};
use super::check::{Check, Fault, Subject};
use super::{network, shelf};
use crate::config::{ConfigError, key};
use crate::deliver::now;
use crate::graph::{Answer, CatalogFacts, ClientError, Failure, Heard, Stop, TokenFacts, Verdict};

/// What needs an answer from Meta, and what needs a token besides.
const AFTER_CONNECTION: [Subject; 2] = [Subject::Clock, Subject::Version];
const AFTER_TOKEN: [Subject; 3] = [Subject::Catalog, Subject::Writers, Subject::Limits];

/// Asks nothing, and says `why`.
pub fn offline(catalog: Option<&str>, why: &str) -> Vec<Check> {
    let mut checks = vec![Check::skipped(Subject::Connection, why)];
    let rest = AFTER_CONNECTION.iter().chain(&OF_TOKEN).chain(&AFTER_TOKEN);
    checks.extend(skip(rest, why));
    missing(catalog, &mut checks);
    checks
}

/// There is no client to ask with.
pub fn no_client(catalog: Option<&str>, error: &ClientError) -> Vec<Check> {
    let mut checks = offline(catalog, "needs a connection");
    let otherwise = "check the system's proxy and certificate settings";
    checks[0] = Check::of_error(Subject::Connection, Fault::Setup, error, otherwise);
    checks
}

/// Asks Meta everything that a run depends on.
pub async fn online(desk: &Desk<'_>) -> Vec<Check> {
    let mut checks = questions(desk).await;
    missing(desk.catalog, &mut checks);
    checks
}

/// That the catalog has no id is known without asking anybody.
fn missing(catalog: Option<&str>, checks: &mut [Check]) {
    if catalog.is_some() {
        return;
    }
    let error = ConfigError::missing(&key::CATALOG_ID);
    let check = Check::of_error(Subject::Catalog, Fault::Setup, &error, "set `catalog.id`");
    for place in checks.iter_mut().filter(|one| one.subject == check.subject) {
        place.clone_from(&check);
    }
}

async fn questions(desk: &Desk<'_>) -> Vec<Check> {
    let asked = now();
    let first = if desk.has_token {
        ask(desk, desk.client.token()).await
    } else {
        // It is refused, and that is an answer.
        let heard = ask(desk, desk.client.me()).await;
        Heard {
            answer: heard
                .answer
                .map(|(_, usage)| (TokenFacts::default(), usage)),
            signs: heard.signs,
        }
    };
    let answered = now();
    if let Err(trouble) = &first.answer
        && let Some(check) = no_answer(desk, &trouble.failure)
    {
        let mut checks = vec![check];
        let rest = AFTER_CONNECTION.iter().chain(&OF_TOKEN).chain(&AFTER_TOKEN);
        checks.extend(skip(rest, "needs an answer from Meta"));
        return checks;
    }
    let mut checks = vec![
        Check::ok(Subject::Connection, format!("{} answers", desk.address)),
        network::clock(&first.signs, asked, answered),
        network::version(desk.version, &first.signs),
    ];
    if !desk.has_token {
        let rest = OF_TOKEN.iter().chain(&AFTER_TOKEN);
        checks.extend(skip(rest, "needs an access token"));
        return checks;
    }
    let mut tally = Tally::default();
    tally.note(&first.answer);
    // The server knows the time by which tokens end.
    let today = first.signs.date.unwrap_or(answered / 1000);
    let mut bearer = Bearer::ask(desk, &first.answer, today, &mut tally).await;
    checks.append(&mut bearer.checks);
    match bearer.useless {
        Some(why) if tally.is_silent() => checks.extend(skip(&AFTER_TOKEN, why)),
        Some(why) => {
            checks.extend(skip(&AFTER_TOKEN[..2], why));
            checks.push(tally.limits());
        }
        None => {
            checks.extend(catalog(desk, bearer.app.as_deref(), &mut tally).await);
            checks.push(tally.limits());
        }
    }
    checks
}

/// The check of a connection that is none.
fn no_answer(desk: &Desk<'_>, failure: &Failure) -> Option<Check> {
    match failure {
        Failure::Unreached { .. } | Failure::Unanswered { .. } | Failure::Garbled { .. } => {
            Some(network::unreached(failure, desk.proxy))
        }
        Failure::Refused { .. } => match failure.verdict() {
            Verdict::Retry | Verdict::Shrink => Some(network::outage(failure)),
            Verdict::Wait(_) | Verdict::Stop(_) | Verdict::Fix | Verdict::Unknown => None,
        },
    }
}

/// The catalog and its other writers.
async fn catalog(desk: &Desk<'_>, app: Option<&str>, tally: &mut Tally) -> [Check; 2] {
    let Some(id) = desk.catalog else {
        let unknown = |subject| Check::skipped(subject, "needs the catalog's id");
        return [unknown(Subject::Catalog), unknown(Subject::Writers)];
    };
    let facts = facts(desk, tally).await;
    let check = match &facts {
        Ok((facts, _)) => shelf::catalog(id, facts),
        Err(trouble) => refused(Subject::Catalog, &trouble.failure, Stop::Catalog),
    };
    let writers = if facts.is_err() {
        Check::skipped(Subject::Writers, "needs a catalog that answers")
    } else {
        writers(desk, app, tally).await
    };
    [check, writers]
}

/// The catalog with its owner, or without where the token may not see the owner.
async fn facts(desk: &Desk<'_>, tally: &mut Tally) -> Answer<CatalogFacts> {
    let full = ask(desk, desk.client.catalog_and_owner()).await.answer;
    tally.note(&full);
    let worth_another = full
        .as_ref()
        .is_err_and(|trouble| match trouble.failure.verdict() {
            Verdict::Stop(Stop::Permission | Stop::Catalog) | Verdict::Fix | Verdict::Unknown => {
                true
            }
            Verdict::Stop(Stop::Credentials)
            | Verdict::Retry
            | Verdict::Shrink
            | Verdict::Wait(_) => false,
        });
    if !worth_another {
        return full;
    }
    let plain = ask(desk, desk.client.catalog_alone()).await.answer;
    tally.note(&plain);
    plain
}

async fn writers(desk: &Desk<'_>, app: Option<&str>, tally: &mut Tally) -> Check {
    let sources = ask(desk, desk.client.data_sources()).await.answer;
    tally.note(&sources);
    let (sources, _) = match sources {
        Ok(sources) => sources,
        Err(trouble) => return unseen(&trouble.failure),
    };
    let feeds = ask(desk, desk.client.feeds()).await.answer;
    tally.note(&feeds);
    match feeds {
        Ok((feeds, _)) => shelf::writers(&sources, &feeds, app),
        Err(trouble) => unseen(&trouble.failure),
    }
}

/// Not to see the other writers keeps no run from working.
fn unseen(failure: &Failure) -> Check {
    match failure.verdict() {
        Verdict::Retry | Verdict::Shrink | Verdict::Wait(_) => {
            refused(Subject::Writers, failure, Stop::Permission)
        }
        Verdict::Stop(_) | Verdict::Fix | Verdict::Unknown => Check::warning(
            Subject::Writers,
            format!("not told: {failure}"),
            "look in Commerce Manager under data sources whether a feed or another app writes into this \
             catalog",
        ),
    }
}
