//! What `init` found and wrote, as text that a merchant reads.

use std::fmt::Write as _;
use std::io::{self, Write};

use shelfsync::config::DecimalSign;
use shelfsync::finding::{Rule, Severity};
use shelfsync::pipeline::{DecimalBasis, Recognized};
use shelfsync::preset::{Confidence, Detected};
use shelfsync::source::{Basis, Facts, Form};

use super::setup::{MissingSetting, Setup, Sighting, map_line};
use super::style::Style;
use super::words::{clean, count, grouped};

/// Lines are no longer, so that they fit a terminal of 80 columns.
const WIDTH: usize = 80;
/// So many names of columns are shown.
const NAMES: usize = 4;
/// So many rules are shown that items are held back for.
const RULES: usize = 5;

/// What an export is, before anything is asked.
pub(super) fn found(
    recognized: &[Recognized],
    sighting: &Sighting,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for note in &sighting.report.notes {
        paragraph(out, 0, &clean(note))?;
    }
    for (at, one) in recognized.iter().enumerate() {
        let path = match one.path.as_str() {
            "-" => "standard input",
            path => path,
        };
        let title = format!("{}: {}", clean(path), one.preset.title);
        writeln!(out, "{}", style.strong(&title))?;
        paragraph(out, 2, &detection(one))?;
        paragraph(out, 2, &format!("{}.", facts(&one.facts, one.language)))?;
        paragraph(out, 2, &format!("{}.", decimal(&one.decimal)))?;
        if let Some(source) = sighting.report.sources.get(at) {
            let mut text = count(source.records, "record");
            match source.without_item {
                0 => {}
                1 => text.push_str(", 1 of which is no item"),
                others => {
                    let _infallible = write!(text, ", {} of which are no items", grouped(others));
                }
            }
            paragraph(out, 2, &format!("{text}."))?;
        }
    }
    writeln!(out)?;
    paragraph(out, 0, &items(sighting))?;
    held_back(sighting, style, out)?;
    unknown_columns(sighting, out)?;
    missing(sighting, style, out)?;
    unfed(sighting, style, out)
}

/// Fields that only a map can fill.
fn unfed(sighting: &Sighting, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if sighting.unfed.is_empty() {
        return Ok(());
    }
    let fields: Vec<&str> = sighting.unfed.iter().map(|field| field.name()).collect();
    let title = style.changed("No column is known as these fields");
    writeln!(out, "{title}; `[source.map]` says which is:")?;
    paragraph(out, 2, &fields.join(", "))
}

/// How sure it is, and why.
fn detection(one: &Recognized) -> String {
    let detected = match &one.detected {
        Ok(detected) if detected.preset.name == one.preset.name => detected,
        Ok(other) => {
            return format!(
                "Read as `--preset` says; its columns look like {}.",
                other.preset.title
            );
        }
        Err(_) => return "Read as `--preset` says; its columns do not tell.".to_owned(),
    };
    let Detected {
        preset: _,
        confidence,
        reasons,
        runner_up,
    } = detected;
    let mut text = match confidence {
        Confidence::Sure => "Detected for sure".to_owned(),
        Confidence::Likely => "Likely".to_owned(),
        Confidence::Guess => "A guess".to_owned(),
    };
    if !reasons.is_empty() {
        text.push_str(", by the columns ");
        text.push_str(&names(reasons.iter().map(String::as_str), reasons.len()));
    }
    text.push('.');
    if let Some(other) = runner_up {
        text.push_str(&format!(
            " It could be `{}` ({}) as well: `--preset {}`.",
            other.name, other.title, other.name
        ));
    }
    text
}

/// The first of some names, and how many more there are.
fn names<'n>(names: impl Iterator<Item = &'n str>, all: usize) -> String {
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

/// Encoding and form in words.
pub(crate) fn facts(facts: &Facts, language: Option<&str>) -> String {
    let how = match facts.basis {
        Basis::Mark => "byte-order mark",
        Basis::Zeros => "zeros among its bytes",
        Basis::Setting => "as you say",
        Basis::Declaration => "as it says itself",
        Basis::Ascii => "plain ASCII",
        Basis::Characters => "all its bytes fit",
        Basis::Letters => "by its letters; `--encoding` names another",
    };
    let form = match &facts.form {
        Form::Delimited { delimiter, .. } => format!("cells parted by {}", sign(*delimiter)),
        Form::Xml { record, .. } => format!("XML with one record in each `{}`", clean(record)),
    };
    let language = language.map_or_else(String::new, |code| {
        format!(", header in {}", language_name(code))
    });
    format!("{} ({how}), {form}{language}", facts.encoding)
}

fn language_name(code: &str) -> &str {
    match code {
        "en" => "English",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "ru" => "Russian",
        other => other,
    }
}

fn sign(delimiter: char) -> String {
    match delimiter {
        '\t' => "tabs".to_owned(),
        ' ' => "blanks".to_owned(),
        sign => format!("`{sign}`"),
    }
}

/// The decimal sign and its evidence in words.
pub(crate) fn decimal(basis: &DecimalBasis) -> String {
    let word = |comma| if comma { "comma" } else { "point" };
    match basis {
        DecimalBasis::Setting(sign) => {
            format!("Decimal {}, as you say", word(*sign == DecimalSign::Comma))
        }
        DecimalBasis::Format(sign) => {
            format!("Decimal {}, by the format's definition", word(*sign == ','))
        }
        DecimalBasis::Cells(samples) => {
            let seen: Vec<String> = samples
                .iter()
                .take(NAMES)
                .map(|sample| {
                    let sign = word(sample.sign == shelfsync::normalize::Sign::Comma);
                    let (column, cell) = (clean(&sample.column), clean(&sample.cell));
                    format!("{sign} in `{column}`, as in `{cell}`")
                })
                .collect();
            format!("Decimal {}", seen.join("; "))
        }
        DecimalBasis::Nothing => "No amount has decimals".to_owned(),
        DecimalBasis::Open { column, sample } => format!(
            "Column `{}` can be read in two ways, as in `{}`",
            clean(column),
            clean(sample)
        ),
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
fn held_back(sighting: &Sighting, style: Style, out: &mut dyn Write) -> io::Result<()> {
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
    let title = style.changed("Held back, whatever the settings say");
    writeln!(out, "{title}; `shelfsync check` shows each:")?;
    for (rule, times) in rules.iter().take(RULES) {
        let sample = problems.kept().iter().find(|finding| finding.rule == *rule);
        let why = sample.map_or("", |finding| &finding.message);
        let text = format!("{}, {}: {}", rule.id(), count(*times, "time"), clean(why));
        paragraph(out, 2, &text)?;
    }
    if rules.len() > RULES {
        writeln!(out, "  … and {} more rules", rules.len() - RULES)?;
    }
    Ok(())
}

fn unknown_columns(sighting: &Sighting, out: &mut dyn Write) -> io::Result<()> {
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
    paragraph(out, 0, &text)
}

fn missing(sighting: &Sighting, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if sighting.missing.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{}",
        style.changed("Missing in the export, and given by a setting:")
    )?;
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
        paragraph(out, 2, &format!("{} ({of}): {about}", key.path()))?;
    }
    Ok(())
}

/// What was written, and what to do next; in `brief`, only what is left to do.
pub(super) fn setup(
    setup: &Setup,
    brief: bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !brief {
        writeln!(out)?;
        ids(setup, out)?;
    }
    let title = match &setup.written {
        Some(path) => format!("Wrote {}.", clean(path)),
        None => "Wrote the settings to standard output.".to_owned(),
    };
    writeln!(out, "{}", style.strong(&title))?;
    if setup.sighting.is_complete() {
        paragraph(out, 0, &checked(setup))?;
    } else {
        paragraph(
            out,
            0,
            "It is not complete: `shelfsync check` ends with an error until these lines are \
             filled in and the `#` before them is taken off.",
        )?;
    }
    to_fill_in(setup, out)?;
    if brief {
        return Ok(());
    }
    steps(setup, style, out)
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
fn to_fill_in(setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    let path = setup.written.as_deref().map(clean);
    let mut tell = |line: &str, name: &str, about: &str| {
        let line = line_of(&setup.text, line);
        let place = match &path {
            Some(path) => format!("{path}:{line}"),
            None => format!("line {line}"),
        };
        paragraph(out, 2, &format!("{place} {name}: {about}"))
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

fn ids(setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    let ids = &setup.ids;
    let Some(chosen) = ids.options.get(ids.chosen) else {
        return Ok(());
    };
    let samples: Vec<String> = chosen.ids.samples.iter().map(|id| clean(id)).collect();
    let text = format!("Ids: {}; as in {}.", chosen.about, samples.join(", "));
    paragraph(out, 0, &text)?;
    if let Some(reason) = &ids.reason {
        paragraph(out, 0, &clean(reason))?;
    }
    Ok(())
}

fn steps(setup: &Setup, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if setup.steps.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{}", style.strong("Next:"))?;
    for step in &setup.steps {
        writeln!(out, "  {}", clean(&step.command))?;
        writeln!(out, "      {}", step.about)?;
    }
    Ok(())
}

/// What was seen of a file that no preset knows.
pub(super) fn unrecognized(shown: &str, seen: &Facts, out: &mut dyn Write) -> io::Result<()> {
    let columns = seen.columns.iter().map(String::as_str);
    writeln!(out, "{}:", clean(shown))?;
    paragraph(out, 2, &format!("{}.", facts(seen, None)))?;
    let text = format!(
        "{}: {}.",
        count(seen.columns.len() as u64, "column"),
        names(columns, seen.columns.len())
    );
    paragraph(out, 2, &text)
}

/// A text in lines that fit, with blanks before each.
pub(super) fn paragraph(out: &mut dyn Write, indent: usize, text: &str) -> io::Result<()> {
    let mut width = 0;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        if width > 0 && indent + width + 1 + long > WIDTH {
            writeln!(out)?;
            width = 0;
        }
        if width == 0 {
            write!(out, "{:indent$}{word}", "")?;
            width = long;
        } else {
            write!(out, " {word}")?;
            width += 1 + long;
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_fits_its_width_and_keeps_its_words() {
        let text = "wort ".repeat(60) + &"lang".repeat(40);
        let mut out = Vec::new();
        paragraph(&mut out, 4, &text).unwrap();
        let out = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = out.lines().collect();
        for line in &lines[..lines.len() - 1] {
            assert!(
                line.len() <= WIDTH && line.starts_with("    wort"),
                "{line}"
            );
        }
        assert!(out.split_whitespace().eq(text.split_whitespace()));
    }

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
