//! Why an export cannot be used.

use super::PlanError;
use super::matched::told;
use super::views::ViewError;
use crate::config::{ConfigError, Key};
use crate::fetch::FetchError;
use crate::layout::LayoutError;
use crate::preset::{Enough, Matching, NotDetected, Open};
use crate::source::{Facts, SourceError};
use crate::template::TemplateError;

/// Why an export cannot be used. Nothing of it was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A file cannot be read, or not to its end.
    #[error(transparent)]
    Source(SourceError),
    /// No preset fits.
    #[error(
        "{shown}: {why}; name one with `--preset`, or check that this is an export of products"
    )]
    NotDetected {
        /// The source as the user named it.
        shown: String,
        /// Why.
        why: Box<Unrecognized>,
    },
    /// A setting names a preset that there is not.
    #[error("there is no preset `{name}`; {}known are {known}", near.as_ref().map(|near| format!("did you mean `{near}`? ")).unwrap_or_default())]
    UnknownPreset {
        /// The name.
        name: String,
        /// The nearest that there is.
        near: Option<String>,
        /// All of them.
        known: String,
    },
    /// An address whose file cannot be had.
    #[error(transparent)]
    Fetch(FetchError),
    /// An address that is not of the web.
    #[error(
        "{scheme}:// addresses are not read, only https:// and http://; fetch the file and name its path"
    )]
    Scheme {
        /// What stands before `://`.
        scheme: String,
    },
    /// A pattern that no file matches, or that is none.
    #[error("{shown}: {why}")]
    Pattern {
        /// The pattern.
        shown: String,
        /// What is wrong.
        why: String,
    },
    /// What was thought to be known of it is not as it was: it must be read whole.
    #[error("{shown}: the export is not what it was in the last run")]
    Unfit {
        /// The source.
        shown: String,
    },
    /// A header and nothing below it.
    #[error(
        "{shown}: the export has no records; a shop without products is not believed, check the export"
    )]
    NoRecords {
        /// The sources.
        shown: String,
    },
    /// One of several files of products has a header and nothing below it.
    #[error(
        "{shown}: the file has no records, and others have; what it held would count as gone: check it, or take it out of the sources"
    )]
    NoneInFile {
        /// The file.
        shown: String,
    },
    /// Records, and no item among them.
    #[error(
        "{shown}: no record is an item of its own, of {rows}: they are parents of variants, or belong to other records; \
         name the file with the variants, too, or export all products"
    )]
    NoItems {
        /// The sources.
        shown: String,
        /// Records that are there.
        rows: u64,
    },
    /// The shop wrote its own error message into the export and gave up.
    #[error(
        "{shown}: line {line}: the shop's own error stands in the export: {text:?}; the export is not complete, make it again"
    )]
    ShopError {
        /// The source.
        shown: String,
        /// The line.
        line: u64,
        /// How the message begins.
        text: String,
    },
    /// All items need a setting that is not there.
    #[error("{fact}: {setting}")]
    Setting {
        /// What all items lack.
        fact: String,
        /// The setting.
        setting: ConfigError,
    },
    /// The templates of the configuration cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// No item has an id, for want of a column or of content in it.
    #[error(
        "{}: {}; say what is the id with `id = \"{{{{ row['…'] }}}}\"` \
         below `[source.map]` in shelfsync.toml; `shelfsync init` writes one",
        file.as_ref().map_or_else(
            || "no item in the export has an id".to_owned(),
            |file| format!("{file}: no item of this file has an id, and what it held would count as gone"),
        ),
        column.as_ref().map_or_else(
            || "it has no column for it".to_owned(),
            |column| format!("column `{column}` is empty throughout"),
        )
    )]
    NoIds {
        /// The file, where others have ids.
        file: Option<String>,
        /// The column that should hold them.
        column: Option<String>,
    },
    /// It is not known which view of the shop is meant.
    #[error(transparent)]
    View(#[from] ViewError),
    /// The file of a joined source has no row that could be used.
    #[error(
        "{shown}: no row can be used, of {rows}; look at the file, and at `key`, `rows` and `locations` of this source; \
         its columns are {columns}"
    )]
    NoRows {
        /// The files.
        shown: String,
        /// Rows that are there.
        rows: u64,
        /// Its columns, quoted.
        columns: String,
    },
    /// How a joined source belongs to the products is not known.
    #[error("{shown}: {why}")]
    JoinKey {
        /// The source.
        shown: String,
        /// Why.
        why: String,
    },
    /// A file of stock has lost the column that says which item a row is for, or never
    /// had it: no word about stock can be taken from it.
    #[error("{shown}: {why}")]
    NoKeyColumn {
        /// The source.
        shown: String,
        /// Why.
        why: String,
    },
    /// No row of a joined source belongs to any product.
    #[error(
        "{shown}: no row belongs to any product: its keys are like `{row}`, those of the products like `{item}`; \
         name the columns that hold the same with `key` and `of` of this source"
    )]
    NothingJoined {
        /// The source.
        shown: String,
        /// A key of it.
        row: String,
        /// A key of the products.
        item: String,
    },
    /// A source that is joined, and no products to join it to.
    #[error("{origin}: {why}")]
    Joining {
        /// The line of the source.
        origin: String,
        /// What is wrong.
        why: String,
    },
    /// A table of words cannot be used.
    #[error("{origin}: `[lookup.{name}]`: {why}")]
    Lookup {
        /// The line of the table.
        origin: String,
        /// Its name.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A joined source is older than it may be.
    #[error("{shown}: {why}; nothing of it is believed")]
    TooOld {
        /// The source.
        shown: String,
        /// How old it is.
        why: String,
    },
    /// A source of stock is not there, and there is nothing to hold stock against.
    #[error(
        "{shown}: {why}; without it nothing is known of the stock, and only `sync` and `plan` can leave stock as it is in the catalog"
    )]
    StockMissing {
        /// The source.
        shown: String,
        /// Why.
        why: String,
    },
    /// A source of stock is not there, and fields are made of its columns.
    #[error(
        "{shown}: {why}; templates make fields of its columns, so nothing can be sent without it"
    )]
    StockNeeded {
        /// The source.
        shown: String,
        /// Why.
        why: String,
    },
    /// What the state has of an item cannot be read.
    #[error(transparent)]
    Kept(Box<PlanError>),
    /// The records do not make products.
    #[error("{shown}: {why}")]
    Layout {
        /// The source.
        shown: String,
        /// Why.
        why: LayoutError,
    },
    /// A file of a known format that is no list of products.
    #[error("{shown}: {why}")]
    Refused {
        /// The source.
        shown: String,
        /// Why, and what to do; the preset says it.
        why: &'static str,
    },
    /// Nobody knows which column is what.
    #[error(
        "{shown}: {}; say which column counts with `{} = \"{{{{ row['…'] }}}}\"` below its `[source.map]`",
        open.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        open.first().map_or("", |one| one.field.name())
    )]
    Open {
        /// The source.
        shown: String,
        /// The columns.
        open: Vec<Open>,
    },
    /// A column of amounts can be read in two ways.
    #[error(
        "{shown}: column `{column}` can be read in two ways, for instance `{sample}`; \
         set `decimal` of this source to \".\" or \",\" (flag `--decimal`)"
    )]
    Decimal {
        /// The source.
        shown: String,
        /// The column.
        column: String,
        /// One of its cells.
        sample: String,
    },
    /// The temporary folder cannot be used.
    #[error(
        "cannot use the temporary folder {folder}: {source}; free some space or set TMPDIR to another folder"
    )]
    Spill {
        /// The folder.
        folder: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// `--only` names ids that no record has.
    #[error(
        "the export has no {}; check the ids of `--only`, capitals count",
        shown(ids)
    )]
    OnlyUnknown {
        /// The ids.
        ids: Vec<String>,
    },
    /// An id that neither export nor state has.
    #[error(
        "neither the export nor the state has an item `{id}`{}; capitals count",
        near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
    )]
    ItemUnknown {
        /// The id.
        id: String,
        /// The nearest that there is.
        near: Option<String>,
    },
    /// Somebody asked the run to stop.
    #[error("interrupted while reading")]
    Interrupted,
}

impl From<SourceError> for InputError {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Stopped => Self::Interrupted,
            error => Self::Source(error),
        }
    }
}

impl From<FetchError> for InputError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Stopped => Self::Interrupted,
            error => Self::Fetch(error),
        }
    }
}

/// A file that can be read and that no preset fits.
#[derive(Debug, thiserror::Error)]
#[error("{why}{}", matching.as_ref().map(|found| told(&found.0, &found.1)).unwrap_or_default())]
pub struct Unrecognized {
    /// What was seen of it.
    pub facts: Box<Facts>,
    /// Why no preset fits.
    pub why: NotDetected,
    /// What its columns could be by their names, and why that is not enough.
    pub matching: Option<Box<(Matching, Enough)>>,
}

/// A few ids, each in backticks.
fn shown(ids: &[String]) -> String {
    let few = ids.iter().take(5).map(|id| format!("`{id}`"));
    let few = few.collect::<Vec<_>>().join(", ");
    match ids.len() {
        0..=5 => few,
        more => format!("{few} and {} more", more - 5),
    }
}

impl InputError {
    /// All items need this setting.
    pub(super) fn setting(fact: impl Into<String>, key: &'static Key) -> Self {
        Self::Setting {
            fact: fact.into(),
            setting: ConfigError::missing(key),
        }
    }

    /// Names the temporary folder.
    pub(super) fn spill(source: std::io::Error) -> Self {
        Self::Spill {
            folder: std::env::temp_dir().display().to_string(),
            source,
        }
    }

    /// Whether the fault is in flags or configuration, not in the export.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Source(error) => error.is_usage(),
            Self::Fetch(error) => error.is_usage(),
            Self::UnknownPreset { .. }
            | Self::Scheme { .. }
            | Self::Setting { .. }
            | Self::OnlyUnknown { .. }
            | Self::ItemUnknown { .. }
            | Self::NoIds { .. }
            | Self::View(_)
            | Self::JoinKey { .. }
            | Self::NothingJoined { .. }
            | Self::Joining { .. }
            | Self::Lookup { .. }
            | Self::Template(_)
            | Self::Open { .. }
            | Self::Decimal { .. } => true,
            Self::NotDetected { .. }
            | Self::Refused { .. }
            | Self::ShopError { .. }
            | Self::Pattern { .. }
            | Self::Layout { .. }
            | Self::NoRows { .. }
            | Self::NoKeyColumn { .. }
            | Self::TooOld { .. }
            | Self::StockMissing { .. }
            | Self::StockNeeded { .. }
            | Self::Kept(_)
            | Self::NoRecords { .. }
            | Self::NoneInFile { .. }
            | Self::NoItems { .. }
            | Self::Unfit { .. }
            | Self::Spill { .. }
            | Self::Interrupted => false,
        }
    }
}
