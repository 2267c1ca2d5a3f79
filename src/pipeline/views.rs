//! Which view of the shop a source is read for, and whether the export has it.
//!
//! What a view changes is the business of the layout (rows) and of the preset (columns).

use std::collections::BTreeSet;

use super::input::Input;
use crate::preset::key;

/// Why it is not known which view of the shop is meant.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ViewError {
    /// A setting names a view of the shop that the export does not have.
    #[error(
        "{shown}: the export has no view `{view}`{}; name one of its own with `view` of this source, or leave it out",
        if known.is_empty() { ", nor any other".to_owned() } else { format!(", only `{}`", known.join("`, `")) }
    )]
    Unknown {
        /// The source.
        shown: String,
        /// The view that was asked for.
        view: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Each record says of several sites what differs, and no setting chooses one.
    #[error(
        "{shown}: what is published differs from site to site, and `{}` {} named; name the one that is to be read with `view` of this source",
        known.join("`, `"), if known.len() == 1 { "is" } else { "are" }
    )]
    Sites {
        /// The source.
        shown: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Columns are for several views of the shop, and no setting chooses one.
    #[error(
        "{shown}: the export has columns for several views, `{}`; name the one that is to be read with `view` of this source",
        known.join("`, `")
    )]
    Open {
        /// The source.
        shown: String,
        /// Those that there are.
        known: Vec<String>,
    },
}

/// The view that a source is read for: the one that is set, the one that the system means
/// for the shop, or the only one that there is. Where columns are for several others,
/// somebody must choose.
pub(super) fn chosen_view(input: &Input, all: &[&Input]) -> Result<Option<String>, ViewError> {
    if input.view.is_some() {
        return Ok(input.view.clone());
    }
    let open = |input: &Input| -> BTreeSet<String> {
        let columns = input.source.facts().columns.iter();
        let views = columns.filter_map(|name| input.preset.view_to_choose(&key(name)));
        views.collect()
    };
    // Products and what they inherit stand in several files of one export.
    let name = &input.preset.name;
    let alike = || all.iter().filter(|other| other.preset.name == *name);
    let mut known: BTreeSet<String> = alike().flat_map(|input| open(input)).collect();
    if known.is_empty() {
        return Ok(None);
    }
    let set: BTreeSet<String> = alike().filter_map(|input| input.view.clone()).collect();
    if !set.is_empty() {
        known = set;
    }
    let usual = input.preset.usual_view.as_ref();
    if let Some(usual) = usual.filter(|usual| known.contains(*usual)) {
        return Ok(Some(usual.clone()));
    }
    if known.len() > 1 && !open(input).is_empty() {
        return Err(ViewError::Open {
            shown: input.shown.clone(),
            known: known.into_iter().collect(),
        });
    }
    Ok(known.pop_first().filter(|_| known.is_empty()))
}

/// A site must be named where no record can be read without; `open` are those that there
/// are then.
pub(super) fn sites_are_known(input: &Input, open: Vec<String>) -> Result<(), ViewError> {
    if open.is_empty() || input.view.is_some() {
        return Ok(());
    }
    Err(ViewError::Sites {
        shown: input.shown.clone(),
        known: open,
    })
}

/// The views of the shop that a file has, in its rows or in the names of its columns.
pub(super) fn views_of<'v>(
    input: &Input,
    of_rows: impl Iterator<Item = &'v str>,
) -> BTreeSet<String> {
    let columns = input.source.facts().columns.iter();
    let of_columns = columns.filter_map(|name| input.preset.view_of(&key(name)));
    of_rows.map(str::to_owned).chain(of_columns).collect()
}

/// A view that was asked for must be in some file of its source: without it every item
/// would go out with the texts or prices of another.
pub(super) fn known_views(inputs: &[&Input], views: &[BTreeSet<String>]) -> Result<(), ViewError> {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    for input in inputs {
        let Some(view) = &input.view else {
            continue;
        };
        let files = inputs.iter().zip(views);
        let mine = files.filter(|(other, _)| other.origin == input.origin);
        let known: BTreeSet<&String> = mine.flat_map(|(_, views)| views).collect();
        if !known.iter().any(|known| plain(known) == plain(view)) {
            return Err(ViewError::Unknown {
                shown: input.shown.clone(),
                view: view.clone(),
                known: known.into_iter().cloned().collect(),
            });
        }
    }
    Ok(())
}
