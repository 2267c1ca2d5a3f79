//! The report of a command that reads an export and sends nothing.

use std::collections::HashMap;

use shelfsync::deliver::Calls;
use shelfsync::pipeline::{Aside, Books, Judged, Reason, RemovalRule};
use shelfsync::report::{Stage, Stopwatch};

use super::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Report, count};

/// Closes the books of a command without state and network.
pub(super) fn offline_report(
    command: &'static str,
    context: &Context,
    judged: Judged,
    mut watch: Stopwatch,
) -> Result<Report, Failure> {
    let rule = RemovalRule {
        op: None,
        ..context.removal(None)
    };
    let books = Books::keep(&judged, rule, &HashMap::new());
    let mut counts = books.counts;
    counts.created = books.to_create;
    if !counts.balance() {
        return Err(Failure::Bug(format!(
            "the books do not balance: {counts:?}"
        )));
    }
    let exit = if counts.invalid > 0 {
        Exit::Partial
    } else {
        Exit::Ok
    };
    watch.lap(Stage::Comparing);
    Ok(Report {
        command,
        run: None,
        catalog: context.settings.catalog.id.clone(),
        exit,
        sources: judged.sources,
        counts,
        calls: Calls::default(),
        problems: judged.problems,
        refusals: Vec::new(),
        notes: match command {
            "check" => left_aside(&judged.aside).collect(),
            _ => Vec::new(),
        },
        hints: Vec::new(),
        partial: false,
        outlook: None,
        drift: None,
        told: false,
        time: watch.elapsed(),
        stages: watch.times(),
    })
}

/// Why some items are not to be published, and which.
pub(super) fn left_aside(aside: &Aside) -> impl Iterator<Item = String> {
    aside.reasons().map(told)
}

/// Those who asked for an item that is not to be published are told why.
pub(super) fn asked_in_vain(judged: &Judged) -> impl Iterator<Item = String> {
    left_aside(&judged.aside).filter(|_| judged.asks_for_ids())
}

fn told((column, word, reason): (&str, &str, &Reason)) -> String {
    let items = count(reason.items, "item");
    let why = match word {
        "" => format!("`{column}` is not true"),
        word => format!("`{column}` is `{word}`"),
    };
    let more = if reason.items > reason.ids.len() as u64 {
        ", …"
    } else {
        ""
    };
    let ids = match reason.ids.join(", ") {
        ids if ids.is_empty() => String::new(),
        ids => format!(" ({ids}{more})"),
    };
    format!("{items} not to be published: {why}{ids}")
}
