//! Single nodes: catalog and item.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::answer::{Ask, Refusal};
use super::fields;
use super::options::Catalog;
use super::read;
use super::store::{Item, Store, StoreError};
use super::world::World;
use super::writers;

/// The fields of a catalog (graph-api.md 4.1).
const CATALOG_FIELDS: &[&str] = &[
    "id",
    "name",
    "vertical",
    "product_count",
    "feed_count",
    "business",
    "owner_business",
    "default_image_url",
    "fallback_image_url",
    "da_display_settings",
    "is_catalog_segment",
    "is_local_catalog",
    "store_catalog_settings",
    "creator_user",
    "user_access_expire_time",
];

/// What a path begins with.
pub(super) enum Node {
    Catalog(Catalog),
    Item(Item),
}

/// Finds a node by its id: a catalog, an item by Meta's number, or an item as
/// `catalog:{catalog}:{base64url of the id}` (graph-api.md 3.5).
pub(super) fn find(store: &Store, id: &str) -> Result<Option<Node>, StoreError> {
    if let Some(catalog) = store.catalog(id)? {
        return Ok(Some(Node::Catalog(catalog)));
    }
    if let Some((catalog, coded)) = id
        .strip_prefix("catalog:")
        .and_then(|rest| rest.split_once(':'))
    {
        let bytes = URL_SAFE_NO_PAD
            .decode(coded)
            .or_else(|_| URL_SAFE.decode(coded));
        let Some(id) = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Ok(None);
        };
        return Ok(store.item(catalog, &id)?.map(Node::Item));
    }
    // A number with a sign or leading zeros is another text and so another id.
    match id.parse::<i64>() {
        Ok(meta) if meta.to_string() == id => Ok(store.item_by_meta(meta)?.map(Node::Item)),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// `GET /{catalog}`.
pub(super) fn catalog(world: &World, catalog: &Catalog, ask: &Ask) -> Result<Value, Refusal> {
    let mut shown = Map::new();
    for wanted in fields::asked(ask, &["id", "name"])? {
        let name = wanted.name.as_str();
        if !CATALOG_FIELDS.contains(&name) {
            return Err(Refusal::no_field(name, "ProductCatalog"));
        }
        let inner: Vec<&str> = wanted.inner.iter().map(|one| one.name.as_str()).collect();
        let value = match name {
            "business" | "owner_business" => business(world, &inner)?,
            _ if !inner.is_empty() => return Err(Refusal::no_parts(name)),
            "name" => json!(catalog.name),
            "vertical" => json!(catalog.vertical),
            // Hidden items count as well as the visible ones.
            "product_count" => json!(world.store.count(&catalog.id)?),
            "feed_count" => json!(writers::feed_count(world, catalog)),
            "is_catalog_segment" | "is_local_catalog" => json!(false),
            _ => continue,
        };
        shown.insert(wanted.name, value);
    }
    shown.insert("id".to_owned(), json!(catalog.id));
    Ok(Value::Object(shown))
}

/// The business that owns the catalogs, with the parts that are asked for.
fn business(world: &World, parts: &[&str]) -> Result<Value, Refusal> {
    let mut shown = Map::new();
    for part in if parts.is_empty() {
        &["id", "name"]
    } else {
        parts
    } {
        let value = match *part {
            "id" => world.business.as_str(),
            "name" => "Sandbox",
            other => return Err(Refusal::no_field(other, "Business")),
        };
        shown.insert((*part).to_owned(), json!(value));
    }
    Ok(Value::Object(shown))
}

/// `GET /{item}`.
pub(super) fn item(world: &World, item: &Item, ask: &Ask) -> Result<Value, Refusal> {
    let wanted = fields::asked(ask, &["id", "name", "retailer_id"])?;
    read::project(item, &wanted, world.clock.now()).map(Value::Object)
}

/// `DELETE /{item}`.
pub(super) fn delete(world: &World, item: &Item) -> Result<Value, Refusal> {
    world.store.delete_item(&item.catalog, &item.id)?;
    Ok(json!({ "success": true }))
}
