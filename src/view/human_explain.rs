//! One item's way as text that a merchant reads.

use std::io;

use shelfsync::catalog::{Doubt, Op, Presence};
use shelfsync::pipeline::Traced;
use shelfsync::plan::Decision;
use shelfsync::preset::Family;
use shelfsync::state::ItemRow;

use super::model::Explanation;
use super::style::Painted;
use super::values::{Columns, Pair, row};
use super::words::{ago, clean, count, moment};
use super::wrap::{Page, fit};

/// Cells and values are shown up to this many columns.
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
            let text = format!(
                "{severity}[{}]: {}",
                finding.rule.id(),
                clean(&finding.message)
            );
            page.flow(3, &Painted::nothing(), &text, 7)?;
            let remedy = format!("→ {}", clean(&finding.remedy));
            page.flow(5, &Painted::nothing(), &remedy, 7)?;
        }
    }
    page.gap()?;
    let text = format!("4. Decision: {}", decision(explanation));
    page.flow(0, &Painted::nothing(), &text, 3)?;
    if matches!(explained.decision, Some(Decision::Send(_))) {
        waits(explanation, page)?;
    }
    if let Some(change) = &explained.change {
        // Of a new item everything differs, and stands above.
        let differing = change.fields.iter().filter(|_| change.op != Op::Create);
        let pairs: Vec<Pair> = differing.map(Pair::of).collect();
        let columns = Columns::of(pairs.iter().map(|pair| (pair.name, pair)));
        let indent = Painted::nothing().then("   ");
        for pair in &pairs {
            row(page, &indent, pair.name, pair, columns)?;
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

/// Guards look at all changes together: of one alone nobody can say more.
fn waits(explanation: &Explanation<'_>, page: &mut Page<'_>) -> io::Result<()> {
    explanation.held.iter().try_for_each(|held| {
        let rule = clean(&held.rule);
        let words = if held.samples.iter().any(|id| id == explanation.id) {
            format!("{rule} held it in an earlier run; `shelfsync plan` says whether it still does")
        } else {
            let items = count(held.items, "change");
            format!("{rule} holds {items}, and this may be one of them; `shelfsync plan` tells")
        };
        page.flow(3, &Painted::nothing(), &words, 5)
    })
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
        let line = format!("   {}: {}", clean(column), short(text));
        page.line(fit(&line, page.width()))?;
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
        let name = field.field.name();
        let room = page.width().saturating_sub(name.len() + 6);
        page.line(format_args!(
            "   {} = {}",
            style.strong(name),
            fit(&short(&field.value), room)
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
        page.flow(5, &Painted::nothing(), &format!("from {from}"), 7)?;
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
        Decision::Pending => "a batch carries it that has no verdict yet: it waits for that".to_owned(),
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
    fit(&clean(text.trim()), WIDTH)
}
