//! Flags that several commands share (`contract.md` 3).
//!
//! Each flag has a short line for `-h` and full sentences for `--help`. What
//! the table of keys knows of a flag (its variable, its default, the words
//! that it takes) is added by `cli` and stands nowhere here.

use std::collections::HashSet;

use clap::{ArgAction, Args, ValueHint};
use shelfsync::config::Overrides;
use shelfsync::pipeline::Selection;

use super::guards::{Approval, approval};
pub(crate) use super::wait::Wait;
use crate::view::{Color, Manner};

/// The flag that every command has.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Help {
    /// Print help; --help has all options
    #[arg(
        short = 'h',
        long = "help",
        action = ArgAction::Help,
        help_heading = "Output",
        display_order = 1000,
        long_help = "Prints this help. -h is a summary that fits on a screen."
    )]
    help: Option<bool>,
}

/// How to show things: flags of every command that reports something.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Output {
    /// One JSON document on standard output
    #[arg(
        long,
        help_heading = "Output",
        long_help = "Writes exactly one JSON document to standard output, however the run ends. \
                     Progress and messages go to standard error."
    )]
    pub(crate) json: bool,
    /// Say nothing when all is well
    #[arg(
        short,
        long,
        help_heading = "Output",
        long_help = "Says nothing when all is well, as cron wants it. What went wrong is said all \
                     the same; held-back and refused items that stay so once a day."
    )]
    pub(crate) quiet: bool,
    /// Say more; twice for every call
    #[arg(
        short,
        long,
        action = ArgAction::Count,
        help_heading = "Output",
        long_help = "Says on standard error what is read and judged. Given twice, it tells of every \
                     call."
    )]
    pub(crate) verbose: u8,
    /// When to color
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_short_help = true,
        help_heading = "Output",
        long_help = "Whether to color. Colors add nothing that the words lack."
    )]
    pub(crate) color: Color,
    #[command(flatten)]
    help: Help,
}

/// Flags of every command that has settings.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Common {
    /// Configuration file [default: shelfsync.toml]
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help_heading = "Settings",
        long_help = "The configuration file. Without this flag, shelfsync.toml in the working \
                     folder is read when it is there; all its settings can also be given as flags."
    )]
    pub(crate) config: Option<String>,
    /// Catalog id
    #[arg(
        long,
        value_name = "ID",
        help_heading = "Settings",
        long_help = "The catalog's id, as Meta's Commerce Manager shows it. The catalog must be one \
                     of products."
    )]
    pub(crate) catalog: Option<String>,
    /// State file
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        hide_short_help = true,
        help_heading = "Settings",
        long_help = "The file that remembers what Meta confirmed. The default is relative to the \
                     configuration file, a path given here to the working folder."
    )]
    pub(crate) state: Option<String>,
    /// Address of the Graph API
    #[arg(
        long,
        value_name = "URL",
        value_hint = ValueHint::Url,
        hide_short_help = true,
        help_heading = "Settings",
        long_help = "The address of the Graph API: https, or http to this computer. It is changed \
                     only to talk to a sandbox, as `shelfsync sandbox` runs one."
    )]
    pub(crate) api_url: Option<String>,
    /// Use a sandbox in this process: no account needed
    #[arg(
        long,
        help_heading = "Settings",
        long_help = "Talks to a sandbox inside this process instead of Meta. It needs no account and \
                     no token, and keeps a state file of its own beside the real one."
    )]
    pub(crate) sandbox: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

impl Output {
    /// How results and talk are to be shown.
    pub(crate) fn manner(&self) -> Manner {
        Manner {
            json: self.json,
            quiet: self.quiet,
            verbose: self.verbose,
            color: self.color,
        }
    }
}

/// What the export is and what it does not say.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ExportFlags {
    /// Exports: paths, patterns, or - for standard input
    #[arg(
        value_name = "EXPORT",
        value_hint = ValueHint::FilePath,
        long_help = "The shop's exports: paths, patterns such as 'exports/*.csv', or - for standard \
                     input. Several are read as one. They replace all [[source]] of the \
                     configuration."
    )]
    pub(crate) exports: Vec<String>,
    /// Preset by name [default: detected]
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Export",
        long_help = "The preset that reads the export, when it is not to be detected from the \
                     column names."
    )]
    pub(crate) preset: Option<String>,
    /// Base of links that name no host
    #[arg(
        long,
        value_name = "URL",
        value_hint = ValueHint::Url,
        help_heading = "Export",
        long_help = "The shop's address, for links that name no host, as in /p/cup."
    )]
    pub(crate) shop_url: Option<String>,
    /// Base of pictures that name no host
    #[arg(
        long,
        value_name = "URL",
        value_hint = ValueHint::Url,
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The address of the pictures, for those that name no host. Without it the \
                     shop's address is taken."
    )]
    pub(crate) image_url: Option<String>,
    /// Currency of prices without a code
    #[arg(
        long,
        value_name = "CODE",
        help_heading = "Export",
        long_help = "The currency of prices that carry no code, such as EUR. Items in another \
                     currency are held back."
    )]
    pub(crate) currency: Option<String>,
    /// Country that the shop sells in
    #[arg(
        long,
        value_name = "CODE",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The country that the shop sells in, such as DE."
    )]
    pub(crate) country: Option<String>,
    /// Language of the export
    #[arg(
        long,
        value_name = "CODE",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The language to take where the export has several, such as de."
    )]
    pub(crate) language: Option<String>,
    /// Time zone of dates without offset
    #[arg(
        long,
        value_name = "NAME",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The time zone of dates that have no offset, such as Europe/Berlin. It is needed \
                     only when such dates occur."
    )]
    pub(crate) timezone: Option<String>,
    /// Brand of items without one
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Export",
        long_help = "The brand of items whose export has none. Without it they are held back."
    )]
    pub(crate) brand: Option<String>,
    /// Condition of items without one
    #[arg(
        long,
        value_name = "WORD",
        help_heading = "Export",
        long_help = "The condition of items whose export has none. It is never guessed: without it \
                     they are held back."
    )]
    pub(crate) condition: Option<String>,
    /// Availability of items without any stock information
    #[arg(
        long,
        value_name = "WORD",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The availability of items without any stock information. It is never guessed: \
                     without it they are held back."
    )]
    pub(crate) availability: Option<String>,
    /// Encoding by name [default: detected]
    #[arg(
        long,
        value_name = "NAME",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The encoding of the text, such as windows-1252, when it is not to be detected."
    )]
    pub(crate) encoding: Option<String>,
    /// Sign between cells [default: detected]
    #[arg(
        long,
        value_name = "SIGN",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The sign between the cells of a CSV file, when it is not to be detected; `tab` \
                     for tabs."
    )]
    pub(crate) delimiter: Option<String>,
    /// Decimal sign of prices [default: settled from the file]
    #[arg(
        long,
        value_name = "SIGN",
        hide_short_help = true,
        help_heading = "Export",
        long_help = "The sign before the decimals of prices. It is settled from the whole column; \
                     a column that leaves it open (1.234 throughout) is an error that asks for this \
                     flag."
    )]
    pub(crate) decimal: Option<String>,
}

/// What is sent, and how far.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct SendFlags {
    /// Send these items in any case, and look at no others
    #[arg(
        long,
        value_name = "ID,…",
        value_delimiter = ',',
        help_heading = "Selection",
        long_help = "Sends these items in any case, also what Meta refused before, and looks at no \
                     others. Nothing is removed. An id that the export does not have is an error."
    )]
    pub(crate) only: Option<Vec<String>>,
    /// Look at the first N items only
    #[arg(
        long,
        value_name = "N",
        value_parser = at_least_one,
        help_heading = "Selection",
        long_help = "Looks at the first N items only. The others count as filtered, and nothing is \
                     removed."
    )]
    pub(crate) limit: Option<u64>,
    /// Send everything, changed or not
    #[arg(
        long,
        help_heading = "Selection",
        long_help = "Sends everything, changed or not, also what Meta refused before."
    )]
    pub(crate) full: bool,
    /// Let up to N withheld removals go, this once
    #[arg(
        long,
        value_name = "N",
        help_heading = "Safety",
        long_help = "Lets withheld removals go, this once, when they are at most N. A larger set \
                     still waits. What is withheld, and why, is told by `shelfsync plan`."
    )]
    pub(crate) allow_removals: Option<u64>,
    /// Let up to N changes that a guard holds go, this once
    #[arg(
        long,
        value_name = "RULE=N",
        value_parser = approval,
        hide_short_help = true,
        help_heading = "Safety",
        long_help = "Lets changes go that a guard holds, this once, when they are at most N: \
                     --approve guard-prices=37. More still wait. What is held, and why, is told by \
                     `shelfsync plan`. Several guards take several of these."
    )]
    pub(crate) approve: Vec<Approval>,
}

/// A number of items to look at.
fn at_least_one(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("expected a whole number from 1, as in 10".to_owned()),
        Ok(number) => Ok(number),
    }
}

impl SendFlags {
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            only: self.only.as_ref().map(|ids| {
                ids.iter()
                    .map(|id| id.trim().to_owned())
                    .collect::<HashSet<_>>()
            }),
            limit: self.limit,
            full: self.full,
        }
    }
}

/// The flags that override settings, in the form that the settings want.
pub(crate) fn overrides(
    common: &Common,
    export: Option<&ExportFlags>,
    wait: Option<&Wait>,
) -> Overrides {
    let export = export.cloned().unwrap_or_default();
    Overrides {
        config_name: None,
        config: common.config.clone(),
        state: common.state.clone(),
        catalog: common.catalog.clone(),
        api_url: common.api_url.clone(),
        preset: export.preset,
        shop_url: export.shop_url,
        image_url: export.image_url,
        currency: export.currency,
        country: export.country,
        language: export.language,
        timezone: export.timezone,
        brand: export.brand,
        condition: export.condition,
        availability: export.availability,
        encoding: export.encoding,
        delimiter: export.delimiter,
        decimal: export.decimal,
        max_wait: wait.and_then(|wait| wait.max_wait.clone()),
        lock_timeout: wait.and_then(|wait| wait.lock_timeout.clone()),
        exports: export.exports,
    }
}
