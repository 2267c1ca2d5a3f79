//! Presets: what a shop system's export looks like, as data.
//!
//! A preset is a file under `feeds/`, embedded into the binary. It names the
//! layout, the columns of each field, what is published and what the
//! configuration must add. It knows nothing of values: `normalize` reads those.

mod builtin;
mod column;
mod detect;
mod spec;

pub use builtin::{find, known_column, names, presets, record_paths};
pub use column::{Column, Part};
pub use detect::{Detected, Form, NotDetected, detect};
pub use spec::{Layout, Preset, PresetError, Skip};
