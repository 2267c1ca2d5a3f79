//! `GET /{catalog}/products`: the items of a catalog, page by page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::answer::{Ask, Refusal};
use super::fields;
use super::filter::Rule;
use super::form;
use super::options::Catalog;
use super::read;
use super::script::Size;
use super::store::{Item, Side, Store, StoreError};
use super::world::{CHUNK, World};

/// Items of a page when nothing is said, and at most.
const DEFAULT_LIMIT: usize = 25;
const MOST: usize = 1000;

/// Answers with one page.
pub(super) fn list(world: &mut World, catalog: &Catalog, ask: &Ask) -> Result<Value, Refusal> {
    let now = world.clock.now();
    let wanted = fields::asked(ask, &["id", "name", "retailer_id"])?;
    // An unknown field is refused even when the page is empty.
    read::project(&nothing(), &wanted, now)?;
    let rule = rule(ask)?;
    let limit = limit(ask)?;
    if world.script.too_much(Size::Page(limit)) {
        return Err(Refusal::too_much());
    }
    let side = side(ask)?;
    form::flag("bulk_pagination", ask.value("bulk_pagination"), false)?;
    for name in ["error_type", "error_priority"] {
        if ask.value(name).is_some() {
            return Err(Refusal::parameter(format_args!(
                "Param {name} is not emulated by the sandbox"
            )));
        }
    }

    // One more than asked tells whether there is a page beyond.
    let mut found = collect(
        &world.store,
        &catalog.id,
        rule.as_ref(),
        side,
        limit + 1,
        now,
    )?;
    let beyond = found.len() > limit;
    let (has_next, has_previous) = match side {
        Side::After(meta) => {
            found.truncate(limit);
            (beyond, meta > 0)
        }
        Side::Before(_) => {
            if beyond {
                found.remove(0);
            }
            (true, beyond)
        }
    };
    let data = found
        .iter()
        .map(|item| read::project(item, &wanted, now).map(Value::Object))
        .collect::<Result<Vec<_>, _>>()?;
    let mut answer = Map::new();
    answer.insert("data".to_owned(), Value::Array(data));
    if let (Some(first), Some(last)) = (found.first(), found.last()) {
        let (before, after) = (cursor(first.meta), cursor(last.meta));
        let mut paging = json!({ "cursors": { "before": before, "after": after } });
        if has_next {
            paging["next"] = json!(link(ask, "after", &after));
        }
        if has_previous {
            paging["previous"] = json!(link(ask, "before", &before));
        }
        answer.insert("paging".to_owned(), paging);
    }
    if wants_summary(ask)? {
        let total = total(&world.store, &catalog.id, rule.as_ref(), now)?;
        answer.insert("summary".to_owned(), json!({ "total_count": total }));
    }
    Ok(Value::Object(answer))
}

fn rule(ask: &Ask) -> Result<Option<Rule>, Refusal> {
    let filter = match ask.value("filter") {
        None => None,
        Some(value) => Some(Rule::parse(&form::structure("filter", value.clone())?)?),
    };
    let approved = form::flag(
        "return_only_approved_products",
        ask.value("return_only_approved_products"),
        false,
    )?;
    if !approved {
        return Ok(filter);
    }
    let approved = Rule::parse(&json!({ "review_status": { "eq": "approved" } }))?;
    Ok(Some(Rule::All(
        filter.into_iter().chain([approved]).collect(),
    )))
}

/// How many entries of a page the call wants.
pub(super) fn limit(ask: &Ask) -> Result<usize, Refusal> {
    let Some(value) = ask.value("limit") else {
        return Ok(DEFAULT_LIMIT);
    };
    let number: Option<usize> = form::text(value).and_then(|text| text.parse().ok());
    match number {
        Some(0) | None => Err(Refusal::parameter(
            "Param limit must be a number above zero",
        )),
        Some(number) if number > MOST => Err(Refusal::too_much()),
        Some(number) => Ok(number),
    }
}

fn wants_summary(ask: &Ask) -> Result<bool, Refusal> {
    match ask.value("summary").and_then(form::text).as_deref() {
        Some("total_count" | "[\"total_count\"]") => Ok(true),
        _ => form::flag("summary", ask.value("summary"), false),
    }
}

fn side(ask: &Ask) -> Result<Side, Refusal> {
    let given = |name: &str| {
        ask.value(name)
            .and_then(form::text)
            .filter(|text| !text.is_empty())
    };
    match (given("after"), given("before")) {
        (None, None) => Ok(Side::After(0)),
        (Some(after), None) => Ok(Side::After(place(&after)?)),
        (None, Some(before)) => Ok(Side::Before(place(&before)?)),
        (Some(_), Some(_)) => Err(Refusal::parameter("Cannot specify both after and before")),
    }
}

/// The cursor of a place in an order.
pub(super) fn cursor(place: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("AQH{place}"))
}

/// The place that a cursor stands for.
pub(super) fn place(cursor: &str) -> Result<i64, Refusal> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.strip_prefix("AQH")?.parse().ok())
        .ok_or_else(|| Refusal::parameter("Invalid cursor for the current ordering"))
}

/// The same call with another cursor. It carries the token only if the call did in its query.
pub(super) fn link(ask: &Ask, name: &str, cursor: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &ask.query {
        if let (false, Some(text)) = (name == "after" || name == "before", form::text(value)) {
            query.append_pair(name, &text);
        }
    }
    query.append_pair(name, cursor);
    let version = ask
        .version
        .as_ref()
        .map_or(String::new(), |version| format!("/{version}"));
    format!(
        "{}{version}/{}?{}",
        ask.base,
        ask.segments.join("/"),
        query.finish()
    )
}

/// At most so many items beside a cursor that meet the rule, in order.
fn collect(
    store: &Store,
    catalog: &str,
    rule: Option<&Rule>,
    side: Side,
    most: usize,
    now: i64,
) -> Result<Vec<Item>, StoreError> {
    let Some(rule) = rule else {
        return store.page(catalog, side, most);
    };
    let forward = matches!(side, Side::After(_));
    let mut found = Vec::new();
    walk(store, catalog, rule, side, now, |item| {
        found.push(item);
        found.len() < most
    })?;
    if !forward {
        found.reverse();
    }
    Ok(found)
}

fn total(store: &Store, catalog: &str, rule: Option<&Rule>, now: i64) -> Result<u64, StoreError> {
    let Some(rule) = rule else {
        return store.count(catalog);
    };
    let mut total = 0;
    walk(store, catalog, rule, Side::After(0), now, |_| {
        total += 1;
        true
    })?;
    Ok(total)
}

/// Visits the items that meet a rule, away from the cursor, as long as the visitor wants more.
fn walk(
    store: &Store,
    catalog: &str,
    rule: &Rule,
    mut side: Side,
    now: i64,
    mut visit: impl FnMut(Item) -> bool,
) -> Result<(), StoreError> {
    if let Some(ids) = rule.ids() {
        let mut some = Vec::new();
        for id in ids {
            some.extend(store.items_by_folded_id(catalog, id)?);
        }
        some.retain(|item| match side {
            Side::After(meta) => item.meta > meta,
            Side::Before(meta) => item.meta < meta,
        });
        some.sort_unstable_by_key(|item| item.meta);
        some.dedup_by_key(|item| item.meta);
        if matches!(side, Side::Before(_)) {
            some.reverse();
        }
        for item in some {
            if rule.meets(&item, now) && !visit(item) {
                break;
            }
        }
        return Ok(());
    }
    loop {
        let mut page = store.page(catalog, side, CHUNK)?;
        let Some(end) = (match side {
            Side::After(_) => page.last().map(|item| Side::After(item.meta)),
            Side::Before(_) => page.first().map(|item| Side::Before(item.meta)),
        }) else {
            return Ok(());
        };
        if matches!(side, Side::Before(_)) {
            page.reverse();
        }
        side = end;
        for item in page {
            if rule.meets(&item, now) && !visit(item) {
                return Ok(());
            }
        }
    }
}

/// An item without values, to try a selection on.
fn nothing() -> Item {
    Item {
        meta: 0,
        catalog: String::new(),
        id: String::new(),
        data: Map::new(),
        review_at: 0,
        review: None,
    }
}
