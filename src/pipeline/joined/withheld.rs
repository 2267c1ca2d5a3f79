//! A source of stock that is not there, or not believed.
//!
//! Then stock is held back: what the catalog says of it stays, and all else goes out
//! as usual (`contract.md` rule 5).

use std::time::{Duration, SystemTime};

use crate::config::{self, Joining, Role};
use crate::pipeline::InputError;
use crate::pipeline::input::Input;
use crate::pipeline::place::OnDisk;

/// Why a source of stock is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The source as the user named it.
    pub shown: String,
    /// Its name in templates.
    pub name: String,
    /// Why, as a fragment.
    pub why: String,
}

impl Withheld {
    /// Why a source of stock is not used, where that is what an error says; else the
    /// error itself.
    pub(in crate::pipeline) fn of(
        source: &config::Source,
        error: InputError,
    ) -> Result<Self, InputError> {
        let shown = config::shown_address(&source.path);
        Self::judge(source.role, &source.joining, shown, error)
    }

    /// The same for a file that is open.
    pub(in crate::pipeline) fn of_input(
        input: &Input,
        error: InputError,
    ) -> Result<Self, InputError> {
        Self::judge(input.role, &input.joining, input.shown.clone(), error)
    }

    fn judge(
        role: Role,
        joining: &Joining,
        shown: String,
        error: InputError,
    ) -> Result<Self, InputError> {
        // A setting that is wrong is no accident of the warehouse.
        if role != Role::Stock || error.is_usage() {
            return Err(error);
        }
        let why = match error {
            InputError::Interrupted => return Err(error),
            InputError::TooOld { why, .. } | InputError::NoKeyColumn { why, .. } => why,
            InputError::NoRows { rows: 0, .. } => "it has no rows".to_owned(),
            error => error.to_string(),
        };
        let name = joining.name.clone();
        let name = name.unwrap_or_else(|| role.as_str().to_owned());
        Ok(Self { shown, name, why })
    }
}

/// Whether a file is older than a setting allows, as a fragment that says so.
pub(in crate::pipeline) fn too_old(file: &OnDisk, most: Duration) -> Option<String> {
    // What is wrong with it is said when it is opened.
    if !file.path().is_file() {
        return None;
    }
    let Some(changed) = file.changed() else {
        return Some(
            "nobody says how old it is; take `max_age` out, or let the server send `Last-Modified`"
                .to_owned(),
        );
    };
    let age = SystemTime::now()
        .duration_since(changed)
        .unwrap_or_default();
    (age > most).then(|| {
        format!(
            "it is {} old, and `max_age` is {}",
            in_words(age),
            in_words(most)
        )
    })
}

fn in_words(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{} s", time.as_secs()),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
