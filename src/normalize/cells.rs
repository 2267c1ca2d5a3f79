//! The cells of one record, sorted by what they feed.

use super::bind::Bindings;
use super::binding::Use;
use super::gap::is_gap;
use super::settings::ShopSettings;
use super::text::trim;
use crate::catalog::{Field, FieldSet};
use crate::preset::{Input, Part, Published, Target};
use crate::source::{ColumnId, Columns, Record};

/// A cell with its column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'r> {
    /// The column.
    pub(crate) column: ColumnId,
    /// Its name, as in the file.
    pub(crate) name: &'r str,
    /// The text, trimmed and without the marks of the format.
    pub(crate) text: &'r str,
}

/// What the publish rule says of a record.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict<'r> {
    /// This cell keeps it out.
    Hidden(Cell<'r>),
    /// Nobody knows what this cell says.
    Unclear(Cell<'r>),
}

/// The place of an option's name or value.
#[derive(Clone, Copy, Debug)]
pub(super) struct OptionCell {
    /// Whether it is the name.
    pub(super) is_name: bool,
    /// Which option it is.
    pub(super) number: u32,
    /// Whether it is the parent's.
    pub(super) inherited: bool,
    /// The place in the record.
    pub(super) at: u32,
}

/// How good a cell is, and its place in the record.
pub(super) type Best = Option<(u16, u32)>;
/// The rank of the empty shell of a nested value.
const SHELL: u16 = u16::MAX;

/// The cells of one record, sorted by what they feed.
pub(crate) struct Cells<'r> {
    columns: &'r Columns,
    /// All cells of the record, trimmed: they are asked for by their places, and
    /// a record can only be gone through.
    pub(super) texts: Vec<(ColumnId, &'r str)>,
    apostrophe: bool,
    pub(super) best: [Best; Target::COUNT],
    /// The fields that have any cell.
    pub(super) fields: FieldSet,
    /// Names and values of options, in the order of the record.
    pub(super) options: Vec<OptionCell>,
    /// What stands for values of fields, where a setting says it.
    pub(super) shop: Option<&'r ShopSettings>,
    /// Why the record is not published, or cannot be.
    pub(super) verdict: Option<Verdict<'r>>,
    /// A cell that keeps the record out while there are no pieces.
    pub(super) while_sold_out: Option<Cell<'r>>,
    /// Whether the item has a page of its own, and is not sold on its parent's.
    pub(super) has_page: bool,
}

/// The cell without the apostrophe that keeps a spreadsheet from calculating
/// (`formats.md` 4.1, 4.3).
fn unmarked(text: &str) -> &str {
    let Some(rest) = text.strip_prefix('\'') else {
        return text;
    };
    let marks = |c: char| c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r');
    if !rest.starts_with(marks) {
        return text;
    }
    rest.strip_suffix('\'').unwrap_or(rest).trim()
}

/// Whether the record's own cell says that it has a page, whatever its parent is. It
/// does so where the configuration says what is published, too.
fn has_own_page(bindings: &Bindings, record: &Record) -> bool {
    let mut rules = bindings.preset.skip.iter().filter(|skip| skip.page);
    rules.any(|skip| {
        record.cells().any(|(column, text)| {
            let binding = bindings.binding(column);
            let fits = !binding.inherited && binding.base == skip.column;
            let text = binding.said(trim(text));
            let marked = bindings.preset.marks.apostrophe;
            let text = if marked { unmarked(text) } else { text };
            fits && !text.is_empty() && skip.judge(text) == Published::Yes
        })
    })
}

impl<'r> Cells<'r> {
    pub(super) fn sort(bindings: &mut Bindings, columns: &'r Columns, record: &'r Record) -> Self {
        let preset = bindings.preset;
        let inherits = |column: ColumnId| bindings.columns[column.index()].inherited;
        let tells = preset.skip.iter().any(|skip| skip.alone || skip.page);
        let has_parent = tells && record.cells().any(|(column, _)| inherits(column));
        let has_page = has_parent && has_own_page(bindings, record);
        let mut cells = Self {
            columns,
            texts: Vec::with_capacity(record.cells().len()),
            apostrophe: preset.marks.apostrophe,
            best: [None; Target::COUNT],
            fields: FieldSet::default(),
            options: Vec::new(),
            shop: None,
            verdict: None,
            while_sold_out: None,
            has_page: has_page || !has_parent,
        };
        for (at, (column, text)) in (0..).zip(record.cells()) {
            let binding = &mut bindings.columns[column.index()];
            if let Some((target, rank)) = binding.only {
                let text = Some(trim(text)).filter(|text| !is_gap(text, binding));
                let text = text.unwrap_or_default();
                cells.texts.push((column, text));
                let rank = if text.is_empty() { SHELL } else { rank };
                cells.offer(target, rank, at);
                continue;
            }
            let text = binding.said(trim(text));
            let text = if is_gap(text, binding) { "" } else { text };
            cells.texts.push((column, text));
            if text.is_empty() {
                // The shell of a nested value is empty and still opens an entry.
                if binding.part == Part::Whole {
                    for of in &binding.uses {
                        cells.offer(of.target, SHELL, at);
                    }
                }
                continue;
            }
            if binding.unknown {
                binding.filled += 1;
                continue;
            }
            for condition in &binding.skips {
                let skip = &preset.skip[*condition];
                // What keeps a product out that stands alone need not keep out a variant,
                // and what keeps a parent out not one that is sold without it.
                let counts = if binding.inherited {
                    !has_page
                } else {
                    !has_parent || !(skip.alone || skip.page)
                };
                if !counts {
                    continue;
                }
                let cell = cells.cell(column, text);
                let verdict = match skip.judge(cell.text) {
                    Published::Yes => continue,
                    Published::No if skip.sold_out => {
                        cells.while_sold_out = Some(cell);
                        continue;
                    }
                    Published::No => Verdict::Hidden(cell),
                    Published::Unknown => Verdict::Unclear(cell),
                };
                if !matches!(cells.verdict, Some(Verdict::Hidden(_))) {
                    cells.verdict = Some(verdict);
                }
            }
            for of in &binding.uses {
                let (number, inherited) = (binding.number, binding.inherited);
                cells.note(*of, number, inherited, at, text);
            }
        }
        if bindings.twins.any {
            cells.settle_twins(bindings);
        }
        bindings.joins.keep_prices_together(&mut cells.best);
        cells
    }

    fn note(&mut self, of: Use, number: u32, inherited: bool, at: u32, text: &str) {
        let is_name = match of.target {
            Target::Input(Input::OptionName) => Some(true),
            Target::Input(Input::OptionValue) => Some(false),
            Target::Input(_) | Target::Field(_) => None,
        };
        if let Some(only) = of.feed.and_then(|feed| feed.only)
            && !only.admits(text)
        {
            return;
        }
        let several = of.feed.and_then(|feed| feed.single);
        if several.is_some_and(|sign| text.contains(sign)) {
            return;
        }
        if let Some(is_name) = is_name {
            self.options.push(OptionCell {
                is_name,
                number,
                inherited,
                at,
            });
            return;
        }
        self.offer(of.target, of.rank, at);
    }

    /// Takes the cell at this place as the source of `target` if it is the best
    /// so far.
    pub(super) fn offer(&mut self, target: Target, rank: u16, at: u32) -> bool {
        let slot = &mut self.best[target.index()];
        let better = slot.is_none_or(|(best, _)| rank < best);
        if better {
            *slot = Some((rank, at));
            if let Target::Field(field) = target {
                self.fields.add(field);
            }
        }
        better
    }

    /// The best cell with content.
    pub(crate) fn one(&self, target: impl Into<Target>) -> Option<Cell<'r>> {
        let target = target.into();
        let (rank, at) = self.best[target.index()]?;
        if rank == SHELL {
            return None;
        }
        let cell = self.at(at)?;
        if cell.name == "link@href" {
            return self.alternate_link();
        }
        if let (Some(shop), Target::Field(field)) = (self.shop, target)
            && let Some(text) = shop.value(field, cell.text)
        {
            return Some(Cell { text, ..cell });
        }
        Some(cell)
    }

    /// All cells with content that feed `target`, the best first.
    pub(super) fn ranked(&self, target: impl Into<Target>, bindings: &Bindings) -> Vec<Cell<'r>> {
        let target = target.into();
        if !self.has(target) {
            return Vec::new();
        }
        let mut found: Vec<_> = self
            .texts
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .filter_map(|&(column, text)| {
                let uses = &bindings.binding(column).uses;
                let of = uses.iter().find(|of| of.target == target)?;
                let several = of.feed.and_then(|feed| feed.single);
                let only = of.feed.and_then(|feed| feed.only);
                let fits = several.is_none_or(|sign| !text.contains(sign))
                    && only.is_none_or(|only| only.admits(text));
                let tongue = bindings.binding(column).tongue(of);
                fits.then(|| ((of.rank, of.place, tongue), self.cell(column, text)))
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, cell)| cell).collect()
    }

    /// The cell at a place of the record.
    pub(super) fn at(&self, at: u32) -> Option<Cell<'r>> {
        let (column, text) = self.texts.get(at as usize)?;
        Some(self.cell(*column, text))
    }

    /// Atom has a link for each purpose; that of the product's page is
    /// `alternate`, which is also meant where nothing is said (RFC 4287, 4.2.7.2).
    fn alternate_link(&self) -> Option<Cell<'r>> {
        let mut href = None;
        let mut fits = true;
        for (column, text) in &self.texts {
            let cell = self.cell(*column, text);
            match cell.name {
                "link" => {
                    if fits && href.is_some() {
                        return href;
                    }
                    (href, fits) = (None, true);
                }
                "link@href" => href = Some(cell).filter(|cell| !cell.text.is_empty()),
                "link@rel" => fits = cell.text == "alternate",
                _ => {}
            }
        }
        href.filter(|_| fits)
    }

    /// Whether the record has any cell for it.
    pub(crate) fn has(&self, target: impl Into<Target>) -> bool {
        self.best[target.into().index()].is_some()
    }

    /// All cells of a field in file order, empty shells of nested values
    /// included, from the best kind of column that has content.
    pub(crate) fn all(&self, field: Field, bindings: &Bindings) -> Vec<(Cell<'r>, usize)> {
        let target = Target::Field(field);
        let Some((best, _)) = self.best[target.index()] else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut is_numbered = false;
        for &(column, text) in &self.texts {
            let binding = bindings.binding(column);
            let fits = |of: Target, rank: u16| of == target && (rank == best || best == SHELL);
            let is_mine = match binding.only {
                Some((of, rank)) => fits(of, rank),
                None => binding.uses.iter().any(|of| fits(of.target, of.rank)),
            };
            if is_mine {
                is_numbered |= binding.number != 0;
                found.push((self.cell(column, text), column.index()));
            }
        }
        if is_numbered {
            // `Bild 2` stands behind `Bild 1`, wherever its column does.
            found.sort_by_key(|(cell, _)| bindings.binding(cell.column).number);
        }
        found
    }

    /// The first cell with content in a column of this name of the preset's.
    pub(super) fn named(
        &self,
        name: &str,
        of_parent: bool,
        bindings: &Bindings,
    ) -> Option<Cell<'r>> {
        let mut cells = self.texts.iter();
        cells.find_map(|&(column, text)| {
            if text.is_empty() {
                return None;
            }
            let binding = bindings.binding(column);
            let fits = binding.inherited == of_parent && binding.base == name;
            fits.then(|| self.cell(column, text))
        })
    }

    /// The item's own cell in a column of this name of the preset's, where it is empty.
    pub(super) fn blank(&self, name: &str, bindings: &Bindings) -> Option<Cell<'r>> {
        let mut cells = self.texts.iter().filter(|(_, text)| text.is_empty());
        cells.find_map(|&(column, text)| {
            let binding = bindings.binding(column);
            let fits = !binding.inherited && binding.base == name;
            fits.then(|| self.cell(column, text))
        })
    }

    /// The item's own cells with content in the columns of this name of the
    /// preset's, each with the number in the column's name; the parent's where it
    /// has none.
    pub(super) fn numbered(&self, name: &str, bindings: &Bindings) -> Vec<(u32, Cell<'r>)> {
        let of = |of_parent: bool| -> Vec<(u32, Cell<'r>)> {
            let filled = self.texts.iter().filter(|(_, text)| !text.is_empty());
            let mine = filled.filter_map(|&(column, text)| {
                let binding = bindings.binding(column);
                let fits = binding.inherited == of_parent && binding.base == name;
                fits.then(|| (binding.number, self.cell(column, text)))
            });
            mine.collect()
        };
        let own = of(false);
        if own.is_empty() { of(true) } else { own }
    }

    fn cell(&self, column: ColumnId, text: &'r str) -> Cell<'r> {
        Cell {
            column,
            name: self.columns.name(column),
            text: if self.apostrophe {
                unmarked(text)
            } else {
                text
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unmarked;

    #[test]
    fn an_apostrophe_is_a_mark_only_in_front_of_what_spreadsheets_read() {
        #[rustfmt::skip]
        let cases = [
            ("'0123", "0123"), ("'-5", "-5"), ("'=SUM(1)'", "=SUM(1)"), ("'@home", "@home"),
            ("'t Huis", "'t Huis"), ("'", "'"), ("rock 'n' roll", "rock 'n' roll"), ("12'", "12'"),
        ];
        for (text, expected) in cases {
            assert_eq!(unmarked(text), expected, "{text}");
        }
    }
}
