//! What may be wrong with the configuration, in the words of the person who wrote it.

use std::io;
use std::path::PathBuf;

use super::FILE_NAME;
use super::key::{Key, NotYet, Section};
use super::origin::Origin;
use super::phrase::{
    clipped, example, form, headers, key_names, section_offer, subject, value, ways,
};
use super::value::Refused;

/// How a line of `[source.map]` is written.
const MAP_EXAMPLE: &str = "title = \"{{ row['Name'] }}\"";

/// One thing that is wrong with the configuration.
///
/// Messages are lower-case fragments that name the place, the value and what is
/// allowed there. No message shows a value that may be a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// `--config` names a file that is not there.
    #[error("there is no file `{}`; `--config` must name the configuration file", path.display())]
    NoFile {
        /// The file as typed.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("{}: cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The file is too large to be a configuration.
    #[error("{}: larger than {most} bytes; is this the configuration, or the export?", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        most: u64,
    },
    /// The file is not UTF-8.
    #[error("{origin}: not UTF-8 text; save the file with the encoding UTF-8")]
    NotUtf8 {
        /// The line of the first bad byte.
        origin: Origin,
    },
    /// The file is not TOML.
    #[error("{origin}: not valid TOML: {what}{}", hint.map(|hint| format!("; {hint}")).unwrap_or_default())]
    Syntax {
        /// The line.
        origin: Origin,
        /// What the parser says.
        what: String,
        /// What was probably meant.
        hint: Option<&'static str>,
    },
    /// A section that does not exist.
    #[error("{origin}: there is no section `[{}]`; {}", clipped(name), section_offer(*near))]
    UnknownSection {
        /// The line.
        origin: Origin,
        /// The section as written.
        name: String,
        /// What was probably meant.
        near: Option<Section>,
    },
    /// A key before the first section.
    #[error("{origin}: `{}` stands in no section; {}", clipped(name), match belongs {
        Some(section) => format!("put it below `{}`", section.header()),
        None => format!("put it below one of {}", headers()),
    })]
    NoSection {
        /// The line.
        origin: Origin,
        /// The key as written.
        name: String,
        /// The section that has such a key.
        belongs: Option<Section>,
    },
    /// A section with the wrong number of brackets, or a value in its place.
    #[error("{origin}: `{}` is a section; write `{}`{}", section.name(), section.header(), match section {
        Section::Source => " with two brackets, once for each export",
        Section::Shop | Section::Filter | Section::Http | Section::Stock | Section::Catalog
        | Section::Removal | Section::Guard | Section::Delivery | Section::State => " with one pair of brackets, once in the file",
    })]
    WrongSection {
        /// The line.
        origin: Origin,
        /// The section.
        section: Section,
    },
    /// A key that the section does not have.
    #[error("{origin}: {} has no key `{}`; {}", section.header(), clipped(name), match (near, belongs) {
        (_, Some(other)) => format!("it belongs below `{}`", other.header()),
        (Some(near), None) => format!("did you mean `{}`?", near.name),
        (None, None) => format!("its keys are {}", key_names(*section)),
    })]
    UnknownKey {
        /// The line.
        origin: Origin,
        /// The section.
        section: Section,
        /// The key as written.
        name: String,
        /// The key of the section that was probably meant.
        near: Option<&'static Key>,
        /// Another section that has exactly this key.
        belongs: Option<Section>,
    },
    /// `[source.map]` that is no table.
    #[error(
        "{origin}: `source.map` is {found}; write `[source.map]` below its `[[source]]`, and one \
             line for each field, as in `{MAP_EXAMPLE}`"
    )]
    MapNoTable {
        /// The line.
        origin: Origin,
        /// The kind of value that was found.
        found: &'static str,
    },
    /// A key of a source that was probably meant to be `map`.
    #[error(
        "{origin}: [[source]] has no key `{}`; did you mean `[source.map]`?",
        clipped(name)
    )]
    NearMap {
        /// The line.
        origin: Origin,
        /// The key as written.
        name: String,
    },
    /// A template that is no text.
    #[error(
        "{origin}: `source.map.{}` is {found}; expected a template in quotes, as in `{MAP_EXAMPLE}`",
        clipped(field)
    )]
    NoTemplate {
        /// The line.
        origin: Origin,
        /// The field as written.
        field: String,
        /// The kind of value that was found.
        found: &'static str,
    },
    /// A credential in the file.
    #[error(
        "{origin}: `{}` looks like a credential, which never stands in this file; \
             set {variables} in the environment",
        clipped(name)
    )]
    CredentialKey {
        /// The line.
        origin: Origin,
        /// The key as written.
        name: String,
        /// The variables to set instead.
        variables: &'static str,
    },
    /// A value of the wrong type.
    #[error("{origin}: `{}` is {found}; expected {}, as in `{}`", key.path(), form(key), key.line(key.example))]
    WrongType {
        /// The line.
        origin: Origin,
        /// The key.
        key: &'static Key,
        /// The kind of value that was found.
        found: &'static str,
    },
    /// An empty text.
    #[error("{} is empty; expected {}, or leave it out", subject(origin, key), key.expected)]
    Empty {
        /// The line or flag.
        origin: Origin,
        /// The key.
        key: &'static Key,
    },
    /// A value that is not allowed.
    #[error("{} is {}; expected {}{}", subject(origin, key), value(found), key.expected, match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => example(origin, key),
    })]
    Invalid {
        /// The line, variable or flag.
        origin: Origin,
        /// The key.
        key: &'static Key,
        /// The value as given.
        found: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// An address that carries a user name or a password.
    #[error("{} carries a user name or password, which would be shown in reports; \
             expected {}", subject(origin, key), key.expected)]
    AddressWithUser {
        /// The line, variable or flag.
        origin: Origin,
        /// The key.
        key: &'static Key,
    },
    /// A part that is not built yet.
    #[error("{origin}: `{}` is not available yet in this version of shelfsync; take it out", part.written())]
    NotYet {
        /// The line or variable.
        origin: Origin,
        /// The part.
        part: NotYet,
    },
    /// A source without a path.
    #[error(
        "{origin}: this [[source]] has no `path`; add one, as in `path = \"exports/products.csv\"`"
    )]
    NoPath {
        /// The line.
        origin: Origin,
    },
    /// A table of `[lookup]` or `[values]` that is none.
    #[error("{origin}: `[{}]` {why}", clipped(name))]
    Table {
        /// The line.
        origin: Origin,
        /// Its name.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// Net prices without a tax rate.
    #[error(
        "{} is `net`, but `shop.tax_rate` is not set; \
             set it to the percentage that is added, as in `tax_rate = 19`, or set `shop.prices` to `gross`",
        subject(origin, key)
    )]
    NetWithoutTaxRate {
        /// Where `net` was said.
        origin: Origin,
        /// `shop.prices`.
        key: &'static Key,
    },
    /// A tax class without its percentage.
    #[error(
        "{origin}: `shop.tax_classes` {}; write each class of the export with its percentage below \
         `[shop.tax_classes]`, as in `\"reduced\" = 7`",
        class.as_ref().map_or("is no section".to_owned(), |class| format!("gives `{}` no percentage from 0 to 100", clipped(class)))
    )]
    TaxClasses {
        /// The line.
        origin: Origin,
        /// The class, if it is one class.
        class: Option<String>,
    },
    /// A variable of a known section that sets no key.
    #[error("the variable `{}` sets nothing{}", clipped(variable), near.as_ref().map_or_else(
        || "; take it out of the environment".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    ))]
    UnknownVariable {
        /// Its name.
        variable: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// A variable for a source.
    #[error(
        "the variable `{}` sets nothing: sources come from `[[source]]` in {FILE_NAME} \
             or from the command line, as in `shelfsync check products.csv`",
        clipped(variable)
    )]
    SourceVariable {
        /// Its name.
        variable: String,
    },
    /// A variable that is no text.
    #[error("the variable `{variable}` is not valid Unicode text")]
    NotText {
        /// Its name.
        variable: String,
    },
    /// No export to read.
    #[error(
        "no export is named; name one on the command line, as in `shelfsync check products.csv`, \
             or write `path = \"exports/products.csv\"` below `[[source]]` in {FILE_NAME}"
    )]
    NoSource,
    /// A setting that the command needs.
    #[error("`{}` is not set; {}", key.path(), ways(key))]
    Missing {
        /// The key.
        key: &'static Key,
    },
}

impl Problem {
    /// The problem of a text that a parser refused.
    pub(super) fn refused(key: &'static Key, found: &str, origin: &Origin, why: Refused) -> Self {
        let origin = origin.clone();
        let near = match why {
            Refused::Credentials => return Self::AddressWithUser { origin, key },
            Refused::Near(near) => Some(near),
            Refused::Malformed => None,
        };
        if found.trim().is_empty() {
            return Self::Empty { origin, key };
        }
        Self::Invalid {
            origin,
            key,
            found: found.to_owned(),
            near,
        }
    }

    /// Where it stands, to sort by.
    pub(super) fn origin(&self) -> Origin {
        match self {
            Self::NoFile { path }
            | Self::Unreadable { path, cause: _ }
            | Self::TooLarge { path, most: _ } => Origin::File {
                path: path.clone(),
                line: 0,
            },
            Self::NotUtf8 { origin }
            | Self::Syntax { origin, .. }
            | Self::UnknownSection { origin, .. }
            | Self::NoSection { origin, .. }
            | Self::WrongSection { origin, .. }
            | Self::UnknownKey { origin, .. }
            | Self::CredentialKey { origin, .. }
            | Self::MapNoTable { origin, .. }
            | Self::NearMap { origin, .. }
            | Self::NoTemplate { origin, .. }
            | Self::WrongType { origin, .. }
            | Self::Empty { origin, .. }
            | Self::Invalid { origin, .. }
            | Self::AddressWithUser { origin, .. }
            | Self::NotYet { origin, .. }
            | Self::NoPath { origin }
            | Self::Table { origin, .. }
            | Self::TaxClasses { origin, .. }
            | Self::NetWithoutTaxRate { origin, .. } => origin.clone(),
            Self::UnknownVariable { variable, .. }
            | Self::SourceVariable { variable }
            | Self::NotText { variable } => Origin::Environment(variable.clone()),
            Self::NoSource | Self::Missing { key: _ } => Origin::Default,
        }
    }
}
