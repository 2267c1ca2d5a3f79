//! Tests of the whole module: a folder with a file, variables and flags in, settings or messages out.

mod layers;
mod messages;
mod values;

use std::fs;

use super::{Environment, Overrides, Settings};

/// A working folder with `shelfsync.toml` (none when the text is empty).
fn folder(file: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    if !file.is_empty() {
        fs::write(folder.path().join("shelfsync.toml"), file).unwrap();
    }
    folder
}

/// The settings, or the messages, one a problem.
fn load(
    file: &str,
    variables: &[(&str, &str)],
    flags: &Overrides,
) -> Result<Settings, Vec<String>> {
    let folder = folder(file);
    let environment: Environment = variables.iter().copied().collect();
    Settings::load(flags, &environment, folder.path())
        .map_err(|error| error.problems().iter().map(ToString::to_string).collect())
}

/// The settings of a file alone.
fn load_file(file: &str) -> Result<Settings, Vec<String>> {
    load(file, &[], &Overrides::default())
}
