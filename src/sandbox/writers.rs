//! Who else writes into a catalog: `data_sources` and `product_feeds` (graph-api.md 4.1
//! and 5.2). They are listed; the sandbox fetches no feed.

use serde_json::{Map, Value, json};

use super::answer::{Ask, Refusal};
use super::fields;
use super::form;
use super::options::Catalog;
use super::products::{cursor, limit, link, place};
use super::world::World;

/// Somebody who writes into a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The catalog.
    pub catalog: String,
    /// Meta's id of the data source.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: WriterKind,
}

/// What kind of data source it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriterKind {
    /// A file that Meta fetches.
    Feed {
        /// How often it replaces the items (`HOURLY`, `DAILY`, …); never by itself when absent.
        schedule: Option<String>,
        /// How often it changes items without removing any.
        update_schedule: Option<String>,
        /// Whether a replacing run removes what left the file.
        deletes: bool,
    },
    /// An app that calls the batch interface; `700100` is the app of all tokens.
    App {
        /// The app's id.
        app: String,
    },
    /// What a website's pixel saw.
    Pixel,
}

const SOURCE_FIELDS: &[&str] = &[
    "id",
    "name",
    "upload_type",
    "app_id",
    "ingestion_source_type",
];
const FEED_FIELDS: &[&str] = &[
    "id",
    "name",
    "country",
    "created_time",
    "default_currency",
    "deletion_enabled",
    "delimiter",
    "encoding",
    "file_name",
    "ingestion_source_type",
    "latest_upload",
    "product_count",
    "quoted_fields_mode",
    "schedule",
    "update_schedule",
];

/// `GET /{catalog}/data_sources`.
pub(super) fn data_sources(world: &World, catalog: &Catalog, ask: &Ask) -> Result<Value, Refusal> {
    let names = fields::names(
        ask,
        SOURCE_FIELDS,
        &["id", "name"],
        "ProductCatalogDataSource",
    )?;
    let supplementary = match ask.value("ingestion_source_type").map(form::text) {
        None => false,
        Some(Some(kind)) if kind == "ALL" || kind == "PRIMARY" => false,
        Some(Some(kind)) if kind == "SUPPLEMENTARY" => true,
        Some(_) => {
            return Err(Refusal::parameter(
                "Param ingestion_source_type must be one of {ALL, PRIMARY, SUPPLEMENTARY}",
            ));
        }
    };
    // Every writer here is a primary one.
    let writers = writers(world, catalog).filter(|_| !supplementary);
    let sources = writers.map(|writer| {
        let (upload, app) = match &writer.kind {
            WriterKind::Feed { .. } => ("FEED", None),
            WriterKind::App { app } => ("API", Some(app.as_str())),
            WriterKind::Pixel => ("PIXEL", None),
        };
        show(&names, |name| match name {
            "id" => Some(json!(writer.id)),
            "name" => Some(json!(writer.name)),
            "upload_type" => Some(json!(upload)),
            "app_id" => app.map(|app| json!(app)),
            _ => Some(json!("PRIMARY")),
        })
    });
    page(ask, sources.collect())
}

/// `GET /{catalog}/product_feeds`.
pub(super) fn product_feeds(world: &World, catalog: &Catalog, ask: &Ask) -> Result<Value, Refusal> {
    let names = fields::names(ask, FEED_FIELDS, &["id", "name"], "ProductFeed")?;
    let feeds = writers(world, catalog).filter_map(|writer| {
        let WriterKind::Feed {
            schedule,
            update_schedule,
            deletes,
        } = &writer.kind
        else {
            return None;
        };
        let every = |interval: &Option<String>| {
            let interval = interval.as_ref()?;
            let url = format!("https://shop.example/feed.csv?key={}", writer.id);
            Some(json!({ "interval": interval, "interval_count": 1, "minute": 0, "url": url }))
        };
        Some(show(&names, |name| match name {
            "id" => Some(json!(writer.id)),
            "name" => Some(json!(writer.name)),
            "deletion_enabled" => Some(json!(deletes)),
            "schedule" => every(schedule),
            "update_schedule" => every(update_schedule),
            "product_count" => Some(json!(0)),
            "ingestion_source_type" => Some(json!("PRIMARY_FEED")),
            _ => None,
        }))
    });
    page(ask, feeds.collect())
}

/// How many feeds a catalog has.
pub(super) fn feed_count(world: &World, catalog: &Catalog) -> usize {
    writers(world, catalog)
        .filter(|writer| matches!(writer.kind, WriterKind::Feed { .. }))
        .count()
}

fn writers<'w>(world: &'w World, catalog: &'w Catalog) -> impl Iterator<Item = &'w Writer> {
    let all = world.writers.iter();
    all.filter(|writer| writer.catalog == catalog.id)
}

/// The asked fields that have a value; the id is always among them.
fn show(names: &[String], value: impl Fn(&str) -> Option<Value>) -> Value {
    let always = ["id".to_owned()];
    let shown: Map<String, Value> = always
        .iter()
        .chain(names)
        .filter_map(|name| Some((name.clone(), value(name)?)))
        .collect();
    Value::Object(shown)
}

/// One page of a list.
fn page(ask: &Ask, all: Vec<Value>) -> Result<Value, Refusal> {
    let limit = limit(ask)?;
    let first = match ask.value("after").and_then(form::text) {
        None => 0,
        Some(after) => usize::try_from(place(&after)?).unwrap_or(usize::MAX),
    };
    let count = all.len();
    let data: Vec<Value> = all.into_iter().skip(first).take(limit).collect();
    let Some(last) = data.len().checked_sub(1).map(|last| first + last + 1) else {
        return Ok(json!({ "data": [] }));
    };
    let number = |place: usize| cursor(i64::try_from(place).unwrap_or(i64::MAX));
    let mut paging = json!({ "cursors": { "before": number(first), "after": number(last) } });
    if last < count {
        paging["next"] = json!(link(ask, "after", &number(last)));
    }
    Ok(json!({ "data": data, "paging": paging }))
}
