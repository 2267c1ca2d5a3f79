//! Exports in Meta's columns, made row by row.

use std::fmt::Write as _;

/// One row: columns with their cells, in order.
#[derive(Clone, Debug)]
pub(crate) struct Row(Vec<(String, String)>);

/// A row that is fit to be sent.
pub(crate) fn row(id: &str) -> Row {
    let cells = [
        ("id", id),
        ("title", &format!("Becher {id}")),
        (
            "description",
            "Ein Becher aus Steinzeug, spülmaschinenfest.",
        ),
        ("availability", "in stock"),
        ("condition", "new"),
        ("price", "12.90 EUR"),
        ("link", &format!("https://shop.example/p/{id}")),
        ("image_link", &format!("https://shop.example/i/{id}.jpg")),
        ("brand", "Töpferei Nord"),
        ("quantity_to_sell_on_facebook", "7"),
    ];
    let owned = cells.map(|(column, cell)| (column.to_owned(), cell.to_owned()));
    Row(owned.into())
}

impl Row {
    /// A row of an export with columns of its own.
    pub(crate) fn of(cells: &[(&str, &str)]) -> Self {
        let owned = cells.iter();
        Self(
            owned
                .map(|(name, cell)| ((*name).into(), (*cell).into()))
                .collect(),
        )
    }

    /// The row with other cells.
    #[must_use]
    pub(crate) fn with(self, cells: &[(&str, &str)]) -> Self {
        let set = |row: Self, (name, cell): &(&str, &str)| row.set(name, cell);
        cells.iter().fold(self, set)
    }

    /// The row with another cell.
    #[must_use]
    pub(crate) fn set(mut self, column: &str, cell: &str) -> Self {
        match self.0.iter_mut().find(|(name, _)| name == column) {
            Some((_, old)) => cell.clone_into(old),
            None => self.0.push((column.to_owned(), cell.to_owned())),
        }
        self
    }

    /// The row without a column.
    #[must_use]
    pub(crate) fn without(mut self, column: &str) -> Self {
        self.0.retain(|(name, _)| name != column);
        self
    }

    /// The row with all of these columns, in this order.
    pub(crate) fn in_order(&self, columns: &[&String]) -> Self {
        let cells = columns
            .iter()
            .map(|name| ((*name).clone(), self.get(name).to_owned()));
        Self(cells.collect())
    }

    pub(crate) fn get(&self, column: &str) -> &str {
        self.cell(column).unwrap_or_default()
    }

    fn cell(&self, column: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == column);
        found.map(|(_, cell)| cell.as_str())
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

/// So many rows: `SKU-001` and on, at prices of their own.
pub(crate) fn rows(count: usize) -> Vec<Row> {
    (1..=count)
        .map(|number| {
            let price = format!("{}.{:02} EUR", 5 + number % 40, number % 100);
            row(&format!("SKU-{number:03}")).set("price", &price)
        })
        .collect()
}

/// The columns of all rows, in the order of their first appearance.
pub(crate) fn columns(rows: &[Row]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for name in rows.iter().flat_map(Row::columns) {
        if !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    }
    columns
}

/// The rows as a delimited file with all cells quoted.
pub(crate) fn delimited(rows: &[Row], delimiter: char) -> String {
    let columns = columns(rows);
    let mut text = line(columns.iter().map(String::as_str), delimiter);
    for row in rows {
        text += &line(columns.iter().map(|name| row.get(name)), delimiter);
    }
    text
}

fn line<'c>(cells: impl Iterator<Item = &'c str>, delimiter: char) -> String {
    let quoted: Vec<String> = cells
        .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
        .collect();
    quoted.join(&delimiter.to_string()) + "\n"
}

pub(crate) fn csv(rows: &[Row]) -> String {
    delimited(rows, ',')
}

/// The rows as elements, each cell in an element of its column's name with
/// this prefix.
pub(crate) fn elements(rows: &[Row], record: &str, prefix: &str) -> String {
    let mut text = String::new();
    for row in rows {
        write!(text, "<{record}>").unwrap();
        for (name, cell) in &row.0 {
            if !cell.is_empty() {
                let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
                write!(text, "<{prefix}{name}>{cell}</{prefix}{name}>").unwrap();
            }
        }
        writeln!(text, "</{record}>").unwrap();
    }
    text
}
