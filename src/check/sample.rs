//! Sample rows of Meta's template that were left in the export (`formats.md` 4.25).

use super::examine::{Subject, text_of};
use crate::catalog::Field;
use crate::finding::{Finding, Rule};

/// Reports items with the template's own link, picture or title.
pub(super) fn check(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    let starts = |field, text: &str| text_of(subject, field).is_some_and(|t| t.starts_with(text));
    let sample = starts(Field::Link, "https://www.facebook.com/facebook_t_shirt")
        || starts(Field::ImageLink, "https://www.facebook.com/t_shirt_image")
        || starts(Field::Title, "Blue Facebook T-Shirt");
    if sample {
        let title = text_of(subject, Field::Title).unwrap_or_default();
        findings.push(
            Finding::new(
                Rule::TemplateSample,
                "this is a sample row of Meta's template",
            )
            .of("", title),
        );
    }
}
