//! What the last texts became, for neighbours in an export share them: variants stand
//! beside one another and have one description, and a sale has one window for all.
//!
//! What a text becomes depends on itself, its column and what is the same for all
//! records, so the answer may be given again. Only answers of which nothing is said are
//! kept: a finding belongs to a record.

use super::cells::Cell;
use crate::catalog::Field;
use crate::source::ColumnId;

/// So many bytes cost less to make than to keep.
const SHORT: usize = 48;
/// So many are kept at most.
const LONG: usize = 64 * 1024;

/// The last text of each field that is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Last(Vec<Answer>);

#[derive(Clone, Debug)]
struct Answer {
    field: Field,
    column: ColumnId,
    text: String,
    made: String,
}

impl Last {
    /// What this cell becomes, if it is the same as the last one.
    pub(super) fn of(&self, field: Field, cell: Cell<'_>) -> Option<&str> {
        if cell.text.len() < SHORT {
            return None;
        }
        let answer = self.0.iter().find(|answer| answer.field == field)?;
        let same = answer.column == cell.column && answer.text == cell.text;
        same.then_some(&*answer.made)
    }

    /// Keeps what a cell became, in place of the one before.
    pub(super) fn keep(&mut self, field: Field, cell: Cell<'_>, made: &str) {
        let length = cell.text.len();
        if !(SHORT..=LONG).contains(&length) || made.len() > LONG {
            return;
        }
        let found = self.0.iter_mut().find(|answer| answer.field == field);
        if let Some(answer) = found {
            answer.column = cell.column;
            cell.text.clone_into(&mut answer.text);
            made.clone_into(&mut answer.made);
            return;
        }
        self.0.push(Answer {
            field,
            column: cell.column,
            text: cell.text.to_owned(),
            made: made.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_cell_gets_the_same_answer() {
        let cell = |column: usize, text: &'static str| Cell {
            column: ColumnId::new(column),
            name: "",
            text,
        };
        let text = "<p>A text that is long enough to be worth keeping.</p>";
        let mut last = Last::default();
        let of = |last: &Last, field, column, text| {
            last.of(field, cell(column, text)).map(str::to_owned)
        };
        last.keep(Field::Description, cell(1, text), "A text");
        let made = Some("A text".to_owned());
        assert_eq!(of(&last, Field::Description, 1, text), made);
        assert_eq!(of(&last, Field::Description, 2, text), None);
        assert_eq!(of(&last, Field::ShortDescription, 1, text), None);
        assert_eq!(of(&last, Field::Description, 1, &text[1..]), None);
        last.keep(Field::Description, cell(1, "short"), "short");
        assert_eq!(of(&last, Field::Description, 1, "short"), None);
        assert_eq!(of(&last, Field::Description, 1, text), made);
        last.keep(Field::Description, cell(2, &text[1..]), "other");
        assert_eq!(of(&last, Field::Description, 1, text), None);
    }
}
