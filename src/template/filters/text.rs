//! Text to text.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;

use super::args::{Args, Tools};
use super::slug::slug_of;
use crate::template::value::Value;

/// What a filter answers.
type Answer<'v> = Result<Value<'v>, String>;

/// A character may become this many bytes more when its case changes.
const GROWTH: usize = 3;

pub(super) fn string<'v>(_: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    input.into_text().map(Value::Text)
}

pub(super) fn strip<'v>(_: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    Ok(Value::Text(match input.into_text()? {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }))
}

pub(super) fn upper<'v>(tools: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    changed(tools, input, str::to_uppercase)
}

pub(super) fn lower<'v>(tools: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    changed(tools, input, str::to_lowercase)
}

pub(super) fn capitalize<'v>(tools: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    changed(tools, input, |text| {
        let mut capitalized = String::with_capacity(text.len());
        push_capitalized(&mut capitalized, text);
        capitalized
    })
}

pub(super) fn title<'v>(tools: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    changed(tools, input, |text| {
        let mut title = String::with_capacity(text.len());
        for word in text.split_inclusive(|sign: char| sign.is_whitespace() || sign == '-') {
            push_capitalized(&mut title, word);
        }
        title
    })
}

pub(super) fn replace<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let text = input.into_text()?;
    let (old, new) = (args.text(0)?, args.text(1)?);
    if old.is_empty() {
        return Err("say what is to be replaced: the first text is empty".to_owned());
    }
    tools.meter.spend(text.len())?;
    let found = text.matches(old.as_ref()).count();
    if found == 0 {
        return Ok(Value::Text(text));
    }
    tools
        .meter
        .spend(text.len().saturating_add(found.saturating_mul(new.len())))?;
    Ok(Value::Text(text.replace(old.as_ref(), &new).into()))
}

pub(super) fn truncate<'v>(_: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let most = args.count(0, u32::MAX)? as usize;
    Ok(Value::Text(cut(input.into_text()?, |text| {
        cut_at_word(text, most)
    })))
}

pub(super) fn truncate_words<'v>(
    _: &Tools<'_>,
    input: Value<'v>,
    args: &Args<'_, 'v>,
) -> Answer<'v> {
    let most = args.count(0, u32::MAX)? as usize;
    Ok(Value::Text(cut(input.into_text()?, |text| {
        let words = text.split_whitespace().take(most);
        // The words lie in the text, so the last one tells where they end.
        words.last().map_or(0, |word| {
            word.as_ptr() as usize - text.as_ptr() as usize + word.len()
        })
    })))
}

pub(super) fn prefix<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let (text, more) = (input.into_text()?, args.text(0)?);
    if text.trim().is_empty() {
        return Ok(Value::Text(text));
    }
    tools.meter.spend(text.len() + more.len())?;
    Ok(Value::Text(format!("{more}{text}").into()))
}

pub(super) fn suffix<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let (text, more) = (input.into_text()?, args.text(0)?);
    if text.trim().is_empty() {
        return Ok(Value::Text(text));
    }
    tools.meter.spend(text.len() + more.len())?;
    Ok(Value::Text(format!("{text}{more}").into()))
}

pub(super) fn urlencode<'v>(tools: &Tools<'_>, input: Value<'v>, _: &Args<'_, 'v>) -> Answer<'v> {
    changed(tools, input, |text| {
        let mut encoded = String::with_capacity(text.len());
        for byte in text.bytes() {
            match byte {
                // What RFC 3986 calls unreserved.
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    encoded.push(char::from(byte));
                }
                // Writing to a string cannot fail.
                _ => drop(write!(encoded, "%{byte:02X}")),
            }
        }
        encoded
    })
}

pub(super) fn slug<'v>(tools: &Tools<'_>, input: Value<'v>, args: &Args<'_, 'v>) -> Answer<'v> {
    let own = args.text(0)?;
    let language = if own.is_empty() {
        tools.language.unwrap_or_default()
    } else {
        &own
    };
    changed(tools, input, |text| slug_of(text, language))
}

/// A new text in place of the old one, which may be longer.
fn changed<'v>(
    tools: &Tools<'_>,
    input: Value<'v>,
    change: impl FnOnce(&str) -> String,
) -> Answer<'v> {
    let text = input.into_text()?;
    tools.meter.spend(text.len().saturating_mul(GROWTH))?;
    Ok(Value::Text(change(&text).into()))
}

fn push_capitalized(to: &mut String, word: &str) {
    let mut signs = word.chars();
    if let Some(first) = signs.next() {
        to.extend(first.to_uppercase());
        to.push_str(&signs.as_str().to_lowercase());
    }
}

/// The beginning of a text, up to what `end` says of it.
fn cut(text: Cow<'_, str>, end: impl FnOnce(&str) -> usize) -> Cow<'_, str> {
    let end = end(&text);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

/// Where at most `most` characters end, with a whole word if there is one.
fn cut_at_word(text: &str, most: usize) -> usize {
    let Some((limit, next)) = text.char_indices().nth(most) else {
        return text.len();
    };
    let head = &text[..limit];
    if next.is_whitespace() {
        return head.trim_end().len();
    }
    let whole_words = head
        .rfind(char::is_whitespace)
        .map(|blank| text[..blank].trim_end().len());
    if let Some(end) = whole_words.filter(|end| *end > 0) {
        return end;
    }
    // One word that is too long: never inside what a reader sees as one sign.
    let mut ends = head
        .grapheme_indices(true)
        .map(|(at, sign)| at + sign.len());
    let whole = text
        .grapheme_indices(true)
        .map(|(at, sign)| at + sign.len());
    let last = ends.by_ref().last().unwrap_or(0);
    whole.take_while(|end| *end <= last).last().unwrap_or(0)
}
