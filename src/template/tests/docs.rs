//! `docs/templates.md` against the program: every example is run, every filter
//! has its row.

use std::collections::BTreeSet;

use super::{Cells, included, made};
use crate::catalog::Field;
use crate::template::filters;

const PAGE: &str = include_str!("../../../docs/templates.md");

/// The rows of the tables below a heading, cell by cell.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let (_, after) = PAGE
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let chapter = after.split("\n#").next().unwrap();
    let lines = chapter.lines().filter(|line| line.starts_with("| "));
    lines
        .filter(|line| !line.starts_with("| ---"))
        .skip(1)
        .map(|line| {
            // A bar within an example is written `\|`.
            let line = line.replace("\\|", "\u{0}");
            let cells = line.trim_matches('|').split('|');
            cells
                .map(|cell| cell.trim().replace('\u{0}', "|"))
                .collect()
        })
        .collect()
}

/// The text of a cell that is code.
fn code(cell: &str) -> &str {
    cell.strip_prefix('`')
        .and_then(|cell| cell.strip_suffix('`'))
        .unwrap_or_else(|| panic!("{cell}"))
}

fn row() -> Cells {
    let rows = rows("## Reference");
    let cells: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (code(&row[0]), code(&row[1])))
        .collect();
    assert!(cells.len() > 5);
    Cells::new(&cells)
}

#[test]
fn every_example_gives_what_the_page_says() {
    let row = row();
    let mut wrong = Vec::new();
    let mut examples = 0;
    for heading in [
        "### Numbers and prices",
        "### Text",
        "### Choosing",
        "### Patterns",
        "### Lists",
    ] {
        for cells in rows(heading) {
            let (example, result) = (code(&cells[2]), code(&cells[3]));
            let found = made(example, &row);
            examples += 1;
            if found.as_deref() != Ok(result) {
                wrong.push(format!("{example}: {found:?}, not {result:?}"));
            }
        }
    }
    for cells in rows("### Conditions") {
        let example = code(&cells[2]);
        let found = included(example, &row);
        examples += 1;
        if found != Ok(cells[3] == "true") {
            wrong.push(format!("{example}: {found:?}, not {}", cells[3]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(examples > 50);
}

#[test]
fn every_filter_has_a_row_and_every_field_is_listed() {
    let headings = [
        "### Numbers and prices",
        "### Text",
        "### Choosing",
        "### Patterns",
        "### Lists",
    ];
    let named: BTreeSet<String> = headings
        .into_iter()
        .flat_map(rows)
        .map(|cells| cells[0].trim_matches('`').to_owned())
        .collect();
    for name in filters::names() {
        assert!(
            named.contains(name),
            "docs/templates.md says nothing of `{name}`"
        );
    }
    let (_, fields) = PAGE.split_once("\n## Fields\n").unwrap();
    for field in Field::ALL {
        let name = format!("`{}`", field.name());
        assert!(
            fields.contains(&name),
            "docs/templates.md does not list {name}"
        );
    }
    assert_eq!(fields.matches('`').count(), Field::ALL.len() * 2 + 2);
}
