//! The decimal sign of a column, settled from all its cells.
//!
//! Contract section 7 (Money): the sign is settled per column from evidence in
//! the whole file, and a column that stays ambiguous is an error that asks.

use super::number::{self, Hint, Sign};

/// How often something was seen, and the first cell that showed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Number of cells.
    pub(crate) count: u64,
    /// The first of them.
    pub(crate) first: Option<Box<str>>,
}

impl Seen {
    fn note(&mut self, cell: &str) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some(cell.into());
        }
    }
}

/// What the cells of a column say about their decimal sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Cells that can only be read with a decimal point.
    pub(crate) point: Seen,
    /// Cells that can only be read with a decimal comma.
    pub(crate) comma: Seen,
    /// Cells that depend on the others, such as `1.299`.
    pub(crate) ambiguous: Seen,
}

/// The answer for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// All evidence is for this sign.
    Sign(Sign),
    /// No cell needs a sign.
    None,
    /// Cells need one, and none shows which.
    Ambiguous,
    /// There is evidence for both.
    Mixed,
}

impl Evidence {
    /// Takes a cell into account. What is no number says nothing.
    pub(crate) fn note(&mut self, cell: &str) {
        match number::hint(cell) {
            Some(Hint::Certain(Sign::Point)) => self.point.note(cell),
            Some(Hint::Certain(Sign::Comma)) => self.comma.note(cell),
            Some(Hint::Open(_)) => self.ambiguous.note(cell),
            Some(Hint::Silent) | None => {}
        }
    }

    /// The decimal sign of the column.
    pub(crate) fn settle(&self) -> Settled {
        let Self {
            point,
            comma,
            ambiguous,
        } = self;
        match (point.count, comma.count, ambiguous.count) {
            (0, 0, 0) => Settled::None,
            (0, 0, _) => Settled::Ambiguous,
            (_, 0, _) => Settled::Sign(Sign::Point),
            (0, _, _) => Settled::Sign(Sign::Comma),
            _ => Settled::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settles_columns() {
        #[rustfmt::skip]
        let cases: [(&[&str], Settled); 9] = [
            (&[], Settled::None),
            (&["5", "12", "", "n/a", "auf Anfrage", "1 299"], Settled::None),
            (&["1.299", "1.500"], Settled::Ambiguous),
            (&["1.299", "1,500"], Settled::Ambiguous),
            (&["1.299", "19,95"], Settled::Sign(Sign::Comma)),
            (&["1.299", "19.95"], Settled::Sign(Sign::Point)),
            (&["1.299", "1.299.000"], Settled::Sign(Sign::Comma)),
            (&["12,-", "1.299"], Settled::Sign(Sign::Comma)),
            (&["19.95", "19,95"], Settled::Mixed),
        ];
        for (cells, settled) in cases {
            let mut evidence = Evidence::default();
            for cell in cells {
                evidence.note(cell);
            }
            assert_eq!(evidence.settle(), settled, "{cells:?}");
        }
    }

    #[test]
    fn keeps_the_first_cell_as_a_sample() {
        let mut evidence = Evidence::default();
        for cell in ["1.299 €", "1.500 €", "0.500"] {
            evidence.note(cell);
        }
        assert_eq!(
            evidence.ambiguous,
            Seen {
                count: 2,
                first: Some("1.299 €".into())
            }
        );
        assert_eq!(evidence.point.first.as_deref(), Some("0.500"));
    }
}
