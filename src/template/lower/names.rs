//! Names: `row`, `shop`, `loop`, and the variables of a template.

use minijinja::machinery::ast;

use super::Lowering;
use crate::config::nearest;
use crate::template::node::{Expr, Node, Span, Stop, Test};
use crate::template::shop::Fact;
use crate::template::syntax::span;
use crate::template::value::clipped;

/// Names with a meaning of their own.
const RESERVED: [&str; 3] = ["row", "shop", "loop"];

impl Lowering<'_> {
    /// The slot that an assignment writes to.
    pub(super) fn assign(&mut self, target: &ast::Expr<'_>) -> Result<usize, Stop> {
        let ast::Expr::Var(name) = target else {
            let reason = "only one name can stand here, as in `{% set price = … %}`";
            return Err(Stop::new(span(target.span()), reason));
        };
        if RESERVED.contains(&name.id) {
            let reason = format!("`{}` has a meaning of its own; take another name", name.id);
            return Err(Stop::new(span(name.span()), reason));
        }
        let slot = self.slots;
        let Some(scope) = self.scopes.last_mut() else {
            return Ok(slot);
        };
        if let Some((_, slot)) = scope.iter().find(|(known, _)| known == name.id) {
            return Ok(*slot);
        }
        scope.push((name.id.to_owned(), slot));
        self.slots += 1;
        Ok(slot)
    }

    /// A name that stands alone.
    pub(super) fn variable(&self, name: &str, at: Span) -> Result<Node, Stop> {
        let reason = match name {
            "row" => "`row` is the whole record; name a column, as in `row['Name']`".to_owned(),
            "shop" => "`shop` stands before a setting, as in `shop.url`".to_owned(),
            "loop" => "`loop` stands before `index`, `first` or `last`".to_owned(),
            _ => match self.slot(name) {
                Some(slot) => return Ok(Node::Slot(slot)),
                None => self.no_such_name(name),
            },
        };
        Err(Stop::new(at, reason))
    }

    fn slot(&self, name: &str) -> Option<usize> {
        let mut names = self.scopes.iter().rev().flatten();
        names
            .find(|(known, _)| known == name)
            .map(|(_, slot)| *slot)
    }

    fn no_such_name(&self, name: &str) -> String {
        let says = format!("there is no name `{}`", clipped(name));
        if self.around.known.has(name) {
            return format!("{says}; the column is written `row['{name}']`");
        }
        let own = self.scopes.iter().flatten().map(|(name, _)| name.as_str());
        match nearest(name, own.chain(RESERVED)) {
            Some(near) => format!("{says}; did you mean `{near}`?"),
            None => {
                format!("{says}; a column is written `row['Name']`, and a text stands in quotes")
            }
        }
    }

    /// A column by its written name.
    pub(super) fn column(&mut self, name: &str, at: Span) -> Result<Node, Stop> {
        let index = self.use_column(name);
        let form = self.columns.get(index).map_or("", |column| &column.form);
        if self.around.known.may_have(form) {
            return Ok(Node::Cell(index));
        }
        Err(Stop::new(at, self.around.known.unknown(name)))
    }

    /// Remembers that this template looks at a column.
    pub(super) fn use_column(&mut self, name: &str) -> usize {
        let index = self.columns.index(name);
        if !self.used.contains(&index) {
            self.used.push(index);
        }
        index
    }

    /// A setting. One that is not set may stand where something else is ready
    /// to take its place.
    pub(super) fn setting(&self, name: &str, at: Span, absent: Absent) -> Result<Node, Stop> {
        let shop = self.around.shop;
        let Some(entry) = shop.find(name) else {
            let near = nearest(name, shop.names());
            let offer = near.map_or_else(
                || format!("there are {}", quoted(shop.names())),
                |near| format!("did you mean `shop.{near}`?"),
            );
            let name = clipped(name);
            let reason = format!("templates know no setting `shop.{name}`; {offer}");
            return Err(Stop::new(at, reason));
        };
        match (&entry.fact, absent) {
            (Some(Fact::Text(text)), _) => Ok(Node::Text(text.as_str().into())),
            (Some(Fact::Number(number)), _) => Ok(Node::Number(*number)),
            (None, Absent::Allowed) => Ok(Node::Missing),
            (None, Absent::Refused) => Err(Stop::new(at, entry.unset())),
        }
    }

    /// A part of `loop`.
    pub(super) fn loop_part(&self, name: &str, at: Span) -> Result<Node, Stop> {
        if self.loops == 0 {
            return Err(Stop::new(at, "`loop` is known only within `{% for %}`"));
        }
        match name {
            "index" => Ok(Node::LoopIndex),
            "first" => Ok(Node::Test(Test::LoopFirst)),
            "last" => Ok(Node::Test(Test::LoopLast)),
            _ => {
                let reason = format!(
                    "`loop` has `index`, `first` and `last`, but no `{}`",
                    clipped(name)
                );
                Err(Stop::new(at, reason))
            }
        }
    }

    /// `x.name` and `x['name']`.
    pub(super) fn part(
        &mut self,
        of: &ast::Expr<'_>,
        name: &str,
        at: Span,
        absent: Absent,
    ) -> Result<Node, Stop> {
        match of {
            ast::Expr::Var(var) if var.id == "row" => self.column(name, at),
            ast::Expr::Var(var) if var.id == "shop" => self.setting(name, at, absent),
            ast::Expr::Var(var) if var.id == "loop" => self.loop_part(name, at),
            _ => Err(Stop::new(at, NO_PARTS)),
        }
    }

    /// `x[…]`.
    pub(super) fn item(
        &mut self,
        tree: &ast::GetItem<'_>,
        at: Span,
        absent: Absent,
    ) -> Result<Node, Stop> {
        if let ast::Expr::Const(name) = &tree.subscript_expr
            && let Some(name) = name.value.as_str()
        {
            return self.part(&tree.expr, name, at, absent);
        }
        match &tree.expr {
            ast::Expr::Var(var) if var.id == "row" => {
                let name = self.expr(&tree.subscript_expr)?;
                Ok(Node::CellNamed(Box::new(name)))
            }
            _ => Err(Stop::new(at, NO_PARTS)),
        }
    }

    /// An expression in a place where a setting may be missing.
    pub(super) fn lenient(&mut self, tree: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let at = span(tree.span());
        let node = match tree {
            ast::Expr::GetAttr(attr) => self.part(&attr.expr, attr.name, at, Absent::Allowed)?,
            ast::Expr::GetItem(item) => self.item(item, at, Absent::Allowed)?,
            _ => return self.expr(tree),
        };
        Ok(Expr { node, at })
    }
}

/// Whether a setting may be one that is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// Something else takes its place.
    Allowed,
    /// The value is needed.
    Refused,
}

const NO_PARTS: &str = "only `row`, `shop` and `loop` have parts; the parts of a list are taken with \
                        `| first`, `| last` and `| nth(2)`";

/// Names for a message.
pub(super) fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
