//! Required fields (`graph-api.md` 6.2).

use super::examine::Subject;
use crate::catalog::{Field, Need};
use crate::finding::{Finding, Rule};

/// Every required field must have a value, unless something was said of it.
pub(super) fn check(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    let there = subject.item.fields();
    let missing = Field::NEEDED.without(there).without(subject.faulted);
    for field in missing.iter() {
        if field.need() == Need::RequiredPicture && there.has(Field::Image) {
            continue;
        }
        let why = if subject.columns.has(field) {
            "is empty"
        } else {
            "is not in the export"
        };
        findings.push(Finding::new(
            Rule::Missing(field),
            format!("the {} {why}", field.name()),
        ));
    }
}
