//! What is wrong with items: findings by rule, refusals in Meta's words.

use std::collections::BTreeMap;
use std::io;

use shelfsync::finding::{Finding, Problems, Rule, Severity};

use super::model::{Refusal, Report};
use super::style::Painted;
use super::words::{clean, count, grouped};
use super::wrap::{Page, fit};

/// How much is listed one by one.
#[derive(Clone, Copy)]
pub(super) struct Detail {
    /// Findings of a rule.
    findings: usize,
    /// Refused items of this run.
    refusals: usize,
    /// Refused items of earlier runs.
    standing: usize,
    /// Whether only what is wrong is told.
    quiet: bool,
}

impl Detail {
    /// For somebody who looks at the run.
    pub(super) const USUAL: Self = Self {
        findings: 3,
        refusals: 10,
        standing: 3,
        quiet: false,
    };
    /// With `-v`.
    pub(super) const MORE: Self = Self {
        findings: 20,
        refusals: 100,
        standing: 100,
        quiet: false,
    };
    /// With `-q`: what is wrong, and nothing that is not.
    pub(super) const QUIET: Self = Self {
        quiet: true,
        ..Self::USUAL
    };

    /// Whether more is listed than somebody reads in passing.
    pub(super) const fn lists_more(self) -> bool {
        self.findings > Self::USUAL.findings
    }

    /// Whether only what is wrong is told.
    pub(super) const fn is_quiet(self) -> bool {
        self.quiet
    }
}

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

/// Findings, grouped by rule, errors first.
pub(super) fn findings(report: &Report, detail: Detail, page: &mut Page<'_>) -> io::Result<()> {
    let all = &report.problems;
    let style = page.style();
    let nothing = Painted::nothing();
    let mut groups: BTreeMap<(bool, String), Vec<&Finding>> = BTreeMap::new();
    for finding in all.kept() {
        let warning = finding.severity() == Severity::Warning;
        if !(detail.quiet && warning) {
            let group = groups.entry((warning, finding.rule.id())).or_default();
            group.push(finding);
        }
    }
    for ((warning, rule), findings) in &groups {
        let Some(first) = findings.first() else {
            continue;
        };
        let total = all.count(first.rule);
        let name = if *warning {
            style.changed(&format!("warning[{rule}]"))
        } else {
            style.bad(&format!("error[{rule}]"))
        };
        page.flow(0, &name, &count(total, "time"), 2)?;
        for finding in findings.iter().take(detail.findings) {
            let text = format!("{}{}", place(finding, report), message(finding, all));
            page.flow(2, &nothing, &clean(&text), 6)?;
        }
        let more = total.saturating_sub(findings.len().min(detail.findings) as u64);
        if more > 0 {
            let how = match detail.findings {
                few if few < Detail::MORE.findings => "; `-v` lists more",
                _ => "",
            };
            page.line(format_args!("  … and {} more{how}", grouped(more)))?;
        }
        page.flow(2, &nothing, &format!("→ {}", clean(&first.remedy)), 4)?;
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
        let _infallible = write!(text, " \"{}\"", fit(&clean(&finding.value), 40));
    }
    if text.is_empty() {
        text
    } else {
        format!("{text}: ")
    }
}

/// What Meta refused, in its own words: what is new in a block with what to do,
/// and what earlier runs have told below it.
pub(super) fn refusals(report: &Report, detail: Detail, page: &mut Page<'_>) -> io::Result<()> {
    let (known, new): (Vec<&Refusal>, Vec<&Refusal>) =
        report.refusals.iter().partition(|refusal| refusal.known);
    let style = page.style();
    if let Some(first) = new.first() {
        let lead = style.bad("refused");
        page.flow(
            0,
            &lead,
            &format!("by Meta: {}", count(new.len() as u64, "item")),
            2,
        )?;
        list(&new, detail.refusals, page)?;
        let remedy = format!(
            "→ correct the item in the shop; it is sent again when it has changed, or at once with \
             `--only {}`",
            fit(&clean(&first.id), 40)
        );
        page.flow(2, &Painted::nothing(), &remedy, 4)?;
    }
    if !known.is_empty() {
        let lead = style.bad("refused");
        let items = count(known.len() as u64, "item");
        let they = if known.len() == 1 {
            "it changes"
        } else {
            "they change"
        };
        let words = format!("by Meta before: {items}, not sent again until {they}");
        page.flow(0, &lead, &words, 2)?;
        list(&known, detail.standing, page)?;
    }
    Ok(())
}

/// Meta's words are never broken: somebody will look for them.
fn list(refusals: &[&Refusal], most: usize, page: &mut Page<'_>) -> io::Result<()> {
    for refusal in refusals.iter().take(most) {
        let (id, message) = (clean(&refusal.id), clean(&refusal.message));
        let place = match refusal.line {
            0 => String::new(),
            line => format!("{}:{line} ", clean(&refusal.source)),
        };
        page.line(format_args!("  {place}{id}: {message}"))?;
    }
    let more = refusals.len().saturating_sub(most);
    if more > 0 {
        page.line(format_args!(
            "  … and {} more; `shelfsync status` lists them all",
            grouped(more as u64)
        ))?;
    }
    Ok(())
}
