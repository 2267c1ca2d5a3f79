//! The catalog, and who else writes into it.

use super::check::{Check, Fault, Subject};
use crate::graph::{CatalogFacts, DataSource, Feed, Listed, Stop};

/// So many other writers are named.
const NAMED: usize = 5;

/// The catalog of this id. Only one of `commerce` takes products (`graph-api.md` 4.1).
pub(super) fn catalog(id: &str, facts: &CatalogFacts) -> Check {
    let CatalogFacts {
        name,
        vertical,
        product_count,
        business,
    } = facts;
    let name = if name.is_empty() { "no name" } else { name };
    if !vertical.is_empty() && vertical != "commerce" {
        return Check::failed(
            Subject::Catalog,
            Fault::Denied,
            format!("{name} ({id}) is a catalog of `{vertical}`; only `commerce` holds products"),
            Stop::Catalog.remedy(),
        );
    }
    let owner = match business {
        Some(owner) if !owner.name.is_empty() => format!(", owned by {}", owner.name),
        Some(_) | None => String::new(),
    };
    Check::ok(
        Subject::Catalog,
        format!("{name} ({id}), commerce, product count {product_count}{owner}"),
    )
}

/// Who writes into the catalog besides the app of the token, which is us. Two
/// writers undo each other's work (`graph-api.md` 3.5 and 4.1).
pub(super) fn writers(
    sources: &Listed<DataSource>,
    feeds: &Listed<Feed>,
    own_app: Option<&str>,
) -> Check {
    let subject = Subject::Writers;
    let mut others: Vec<String> = feeds.entries.iter().filter_map(by_feed).collect();
    let mut idle = feeds.entries.len() - others.len();
    for source in &sources.entries {
        let is_feed = feeds.entries.iter().any(|feed| feed.id == source.id);
        let is_own = own_app.is_some_and(|own| own == source.app_id);
        if is_feed || is_own {
            continue;
        }
        match source.upload_type.to_lowercase().as_str() {
            // A file that is uploaded by hand, once in a while.
            "feed" | "file" => idle += 1,
            kind => others.push(by_source(source, kind)),
        }
    }
    let more = if sources.more || feeds.more {
        ", and more that are not listed here"
    } else {
        ""
    };
    let idle = match idle {
        0 => String::new(),
        1 => "; a file without a schedule".to_owned(),
        many => format!("; {many} files without a schedule"),
    };
    if others.is_empty() && more.is_empty() {
        return Check::ok(subject, format!("no other{idle}"));
    }
    let count = others.len();
    let mut named = others;
    named.truncate(NAMED);
    if count > NAMED {
        named.push(format!("and {} more", count - NAMED));
    }
    Check::warning(
        subject,
        format!("{}{more}{idle}", named.join(", ")),
        "two writers undo each other's work: take the schedule away or disconnect the other one, in Commerce \
         Manager under data sources, or let it have items of its own",
    )
}

/// A file that Meta fetches by itself, in words.
fn by_feed(feed: &Feed) -> Option<String> {
    let removes = if feed.deletion_enabled == Some(false) {
        ""
    } else {
        ", removes what is not in it"
    };
    let does = match (&feed.schedule, &feed.update_schedule) {
        (Some(replaces), _) => {
            format!(
                "a file that replaces the items {}{removes}",
                often(&replaces.interval)
            )
        }
        (None, Some(updates)) => {
            format!("a file that changes items {}", often(&updates.interval))
        }
        (None, None) => return None,
    };
    Some(format!("{} ({does})", called(&feed.name, &feed.id)))
}

fn by_source(source: &DataSource, kind: &str) -> String {
    let how = match (kind, source.app_id.as_str()) {
        ("", "") => "of an unknown kind".to_owned(),
        ("", app) => format!("app {app}"),
        (kind, "") => kind.to_owned(),
        (kind, app) => format!("{kind}, app {app}"),
    };
    format!("{} ({how})", called(&source.name, &source.id))
}

fn called<'a>(name: &'a str, id: &'a str) -> &'a str {
    if name.is_empty() { id } else { name }
}

fn often(interval: &str) -> String {
    match interval {
        "" => "by a schedule".to_owned(),
        word => word.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Owner, Schedule};

    fn listed<T>(entries: Vec<T>) -> Listed<T> {
        Listed {
            entries,
            more: false,
        }
    }

    fn source(id: &str, kind: &str, app: &str) -> DataSource {
        DataSource {
            id: id.into(),
            name: format!("S{id}"),
            upload_type: kind.into(),
            app_id: app.into(),
        }
    }

    fn feed(id: &str, replaces: Option<&str>, updates: Option<&str>) -> Feed {
        let schedule = |interval: Option<&str>| {
            interval.map(|interval| Schedule {
                interval: interval.into(),
            })
        };
        Feed {
            id: id.into(),
            name: format!("F{id}"),
            schedule: schedule(replaces),
            update_schedule: schedule(updates),
            deletion_enabled: None,
        }
    }

    #[test]
    fn other_writers_are_named_and_our_own_app_is_none() {
        let keeps = Feed {
            deletion_enabled: Some(false),
            ..feed("1", Some("HOURLY"), None)
        };
        #[rustfmt::skip]
        let cases = [
            (vec![], vec![], "ok", "no other"),
            (vec![source("9", "API", "7")], vec![], "ok", "no other"),
            (vec![source("9", "API", "8")], vec![], "warning", "S9 (api, app 8)"),
            (vec![source("9", "PIXEL", "")], vec![], "warning", "S9 (pixel)"),
            (vec![source("9", "", "")], vec![], "warning", "S9 (of an unknown kind)"),
            (vec![source("1", "FEED", "")], vec![feed("1", None, None)], "ok", "no other; a file without a schedule"),
            (vec![source("1", "FEED", ""), source("2", "FEED", "")], vec![feed("1", None, None)], "ok", "no other; 2 files without a schedule"),
            (vec![source("1", "FEED", "")], vec![feed("1", Some("DAILY"), None)], "warning",
                "F1 (a file that replaces the items daily, removes what is not in it)"),
            (vec![], vec![keeps], "warning", "F1 (a file that replaces the items hourly)"),
            (vec![], vec![feed("1", None, Some("HOURLY"))], "warning", "F1 (a file that changes items hourly)"),
        ];
        for (sources, feeds, verdict, seen) in cases {
            let check = writers(&listed(sources), &listed(feeds), Some("7"));
            assert_eq!((check.verdict.word(), check.seen.as_str()), (verdict, seen));
        }
        let many = (0..8).map(|id| source(&id.to_string(), "API", "8"));
        let check = writers(&listed(many.collect()), &listed(vec![]), None);
        assert!(
            check.seen.ends_with("S4 (api, app 8), and 3 more"),
            "{}",
            check.seen
        );
    }

    #[test]
    fn a_catalog_is_one_of_products() {
        let facts = |vertical: &str| CatalogFacts {
            name: "Shop".into(),
            vertical: vertical.into(),
            product_count: 12,
            business: Some(Owner {
                id: "9".into(),
                name: "Shop Ltd".into(),
            }),
        };
        let good = catalog("100", &facts("commerce"));
        assert_eq!(
            good.seen,
            "Shop (100), commerce, product count 12, owned by Shop Ltd"
        );
        let rooms = catalog("100", &facts("hotels"));
        assert_eq!(rooms.verdict.word(), "failed");
    }
}
