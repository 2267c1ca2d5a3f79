//! Who else writes into the catalog, asked in passing by a run that is about
//! something else: it gets a sentence or nothing, and is never kept waiting.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::timeout;

use super::check::Verdict;
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
    let asked = timeout(PATIENCE, ask(client, &mut calls)).await;
    let warning = asked.ok().flatten();
    OtherWriters { warning, calls }
}

async fn ask(client: &Client, calls: &mut u64) -> Option<String> {
    *calls += 1;
    let (mut sources, _) = client.data_sources().await.answer.ok()?;
    *calls += 1;
    let (feeds, _): (Listed<Feed>, _) = client.feeds().await.answer.ok()?;
    // Which app is ours only the token's own facts tell, and they are asked for
    // with the token in the address, which is the doctor's privilege
    // (`contract.md` rule 10). One app may be us, and is not accused.
    let apps = sources.entries.iter().filter(|source| is_app(source));
    let apps: BTreeSet<String> = apps.map(|source| source.app_id.clone()).collect();
    if apps.len() < 2 {
        sources.entries.retain(|source| !is_app(source));
    }
    let check = shelf::writers(&sources, &feeds, None);
    let Verdict::Warning(remedy) = &check.verdict else {
        return None;
    };
    let aside = if apps.len() < 2 {
        ""
    } else {
        " (one of these apps may be this tool's own; `shelfsync doctor` tells)"
    };
    Some(format!(
        "somebody else writes into this catalog: {}{aside}; {remedy}",
        check.seen
    ))
}

fn is_app(source: &DataSource) -> bool {
    !source.app_id.is_empty()
}
