//! The ids that the live catalog holds, written into the state.
//!
//! What first contact and a lost state need to know before anything is sent. The
//! place of the listing is in the state with the ids, so that an interrupted
//! listing goes on where it stopped.

use std::time::Duration;

use super::clock::later;
use super::contact::Contact;
use super::outcome::{DeliverError, End};
use super::walk::{Walker, walk_catalog};
use crate::graph::{LivePage, Shows};
use crate::state::Store;

/// Who keeps the ids of a listing.
pub trait Listed {
    /// Whether nothing is known of this id.
    fn is_new(&self, id: &str) -> bool;
    /// Takes note of a new id, and of its key in the state.
    fn note(&mut self, id: &str, pos: i64);
}

/// Lists the live catalog's ids into the state, from where an earlier listing
/// stopped; `ids` hears of each new one. Returns the end that prevented the listing.
pub async fn list_catalog(
    contact: &mut Contact<'_>,
    store: &mut Store,
    ids: &mut dyn Listed,
) -> Result<Option<End>, DeliverError> {
    let cursor = store.catalog()?.listing_cursor;
    walk_catalog(contact, &mut Lister { store, ids }, cursor).await
}

struct Lister<'a> {
    store: &'a mut Store,
    ids: &'a mut dyn Listed,
}

impl Walker for Lister<'_> {
    fn shows(&self) -> Shows {
        Shows::Ids
    }

    fn page(&mut self, page: &LivePage) -> Result<(), DeliverError> {
        // Items move between pages while others come and go; each id counts once.
        let shown = page.items.iter().map(|item| item.retailer_id.as_str());
        let new: Vec<&str> = shown.filter(|id| self.ids.is_new(id)).collect();
        let positions = self
            .store
            .add_listed(new.iter().copied(), page.after.as_deref())?;
        for (id, pos) in new.iter().zip(positions) {
            self.ids.note(id, pos);
        }
        Ok(())
    }

    fn anew(&mut self) -> Result<(), DeliverError> {
        self.store.add_listed(std::iter::empty(), None)?;
        Ok(())
    }

    fn pause(&mut self, wait: Duration) -> Result<(), DeliverError> {
        Ok(self.store.block(false, later(wait))?)
    }
}
