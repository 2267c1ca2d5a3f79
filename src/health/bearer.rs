//! Whose token it is and what it may do, asked of Meta in one way or the other.

use super::access;
use super::call::{Desk, Tally, ask, refused, skip};
use super::check::{Check, Subject};
use crate::graph::{Answer, Failure, Grant, Stop, TokenFacts, Verdict};

/// What is asked here.
pub(super) const OF_TOKEN: [Subject; 3] = [Subject::Proof, Subject::Token, Subject::Permission];

/// What is known of the token and of those who bear it.
pub(super) struct Bearer {
    /// Proof, token and permission.
    pub(super) checks: Vec<Check>,
    /// The app that made it.
    pub(super) app: Option<String>,
    /// Why no further question makes sense.
    pub(super) useless: Option<&'static str>,
}

impl Bearer {
    /// Judges what Meta said of the token, and asks on where it said nothing. `today`
    /// is the time by which tokens end, in Unix seconds.
    pub(super) async fn ask(
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
                Self::ended(skip(&OF_TOKEN, why), why)
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
