//! A plan for people: with few changes field by field, with many in groups.
//!
//! The changes come one by one and are not kept: groups are counted, and each
//! keeps a handful of samples.

use std::io;
use std::time::Duration;

use shelfsync::deliver::Outlook;

use super::brief::{guard, headline, held_sign, telling, title};
use super::groups::{Group, Groups, Kind};
use super::model::{ChangeLine, Report};
use super::style::{Painted, Style};
use super::values::{Columns, Pair, left, percent, row};
use super::words::{clean, count, grouped};
use super::wrap::{Page, fit, width};

/// So many changes are shown one by one.
const FEW: usize = 12;
/// So many groups of updates are shown; the rest is counted.
const GROUPS: usize = 6;
/// So many lines of samples share all groups.
const LINES: usize = 14;
/// A longer id is cut.
const LONGEST_ID: usize = 40;

/// What a plan comes to, once all of its changes have been seen.
pub(super) struct Sum {
    pub(super) changes: u64,
    /// Write calls that they take.
    pub(super) calls: u64,
    /// Whether some were only counted.
    pub(super) hidden: bool,
}

/// Shows all changes: each one, or, unless `all` is asked for, many in groups.
pub(super) fn changes(
    next: &mut dyn FnMut() -> Option<ChangeLine>,
    all: bool,
    page: &mut Page<'_>,
) -> io::Result<Sum> {
    let mut few = Vec::new();
    let mut groups = Groups::default();
    let mut sum = Sum {
        changes: 0,
        calls: 0,
        hidden: false,
    };
    while let Some(change) = next() {
        sum.changes += 1;
        sum.calls = change.calls;
        if all {
            one(&change, 0, None, page)?;
            continue;
        }
        groups.add(&change);
        if few.len() <= FEW {
            few.push(change);
        }
    }
    if few.len() <= FEW {
        one_by_one(few, page)?;
    } else {
        sum.hidden = true;
        drop(few);
        in_groups(groups, page)?;
    }
    Ok(sum)
}

/// Everything that the program would say of each, in columns.
fn one_by_one(mut few: Vec<ChangeLine>, page: &mut Page<'_>) -> io::Result<()> {
    few.sort_by_key(|change| Kind::of(change).rank());
    let ids = few.iter().map(|change| width(&id(change)));
    let ids = ids.max().unwrap_or(0).min(24);
    let pairs: Vec<Pair> = few
        .iter()
        .filter(|change| is_brief(change))
        .flat_map(|change| change.fields.iter().map(Pair::of))
        .collect();
    // What takes two lines in any case must not keep the rest from being a table.
    let short = |pair: &&Pair| Columns::of([(pair.name, *pair)]).hold(pair, 4 + ids, page);
    let short: Vec<&Pair> = pairs.iter().filter(short).collect();
    let columns = Columns::of(short.iter().map(|pair| (pair.name, *pair)));
    let aligned = short.iter().all(|pair| columns.hold(pair, 4 + ids, page));
    for change in &few {
        one(change, ids, aligned.then_some(columns), page)?;
    }
    Ok(())
}

/// Whether a change is one field of an item that is live.
fn is_brief(change: &ChangeLine) -> bool {
    change.op == "update" && change.how.is_none() && change.fields.len() == 1
}

/// One change with all of its fields. Ids are padded to `ids` columns.
fn one(
    change: &ChangeLine,
    ids: usize,
    columns: Option<Columns>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let style = page.style();
    let id = left(&id(change), ids);
    let how = change.how.unwrap_or_default();
    let said = |page: &mut Page<'_>, lead: Painted, words: &str| {
        let room = page.width().saturating_sub(lead.columns() + 2).max(16);
        let words = fit(words, room);
        page.line(format!("{lead}  {words}").trim_end())
    };
    match Kind::of(change) {
        Kind::Create => said(page, style.good(&format!("+ {id}")), &headline(change)),
        Kind::Remove => said(page, style.bad(&format!("- {id}")), how),
        Kind::Withheld => {
            let words = format!("withheld (would be {how})");
            said(page, style.changed(&format!("- {id}")), &words)
        }
        Kind::Held => {
            let lead = held_sign(change).to_owned() + " " + &id;
            let lead = style.changed(&lead);
            let held = format!("held by {}", guard(change.rule));
            let known = change.fields.iter().any(|field| field.old.is_some());
            if !known || change.fields.len() < 2 {
                return said(page, lead, &format!("{held}: {}", telling(change)));
            }
            let about = [Some(held), title(change)].into_iter().flatten();
            said(page, lead, &about.collect::<Vec<_>>().join(": "))?;
            rows(change, page)
        }
        Kind::Update => {
            let lead = style.changed(&format!("~ {id}"));
            let pairs: Vec<Pair> = change.fields.iter().map(Pair::of).collect();
            let before = lead.columns() + 2;
            if let ([pair], true) = (pairs.as_slice(), is_brief(change)) {
                let columns = columns.unwrap_or_else(|| Columns::of([(pair.name, pair)]));
                if columns.hold(pair, before, page) {
                    let lead = style.changed(&format!("~ {id}  "));
                    return row(page, &lead, pair.name, pair, columns);
                }
            }
            // Nothing is known of what the catalog holds: there is no old value to show.
            let blind = change.fields.iter().all(|field| field.old.is_none());
            if change.how.is_some() && (blind || pairs.is_empty()) {
                let about = if pairs.is_empty() {
                    String::new()
                } else {
                    format!(": {}", headline(change))
                };
                return said(page, lead, &format!("{how}{about}"));
            }
            let about = [change.how.map(str::to_owned), title(change)];
            let about = about.into_iter().flatten();
            said(page, lead, &about.collect::<Vec<_>>().join(": "))?;
            rows(change, page)
        }
    }
}

/// All fields of a change, below each other.
fn rows(change: &ChangeLine, page: &mut Page<'_>) -> io::Result<()> {
    let pairs: Vec<Pair> = change.fields.iter().map(Pair::of).collect();
    let columns = Columns::of(pairs.iter().map(|pair| (pair.name, pair)));
    let indent = Style::plain().strong("    ");
    pairs
        .iter()
        .try_for_each(|pair| row(page, &indent, pair.name, pair, columns))
}

/// Groups with their samples, the largest first.
fn in_groups(groups: Groups, page: &mut Page<'_>) -> io::Result<()> {
    let (shown, rest) = groups.largest(GROUPS);
    let samples = (LINES / shown.len().max(1)).clamp(1, 5);
    for group in &shown {
        header(group, page)?;
        swing(group, page)?;
        show_samples(group, samples, page)?;
    }
    if rest.changes > 0 {
        let kinds = match rest.kinds {
            Some(1) => "1 other combination of fields".to_owned(),
            Some(kinds) => format!("{} other combinations of fields", grouped(kinds)),
            None => "many other combinations of fields".to_owned(),
        };
        let lead = page
            .style()
            .changed(&format!("~ {}:", count(rest.changes, "item")));
        page.flow(0, &lead, &kinds, 4)?;
    }
    Ok(())
}

fn header(group: &Group, page: &mut Page<'_>) -> io::Result<()> {
    let style = page.style();
    let items = count(group.count, "item");
    let how = group.how.unwrap_or_default();
    let (lead, words) = match group.kind {
        Kind::Create => (style.good(&format!("+ {items}")), "to create".to_owned()),
        Kind::Remove => (
            style.bad(&format!("- {items}")),
            format!("to remove: {how}"),
        ),
        Kind::Withheld => (
            style.changed(&format!("- {items}")),
            match group.count {
                1 => format!("left the export and waits for a decision (would be {how})"),
                _ => format!("left the export and wait for a decision (would be {how})"),
            },
        ),
        Kind::Held => {
            let sign = group.samples.first().map_or("~", held_sign);
            let lead = style.changed(&format!("{sign} {items}:"));
            (
                lead,
                format!("held by {} until you decide", guard(group.how)),
            )
        }
        Kind::Update => {
            let fields = group.fields.join(", ");
            let what = match group.how {
                Some(how) if fields.is_empty() => how.to_owned(),
                Some(how) => format!("{how}: {fields}"),
                None => fields,
            };
            (style.changed(&format!("~ {items}:")), what)
        }
    };
    page.flow(0, &lead, &words, 4)
}

/// From where to where the prices of a group move: an amount that is a hundred
/// times too large is seen here, however many changes there are.
fn swing(group: &Group, page: &mut Page<'_>) -> io::Result<()> {
    let Some(swing) = &group.swing else {
        return Ok(());
    };
    if swing.least.0 == swing.most.0 {
        return Ok(());
    }
    let end = |(by, id): &(rust_decimal::Decimal, String)| {
        format!("{} ({})", percent(*by), fit(&clean(id), LONGEST_ID))
    };
    let words = format!(
        "{} from {} to {}",
        swing.field,
        end(&swing.least),
        end(&swing.most)
    );
    page.flow(4, &Painted::nothing(), &words, 6)
}

fn show_samples(group: &Group, most: usize, page: &mut Page<'_>) -> io::Result<()> {
    let samples = &group.samples[..group.samples.len().min(most)];
    let nothing = Painted::nothing();
    let indent = Style::plain().strong("    ");
    let more = if group.count > samples.len() as u64 {
        ", …"
    } else {
        ""
    };
    let ids = samples.iter().map(id).collect::<Vec<_>>();
    match group.kind {
        Kind::Remove | Kind::Withheld => {
            page.flow(4, &nothing, &format!("{}{more}", ids.join(", ")), 4)
        }
        Kind::Update if group.fields.is_empty() => {
            page.flow(4, &nothing, &format!("{}{more}", ids.join(", ")), 4)
        }
        Kind::Create => {
            let wide = ids.iter().map(|id| width(id)).max().unwrap_or(0).min(24);
            samples.iter().zip(&ids).try_for_each(|(change, id)| {
                let line = format!("    {}  {}", left(id, wide), headline(change));
                page.line(fit(&line, page.width()))
            })
        }
        Kind::Held => samples.iter().zip(&ids).try_for_each(|(change, id)| {
            let line = format!("    {id}  {}", telling(change));
            page.line(fit(&line, page.width()))
        }),
        Kind::Update if group.fields.len() == 1 => {
            let pairs: Vec<Pair> = samples
                .iter()
                .filter_map(|change| change.fields.first().map(Pair::of))
                .collect();
            let rows = ids.iter().map(String::as_str).zip(&pairs);
            let columns = Columns::of(rows.clone());
            rows.into_iter()
                .try_for_each(|(id, pair)| row(page, &indent, id, pair, columns))
        }
        // The fields stand above, in the same order.
        Kind::Update => samples.iter().zip(&ids).try_for_each(|(change, id)| {
            let pairs: Vec<String> = change.fields.iter().map(|f| Pair::of(f).brief()).collect();
            page.line(fit(
                &format!("    {id}  {}", pairs.join("; ")),
                page.width(),
            ))
        }),
    }
}

fn id(change: &ChangeLine) -> String {
    fit(&clean(&change.id), LONGEST_ID)
}

/// The sentence that closes a plan.
pub(super) fn closing(report: &Report, calls: u64, left_aside: &str) -> String {
    let counts = &report.counts;
    let mut parts = Vec::new();
    for (number, what) in [
        (counts.created, "to create"),
        (counts.updated, "to update"),
        (counts.removed, "to remove"),
        (counts.unchanged, "unchanged"),
        (counts.held, "held by a safety rule"),
        (counts.withheld, "withheld"),
        (counts.kept, "gone from the export and kept"),
        (counts.refused, "refused before"),
        (counts.invalid, "held back"),
        (counts.filtered, left_aside),
    ] {
        if number > 0 && parts.is_empty() {
            parts.push(format!("{} {what}", count(number, "item")));
        } else if number > 0 {
            parts.push(format!("{} {what}", grouped(number)));
        }
    }
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    format!(
        "Plan: {}{}.",
        parts.join(", "),
        effort(calls, report.outlook.as_ref())
    )
}

/// `; 36 write calls, about 4 min at 8 a minute`.
fn effort(calls: u64, outlook: Option<&Outlook>) -> String {
    if calls == 0 {
        return String::new();
    }
    let words = count(calls, "write call");
    let (time, rate) = outlook.map_or((Duration::ZERO, 0), |outlook| {
        (outlook.time(calls), outlook.per_minute())
    });
    // The limits are of minutes; a promise of seconds would be none.
    match time.as_secs().div_ceil(60) {
        0 => format!("; {words}"),
        minutes => format!(
            "; {words}, about {} at {} a minute",
            shelfsync::report::span(Duration::from_secs(minutes * 60)),
            grouped(rate)
        ),
    }
}
