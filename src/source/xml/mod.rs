//! XML: records from elements that repeat.
//!
//! Columns are paths below the record's element. A child with children of its
//! own is a cell too (mostly an empty one) that comes before theirs, so
//! repeated groups can be told apart.
//!
//! Text is never lost to markup. When an element holds text and then an
//! element, or begins with an element that only HTML has (`<p>`, `<ul>`,
//! `<br>`), somebody put HTML into it without escaping: all of it becomes the
//! element's text, tags included, as if it had been escaped, and whoever reads
//! HTML in escaped texts reads it here.

mod attributes;
mod damage;
mod doctype;
mod entity;
mod events;
mod frame;
mod input;
mod names;
mod reader;
mod sniff;

pub(super) use reader::XmlReader;
pub(super) use sniff::{Shape, shape};
