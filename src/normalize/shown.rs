//! Which pictures of a list are meant, where other columns say it.

use super::bind::Bindings;
use super::cells::{Cell, Cells};
use super::image::Image;
use super::pictures::SEPARATORS;
use crate::preset::Feed;

/// What other columns say of a list of pictures.
pub(super) struct Shown<'r> {
    /// The numbers of those that are meant, from 1; `None` for all.
    picked: Option<Vec<usize>>,
    /// Addresses, as they are written, that are not to be shown.
    hidden: Vec<&'r str>,
}

impl<'r> Shown<'r> {
    /// What the columns say that the preset names beside this one; `None` where it names
    /// none.
    pub(super) fn of(
        feed: &Feed,
        cell: Cell<'r>,
        cells: &Cells<'r>,
        bindings: &Bindings,
    ) -> Option<Self> {
        let parents = bindings.binding(cell.column).inherited;
        let picked = feed.pick.as_ref().map(|pick| {
            let words = |text: &'r str| text.split(SEPARATORS).map(str::trim);
            if pick.is.is_empty() {
                // The item says which of its parent's pictures are its own.
                let said = cells.named(&pick.by, false, bindings);
                let said = said.map(|said| words(said.text)).into_iter().flatten();
                return said.filter_map(|word| word.parse().ok()).collect();
            }
            let said = cells.named(&pick.by, parents, bindings);
            let said = said.map(|said| words(said.text)).into_iter().flatten();
            let meant = |word: &str| pick.is.iter().any(|is| is.eq_ignore_ascii_case(word));
            let places = (1..).zip(said).filter(|(_, word)| meant(word));
            places.map(|(at, _)| at).collect()
        });
        let hidden = feed.except.as_deref();
        let hidden = hidden.and_then(|column| cells.named(column, parents, bindings));
        let hidden: Vec<&str> = match hidden {
            Some(cell) => cell.text.split(SEPARATORS).map(str::trim).collect(),
            None => Vec::new(),
        };
        (picked.is_some() || !hidden.is_empty()).then_some(Self { picked, hidden })
    }

    /// Whether the picture at this place, from 1, is meant.
    pub(super) fn has(&self, at: usize, image: &Image<'_>) -> bool {
        let is_picked = self
            .picked
            .as_ref()
            .is_none_or(|picked| picked.contains(&at));
        let is_hidden = match image {
            Image::Address(address) => self.hidden.contains(&address.as_ref()),
            Image::Dropped { .. } => false,
        };
        is_picked && !is_hidden
    }
}
