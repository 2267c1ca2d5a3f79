//! Expressions: constants, operators, choices.

use minijinja::machinery::ast;
use minijinja::value::ValueKind;
use rust_decimal::Decimal;

use super::Lowering;
use super::names::Absent;
use crate::template::kind::{self, Kind};
use crate::template::node::{Arithmetic, Choice, Comparison, Expr, Node, Span, Stop, Test};
use crate::template::operate::{EQUAL, ORDER};
use crate::template::syntax::span;

impl Lowering<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, tree: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let at = span(tree.span());
        self.deeper(at, |inner| inner.expr_at(tree, at))
    }

    fn expr_at(&mut self, tree: &ast::Expr<'_>, at: Span) -> Result<Expr, Stop> {
        let node = match tree {
            ast::Expr::Const(constant) => self.constant(&constant.value, at)?,
            ast::Expr::Var(var) => self.variable(var.id, at)?,
            ast::Expr::GetAttr(attr) => self.part(&attr.expr, attr.name, at, Absent::Refused)?,
            ast::Expr::GetItem(item) => self.item(item, at, Absent::Refused)?,
            ast::Expr::UnaryOp(unary) => match unary.op {
                ast::UnaryOpKind::Not => {
                    Node::Test(Test::Not(Box::new(self.condition(&unary.expr)?)))
                }
                ast::UnaryOpKind::Neg => Node::Negative(Box::new(self.number(&unary.expr)?)),
            },
            ast::Expr::BinOp(binary) => return self.binary(binary),
            ast::Expr::IfExpr(choice) => return self.choice(choice),
            ast::Expr::Filter(filter) => return self.filter(filter, at),
            ast::Expr::Test(test) => return self.test(test, at),
            ast::Expr::Call(call) => self.call(call, at)?,
            ast::Expr::List(list) => Node::List(self.all(&list.items)?),
            ast::Expr::Tuple(tuple) => Node::List(self.all(&tuple.items)?),
            ast::Expr::Map(_) => {
                let reason = "a table of words stands only in `lookup({'from': 'to'})`";
                return Err(Stop::new(at, reason));
            }
            ast::Expr::Compare(_) => {
                let reason = "only two values are compared at a time; write `1 < x and x < 5`";
                return Err(Stop::new(at, reason));
            }
            ast::Expr::Slice(_) => {
                let reason =
                    "a part of a text is taken with `| truncate(20)` or `| regex_find('…')`";
                return Err(Stop::new(at, reason));
            }
        };
        Ok(Expr { node, at })
    }

    pub(super) fn all(&mut self, trees: &[ast::Expr<'_>]) -> Result<Vec<Expr>, Stop> {
        trees.iter().map(|tree| self.expr(tree)).collect()
    }

    fn constant(&self, value: &minijinja::Value, at: Span) -> Result<Node, Stop> {
        match value.kind() {
            ValueKind::String => Ok(Node::Text(value.as_str().unwrap_or_default().into())),
            ValueKind::Bool => Ok(Node::Bool(value.is_true())),
            // The parser has made a float of it; the text has the number itself.
            ValueKind::Number => {
                let text = self.text.get(at.start..at.end).unwrap_or_default();
                let digits = text.replace('_', "");
                let number = Decimal::from_str_exact(&digits);
                number.map(Node::Number).map_err(|_| {
                    let reason =
                        format!("`{text}` is no number that can be used; write it as `1299.95`");
                    Stop::new(at, reason)
                })
            }
            _ => Err(Stop::new(
                at,
                "`none` means nothing here; an empty text is `''`",
            )),
        }
    }

    /// An expression that must be a number, as far as that is known.
    fn number(&mut self, tree: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let expr = self.expr(tree)?;
        match kind::of(&expr) {
            Some(Kind::Number) | None => Ok(expr),
            Some(Kind::Text) => {
                let reason = "this is a text, and only numbers can be calculated with; put `| number` behind it";
                Err(Stop::new(expr.at, reason))
            }
            Some(kind @ (Kind::Bool | Kind::List)) => {
                let reason = format!(
                    "this is {}, and only numbers can be calculated with",
                    kind.name()
                );
                Err(Stop::new(expr.at, reason))
            }
        }
    }

    fn binary(&mut self, tree: &ast::BinOp<'_>) -> Result<Expr, Stop> {
        let (left, right) = (&tree.left, &tree.right);
        match tree.op {
            ast::BinOpKind::ScAnd => {
                let (left, right) = (self.condition(left)?, self.condition(right)?);
                Ok(pair(left, right, |left, right| {
                    Node::Test(Test::And(left, right))
                }))
            }
            ast::BinOpKind::ScOr => {
                let (left, right) = (self.lenient(left)?, self.expr(right)?);
                Ok(pair(left, right, Node::Or))
            }
            ast::BinOpKind::Concat => {
                let (left, right) = (self.expr(left)?, self.expr(right)?);
                super::emitted(&left)?;
                super::emitted(&right)?;
                Ok(pair(left, right, Node::Concat))
            }
            ast::BinOpKind::In => self.within(left, right),
            ast::BinOpKind::Eq => self.comparison(Comparison::Equal, left, right),
            ast::BinOpKind::Ne => self.comparison(Comparison::NotEqual, left, right),
            ast::BinOpKind::Lt => self.comparison(Comparison::Less, left, right),
            ast::BinOpKind::Lte => self.comparison(Comparison::LessOrEqual, left, right),
            ast::BinOpKind::Gt => self.comparison(Comparison::Greater, left, right),
            ast::BinOpKind::Gte => self.comparison(Comparison::GreaterOrEqual, left, right),
            ast::BinOpKind::Add => self.sum(left, right),
            ast::BinOpKind::Sub => self.arithmetic(Arithmetic::Minus, left, right),
            ast::BinOpKind::Mul => self.arithmetic(Arithmetic::Times, left, right),
            ast::BinOpKind::Div => self.arithmetic(Arithmetic::DividedBy, left, right),
            ast::BinOpKind::FloorDiv => self.arithmetic(Arithmetic::FloorDividedBy, left, right),
            ast::BinOpKind::Rem => self.arithmetic(Arithmetic::Remainder, left, right),
            ast::BinOpKind::Pow => {
                let at = span(left.span()).to(span(right.span()));
                Err(Stop::new(at, "there are no powers here; write `x * x`"))
            }
        }
    }

    fn arithmetic(
        &mut self,
        op: Arithmetic,
        left: &ast::Expr<'_>,
        right: &ast::Expr<'_>,
    ) -> Result<Expr, Stop> {
        let (left, right) = (self.number(left)?, self.number(right)?);
        Ok(pair(left, right, |left, right| {
            Node::Arithmetic(op, left, right)
        }))
    }

    /// `+` adds. Two texts side by side are probably meant to be joined.
    fn sum(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        let text = |expr: &Expr| kind::of(expr) == Some(Kind::Text);
        if text(&left) || text(&right) {
            let reason = "`+` adds numbers, and there is a text; join texts with `~`, or put \
                          `| number` behind each number";
            return Err(Stop::new(left.at.to(right.at), reason));
        }
        Ok(pair(left, right, |left, right| {
            Node::Arithmetic(Arithmetic::Plus, left, right)
        }))
    }

    fn comparison(
        &mut self,
        op: Comparison,
        left: &ast::Expr<'_>,
        right: &ast::Expr<'_>,
    ) -> Result<Expr, Stop> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        let at = left.at.to(right.at);
        let reason = match (kind::of(&left), kind::of(&right)) {
            (Some(Kind::Text), Some(Kind::Number)) | (Some(Kind::Number), Some(Kind::Text)) => {
                if op.is_order() {
                    Some(format!("a text and a number: {ORDER}"))
                } else {
                    Some(format!("a text and a number are never equal: {EQUAL}"))
                }
            }
            (Some(Kind::Text), _) | (_, Some(Kind::Text)) if op.is_order() => {
                Some(format!("these are texts: {ORDER}"))
            }
            (Some(one), Some(other)) if one != other => Some(format!(
                "{} and {} cannot be compared",
                one.name(),
                other.name()
            )),
            (_, _) => None,
        };
        match reason {
            Some(reason) => Err(Stop::new(at, reason)),
            None => Ok(pair(left, right, |left, right| {
                Node::Test(Test::Compare(op, left, right))
            })),
        }
    }

    fn within(&mut self, needle: &ast::Expr<'_>, hay: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let needle = self.expr(needle)?;
        if let ast::Expr::Var(var) = hay
            && var.id == "row"
        {
            if let Node::Text(name) = &needle.node {
                self.use_column(name);
            }
            let at = needle.at.to(span(var.span()));
            return Ok(Expr {
                node: Node::Test(Test::HasColumn(Box::new(needle))),
                at,
            });
        }
        let hay = self.expr(hay)?;
        let fits = match kind::of(&hay) {
            Some(Kind::Text) => kind::of(&needle).is_none_or(|kind| kind == Kind::Text),
            Some(Kind::List) | None => true,
            Some(Kind::Number | Kind::Bool) => false,
        };
        if !fits {
            let reason =
                "`in` looks for a text in a text, for a value in a list, or for a column in `row`";
            return Err(Stop::new(needle.at.to(hay.at), reason));
        }
        // A text is never equal to a number, so a list of numbers is a mistake.
        if let (Some(Kind::Text), Node::List(values)) = (kind::of(&needle), &hay.node)
            && let Some(value) = values
                .iter()
                .find(|value| kind::of(value) == Some(Kind::Number))
        {
            let reason = format!("a text and a number are never equal: {EQUAL}");
            return Err(Stop::new(value.at, reason));
        }
        Ok(pair(needle, hay, |needle, hay| {
            Node::Test(Test::Within(needle, hay))
        }))
    }

    fn choice(&mut self, tree: &ast::IfExpr<'_>) -> Result<Expr, Stop> {
        let test = self.condition(&tree.test_expr)?;
        let yes = self.expr(&tree.true_expr)?;
        let no = tree
            .false_expr
            .as_ref()
            .map(|no| self.expr(no))
            .transpose()?;
        let at = yes.at.to(no.as_ref().map_or(test.at, |no| no.at));
        Ok(Expr {
            node: Node::Choice(Box::new(Choice { test, yes, no })),
            at,
        })
    }
}

/// Two operands and what stands between them.
fn pair(left: Expr, right: Expr, node: impl FnOnce(Box<Expr>, Box<Expr>) -> Node) -> Expr {
    let at = left.at.to(right.at);
    Expr {
        node: node(Box::new(left), Box::new(right)),
        at,
    }
}
