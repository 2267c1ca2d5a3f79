//! State, sandbox and failures as text that a merchant reads.

use std::io::{self, Write};

use super::human::LISTED;
use super::model::{Failed, StatusReport};
use super::style::Style;
use super::words::{ago, batches, clean, count, moment};

/// What the state knows.
pub(super) fn status(status: &StatusReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let now = status.now;
    if !status.exists {
        return writeln!(
            out,
            "No state yet at {}: nothing was synced with catalog {}.",
            status.path, status.catalog
        );
    }
    let live = count(status.live, "live item");
    writeln!(out, "Catalog {}: {live} ({})", status.catalog, status.path)?;
    match status.last_success.as_ref().and_then(|run| run.ended_at) {
        Some(at) => writeln!(out, "Last in sync: {} ({})", moment(at), ago(at, now))?,
        None => writeln!(out, "Last in sync: never")?,
    }
    if let Some(until) = status.blocked_until.filter(|until| *until > now) {
        writeln!(out, "Meta asked for a pause until {}", moment(until))?;
    }
    for run in &status.runs {
        let end = match run.exit_code {
            Some(code) => format!("exit {code}"),
            None => "did not end".to_owned(),
        };
        let started = ago(run.started_at, now);
        writeln!(out, "Run {}: {}, {started}, {end}", run.run, run.command)?;
    }
    if !status.open.is_empty() {
        let open = batches(status.open.len() as u64);
        writeln!(
            out,
            "{open} without a verdict; the next sync asks for it first"
        )?;
    }
    if status.suspects > 0 {
        let suspects = count(status.suspects, "item");
        writeln!(
            out,
            "{suspects} of batches without an answer, which may still be applied late"
        )?;
    }
    if !status.refusals.is_empty() {
        let number = count(status.refusals.len() as u64, "item");
        writeln!(out, "{} by Meta: {number}", style.bad("refused"))?;
        for refusal in status.refusals.iter().take(LISTED) {
            let since = ago(refusal.at, now);
            let message = clean(&refusal.message);
            writeln!(out, "  {} ({since}): {message}", clean(&refusal.id))?;
        }
    }
    if !status.withheld.is_empty() {
        let number = count(status.withheld.len() as u64, "removal");
        writeln!(out, "{}: {number}", style.changed("withheld"))?;
        for item in status.withheld.iter().take(LISTED) {
            writeln!(out, "  {} ({})", item.id, ago(item.since, now))?;
        }
    }
    Ok(())
}

/// Where the sandbox is.
pub(super) fn sandbox(url: &str, catalog: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "Sandbox at {url} with catalog {catalog}; its shop page is {url}/shop/{catalog}"
    )?;
    writeln!(out, "Stop it with Ctrl-C; items and handles are kept.")
}

/// Why a command failed.
pub(super) fn failure(failure: &Failed, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let message: Vec<String> = failure.message.lines().map(clean).collect();
    writeln!(out, "{}: {}", style.bad("error"), message.join("\n"))?;
    if let Some(hint) = failure.hint.as_ref() {
        writeln!(out)?;
        writeln!(out, "hint: {hint}")?;
    }
    Ok(())
}
