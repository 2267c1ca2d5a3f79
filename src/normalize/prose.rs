//! Fields that hold text: lines, prose, markup, categories.

use std::borrow::Cow;

use super::cells::Cell;
use super::cut::{self, cut};
use super::id::is_rounded;
use super::make::Making;
use super::mask::{entries, unmask};
use super::path;
use super::shortcode::{self, unmarked};
use super::text::{Lines, plain};
use crate::catalog::{Field, Keep, has_lost};
use crate::finding::Rule;
use crate::preset::{Family, Layout, Target, mapped_field};

impl<'r> Making<'_, 'r> {
    /// What the id of a parent would be that is not in the export: its name, when
    /// that is of the kind that this file has as ids.
    fn orphans_group(&self, cell: Cell<'r>) -> Option<&'r str> {
        let Layout::Parents(rows) = &self.bindings.preset.layout else {
            return Some(cell.text);
        };
        if mapped_field(cell.name).is_some() {
            return Some(cell.text);
        }
        let (name, column) = match cell.text.strip_prefix("id:") {
            Some(number) => (number.trim(), rows.id.as_deref()),
            None => (cell.text, Some(rows.key.as_str())),
        };
        (column.is_some() && self.bindings.id_name() == column).then_some(name)
    }

    pub(super) fn text(&mut self, field: Field, lines: Lines, max: usize, keep: Keep) {
        // A product without variants is in no group (`formats.md` 1).
        if field == Field::ItemGroupId && self.family == (Family::Member { items: 1 }) {
            return;
        }
        let cell = self
            .cells
            .one(field)
            .map(|cell| self.undecorated(field, cell));
        let mut cell = cell.map(|cell| self.first_entry(field, cell));
        let alone = matches!(self.family, Family::Orphan | Family::Disputed);
        if let (Field::ItemGroupId, true, Some(cell)) = (field, alone, &mut cell) {
            match self.orphans_group(*cell) {
                Some(text) => cell.text = text,
                // The parent's id is not known, and no other scheme may be mixed in.
                None => return,
            }
        }
        let rounded = cell.filter(|cell| field == Field::Mpn && is_rounded(cell.text));
        if let Some(rounded) = rounded {
            let message = "a spreadsheet has rounded this number; it is left out";
            self.fault(Rule::Invalid(field), rounded, message);
            return;
        }
        let mut text = cell.and_then(|cell| self.plain_text(field, cell, lines));
        // Markup without any text in it is no description: the next best column is.
        if text.is_none() && cell.is_some() && !self.faulted.has(field) {
            let rest = self.cells.ranked(field, self.bindings);
            for next in rest.into_iter().skip(1) {
                cell = Some(next);
                text = self.plain_text(field, next, lines);
                if text.is_some() || self.faulted.has(field) {
                    break;
                }
            }
        }
        if let (Lines::Many, Some(built)) = (lines, cell)
            && text.is_some()
            && let Some(better) = self.unbuilt(field, built)
        {
            (cell, text) = (Some(better.0), Some(better.1));
        }
        if let (Field::Title, Some(cell), Some(title)) = (field, cell, &text) {
            let own = !self.bindings.binding(cell.column).inherited
                && !matches!(self.family, Family::Member { .. });
            if let Some(suffix) = self.title_suffix(title, own) {
                text = Some(format!("{title}{suffix}").into());
            }
        }
        let Some(text) = text else {
            let brand = self.shop.brand.as_deref();
            let missing = field == Field::Brand && !self.faulted.has(field);
            if let Some(brand) = brand.filter(|_| missing) {
                self.item.set(field, brand);
            }
            return;
        };
        self.set_cut(field, cell, text, max, keep);
    }

    /// A short text that somebody wrote, in place of one that a page builder
    /// laid out (`formats.md` 2.8); a title is none.
    fn unbuilt(&mut self, field: Field, cell: Cell<'r>) -> Option<(Cell<'r>, Cow<'r, str>)> {
        let is_built = |cell: &Cell<'_>| shortcode::is_built(cell.text);
        if !self.bindings.preset.marks.shortcodes || !is_built(&cell) {
            return None;
        }
        let is_title = |cell: &Cell<'_>| {
            let uses = &self.bindings.binding(cell.column).uses;
            uses.iter()
                .any(|of| of.target == Target::Field(Field::Title))
        };
        let others = self.cells.ranked(field, self.bindings);
        let mut others = others.into_iter().filter(|other| !is_built(other));
        let other = others.find(|other| !is_title(other))?;
        let text = self.plain_text(field, other, Lines::Many)?;
        Some((other, text))
    }

    /// Plain text of a cell; `None` when nothing is left of it or it cannot be trusted.
    fn plain_text(&mut self, field: Field, cell: Cell<'r>, lines: Lines) -> Option<Cow<'r, str>> {
        let prose = lines == Lines::Many;
        if prose && let Some(text) = self.last.of(field, cell) {
            return Some(Cow::Owned(text.to_owned()));
        }
        let marks = self.bindings.preset.marks;
        let text = unmask(cell.text, marks);
        let text = match text {
            _ if !marks.shortcodes || lines == Lines::One => text,
            Cow::Borrowed(text) => shortcode::strip(text),
            Cow::Owned(text) => Cow::Owned(shortcode::strip(&text).into_owned()),
        };
        let text = match text {
            text if !marks.tabs && !marks.smarty => text,
            text => unmarked(text, marks),
        };
        let plain = match text {
            Cow::Borrowed(text) => plain(text, lines),
            Cow::Owned(text) => plain(&text, lines).into_owned(),
        };
        if plain.doubtful {
            let message = format!("the {} seems to be encoded twice", field.name());
            self.fault(Rule::Garbled(field), cell, message);
            return None;
        }
        if plain.repaired {
            let message = format!("the {} was encoded twice and is repaired", field.name());
            self.fault(Rule::Repaired(field), cell, message);
        }
        // Three bytes that stand for a lost character are lost for good.
        if plain.lost {
            let message = format!("the {} has lost characters (`\u{FFFD}`)", field.name());
            self.fault(Rule::Garbled(field), cell, message);
            return None;
        }
        if plain.text.is_empty() {
            return None;
        }
        if prose && !plain.repaired {
            self.last.keep(field, cell, &plain.text);
        }
        Some(plain.text)
    }

    fn set_cut(
        &mut self,
        field: Field,
        cell: Option<Cell<'r>>,
        text: Cow<'r, str>,
        max: usize,
        keep: Keep,
    ) {
        // Bytes are never fewer than characters, so most texts need no count.
        if text.len() <= max {
            self.item.set(field, text);
            return;
        }
        let keep = match keep {
            Keep::Head => cut::Keep::Head,
            Keep::Tail => cut::Keep::Tail,
        };
        // Two groups that differ only in what is cut off would become one.
        let is_group = field == Field::ItemGroupId && text.chars().count() > max;
        if let Some(cell) = cell.filter(|_| is_group) {
            let message = format!("more than {max} characters; the item goes out without a group");
            self.fault(Rule::Invalid(field), cell, message);
            return;
        }
        let (text, was_cut) = cut(text, max, keep);
        if let Some(cell) = cell.filter(|_| was_cut) {
            let message = format!("the {} is cut to {max} characters", field.name());
            self.fault(Rule::Truncated(field), cell, message);
        }
        // One letter with hundreds of marks cannot be cut at all.
        if !text.is_empty() {
            self.item.set(field, text);
        }
    }

    pub(super) fn html(&mut self, field: Field, max: usize) {
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        if cell.text.chars().count() > max {
            let message = format!("more than {max} characters of markup cannot be cut safely");
            self.fault(Rule::Invalid(field), cell, message);
        } else if has_lost(cell.text) {
            self.fault(Rule::Invalid(field), cell, "the text has lost characters");
        } else {
            self.item.set(field, cell.text);
        }
    }

    pub(super) fn category(&mut self, field: Field, max: usize, keep: Keep) {
        let Some(cell) = self.cells.one(field) else {
            if field == Field::ProductType {
                self.category_by_levels(max, keep);
            }
            return;
        };
        let cell = self.deepest(field, cell);
        let Some(text) = self.plain_text(field, cell, Lines::One) else {
            return;
        };
        let ways = &self.bindings.preset.categories;
        let text = match ways.part {
            Some(part) if field == Field::ProductType => path::parted(&text, part).into(),
            Some(_) | None => text,
        };
        let path = match text {
            Cow::Borrowed(text) => path::path(text),
            Cow::Owned(text) => Cow::Owned(path::path(&text).into_owned()),
        };
        let path = path::rootless(path, &ways.roots);
        if !path.is_empty() {
            self.set_cut(field, Some(cell), path, max, keep);
        }
    }

    /// A path that has a column for each of its levels.
    fn category_by_levels(&mut self, max: usize, keep: Keep) {
        let Some(name) = self.bindings.preset.categories.levels.as_deref() else {
            return;
        };
        let mut levels = self.cells.numbered(name, self.bindings);
        levels.sort_by_key(|(number, _)| *number);
        let mut parts: Vec<String> = Vec::new();
        for (_, cell) in levels {
            if let Some(part) = self.plain_text(Field::ProductType, cell, Lines::One) {
                parts.push(part.replace('>', "›"));
            }
        }
        if !parts.is_empty() {
            let path = parts.join(" > ").into();
            self.set_cut(Field::ProductType, None, path, max, keep);
        }
    }

    /// Of several names in a cell the first; of a path its end.
    fn first_entry(&self, field: Field, cell: Cell<'r>) -> Cell<'r> {
        let feed = self.bindings.feed(cell.column, Target::Field(field));
        let Some(sign) = feed.and_then(|feed| feed.list) else {
            return cell;
        };
        let first = entries(cell.text, sign, self.bindings.preset.marks).next();
        let first = first.unwrap_or(cell.text);
        Cell {
            text: first.rsplit('>').next().unwrap_or(first).trim(),
            ..cell
        }
    }

    /// Of several categories in a cell, the one with the longest path; the first
    /// of equals (`formats.md` 2.14).
    fn deepest(&self, field: Field, cell: Cell<'r>) -> Cell<'r> {
        let feed = self.bindings.feed(cell.column, Target::Field(field));
        let Some(sign) = feed.and_then(|feed| feed.list) else {
            return cell;
        };
        let part = self.bindings.preset.categories.part;
        let depth = |path: &str| match part {
            Some(part) => path.matches(part).count(),
            None => path.matches('>').count() + path.matches("&gt;").count(),
        };
        let roots = &self.bindings.preset.categories.roots;
        let is_root = |path: &&str| {
            let path = path.trim();
            roots.iter().any(|root| root.eq_ignore_ascii_case(path))
        };
        let all = entries(cell.text, sign, self.bindings.preset.marks);
        let all = all.filter(|path| !is_root(path));
        let text = all.reduce(|best, next| {
            if depth(next) > depth(best) {
                next
            } else {
                best
            }
        });
        Cell {
            text: text.unwrap_or(cell.text),
            ..cell
        }
    }
}
