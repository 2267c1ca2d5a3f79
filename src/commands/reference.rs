//! What the help of the program and its manual page both tell: first steps,
//! exit codes, environment, files.

use crate::exit::CODES;

/// The way of a newcomer, with what each step is for.
const FIRST_STEPS: [(&str, &str); 5] = [
    (
        "shelfsync init products.csv",
        "writes shelfsync.toml, asks what is missing",
    ),
    ("shelfsync check", "names what would be held back"),
    (
        "shelfsync sync --sandbox",
        "tries it out; no account needed",
    ),
    ("shelfsync plan", "shows what would change"),
    ("shelfsync sync", "sends it, waits for Meta's verdicts"),
];

/// Variables, without those that set a key.
pub(super) const ENVIRONMENT: [(&str, &str); 7] = [
    ("META_ACCESS_TOKEN", "the access token of a system user"),
    (
        "META_ACCESS_TOKEN_FILE",
        "instead of it: a file that holds the token",
    ),
    (
        "META_APP_SECRET",
        "the app's secret; with it every call is signed",
    ),
    ("HTTPS_PROXY, NO_PROXY", "the way to Meta, and around it"),
    (
        "SHELFSYNC_SANDBOX_SCENARIO",
        "a file with what goes wrong under --sandbox",
    ),
    ("NO_COLOR", "when set, nothing is colored"),
    ("TMPDIR", "folder for temporary files"),
];

/// The variables that set a key, described once.
const KEY_VARIABLES: (&str, &str) = (
    "SHELFSYNC_<SECTION>_<KEY>",
    "a setting, as SHELFSYNC_SHOP_CURRENCY=EUR",
);

/// Files, with what they are for.
pub(super) const FILES: [(&str, &str); 4] = [
    (
        "shelfsync.toml",
        "the configuration; read from the working folder, or named by --config",
    ),
    (
        ".shelfsync/state.db",
        "what Meta confirmed; stands beside the configuration, or is named by --state",
    ),
    (
        ".shelfsync/state.db.lock",
        "held while a sync runs; may stay behind and does no harm",
    ),
    (
        ".shelfsync/state.sandbox.db",
        "the same for runs with --sandbox; its items stand beside it",
    ),
];

const MORE: &str = "\
Every command explains its options: shelfsync COMMAND --help
Exit codes, environment and documentation: shelfsync --help";

const DOCUMENTATION: &str = "\
Documentation:
  shelfsync COMMAND --help    every option of a command, with examples
  shelfsync man               the manual page; read it with
                              shelfsync man | man -l -
  shelfsync rules             what items are checked for
  docs/                       in the source: docs/commands.md has it all,
                              docs/troubleshooting.md helps with messages";

/// Below the short help of the program.
pub(crate) fn first_steps() -> String {
    format!("{}\n\n{MORE}", steps())
}

/// Below its long help.
pub(crate) fn long() -> String {
    let mut environment = ENVIRONMENT.to_vec();
    environment.insert(3, KEY_VARIABLES);
    format!(
        "{}\n\nExit codes:\n{}\n\nEnvironment:\n{}\n\n{DOCUMENTATION}",
        steps(),
        table(&CODES),
        table(&environment)
    )
}

fn steps() -> String {
    format!(
        "First steps, with an export of your shop:\n{}",
        table(&FIRST_STEPS)
    )
}

/// Two columns, two blanks apart.
fn table(rows: &[(&str, &str)]) -> String {
    let width = rows.iter().map(|(left, _)| left.len()).max().unwrap_or(0);
    let lines: Vec<String> = rows
        .iter()
        .map(|(left, right)| format!("  {left:width$}  {right}"))
        .collect();
    lines.join("\n")
}
