//! An examination as lines that a merchant reads: a mark, a name, what was seen,
//! and below it what to do. Checks that were skipped for one reason share a line.

use std::io::{self, Write};

use shelfsync::health::{Check, Verdict};

use super::style::Style;
use super::words::clean;

/// Columns that a line may take.
const WIDTH: usize = 80;
/// Columns of the longest mark and of the longest name.
const MARK: usize = 4;
const NAME: usize = 13;

/// All checks, and how many of each kind there are.
pub(super) fn doctor(checks: &[Check], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for same in checks.chunk_by(same_skip) {
        match same {
            [one] => line(one, style, out)?,
            several => skipped(several, out)?,
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
    writeln!(out)?;
    if counts.is_empty() {
        writeln!(out, "{total} checks, all well.")
    } else {
        writeln!(out, "{total} checks: {}.", counts.join(", "))
    }
}

/// Only what somebody should do.
pub(super) fn troubles(checks: &[Check], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let troubles = checks
        .iter()
        .filter(|check| check.verdict.remedy().is_some());
    for check in troubles {
        line(check, style, out)?;
    }
    Ok(())
}

fn line(check: &Check, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mark = match &check.verdict {
        Verdict::Ok => style.good("ok  "),
        Verdict::Warning(_) => style.changed("warn"),
        Verdict::Failed(..) => style.bad("fail"),
        Verdict::Skipped => "skip".to_owned(),
    };
    let hint = check
        .verdict
        .remedy()
        .map(|remedy| format!("hint: {}", clean(remedy)));
    let texts: Vec<String> = check.seen.lines().map(clean).chain(hint).collect();
    entry(&mark, check.subject.id(), &texts, out)
}

/// Whether both were skipped, and for the same reason.
fn same_skip(one: &Check, other: &Check) -> bool {
    let both = [one, other].map(|check| check.verdict == Verdict::Skipped);
    both == [true, true] && one.seen == other.seen
}

fn skipped(checks: &[Check], out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = checks.iter().map(|check| check.subject.id()).collect();
    let why = checks.first().map_or("", |check| check.seen.as_str());
    let text = format!("{}: {}", names.join(", "), clean(why));
    entry("skip", &format!("{} checks", checks.len()), &[text], out)
}

/// A mark, a name, and texts beside them that wrap at the width.
fn entry(mark: &str, name: &str, texts: &[String], out: &mut dyn Write) -> io::Result<()> {
    let indent = MARK + 2 + NAME + 2;
    let mut head = format!("{mark}  {name:NAME$}  ");
    for text in texts {
        for part in wrapped(text, WIDTH - indent) {
            writeln!(out, "{head}{part}")?;
            head = " ".repeat(indent);
        }
    }
    Ok(())
}

/// The words of a text in lines of so many characters. A word that is longer
/// stands alone, whole, so that it can be copied.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_cut_and_lines_are_never_longer_than_they_may() {
        for (text, width, lines) in [
            ("a bc def", 4, vec!["a bc", "def"]),
            ("a bc def", 8, vec!["a bc def"]),
            ("abcdefgh ij", 4, vec!["abcdefgh", "ij"]),
            ("äöü ß", 5, vec!["äöü ß"]),
            ("", 5, vec![""]),
        ] {
            assert_eq!(wrapped(text, width), lines, "{text:?} {width}");
        }
    }
}
