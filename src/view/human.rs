//! Reports, plans and failures as text that a merchant reads.

use std::io;

use super::changes::{changes, closing};
use super::human_drift;
use super::model::{ChangeLine, Failed, Report};
use super::problems::{Detail, findings, refusals};
use super::stages;
use super::style::Painted;
use super::words::{clean, count, grouped};
use super::wrap::Page;
use crate::exit::Exit;

/// What a run did.
pub(super) fn report(report: &Report, detail: Detail, page: &mut Page<'_>) -> io::Result<()> {
    body(report, detail, page)?;
    page.conclude(&summary(report))?;
    let sends = matches!(report.command, "sync" | "reconcile");
    if sends && report.calls.writes > 0 && !detail.is_quiet() {
        let calls = &report.calls;
        page.say(&format!(
            "{}, {}, {} bytes sent in {}",
            count(calls.writes, "write call"),
            count(calls.polls, "status poll"),
            grouped(calls.bytes),
            shelfsync::report::span(report.time)
        ))?;
    }
    time(report, detail, page)?;
    hints(&report.hints, page)
}

/// Where the time went, for somebody who wants to know more.
fn time(report: &Report, detail: Detail, page: &mut Page<'_>) -> io::Result<()> {
    if detail.lists_more() {
        page.say(&stages::line(report))?;
    }
    Ok(())
}

/// What is wrong, and what happened that the counts do not tell.
fn body(report: &Report, detail: Detail, page: &mut Page<'_>) -> io::Result<()> {
    if let Some(found) = report.drift.as_ref().filter(|_| !detail.is_quiet()) {
        human_drift::part(found, detail.lists_more(), page)?;
    }
    findings(report, detail, page)?;
    refusals(report, detail, page)?;
    notes(&report.notes, page)
}

/// Sentences on what happened.
pub(super) fn notes(notes: &[String], page: &mut Page<'_>) -> io::Result<()> {
    for note in notes {
        page.flow(0, &Painted::nothing(), &clean(note), 2)?;
    }
    Ok(())
}

/// One sentence with all counts that are not zero.
fn summary(report: &Report) -> String {
    let counts = &report.counts;
    let what = match report.command {
        "check" | "export" => "fit to be sent",
        _ if report.calls.writes == 0 && is_quiet(report) => {
            return format!(
                "In sync: {} read, nothing to do.",
                count(counts.read, "item")
            );
        }
        _ => "created",
    };
    let parts = [
        (counts.created, what),
        (counts.updated, "updated"),
        (counts.unchanged, "unchanged"),
        (counts.removed, "removed"),
        (counts.kept, "gone from the export and kept"),
        (counts.withheld, "removals withheld"),
        (counts.refused, "refused by Meta"),
        (counts.invalid, "held back"),
        (counts.held, "held by a safety rule"),
        (counts.filtered, left_aside(report)),
        (counts.pending, "pending"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| match what {
            "removals withheld" if number == 1 => "1 removal withheld".to_owned(),
            what => format!("{} {what}", grouped(number)),
        })
        .collect();
    let parts = if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    };
    format!("{} read{parts}.", count(counts.read, "item"))
}

/// What `filtered` means in this run.
fn left_aside(report: &Report) -> &'static str {
    if report.partial {
        "not looked at"
    } else {
        "not to be published"
    }
}

fn is_quiet(report: &Report) -> bool {
    let counts = &report.counts;
    let all_there = counts.read == counts.unchanged + counts.filtered;
    let none_gone = counts.withheld == 0 && counts.kept == 0 && counts.removed == 0;
    all_there && none_gone && !report.partial
}

/// What to do next.
pub(super) fn hints(hints: &[String], page: &mut Page<'_>) -> io::Result<()> {
    if !hints.is_empty() {
        page.gap()?;
    }
    for hint in hints {
        let lead = page.style().strong("hint:");
        page.flow(0, &lead, hint, 6)?;
    }
    Ok(())
}

/// A plan: what would change, what is wrong, and one sentence on all of it.
pub(super) fn plan(
    report: &Report,
    next: &mut dyn FnMut() -> Option<ChangeLine>,
    all: bool,
    detail: Detail,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let sum = changes(next, all, page)?;
    if sum.changes > 0 {
        page.gap()?;
    }
    body(report, detail, page)?;
    if sum.changes == 0 && report.exit == Exit::Ok {
        let counts = &report.counts;
        let items = count(counts.read, "item");
        // Those that are left aside are not in the catalog.
        let rest = match (counts.unchanged, counts.filtered) {
            (_, 0) => "the catalog has them all".to_owned(),
            (live, aside) => format!(
                "the catalog has {}, {} {}",
                grouped(live),
                grouped(aside),
                left_aside(report)
            ),
        };
        page.conclude(&format!("Nothing to do: {items} read, {rest}."))?;
    } else {
        page.conclude(&closing(report, sum.calls, left_aside(report)))?;
    }
    time(report, detail, page)?;
    let mut further = report.hints.clone();
    // A plan does not look at the catalog, and knows nothing of what drifted.
    if sum.hidden && report.drift.is_some() {
        further.push("`--json` lists every change, field by field".to_owned());
    } else if sum.hidden {
        further.push("`shelfsync plan --all` lists every change, field by field".to_owned());
    }
    hints(&further, page)
}

/// What is wrong with a plan, without its changes.
pub(super) fn trouble(report: &Report, detail: Detail, page: &mut Page<'_>) -> io::Result<()> {
    body(report, detail, page)?;
    page.conclude(&closing(report, 0, left_aside(report)))?;
    hints(&report.hints, page)
}

/// Why a command failed.
pub(super) fn failure(failure: &Failed, page: &mut Page<'_>) -> io::Result<()> {
    let mut lead = page.style().bad("error:");
    for line in failure.message.lines() {
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        page.flow(indent, &lead, &clean(text), indent + 2)?;
        lead = Painted::nothing();
    }
    hints(failure.hint.as_slice(), page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::screen::Screen;

    #[test]
    fn a_bug_asks_for_a_report_and_a_list_keeps_its_lines() {
        let shown = |message: &str, hint: Option<&str>| {
            let failed = Failed {
                exit: Exit::Bug,
                message: message.to_owned(),
                hint: hint.map(str::to_owned),
            };
            let mut out = Vec::new();
            failure(&failed, &mut Page::new(&mut out, Screen::plain())).unwrap();
            String::from_utf8(out).unwrap()
        };
        let books = "the books do not balance: 3 read, 2 with an end\u{1b}[2J";
        insta::assert_snapshot!(shown(books, Some("please report this, with the command and its output")), @r#"
        error: the books do not balance: 3 read, 2 with an end\u{1b}[2J

        hint: please report this, with the command and its output
        "#);
        let list = "2 problems:\n  a.toml:1: the first\n  a.toml:2: the second, which is so long that it takes a second line all of its own";
        insta::assert_snapshot!(shown(list, None), @r"
        error: 2 problems:
          a.toml:1: the first
          a.toml:2: the second, which is so long that it takes a second line all of its
            own
        ");
    }
}
