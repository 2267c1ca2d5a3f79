//! Flags that several commands share (`contract.md` 3).
#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help texts, which are not Markdown"
)]

use std::collections::HashSet;

use clap::{ArgAction, Args};
use shelfsync::config::Overrides;
use shelfsync::pipeline::Selection;

use crate::view::{Color, Manner};

/// How to show things: flags of every command.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Output {
    /// One JSON document on standard output
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Say nothing when all is well
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Say more; twice for every call
    #[arg(short, long, action = ArgAction::Count, help_heading = "Output")]
    pub(crate) verbose: u8,
    /// When to color
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) color: Color,
}

/// Flags of every command that has settings.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Common {
    /// Configuration file [default: shelfsync.toml, when it is there]
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(crate) config: Option<String>,
    /// State file [env: SHELFSYNC_STATE_PATH] [default: .shelfsync/state.db]
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(crate) state: Option<String>,
    /// Catalog id [env: SHELFSYNC_CATALOG_ID]
    #[arg(long, value_name = "ID", help_heading = "Settings")]
    pub(crate) catalog: Option<String>,
    /// Address of the Graph API [env: SHELFSYNC_CATALOG_API_URL]
    #[arg(long, value_name = "URL", help_heading = "Settings")]
    pub(crate) api_url: Option<String>,
    /// Use a sandbox inside this process: no account, a state file of its own
    #[arg(long, help_heading = "Settings")]
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
    /// Exports: paths, patterns, or - for standard input; they replace all
    /// `[[source]]` of the configuration
    #[arg(value_name = "EXPORT")]
    pub(crate) exports: Vec<String>,
    /// Preset by name [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Export")]
    pub(crate) preset: Option<String>,
    /// Base of links that are not absolute [env: SHELFSYNC_SHOP_URL]
    #[arg(long, value_name = "URL", help_heading = "Export")]
    pub(crate) shop_url: Option<String>,
    /// Base of pictures that are not absolute [env: SHELFSYNC_SHOP_IMAGE_URL]
    #[arg(long, value_name = "URL", help_heading = "Export")]
    pub(crate) image_url: Option<String>,
    /// Currency of prices without a code [env: SHELFSYNC_SHOP_CURRENCY]
    #[arg(long, value_name = "CODE", help_heading = "Export")]
    pub(crate) currency: Option<String>,
    /// Country that the shop sells in [env: SHELFSYNC_SHOP_COUNTRY]
    #[arg(long, value_name = "CODE", help_heading = "Export")]
    pub(crate) country: Option<String>,
    /// Language of the export [env: SHELFSYNC_SHOP_LANGUAGE]
    #[arg(long, value_name = "CODE", help_heading = "Export")]
    pub(crate) language: Option<String>,
    /// Time zone of dates without offset [env: SHELFSYNC_SHOP_TIMEZONE]
    #[arg(long, value_name = "NAME", help_heading = "Export")]
    pub(crate) timezone: Option<String>,
    /// Brand of items without one [env: SHELFSYNC_SHOP_BRAND]
    #[arg(long, value_name = "NAME", help_heading = "Export")]
    pub(crate) brand: Option<String>,
    /// Condition of items without one [env: SHELFSYNC_SHOP_CONDITION]
    #[arg(long, value_name = "WORD", help_heading = "Export")]
    pub(crate) condition: Option<String>,
    /// Availability of items without any stock information [env: SHELFSYNC_SHOP_AVAILABILITY]
    #[arg(long, value_name = "WORD", help_heading = "Export")]
    pub(crate) availability: Option<String>,
    /// Encoding by name [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Export")]
    pub(crate) encoding: Option<String>,
    /// Sign between cells [default: detected]
    #[arg(long, value_name = "SIGN", help_heading = "Export")]
    pub(crate) delimiter: Option<String>,
    /// Decimal sign of amounts, . or , [default: from the preset or the file]
    #[arg(long, value_name = "SIGN", help_heading = "Export")]
    pub(crate) decimal: Option<String>,
}

/// What is sent, and how far.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct SendFlags {
    /// Let up to N withheld removals go, this once
    #[arg(long, value_name = "N", help_heading = "Safety")]
    pub(crate) allow_removals: Option<u64>,
    /// Send everything, changed or not
    #[arg(long, help_heading = "Selection")]
    pub(crate) full: bool,
    /// Look at the first N items only; nothing is removed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Selection")]
    pub(crate) limit: Option<u64>,
    /// Send these items in any case, and look at no others; nothing is removed
    #[arg(
        long,
        value_name = "ID,…",
        value_delimiter = ',',
        help_heading = "Selection"
    )]
    pub(crate) only: Option<Vec<String>>,
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
    max_wait: Option<&String>,
) -> Overrides {
    let export = export.cloned().unwrap_or_default();
    Overrides {
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
        max_wait: max_wait.cloned(),
        exports: export.exports,
    }
}
