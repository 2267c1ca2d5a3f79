//! Text that Meta dislikes (`graph-api.md` 10.1).

use super::{Subject, text_of};
use crate::catalog::Field;
use crate::finding::{Finding, Rule};

/// Reports text in capitals; it is sent as it is.
pub(super) fn check(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    for field in [Field::Title, Field::Description] {
        if let Some(text) = text_of(subject, field).filter(|text| crate::catalog::shouts(text)) {
            let message = format!("the {} is all in capitals", field.name());
            findings.push(Finding::new(Rule::Uppercase(field), message).of("", text));
        }
    }
}
