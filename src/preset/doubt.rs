//! Cells that leave open what is sold, or for how much.

use serde::Deserialize;

use crate::catalog::Field;

/// A cell that leaves open what a field is, or that says what is not calculated here. An
/// item that has one is held back, or warned of, as the field is needed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// The column.
    pub column: String,
    /// The words for which it does, in lower case; any content without them.
    #[serde(default)]
    pub is: Vec<String>,
    /// Only cells without this sign.
    pub lacks: Option<String>,
    /// The field, by its name.
    pub field: String,
    /// What to say.
    pub why: String,
}

impl Doubt {
    /// The field, where a cell with this content leaves it open.
    pub fn of(&self, cell: &str) -> Option<Field> {
        let mut words = self.is.iter();
        let is = self.is.is_empty() || words.any(|word| word.eq_ignore_ascii_case(cell));
        let lacks = self.lacks.as_ref().is_none_or(|sign| !cell.contains(sign));
        (is && lacks).then(|| Field::find(&self.field))?
    }
}
