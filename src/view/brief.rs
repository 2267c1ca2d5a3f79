//! A change in a few words: for a line of its own, or among others.
//!
//! What each kind of change looks like in a plan is `changes`' business.

use shelfsync::plan::FieldChange;

use super::model::ChangeLine;
use super::values::{Pair, text};
use super::words::clean;
use super::wrap::fit;

/// The guard that holds a change.
pub(super) fn guard(rule: Option<&'static str>) -> &'static str {
    rule.unwrap_or("a safety rule")
}

/// How a held change is marked: as what it would be.
pub(super) fn held_sign(change: &ChangeLine) -> &'static str {
    if change.op == "create" { "+" } else { "~" }
}

/// What a held change would do, first the fields for which a guard may hold it.
pub(super) fn telling(change: &ChangeLine) -> String {
    if change.fields.iter().all(|field| field.old.is_none()) {
        return headline(change);
    }
    let names = match change.rule {
        Some("guard-stock") => ["availability", "price", "sale_price"],
        _ => ["price", "sale_price", "availability"],
    };
    let mut fields: Vec<&FieldChange> = change.fields.iter().collect();
    // Stable: the others stay in their order.
    fields.sort_by_key(|field| {
        let at = names.iter().position(|name| field.field == *name);
        at.unwrap_or(names.len())
    });
    let parts = fields.into_iter();
    let parts = parts.map(|field| format!("{} {}", field.field, Pair::of(field).brief()));
    parts.collect::<Vec<_>>().join("; ")
}

/// The title, where it is not among what changes.
pub(super) fn title(change: &ChangeLine) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Titled {
        title: Option<String>,
    }
    if change.fields.iter().any(|field| field.field == "title") {
        return None;
    }
    let item: Titled = serde_json::from_str(change.body.as_deref()?).ok()?;
    item.title.as_deref().map(clean)
}

/// Title, price and stock of a new item: what tells it from others.
pub(super) fn headline(change: &ChangeLine) -> String {
    let names = ["title", "price", "sale_price", "availability"];
    let parts = names.iter().filter_map(|name| {
        let field = change.fields.iter().find(|field| field.field == *name)?;
        // A long title must not push out the price.
        field.new.as_deref().map(|json| fit(&text(Some(json)), 44))
    });
    parts.collect::<Vec<_>>().join(" · ")
}
