//! An examination as lines that a merchant reads: a mark, a name, what was seen,
//! and below it what to do. Checks that were skipped for one reason share a line.

use std::io;

use shelfsync::health::{Check, Verdict};

use super::style::{Painted, Style};
use super::words::clean;
use super::wrap::Page;

/// Columns of the longest mark and of the longest name.
const MARK: usize = 4;
const NAME: usize = 13;

/// All checks, and how many of each kind there are.
pub(super) fn doctor(checks: &[Check], page: &mut Page<'_>) -> io::Result<()> {
    for same in checks.chunk_by(same_skip) {
        match same {
            [one] => line(one, page)?,
            several => skipped(several, page)?,
        }
    }
    let total = checks.len();
    let count = |word: &str| {
        let same = checks.iter().filter(|check| check.verdict.word() == word);
        same.count()
    };
    let counts: Vec<String> = ["failed", "warning", "skipped"]
        .into_iter()
        .map(|word| (count(word), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| match (number, word) {
            (2.., "warning") => format!("{number} warnings"),
            _ => format!("{number} {word}"),
        })
        .collect();
    page.gap()?;
    if counts.is_empty() {
        page.line(format_args!("{total} checks, all well."))
    } else {
        page.line(format_args!("{total} checks: {}.", counts.join(", ")))
    }
}

/// Only what somebody should do.
pub(super) fn troubles(checks: &[Check], page: &mut Page<'_>) -> io::Result<()> {
    let troubles = checks
        .iter()
        .filter(|check| check.verdict.remedy().is_some());
    for check in troubles {
        line(check, page)?;
    }
    Ok(())
}

fn line(check: &Check, page: &mut Page<'_>) -> io::Result<()> {
    let style = page.style();
    let mark = match &check.verdict {
        Verdict::Ok => style.good("ok  "),
        Verdict::Warning(_) => style.changed("warn"),
        Verdict::Failed(..) => style.bad("fail"),
        Verdict::Skipped => skip(),
    };
    let hint = check
        .verdict
        .remedy()
        .map(|remedy| format!("hint: {}", clean(remedy)));
    let texts: Vec<String> = check.seen.lines().map(clean).chain(hint).collect();
    entry(mark, check.subject.id(), &texts, page)
}

/// Whether both were skipped, and for the same reason.
fn same_skip(one: &Check, other: &Check) -> bool {
    let both = [one, other].map(|check| check.verdict == Verdict::Skipped);
    both == [true, true] && one.seen == other.seen
}

fn skipped(checks: &[Check], page: &mut Page<'_>) -> io::Result<()> {
    let names: Vec<&str> = checks.iter().map(|check| check.subject.id()).collect();
    let why = checks.first().map_or("", |check| check.seen.as_str());
    let text = format!("{}: {}", names.join(", "), clean(why));
    entry(skip(), &format!("{} checks", checks.len()), &[text], page)
}

fn skip() -> Painted {
    Style::plain().strong("skip")
}

/// A mark, a name, and texts beside them.
fn entry(mark: Painted, name: &str, texts: &[String], page: &mut Page<'_>) -> io::Result<()> {
    let indent = MARK + 2 + NAME + 2;
    let mut lead = mark.then(&format!("  {name:NAME$} "));
    let mut before = 0;
    for text in texts {
        page.flow(before, &lead, text, indent)?;
        lead = Painted::nothing();
        before = indent;
    }
    Ok(())
}
