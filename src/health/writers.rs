//! Who else writes into the catalog, asked in passing by a run that is about
//! something else: it gets a sentence or nothing, and is never kept waiting.

use std::time::Duration;

use tokio::time::timeout;

use super::check::{Check, Verdict};
use super::shelf;
use crate::graph::{Client, DataSource, Feed, Listed};

/// No answer is worth a longer wait to a run that can do without it.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is known of other writers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherWriters {
    /// Who they are and what to do, where there are any.
    pub warning: Option<String>,
    /// Calls that were made to find out.
    pub calls: u64,
}

/// Asks who else writes into the catalog (`graph-api.md` 4.1). What Meta does not
/// tell is left to `doctor`, which says so.
pub async fn other_writers(client: &Client) -> OtherWriters {
    let mut calls = 0;
    let check = timeout(PATIENCE, ask(client, &mut calls)).await;
    let warning = match check {
        Ok(Some(check)) => words(&check),
        Ok(None) | Err(_) => None,
    };
    OtherWriters { warning, calls }
}

async fn ask(client: &Client, calls: &mut u64) -> Option<Check> {
    *calls += 1;
    let (mut sources, _) = client.data_sources().await.answer.ok()?;
    *calls += 1;
    let (feeds, _): (Listed<Feed>, _) = client.feeds().await.answer.ok()?;
    let is_app = |source: &DataSource| !source.app_id.is_empty();
    let mut own = None;
    if sources.entries.iter().any(is_app) {
        *calls += 1;
        let token = client.token().await.answer.ok();
        own = token.map(|(facts, _)| facts.app_id);
        own = own.filter(|app| !app.is_empty());
        if own.is_none() {
            // Whoever cannot be told from us is not accused.
            sources.entries.retain(|source| !is_app(source));
        }
    }
    Some(shelf::writers(&sources, &feeds, own.as_deref()))
}

fn words(check: &Check) -> Option<String> {
    match &check.verdict {
        Verdict::Warning(remedy) => Some(format!(
            "somebody else writes into this catalog: {}; {remedy}",
            check.seen
        )),
        Verdict::Ok | Verdict::Failed(..) | Verdict::Skipped => None,
    }
}
