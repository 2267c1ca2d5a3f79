//! What kind of value an expression has, as far as that is known without a row.

use super::node::{Expr, Node};

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Bool,
    List,
}

impl Kind {
    /// For messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::List => "a list",
        }
    }
}

/// The kind of an expression; `None` when it depends on the row.
pub(super) fn of(expr: &Expr) -> Option<Kind> {
    match &expr.node {
        Node::Missing | Node::Slot(_) => None,
        Node::Text(_)
        | Node::Cell(_)
        | Node::CellNamed(_)
        | Node::CellOrMissing(_)
        | Node::Concat(..)
        | Node::Replace(..)
        | Node::Table(_)
        | Node::Find(..) => Some(Kind::Text),
        Node::Number(_)
        | Node::LoopIndex
        | Node::Negative(_)
        | Node::Arithmetic(..)
        | Node::Least(_)
        | Node::Greatest(_) => Some(Kind::Number),
        Node::Bool(_) | Node::Test(_) => Some(Kind::Bool),
        Node::List(_) => Some(Kind::List),
        Node::Or(left, right) | Node::Default(left, right) => {
            same([left, right].map(|expr| of(expr)))
        }
        Node::Choice(choice) => {
            // Without `else` it is an empty text.
            let no = choice.no.as_ref().map_or(Some(Kind::Text), of);
            same([of(&choice.yes), no])
        }
        Node::Lookup(lookup) => {
            let default = lookup.default.as_ref().map(of);
            same(lookup.entries.values().map(of).chain(default))
        }
        Node::FirstNonEmpty(exprs) => same(exprs.iter().map(of)),
        Node::Filter(filter, ..) => filter.gives,
    }
}

/// The kind that all have.
fn same(kinds: impl IntoIterator<Item = Option<Kind>>) -> Option<Kind> {
    kinds
        .into_iter()
        .reduce(|one, other| if one == other { one } else { None })
        .flatten()
}
