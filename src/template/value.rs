//! The values that a template computes with.

use std::borrow::Cow;
use std::rc::Rc;

use rust_decimal::Decimal;

/// A value. Text is borrowed from the row or the template where it can be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'v> {
    /// An optional column that is not there, a setting that is not set, a part
    /// of a list that does not exist.
    Missing,
    /// Text.
    Text(Cow<'v, str>),
    /// An exact number.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// The parts of a text, or a list as written.
    List(Rc<[Self]>),
}

impl<'v> Value<'v> {
    /// Text that is borrowed.
    pub(super) const fn text(text: &'v str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// The value for a message, with its article.
    pub(super) fn described(&self) -> String {
        match self {
            Self::Missing => "no value".to_owned(),
            Self::Text(text) => format!("the text `{}`", clipped(text)),
            Self::Number(number) => format!("the number {number}"),
            Self::Bool(true) => "true".to_owned(),
            Self::Bool(false) => "false".to_owned(),
            Self::List(_) => "a list".to_owned(),
        }
    }

    /// As text: a number is written with a point.
    pub(super) fn into_text(self) -> Result<Cow<'v, str>, String> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Number(number) => Ok(Cow::Owned(printed(number))),
            Self::Missing => Err("there is no value here; put `| default('…')` behind what may be missing".to_owned()),
            Self::Bool(_) => Err("this is true or false, not a text; write what it should say, as in `'yes' if … else 'no'`".to_owned()),
            Self::List(_) => Err("this is a list; put `| join(', ')`, `| first` or `| last` behind it".to_owned()),
        }
    }

    /// As a number. Text is no number until somebody says so.
    pub(super) fn into_number(self) -> Result<Decimal, String> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Text(text) => Err(format!(
                "`{}` is a text, and this needs a number; put `| number` behind it",
                clipped(&text)
            )),
            other @ (Self::Missing | Self::Bool(_) | Self::List(_)) => Err(format!(
                "this needs a number, but there is {}",
                other.described()
            )),
        }
    }

    /// As a condition. `'0'` is a text that is not empty: only a comparison can
    /// mean what it says.
    pub(super) fn into_condition(self) -> Result<bool, String> {
        match self {
            Self::Bool(yes) => Ok(yes),
            other @ (Self::Missing | Self::Text(_) | Self::Number(_) | Self::List(_)) => {
                Err(format!(
                    "a condition must be true or false, but this is {}; {COMPARE}",
                    other.described()
                ))
            }
        }
    }

    /// Missing, without content, or a list without parts.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(parts) => parts.is_empty(),
            Self::Number(_) | Self::Bool(_) => false,
        }
    }
}

/// A number as text, with a point. Three decimals are written as four: whoever
/// reads the text again must not take the point for one between thousands.
fn printed(number: Decimal) -> String {
    let mut text = number.to_string();
    if number.scale() == 3 {
        text.push('0');
    }
    text
}

/// What to do about a condition that is none.
pub(super) const COMPARE: &str = "compare it, as in `row['Active'] == '1'` or `row['Brand'] != ''`";

/// A cell or a word for a message: on one line and not too long.
pub(super) fn clipped(text: &str) -> String {
    const MOST: usize = 60;
    let mut shown = String::new();
    for (at, sign) in text.chars().enumerate() {
        if at == MOST {
            shown.push('…');
            break;
        }
        if sign.is_control() {
            shown.extend(sign.escape_default());
        } else {
            shown.push(sign);
        }
    }
    shown
}
