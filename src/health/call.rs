//! One question to Meta: how long it may take, what its answer says beside the
//! point, and what it means when it is refused.

use std::time::Duration;

use tokio::time::timeout;

use super::check::{Check, Fault, Subject};
use super::network;
use crate::graph::{Answer, Client, Failure, Heard, Signs, Stop, Trouble, Usage, Verdict};

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

/// Waits for an answer, but not for ever.
pub(super) async fn ask<T>(desk: &Desk<'_>, call: impl Future<Output = Heard<T>>) -> Heard<T> {
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

/// Checks that are not made, all for the same reason.
pub(super) fn skip<'a>(subjects: impl IntoIterator<Item = &'a Subject>, why: &str) -> Vec<Check> {
    let skipped = |subject: &Subject| Check::skipped(*subject, why);
    subjects.into_iter().map(skipped).collect()
}

/// What all answers say of the allowance.
#[derive(Default)]
pub(super) struct Tally {
    usage: Usage,
    /// Meta's words when it took no call.
    refused: Option<String>,
}

impl Tally {
    /// Takes note of one answer.
    pub(super) fn note<T>(&mut self, answer: &Answer<T>) {
        let said = match answer {
            Ok((_, usage)) => *usage,
            Err(trouble) => {
                let mut usage = trouble.usage;
                if let Verdict::Wait(_) = trouble.failure.verdict() {
                    self.refused = Some(trouble.failure.to_string());
                    usage.regain = usage.regain.or(trouble.retry_after);
                }
                usage
            }
        };
        self.usage = Usage {
            percent: self.usage.percent.max(said.percent),
            known: self.usage.known || said.known,
            regain: self.usage.regain.max(said.regain),
        };
    }

    /// Whether no answer said anything.
    pub(super) fn is_silent(&self) -> bool {
        let Self { usage, refused } = self;
        !usage.known && usage.regain.is_none() && refused.is_none()
    }

    /// The check of it.
    pub(super) fn limits(&self) -> Check {
        network::limits(self.usage, self.refused.as_deref())
    }
}

/// A question that was refused; `wrong` is what a call that is wrong in itself means.
pub(super) fn refused(subject: Subject, failure: &Failure, wrong: Stop) -> Check {
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
