//! Cells with a structure of their own: shipping, labels, weights, unit
//! prices, variant attributes, category paths.
//!
//! Shapes: graph-api.md 6.1, 6.2 and 6.4, formats.md 1, 2.14 and 4.24.

use std::borrow::Cow;
use std::collections::HashSet;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::currency::{self, CurrencyMark};
use super::number::{self, NumberError, Sign};
use super::text::{Lines, plain};
use super::words;

/// Why a structured cell cannot be read. Finishes the sentence "cannot read the cell: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StructureError {
    /// Not `country:region:service:price`.
    #[error("{0:?} is not `country:region:service:price`")]
    Shipping(String),
    /// The amount inside is none.
    #[error("{text:?} is no amount")]
    Amount {
        /// The part that should be an amount.
        text: String,
        /// What is wrong with it.
        #[source]
        cause: NumberError,
    },
    /// Brackets and quotes that do not close.
    #[error("the list is not closed; write it as `['summer','new']`")]
    List,
    /// More than 110 characters.
    #[error("the label {0:?} has more than 110 characters")]
    LongLabel(String),
    /// A weight or unit price without unit.
    #[error("the unit is missing")]
    NoUnit,
    /// A unit that Meta does not know.
    #[error("{0:?} is no unit of the catalog")]
    Unit(String),
    /// A unit price without currency.
    #[error("the currency is missing")]
    NoCurrency,
    /// No unit price.
    #[error("this is no unit price; write it as `10.00 EUR/kg`")]
    UnitPrice,
    /// Not `label:value`.
    #[error("{0:?} is not `label:value`")]
    Attribute(String),
}

/// What one way of shipping costs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shipping<'a> {
    /// Country code; empty where the cell has none.
    pub(crate) country: &'a str,
    /// State or region; may be empty.
    pub(crate) region: &'a str,
    /// Name of the service; may be empty.
    pub(crate) service: &'a str,
    /// Price; zero is free shipping.
    pub(crate) price: Decimal,
    /// Currency, if the cell has one.
    pub(crate) currency: Option<CurrencyMark<'a>>,
}

/// The entries of a shipping cell: `US:CA:Ground:9.99 USD;US:NY:Air:15.99 USD`
/// or the same with commas (Meta), `DE:::4.95 EUR` (Google), `DE:4.95 EUR`.
pub(crate) fn shipping(
    cell: &str,
    sign: Option<Sign>,
) -> Result<Vec<Shipping<'_>>, StructureError> {
    let mut entries = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        // A comma may belong to the price: it parts only before `CC:`.
        let end = rest
            .match_indices([';', ','])
            .find(|(at, sign)| *sign == ";" || begins_entry(rest[at + 1..].trim_start()))
            .map_or(rest.len(), |(at, _)| at);
        let entry = rest[..end].trim();
        if !entry.is_empty() {
            entries.push(shipping_entry(entry, sign)?);
        }
        rest = rest.get(end + 1..).unwrap_or_default().trim_start();
    }
    Ok(entries)
}

fn begins_entry(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, b':', ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
}

fn shipping_entry(entry: &str, sign: Option<Sign>) -> Result<Shipping<'_>, StructureError> {
    let shape = || StructureError::Shipping(entry.to_owned());
    let mut parts = entry.split(':').map(str::trim);
    let mut part = || parts.next();
    let (a, b, c, d) = (part(), part(), part(), part());
    let (country, region, service, price) = match (a, b, c, d) {
        (Some(country), Some(price), None, None) | (Some(country), Some(""), Some(price), None) => {
            (country, "", "", price)
        }
        (Some(country), Some(region), Some(service), Some(price)) => {
            (country, region, service, price)
        }
        _ => return Err(shape()),
    };
    // Google goes on with handling and transit times, which Meta does not know.
    if parts.any(|time| !time.bytes().all(|b| b.is_ascii_digit())) {
        return Err(shape());
    }
    let number::Number {
        amount,
        currency,
        contradicts: _,
        open: _,
    } = number(price, sign)?;
    Ok(Shipping {
        country,
        region,
        service,
        price: amount,
        currency,
    })
}

fn number(text: &str, sign: Option<Sign>) -> Result<number::Number<'_>, StructureError> {
    number::parse(text, sign).map_err(|cause| StructureError::Amount {
        text: text.to_owned(),
        cause,
    })
}

/// The labels of a cell: `['summer','new']`, `["summer","new"]`, `summer, new`.
///
/// Meta stores them in lower case and without blanks around them (graph-api.md
/// 6.2), so that is how they are compared. Each stands once, in its first place.
pub(crate) fn labels(cell: &str) -> Result<Vec<Cow<'_, str>>, StructureError> {
    let cell = cell.trim().trim_matches('"').trim();
    let mut found: Vec<Cow<'_, str>> = Vec::new();
    let raw: Vec<Cow<'_, str>> = match cell.strip_prefix('[') {
        Some(list) => quoted(list.strip_suffix(']').ok_or(StructureError::List)?)?,
        None => cell.split(',').map(Cow::Borrowed).collect(),
    };
    let mut seen = HashSet::new();
    for label in raw {
        let label = match label {
            Cow::Borrowed(text) => plain(text, Lines::One).text,
            Cow::Owned(text) => Cow::Owned(plain(&text, Lines::One).text.into_owned()),
        };
        let label = lower(label);
        if label.is_empty() || !seen.insert(label.clone()) {
            continue;
        }
        if label.chars().count() > 110 {
            return Err(StructureError::LongLabel(label.into_owned()));
        }
        found.push(label);
    }
    Ok(found)
}

/// Trimmed and in lower case.
fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    let capital = text.chars().any(char::is_uppercase);
    match text {
        Cow::Borrowed(text) if !capital => Cow::Borrowed(text.trim()),
        text => text.trim().to_lowercase().into(),
    }
}

/// The elements of a list, each in single quotes, double quotes or bare.
fn quoted(list: &str) -> Result<Vec<Cow<'_, str>>, StructureError> {
    let mut found = Vec::new();
    let mut rest = list.trim_start();
    while let Some(first) = rest.chars().next() {
        let (element, after) = if matches!(first, '\'' | '"') {
            quoted_element(&rest[1..], first).ok_or(StructureError::List)?
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            (rest[..end].into(), &rest[end..])
        };
        found.push(element);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None if rest.is_empty() => {}
            None => return Err(StructureError::List),
        }
    }
    Ok(found)
}

/// An element up to its closing quote, and what follows; `\` takes the next sign as it is.
fn quoted_element(text: &str, quote: char) -> Option<(Cow<'_, str>, &str)> {
    let mut own = String::new();
    let mut done = 0;
    let mut signs = text.char_indices();
    while let Some((at, c)) = signs.next() {
        if c == '\\' {
            own.push_str(&text[done..at]);
            let (next, _) = signs.next()?;
            done = next;
        } else if c == quote {
            let element = if own.is_empty() {
                text[done..at].into()
            } else {
                Cow::Owned(own + &text[done..at])
            };
            return Some((element, &text[at + 1..]));
        }
    }
    None
}

/// A weight with one of the units that Meta takes: lb, oz, g, kg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    /// The amount.
    pub(crate) amount: Decimal,
    /// The unit, as Meta spells it.
    pub(crate) unit: &'static str,
}

/// The weight of a cell: `10 kg`, `1,5 kg`, `500g`. `default` is the unit of
/// the column where the cell has none.
pub(crate) fn weight(
    cell: &str,
    sign: Option<Sign>,
    default: Option<&str>,
) -> Result<Weight, StructureError> {
    let cell = cell.trim();
    let bare = cell
        .trim_end_matches(|c: char| c.is_alphabetic() || c == '.')
        .trim_end();
    let name = cell[bare.len()..].trim();
    let name = if name.trim_matches('.').is_empty() {
        default.ok_or(StructureError::NoUnit)?
    } else {
        name
    };
    let unit = words::unit(name).filter(|unit| matches!(*unit, "lb" | "oz" | "g" | "kg"));
    let unit = unit.ok_or_else(|| StructureError::Unit(name.to_owned()))?;
    let number::Number { amount, .. } = number(bare, sign)?;
    Ok(Weight { amount, unit })
}

/// The price of one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct UnitPrice<'a> {
    /// The price, for one unit, not rounded.
    pub(crate) value: Decimal,
    /// The currency.
    pub(crate) currency: CurrencyMark<'a>,
    /// The unit, as Meta spells it.
    pub(crate) unit: &'static str,
}

/// The JSON form. The value stays text, for no float comes near money.
#[derive(Deserialize)]
struct UnitPriceJson<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
    #[serde(borrow)]
    currency: &'a str,
    #[serde(borrow)]
    unit: &'a str,
}

/// The unit price of a cell: `{"value": 10.0, "currency": "EUR", "unit": "kg"}`,
/// `10.00 EUR/kg`, `1,20 € / 100 g` (which is 0.012 EUR for a gram).
pub(crate) fn unit_price(cell: &str, sign: Option<Sign>) -> Result<UnitPrice<'_>, StructureError> {
    let cell = cell.trim();
    if cell.starts_with('{') {
        let UnitPriceJson {
            value,
            currency,
            unit,
        } = serde_json::from_str(cell).map_err(|_| StructureError::UnitPrice)?;
        let number::Number { amount, .. } =
            number(value.get().trim_matches('"'), Some(Sign::Point))?;
        let currency = currency::currency(currency).ok_or(StructureError::NoCurrency)?;
        return Ok(UnitPrice {
            value: amount,
            currency,
            unit: known_unit(unit)?,
        });
    }
    let (price, base) = cell.split_once('/').ok_or(StructureError::UnitPrice)?;
    let number::Number {
        amount, currency, ..
    } = number(price.trim(), sign)?;
    let currency = currency.ok_or(StructureError::NoCurrency)?;
    let base = base.trim();
    let name =
        base.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let count = base[..base.len() - name.len()].trim();
    let count = if count.is_empty() {
        Decimal::ONE
    } else {
        number(count, sign)?.amount
    };
    let value = amount.checked_div(count).ok_or(StructureError::UnitPrice)?;
    Ok(UnitPrice {
        value,
        currency,
        unit: known_unit(name)?,
    })
}

fn known_unit(name: &str) -> Result<&'static str, StructureError> {
    if name.trim().is_empty() {
        return Err(StructureError::NoUnit);
    }
    words::unit(name).ok_or_else(|| StructureError::Unit(name.to_owned()))
}

/// One variant attribute outside the core set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Its name.
    pub(crate) label: Cow<'a, str>,
    /// Its value.
    pub(crate) value: Cow<'a, str>,
}

/// The attributes of a cell `Scent:Fruity,Flavor:Apple`.
pub(crate) fn attributes(cell: &str) -> Result<Vec<Attribute<'_>>, StructureError> {
    let entries = cell
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let shape = || StructureError::Attribute(entry.to_owned());
            let (label, value) = entry.split_once(':').ok_or_else(shape)?;
            let (label, value) = (attribute_part(label), attribute_part(value));
            if label.is_empty() || value.is_empty() {
                Err(shape())
            } else {
                Ok(Attribute { label, value })
            }
        })
        .collect()
}

/// A label or value without the signs that part them: `0,5 Liter` → `0 5 Liter`
/// (graph-api.md 6.1, formats.md 8).
pub(crate) fn attribute_part(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains([',', ':']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split([',', ':', ' ']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
