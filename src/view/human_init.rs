//! What `init` found and wrote, as text that a merchant reads.

use std::fmt::Write as _;
use std::io;

use shelfsync::finding::{Rule, Severity};
use shelfsync::pipeline::Recognized;
use shelfsync::source::Facts;

use super::detected;
use super::facts::facts;
use super::setup::{MissingSetting, Setup, Sighting, map_line};
use super::style::Style;
use super::words::{clean, count, grouped};
use super::wrap::Page;

/// So many names of columns are shown.
pub(super) const NAMES: usize = 4;
/// So many rules are shown that items are held back for.
const RULES: usize = 5;

/// What an export is, before anything is asked.
pub(super) fn found(
    recognized: &[Recognized],
    sighting: &Sighting,
    page: &mut Page<'_>,
) -> io::Result<()> {
    for note in &sighting.report.notes {
        paragraph(page, 0, &clean(note))?;
    }
    for (at, one) in recognized.iter().enumerate() {
        detected::source(one, sighting.report.sources.get(at), page)?;
    }
    page.gap()?;
    paragraph(page, 0, &items(sighting))?;
    held_back(sighting, page)?;
    unknown_columns(sighting, page)?;
    missing(sighting, page)?;
    detected::unfed(&sighting.unfed, page)
}

/// The first of some names, and how many more there are.
pub(super) fn names<'n>(names: impl Iterator<Item = &'n str>, all: usize) -> String {
    let shown: Vec<String> = names
        .take(NAMES)
        .map(|name| format!("`{}`", clean(name)))
        .collect();
    let more = all.saturating_sub(shown.len());
    let shown = shown.join(", ");
    if more == 0 {
        shown
    } else {
        format!("{shown} and {} more", grouped(more as u64))
    }
}

/// What the records are.
fn items(sighting: &Sighting) -> String {
    let counts = &sighting.report.counts;
    let mut text = count(counts.read, "item");
    let looked = counts.read - counts.filtered;
    if sighting.variants > 0 {
        let singles = looked.saturating_sub(sighting.variants);
        let variants = count(sighting.variants, "variant");
        let singles = count(singles, "single product");
        let _infallible = write!(text, ": {variants}, {singles}");
    }
    if counts.filtered > 0 {
        let left = grouped(counts.filtered);
        let _infallible = write!(text, "; {left} not to be published");
    }
    text.push('.');
    text
}

/// Items that no setting helps.
fn held_back(sighting: &Sighting, page: &mut Page<'_>) -> io::Result<()> {
    let problems = &sighting.report.problems;
    let by_setting = |rule: Rule| {
        let id = rule.id();
        sighting.missing.iter().any(|missing| missing.rule == id)
    };
    let rules: Vec<(Rule, u64)> = problems
        .counts()
        .filter(|(rule, _)| rule.severity() == Severity::Error && !by_setting(*rule))
        .collect();
    if rules.is_empty() {
        return Ok(());
    }
    let title = page.style().changed("Held back, whatever the settings say");
    page.flow(0, &title.then(";"), "`shelfsync check` shows each:", 0)?;
    for (rule, times) in rules.iter().take(RULES) {
        let sample = problems.kept().iter().find(|finding| finding.rule == *rule);
        let why = sample.map_or("", |finding| &finding.message);
        let text = format!("{}, {}: {}", rule.id(), count(*times, "time"), clean(why));
        paragraph(page, 2, &text)?;
    }
    if rules.len() > RULES {
        page.line(format!("  … and {} more rules", rules.len() - RULES))?;
    }
    Ok(())
}

fn unknown_columns(sighting: &Sighting, page: &mut Page<'_>) -> io::Result<()> {
    let problems = &sighting.report.problems;
    let total = problems.count(Rule::ColumnUnknown);
    if total == 0 {
        return Ok(());
    }
    let columns = problems
        .kept()
        .iter()
        .filter(|finding| finding.rule == Rule::ColumnUnknown)
        .map(|finding| finding.column.as_str());
    let all = usize::try_from(total).unwrap_or(usize::MAX);
    let text = format!(
        "Columns that mean nothing here and are not sent: {}.",
        names(columns, all)
    );
    paragraph(page, 0, &text)
}

fn missing(sighting: &Sighting, page: &mut Page<'_>) -> io::Result<()> {
    if sighting.missing.is_empty() {
        return Ok(());
    }
    let title = page
        .style()
        .changed("Missing in the export, and given by a setting:");
    page.line(title)?;
    for one in &sighting.missing {
        let MissingSetting {
            key,
            about,
            items,
            of,
            needed: _,
            rule: _,
        } = one;
        let of = if items == of {
            format!("all {}", count(*items, "item"))
        } else {
            format!("{} of {}", grouped(*items), count(*of, "item"))
        };
        paragraph(page, 2, &format!("{} ({of}): {about}", key.path()))?;
    }
    Ok(())
}

/// What was written, and what to do next; in `brief`, only what is left to do.
pub(super) fn setup(setup: &Setup, brief: bool, page: &mut Page<'_>) -> io::Result<()> {
    if !brief {
        page.gap()?;
        ids(setup, page)?;
    }
    let title = match &setup.written {
        Some(path) => format!("Wrote {}.", clean(path)),
        None => "Wrote the settings to standard output.".to_owned(),
    };
    page.conclude(&title)?;
    if setup.sighting.is_complete() {
        paragraph(page, 0, &checked(setup))?;
    } else {
        paragraph(
            page,
            0,
            "It is not complete: `shelfsync check` ends with an error until these lines are \
             filled in and the `#` before them is taken off.",
        )?;
    }
    to_fill_in(setup, page)?;
    if brief {
        return Ok(());
    }
    steps(setup, page)
}

/// What the check of the file said.
fn checked(setup: &Setup) -> String {
    let counts = &setup.sighting.report.counts;
    let (read, fit) = (count(counts.read, "item"), grouped(counts.created));
    let mut text = format!("Checked: {read} read, {fit} fit to be sent");
    for (number, what) in [
        (counts.invalid, "held back"),
        (counts.filtered, "not to be published"),
    ] {
        if number > 0 {
            let _infallible = write!(text, ", {} {what}", grouped(number));
        }
    }
    text.push('.');
    text
}

/// The lines that wait for somebody.
fn to_fill_in(setup: &Setup, page: &mut Page<'_>) -> io::Result<()> {
    let path = setup.written.as_deref().map(clean);
    let mut tell = |line: &str, name: &str, about: &str| {
        let line = line_of(&setup.text, line);
        let place = match &path {
            Some(path) => format!("{path}:{line}"),
            None => format!("line {line}"),
        };
        paragraph(page, 2, &format!("{place} {name}: {about}"))
    };
    for one in &setup.sighting.missing {
        tell(&one.line(), one.key.name, &one.about)?;
    }
    for field in &setup.sighting.unfed {
        let about = "the column that makes it";
        tell(&map_line(*field), field.name(), about)?;
    }
    if setup.sighting.report.catalog.is_none() {
        let about = "the catalog's id; `check` does without, `sync` does not";
        tell("#id = \"\"", "id", about)?;
    }
    Ok(())
}

/// The line of the file, from 1.
fn line_of(text: &str, line: &str) -> usize {
    let at = text.lines().position(|one| one == line);
    at.map_or(1, |at| at + 1)
}

fn ids(setup: &Setup, page: &mut Page<'_>) -> io::Result<()> {
    let ids = &setup.ids;
    let Some(chosen) = ids.options.get(ids.chosen) else {
        return Ok(());
    };
    let samples: Vec<String> = chosen.ids.samples.iter().map(|id| clean(id)).collect();
    let text = format!("Ids: {}; as in {}.", chosen.about, samples.join(", "));
    paragraph(page, 0, &text)?;
    if let Some(reason) = &ids.reason {
        paragraph(page, 0, &clean(reason))?;
    }
    Ok(())
}

fn steps(setup: &Setup, page: &mut Page<'_>) -> io::Result<()> {
    if setup.steps.is_empty() {
        return Ok(());
    }
    page.gap()?;
    page.conclude("Next:")?;
    for step in &setup.steps {
        page.line(format!("  {}", clean(&step.command)))?;
        paragraph(page, 6, step.about)?;
    }
    Ok(())
}

/// What was seen of a file that no preset knows.
pub(super) fn unrecognized(shown: &str, seen: &Facts, page: &mut Page<'_>) -> io::Result<()> {
    let columns = seen.columns.iter().map(String::as_str);
    page.line(format!("{}:", clean(shown)))?;
    paragraph(page, 2, &format!("{}.", facts(seen, None)))?;
    let text = format!(
        "{}: {}.",
        count(seen.columns.len() as u64, "column"),
        names(columns, seen.columns.len())
    );
    paragraph(page, 2, &text)
}

/// A text in lines that fit, with blanks before each.
pub(super) fn paragraph(page: &mut Page<'_>, indent: usize, text: &str) -> io::Result<()> {
    page.flow(indent, &Style::plain().strong(""), text, indent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_first_are_counted() {
        let all = ["a", "b", "c", "d", "e", "f"];
        assert_eq!(names(all[..2].iter().copied(), 2), "`a`, `b`");
        assert_eq!(
            names(all.iter().copied(), 6),
            "`a`, `b`, `c`, `d` and 2 more"
        );
    }
}
