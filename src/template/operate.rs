//! Operators: exact, and never between a text and a number.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::node::{Arithmetic, Comparison};
use super::value::Value;

/// Arithmetic on exact numbers.
pub(super) fn arithmetic(op: Arithmetic, left: Decimal, right: Decimal) -> Result<Decimal, String> {
    let divides = match op {
        Arithmetic::DividedBy | Arithmetic::FloorDividedBy | Arithmetic::Remainder => true,
        Arithmetic::Plus | Arithmetic::Minus | Arithmetic::Times => false,
    };
    if divides && right.is_zero() {
        return Err("nothing can be divided by 0".to_owned());
    }
    let result = match op {
        Arithmetic::Plus => left.checked_add(right),
        Arithmetic::Minus => left.checked_sub(right),
        Arithmetic::Times => left.checked_mul(right),
        // Zeros at the end of a quotient are left over from the division.
        Arithmetic::DividedBy => left.checked_div(right).map(|quotient| quotient.normalize()),
        Arithmetic::FloorDividedBy => left.checked_div(right).map(|quotient| quotient.floor()),
        Arithmetic::Remainder => left.checked_rem(right),
    };
    result.ok_or_else(|| "the result has more digits than a number may have".to_owned())
}

/// Compares two values of one kind.
pub(super) fn compare(op: Comparison, left: &Value<'_>, right: &Value<'_>) -> Result<bool, String> {
    if op.is_order() {
        let order = match (left, right) {
            (Value::Number(left), Value::Number(right)) => left.cmp(right),
            (Value::Text(_), _) | (_, Value::Text(_)) => {
                return Err(format!(
                    "{} and {}: {ORDER}",
                    left.described(),
                    right.described()
                ));
            }
            (_, _) => {
                return Err(format!(
                    "{} and {} cannot be compared by size",
                    left.described(),
                    right.described()
                ));
            }
        };
        return Ok(match op {
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
        });
    }
    let equal = equal(left, right)?;
    Ok(equal == (op == Comparison::Equal))
}

/// Whether two values of one kind are the same.
fn equal(left: &Value<'_>, right: &Value<'_>) -> Result<bool, String> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Ok(left == right),
        (Value::Number(left), Value::Number(right)) => Ok(left == right),
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::Text(_), Value::Number(_)) | (Value::Number(_), Value::Text(_)) => Err(format!(
            "{} and {} are never equal: {EQUAL}",
            left.described(),
            right.described()
        )),
        (Value::Missing, _) | (_, Value::Missing) => Err(
            "there is no value to compare; put `| default('')` behind what may be missing"
                .to_owned(),
        ),
        (_, _) => Err(format!(
            "{} and {} cannot be compared",
            left.described(),
            right.described()
        )),
    }
}

/// Whether `needle` is in `hay`: a part of a text, or one of a list.
pub(super) fn within(needle: &Value<'_>, hay: &Value<'_>) -> Result<bool, String> {
    match (needle, hay) {
        (Value::Text(needle), Value::Text(hay)) => Ok(hay.contains(needle.as_ref())),
        (_, Value::List(values)) => values
            .iter()
            .try_fold(false, |found, value| Ok(found || equal(needle, value)?)),
        (_, Value::Missing | Value::Text(_) | Value::Number(_) | Value::Bool(_)) => Err(format!(
            "`in` looks for a text in a text or for a value in a list, but there are {} and {}",
            needle.described(),
            hay.described()
        )),
    }
}

/// What to do about texts compared by size.
pub(super) const ORDER: &str = "only numbers are compared by size; put `| number` behind the text";

/// What to do about a text that is compared with a number.
pub(super) const EQUAL: &str =
    "write the number in quotes, as in `'1'`, or put `| number` behind the text";

/// To the multiple of `step` that is nearest, half away from zero.
pub(super) fn nearest_multiple(value: Decimal, step: Decimal) -> Result<Decimal, String> {
    if step <= Decimal::ZERO {
        return Err("the step must be more than 0".to_owned());
    }
    let size = value.abs();
    let rest = arithmetic(Arithmetic::Remainder, size, step)?;
    let base = arithmetic(Arithmetic::Minus, size, rest)?;
    let up = arithmetic(Arithmetic::Minus, step, rest)? <= rest;
    let rounded = if up {
        arithmetic(Arithmetic::Plus, base, step)?
    } else {
        base
    };
    let mut rounded = if value.is_sign_negative() {
        -rounded
    } else {
        rounded
    };
    rounded.rescale(step.scale());
    Ok(rounded)
}
