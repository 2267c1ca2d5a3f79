//! From minijinja's syntax tree to ours: names resolved, kinds checked.

mod calls;
mod names;
mod patterns;
mod values;

use minijinja::machinery::ast;

use super::columns::{Columns, Known};
use super::kind::{self, Kind};
use super::node::{Expr, For, If, Span, Step, Stop};
use super::shop::ShopFacts;
use super::syntax::span;
use super::value::COMPARE;

/// How deep expressions and blocks may lie in each other. A chain of filters or
/// of `and` counts too: each link lies in the next.
const DEEPEST: usize = 64;

/// What a template may refer to.
pub(super) struct Surroundings<'a> {
    /// The settings of the shop.
    pub(super) shop: &'a ShopFacts,
    /// The columns of the export.
    pub(super) known: &'a Known,
}

/// A template while it is taken apart.
pub(super) struct Lowering<'a> {
    /// The text, for numbers as they are written.
    text: &'a str,
    around: &'a Surroundings<'a>,
    columns: &'a mut Columns,
    /// Columns of this template, each once, in the order of their first use.
    used: Vec<usize>,
    /// The variables that can be seen, the innermost block last.
    scopes: Vec<Vec<(String, usize)>>,
    slots: usize,
    loops: usize,
    depth: usize,
}

/// What is known of a template besides its steps.
#[derive(Debug)]
pub(super) struct Lowered<T> {
    pub(super) body: T,
    /// Columns in the order of their first use.
    pub(super) used: Vec<usize>,
    /// How many variables it has.
    pub(super) slots: usize,
}

/// Takes a template apart.
pub(super) fn template(
    text: &str,
    tree: &ast::Stmt<'_>,
    around: &Surroundings<'_>,
    columns: &mut Columns,
) -> Result<Lowered<Vec<Step>>, Stop> {
    let mut lowering = Lowering::new(text, around, columns);
    let mut body = Vec::new();
    lowering.step(tree, &mut body)?;
    Ok(lowering.done(body))
}

/// Takes a condition apart.
pub(super) fn condition(
    text: &str,
    tree: &ast::Expr<'_>,
    around: &Surroundings<'_>,
    columns: &mut Columns,
) -> Result<Lowered<Expr>, Stop> {
    let mut lowering = Lowering::new(text, around, columns);
    let body = lowering.condition(tree)?;
    Ok(lowering.done(body))
}

impl<'a> Lowering<'a> {
    fn new(text: &'a str, around: &'a Surroundings<'a>, columns: &'a mut Columns) -> Self {
        Self {
            text,
            around,
            columns,
            used: Vec::new(),
            scopes: vec![Vec::new()],
            slots: 0,
            loops: 0,
            depth: 0,
        }
    }

    fn done<T>(self, body: T) -> Lowered<T> {
        Lowered {
            body,
            used: self.used,
            slots: self.slots,
        }
    }

    /// Does something one level deeper.
    fn deeper<T>(
        &mut self,
        at: Span,
        work: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        if self.depth == DEEPEST {
            let reason = format!(
                "the template goes more than {DEEPEST} levels deep; make it simpler, for instance \
                 with `lookup` or `{{% set %}}`"
            );
            return Err(Stop::new(at, reason));
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }

    fn steps(&mut self, tree: &[ast::Stmt<'_>]) -> Result<Vec<Step>, Stop> {
        let mut steps = Vec::with_capacity(tree.len());
        for stmt in tree {
            self.step(stmt, &mut steps)?;
        }
        Ok(steps)
    }

    fn step(&mut self, stmt: &ast::Stmt<'_>, steps: &mut Vec<Step>) -> Result<(), Stop> {
        match stmt {
            ast::Stmt::Template(template) => {
                for stmt in &template.children {
                    self.step(stmt, steps)?;
                }
            }
            ast::Stmt::EmitRaw(raw) => steps.push(Step::Raw(raw.raw.into())),
            ast::Stmt::EmitExpr(emit) => {
                let expr = self.expr(&emit.expr)?;
                emitted(&expr)?;
                steps.push(Step::Emit(expr));
            }
            ast::Stmt::IfCond(choice) => {
                let test = self.condition(&choice.expr)?;
                let at = span(choice.span());
                let yes = self.deeper(at, |inner| inner.steps(&choice.true_body))?;
                let no = self.deeper(at, |inner| inner.steps(&choice.false_body))?;
                steps.push(Step::If(Box::new(If { test, yes, no })));
            }
            ast::Stmt::Set(set) => {
                let value = self.expr(&set.expr)?;
                let slot = self.assign(&set.target)?;
                steps.push(Step::Set(slot, value));
            }
            ast::Stmt::ForLoop(tree) => steps.push(self.for_loop(tree)?),
            ast::Stmt::WithBlock(other) => return Err(no_statement("with", span(other.span()))),
            ast::Stmt::SetBlock(other) => {
                let reason = "a block cannot be kept; write `{% set name = … %}`";
                return Err(Stop::new(span(other.span()), reason));
            }
            ast::Stmt::AutoEscape(other) => {
                return Err(no_statement("autoescape", span(other.span())));
            }
            ast::Stmt::FilterBlock(other) => {
                return Err(no_statement("filter", span(other.span())));
            }
            ast::Stmt::Do(other) => return Err(no_statement("do", span(other.span()))),
        }
        Ok(())
    }

    fn for_loop(&mut self, tree: &ast::Spanned<ast::ForLoop<'_>>) -> Result<Step, Stop> {
        let at = span(tree.span());
        if tree.recursive || tree.filter_expr.is_some() {
            let reason = "a loop goes over a list, without `if` and `recursive`; put an \
                          `{% if %}` inside";
            return Err(Stop::new(at, reason));
        }
        let list = self.expr(&tree.iter)?;
        if let Some(kind) = kind::of(&list).filter(|kind| *kind != Kind::List) {
            let reason = format!(
                "a loop goes over a list, but this is {}; a text is taken apart with `| split('|')`",
                kind.name()
            );
            return Err(Stop::new(list.at, reason));
        }
        self.scopes.push(Vec::new());
        self.loops += 1;
        let inside = self.assign(&tree.target).and_then(|slot| {
            let body = self.deeper(at, |inner| inner.steps(&tree.body))?;
            Ok((slot, body))
        });
        self.loops -= 1;
        self.scopes.pop();
        let (slot, body) = inside?;
        let otherwise = self.deeper(at, |inner| inner.steps(&tree.else_body))?;
        Ok(Step::For(Box::new(For {
            slot,
            list,
            body,
            otherwise,
        })))
    }

    /// An expression that must be true or false.
    fn condition(&mut self, tree: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let expr = self.expr(tree)?;
        match kind::of(&expr) {
            Some(Kind::Bool) | None => Ok(expr),
            Some(kind @ (Kind::Text | Kind::Number | Kind::List)) => {
                let name = kind.name();
                let reason =
                    format!("a condition must be true or false, but this is {name}; {COMPARE}");
                Err(Stop::new(expr.at, reason))
            }
        }
    }
}

/// Whether a value can be written.
fn emitted(expr: &Expr) -> Result<(), Stop> {
    let reason = match kind::of(expr) {
        None | Some(Kind::Text | Kind::Number) => return Ok(()),
        Some(Kind::Bool) => {
            "this is true or false, not a text; write what it should say, as in `'yes' if … else 'no'`"
        }
        Some(Kind::List) => "this is a list; put `| join(', ')`, `| first` or `| last` behind it",
    };
    Err(Stop::new(expr.at, reason))
}

fn no_statement(name: &str, at: Span) -> Stop {
    let reason = format!("there is no `{{% {name} %}}` here; templates have `if`, `for` and `set`");
    Stop::new(at, reason)
}
