//! From text to minijinja's syntax tree, within limits that keep its parser safe.

use minijinja::machinery::{Span as ParserSpan, Token, Tokenizer, ast, parse, parse_expr};
use minijinja::syntax::SyntaxConfig;

use super::node::{Span, Stop};

/// The longest template in bytes. The parser counts columns in 16 bits.
const LONGEST: usize = 32 * 1024;

/// The most operators of a template. The parser goes down one level for each of
/// some of them, and nobody can read more.
const MOST_OPERATORS: usize = 300;

/// A place of the parser as one of ours.
pub(super) fn span(span: ParserSpan) -> Span {
    Span {
        start: span.start_offset as usize,
        end: span.end_offset as usize,
    }
}

/// Parses a template: text with `{{ … }}` and `{% … %}`.
pub(super) fn template(text: &str) -> Result<ast::Stmt<'_>, Stop> {
    check(text, Form::Template)?;
    parse(text, "template", SyntaxConfig::default()).map_err(|error| refused(text, &error))
}

/// Parses an expression without braces.
pub(super) fn expression(text: &str) -> Result<ast::Expr<'_>, Stop> {
    check(text, Form::Expression)?;
    let braces = ["{{", "{%"]
        .into_iter()
        .find(|brace| text.trim_start().starts_with(brace));
    if let Some(brace) = braces {
        let start = text.find(brace).unwrap_or_default();
        let at = Span {
            start,
            end: start + brace.len(),
        };
        return Err(Stop::new(
            at,
            "an expression stands here without braces, as in `row['Published'] == '1'`",
        ));
    }
    parse_expr(text).map_err(|error| refused(text, &error))
}

/// Which of the two a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Template,
    Expression,
}

fn check(text: &str, form: Form) -> Result<(), Stop> {
    let all = Span {
        start: 0,
        end: text.len(),
    };
    if text.len() > LONGEST {
        let reason = format!("the template is longer than {LONGEST} bytes; make it simpler");
        return Err(Stop::new(all, reason));
    }
    let in_expression = form == Form::Expression;
    let mut tokens = Tokenizer::new(text, "template", in_expression, SyntaxConfig::default());
    let mut operators = 0;
    while let Some((token, at)) = tokens.next_token().map_err(|error| refused(text, &error))? {
        operators += usize::from(is_operator(&token));
        if operators > MOST_OPERATORS {
            let reason = format!(
                "the template has more than {MOST_OPERATORS} operators; make it simpler, for \
                 instance with `lookup`"
            );
            return Err(Stop::new(span(at), reason));
        }
    }
    Ok(())
}

/// Whether the parser may go down one level for the token.
fn is_operator(token: &Token<'_>) -> bool {
    match token {
        Token::Ident(word) => matches!(
            *word,
            "not" | "and" | "or" | "in" | "is" | "if" | "elif" | "for"
        ),
        Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::FloorDiv
        | Token::Pow
        | Token::Mod
        | Token::Dot
        | Token::Tilde
        | Token::Pipe
        | Token::Eq
        | Token::Ne
        | Token::Gt
        | Token::Gte
        | Token::Lt
        | Token::Lte
        | Token::BracketOpen
        | Token::ParenOpen
        | Token::BraceOpen => true,
        Token::TemplateData(_)
        | Token::VariableStart
        | Token::VariableEnd
        | Token::BlockStart
        | Token::BlockEnd
        | Token::Str(_)
        | Token::String(_)
        | Token::Int(_)
        | Token::Int128(_)
        | Token::Float(_)
        | Token::Comma
        | Token::Colon
        | Token::Assign
        | Token::BracketClose
        | Token::ParenClose
        | Token::BraceClose => false,
    }
}

/// What the parser says, at the place where it says it.
fn refused(text: &str, error: &minijinja::Error) -> Stop {
    let range = error.range().unwrap_or(text.len()..text.len());
    let at = Span {
        start: range.start.min(text.len()),
        end: range.end.min(text.len()),
    };
    let detail = error.detail().unwrap_or("this is no template");
    let word = text.get(at.start..at.end).unwrap_or_default();
    // The parser's words for braces are not what people see.
    let detail = detail
        .replace("end of variable block", "`}}`")
        .replace("start of variable block", "`{{`")
        .replace("end of block", "`%}`")
        .replace("start of block", "`{%`");
    let reason = match detail.strip_prefix("unknown statement ") {
        Some(name) => {
            format!("there is no `{{% {name} %}}` here; templates have `if`, `for` and `set`")
        }
        // The sign that closes an expression early is the usual cause.
        None if word == "=" => format!("{detail}; two values are compared with `==`"),
        None => detail,
    };
    Stop::new(at, reason)
}
