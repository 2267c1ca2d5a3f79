//! What an export was taken for, as text: the part that `init` and `check` share.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use shelfsync::catalog::Field;
use shelfsync::pipeline::{Recognized, SourceReport};
use shelfsync::preset::{Confidence, Detected, Loss, Matching, Preset};

use super::facts::{dates, decimal, facts};
use super::human_init::{names, paragraph};
use super::words::{clean, count, grouped};
use super::wrap::Page;

/// What a file is, how sure that is, and how it is written.
pub(super) fn source(
    one: &Recognized,
    read: Option<&SourceReport>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let path = match one.path.as_str() {
        "-" => "standard input",
        path => path,
    };
    page.conclude(&format!("{}: {}", clean(path), one.preset.title))?;
    match &one.matching {
        Some(matching) => columns(matching, one.preset, page)?,
        None => paragraph(page, 2, &detection(one))?,
    }
    let language = one.language.as_deref();
    paragraph(page, 2, &format!("{}.", facts(&one.facts, language)))?;
    paragraph(page, 2, &format!("{}.", decimal(&one.basis.decimal)))?;
    if let Some(dates) = dates(&one.basis) {
        paragraph(page, 2, &format!("{dates}."))?;
    }
    if let Some(source) = read {
        let mut text = count(source.records, "record");
        match source.without_item {
            0 => {}
            1 => text.push_str(", 1 of which is no item"),
            others => {
                let _infallible = write!(text, ", {} of which are no items", grouped(others));
            }
        }
        paragraph(page, 2, &format!("{text}."))?;
    }
    for what in &one.absent {
        let text = format!("Not among the sources, and belongs to it: {what} (docs/sources.md).");
        paragraph(page, 2, &text)?;
    }
    Ok(())
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
        for part in [
            " It could be `",
            &other.name,
            "` (",
            &other.title,
            ") as well: `--preset ",
        ] {
            text.push_str(part);
        }
        text.push_str(&other.name);
        text.push_str("`.");
    }
    text
}

/// Which columns were taken for what, and which were not.
fn columns(matching: &Matching, preset: &Preset, page: &mut Page<'_>) -> io::Result<()> {
    let by = match matching.records {
        0 => "their names".to_owned(),
        records => format!("their names and the cells of {}", count(records, "record")),
    };
    let mut taken: BTreeMap<&str, Vec<(usize, String)>> = BTreeMap::new();
    for one in &matching.taken {
        let word = preset.word_for(&one.own);
        if !preset.ignores(&one.own) {
            taken.entry(word).or_default().push((
                preset.place_of(&one.own),
                format!("`{}`", clean(&one.column)),
            ));
        }
    }
    // The one that is asked first stands first.
    let of = |(word, mut columns): (&str, Vec<(usize, String)>)| {
        columns.sort_by_key(|(place, _)| *place);
        let columns: Vec<String> = columns.into_iter().map(|(_, column)| column).collect();
        format!("{word} from {}", columns.join(", "))
    };
    let all: Vec<String> = taken.into_iter().map(of).collect();
    let text = if all.is_empty() {
        "No column is known by its name.".to_owned()
    } else {
        format!("By {by}: {}.", all.join("; "))
    };
    paragraph(page, 2, &text)?;
    for lost in &matching.lost {
        let (word, column) = (preset.word_for(&lost.own), clean(&lost.column));
        let text = match &lost.why {
            Loss::To(other) => format!("Not `{column}` for {word}: `{}` is better.", clean(other)),
            Loss::Cells => format!("Not `{column}` for {word}: its cells do not look like it."),
            Loss::Tie(all) if all.first() == Some(&lost.column) => {
                let each = if all.len() > 1 { "each " } else { "" };
                format!(
                    "Open: {} could {each}be the {word}; `[source.map]` says which.",
                    names(all.iter().map(String::as_str), all.len())
                )
            }
            Loss::Tie(_) => continue,
        };
        paragraph(page, 2, &text)?;
    }
    Ok(())
}

/// Fields that only a map can fill.
pub(super) fn unfed(unfed: &[Field], page: &mut Page<'_>) -> io::Result<()> {
    if unfed.is_empty() {
        return Ok(());
    }
    let fields: Vec<&str> = unfed.iter().map(|field| field.name()).collect();
    let title = page.style().changed("No column is known as these fields");
    page.flow(0, &title.then(";"), "`[source.map]` says which is:", 0)?;
    paragraph(page, 2, &fields.join(", "))
}
