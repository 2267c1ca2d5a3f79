//! The shapes of exports: how records make items.
//!
//! A preset file selects a shape by name and says which columns play which
//! part in it; the code of a shape is in [`layout`](crate::layout).

use serde::Deserialize;

use super::file::PresetError;
use super::naming::Pattern;

/// How records make items.
#[derive(Clone, Debug)]
pub enum Layout {
    /// One record is one item.
    Flat,
    /// Sparse continuation: the records of a product belong together, and only
    /// one of them, mostly the first, is complete (Shopify).
    Continuation(Continuation),
    /// Parent rows: variants are records of their own that name their parent,
    /// which stands anywhere in the file and is no item (WooCommerce).
    Parents(Parents),
    /// Nested variants: they are elements within the record of their product.
    Nested(Nested),
}

/// What an item is to the other items of its export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Family {
    /// It stands alone.
    #[default]
    Single,
    /// One of the items of a product whose records belong together.
    Member {
        /// How many items the product has.
        items: u32,
    },
    /// A variant whose parent is in the export.
    Child,
    /// A variant whose parent is not in the export.
    Orphan,
    /// A variant whose parent's name stands for several products that differ.
    Disputed,
    /// One of the items of a product whose records stand in several sources.
    Torn,
}

/// The columns of a sparse continuation.
#[derive(Clone, Debug)]
pub struct Continuation {
    /// Records with the same text here are one product; case does not count.
    pub group: String,
    /// A record with content in any of these is an item; others only add to
    /// the product.
    pub item: Vec<String>,
    /// Columns whose cells of all the product's records belong to each of its items.
    pub gather: Option<Gather>,
    /// Columns that are not taken from the complete record.
    pub own: Own,
}

/// Cells that are collected over all records of a product.
#[derive(Clone, Debug)]
pub struct Gather {
    /// The column.
    pub column: String,
    /// The column with their order, as numbers.
    pub order: Option<String>,
}

/// The columns of parent rows.
#[derive(Clone, Debug)]
pub struct Parents {
    /// The column that says what a record is.
    pub kind: String,
    /// The words for which it is a parent; one that ends in `*` stands for all
    /// that begin so. The cell may hold several words with commas between them.
    pub parents: Vec<String>,
    /// The column by which variants name their parent; case does not count.
    pub key: String,
    /// The column by which they name one without such a key, as in `id:123`.
    pub id: String,
    /// The column of the variants that names it.
    pub parent: String,
    /// Columns that are not taken from the parent.
    pub own: Own,
}

/// The columns of nested variants.
#[derive(Clone, Debug)]
pub struct Nested {
    /// The element of a variant.
    pub each: String,
    /// Columns that are not taken from the product.
    pub own: Own,
}

/// Columns that are never inherited.
#[derive(Clone, Debug, Default)]
pub struct Own {
    names: Vec<String>,
    patterns: Vec<Pattern>,
}

impl Own {
    fn new(names: Vec<String>) -> Self {
        Self {
            patterns: names
                .iter()
                .filter_map(|name| Pattern::parse(name))
                .collect(),
            names,
        }
    }

    /// Whether the column of this name is one.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
            || self
                .patterns
                .iter()
                .any(|pattern| pattern.capture(name).is_some())
    }
}

/// The name of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shape {
    Flat,
    SparseContinuation,
    ParentRows,
    NestedVariants,
}

/// `[rows]`: what a shape needs to know.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Rows {
    group: Option<String>,
    item: Vec<String>,
    gather: Option<String>,
    order: Option<String>,
    kind: Option<String>,
    parents: Vec<String>,
    key: Option<String>,
    id: Option<String>,
    parent: Option<String>,
    each: Option<String>,
    own: Vec<String>,
}

impl Layout {
    pub(super) fn new(shape: Shape, rows: Rows) -> Result<Self, PresetError> {
        let need = |value: Option<String>, name| value.ok_or(PresetError::Rows(name));
        match shape {
            Shape::Flat => Ok(Self::Flat),
            Shape::SparseContinuation => Ok(Self::Continuation(Continuation {
                group: need(rows.group, "group")?,
                item: rows.item,
                gather: rows.gather.map(|column| Gather {
                    column,
                    order: rows.order,
                }),
                own: Own::new(rows.own),
            })),
            Shape::ParentRows => Ok(Self::Parents(Parents {
                kind: need(rows.kind, "kind")?,
                parents: rows.parents,
                key: need(rows.key, "key")?,
                id: need(rows.id, "id")?,
                parent: need(rows.parent, "parent")?,
                own: Own::new(rows.own),
            })),
            Shape::NestedVariants => Ok(Self::Nested(Nested {
                each: need(rows.each, "each")?,
                own: Own::new(rows.own),
            })),
        }
    }

    /// Whether a column of this name is taken from the parent, or from the
    /// product's complete record, where the item's own cell is empty.
    pub fn inherits(&self, name: &str) -> bool {
        match self {
            Self::Flat => false,
            Self::Continuation(rows) => !rows.own.has(name),
            Self::Parents(rows) => !rows.own.has(name),
            Self::Nested(rows) => !rows.own.has(name),
        }
    }
}
