//! A template in the form in which it is evaluated: every name is resolved,
//! every pattern is compiled.

use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;
use rust_decimal::Decimal;

use super::filters::Filter;
use super::tables::Table;

/// A range of bytes in the text of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Span {
    /// From the beginning of this one to the end of the other.
    pub(super) fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// Why a template cannot be compiled or evaluated, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) at: Span,
    pub(super) reason: String,
}

impl Stop {
    pub(super) fn new(at: Span, reason: impl Into<String>) -> Self {
        Self {
            at,
            reason: reason.into(),
        }
    }
}

/// An expression with its place.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) node: Node,
    pub(super) at: Span,
}

/// What an expression does.
#[derive(Debug)]
pub(super) enum Node {
    /// A setting that is not set, where that is allowed.
    Missing,
    Text(Box<str>),
    Number(Decimal),
    Bool(bool),
    List(Vec<Expr>),
    /// The cell of a column, by its index in [`Columns`](super::columns::Columns).
    Cell(usize),
    /// The cell of a column whose name is computed.
    CellNamed(Box<Expr>),
    /// The cell of a column that may be absent.
    CellOrMissing(Box<Expr>),
    /// A variable of the template.
    Slot(usize),
    LoopIndex,
    /// True or false.
    Test(Test),
    Negative(Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Concat(Box<Expr>, Box<Expr>),
    /// `yes if test else no`.
    Choice(Box<Choice>),
    Filter(&'static Filter, Box<Expr>, Vec<Option<Expr>>),
    Default(Box<Expr>, Box<Expr>),
    Lookup(Box<Lookup>),
    /// The same with a table in a file.
    Table(Box<TableLookup>),
    Replace(Box<Expr>, Regex, Box<str>),
    Find(Box<Expr>, Regex),
    FirstNonEmpty(Vec<Expr>),
    Least(Vec<Expr>),
    Greatest(Vec<Expr>),
}

/// An expression that is true or false.
#[derive(Debug)]
pub(super) enum Test {
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Whether the first is in the second.
    Within(Box<Expr>, Box<Expr>),
    /// Whether there is such a column.
    HasColumn(Box<Expr>),
    Matches(Box<Expr>, Regex),
    IsDefined(Box<Expr>),
    IsEmpty(Box<Expr>),
    StartsWith(Box<Expr>, Box<Expr>),
    EndsWith(Box<Expr>, Box<Expr>),
    LoopFirst,
    LoopLast,
}

/// `yes if test else no`.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) test: Expr,
    pub(super) yes: Expr,
    pub(super) no: Option<Expr>,
}

/// A word for each word.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) word: Expr,
    pub(super) entries: HashMap<Box<str>, Expr>,
    /// The keys as written, for messages.
    pub(super) keys: Vec<Box<str>>,
    pub(super) default: Option<Expr>,
}

/// A word for each word, from a table in a file.
#[derive(Debug)]
pub(super) struct TableLookup {
    pub(super) word: Expr,
    pub(super) name: String,
    pub(super) table: Arc<Table>,
    pub(super) default: Option<Expr>,
}

/// Arithmetic on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    DividedBy,
    FloorDividedBy,
    Remainder,
}

/// A comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether only numbers can be compared so.
    pub(super) const fn is_order(self) -> bool {
        match self {
            Self::Equal | Self::NotEqual => false,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => true,
        }
    }
}

/// A step of a template.
#[derive(Debug)]
pub(super) enum Step {
    /// Text as it stands.
    Raw(Box<str>),
    /// `{{ … }}`.
    Emit(Expr),
    /// `{% if %}`.
    If(Box<If>),
    /// `{% for %}`.
    For(Box<For>),
    /// `{% set %}`.
    Set(usize, Expr),
}

/// `{% if test %}yes{% else %}no{% endif %}`.
#[derive(Debug)]
pub(super) struct If {
    pub(super) test: Expr,
    pub(super) yes: Vec<Step>,
    pub(super) no: Vec<Step>,
}

/// `{% for slot in list %}body{% else %}otherwise{% endfor %}`.
#[derive(Debug)]
pub(super) struct For {
    pub(super) slot: usize,
    pub(super) list: Expr,
    pub(super) body: Vec<Step>,
    pub(super) otherwise: Vec<Step>,
}
