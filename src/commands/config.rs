//! `shelfsync config`: the settings as they are understood, and their schema.

use std::path::Path;
use std::str::FromStr;

use clap::Subcommand;
use rust_decimal::Decimal;
use shelfsync::config::key::{Form, KEYS, SOURCE_PATH, STATE_PATH};
use shelfsync::config::{Credentials, Key, Origin, Section, Source, schema, shown_address};

use super::context::{Context, shown};
use super::flags::{Common, ExportFlags, Help, Output, Wait, overrides};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{MapLine, SettingLine, SettingsReport, SourceLines, View};

/// Flags of `config`.
#[derive(clap::Args, Debug)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  shelfsync config show --origin
  shelfsync config schema > shelfsync.schema.json"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    help: Help,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Shows every setting with its value, in the form of the file
    Show(Box<Show>),
    /// Prints the JSON schema of shelfsync.toml, for editors
    Schema(Schema),
}

/// Flags of `config show`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  shelfsync config show --origin
  shelfsync config show --origin products.csv --currency EUR
  shelfsync config show --json")]
struct Show {
    #[command(flatten)]
    export: ExportFlags,
    #[command(flatten)]
    wait: Wait,
    #[command(flatten)]
    common: Common,
    /// Say where each setting comes from
    #[arg(
        long,
        help_heading = "Output",
        long_help = "Says beside each setting where it comes from: a line of the file, a variable, a \
                     flag, or the default."
    )]
    origin: bool,
}

/// Flags of `config schema`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Editors that know TOML schemas (Even Better TOML, taplo) take it from the first
line of shelfsync.toml:
  #:schema ./shelfsync.schema.json

Examples:
  shelfsync config schema > shelfsync.schema.json")]
struct Schema {
    #[command(flatten)]
    help: Help,
}

impl Args {
    /// The command as reports name it.
    pub(crate) fn name(&self) -> &'static str {
        match self.what {
            What::Show(_) => "config show",
            What::Schema(_) => "config schema",
        }
    }

    /// Flags on how to show things; a schema is printed as it is.
    pub(crate) fn output(&self) -> Option<&Output> {
        match &self.what {
            What::Show(args) => Some(&args.common.output),
            What::Schema(_) => None,
        }
    }
}

/// Shows the settings, or prints the schema.
pub(crate) fn run(args: &Args, view: &View) -> Result<Exit, Failure> {
    match &args.what {
        What::Show(args) => show(args, view),
        What::Schema(_) => {
            let mut text = serde_json::to_string_pretty(&schema())
                .map_err(|error| Failure::Bug(format!("the schema: {error}")))?;
            text.push('\n');
            View::text(text.as_bytes()).map_err(Failure::stdout)?;
            Ok(Exit::Ok)
        }
    }
}

fn show(args: &Show, view: &View) -> Result<Exit, Failure> {
    let overrides = overrides(&args.common, Some(&args.export), Some(&args.wait));
    let context = Context::load(&overrides, args.common.sandbox)?;
    let settings = &context.settings;
    let file = settings.file.as_deref();
    // Paths of a file are relative to it, those of flags and variables are not.
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    let foreign = !folder.as_os_str().is_empty();
    let rebased = |text: String, origin: &Origin| match origin {
        Origin::Flag(_) | Origin::Environment(_) if foreign => {
            context.cwd.join(text).display().to_string()
        }
        Origin::Flag(_) | Origin::Environment(_) | Origin::File { .. } | Origin::Default => text,
    };
    let lines = settings.shown().iter().map(|shown| {
        let text = shown.text.clone().map(|text| written(shown.key, text));
        let text = text.map(|text| {
            if shown.key.section == STATE_PATH.section {
                rebased(text, &shown.origin)
            } else {
                text
            }
        });
        SettingLine {
            key: shown.key,
            text,
            origin: shown.origin.clone(),
        }
    });
    // Without a source there is nothing to show of one, and nothing wrong yet.
    let sources = settings.sources().unwrap_or_default();
    let sources = sources.iter().map(|source| {
        let mut settings = source_lines(source);
        for line in &mut settings {
            let is_place = line.key.name == SOURCE_PATH.name && !is_elsewhere(&source.path);
            if let Some(text) = line.text.take_if(|_| is_place) {
                line.text = Some(rebased(text, &line.origin));
            }
        }
        let map = source.map.iter().map(|entry| MapLine {
            field: entry.field.clone(),
            template: entry.template.text().to_owned(),
            origin: entry.template.origin().clone(),
        });
        SourceLines {
            settings,
            map: map.collect(),
        }
    });
    let report = SettingsReport {
        file: file.map(|file| file.display().to_string()),
        settings: lines.collect(),
        tax_classes: settings.shop.tax_classes.clone(),
        sources: sources.collect(),
        credentials: Credentials::variables(&context.environment),
        sandbox_state: args
            .common
            .sandbox
            .then(|| shown(&context.state(), &context.cwd)),
    };
    view.settings(&report, args.origin)
        .map_err(Failure::stdout)?;
    Ok(Exit::Ok)
}

/// Standard input and addresses are no paths.
fn is_elsewhere(path: &str) -> bool {
    path == "-" || path.contains("://")
}

/// The text as it can stand in the file: a variable may say `.5` for 0.5.
fn written(key: &Key, text: String) -> String {
    match key.form {
        Form::Text | Form::List | Form::Switch => text,
        Form::Whole => u64::from_str(&text).map_or(text, |number| number.to_string()),
        Form::Number => Decimal::from_str_exact(&text).map_or(text, |number| number.to_string()),
    }
}

fn source_lines(source: &Source) -> Vec<SettingLine> {
    let delimiter = source.delimiter.map(|sign| match sign {
        '\t' => "tab".to_owned(),
        sign => sign.to_string(),
    });
    let keys = KEYS.iter().filter(|key| key.section == Section::Source);
    keys.filter_map(|key| {
        let text = match key.name {
            // What stands behind `?` is often a key that opens the address.
            "path" if source.address().is_some() => Some(shown_address(&source.path)),
            "path" => Some(source.path.clone()),
            "preset" => source.preset.clone(),
            "role" => Some(source.role.as_str().to_owned()),
            "encoding" => source.encoding.clone(),
            "delimiter" => delimiter.clone(),
            "decimal" => source.decimal.map(|sign| sign.as_str().to_owned()),
            "header" => source.header.as_ref().map(|names| names.join("; ")),
            "view" => source.view.clone(),
            name => source.joining.shown(name)?,
        };
        let origin = source.given.get(key.name).cloned();
        Some(SettingLine {
            key,
            text,
            origin: origin.unwrap_or(Origin::Default),
        })
    })
    .collect()
}
