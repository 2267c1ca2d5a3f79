//! Parts of a text.

use std::rc::Rc;

use rust_decimal::Decimal;

use super::args::{Args, Tools};
use crate::template::value::Value;

/// What a filter answers.
type Answer<'v> = Result<Value<'v>, String>;

/// What a part of a list costs in memory.
const PART: usize = size_of::<Value<'static>>();

pub(super) fn split<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let text = input.into_text()?;
    let sign = args.text(0)?;
    if sign.is_empty() {
        return Err("say what stands between the parts, as in `split('|')`".to_owned());
    }
    tools.meter.spend(text.len())?;
    let parts = text.matches(sign.as_ref()).count() + 1;
    tools.meter.spend(text.len() + parts * PART)?;
    let own = |part: &str| Value::Text(part.trim().to_owned().into());
    Ok(Value::List(text.split(sign.as_ref()).map(own).collect()))
}

pub(super) fn join<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let between = args.text(0)?;
    let mut joined = String::new();
    for part in parts(input)?.iter() {
        let part = part.clone().into_text()?;
        if part.is_empty() {
            continue;
        }
        tools.meter.spend(part.len() + between.len())?;
        if !joined.is_empty() {
            joined.push_str(&between);
        }
        joined.push_str(&part);
    }
    Ok(Value::Text(joined.into()))
}

pub(super) fn first<'v>(_: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    Ok(parts(input)?.first().cloned().unwrap_or(Value::Missing))
}

pub(super) fn last<'v>(_: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    Ok(parts(input)?.last().cloned().unwrap_or(Value::Missing))
}

pub(super) fn nth<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let place = args.count(0, u32::MAX)?;
    let Some(index) = place.checked_sub(1) else {
        return Err("parts are counted from 1".to_owned());
    };
    let parts = parts(input)?;
    let part = usize::try_from(index)
        .ok()
        .and_then(|index| parts.get(index));
    Ok(part.cloned().unwrap_or(Value::Missing))
}

pub(super) fn length<'v>(tools: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    let length = match &input {
        Value::List(parts) => parts.len(),
        Value::Missing | Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
            let text = input.into_text()?;
            tools.meter.spend(text.len())?;
            text.chars().count()
        }
    };
    Ok(Value::Number(Decimal::from(length)))
}

/// The parts of a list.
fn parts(input: Value<'_>) -> Result<Rc<[Value<'_>]>, String> {
    match input {
        Value::List(parts) => Ok(parts),
        other @ (Value::Missing | Value::Text(_) | Value::Number(_) | Value::Bool(_)) => {
            Err(format!(
                "this needs a list, but there is {}; a text is taken apart with `| split('|')`",
                other.described()
            ))
        }
    }
}
