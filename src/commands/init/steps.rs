//! What to do when the settings are there.

use std::path::Path;

use super::place::Target;
use crate::view::Step;

/// The way from the file to a catalog that stays equal to the shop.
pub(super) fn steps(target: &Target, from_stdin: bool) -> Vec<Step> {
    let config = if target.is_usual() {
        String::new()
    } else {
        format!(" --config {}", quoted(&target.name))
    };
    let input = if from_stdin { " < EXPORT" } else { "" };
    let run = |words: &str| format!("shelfsync {words}{config}{input}");
    // Cron begins in another folder; there the file's own name will do.
    let file = target.name.file_name().map(Path::new);
    let config = match file {
        Some(file) if !target.is_usual() => format!(" --config {}", quoted(file)),
        Some(_) | None => String::new(),
    };
    let folder = quoted(target.folder());
    let program =
        std::env::current_exe().map_or_else(|_| "shelfsync".to_owned(), |path| quoted(&path));
    let step = |command: String, about| Step { command, about };
    vec![
        step(
            "export META_ACCESS_TOKEN=…".to_owned(),
            "the token of a system user, from Meta's business settings",
        ),
        step(run("check"), "what would be held back, and why"),
        step(
            run("sync --sandbox"),
            "the whole way, without an account and without a token",
        ),
        step(run("plan"), "what the first sync would change"),
        step(run("sync"), "sends it, and waits for Meta's verdicts"),
        step(
            format!(
                "*/15 * * * * cd {folder} && META_ACCESS_TOKEN_FILE=/path/of/the/token \
                 {program} sync -q{config}{input}"
            ),
            "for cron, which knows neither your variables nor your PATH; it is silent when all is well",
        ),
    ]
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn commands_name_a_file_that_they_would_not_find() {
        let folder = tempfile::tempdir().unwrap();
        let commands = |output: Option<&str>| -> Vec<String> {
            let target = Target::new(output.map(Path::new), false, folder.path()).unwrap();
            let steps = steps(&target, false).into_iter();
            steps.map(|step| step.command).collect()
        };
        assert_eq!(commands(None)[1], "shelfsync check");
        let other = commands(Some("second shop.toml"));
        assert_eq!(other[1], "shelfsync check --config 'second shop.toml'");
        assert!(
            other[5].ends_with(" sync -q --config 'second shop.toml'"),
            "{other:?}"
        );
    }
}
