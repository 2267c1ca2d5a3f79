//! Required fields (`graph-api.md` 6.2).

use super::examine::Subject;
use crate::catalog::{Field, Need};
use crate::finding::{Finding, Rule};

/// Every required field must have a value, unless something was said of it.
pub(super) fn check(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    for field in Field::ALL {
        let needed = match field.need() {
            Need::Required => true,
            Need::RequiredPicture => !subject.item.has(Field::Image),
            Need::Optional => false,
        };
        if !needed || subject.item.has(*field) || subject.faulted.has(*field) {
            continue;
        }
        let why = if subject.columns.has(*field) {
            "is empty"
        } else {
            "is not in the export"
        };
        findings.push(Finding::new(
            Rule::Missing(*field),
            format!("the {} {why}", field.name()),
        ));
    }
}
