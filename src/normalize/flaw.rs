//! A record that cannot be trusted as a whole, as a finding.

use crate::finding::{Finding, Rule};
use crate::source::{Columns, Flaw};

/// What is wrong with a record whose cells are not what they should be (`formats.md` 2).
pub(crate) fn flaw_of(flaw: &Flaw, columns: &Columns) -> Finding {
    match flaw {
        Flaw::Ragged { expected, found } => Finding::new(
            Rule::RecordRagged,
            format!("{found} cells where the header has {expected}"),
        ),
        Flaw::Undecodable {
            column,
            line,
            bytes,
        } => Finding::new(
            Rule::RecordUndecodable,
            format!("line {line}: the bytes {bytes} are not in the file's encoding"),
        )
        .of(columns.name(*column), ""),
        Flaw::TooLong { column, bytes } => Finding::new(
            Rule::RecordTooLong,
            format!("a cell of {bytes} bytes is no text of a product"),
        )
        .of(columns.name(*column), ""),
        Flaw::Markup { what, line } => {
            Finding::new(Rule::RecordMalformed, format!("line {line}: {what}"))
        }
        Flaw::Twofold {
            lines: [first, second],
        } => Finding::new(
            Rule::IdDuplicate,
            format!(
                "the rows on lines {first} and {second} are both its row for the view, and they differ"
            ),
        ),
    }
}
