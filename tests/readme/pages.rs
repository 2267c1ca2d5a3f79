//! The pages, their fenced blocks, and the program that they talk about.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_shelfsync");

/// The package's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of the package.
pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// README, changelog and every page of docs, examples and feeds, by their names.
pub(crate) fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "CHANGELOG.md".to_owned()];
    for folder in ["docs", "examples", "feeds"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|end| end == "md") {
                pages.push(format!("{folder}/{name}"));
            }
        }
    }
    pages.sort();
    pages
}

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The word after the fence.
    pub(crate) kind: String,
    /// Line of the page on which its content begins, from 1.
    pub(crate) line: usize,
    /// Its lines.
    pub(crate) lines: Vec<String>,
}

/// The fenced blocks of a page.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(kind), None) => {
                open = Some(Block {
                    kind: kind.to_owned(),
                    line: at + 2,
                    lines: Vec::new(),
                });
            }
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

/// The rows of all tables of a page, cell by cell, heads left out.
pub(crate) fn rows(page: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = page.lines().collect();
    let is_rule = |line: &str| line.starts_with("| ---");
    lines
        .iter()
        .enumerate()
        .filter(|(at, line)| {
            let head = lines.get(at + 1).is_some_and(|next| is_rule(next));
            line.starts_with("| ") && !is_rule(line) && !head
        })
        .map(|(_, line)| {
            let inner = line.trim_start_matches("| ").trim_end_matches(" |");
            inner
                .split(" | ")
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

/// The chapter below a heading of the second level.
pub(crate) fn chapter<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, after) = page
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no heading {heading}"));
    after.split("\n## ").next().unwrap()
}

/// A temporary folder with a copy of `examples/`, where commands of a page run
/// one after the other.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("examples"), &folder.path().join("examples"));
        Self { folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Runs a line of a page as a shell would, with the program under its name.
    #[cfg(unix)]
    pub(crate) fn shell(&self, line: &str) -> Output {
        let line = line.replace("cargo run --quiet -- ", "shelfsync ");
        let line = line.replace("shelfsync ", &format!("'{PROGRAM}' "));
        let mut shell = Command::new("sh");
        // What is said and what is shown go to one place, as on a terminal.
        shell.arg("-c").arg(format!("({line}) 2>&1"));
        clean(&mut shell);
        shell.current_dir(self.folder.path());
        shell.stdin(Stdio::null()).output().unwrap()
    }

    /// Runs the program.
    pub(crate) fn program(&self, words: &[&str]) -> Output {
        self.program_with(words, &[])
    }

    /// Runs the program with variables.
    pub(crate) fn program_with(&self, words: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut program = Command::new(PROGRAM);
        program.args(words);
        clean(&mut program);
        program.envs(variables.iter().copied());
        program.current_dir(self.folder.path());
        program.stdin(Stdio::null()).output().unwrap()
    }
}

/// Settings of the person who runs the tests must not reach the program.
fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("SHELFSYNC_") || text.starts_with("META_") {
            command.env_remove(&name);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        // What a run in the working copy left behind is no part of the example.
        if entry.file_name() == ".shelfsync" {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a command wrote, as text.
pub(crate) fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{out}{err}")
}
