//! The routes of the Graph API.
//!
//! Order: late batches, token, node and permission, limits, and then the call itself. What happens
//! around every call stands in `reply`.

use serde_json::{Value, json};

use super::answer::{Ask, Method, Refusal, Reply};
use super::batch;
use super::caller;
use super::form::Body;
use super::limits::{Class, Turn};
use super::nodes::{self, Node};
use super::options::Catalog;
use super::products;
use super::status;
use super::store::StoreError;
use super::token::Standing;
use super::world::{Notes, World};
use super::writers;

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::broken(error)
    }
}

/// Does what a call asks for.
pub(super) fn process(world: &mut World, ask: &mut Ask, notes: &mut Notes) -> Reply {
    let trace = world.trace();
    match route(world, ask, notes) {
        Ok(body) => Reply::json(200, &body),
        Err(refusal) => {
            notes.code = Some(refusal.code);
            refusal.reply(&trace)
        }
    }
}

fn route(world: &mut World, ask: &mut Ask, notes: &mut Notes) -> Result<Value, Refusal> {
    world.settle_due()?;
    let known = world.gate.check(ask, world.clock.now(), notes)?;
    let standing = known.standing;
    manners(ask, notes)?;
    let segments: Vec<String> = ask.segments.clone();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (ask.method, parts.as_slice()) {
        (_, []) => Err(Refusal::query(
            "An unknown error has occurred: multi-id reads (ids) are no longer supported.",
        )),
        (Method::Get, ["me"]) => caller::me(&known, ask),
        (Method::Get, ["me", "permissions"]) => caller::permissions(&known),
        (Method::Get, ["me", edge]) => Err(Refusal::no_field(edge, "User")),
        (Method::Get, ["debug_token"]) => caller::debug_token(world, ask),
        (method, [id, rest @ ..]) => match nodes::find(&world.store, id)? {
            None => Err(Refusal::unsupported(method, id)),
            Some(Node::Catalog(catalog)) => {
                let writes = (method, rest) == (Method::Post, &["items_batch"]);
                permit(standing, method)?;
                let class = if writes {
                    Class::Batch
                } else {
                    Class::Management
                };
                take_turn(world, &catalog.id, class, notes)?;
                on_catalog(world, &catalog, rest, ask, notes)
            }
            Some(Node::Item(item)) => {
                permit(standing, method)?;
                take_turn(world, &item.catalog, Class::Management, notes)?;
                sound_body(ask)?;
                match (method, rest) {
                    (Method::Get, []) => nodes::item(world, &item, ask),
                    (Method::Delete, []) => nodes::delete(world, &item),
                    (Method::Get, [edge, ..]) => Err(Refusal::no_field(edge, "ProductItem")),
                    (Method::Post | Method::Delete, _) => Err(Refusal::unsupported(method, id)),
                }
            }
        },
    }
}

fn on_catalog(
    world: &mut World,
    catalog: &Catalog,
    rest: &[&str],
    ask: &mut Ask,
    notes: &mut Notes,
) -> Result<Value, Refusal> {
    if (ask.method, rest) == (Method::Post, &["items_batch"]) {
        return batch::accept(world, catalog, ask, notes);
    }
    sound_body(ask)?;
    match (ask.method, rest) {
        (Method::Get, []) => nodes::catalog(world, catalog, ask),
        (Method::Get, ["products"]) => products::list(world, catalog, ask),
        (Method::Get, ["check_batch_request_status"]) => status::check(world, catalog, ask),
        (Method::Get, ["data_sources"]) => writers::data_sources(world, catalog, ask),
        (Method::Get, ["product_feeds"]) => writers::product_feeds(world, catalog, ask),
        // A sandbox catalog has no sets.
        (Method::Get, ["product_sets"]) => Ok(json!({ "data": [] })),
        (Method::Get, [edge]) => Err(Refusal::no_field(edge, "ProductCatalog")),
        (Method::Get, [_, more @ ..]) => Err(Refusal::query(format!(
            "Unknown path components: /{}",
            more.join("/")
        ))),
        (Method::Post | Method::Delete, edges) => {
            if edges == ["batch"] {
                notes.violation("`/batch` is the legacy edge");
            }
            Err(Refusal::unsupported(ask.method, &catalog.id))
        }
    }
}

/// Protocol features that are gone (graph-api.md 2.4).
fn manners(ask: &Ask, notes: &mut Notes) -> Result<(), Refusal> {
    for name in ["pretty", "debug"] {
        if ask.value(name).is_some() {
            notes.violation(&format!("the parameter `{name}` is ignored"));
        }
    }
    if ask.value("date_format").is_some() {
        notes.violation("the parameter `date_format` is no longer supported");
        return Err(Refusal::parameter(
            "Param date_format is no longer supported",
        ));
    }
    if ask.value("ids").is_some() {
        notes.violation("multi-id reads are no longer supported");
        return Err(Refusal::parameter("Param ids is no longer supported"));
    }
    Ok(())
}

/// Whether the token may do this (graph-api.md 2.3).
fn permit(standing: Standing, method: Method) -> Result<(), Refusal> {
    match (standing, method) {
        (Standing::Good, _) | (Standing::Unassigned, Method::Get) => Ok(()),
        (Standing::Unassigned, Method::Post | Method::Delete)
        | (Standing::NoScope | Standing::Expired | Standing::Revoked, _) => {
            Err(Refusal::permission())
        }
    }
}

fn take_turn(
    world: &mut World,
    catalog: &str,
    class: Class,
    notes: &mut Notes,
) -> Result<(), Refusal> {
    notes.bucket = Some((catalog.to_owned(), class));
    if class == Class::Batch && world.announced(catalog) {
        notes.violation("a batch write was made before the end of the block that was announced");
    }
    match world.count(catalog, class)? {
        Turn::Granted => Ok(()),
        Turn::Exceeded { until: _ } => Err(class.refusal()),
        Turn::Blocked { until: _ } => {
            notes
                .violation("a call was made while the catalog is blocked, and lengthens the block");
            Err(class.refusal())
        }
    }
}

/// Size and form of a body, where there is no order of its own.
fn sound_body(ask: &Ask) -> Result<(), Refusal> {
    match &ask.body {
        Body::Empty | Body::Read(_) => Ok(()),
        Body::Oversized => Err(Refusal::too_much()),
        Body::Malformed(why) => Err(Refusal::parameter(why)),
    }
}
