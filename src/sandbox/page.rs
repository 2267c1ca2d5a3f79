//! The catalog as a shop would show it: plain pages for people.
//!
//! No script, no foreign resource: pictures are linked, not loaded, so that
//! looking at a page sends nothing to the shop's servers. Every text of an item is
//! hostile until it is escaped.

use std::fmt::Write as _;

use htmlize::{escape_attribute, escape_text};
use serde_json::Value;

use super::read::{Shown, field};
use super::store::{Item, Side, StoreError};
use super::world::World;

/// Items of a page.
const ITEMS: usize = 60;

const STYLE: &str = "
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; } a { color: inherit; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; }
ul.shelf { list-style: none; padding: 0; display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
ul.shelf > li { border: 1px solid #8886; border-radius: .5rem; padding: .9rem; }
li.archived { opacity: .55; }
.picture { display: block; border: 1px dashed #8888; border-radius: .3rem; padding: 1.6rem .5rem;
  text-align: center; font-size: .85rem; overflow-wrap: anywhere; }
.title { font-weight: 600; margin: .6rem 0 .2rem; overflow-wrap: anywhere; }
.price del { opacity: .6; margin-left: .4rem; } .small { font-size: .85rem; opacity: .8; }
nav { margin: 1.2rem 0; } nav a { margin-right: 1rem; }
";

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
        escape_text(title)
    )
}

/// `GET /`: the catalogs.
pub(super) fn front(world: &mut World) -> Result<Option<String>, StoreError> {
    world.settle_due()?;
    let mut rows = String::new();
    for catalog in world.store.catalogs()? {
        let count = world.store.count(&catalog.id)?;
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            "<tr><td><a href=\"/shop/{}\">{}</a></td><td>{}</td><td>{}</td><td>{count}</td></tr>",
            escape_attribute(path_part(&catalog.id)),
            escape_text(&catalog.name),
            escape_text(&catalog.id),
            escape_text(&catalog.vertical),
        );
    }
    let body = format!(
        "<h1>Sandbox catalogs</h1><table><thead><tr><th>Name</th><th>Id</th><th>Vertical</th>\
         <th>Items</th></tr></thead><tbody>{rows}</tbody></table>"
    );
    Ok(Some(document("Sandbox catalogs", &body)))
}

/// `GET /shop/{catalog}`: the items after one of Meta's ids; nothing if there is no such catalog.
pub(super) fn shop(world: &mut World, id: &str, after: i64) -> Result<Option<String>, StoreError> {
    world.settle_due()?;
    let Some(catalog) = world.store.catalog(id)? else {
        return Ok(None);
    };
    let count = world.store.count(id)?;
    let mut items = world.store.page(id, Side::After(after), ITEMS + 1)?;
    let more = items.len() > ITEMS;
    items.truncate(ITEMS);
    let shelf: String = items.iter().map(card).collect();
    let here = format!("/shop/{}", path_part(id));
    let here = escape_attribute(&here);
    let mut ways = "<a href=\"/\">All catalogs</a>".to_owned();
    if after > 0 {
        let _ = write!(ways, "<a href=\"{here}\">First page</a>");
    }
    if let (true, Some(last)) = (more, items.last()) {
        let _ = write!(ways, "<a href=\"{here}?after={}\">Next page</a>", last.meta);
    }
    let noun = if count == 1 { "item" } else { "items" };
    let body = format!(
        "<h1>{}</h1><p class=\"small\">Catalog {}, {count} {noun}</p><nav>{ways}</nav>\
         <ul class=\"shelf\">{shelf}</ul><nav>{ways}</nav>",
        escape_text(&catalog.name),
        escape_text(&catalog.id),
    );
    Ok(Some(document(&catalog.name, &body)))
}

fn text(item: &Item, name: &str) -> Option<String> {
    match field(item, name, i64::MAX) {
        Shown::Value(Value::String(text)) => Some(text),
        Shown::Value(Value::Number(number)) => Some(number.to_string()),
        Shown::Value(_) | Shown::Empty | Shown::Unknown => None,
    }
}

fn card(item: &Item) -> String {
    let archived = text(item, "visibility").as_deref() == Some("staging");
    let link = |url: &str, class: &str, words: &str| {
        format!(
            "<a class=\"{class}\" rel=\"noreferrer noopener\" href=\"{}\">{}</a>",
            escape_attribute(url),
            escape_text(words)
        )
    };
    let title = text(item, "name").unwrap_or_default();
    let title = match text(item, "url") {
        Some(url) => link(&url, "", &title),
        None => escape_text(&title).into_owned(),
    };
    let picture = text(item, "image_url").map(|url| link(&url, "picture", "picture"));
    let price = text(item, "price").unwrap_or_default();
    let price = match text(item, "sale_price") {
        Some(sale) => format!(
            "<ins>{}</ins> <del>{}</del>",
            escape_text(&sale),
            escape_text(&price)
        ),
        None => escape_text(&price).into_owned(),
    };
    let mut facts = vec![text(item, "availability").unwrap_or_default()];
    if let Some(quantity) = text(item, "quantity_to_sell_on_facebook") {
        facts.push(format!("quantity {quantity}"));
    }
    facts.push(if archived { "archived" } else { "active" }.to_owned());
    let facts = facts.join(" · ");
    format!(
        "<li{}>{}<p class=\"title\">{title}</p><p class=\"price\">{price}</p><p class=\"small\">{}</p>\
         <p class=\"small\">{}</p></li>",
        if archived { " class=\"archived\"" } else { "" },
        picture.unwrap_or_default(),
        escape_text(&facts),
        escape_text(&item.id),
    )
}

/// A text as one part of a path.
fn path_part(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
