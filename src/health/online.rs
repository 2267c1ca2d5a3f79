//! The questions to Meta, in the order in which one answer makes the next
//! question worth asking. No question writes, and none is asked twice.

use std::time::Duration;

use tokio::time::timeout;

use super::check::{Check, Fault, Subject};
use super::{access, network, shelf};
use crate::config::{ConfigError, key};
use crate::deliver::now;
use crate::graph::{
    Answer, CatalogFacts, Client, ClientError, Failure, Grant, Heard, Signs, Stop, TokenFacts,
    Trouble, Usage, Verdict,
};

/// No answer is waited for any longer: somebody sits in front of this.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the questions need.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The client; one without a token still tells whether Meta can be reached.
    pub client: &'a Client,
    /// Whether it has a token.
    pub has_token: bool,
    /// Whether it has the app's secret.
    pub has_secret: bool,
    /// The catalog's id, if it is known.
    pub catalog: Option<&'a str>,
    /// Where Meta is, as scheme and host.
    pub address: &'a str,
    /// The version that is asked for.
    pub version: &'a str,
    /// The variable that names a proxy, if one does.
    pub proxy: Option<&'a str>,
}

/// What needs an answer from Meta, and what needs a token besides.
const AFTER_CONNECTION: [Subject; 2] = [Subject::Clock, Subject::Version];
const AFTER_TOKEN: [Subject; 3] = [Subject::Catalog, Subject::Writers, Subject::Limits];
const OF_TOKEN: [Subject; 3] = [Subject::Proof, Subject::Token, Subject::Permission];

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
    let mut known = Access::ask(desk, &first.answer, today, &mut tally).await;
    checks.append(&mut known.checks);
    if let Some(why) = known.useless {
        checks.extend(skip(&AFTER_TOKEN[..2], why));
    } else {
        checks.extend(catalog(desk, known.app.as_deref(), &mut tally).await);
    }
    checks.push(if known.useless.is_some() && !tally.usage.known {
        Check::skipped(Subject::Limits, "needs a valid token")
    } else {
        network::limits(tally.usage, tally.refused.as_deref())
    });
    checks
}

fn skip<'a>(
    subjects: impl IntoIterator<Item = &'a Subject>,
    why: &str,
) -> impl Iterator<Item = Check> {
    let skipped = |subject: &Subject| Check::skipped(*subject, why);
    subjects
        .into_iter()
        .map(skipped)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Waits for an answer, but not for ever.
async fn ask<T>(desk: &Desk<'_>, call: impl Future<Output = Heard<T>>) -> Heard<T> {
    match timeout(PATIENCE, call).await {
        Ok(heard) => heard,
        Err(_) => Heard {
            answer: Err(Box::new(Trouble {
                failure: Failure::Unanswered {
                    host: desk.address.to_owned(),
                    reason: format!("nothing came within {} s", PATIENCE.as_secs()),
                },
                usage: Usage::default(),
                retry_after: None,
            })),
            signs: Signs::default(),
        },
    }
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

/// What all answers say of the allowance.
#[derive(Default)]
struct Tally {
    usage: Usage,
    /// Meta's words when it took no call.
    refused: Option<String>,
}

impl Tally {
    fn note<T>(&mut self, answer: &Answer<T>) {
        let said = match answer {
            Ok((_, usage)) => *usage,
            Err(trouble) => {
                if let Verdict::Wait(_) = trouble.failure.verdict() {
                    self.refused = Some(trouble.failure.to_string());
                }
                let mut usage = trouble.usage;
                usage.regain = usage.regain.or(trouble.retry_after);
                usage
            }
        };
        self.usage = Usage {
            percent: self.usage.percent.max(said.percent),
            known: self.usage.known || said.known,
            regain: self.usage.regain.max(said.regain),
        };
    }
}

/// What is known of the token.
struct Access {
    /// Proof, token and permission.
    checks: Vec<Check>,
    /// The app that made it.
    app: Option<String>,
    /// Why no further question makes sense.
    useless: Option<&'static str>,
}

impl Access {
    async fn ask(
        desk: &Desk<'_>,
        answer: &Answer<TokenFacts>,
        today: i64,
        tally: &mut Tally,
    ) -> Self {
        let failure = match answer {
            Ok((facts, _)) => return Self::told(desk, facts, today),
            Err(trouble) => &trouble.failure,
        };
        if access::is_about_proof(failure) {
            let why = "needs a proof that Meta accepts";
            let mut checks = vec![access::bad_proof(desk.has_secret, failure)];
            checks.extend(skip(&OF_TOKEN[1..], why));
            return Self::ended(checks, why);
        }
        match failure.verdict() {
            Verdict::Wait(_) | Verdict::Retry | Verdict::Shrink => {
                let why = "Meta takes no calls now";
                Self::ended(skip(&OF_TOKEN, why).collect(), why)
            }
            Verdict::Stop(Stop::Credentials) => {
                let why = "needs a valid token";
                let checks = vec![
                    Check::skipped(Subject::Proof, why),
                    access::bad_token(failure.to_string()),
                    Check::skipped(Subject::Permission, why),
                ];
                Self::ended(checks, why)
            }
            Verdict::Stop(Stop::Permission | Stop::Catalog) | Verdict::Fix | Verdict::Unknown => {
                Self::guess(desk, failure, tally).await
            }
        }
    }

    fn ended(checks: Vec<Check>, why: &'static str) -> Self {
        Self {
            checks,
            app: None,
            useless: Some(why),
        }
    }

    /// Meta told of the token.
    fn told(desk: &Desk<'_>, facts: &TokenFacts, today: i64) -> Self {
        let targets = access::targets(facts);
        let token = access::token(facts, today);
        let useless = (facts.valid == Some(false)).then_some("needs a valid token");
        let permission = match useless {
            Some(why) => Check::skipped(Subject::Permission, why),
            None => access::permission(&facts.scopes, targets.as_deref(), desk.catalog),
        };
        Self {
            checks: vec![access::proof(desk.has_secret), token, permission],
            app: Some(facts.app_id.clone()).filter(|app| !app.is_empty()),
            useless,
        }
    }

    /// Meta does not let the token be looked at: then it is asked who it is, and
    /// what it may do.
    async fn guess(desk: &Desk<'_>, failure: &Failure, tally: &mut Tally) -> Self {
        let me = ask(desk, desk.client.me()).await.answer;
        tally.note(&me);
        let (person, _) = match me {
            Ok(person) => person,
            Err(trouble) => {
                let why = "needs a valid token";
                let checks = vec![
                    Check::skipped(Subject::Proof, why),
                    refused(Subject::Token, &trouble.failure, Stop::Credentials),
                    Check::skipped(Subject::Permission, why),
                ];
                return Self::ended(checks, why);
            }
        };
        let token = access::unknown_token(&person.name, &failure.to_string());
        let grants = ask(desk, desk.client.permissions()).await.answer;
        tally.note(&grants);
        let permission = match grants {
            Ok((grants, _)) => {
                let granted = |grant: &&Grant| grant.status == "granted";
                let granted = grants.iter().filter(granted);
                let scopes: Vec<String> = granted.map(|grant| grant.permission.clone()).collect();
                access::permission(&scopes, None, desk.catalog)
            }
            Err(trouble) => refused(Subject::Permission, &trouble.failure, Stop::Permission),
        };
        Self {
            checks: vec![access::proof(desk.has_secret), token, permission],
            app: None,
            useless: None,
        }
    }
}

/// A question that was refused; `wrong` is what a call that is wrong in itself means.
fn refused(subject: Subject, failure: &Failure, wrong: Stop) -> Check {
    let words = failure.to_string();
    let denied = |stop: Stop| Check::failed(subject, Fault::Denied, &words, stop.remedy());
    match failure.verdict() {
        Verdict::Stop(stop) => denied(stop),
        Verdict::Fix => denied(wrong),
        Verdict::Retry | Verdict::Shrink | Verdict::Wait(_) | Verdict::Unknown => Check::failed(
            subject,
            Fault::Temporary,
            &words,
            "run this again later; a sync tries several times by itself",
        ),
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
