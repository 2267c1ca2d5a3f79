//! Reports, plans and errors as text that a merchant reads.

use std::collections::BTreeMap;
use std::io::{self, Write};

use shelfsync::finding::{Finding, Problems, Rule, Severity};
use shelfsync::pipeline::Counts;
use shelfsync::plan::FieldChange;

use super::model::{ChangeLine, Report};
use super::style::Style;
use super::words::{clean, count, grouped};
use crate::exit::Exit;

/// So many findings of a rule are shown one by one.
const SHOWN: usize = 3;
/// So many refusals and withheld items are.
pub(super) const LISTED: usize = 10;
/// So many changes of each kind a plan shows.
const CHANGES: u64 = 200;

/// What is wrong, with the number of a shop's unknown word.
pub(super) fn message(finding: &Finding, all: &Problems) -> String {
    let times = match finding.rule {
        Rule::Invalid(_) => all.times(finding.rule, &finding.value),
        _ => None,
    };
    match times {
        Some(times) if times > 1 => format!("{} (in {})", finding.message, count(times, "item")),
        Some(_) | None => finding.message.clone(),
    }
}

/// What a run did.
pub(super) fn report(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    problems(report, style, out)?;
    refusals(report, style, out)?;
    for note in &report.notes {
        writeln!(out, "{}", clean(note))?;
    }
    writeln!(out, "{}", style.strong(&summary(report)))?;
    if report.command == "sync" && report.calls.writes > 0 {
        let calls = &report.calls;
        writeln!(
            out,
            "{}, {}, {} bytes sent in {}",
            count(calls.writes, "write call"),
            count(calls.polls, "status poll"),
            grouped(calls.bytes),
            shelfsync::report::span(report.time)
        )?;
    }
    hints(report, out)
}

/// One sentence with all counts that are not zero.
fn summary(report: &Report) -> String {
    let counts = &report.counts;
    let what = match report.command {
        "check" | "export" => "fit to be sent",
        "plan" => "to create",
        _ if report.calls.writes == 0 && is_quiet(counts) && !report.partial => {
            return format!(
                "In sync: {} read, nothing to do.",
                count(counts.read, "item")
            );
        }
        _ => "created",
    };
    let plan = report.command == "plan";
    let parts = [
        (counts.created, what),
        (counts.updated, if plan { "to update" } else { "updated" }),
        (counts.unchanged, "unchanged"),
        (counts.removed, if plan { "to remove" } else { "removed" }),
        (counts.kept, "gone from the export and kept"),
        (counts.withheld, "removals withheld"),
        (counts.refused, "refused by Meta"),
        (counts.invalid, "held back"),
        (counts.held, "held by a safety rule"),
        (counts.filtered, left_aside(report)),
        (counts.pending, "pending"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", grouped(number)))
        .collect();
    let parts = if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    };
    format!("{} read{parts}.", count(counts.read, "item"))
}

/// What `filtered` means in this run.
fn left_aside(report: &Report) -> &'static str {
    if report.partial {
        "not looked at"
    } else {
        "not to be published"
    }
}

fn is_quiet(counts: &Counts) -> bool {
    counts.read == counts.unchanged + counts.filtered && counts.withheld == 0 && counts.kept == 0
}

fn hints(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if !report.hints.is_empty() {
        writeln!(out)?;
    }
    for hint in &report.hints {
        writeln!(out, "hint: {hint}")?;
    }
    Ok(())
}

/// Findings, grouped by rule, errors first.
pub(super) fn problems(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let all = &report.problems;
    let mut groups: BTreeMap<(bool, String), Vec<&Finding>> = BTreeMap::new();
    for finding in all.kept() {
        let warning = finding.severity() == Severity::Warning;
        let group = groups.entry((warning, finding.rule.id())).or_default();
        group.push(finding);
    }
    for ((warning, rule), findings) in &groups {
        let Some(first) = findings.first() else {
            continue;
        };
        let total = all.count(first.rule);
        let name = if *warning {
            style.changed("warning")
        } else {
            style.bad("error")
        };
        writeln!(out, "{name}[{rule}] {}", count(total, "time"))?;
        for finding in findings.iter().take(SHOWN) {
            let text = clean(&message(finding, all));
            writeln!(out, "  {}{text}", clean(&place(finding, report)))?;
        }
        let more = total.saturating_sub(findings.len().min(SHOWN) as u64);
        if more > 0 {
            writeln!(out, "  … and {} more", grouped(more))?;
        }
        writeln!(out, "  → {}", first.remedy)?;
    }
    Ok(())
}

/// `products.csv:12 SKU-1 [Regular price] "12,x": `.
fn place(finding: &Finding, report: &Report) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    let source = report.sources.get(usize::from(finding.place.source));
    if let Some(source) = source {
        text.push_str(&source.path);
        if finding.place.line > 0 {
            let _infallible = write!(text, ":{}", finding.place.line);
        }
    }
    if !finding.id.is_empty() {
        let _infallible = write!(text, " {}", finding.id);
    }
    if !finding.column.is_empty() {
        let _infallible = write!(text, " [{}]", finding.column);
    }
    if !finding.value.is_empty() {
        let _infallible = write!(text, " {:?}", shortened(&finding.value, 40));
    }
    if text.is_empty() {
        text
    } else {
        format!("{text}: ")
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What Meta refused, in its own words.
fn refusals(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.refusals.is_empty() {
        return Ok(());
    }
    let number = count(report.refusals.len() as u64, "item");
    writeln!(out, "{} by Meta: {number}", style.bad("refused"))?;
    for refusal in report.refusals.iter().take(LISTED) {
        let (id, message) = (clean(&refusal.id), clean(&refusal.message));
        let place = match refusal.line {
            0 => String::new(),
            line => format!("{}:{line} ", refusal.source),
        };
        let known = if refusal.known {
            " (known; not asked again until the item changes)"
        } else {
            ""
        };
        writeln!(out, "  {place}{id}: {message}{known}")?;
    }
    let more = report.refusals.len().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "  … and {} more", grouped(more as u64))?;
    }
    Ok(())
}

/// A plan, change by change.
pub(super) fn plan(
    report: &Report,
    style: Style,
    next: &mut dyn FnMut() -> Option<ChangeLine>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut shown: BTreeMap<&str, u64> = BTreeMap::new();
    let mut hidden = 0;
    while let Some(line) = next() {
        let number = shown.entry(line.op).or_default();
        *number += 1;
        if *number > CHANGES {
            hidden += 1;
            continue;
        }
        change(&line, style, out)?;
    }
    if hidden > 0 {
        writeln!(out, "… and {}", count(hidden, "further change"))?;
    }
    if !shown.is_empty() {
        writeln!(out)?;
    }
    problems(report, style, out)?;
    refusals(report, style, out)?;
    for note in &report.notes {
        writeln!(out, "{}", clean(note))?;
    }
    let nothing = shown.is_empty() && report.exit == Exit::Ok;
    let sentence = if nothing {
        format!(
            "Nothing to do: {} read, the catalog has them all.",
            count(report.counts.read, "item")
        )
    } else {
        use std::fmt::Write;
        let counts = &report.counts;
        let mut sentence = format!(
            "Plan: {} to create, {} to update, {} to remove, {} unchanged",
            grouped(counts.created),
            grouped(counts.updated),
            grouped(counts.removed),
            grouped(counts.unchanged)
        );
        for (number, what) in [
            (counts.withheld, "removals withheld"),
            (counts.kept, "gone from the export and kept"),
            (counts.refused, "refused before"),
            (counts.invalid, "held back"),
            (counts.filtered, left_aside(report)),
        ] {
            if number > 0 {
                let _infallible = write!(sentence, ", {} {what}", grouped(number));
            }
        }
        sentence + "."
    };
    writeln!(out, "{}", style.strong(&sentence))?;
    hints(report, out)
}

fn change(line: &ChangeLine, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let how = match (line.how, line.withheld) {
        (how, true) => format!(" (withheld; would be {})", how.unwrap_or("removed")),
        (Some(how), false) => format!(" ({how})"),
        (None, false) => String::new(),
    };
    let id = clean(&line.id);
    let first = match line.op {
        "create" => style.good(&format!("+ {id}")),
        "remove" => style.bad(&format!("- {id}")),
        _ => style.changed(&format!("~ {id}")),
    };
    match line.op {
        "create" => writeln!(out, "{first}{how}  {}", headline(&line.fields)),
        "remove" => writeln!(out, "{first}{how}"),
        _ => {
            writeln!(out, "{first}{how}")?;
            for field in &line.fields {
                writeln!(
                    out,
                    "    {}: {} → {}",
                    field.field,
                    value(field.old.as_deref()),
                    value(field.new.as_deref())
                )?;
            }
            Ok(())
        }
    }
}

/// Title, price and stock of a new item: what tells it from others.
fn headline(fields: &[FieldChange]) -> String {
    let names = ["title", "price", "sale_price", "availability"];
    let parts = names.iter().filter_map(|name| {
        let field = fields.iter().find(|field| field.field == *name)?;
        field.new.as_deref().map(|json| value(Some(json)))
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// A JSON value for people.
fn value(json: Option<&str>) -> String {
    let Some(json) = json else {
        return "(none)".to_owned();
    };
    match serde_json::from_str::<serde_json::Value>(json) {
        Ok(serde_json::Value::String(text)) => shortened(&clean(&text), 60),
        Ok(_) | Err(_) => shortened(json, 60),
    }
}
