//! Presets: what a shop system's export looks like, as data.
//!
//! A preset is a file under `feeds/`, embedded into the binary. It names the
//! layout, the columns of each field, what is published and what the
//! configuration must add. It knows nothing of values: `normalize` reads those.

mod adapt;
mod aliases;
mod builtin;
mod column;
mod companion;
mod compose;
mod derived;
mod detect;
mod doubt;
mod feed;
mod file;
mod flag;
mod heading;
mod join;
mod language;
mod layout;
mod link;
mod matching;
mod naming;
mod packed;
mod reshape;
mod rule;
mod scope;
mod scoped;
mod spec;
mod vertical;

pub use adapt::{Enough, Open, adapted, fit, looks_of};
pub use aliases::Looks;
pub use builtin::{find, known_column, names, presets, record_paths, refusing};
pub use column::{Column, Part, key};
pub use companion::Companion;
pub use compose::Compose;
pub use derived::{inherit, inherited_name, join, joined_name, mapped_field, mapped_name};
pub use detect::{Confidence, Detected, Form, Near, NotDetected, detect};
pub use doubt::Doubt;
pub use feed::{By, EndDay, Feed, Only, Pick, Tax};
pub use file::PresetError;
pub use flag::yes_no;
pub use join::{JoinKey, JoinRule, detect_joined};
pub use language::{header_language, language_distance};
pub use layout::{
    Beside, Children, Continuation, Family, Gather, Layout, Nested, Overlay, Own, Parents, Together,
};
pub use link::{Link, LinkPart, Spelling, Whose};
pub use matching::{Loss, Lost, Matching, Taken, Verdict};
pub use naming::Named;
pub use packed::{Packed, Unpacked};
pub use reshape::{
    Amount, Countries, Fact, Index, Inside, Join, Keyed, Mark, Only as OnlyIf, Reshape, Shift,
    Site, Tree, meaning,
};
pub use rule::{Input, Marks, Published, Refuse, Skip, Target};
pub use spec::{Categories, IdChoice, Preset};
