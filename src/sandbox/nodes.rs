//! Single nodes: catalog, item, and the caller.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::answer::{Ask, Refusal};
use super::fields;
use super::form;
use super::options::{Catalog, Standing};
use super::read;
use super::store::{Item, Store, StoreError};
use super::world::World;

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
    let names = fields::names(ask, CATALOG_FIELDS, &["id", "name"], "ProductCatalog")?;
    let mut shown = Map::new();
    for name in names {
        let value = match name.as_str() {
            "name" => json!(catalog.name),
            "vertical" => json!(catalog.vertical),
            // Hidden items count as well as the visible ones.
            "product_count" => json!(world.store.count(&catalog.id)?),
            "feed_count" => json!(0),
            "business" | "owner_business" => json!({ "id": world.business, "name": "Sandbox" }),
            "is_catalog_segment" | "is_local_catalog" => json!(false),
            _ => continue,
        };
        shown.insert(name, value);
    }
    shown.insert("id".to_owned(), json!(catalog.id));
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

/// `GET /me`.
pub(super) fn me(ask: &Ask) -> Result<Value, Refusal> {
    let names = fields::names(ask, &["id", "name"], &["id", "name"], "User")?;
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!("800100"));
    if names.iter().any(|name| name == "name") {
        shown.insert("name".to_owned(), json!("Sandbox system user"));
    }
    Ok(Value::Object(shown))
}

/// The scopes of a token, and what became of each.
fn scopes(standing: Standing) -> &'static [&'static str] {
    match standing {
        Standing::Good | Standing::Unassigned => &["catalog_management", "business_management"],
        Standing::NoScope => &["business_management"],
        Standing::Expired | Standing::Revoked => &[],
    }
}

/// `GET /me/permissions`.
pub(super) fn permissions(standing: Standing) -> Value {
    let data: Vec<Value> = scopes(standing)
        .iter()
        .map(|scope| json!({ "permission": scope, "status": "granted" }))
        .collect();
    json!({ "data": data })
}

/// `GET /debug_token`.
pub(super) fn debug_token(world: &World, ask: &Ask) -> Result<Value, Refusal> {
    let token = ask
        .value("input_token")
        .and_then(form::text)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::parameter("The parameter input_token is required."))?;
    let standing = world.gate.standing(&token);
    let mut data = json!({
        "app_id": "700100",
        "type": "SYSTEM_USER",
        "application": "Sandbox",
        "expires_at": 0,
        "data_access_expires_at": 0,
        "is_valid": true,
        "scopes": scopes(standing),
        "user_id": "800100",
    });
    let trouble = match standing {
        Standing::Good | Standing::NoScope | Standing::Unassigned => None,
        Standing::Expired => Some((463, "Error validating access token: Session has expired.")),
        Standing::Revoked => Some((467, "The access token is not valid any more.")),
    };
    if let Some((subcode, message)) = trouble {
        data["is_valid"] = json!(false);
        data["error"] = json!({ "code": 190, "subcode": subcode, "message": message });
    }
    if standing == Standing::Good {
        let targets: Vec<String> = world
            .store
            .catalogs()?
            .into_iter()
            .map(|catalog| catalog.id)
            .collect();
        data["granular_scopes"] = json!([{ "scope": "catalog_management", "target_ids": targets }]);
    }
    Ok(json!({ "data": data }))
}
