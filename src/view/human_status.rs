//! State and sandbox as text that a merchant reads.

use std::io;

use super::model::StatusReport;
use super::style::Painted;
use super::words::{ago, batches, clean, count, grouped, moment};
use super::wrap::Page;

/// So many refused and withheld items are listed; with `-v` all of them.
const LISTED: usize = 10;

/// What the state knows.
pub(super) fn status(status: &StatusReport, all: bool, page: &mut Page<'_>) -> io::Result<()> {
    let now = status.now;
    let listed = if all { usize::MAX } else { LISTED };
    let path = clean(&status.path);
    if !status.exists {
        return page.line(format_args!(
            "No state yet at {path}: nothing was synced with catalog {}.",
            status.catalog
        ));
    }
    let live = count(status.live, "live item");
    page.line(format_args!("Catalog {}: {live} ({path})", status.catalog))?;
    match status.last_success.as_ref().and_then(|run| run.ended_at) {
        Some(at) => page.line(format_args!(
            "Last in sync: {} ({})",
            moment(at),
            ago(at, now)
        ))?,
        None => page.line("Last in sync: never")?,
    }
    if let Some(until) = status.blocked_until.filter(|until| *until > now) {
        page.line(format_args!(
            "Meta asked for a pause until {}",
            moment(until)
        ))?;
    }
    if let Some(until) = status.reads_blocked_until.filter(|until| *until > now) {
        page.line(format_args!(
            "Meta asked for a pause of all calls but writes until {}",
            moment(until)
        ))?;
    }
    for run in &status.runs {
        let end = match run.exit_code {
            Some(code) => format!("exit {code}"),
            None => "did not end".to_owned(),
        };
        let started = ago(run.started_at, now);
        page.line(format_args!(
            "Run {}: {}, {started}, {end}",
            run.run, run.command
        ))?;
    }
    if !status.open.is_empty() {
        let open = batches(status.open.len() as u64);
        let oldest = status.open.iter().map(|batch| batch.intended_at).min();
        page.say(&format!(
            "{open} without a verdict (sent {}); the next sync asks for it first",
            ago(oldest.unwrap_or(now), now)
        ))?;
    }
    if status.suspects > 0 {
        let suspects = count(status.suspects, "item");
        let since = ago(status.suspects_since.unwrap_or(now), now);
        page.say(&format!(
            "{suspects} of calls without an answer ({since}), which Meta may still carry out late; for an \
             hour each sync looks where that would do harm"
        ))?;
    }
    decisions(status, listed, page)
}

/// What waits for somebody, and what to do about it.
fn decisions(status: &StatusReport, listed: usize, page: &mut Page<'_>) -> io::Result<()> {
    let now = status.now;
    let style = page.style();
    if !status.refusals.is_empty() {
        let number = count(status.refusals.len() as u64, "item");
        page.line(format_args!("{} by Meta: {number}", style.bad("refused")))?;
        for refusal in status.refusals.iter().take(listed) {
            let since = ago(refusal.at, now);
            let message = clean(&refusal.message);
            page.line(format_args!(
                "  {} ({since}): {message}",
                clean(&refusal.id)
            ))?;
        }
        more(status.refusals.len(), listed, page)?;
        remedy(
            "correct them in the shop; `shelfsync sync --only ID` sends one again as it is",
            page,
        )?;
    }
    if !status.withheld.is_empty() {
        let number = count(status.withheld.len() as u64, "removal");
        page.line(format_args!("{}: {number}", style.changed("withheld")))?;
        for item in status.withheld.iter().take(listed) {
            page.line(format_args!(
                "  {} ({})",
                clean(&item.id),
                ago(item.since, now)
            ))?;
        }
        more(status.withheld.len(), listed, page)?;
        let number = status.withheld.len();
        remedy(
            &format!(
                "`shelfsync plan` shows them; if they really are gone from the shop, `shelfsync sync \
                 --allow-removals {number}` takes them away"
            ),
            page,
        )?;
    }
    for held in &status.held {
        // The measure is the most that it held; `plan` says how many there are now.
        let changes = count(held.items, "change");
        let since = ago(held.since, now);
        let rule = clean(&held.rule);
        let lead = style.changed("held");
        page.line(format_args!("{lead} by {rule}: {changes} ({since})"))?;
        let mut ids: Vec<String> = held.samples.iter().map(|id| clean(id)).collect();
        ids.truncate(listed);
        if held.items > ids.len() as u64 {
            ids.push("…".to_owned());
        }
        page.flow(2, &Painted::nothing(), &ids.join(", "), 2)?;
    }
    if !status.held.is_empty() {
        remedy(
            "`shelfsync plan` shows them as they are now, and the `--approve` that lets them go",
            page,
        )?;
    }
    Ok(())
}

/// What to do about what was listed.
fn remedy(words: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.flow(2, &Painted::nothing(), &format!("→ {words}"), 4)
}

fn more(all: usize, listed: usize, page: &mut Page<'_>) -> io::Result<()> {
    match all.saturating_sub(listed) {
        0 => Ok(()),
        more => page.line(format_args!(
            "  … and {} more; `-v` lists them all",
            grouped(more as u64)
        )),
    }
}

/// Where the sandbox is.
pub(super) fn sandbox(url: &str, catalog: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.line(format_args!(
        "Sandbox at {url} with catalog {catalog}; its shop page is {url}/shop/{catalog}"
    ))?;
    page.line("Stop it with Ctrl-C; items and handles are kept.")
}
