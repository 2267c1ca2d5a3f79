//! One record as it stands, one record of plain cells.

use super::cells::{Cell, Desk, first, take};
use super::language::Languages;
use super::sites::Sites;
use super::tables::Tables;
use super::{amount, glossary, keyed};
use crate::preset::{Index, Join, Mark, OnlyIf, Preset, Shift, Tree, meaning};
use crate::source::{ColumnId, Columns, Record};

/// Takes the steps of a preset, record by record.
#[derive(Debug)]
pub(in crate::layout) struct Recast<'p> {
    preset: &'static Preset,
    tables: &'p Tables,
    languages: Languages,
    desk: Desk,
    cells: Vec<Cell>,
    /// The sites that records have named so far.
    pub(super) sites: Sites,
}

impl<'p> Recast<'p> {
    pub(in crate::layout) fn new(preset: &'static Preset, tables: &'p Tables) -> Self {
        Self {
            preset,
            tables,
            languages: Languages::of(tables.language()),
            desk: Desk::new(preset),
            cells: Vec::new(),
            sites: Sites::default(),
        }
    }

    pub(in crate::layout) fn columns(&self) -> &Columns {
        &self.desk.columns
    }

    /// Makes `record` of `raw`; `false` where the preset says that it is no item.
    pub(in crate::layout) fn apply(
        &mut self,
        columns: &Columns,
        raw: &Record,
        record: &mut Record,
    ) -> bool {
        self.desk.extend(columns);
        let mut cells = std::mem::take(&mut self.cells);
        take(&self.desk, raw, &mut cells);
        let is_ours = self.steps(raw.at(), &mut cells);
        record.begin_at(raw);
        if let Some(flaw) = raw.flaw() {
            record.mar(flaw.moved(|column| ColumnId::new(self.desk.of(column))));
        }
        for cell in cells.iter().filter(|cell| !cell.gone) {
            record.add(ColumnId::new(cell.column), &cell.text);
        }
        let wanted = is_ours && meets(&self.preset.reshape.records, &self.desk, &cells);
        self.cells = cells;
        wanted
    }

    /// Takes the steps for a record that begins at this place of the file; `false` where it
    /// is in another currency than those that count.
    fn steps(&mut self, at: u64, cells: &mut Vec<Cell>) -> bool {
        let steps = &self.preset.reshape;
        let mut is_ours = true;
        for part in self.tables.facts().iter().filter_map(|facts| facts.of(at)) {
            is_ours &= !part.foreign;
            for (name, text) in &part.cells {
                let column = self.desk.make(name);
                cells.push(Cell {
                    column,
                    text: text.clone(),
                    gone: false,
                });
            }
        }
        if let Some(step) = &steps.site {
            let view = self.tables.view();
            self.sites.apply(step, &self.desk, view, cells);
        }
        for step in &steps.keyed {
            let wanted = keyed::Wanted {
                languages: &self.languages,
                currency: self.tables.currency(),
                country: self.tables.country(),
            };
            keyed::apply(step, &mut self.desk, wanted, cells);
        }
        if steps.language {
            self.languages.apply(&self.desk, cells);
        }
        if !steps.words.is_empty() {
            self.words(cells);
        }
        for step in &steps.shift {
            self.shift(step, cells);
        }
        for (own, sign) in &steps.path {
            for cell in cells.iter_mut() {
                if self.desk.own(cell.column) == own && cell.text.contains(sign.trim()) {
                    let parts = cell.text.split(sign.trim()).map(str::trim);
                    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
                    cell.text = parts.join(" > ");
                }
            }
        }
        for (name, step) in &steps.compose {
            let part = |own: &String| first(&self.desk, cells, own);
            let lacks = !step.needs.iter().all(|own| part(own).is_some());
            if lacks || step.without.iter().any(|own| part(own).is_some()) {
                continue;
            }
            let parts: Vec<&str> = step.of.iter().filter_map(part).collect();
            let text = step.text(&parts);
            let column = self.desk.make(name);
            cells.push(Cell {
                column,
                text,
                gone: false,
            });
        }
        for (at, step) in steps.index.iter().enumerate() {
            self.look_up(at, step, cells);
        }
        for (at, step) in steps.tree.iter().enumerate() {
            self.paths(at, step, cells);
        }
        for step in &steps.amount {
            amount::apply(step, &mut self.desk, cells);
        }
        for step in &steps.join {
            self.join(step, cells);
        }
        for step in &steps.mark {
            self.mark(step, cells);
        }
        is_ours
    }

    fn words(&self, cells: &mut [Cell]) {
        for cell in cells
            .iter_mut()
            .filter(|cell| !cell.gone && !cell.text.is_empty())
        {
            let words = self.preset.reshape.words.get(self.desk.own(cell.column));
            match words.and_then(|words| meaning(words, &cell.text)) {
                Some("") => cell.gone = true,
                Some(means) => means.clone_into(&mut cell.text),
                None => {}
            }
        }
    }

    /// Puts cells into another column where the record has one of some others.
    fn shift(&mut self, step: &Shift, cells: &mut [Cell]) {
        let mut with = step.with.iter();
        if !with.any(|own| first(&self.desk, cells, own).is_some()) {
            return;
        }
        let to = self.desk.make(&step.to);
        for cell in cells.iter_mut().filter(|cell| !cell.gone) {
            let own = self.desk.own(cell.column);
            if step.column.iter().any(|column| column == own) {
                cell.column = to;
            }
        }
    }

    fn look_up(&mut self, at: usize, step: &Index, cells: &mut Vec<Cell>) {
        if let Some(inside) = &step.inside {
            let find = |name: &str| self.tables.find(at, name);
            glossary::explain((step, inside), &self.desk, cells, find);
            return;
        }
        let mut found = Vec::new();
        for cell in cells.iter_mut().filter(|cell| !cell.gone) {
            let own = self.desk.own(cell.column);
            let Some(into) = step.look.get(own) else {
                continue;
            };
            let names = cell.text.split(|c| Some(c) == step.list);
            let mut texts = names.filter_map(|name| self.tables.find(at, name.trim()));
            if into == own {
                if let Some(text) = texts.next() {
                    text.clone_into(&mut cell.text);
                }
            } else {
                found.extend(texts.map(|text| (into, text)));
            }
        }
        for (into, text) in found {
            let column = self.desk.make(into);
            cells.push(Cell {
                column,
                text: text.to_owned(),
                gone: false,
            });
        }
    }

    /// Ids of categories become paths; of several the longest stays.
    fn paths(&self, at: usize, step: &Tree, cells: &mut [Cell]) {
        let mut best: Option<(usize, usize)> = None;
        for (place, cell) in cells.iter_mut().enumerate() {
            if cell.gone || self.desk.own(cell.column) != step.from {
                continue;
            }
            cell.gone = true;
            let Some((depth, path)) = self.tables.path(at, &cell.text) else {
                continue;
            };
            cell.text = path;
            if best.is_none_or(|(_, deepest)| depth > deepest) {
                best = Some((place, depth));
            }
        }
        if let Some((place, _)) = best {
            cells[place].gone = false;
        }
    }

    fn join(&self, step: &Join, cells: &mut [Cell]) {
        let with = step
            .with
            .iter()
            .find_map(|own| first(&self.desk, cells, own));
        let Some(with) = with.map(str::to_owned) else {
            return;
        };
        for cell in cells
            .iter_mut()
            .filter(|cell| !cell.gone && !cell.text.is_empty())
        {
            let own = self.desk.own(cell.column);
            if !step.column.iter().any(|column| column == own) {
                continue;
            }
            if step.folder {
                let whole = cell.text.contains("://") || cell.text.starts_with("//");
                if !whole {
                    let (folder, file) = (
                        with.trim_end_matches('/'),
                        cell.text.trim_start_matches('/'),
                    );
                    cell.text = format!("{folder}/{file}");
                }
            } else if !cell
                .text
                .contains(|c: char| c.is_alphabetic() || "€$£¥₽₴₸₺₹".contains(c))
            {
                cell.text.push(' ');
                cell.text.push_str(&with);
            }
        }
    }

    fn mark(&mut self, step: &Mark, cells: &mut Vec<Cell>) {
        let has = cells
            .iter()
            .any(|cell| !cell.gone && self.desk.own(cell.column) == step.has);
        if has {
            let column = self.desk.make(&step.column);
            cells.push(Cell {
                column,
                text: step.word.clone(),
                gone: false,
            });
        }
    }
}

/// Whether no cell of a record says otherwise than the conditions.
pub(super) fn meets(conditions: &[OnlyIf], desk: &Desk, cells: &[Cell]) -> bool {
    conditions.iter().all(|only| {
        let mut cells = cells
            .iter()
            .filter(|cell| !cell.gone && !cell.text.is_empty());
        cells.all(|cell| desk.own(cell.column) != only.column || only.admits(&cell.text))
    })
}
