//! What a look at the live catalog found, as text that a merchant reads.

use std::io;

use shelfsync::drift::{Counts, Difference, Found, Kind};

use super::human::{hints, notes};
use super::model::DriftReport;
use super::style::Painted;
use super::words::{clean, count, grouped};
use super::wrap::{Page, fit};

/// So many of each kind are listed; with `-v` all that are kept.
const LISTED: usize = 5;
/// A longer value is cut.
const LONGEST: usize = 60;

/// All that `drift` has to say; `all` lists every difference that is kept.
pub(super) fn drift(report: &DriftReport, all: bool, page: &mut Page<'_>) -> io::Result<()> {
    kinds(&report.found, all, page)?;
    notes(&report.notes, page)?;
    page.conclude(&sentence(&report.found))?;
    hints(&report.hints, page)
}

/// The same as a part of another report.
pub(super) fn part(found: &Found, all: bool, page: &mut Page<'_>) -> io::Result<()> {
    kinds(found, all, page)?;
    page.say(&sentence(found))
}

fn kinds(found: &Found, all: bool, page: &mut Page<'_>) -> io::Result<()> {
    for kind in Kind::ALL {
        let number = found.counts.of(kind);
        if number > 0 {
            heading(kind, number, page)?;
            list(found, kind, number, all, page)?;
        }
    }
    Ok(())
}

fn heading(kind: Kind, number: u64, page: &mut Page<'_>) -> io::Result<()> {
    let style = page.style();
    let items = count(number, "item");
    let one = number == 1;
    let (lead, words) = match kind {
        Kind::Missing => (
            style.bad("missing:"),
            if one {
                "that was confirmed is not in the catalog"
            } else {
                "that were confirmed are not in the catalog"
            },
        ),
        Kind::Different => (
            style.changed("different:"),
            if one {
                "is not as it was confirmed"
            } else {
                "are not as they were confirmed"
            },
        ),
        Kind::Zombie => (
            style.bad("zombie:"),
            if one {
                "was taken away and can be seen all the same"
            } else {
                "were taken away and can be seen all the same"
            },
        ),
        Kind::Foreign => (
            style.changed("foreign:"),
            "in the catalog and never confirmed to this tool",
        ),
        Kind::Rejected => (style.bad("rejected:"), "by Meta's review"),
    };
    page.flow(0, &lead, &format!("{items} {words}"), 2)
}

fn list(found: &Found, kind: Kind, number: u64, all: bool, page: &mut Page<'_>) -> io::Result<()> {
    let most = if all { usize::MAX } else { LISTED };
    let shown: Vec<&Difference> = found.of(kind).take(most).collect();
    let more = number.saturating_sub(shown.len() as u64);
    let nothing = Painted::nothing();
    match kind {
        Kind::Missing | Kind::Zombie | Kind::Foreign => {
            let ids: Vec<String> = shown.iter().map(|one| clean(&one.id)).collect();
            page.flow(2, &nothing, &ids.join(", "), 2)?;
        }
        Kind::Different => {
            for one in shown {
                let text = format!("{}: {}", clean(&one.id), deviations(one));
                page.flow(2, &nothing, &text, 6)?;
            }
        }
        Kind::Rejected => {
            for one in shown {
                let reasons: Vec<String> = one.reasons.iter().map(|words| clean(words)).collect();
                let said = match reasons.as_slice() {
                    [] => "Meta gives no reason".to_owned(),
                    reasons => reasons.join("; "),
                };
                // Meta's words are never broken: somebody will look for them.
                page.line(format_args!("  {}: {said}", clean(&one.id)))?;
            }
        }
    }
    if more == 0 {
        return Ok(());
    }
    let how = if all { "" } else { "; `-v` lists more" };
    page.line(format_args!("  … and {} more{how}", grouped(more)))
}

/// `price 9.03 EUR → €8.00; availability in stock → out of stock`.
fn deviations(one: &Difference) -> String {
    let value = |text: &str| match text {
        "" => "(none)".to_owned(),
        text => fit(&clean(text), LONGEST),
    };
    let parts = one.fields.iter().map(|field| {
        let (old, new) = (value(&field.confirmed), value(&field.live));
        format!("{} {old} → {new}", field.field)
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// One sentence with all counts that are not zero.
fn sentence(found: &Found) -> String {
    let counts = &found.counts;
    let as_confirmed = match counts.same {
        1 => "1 item is in the catalog as it was confirmed".to_owned(),
        same => format!(
            "{} are in the catalog as they were confirmed",
            count(same, "item")
        ),
    };
    let parts = parts(counts);
    match (found.complete, parts.is_empty()) {
        (true, true) if counts.live == 0 && counts.confirmed == 0 => {
            "Nothing to compare: the catalog is empty, and nothing was confirmed yet.".to_owned()
        }
        (_, true) if counts.compared() == 0 => {
            "Nothing could be compared: no item was seen of which it is known how it should be."
                .to_owned()
        }
        (true, true) => format!("No drift: {as_confirmed}."),
        (true, false) => format!("Drift: {}; {as_confirmed}.", parts.join(", ")),
        (false, true) => format!("No drift in what was seen: {as_confirmed}."),
        (false, false) => format!(
            "Drift in what was seen: {}; {as_confirmed}.",
            parts.join(", ")
        ),
    }
}

fn parts(counts: &Counts) -> Vec<String> {
    let kinds = Kind::ALL.into_iter().map(|kind| (counts.of(kind), kind));
    kinds
        .filter(|(number, kind)| *number > 0 && *kind != Kind::Rejected)
        .map(|(number, kind)| match (number, kind) {
            (2.., Kind::Zombie) => format!("{} zombies", grouped(number)),
            (number, kind) => format!("{} {}", grouped(number), kind.word()),
        })
        .collect()
}
