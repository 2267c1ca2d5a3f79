//! The list of rules, and running them.

use crate::catalog::{Field, FieldSet, Item};
use crate::finding::Finding;

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a, 'i> {
    /// The item.
    pub item: &'a Item<'i>,
    /// Fields of which something bad has been said already.
    pub faulted: FieldSet,
    /// Fields that the export has a column for.
    pub columns: FieldSet,
}

/// A rule: it adds what is wrong.
pub type Check = fn(&Subject<'_, '_>, &mut Vec<Finding>);

/// All rules, in the order of their findings.
pub const CHECKS: &[Check] = &[
    super::required::check,
    super::text::check,
    super::link::check,
    super::sample::check,
];

/// Runs all rules over one item.
pub fn examine(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    for check in CHECKS {
        check(subject, findings);
    }
}

/// The text of a field, for rules about text.
pub(super) fn text_of<'a>(subject: &Subject<'a, '_>, field: Field) -> Option<&'a str> {
    subject.item.text(field)
}
