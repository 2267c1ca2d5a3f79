//! Rules as text: a table of all, or one with its reason.

use std::io::{self, Write};

use shelfsync::finding::{Rule, Severity};

use super::style::Style;
use super::wrap::lines;

/// So wide is a table, also on a wider terminal: long lines read badly.
const WIDTH: usize = 80;

/// Rows of the table: a rule that stands alone, or many fields with the same.
struct Row {
    id: String,
    about: &'static str,
    fields: Vec<&'static str>,
}

/// Rules by severity; what is the same for many fields is one row, which names
/// at most so many of them.
pub(super) fn list(
    rules: &[Rule],
    most_fields: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut first = true;
    for severity in [Severity::Error, Severity::Warning] {
        let rows = rows(rules, severity);
        if rows.is_empty() {
            continue;
        }
        if !std::mem::take(&mut first) {
            writeln!(out)?;
        }
        let (head, what) = match severity {
            Severity::Error => (style.bad("Errors"), "the item is held back."),
            Severity::Warning => (
                style.changed("Warnings"),
                "the item goes out, with a remark.",
            ),
        };
        writeln!(out, "{head}: {what}\n")?;
        let left = rows.iter().map(|row| row.id.chars().count()).max();
        let left = left.unwrap_or(0);
        for row in &rows {
            let text = match row.fields.len() {
                0 | 1 => row.about.to_owned(),
                many if many > most_fields => format!("{}; of {many} fields", row.about),
                _ => format!("{}; of {}", row.about, row.fields.join(", ")),
            };
            for (at, line) in lines(&text, WIDTH - left - 4).iter().enumerate() {
                let id = if at == 0 { row.id.as_str() } else { "" };
                writeln!(out, "  {id:left$}  {line}")?;
            }
        }
    }
    Ok(())
}

/// What else can be asked.
pub(super) fn more(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n\
         shelfsync rules RULE       why a rule is there, and what to do\n\
         shelfsync rules FIELD      the rules of a field, such as price\n\
         shelfsync rules truncated  the fields that have such a rule"
    )
}

fn rows(rules: &[Rule], severity: Severity) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.severity() == severity) {
        let field = rule.field().map(shelfsync::catalog::Field::name);
        let family = rule.family();
        let known = rows
            .iter_mut()
            .find(|row| family.is_some_and(|family| row.id == family));
        match (known, family) {
            (Some(row), _) => row.fields.extend(field),
            (None, Some(family)) => rows.push(Row {
                id: family.to_owned(),
                about: rule.about(),
                fields: field.into_iter().collect(),
            }),
            (None, None) => rows.push(Row {
                id: rule.id(),
                about: rule.about(),
                fields: Vec::new(),
            }),
        }
    }
    for row in &mut rows {
        // Alone it has a name that can be looked up.
        if let [field] = row.fields.as_slice() {
            row.id = row.id.replace("<field>", field);
        }
    }
    rows
}

/// One rule: what, why, what to do.
pub(super) fn one(rule: Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (severity, consequence) = match rule.severity() {
        Severity::Error => (style.bad("error"), "the item is held back"),
        Severity::Warning => (style.changed("warning"), "the item goes out"),
    };
    writeln!(
        out,
        "{}: {severity}, {consequence}\n",
        style.strong(&rule.id())
    )?;
    let (basis, reason) = rule.reason();
    let field = rule.field().map(|field| {
        let about = field.about().trim_end_matches('.');
        format!("`{}`: {about}", field.name())
    });
    let parts = [
        ("Field", field),
        ("When", Some(rule.about().to_owned())),
        ("Example", rule.example().map(str::to_owned)),
        ("Why", Some(reason.to_owned())),
        ("Source", Some(basis.whose().to_owned())),
        ("Remedy", Some(rule.remedy())),
    ];
    for (name, text) in parts {
        let Some(text) = text else {
            continue;
        };
        for (at, line) in lines(&text, WIDTH - 11).iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            writeln!(out, "  {name:7}  {line}")?;
        }
    }
    Ok(())
}
