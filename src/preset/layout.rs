//! The shapes of exports: how records make items.
//!
//! A preset file selects a shape by name and says which columns play which
//! part in it; the code of a shape is in [`layout`](crate::layout).

use serde::Deserialize;

use super::file::PresetError;
use super::naming::Pattern;
use super::packed::{Packed, Unpacked};

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
    /// What tells products apart.
    pub together: Together,
    /// A record with content in any of these is an item; others only add to
    /// the product.
    pub item: Vec<String>,
    /// The column in which the complete record has the text that tells products
    /// apart: the product is named after it.
    pub main: Option<String>,
    /// The column that says what a record is, where there is one.
    pub kind: Option<String>,
    /// Its words for the product itself, in lower case.
    pub heads: Vec<String>,
    /// Its words for items, in lower case; then `item` does not count.
    pub variants: Vec<String>,
    /// Columns whose cells of all the product's records belong to each of its items.
    pub gather: Option<Gather>,
    /// Records that stand beside items and say more of them.
    pub beside: Option<Beside>,
    /// Columns that are not taken from the complete record.
    pub own: Own,
}

/// Which records are one product.
#[derive(Clone, Debug)]
pub enum Together {
    /// Those with the same text in this column; case does not count.
    Group(String),
    /// Those from one that begins a product up to the next: nothing but their
    /// order tells.
    Opened {
        /// The column.
        by: String,
        /// The words in it, in lower case, with which a product begins; any
        /// content where there are none.
        words: Vec<String>,
    },
}

impl Together {
    /// The column by which products are told apart.
    pub fn column(&self) -> &str {
        match self {
            Self::Group(column) | Self::Opened { by: column, .. } => column,
        }
    }
}

/// Cells that are collected over all records of a product.
#[derive(Clone, Debug)]
pub struct Gather {
    /// The column.
    pub column: String,
    /// The column with their order, as numbers.
    pub order: Option<String>,
    /// The column that says which of them is the main one, and so the first.
    pub main: Option<String>,
}

/// Records that are no items and change some: their cells stand beside those of the
/// items that they are for, as `beside.Price`.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Their words for what a record is, in lower case.
    pub kinds: Vec<String>,
    /// The column in which they name the item that they are for, as the item does; without content
    /// there they are for all items of the product.
    pub key: String,
}

/// The columns of parent rows.
#[derive(Clone, Debug)]
pub struct Parents {
    /// The column that says what a record is. Without it those are parents that
    /// another record names as its own.
    pub kind: Option<String>,
    /// The words for which it is a parent; one that ends in `*` stands for all
    /// that begin so. The cell may hold several words with commas between them.
    pub parents: Vec<String>,
    /// The column by which variants name their parent; case does not count.
    pub key: String,
    /// The column by which they name one without such a key, as in `id:123`.
    pub id: Option<String>,
    /// The column of the variants that names it.
    pub parent: Option<String>,
    /// How parents name their variants, where they do.
    pub children: Option<Children>,
    /// The column in which parents list their variants, which may be of one of them only.
    pub lists: Option<String>,
    /// Groups of a parent's cells that are for some of its variants only.
    pub choice: Option<Choice>,
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

/// The columns of groups that name the options of the variants that they are for.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The attribute with which a group begins; it has content in each.
    pub group: String,
    /// The name of an option in it, before its value.
    pub name: String,
    /// The value of that option.
    pub value: String,
    /// The options of variants; the name stands in the column's, as in `option[color]`.
    pub by: String,
}

/// A list of variants in a cell of their parent: `sku=A,size=S|sku=B,size=M`.
#[derive(Clone, Debug)]
pub struct Children {
    /// The column.
    pub column: String,
    /// What stands in front of the key of a variant, as in `sku=`.
    pub key: String,
    /// How the options behind it are packed.
    pub options: Packed,
}

impl Children {
    /// A list in this column, whose entries begin so.
    pub fn new(column: String, key: String) -> Self {
        Self {
            options: Packed {
                column: column.clone(),
                between: ",".to_owned(),
                is: "=".to_owned(),
                value: None,
                ends: None,
                codes: true,
                places: false,
                into: Unpacked::Options,
            },
            column,
            key,
        }
    }
}

/// Rows that only change others: the same product once more, for one view of
/// the shop, with those cells that differ.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// The column that names the view; it is empty on the row that is changed.
    pub view: String,
    /// The column by which rows belong together; case does not count.
    pub key: String,
    /// A cell with this word is empty for that view.
    pub erase: Option<String>,
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
    main: Option<String>,
    gather: Option<String>,
    order: Option<String>,
    main_picture: Option<String>,
    beside: Vec<String>,
    beside_key: Option<String>,
    kind: Option<String>,
    parents: Vec<String>,
    key: Option<String>,
    id: Option<String>,
    parent: Option<String>,
    each: Option<String>,
    own: Vec<String>,
    opens: Option<String>,
    open_words: Vec<String>,
    heads: Vec<String>,
    variants: Vec<String>,
    children: Option<String>,
    child_key: Option<String>,
    lists: Option<String>,
    choose: Option<String>,
    choose_name: Option<String>,
    choose_value: Option<String>,
    choose_by: Option<String>,
    overlay: Option<String>,
    overlay_key: Option<String>,
    erase: Option<String>,
}

impl Rows {
    pub(super) fn overlay(&self) -> Option<Overlay> {
        Some(Overlay {
            view: self.overlay.clone()?,
            key: self.overlay_key.clone()?,
            erase: self.erase.clone(),
        })
    }
}

impl Layout {
    pub(super) fn new(shape: Shape, rows: Rows) -> Result<Self, PresetError> {
        let need = |value: Option<String>, name| value.ok_or(PresetError::Rows(name));
        match shape {
            Shape::Flat => Ok(Self::Flat),
            Shape::SparseContinuation => Ok(Self::Continuation(Continuation {
                together: match rows.opens {
                    Some(by) => Together::Opened {
                        by,
                        words: rows.open_words,
                    },
                    None => Together::Group(need(rows.group, "group")?),
                },
                item: rows.item,
                main: rows.main,
                kind: rows.kind,
                heads: rows.heads,
                variants: rows.variants,
                gather: rows.gather.map(|column| Gather {
                    column,
                    order: rows.order,
                    main: rows.main_picture,
                }),
                beside: if rows.beside.is_empty() {
                    None
                } else {
                    Some(Beside {
                        kinds: rows.beside,
                        key: need(rows.beside_key, "beside_key")?,
                    })
                },
                own: Own::new(rows.own),
            })),
            Shape::ParentRows => Ok(Self::Parents(Parents {
                kind: rows.kind,
                parents: rows.parents,
                key: need(rows.key, "key")?,
                id: rows.id,
                children: match (rows.children, rows.child_key) {
                    (Some(column), key) => Some(Children::new(column, need(key, "child_key")?)),
                    // Somebody has to name somebody.
                    (None, _) if rows.parent.is_none() => {
                        return Err(PresetError::Rows("parent"));
                    }
                    (None, _) => None,
                },
                lists: rows.lists,
                choice: match rows.choose {
                    Some(group) => Some(Choice {
                        group,
                        name: need(rows.choose_name, "choose_name")?,
                        value: need(rows.choose_value, "choose_value")?,
                        by: need(rows.choose_by, "choose_by")?,
                    }),
                    None => None,
                },
                parent: rows.parent,
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
