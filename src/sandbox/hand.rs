//! Items that somebody else writes: a person in Commerce Manager, or another app.

use serde_json::{Map, Value};

use super::judge::{Wish, judge};
use super::rules::field;
use super::store::StoreError;
use super::verdict::keep;
use super::world::World;

/// Why an item cannot be written by hand.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandError {
    /// The catalog does not exist.
    #[error("there is no catalog `{0}`; name one that the sandbox holds")]
    NoCatalog(String),
    /// Meta would not take it from anybody.
    #[error("the item `{id}` cannot be written: {reasons}; send what a batch would have to send")]
    Refused {
        /// The item's id.
        id: String,
        /// What Meta would say.
        reasons: String,
    },
    /// The sandbox failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes fields of an item under their write names, and creates it if it is not there. The others stay.
pub(super) fn write(
    world: &World,
    catalog: &str,
    id: &str,
    fields: Map<String, Value>,
) -> Result<(), HandError> {
    let store = &world.store;
    let refused = |reasons: &[String]| HandError::Refused {
        id: id.to_owned(),
        reasons: reasons.join("; "),
    };
    if store.catalog(catalog)?.is_none() {
        return Err(HandError::NoCatalog(catalog.to_owned()));
    }
    let strange: Vec<String> = fields
        .keys()
        .filter(|name| *name != "id" && field(name).is_none())
        .map(|name| format!("there is no field `{name}`"))
        .collect();
    if !strange.is_empty() {
        return Err(refused(&strange));
    }
    let mut data = fields;
    data.insert("id".to_owned(), Value::from(id));
    let stored = store.item(catalog, id)?;
    let ruling = judge(&Wish {
        position: 0,
        id,
        data: &data,
        stored: stored.as_ref().map(|item| &item.data),
    });
    if !ruling.errors.is_empty() {
        return Err(refused(&ruling.errors));
    }
    let known = stored.filter(|_| !ruling.review);
    let known = known.map(|item| item.review_at);
    let now = world.clock.now();
    Ok(keep(
        store,
        &world.script,
        catalog,
        &ruling.item,
        known,
        now,
    )?)
}
