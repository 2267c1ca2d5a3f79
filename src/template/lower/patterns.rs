//! Filters that are prepared once: patterns, tables of words, defaults.

use std::collections::HashMap;

use minijinja::machinery::ast;
use regex::{Regex, RegexBuilder};

use super::Lowering;
use super::calls::behind;
use crate::template::kind::{self, Kind};
use crate::template::node::{Expr, Lookup, Node, Span, Stop, TableLookup, Test};
use crate::template::syntax::span;
use crate::template::value::clipped;

/// Bytes that a compiled pattern may take.
const PATTERN_SIZE: usize = 256 * 1024;

impl Lowering<'_> {
    /// A filter of [`SPECIAL`](crate::template::filters::SPECIAL).
    pub(super) fn special(
        &mut self,
        name: &str,
        input: &ast::Expr<'_>,
        args: &[ast::CallArg<'_>],
        at: Span,
    ) -> Result<Expr, Stop> {
        match (name, args) {
            ("default", [ast::CallArg::Pos(otherwise)]) => {
                let (input, otherwise) = (self.lenient(input)?, self.expr(otherwise)?);
                Ok(behind(input, at, |input| {
                    Node::Default(input, Box::new(otherwise))
                }))
            }
            ("lookup", [ast::CallArg::Pos(entries)]) => self.lookup(input, entries, None, at),
            (
                "lookup",
                [
                    ast::CallArg::Pos(entries),
                    ast::CallArg::Kwarg("default", otherwise),
                ],
            ) => self.lookup(input, entries, Some(otherwise), at),
            ("regex_find", [ast::CallArg::Pos(pattern)]) => {
                let (input, pattern) = (self.text(input)?, compiled(pattern)?);
                Ok(behind(input, at, |input| Node::Find(input, pattern)))
            }
            ("regex_match", [ast::CallArg::Pos(pattern)]) => {
                let (input, pattern) = (self.text(input)?, compiled(pattern)?);
                Ok(behind(input, at, |input| {
                    Node::Test(Test::Matches(input, pattern))
                }))
            }
            ("regex_replace", [ast::CallArg::Pos(pattern), ast::CallArg::Pos(with)]) => {
                let (input, pattern) = (self.text(input)?, compiled(pattern)?);
                let (with, place) = constant(with)?;
                replacement_fits(&pattern, &with, place)?;
                Ok(behind(input, at, |input| {
                    Node::Replace(input, pattern, with)
                }))
            }
            (_, _) => {
                let written = match name {
                    "default" => "default('otherwise')",
                    "lookup" => "lookup({'from': 'to'}, default='otherwise')",
                    "regex_replace" => "regex_replace('pattern', 'with')",
                    "regex_match" => "regex_match('pattern')",
                    _ => "regex_find('pattern')",
                };
                Err(Stop::new(at, format!("this is written `| {written}`")))
            }
        }
    }

    /// An expression that is a text, or a number that is read as one.
    fn text(&mut self, tree: &ast::Expr<'_>) -> Result<Expr, Stop> {
        let expr = self.expr(tree)?;
        super::emitted(&expr)?;
        Ok(expr)
    }

    fn lookup(
        &mut self,
        word: &ast::Expr<'_>,
        entries: &ast::Expr<'_>,
        default: Option<&ast::Expr<'_>>,
        at: Span,
    ) -> Result<Expr, Stop> {
        let word = self.text(word)?;
        if kind::of(&word) == Some(Kind::Number) {
            let reason = "`lookup` compares texts, and this is a number; put `| string` behind it";
            return Err(Stop::new(word.at, reason));
        }
        if let ast::Expr::Const(_) = entries {
            let (name, at) = constant(entries)?;
            let table = self.around.shop.tables().find(&name);
            let table = table.map_err(|reason| Stop::new(at, reason))?;
            let default = default.map(|tree| self.expr(tree)).transpose()?;
            let lookup = TableLookup {
                word,
                name: name.into(),
                table,
                default,
            };
            return Ok(Expr {
                node: Node::Table(Box::new(lookup)),
                at,
            });
        }
        let ast::Expr::Map(map) = entries else {
            let reason = "the table stands here itself, as in `lookup({'neu': 'new'})`, or is named, as in `lookup('sizes')`";
            return Err(Stop::new(span(entries.span()), reason));
        };
        let mut lookup = Lookup {
            word,
            entries: HashMap::with_capacity(map.keys.len()),
            keys: Vec::with_capacity(map.keys.len()),
            default: default.map(|tree| self.expr(tree)).transpose()?,
        };
        for (key, value) in map.keys.iter().zip(&map.values) {
            let (key, place) = constant(key)?;
            let value = self.expr(value)?;
            if lookup.entries.insert(key.clone(), value).is_some() {
                let reason = format!("`{}` stands in the table twice", clipped(&key));
                return Err(Stop::new(place, reason));
            }
            lookup.keys.push(key);
        }
        Ok(Expr {
            node: Node::Lookup(Box::new(lookup)),
            at,
        })
    }
}

/// The pattern that stands in the template.
fn compiled(tree: &ast::Expr<'_>) -> Result<Regex, Stop> {
    let (text, at) = constant(tree)?;
    let regex = RegexBuilder::new(&text)
        .size_limit(PATTERN_SIZE)
        .dfa_size_limit(PATTERN_SIZE)
        .build();
    regex.map_err(|error| {
        // The crate draws the pattern with a caret; its last line says what is wrong.
        let error = error.to_string();
        let last = error.lines().last().unwrap_or_default();
        let reason = last.trim_start_matches("error: ");
        let hint = if text.contains("(?") {
            "; the syntax is that of Rust's regex, without look-around"
        } else {
            ""
        };
        Stop::new(at, format!("the pattern cannot be used: {reason}{hint}"))
    })
}

/// A text that stands in the template itself.
fn constant(tree: &ast::Expr<'_>) -> Result<(Box<str>, Span), Stop> {
    let at = span(tree.span());
    match tree {
        ast::Expr::Const(constant) if constant.value.as_str().is_some() => {
            Ok((constant.value.as_str().unwrap_or_default().into(), at))
        }
        _ => Err(Stop::new(at, "a text in quotes must stand here itself")),
    }
}

/// `$1a` means a group named `1a`, which would be replaced by nothing.
fn replacement_fits(pattern: &Regex, with: &str, at: Span) -> Result<(), Stop> {
    let mut rest = with;
    while let Some((_, after)) = rest.split_once('$') {
        if let Some(after) = after.strip_prefix('$') {
            rest = after;
            continue;
        }
        let name = if let Some(braced) = after.strip_prefix('{') {
            braced.split('}').next().unwrap_or_default()
        } else {
            let end = after.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
            &after[..end.unwrap_or(after.len())]
        };
        let known = match name.parse::<usize>() {
            Ok(number) => number < pattern.captures_len(),
            Err(_) => pattern.capture_names().flatten().any(|known| known == name),
        };
        if !known {
            let reason = format!(
                "the pattern has no group `{}`; write `${{1}}` for the first group and `$$` for a dollar sign",
                clipped(name)
            );
            return Err(Stop::new(at, reason));
        }
        rest = after;
    }
    Ok(())
}
