//! One item's way as text that a merchant reads.

use std::io;

use shelfsync::catalog::{Doubt, Op, Presence};
use shelfsync::pipeline::Traced;
use shelfsync::plan::Decision;
use shelfsync::preset::Family;
use shelfsync::state::ItemRow;

use super::model::Explanation;
use super::words::{ago, clean, count, moment};
use super::wrap::Page;

/// Cells and values are shown up to this many characters.
const WIDTH: usize = 60;

/// Everything that is known of an item, in the order in which it happens.
pub(super) fn explanation(explanation: &Explanation<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let style = page.style();
    let explained = explanation.explained;
    page.line(format_args!(
        "{}",
        style.strong(&format!("Item {}", clean(explanation.id)))
    ))?;
    if explained.records.is_empty() {
        page.line(format_args!("\n1. Export: no record has this id"))?;
    }
    for record in &explained.records {
        page.gap()?;
        of_record(record, page)?;
    }
    if !explained.findings.is_empty() {
        page.line(format_args!("\n3. Findings"))?;
        for finding in &explained.findings {
            let severity = finding.severity().word();
            page.line(format_args!(
                "   {severity}[{}]: {}",
                finding.rule.id(),
                clean(&finding.message)
            ))?;
            page.line(format_args!("     → {}", clean(&finding.remedy)))?;
        }
    }
    page.line(format_args!("\n4. Decision: {}", decision(explanation)))?;
    if let Some(change) = &explained.change {
        // Of a new item everything differs, and stands above.
        let differing = change.fields.iter().filter(|_| change.op != Op::Create);
        for field in differing {
            let side = |json: &Option<String>| {
                json.as_ref()
                    .map_or_else(|| "(none)".to_owned(), |json| short(json))
            };
            page.line(format_args!(
                "   {}: {} → {}",
                field.field,
                side(&field.old),
                side(&field.new)
            ))?;
        }
        page.line(format_args!("   payload: {}", clean(&change.data)))?;
    }
    match explanation.stored {
        Some(stored) => of_state(stored, explanation.now, page),
        None if explanation.catalog.is_none() => page.line(format_args!(
            "\n5. State: not asked; name the catalog with `--catalog` or in shelfsync.toml"
        )),
        None => page.line(format_args!("\n5. State: knows nothing of it")),
    }
}

fn of_record(record: &Traced, page: &mut Page<'_>) -> io::Result<()> {
    let style = page.style();
    let trace = &record.trace;
    let family = match trace.family {
        Family::Single => String::new(),
        Family::Member { items } => format!(
            ", one of {} of its product",
            count(u64::from(items), "item")
        ),
        Family::Child => ", a variant; its parent's cells stand beside its own".to_owned(),
        Family::Orphan => ", a variant whose parent is not in the export".to_owned(),
        Family::Torn => ", one of a product whose records stand in several sources".to_owned(),
        Family::Disputed => {
            ", a variant whose parent's name stands for several products".to_owned()
        }
    };
    let place = format!("{}:{}", clean(&record.source), trace.line);
    page.line(format_args!(
        "1. Export: {} (preset {}){family}",
        style.strong(&place),
        record.preset
    ))?;
    for (column, text) in &trace.cells {
        page.line(format_args!("   {}: {}", clean(column), short(text)))?;
    }
    if let Some((column, text)) = &trace.hidden {
        return page.line(format_args!(
            "\n2. Not published: column `{}` says `{}`",
            clean(column),
            short(text)
        ));
    }
    page.line(format_args!("\n2. Fields, and what they are made of"))?;
    for field in &trace.fields {
        page.line(format_args!(
            "   {} = {}",
            style.strong(field.field.name()),
            short(&field.value)
        ))?;
        let cells: Vec<String> = field
            .cells
            .iter()
            .map(|(column, _)| format!("`{}`", clean(column)))
            .collect();
        let from = if cells.is_empty() {
            "a setting, or the preset".to_owned()
        } else {
            cells.join(", ")
        };
        page.line(format_args!("     from {from}"))?;
    }
    Ok(())
}

fn decision(explanation: &Explanation<'_>) -> String {
    let Some(decision) = explanation.explained.decision else {
        return "held back; the findings say why".to_owned();
    };
    match decision {
        Decision::Unchanged => "nothing to send; the catalog has it so".to_owned(),
        Decision::Send(op) => match op {
            Op::Create => "create it",
            Op::Update => "update these fields",
            Op::Full => "send all of it, for nobody knows how the catalog holds it",
            Op::Return => "send all of it; it returns to the catalog",
            Op::Stock => "mark it as sold out",
            Op::Archive => "archive it",
            Op::SellOut => "mark it as sold out, for it left the export",
            Op::Delete => "delete it",
        }
        .to_owned(),
        Decision::Refused { .. } => {
            "not sent again; Meta refused just this (it is sent when it changes, or with `--only`)".to_owned()
        }
        Decision::Invalid { sell_out: false } => "held back; the findings say why".to_owned(),
        Decision::Invalid { sell_out: true } => {
            "held back; only that it is sold out goes out".to_owned()
        }
        Decision::Filtered => "not published, and not in the catalog: nothing to do".to_owned(),
        Decision::Leaves => "it is live and left the export, or is no longer published: it is removed as `removal.action` says, if the guard lets it".to_owned(),
        Decision::Unknown => "it is in the catalog and not in the export; it is left alone".to_owned(),
        Decision::Forgotten => "it was never confirmed and is gone: nothing to do".to_owned(),
        Decision::Away => "it was removed before: nothing to do".to_owned(),
    }
}

fn of_state(stored: &ItemRow, now: i64, page: &mut Page<'_>) -> io::Result<()> {
    let presence = match stored.presence {
        Some(Presence::New) => "sent, and never confirmed",
        Some(Presence::Live) => "live",
        Some(Presence::Archived) => "archived",
        Some(Presence::SoldOut) => "marked as sold out, for it left the export",
        Some(Presence::Listed) => "found in the catalog, never sent from here",
        None => "not known",
    };
    page.line(format_args!("\n5. State: {presence}"))?;
    if let Some(at) = stored.confirmed_at {
        page.line(format_args!(
            "   confirmed {} ({})",
            moment(at),
            ago(at, now)
        ))?;
    }
    match stored.doubt {
        Doubt::None => {}
        Doubt::Content | Doubt::All => page.line(format_args!(
            "   in doubt: a batch that carried it has no verdict; it is sent in full"
        ))?,
    }
    if stored.open_batches > 0 {
        let open = super::words::batches(stored.open_batches);
        page.line(format_args!(
            "   {open} with it without a verdict; the next sync asks for it first"
        ))?;
    }
    if let Some((message, at)) = &stored.refusal {
        page.line(format_args!(
            "   refused by Meta {}: {}",
            ago(*at, now),
            clean(message)
        ))?;
    }
    if let Some(since) = stored.withheld_since {
        page.line(format_args!(
            "   its removal waits for a decision since {}",
            moment(since)
        ))?;
    }
    if let Some(since) = stored.suspect_since {
        page.line(format_args!(
            "   a call without an answer may still change it ({}); it is read back",
            ago(since, now)
        ))?;
    }
    if let Some(body) = &stored.body {
        page.line(format_args!("   confirmed item: {}", clean(body)))?;
    }
    Ok(())
}

/// The beginning of a text, on one line.
fn short(text: &str) -> String {
    let line = clean(text.trim());
    if line.chars().count() <= WIDTH {
        return line;
    }
    let head: String = line.chars().take(WIDTH - 1).collect();
    format!("{}…", head.trim_end())
}
