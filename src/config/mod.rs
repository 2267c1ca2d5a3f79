//! Settings: flags over environment over file over defaults, resolved once.
//!
//! This module knows the keys of `shelfsync.toml`, their variables and flags,
//! and what each may hold. It knows nothing of exports, catalogs or presets: a
//! preset's name and an encoding's name are handed on as the user wrote them.
//!
//! Nothing here prints, nothing reads the environment of the process (it is
//! given), and no setting is ignored: what is not understood is an error that
//! names the place and what is allowed there.

mod address;
mod environment;
mod error;
mod file;
mod file_tables;
mod guard;
mod joining;
pub mod key;
mod layers;
mod login;
mod near;
mod origin;
mod overrides;
mod phrase;
mod problem;
mod schema;
mod secret;
mod settings;
mod sources;
mod tables;
mod template_text;
#[cfg(test)]
mod tests;
mod toml_text;
mod value;
mod word;

pub use address::shown_address;
pub use environment::Environment;
pub use error::{ConfigError, Problem};
pub use guard::Guard;
pub use joining::Joining;
pub use key::{Key, NOT_YET, NotYet, Section};
pub use layers::Shown;
pub use login::{Login, LoginError};
pub use near::nearest;
pub use origin::Origin;
pub use overrides::Overrides;
pub use schema::schema;
pub use secret::{Credentials, SecretError};
pub use settings::{Catalog, Delivery, Http, Removal, Settings, Shop};
pub use sources::Source;
pub use tables::{Lookup, ValueMap};
pub use template_text::{MapEntry, TemplateText};
pub use value::Zone;
pub use word::{Action, Availability, Condition, DateOrder, DecimalSign, Prices, Private, Role};

/// The file that is read from the working folder when `--config` names none.
pub const FILE_NAME: &str = "shelfsync.toml";
