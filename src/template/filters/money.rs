//! Numbers and prices, exactly.

use rust_decimal::{Decimal, RoundingStrategy};

use super::args::{Args, Tools};
use crate::template::node::Arithmetic;
use crate::template::operate::{arithmetic, nearest_multiple};
use crate::template::value::{Value, clipped};

/// What a filter answers.
type Answer<'v> = Result<Value<'v>, String>;

/// More decimals than any currency has.
const MOST_DIGITS: u32 = 12;

pub(super) fn number<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let text = match input {
        Value::Number(_) => return Ok(input),
        Value::Missing | Value::Text(_) | Value::Bool(_) | Value::List(_) => input.into_text()?,
    };
    let sign = args.text(0)?;
    let decimal = match sign.as_ref() {
        "" => tools.decimal,
        "," => Some(','),
        "." => Some('.'),
        other => {
            return Err(format!("`decimal` is `,` or `.`, not `{}`", clipped(other)));
        }
    };
    let number = (tools.read)(&text, decimal, tools.currency);
    number.map(Value::Number).map_err(|reason| {
        format!(
            "`{}` is no number that can be read: {reason}",
            clipped(&text)
        )
    })
}

pub(super) fn plus<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    arithmetic(Arithmetic::Plus, input.into_number()?, args.number(0)?).map(Value::Number)
}

pub(super) fn minus<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    arithmetic(Arithmetic::Minus, input.into_number()?, args.number(0)?).map(Value::Number)
}

pub(super) fn times<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    arithmetic(Arithmetic::Times, input.into_number()?, args.number(0)?).map(Value::Number)
}

pub(super) fn divided_by<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    arithmetic(Arithmetic::DividedBy, input.into_number()?, args.number(0)?).map(Value::Number)
}

pub(super) fn percent<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    part(input.into_number()?, args.number(0)?).map(Value::Number)
}

pub(super) fn plus_percent<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let whole = input.into_number()?;
    let part = part(whole, args.number(0)?)?;
    arithmetic(Arithmetic::Plus, whole, part).map(Value::Number)
}

/// So many percent of a number.
fn part(whole: Decimal, percent: Decimal) -> Result<Decimal, String> {
    // 19 is the factor 0.19, exactly: the point moves, nothing is divided.
    let factor = arithmetic(Arithmetic::Times, percent, Decimal::new(1, 2))?;
    arithmetic(Arithmetic::Times, whole, factor)
}

pub(super) fn round<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    rounded(input, args, RoundingStrategy::MidpointAwayFromZero)
}

pub(super) fn round_up<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    rounded(input, args, RoundingStrategy::ToPositiveInfinity)
}

pub(super) fn round_down<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    rounded(input, args, RoundingStrategy::ToNegativeInfinity)
}

/// With exactly so many decimals, as a price is written.
fn rounded<'v>(input: Value<'v>, args: &Args<'_, 'v>, strategy: RoundingStrategy) -> Answer<'v> {
    let digits = args.count(0, MOST_DIGITS)?;
    let mut number = input
        .into_number()?
        .round_dp_with_strategy(digits, strategy);
    number.rescale(digits);
    Ok(Value::Number(number))
}

pub(super) fn round_to<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    nearest_multiple(input.into_number()?, args.number(0)?).map(Value::Number)
}

pub(super) fn at_least<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    Ok(Value::Number(input.into_number()?.max(args.number(0)?)))
}

pub(super) fn at_most<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    Ok(Value::Number(input.into_number()?.min(args.number(0)?)))
}
