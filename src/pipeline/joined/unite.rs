//! What several rows of one key say together.

use super::reader::UNKEPT;
use crate::config::Role;
use crate::join::{Unite, United};
use crate::normalize::JoinedSource;
use crate::source::ColumnId;

/// Pieces are added up, the best word on availability counts, and what else differs is
/// told where it matters.
pub(super) struct Together<'s> {
    pub(super) role: Role,
    pub(super) source: &'s JoinedSource,
}

impl Unite for Together<'_> {
    fn unite(&self, column: u32, texts: &[&str]) -> United {
        if column == UNKEPT {
            return United::Text(texts[0].to_owned());
        }
        let place = usize::try_from(column)
            .ok()
            .and_then(|at| at.checked_sub(1));
        let place = place.map(ColumnId::new);
        let is_stock = self.role == Role::Stock;
        let counts = place.is_none_or(|place| self.source.pieces(place).is_some());
        if is_stock && counts {
            // What is no number stays, and is told where the item is made.
            let odd = || {
                texts
                    .iter()
                    .find(|text| self.source.sum(place, &[text]).is_none())
            };
            let sum = self.source.sum(place, texts);
            return United::Text(sum.unwrap_or_else(|| (*odd().unwrap_or(&"")).to_owned()));
        }
        if texts.iter().all(|text| text == &texts[0]) {
            return United::Text(texts[0].to_owned());
        }
        if !is_stock {
            return United::Differ;
        }
        if place.is_some_and(|place| self.source.states(place))
            && let Some(word) = JoinedSource::best_word(texts)
        {
            return United::Text(word.to_owned());
        }
        United::Nothing
    }
}
