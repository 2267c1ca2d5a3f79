//! An export that nobody named: the one that lies in the folder.

use std::fs;
use std::path::Path;

use super::answers::Answers;
use super::exports::Exports;
use super::watch::Watch;
use crate::failure::Failure;
use crate::view::{Answer, Manner, Question, View};

/// Folders that are looked into, below the working folder.
const FOLDERS: [&str; 2] = ["", "exports"];
/// How names of exports end.
const ENDS: [&str; 4] = ["csv", "tsv", "txt", "xml"];
/// How names of packed files end.
const PACKED: [&str; 4] = ["gz", "zip", "bz2", "zst"];
/// So many files are opened, to see what they are.
const MOST: usize = 40;

/// The one export that lies in the folder or in `exports/`. Several are asked
/// about, or are an error.
pub(super) fn find(
    answers: &Answers,
    cwd: &Path,
    view: &View,
    asks: bool,
    watch: &Watch,
) -> Result<String, Failure> {
    let names = candidates(cwd).map_err(Failure::Start)?;
    if let [only] = names.as_slice() {
        return Ok(only.clone());
    }
    let mut likely = Vec::new();
    for name in names.iter().take(MOST) {
        if is_export(answers, name, watch)? {
            likely.push(name.clone());
        }
    }
    match likely.as_slice() {
        [] => Err(none(&names)),
        [only] => Ok(only.clone()),
        several if asks => {
            let question = Question {
                title: "Export",
                about: "several files here look like one",
                offer: None,
                without: "stop",
            };
            let options: Vec<Answer> = several.iter().map(|name| Answer::plain(name)).collect();
            let chosen = view.ask(|asker| asker.one_of(&question, &options))?;
            let chosen = chosen.and_then(|at| several.get(at));
            chosen.cloned().ok_or_else(|| ambiguous(several))
        }
        several => Err(ambiguous(several)),
    }
}

/// Whether a preset knows the file.
fn is_export(answers: &Answers, name: &str, watch: &Watch) -> Result<bool, Failure> {
    // What is no export is passed over without a word.
    let silent = View::new(Manner {
        json: true,
        quiet: true,
        verbose: 0,
        color: crate::view::Color::Never,
    });
    match Exports::open(&answers.context_for(name)?, &silent, watch) {
        Ok(_) => Ok(true),
        Err(Failure::Input(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Files whose names end as those of exports do, the working folder's first.
fn candidates(cwd: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        let entries = match fs::read_dir(cwd.join(folder)) {
            Ok(entries) => entries,
            Err(_) if !folder.is_empty() => continue,
            Err(error) => return Err(error),
        };
        let mut here = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| may_be_export(name)) else {
                continue;
            };
            if entry.path().is_file() {
                let shown = match folder {
                    "" => name.to_owned(),
                    folder => format!("{folder}/{name}"),
                };
                here.push(shown);
            }
        }
        here.sort_unstable();
        names.append(&mut here);
    }
    Ok(names)
}

fn may_be_export(name: &str) -> bool {
    if name.starts_with('.') {
        return false;
    }
    let has = |ends: &[&str], end: &str| ends.iter().any(|one| one.eq_ignore_ascii_case(end));
    match name.rsplit_once('.') {
        Some((_, end)) if has(&ENDS, end) => true,
        Some((_, "zip")) => true,
        Some((rest, end)) if has(&PACKED, end) => rest
            .rsplit_once('.')
            .is_some_and(|(_, end)| has(&ENDS, end)),
        Some(_) | None => false,
    }
}

fn none(names: &[String]) -> Failure {
    let seen = match names {
        [] => "there is no .csv, .tsv, .txt or .xml file here or in exports/".to_owned(),
        some => format!("no preset knows any of {}", listed(some)),
    };
    Failure::Usage(format!(
        "no export is named, and {seen}; name one, as in `shelfsync init products.csv`"
    ))
}

fn ambiguous(names: &[String]) -> Failure {
    Failure::Usage(format!(
        "no export is named, and several files could be one: {}; name one, as in `shelfsync init {}`",
        listed(names),
        names.first().map_or("products.csv", String::as_str)
    ))
}

fn listed(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let quoted: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(SHOWN);
    let quoted = quoted.join(", ");
    if more == 0 {
        quoted
    } else {
        format!("{quoted} and {more} more")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_may_be_an_export() {
        #[rustfmt::skip]
        let cases = [
            ("products.csv", true), ("Products.CSV", true), ("feed.xml", true), ("feed.tsv.gz", true), ("export.zip", true),
            ("products.xlsx", false), (".hidden.csv", false), ("backup.tar.gz", false), ("csv", false), ("shelfsync.toml", false),
        ];
        for (name, expected) in cases {
            assert_eq!(may_be_export(name), expected, "{name}");
        }
    }
}
