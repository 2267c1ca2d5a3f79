//! Templates of the configuration: `[source.map]` and `[filter]`.
//!
//! The syntax is that of Jinja, read by minijinja's parser. The meaning is our
//! own where a shop would lose money by Jinja's: numbers are exact decimals and
//! never floats, a text is never taken for a number, and a condition is a
//! comparison and not "a text that is not empty". What can be known before the
//! first record (unknown columns, filters, settings, kinds that do not fit) is
//! an error of the configuration; the rest is a [`Fault`] of one item.
//!
//! A template sees the row, the shop's settings and nothing else: no clock, no
//! chance, no files. The work for one item is bounded, whatever the template
//! says. Rows are borrowed, not copied.

mod columns;
mod error;
mod eval;
mod fault;
mod filters;
mod kind;
mod lower;
mod meter;
mod node;
mod operate;
mod row;
mod shop;
mod syntax;
mod tables;
mod templates;
#[cfg(test)]
mod tests;
mod value;

pub use error::{TemplateError, TemplateProblem};
pub use fault::Fault;
pub use row::{Made, Row};
pub use shop::ShopFacts;
pub use tables::{Table, Tables, Unknown};
pub use templates::{ReadNumber, Rules, Setting, Templates};
