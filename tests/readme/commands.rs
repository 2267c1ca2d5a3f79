//! Commands of the pages run, and what the pages show is what they print.

use std::fs;

use super::pages::{Desk, blocks, pages, root, said, text};

/// A `$` line and what is shown below it.
struct Shown {
    /// Index of the command's line in the page.
    at: usize,
    command: String,
    output: Vec<String>,
}

/// What may differ from run to run: times, spans and moments.
fn settled(line: &str) -> String {
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    if let Some(at) = line.find(" bytes sent in ") {
        return format!("{} bytes sent in …", &line[..at]);
    }
    if line.starts_with("Time: ") && line.ends_with(" in all.") {
        return "Time: …".to_owned();
    }
    for word in &mut words {
        let bytes = word.as_bytes();
        let moment =
            bytes.len() >= 20 && bytes[4] == b'-' && bytes[10] == b'T' && word.ends_with('Z');
        if moment {
            "…Z".clone_into(word);
        }
    }
    let line = words.join(" ").replace("just now", "… ago");
    let line = match line
        .strip_suffix(" ago)")
        .and_then(|rest| rest.split_once('('))
    {
        Some((before, _)) => format!("{before}(… ago)"),
        None => line,
    };
    let parts: Vec<&str> = line.split(", ").collect();
    let parts: Vec<&str> = parts
        .into_iter()
        .map(|part| {
            if part.ends_with(" ago") {
                "… ago"
            } else {
                part
            }
        })
        .collect();
    let line = parts.join(", ");
    match line.find("\"seconds\":") {
        Some(at) => format!("{}\"seconds\":…", &line[..at]),
        None => line,
    }
}

fn shown(page: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for block in blocks(page).iter().filter(|block| block.kind == "console") {
        for (at, line) in block.lines.iter().enumerate() {
            match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push(Shown {
                    at: block.line - 1 + at,
                    command: command.to_owned(),
                    output: Vec::new(),
                }),
                (None, Some(last)) => last.output.push(line.clone()),
                (None, None) => panic!("a console block begins with `$ `: {line}"),
            }
        }
    }
    all
}

#[cfg(unix)]
#[test]
fn every_sh_line_of_the_pages_runs_and_exits_with_zero() {
    let mut ran = 0;
    for name in pages() {
        let desk = Desk::new();
        for block in blocks(&text(&name))
            .iter()
            .filter(|block| block.kind == "sh")
        {
            for (at, line) in block.lines.iter().enumerate() {
                if line.starts_with("cargo test") || line.starts_with("cargo install") {
                    continue;
                }
                let output = desk.shell(line);
                let place = format!("{name}:{}", block.line + at);
                let words = said(&output);
                assert!(output.status.success(), "{place}: {line}\n{words}");
                // The first command of the README has to work a second time.
                let output = desk.shell(line);
                assert!(output.status.success(), "{place}, again: {line}");
                ran += 1;
            }
        }
    }
    assert!(ran >= 1, "the README has a line to run");
}

#[cfg(unix)]
#[test]
fn what_the_console_blocks_show_is_what_the_commands_print() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut wrong = Vec::new();
    for name in pages() {
        let page = text(&name);
        let desk = Desk::new();
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        let mut moved = 0_isize;
        for shown in shown(&page) {
            let words = said(&desk.shell(&shown.command));
            let truth: Vec<String> = words.lines().map(str::to_owned).collect();
            let same = truth.len() == shown.output.len()
                && truth
                    .iter()
                    .zip(&shown.output)
                    .all(|(a, b)| settled(a) == settled(b));
            if same {
                continue;
            }
            if update {
                let first = shown.at.checked_add_signed(moved + 1).unwrap();
                moved += isize::try_from(truth.len()).unwrap();
                moved -= isize::try_from(shown.output.len()).unwrap();
                lines.splice(first..first + shown.output.len(), truth);
            } else {
                let at = shown.at + 1;
                wrong.push(format!("{name}:{at}: $ {}\n{words}", shown.command));
            }
        }
        if update && moved_or_changed(&page, &lines) {
            fs::write(root().join(&name), lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "the truth differs (UPDATE_DOCS=1 writes it down):\n\n{}",
        wrong.join("\n")
    );
}

fn moved_or_changed(page: &str, lines: &[String]) -> bool {
    !page.lines().eq(lines.iter().map(String::as_str))
}

#[test]
fn every_fence_says_what_holds_of_it() {
    for name in pages() {
        for block in blocks(&text(&name)) {
            let known = [
                "sh", "console", "bash", "text", "toml", "json", "yaml", "sql",
            ];
            let (kind, line) = (&block.kind, block.line);
            assert!(known.contains(&kind.as_str()), "{name}:{line}: `{kind}`");
        }
    }
}

#[test]
fn the_flags_of_commands_that_need_an_account_exist() {
    let desk = Desk::new();
    for name in pages() {
        for block in blocks(&text(&name))
            .iter()
            .filter(|block| block.kind == "bash")
        {
            for (at, line) in block.lines.iter().enumerate() {
                flags_exist(&desk, line, &format!("{name}:{}", block.line + at));
            }
        }
    }
    for entry in fs::read_dir(root().join("examples/schedule")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let calls = ["shelfsync sync", "shelfsync plan", "shelfsync check"];
            if let Some(at) = calls.iter().find_map(|call| line.find(call)) {
                flags_exist(&desk, &line[at..], &path.display().to_string());
            }
        }
    }
}

fn flags_exist(desk: &Desk, line: &str, place: &str) {
    let Some((_, words)) = line.split_once("shelfsync ") else {
        return;
    };
    let words = words.split([';', '|', '&', '>', '#']).next().unwrap();
    let mut words: Vec<&str> = words.split_whitespace().collect();
    // Whatever stands before it is parsed before help is shown.
    words.push("--help");
    let output = desk.program(&words);
    assert!(
        output.status.success(),
        "{place}: {line}\n{}",
        said(&output)
    );
}

/// The anchor of a heading, as sites that show Markdown make it.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars()
        .filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'))
        .map(|sign| if sign == ' ' { '-' } else { sign })
        .collect()
}

#[test]
fn every_link_inside_of_the_repository_leads_somewhere() {
    let mut followed = 0;
    for name in pages() {
        let page = text(&name);
        let folder = root().join(&name).parent().unwrap().to_owned();
        for (at, _) in page.match_indices("](") {
            let link = page[at + 2..].split(')').next().unwrap();
            if link.contains("://") {
                continue;
            }
            let (file, mark) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                root().join(&name)
            } else {
                folder.join(file)
            };
            assert!(target.exists(), "{name}: {link}");
            if !mark.is_empty() {
                let there = fs::read_to_string(&target).unwrap();
                let found = there
                    .lines()
                    .any(|line| line.starts_with('#') && anchor(line) == mark);
                assert!(found, "{name}: {link}");
            }
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
}
