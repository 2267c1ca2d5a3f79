//! The items of a source as the configuration wants them: put together by their
//! layout, with the fields that `[source.map]` makes, and judged by the filter.

use std::collections::{HashMap, HashSet};

use super::input::Input;
use super::joined::{Contradiction, Matcher, Meeting};
use crate::catalog::{Field, FieldSet};
use crate::layout::{Items, LayoutError};
use crate::preset::{
    Family, Layout, Preset, inherited_name, joined_name, key, mapped_field, mapped_name,
};
use crate::source::{ColumnId, Columns, End, Form, Record, normal_form};
use crate::template::{Fault, Made, Row, Templates, Unknown};

/// What the layout and the configuration say of an item's record.
#[derive(Default)]
pub(super) struct Next {
    /// What it is to others.
    pub(super) family: Family,
    /// What the templates could not make of it.
    pub(super) faults: Vec<Fault>,
    /// Whether the filter leaves it out.
    pub(super) excluded: bool,
    /// Rows of joined sources that say different things of it.
    pub(super) contradictions: Vec<Contradiction>,
    /// Words that no table of the configuration has.
    pub(super) unknown: Vec<Unknown>,
    /// What was there for it, by joined source.
    pub(super) met: Vec<Meeting>,
}

/// The columns that templates fill, in the order in which [`Rows`] expects them.
pub(super) fn mapped_columns(templates: &Templates, preset: &Preset) -> Vec<String> {
    let mut columns: Vec<String> = templates
        .fields()
        .flat_map(|field| [mapped_name(field, false), mapped_name(field, true)])
        .collect();
    if groups_follow_ids(templates, preset) {
        columns.push(mapped_name(Field::ItemGroupId, false));
    }
    columns
}

/// Whether the id of a variant's parent, by the template of ids, is its group:
/// groups are ids of parents (`contract.md` 7), whoever makes the ids.
fn groups_follow_ids(templates: &Templates, preset: &Preset) -> bool {
    let maps = |wanted: Field| templates.fields().any(|field| field == wanted);
    let has_parents =
        matches!(preset.layout, Layout::Parents(_)) || preset.parent_id_feeds().next().is_some();
    has_parents && maps(Field::Id) && !maps(Field::ItemGroupId)
}

/// Of all sources, those whose parents have no ids by the template of this one, as it
/// looks at columns that they do not have: combinations stand in a file of other columns
/// than their products. There the preset says what the group is.
pub(super) fn strangers(input: &Input, templates: &Templates, inputs: &[&Input]) -> Vec<bool> {
    if !groups_follow_ids(templates, input.preset) {
        return Vec::new();
    }
    let header = |input: &Input| -> HashSet<String> {
        let names = input.source.facts().columns.iter();
        names.map(|name| normal_form(name)).collect()
    };
    let own = header(input);
    let used: Vec<&str> = templates
        .id_columns()
        .filter(|column| own.contains(*column))
        .collect();
    let stranger = |other: &&Input| {
        let is_table = matches!(other.source.facts().form, Form::Delimited { .. });
        let same = other.preset.name == input.preset.name && is_table;
        same && {
            let columns = header(other);
            used.iter().any(|column| !columns.contains(*column))
        }
    };
    inputs.iter().map(stranger).collect()
}

/// The fields that templates make. With `strangers`, groups are not always among them.
pub(super) fn mapped_fields(
    templates: &Templates,
    preset: &Preset,
    strangers: &[bool],
) -> FieldSet {
    let mut fields = FieldSet::default();
    for field in templates.fields() {
        fields.add(field);
    }
    if groups_follow_ids(templates, preset) && !strangers.contains(&true) {
        fields.add(Field::ItemGroupId);
    }
    fields
}

/// Reads the items of one source.
pub(super) struct Rows<'p> {
    items: Items<'p>,
    /// `None` where nothing is configured: then no item is looked at twice.
    templates: Option<&'p Templates>,
    names: Names,
    made: Vec<(Field, bool, String)>,
    /// Sources whose parents have no ids by the templates.
    strangers: &'p [bool],
    /// Finds the rows of joined sources; `None` where there are none.
    matcher: Option<Matcher<'p>>,
}

impl<'p> Rows<'p> {
    pub(super) fn new(
        items: Items<'p>,
        preset: &'static Preset,
        (templates, strangers): (Option<&'p Templates>, &'p [bool]),
    ) -> Self {
        Self {
            strangers,
            items,
            templates,
            names: Names {
                preset,
                seen: 0,
                columns: HashMap::new(),
            },
            made: Vec::new(),
            matcher: None,
        }
    }

    /// Looks for the rows of joined sources, too.
    pub(super) fn join(&mut self, matcher: Matcher<'p>) {
        self.matcher = Some(matcher);
    }

    /// Reads the next item.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<Option<Next>, LayoutError> {
        let Some(family) = self.items.next(record)? else {
            return Ok(None);
        };
        let mut next = Next {
            family,
            faults: Vec::new(),
            excluded: false,
            contradictions: Vec::new(),
            unknown: Vec::new(),
            met: Vec::new(),
        };
        if self.matcher.is_some() {
            (next.met, next.contradictions) = self.meet(record)?;
        }
        // A damaged record is held back whatever templates would make of it.
        let Some(templates) = self.templates.filter(|_| record.flaw().is_none()) else {
            return Ok(Some(next));
        };
        self.names.extend(self.items.columns());
        let view = View {
            names: &self.names,
            record,
        };
        match templates.include(&view) {
            Ok(included) => next.excluded = !included,
            Err(fault) => next.faults.push(fault),
        }
        if next.excluded {
            return Ok(Some(next));
        }
        self.made.clear();
        let made = &mut self.made;
        let faults = templates.apply(&view, &mut |field, value| {
            let exact = matches!(value, Made::Number(_) | Made::Computed(_));
            made.push((field, exact, value.text().into_owned()));
        });
        next.faults.extend(faults);
        next.unknown = templates.take_unknown();
        for (at, field) in templates.fields().enumerate() {
            let made = self.made.iter().find(|(of, ..)| *of == field);
            if let Some((_, exact, text)) = made {
                // Two columns for each field stand in front of all others.
                let column = ColumnId::new(2 * at + usize::from(*exact));
                record.add(column, text);
            }
        }
        let of_parent = matches!(family, Family::Child | Family::Member { items: 2.. });
        let strange = |source: usize| self.strangers.get(source) == Some(&true);
        let has_id = of_parent && !self.items.parent_source().is_some_and(strange);
        if has_id && groups_follow_ids(templates, self.names.preset) {
            let parent = ParentView {
                names: &self.names,
                record,
            };
            let mut group = String::new();
            // What cannot be made of the parent is no fault of the variant.
            templates.apply(&parent, &mut |field, value| {
                if field == Field::Id {
                    group = value.text().into_owned();
                }
            });
            let last = ColumnId::new(2 * templates.fields().count());
            record.add(last, &group);
        }
        Ok(Some(next))
    }

    /// Adds the cells that joined sources have for the item.
    fn meet(
        &mut self,
        record: &mut Record,
    ) -> Result<(Vec<Meeting>, Vec<Contradiction>), LayoutError> {
        self.names.extend(self.items.columns());
        let Some(matcher) = &mut self.matcher else {
            return Ok((Vec::new(), Vec::new()));
        };
        let view = View {
            names: &self.names,
            record,
        };
        let mut id = None;
        if matcher.asks_for_id() {
            let made = self
                .templates
                .and_then(|templates| templates.make_id(&view));
            id = made.or_else(|| matcher.id(self.items.columns(), record));
        }
        let keys = matcher.keys(&view, id.as_deref());
        matcher.add(keys, record)?;
        let contradictions = std::mem::take(&mut matcher.contradictions);
        Ok((std::mem::take(&mut matcher.met), contradictions))
    }

    pub(super) fn columns(&self) -> &Columns {
        self.items.columns()
    }

    pub(super) fn without_item(&self) -> u64 {
        self.items.without_item()
    }

    /// A column in another language than the one that was taken, of which nobody knows which
    /// it is.
    pub(super) fn other_tongue(&self) -> Option<&str> {
        self.items.other_tongue()
    }

    pub(super) fn finish(self) -> Result<End, LayoutError> {
        self.items.finish()
    }
}

/// Where the cells of a name stand.
#[derive(Default)]
struct Places {
    own: Vec<ColumnId>,
    parent: Option<ColumnId>,
    inherits: bool,
}

/// The columns of a source by the names that templates use.
struct Names {
    preset: &'static Preset,
    seen: usize,
    columns: HashMap<String, Places>,
}

/// In front of a name when the parent's cell is meant, whatever the item's own says.
const OF_PARENT: &str = "parent.";

impl Names {
    fn extend(&mut self, columns: &Columns) {
        for (id, name) in columns.iter().skip(self.seen) {
            self.seen += 1;
            if mapped_field(name).is_some() {
                continue;
            }
            let name = joined_name(name).unwrap_or(name);
            let parent = inherited_name(name);
            let raw = parent.unwrap_or(name);
            let places = self.columns.entry(normal_form(raw)).or_default();
            if parent.is_some() {
                places.parent = Some(id);
                let own_name = key(raw);
                let named = self.preset.resolve(&own_name);
                places.inherits = self.preset.layout.inherits(&named.name);
                let explicit = format!("{OF_PARENT}{}", normal_form(raw));
                self.columns.entry(explicit).or_default().own.push(id);
            } else {
                places.own.push(id);
            }
        }
    }
}

/// One record under those names.
struct View<'r> {
    names: &'r Names,
    record: &'r Record,
}

impl View<'_> {
    fn text(&self, column: ColumnId) -> Option<&str> {
        self.record.first(column).filter(|text| !text.is_empty())
    }
}

/// The parent's cells of a record, under the names of their columns.
struct ParentView<'r> {
    names: &'r Names,
    record: &'r Record,
}

impl Row for ParentView<'_> {
    fn cell(&self, column: &str) -> Option<&str> {
        let bare = column.strip_prefix(OF_PARENT);
        let places = self.names.columns.get(bare.unwrap_or(column))?;
        // A parent has no parent.
        let own = places.parent.filter(|_| bare.is_none());
        let text = own.and_then(|id| self.record.first(id));
        Some(text.unwrap_or(""))
    }
}

impl Row for View<'_> {
    fn cell(&self, column: &str) -> Option<&str> {
        let Some(places) = self.names.columns.get(column) else {
            // A parent that has not been met yet has no cells.
            let bare = column.strip_prefix(OF_PARENT)?;
            return self.names.columns.contains_key(bare).then_some("");
        };
        let own = places.own.iter().find_map(|id| self.text(*id));
        let parents = || {
            let id = places.parent.filter(|_| places.inherits)?;
            self.text(id)
        };
        Some(own.or_else(parents).unwrap_or(""))
    }
}
