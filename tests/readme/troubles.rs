//! The messages of `docs/troubleshooting.md` are messages of the program.

use std::fs;
use std::path::Path;

use super::pages::{root, rows, text};

/// All source text, with the line breaks inside of literals undone.
pub(crate) fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(path).unwrap();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once("\\\n") {
                all.push_str(before);
                rest = after.trim_start();
            }
            all.push_str(rest);
        }
    }
}

#[test]
fn every_message_of_the_page_is_one_of_the_program() {
    let mut all = String::new();
    sources(&root().join("src"), &mut all);
    let all = all.replace("\\\"", "\"");
    // Names of variables stand in constants.
    let all = all.replace("{TOKEN_FILE}", "META_ACCESS_TOKEN_FILE");
    let all = all.replace("{TOKEN}", "META_ACCESS_TOKEN");
    let mut seen = 0;
    for row in rows(&text("docs/troubleshooting.md")) {
        let message = row[0].trim_matches('`');
        for piece in message.split('…').map(str::trim) {
            assert!(all.contains(piece), "no message has {piece:?}: {message}");
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}
