//! Filters, functions and tests.

use minijinja::machinery::ast;

use super::Lowering;
use super::names::quoted;
use crate::config::nearest;
use crate::template::filters::{self, Filter, Parameter, SPECIAL};
use crate::template::kind::{self, Kind};
use crate::template::node::{Expr, Node, Span, Stop, Test};
use crate::template::syntax::span;
use crate::template::value::clipped;

const FUNCTIONS: [&str; 3] = ["first_non_empty", "max", "min"];
const TESTS: [&str; 4] = ["defined", "empty", "endingwith", "startingwith"];

/// Names of filters elsewhere, and ours for the same.
const ELSEWHERE: [(&str, &str); 10] = [
    ("trim", "strip"),
    ("int", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("d", "default"),
    ("ceil", "round_up"),
    ("floor", "round_down"),
    ("slugify", "slug"),
    ("map", "lookup"),
    ("count", "length"),
];

impl Lowering<'_> {
    pub(super) fn filter(&mut self, tree: &ast::Filter<'_>, at: Span) -> Result<Expr, Stop> {
        let Some(input) = &tree.expr else {
            return Err(Stop::new(
                at,
                "a filter stands behind a value, as in `row['Name'] | strip`",
            ));
        };
        if SPECIAL.contains(&tree.name) {
            return self.special(tree.name, input, &tree.args, at);
        }
        let Some(filter) = filters::find(tree.name) else {
            return Err(Stop::new(at, no_filter(tree.name)));
        };
        let input = self.expr(input)?;
        fits(&input, filter)?;
        let args = self.bind(filter.name, filter.parameters, &tree.args, at)?;
        Ok(behind(input, at, |input| Node::Filter(filter, input, args)))
    }

    /// The arguments of a call in the order of the parameters.
    pub(super) fn bind(
        &mut self,
        name: &str,
        parameters: &[Parameter],
        given: &[ast::CallArg<'_>],
        at: Span,
    ) -> Result<Vec<Option<Expr>>, Stop> {
        let mut bound: Vec<Option<Expr>> = parameters.iter().map(|_| None).collect();
        for (place, arg) in given.iter().enumerate() {
            let (place, tree) = match arg {
                ast::CallArg::Pos(tree) => (Some(place), tree),
                ast::CallArg::Kwarg(word, tree) => {
                    let place = parameters
                        .iter()
                        .position(|parameter| parameter.name == *word);
                    if place.is_none() {
                        let reason = format!(
                            "`{name}` has no argument `{}`; {}",
                            clipped(word),
                            usage(name, parameters)
                        );
                        return Err(Stop::new(span(tree.span()), reason));
                    }
                    (place, tree)
                }
                ast::CallArg::PosSplat(tree) | ast::CallArg::KwargSplat(tree) => {
                    return Err(Stop::new(
                        span(tree.span()),
                        "write the arguments one by one",
                    ));
                }
            };
            let expr = self.expr(tree)?;
            let slot =
                place.and_then(|place| Some((parameters.get(place)?, bound.get_mut(place)?)));
            let Some((parameter, slot)) = slot.filter(|(_, slot)| slot.is_none()) else {
                let reason = format!(
                    "`{name}` has an argument too many; {}",
                    usage(name, parameters)
                );
                return Err(Stop::new(expr.at, reason));
            };
            argument_fits(&expr, parameter)?;
            *slot = Some(expr);
        }
        let missing = parameters
            .iter()
            .zip(&bound)
            .any(|(parameter, arg)| parameter.required && arg.is_none());
        if missing {
            let reason = format!("`{name}` needs an argument; {}", usage(name, parameters));
            return Err(Stop::new(at, reason));
        }
        Ok(bound)
    }

    /// `f(…)`, and `row.get('…')`.
    pub(super) fn call(&mut self, tree: &ast::Call<'_>, at: Span) -> Result<Node, Stop> {
        match &tree.expr {
            ast::Expr::Var(var) => self.function(var.id, &tree.args, at),
            ast::Expr::GetAttr(attr) => {
                let of_row = matches!(&attr.expr, ast::Expr::Var(var) if var.id == "row");
                if of_row && attr.name == "get" {
                    return self.get(&tree.args, at);
                }
                let name = clipped(attr.name);
                let reason = if filters::names().any(|filter| filter == attr.name) {
                    format!("there is no `.{name}()`; the filter is written `| {name}`")
                } else {
                    format!(
                        "there is no `.{name}()`; `row.get('Name', '')` is the only call of this form"
                    )
                };
                Err(Stop::new(at, reason))
            }
            _ => Err(Stop::new(at, "only a function can be called")),
        }
    }

    fn function(&mut self, name: &str, args: &[ast::CallArg<'_>], at: Span) -> Result<Node, Stop> {
        if !FUNCTIONS.contains(&name) {
            let says = format!("there is no function `{}`", clipped(name));
            let reason = if filters::names().any(|filter| filter == name) {
                format!(
                    "{says}, but a filter; it stands behind its value, as in `row['Name'] | {name}`"
                )
            } else {
                nearest(name, FUNCTIONS).map_or_else(
                    || format!("{says}; there are {}", quoted(FUNCTIONS.into_iter())),
                    |near| format!("{says}; did you mean `{near}`?"),
                )
            };
            return Err(Stop::new(at, reason));
        }
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            let ast::CallArg::Pos(tree) = arg else {
                let reason = format!("write the values of `{name}` one by one, without names");
                return Err(Stop::new(at, reason));
            };
            let value = if name == "first_non_empty" {
                self.lenient(tree)?
            } else {
                self.expr(tree)?
            };
            values.push(value);
        }
        if values.is_empty() {
            return Err(Stop::new(at, format!("`{name}` needs at least one value")));
        }
        if name == "first_non_empty" {
            return Ok(Node::FirstNonEmpty(values));
        }
        let no_number = values
            .iter()
            .find(|value| kind::of(value).is_some_and(|kind| kind != Kind::Number));
        if let Some(value) = no_number {
            let reason = format!("`{name}` compares numbers; put `| number` behind a text");
            return Err(Stop::new(value.at, reason));
        }
        Ok(if name == "min" {
            Node::Least(values)
        } else {
            Node::Greatest(values)
        })
    }

    /// `row.get('Name')` and `row.get('Name', 'otherwise')`.
    fn get(&mut self, args: &[ast::CallArg<'_>], at: Span) -> Result<Node, Stop> {
        let (name, otherwise) = match args {
            [ast::CallArg::Pos(name)] => (name, None),
            [ast::CallArg::Pos(name), ast::CallArg::Pos(otherwise)] => (name, Some(otherwise)),
            _ => {
                return Err(Stop::new(
                    at,
                    "write `row.get('Name')` or `row.get('Name', 'otherwise')`",
                ));
            }
        };
        let name = self.expr(name)?;
        if let Node::Text(name) = &name.node {
            self.use_column(name);
        }
        let cell = Expr {
            node: Node::CellOrMissing(Box::new(name)),
            at,
        };
        match otherwise {
            None => Ok(cell.node),
            Some(otherwise) => {
                let otherwise = self.expr(otherwise)?;
                Ok(Node::Default(Box::new(cell), Box::new(otherwise)))
            }
        }
    }

    pub(super) fn test(&mut self, tree: &ast::Test<'_>, at: Span) -> Result<Expr, Stop> {
        let value = match tree.name {
            "defined" | "empty" => self.lenient(&tree.expr)?,
            _ => self.expr(&tree.expr)?,
        };
        let arg = match tree.args.as_slice() {
            [] => None,
            [ast::CallArg::Pos(arg)] => Some(self.expr(arg)?),
            _ => return Err(Stop::new(at, "a test has one argument at most")),
        };
        match (tree.name, arg) {
            ("defined", None) => Ok(behind(value, at, |value| {
                Node::Test(Test::IsDefined(value))
            })),
            ("empty", None) => Ok(behind(value, at, |value| Node::Test(Test::IsEmpty(value)))),
            ("startingwith", Some(arg)) => Ok(behind(value, at, |value| {
                Node::Test(Test::StartsWith(value, Box::new(arg)))
            })),
            ("endingwith", Some(arg)) => Ok(behind(value, at, |value| {
                Node::Test(Test::EndsWith(value, Box::new(arg)))
            })),
            (name, _) if TESTS.contains(&name) => {
                let reason = "write `is empty`, `is defined`, `is startingwith('…')` or `is endingwith('…')`";
                Err(Stop::new(at, reason))
            }
            (name, _) => {
                let says = format!("there is no test `{}`", clipped(name));
                let reason = nearest(name, TESTS).map_or_else(
                    || format!("{says}; there are {}", quoted(TESTS.into_iter())),
                    |near| format!("{says}; did you mean `{near}`?"),
                );
                Err(Stop::new(at, reason))
            }
        }
    }
}

/// A node behind a value.
///
/// Its place is that of the filter: what fails in a chain is one of its links.
pub(super) fn behind(value: Expr, at: Span, node: impl FnOnce(Box<Expr>) -> Node) -> Expr {
    Expr {
        node: node(Box::new(value)),
        at,
    }
}

/// Whether a filter can work on a value, as far as that is known.
fn fits(input: &Expr, filter: &Filter) -> Result<(), Stop> {
    let reason = match (filter.takes, kind::of(input)) {
        (_, None) | (None, Some(Kind::Text | Kind::Number)) => return Ok(()),
        (Some(wanted), Some(kind)) if wanted == kind => return Ok(()),
        (None, Some(Kind::List)) if filter.name == "length" => return Ok(()),
        (None, Some(Kind::List)) => {
            "this is a list; put `| join(', ')`, `| first` or `| last` behind it".to_owned()
        }
        (Some(Kind::Number), Some(Kind::Text)) => format!(
            "`{}` calculates with numbers, and this is a text; put `| number` behind it",
            filter.name
        ),
        (Some(Kind::List), Some(Kind::Text)) => format!(
            "`{}` needs a list, and this is a text; take it apart with `| split('|')`",
            filter.name
        ),
        (Some(wanted), Some(kind)) => {
            format!(
                "`{}` needs {}, and this is {}",
                filter.name,
                wanted.name(),
                kind.name()
            )
        }
        (None, Some(Kind::Bool)) => {
            format!("`{}` needs a text, and this is true or false", filter.name)
        }
    };
    Err(Stop::new(input.at, reason))
}

fn argument_fits(expr: &Expr, parameter: &Parameter) -> Result<(), Stop> {
    let reason = match (parameter.kind, kind::of(expr)) {
        (_, None) | (Kind::Text, Some(Kind::Number)) => return Ok(()),
        (wanted, Some(kind)) if wanted == kind => return Ok(()),
        (Kind::Number, Some(Kind::Text)) => format!(
            "`{}` is a number, and this is a text; write it without quotes, or put `| number` behind it",
            parameter.name
        ),
        (wanted, Some(kind)) => {
            format!(
                "`{}` is {}, and this is {}",
                parameter.name,
                wanted.name(),
                kind.name()
            )
        }
    };
    Err(Stop::new(expr.at, reason))
}

fn no_filter(name: &str) -> String {
    let says = format!("there is no filter `{}`", clipped(name));
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == name);
    let near = elsewhere
        .map(|(_, own)| *own)
        .or_else(|| nearest(name, filters::names()));
    match near {
        Some(near) => format!("{says}; did you mean `{near}`?"),
        None => format!("{says}; docs/templates.md lists them all"),
    }
}

/// How a filter is written.
fn usage(name: &str, parameters: &[Parameter]) -> String {
    let list: Vec<String> = parameters
        .iter()
        .map(|parameter| match (parameter.required, parameter.kind) {
            (true, Kind::Text) => format!("'{}'", parameter.name),
            (true, Kind::Number | Kind::Bool | Kind::List) => parameter.name.to_owned(),
            (false, _) => format!("{}='…'", parameter.name),
        })
        .collect();
    if list.is_empty() {
        format!("it is written `| {name}`")
    } else {
        format!("it is written `| {name}({})`", list.join(", "))
    }
}
