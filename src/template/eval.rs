//! Evaluates a template for one row.

use std::borrow::Cow;
use std::sync::Mutex;

use rust_decimal::Decimal;

use super::columns::{Columns, Known};
use super::filters::{Args, Tools};
use super::node::{Expr, For, Lookup, Node, Span, Step, Stop, Test};
use super::operate::{arithmetic, compare, within};
use super::row::Row;
use super::tables::Unknown;
use super::value::{Value, clipped};
use crate::source::normal_form;

/// Words of a table that a message lists, at most.
const SHOWN: usize = 12;

/// One evaluation: the row, and what the template has set so far.
pub(super) struct Evaluation<'v, 't> {
    pub(super) row: &'v dyn Row,
    pub(super) columns: &'v Columns,
    pub(super) known: &'v Known,
    pub(super) tools: Tools<'t>,
    /// Words that no table has.
    pub(super) unknown: &'v Mutex<Vec<Unknown>>,
    pub(super) slots: Vec<Option<Value<'v>>>,
    pub(super) loops: Vec<Turn>,
    /// Whether a number was written into the text.
    pub(super) has_computed: bool,
}

/// Where a loop is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    index: usize,
    length: usize,
}

/// A reason with its place.
trait Located<T> {
    fn at(self, at: Span) -> Result<T, Stop>;
}

impl<T> Located<T> for Result<T, String> {
    fn at(self, at: Span) -> Result<T, Stop> {
        self.map_err(|reason| Stop { at, reason })
    }
}

impl<'v> Evaluation<'v, '_> {
    /// Writes what the steps make to `out`.
    pub(super) fn run(&mut self, steps: &'v [Step], out: &mut String) -> Result<(), Stop> {
        for step in steps {
            match step {
                Step::Raw(text) => {
                    let nowhere = Span { start: 0, end: 0 };
                    self.tools.meter.spend(text.len()).at(nowhere)?;
                    out.push_str(text);
                }
                Step::Emit(expr) => {
                    let value = self.value(expr)?;
                    self.has_computed |= matches!(value, Value::Number(_));
                    let text = value.into_text().at(expr.at)?;
                    self.tools.meter.spend(text.len()).at(expr.at)?;
                    out.push_str(&text);
                }
                Step::If(choice) => {
                    let steps = if self.condition(&choice.test)? {
                        &choice.yes
                    } else {
                        &choice.no
                    };
                    self.run(steps, out)?;
                }
                Step::For(each) => self.each(each, out)?,
                Step::Set(slot, expr) => {
                    let value = self.value(expr)?;
                    self.set(*slot, value);
                }
            }
        }
        Ok(())
    }

    fn each(&mut self, each: &'v For, out: &mut String) -> Result<(), Stop> {
        let list = match self.value(&each.list)? {
            Value::List(list) => list,
            other @ (Value::Missing | Value::Text(_) | Value::Number(_) | Value::Bool(_)) => {
                let reason = format!(
                    "a loop goes over a list, but there is {}",
                    other.described()
                );
                return Err(Stop::new(each.list.at, reason));
            }
        };
        if list.is_empty() {
            return self.run(&each.otherwise, out);
        }
        let length = list.len();
        for (index, value) in list.iter().enumerate() {
            self.tools.meter.step().at(each.list.at)?;
            self.set(each.slot, value.clone());
            self.loops.push(Turn { index, length });
            let done = self.run(&each.body, out);
            self.loops.pop();
            done?;
        }
        Ok(())
    }

    fn set(&mut self, slot: usize, value: Value<'v>) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Some(value);
        }
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expr: &'v Expr) -> Result<Value<'v>, Stop> {
        self.tools.meter.step().at(expr.at)?;
        Ok(match &expr.node {
            Node::Missing => Value::Missing,
            Node::Text(text) => Value::text(text),
            Node::Number(number) => Value::Number(*number),
            Node::Bool(yes) => Value::Bool(*yes),
            Node::List(items) => {
                let values: Result<Vec<_>, Stop> =
                    items.iter().map(|item| self.value(item)).collect();
                Value::List(values?.into())
            }
            Node::Cell(index) => self.cell(*index).at(expr.at)?,
            Node::CellNamed(name) => {
                let name = self.text(name)?;
                let cell = self.named(&name);
                cell.ok_or_else(|| Stop::new(expr.at, self.known.unknown(&name)))?
            }
            Node::CellOrMissing(name) => {
                let name = self.text(name)?;
                self.named(&name).unwrap_or(Value::Missing)
            }
            Node::Slot(slot) => {
                let value = self.slots.get(*slot).cloned().flatten();
                value.unwrap_or(Value::Missing)
            }
            Node::LoopIndex => {
                let index = self.turn().map_or(0, |turn| turn.index + 1);
                Value::Number(Decimal::from(index))
            }
            Node::Test(test) => Value::Bool(self.test(test, expr.at)?),
            Node::Negative(number) => Value::Number(-self.number(number)?),
            Node::Or(left, right) => self.or(left, right)?,
            Node::Arithmetic(op, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Value::Number(arithmetic(*op, left, right).at(expr.at)?)
            }
            Node::Concat(left, right) => {
                let (left, right) = (self.text(left)?, self.text(right)?);
                let length = left.len() + right.len();
                self.tools.meter.spend(length).at(expr.at)?;
                Value::Text(left + right)
            }
            Node::Choice(choice) => match (self.condition(&choice.test)?, &choice.no) {
                (true, _) => self.value(&choice.yes)?,
                (false, Some(no)) => self.value(no)?,
                (false, None) => Value::text(""),
            },
            Node::Filter(filter, input, args) => {
                let input = self.value(input)?;
                let args: Result<Vec<_>, Stop> = args
                    .iter()
                    .map(|arg| arg.as_ref().map(|arg| self.value(arg)).transpose())
                    .collect();
                (filter.run)(&self.tools, input, &Args(&args?)).at(expr.at)?
            }
            Node::Default(input, otherwise) => {
                let input = self.value(input)?;
                if input.is_empty() {
                    self.value(otherwise)?
                } else {
                    input
                }
            }
            Node::Lookup(lookup) => self.lookup(lookup, expr.at)?,
            Node::Table(lookup) => self.table(lookup)?,
            Node::Replace(input, pattern, with) => {
                let text = self.searched(input, expr.at)?;
                self.replaced(text, pattern, with).at(expr.at)?
            }
            Node::Find(input, pattern) => found(&self.searched(input, expr.at)?, pattern),
            Node::FirstNonEmpty(values) => self.first_non_empty(values)?,
            Node::Least(values) => Value::Number(self.extreme(values, Decimal::min)?),
            Node::Greatest(values) => Value::Number(self.extreme(values, Decimal::max)?),
        })
    }

    fn test(&mut self, test: &'v Test, at: Span) -> Result<bool, Stop> {
        Ok(match test {
            Test::Not(test) => !self.condition(test)?,
            Test::And(left, right) => self.condition(left)? && self.condition(right)?,
            Test::Compare(op, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                compare(*op, &left, &right).at(at)?
            }
            Test::Within(needle, hay) => {
                let (needle, hay) = (self.value(needle)?, self.value(hay)?);
                self.search(&hay).at(at)?;
                within(&needle, &hay).at(at)?
            }
            Test::HasColumn(name) => {
                let name = self.text(name)?;
                self.named(&name).is_some()
            }
            Test::Matches(input, pattern) => pattern.is_match(&self.searched(input, at)?),
            Test::IsDefined(value) => self.value(value)? != Value::Missing,
            Test::IsEmpty(value) => self.value(value)?.is_empty(),
            Test::StartsWith(whole, start) => {
                let (whole, start) = (self.text(whole)?, self.text(start)?);
                whole.starts_with(start.as_ref())
            }
            Test::EndsWith(whole, end) => {
                let (whole, end) = (self.text(whole)?, self.text(end)?);
                whole.ends_with(end.as_ref())
            }
            Test::LoopFirst => self.turn().is_some_and(|turn| turn.index == 0),
            Test::LoopLast => self
                .turn()
                .is_some_and(|turn| turn.index + 1 == turn.length),
        })
    }

    /// A text that is looked through.
    fn searched(&mut self, expr: &'v Expr, at: Span) -> Result<Cow<'v, str>, Stop> {
        let text = self.text(expr)?;
        self.tools.meter.spend(text.len()).at(at)?;
        Ok(text)
    }

    fn first_non_empty(&mut self, values: &'v [Expr]) -> Result<Value<'v>, Stop> {
        for value in values {
            let value = self.value(value)?;
            if !value.is_empty() {
                return Ok(value);
            }
        }
        Ok(Value::text(""))
    }

    /// The truth of an expression that must be true or false.
    pub(super) fn condition(&mut self, expr: &'v Expr) -> Result<bool, Stop> {
        self.value(expr)?.into_condition().at(expr.at)
    }

    fn text(&mut self, expr: &'v Expr) -> Result<Cow<'v, str>, Stop> {
        self.value(expr)?.into_text().at(expr.at)
    }

    fn number(&mut self, expr: &'v Expr) -> Result<Decimal, Stop> {
        self.value(expr)?.into_number().at(expr.at)
    }

    fn cell(&self, index: usize) -> Result<Value<'v>, String> {
        let column = self.columns.get(index);
        let cell = column.and_then(|column| self.row.cell(&column.form));
        cell.map(Value::text).ok_or_else(|| {
            let written = column.map_or("", |column| &column.written);
            self.known.unknown(written)
        })
    }

    fn named(&self, name: &str) -> Option<Value<'v>> {
        self.row.cell(&normal_form(name)).map(Value::text)
    }

    fn turn(&self) -> Option<&Turn> {
        self.loops.last()
    }

    /// The first of two conditions that is true, or of two texts that is not empty.
    fn or(&mut self, left: &'v Expr, right: &'v Expr) -> Result<Value<'v>, Stop> {
        let value = self.value(left)?;
        match &value {
            Value::Bool(true) => Ok(value),
            Value::Bool(false) => self.condition(right).map(Value::Bool),
            Value::Number(_) => {
                let reason = "`or` stands between conditions or texts, and a number is neither";
                Err(Stop::new(left.at, reason))
            }
            Value::Missing | Value::Text(_) | Value::List(_) => {
                if value.is_empty() {
                    self.value(right)
                } else {
                    Ok(value)
                }
            }
        }
    }

    fn extreme(
        &mut self,
        values: &'v [Expr],
        pick: fn(Decimal, Decimal) -> Decimal,
    ) -> Result<Decimal, Stop> {
        let mut best = None;
        for value in values {
            let number = self.number(value)?;
            best = Some(best.map_or(number, |best| pick(best, number)));
        }
        Ok(best.unwrap_or_default())
    }

    /// Accounts for looking through a value.
    fn search(&self, hay: &Value<'_>) -> Result<(), String> {
        self.tools.meter.spend(match hay {
            Value::Text(text) => text.len(),
            Value::List(values) => values.len(),
            Value::Missing | Value::Number(_) | Value::Bool(_) => 0,
        })
    }

    fn lookup(&mut self, lookup: &'v Lookup, at: Span) -> Result<Value<'v>, Stop> {
        let word = match self.value(&lookup.word)? {
            Value::Missing => Cow::Borrowed(""),
            value @ (Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::List(_)) => {
                value.into_text().at(lookup.word.at)?
            }
        };
        let word = word.trim();
        if let Some(value) = lookup.entries.get(word).or(lookup.default.as_ref()) {
            return self.value(value);
        }
        // An empty cell says nothing; only a word can be unknown.
        if word.is_empty() {
            return Ok(Value::text(""));
        }
        let known: Vec<String> = lookup
            .keys
            .iter()
            .take(SHOWN)
            .map(|key| format!("`{}`", clipped(key)))
            .collect();
        let more = if lookup.keys.len() > SHOWN {
            ", …"
        } else {
            ""
        };
        let reason = format!(
            "the table has no entry for `{}`, only for {}{more}; add one, or `default='…'` behind the table",
            clipped(word),
            known.join(", ")
        );
        Err(Stop::new(at, reason))
    }

    fn replaced(
        &self,
        text: Cow<'v, str>,
        pattern: &regex::Regex,
        with: &str,
    ) -> Result<Value<'v>, String> {
        let mut made = String::new();
        let mut end = 0;
        for found in pattern.captures_iter(&text) {
            let Some(whole) = found.get(0) else { continue };
            let before = made.len();
            made.push_str(&text[end..whole.start()]);
            found.expand(with, &mut made);
            end = whole.end();
            self.tools.meter.spend(made.len() - before)?;
        }
        if end == 0 && made.is_empty() {
            return Ok(Value::Text(text));
        }
        made.push_str(&text[end..]);
        Ok(Value::Text(made.into()))
    }
}

/// The first match: of the first group if there is one, else of the whole pattern.
fn found<'v>(text: &str, pattern: &regex::Regex) -> Value<'v> {
    let group = usize::from(pattern.captures_len() > 1);
    let found = pattern.captures(text).and_then(|found| found.get(group));
    let found = found.map_or("", |found| found.as_str());
    Value::Text(found.to_owned().into())
}
