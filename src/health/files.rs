//! The settings and the exports.

use std::collections::BTreeSet;
use std::path::Path;

use super::check::{Check, Fault, Subject, size};
use crate::config::{self, ConfigError, FILE_NAME, Origin, Settings};
use crate::fetch::Fetcher;
use crate::pipeline::{Input, InputError, open_inputs};
use crate::report::Silent;
use crate::source::SourceError;

/// The settings, when they are valid.
pub fn configuration(settings: &Settings) -> Check {
    let variables: Vec<&str> = settings
        .shown()
        .iter()
        .filter_map(|shown| match &shown.origin {
            Origin::Environment(name) => Some(name.as_str()),
            Origin::File { .. } | Origin::Flag(_) | Origin::Default => None,
        })
        .collect();
    let more = if variables.is_empty() {
        String::new()
    } else {
        format!("; from the environment: {}", variables.join(", "))
    };
    let Some(file) = &settings.file else {
        return Check::warning(
            Subject::Configuration,
            format!("no {FILE_NAME} here; only flags and variables count{more}"),
            format!(
                "go to the folder that has it, or name it with `--config`; to begin, `shelfsync init EXPORT` looks \
                 at an export and writes a {FILE_NAME} for it"
            ),
        );
    };
    Check::ok(Subject::Configuration, format!("{}{more}", file.display()))
}

/// The settings, when they are not valid.
pub fn broken_configuration(error: &ConfigError) -> Check {
    let otherwise = "correct what each line names, and run this again";
    Check::of_error(Subject::Configuration, Fault::Setup, error, otherwise)
}

/// The exports: one check for each `[[source]]`. Every file is looked at from
/// beginning to end, as a run does; addresses are not called.
pub fn sources(settings: &Settings, cwd: &Path) -> Vec<Check> {
    match settings.sources() {
        Ok(sources) => sources
            .iter()
            .map(|source| one(source, cwd, &settings.http))
            .collect(),
        Err(_) => vec![Check::warning(
            Subject::Source,
            "no `[[source]]`: each command must name the export",
            "write `path = \"exports/products.csv\"` below `[[source]]`, and look at the export with \
             `shelfsync check`",
        )],
    }
}

fn one(source: &config::Source, cwd: &Path, http: &config::Http) -> Check {
    let path = source.path.as_str();
    if source.is_standard_input() {
        return Check::skipped(
            Subject::Source,
            "standard input: it is read by the run itself",
        );
    }
    if source.address().is_some() {
        let shown = config::shown_address(path);
        let why = format!("{shown}: an address; `shelfsync check` reads it");
        return Check::skipped(Subject::Source, why);
    }
    // No address comes this far.
    let offline = Fetcher::new(http.clone(), None, None);
    match open_inputs(
        std::slice::from_ref(source),
        cwd,
        &offline,
        &Silent,
        &|| false,
    ) {
        Ok(inputs) => Check::ok(Subject::Source, shown(path, &inputs)),
        Err(error) => Check::of_error(
            Subject::Source,
            fault(&error),
            &error,
            "correct the source or the setting; `shelfsync check` says more",
        ),
    }
}

/// What the files of a source turned out to be.
fn shown(path: &str, inputs: &[Input]) -> String {
    let every = |word: fn(&Input) -> &str| {
        let words: BTreeSet<&str> = inputs.iter().map(word).collect();
        words.into_iter().collect::<Vec<_>>().join(" and ")
    };
    let preset = every(|input| &input.preset.name);
    let encoding = every(|input| input.source.facts().encoding);
    let bytes = inputs.iter().map(|input| input.source.facts().bytes).sum();
    let size = size(bytes);
    match inputs {
        [only] => format!("{}: {preset}, {encoding}, {size}", only.shown),
        several => {
            let files = several.len();
            format!("{path}: {files} files, {preset}, {encoding}, {size}")
        }
    }
}

/// The same codes as a run that meets this error ends with.
fn fault(error: &InputError) -> Fault {
    match error {
        InputError::Spill { .. } | InputError::Source(SourceError::Spool { .. }) => {
            Fault::Temporary
        }
        error if error.is_usage() => Fault::Setup,
        _ => Fault::Input,
    }
}
