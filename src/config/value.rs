//! From the text of a setting to its value.
//!
//! Each parser takes the key, whose row says what is allowed, and the text as
//! it stood in the file, a variable or a flag. The error is only what the
//! parser knows; the place and the wording are added by `error`.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use iso_currency::{Country, Currency};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::key::{BETWEEN, Expected, Key};
use super::near::nearest;
use super::word::Word;

/// Why a text is no value of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is not of the expected kind.
    Malformed,
    /// The same, and this was probably meant.
    Near(String),
    /// It is an address with a user name or a password, which must not be shown.
    Credentials,
}

/// What a parser answers.
pub(super) type Parsed<T> = Result<T, Refused>;

/// A time zone and its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// The IANA name, in its canonical spelling.
    pub name: String,
    /// The rules of the zone.
    pub zone: TimeZone,
}

/// The longest `max_wait`: a week, so that no arithmetic on time can overflow.
const LONGEST_WAIT: Duration = Duration::from_secs(168 * 3600);

/// The longest id of a catalog. Meta's have about 16 digits; an access token
/// that was pasted here by mistake has about 200 signs.
const LONGEST_ID: usize = 64;

pub(super) fn text(_: &Key, text: &str) -> Parsed<String> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.contains(char::is_control) {
        return Err(Refused::Malformed);
    }
    Ok(trimmed.to_owned())
}

/// Names of columns or locations, as a list.
pub(super) fn texts(_: &Key, text: &str) -> Parsed<Vec<String>> {
    let texts = text.split(BETWEEN).map(str::trim);
    let texts: Vec<String> = texts.map(str::to_owned).collect();
    if texts
        .iter()
        .any(|text| text.is_empty() || text.contains(char::is_control))
    {
        return Err(Refused::Malformed);
    }
    Ok(texts)
}

/// A name that templates use.
pub(super) fn name(_: &Key, text: &str) -> Parsed<String> {
    let fits = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-');
    if text.is_empty() || !text.chars().all(fits) || text == "parent" {
        return Err(Refused::Malformed);
    }
    Ok(text.to_owned())
}

/// `true` or `false`.
pub(super) fn switch(_: &Key, text: &str) -> Parsed<bool> {
    text.parse().map_err(|_| Refused::Malformed)
}

/// A template or an expression: judged where it is compiled, and kept as it
/// stands, so that places in it are places in the file.
pub(super) fn template(_: &Key, text: &str) -> Parsed<String> {
    if text.trim().is_empty() {
        return Err(Refused::Malformed);
    }
    Ok(text.to_owned())
}

pub(super) fn word<W: Word>(_: &Key, text: &str) -> Parsed<W> {
    let found = W::WORDS.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        nearest(text, W::WORDS.iter().map(|(word, _)| *word)).map_or(Refused::Malformed, near)
    })
}

pub(super) fn currency(_: &Key, text: &str) -> Parsed<Currency> {
    let usable = |code: &str| Currency::from_code(code).filter(|found| !found.is_special());
    usable(text).ok_or_else(|| {
        let upper = text.trim().to_uppercase();
        let code = match upper.as_str() {
            "EURO" | "€" => "EUR",
            "$" | "US$" => "USD",
            "£" => "GBP",
            other => other,
        };
        usable(code).map_or(Refused::Malformed, |found| near(found.code()))
    })
}

pub(super) fn country(_: &Key, text: &str) -> Parsed<Country> {
    // The library has a country without a name, which nobody can mean.
    let found = Country::from_str(text).ok().filter(|_| text.len() == 2);
    found.ok_or_else(|| {
        let upper = text.trim().to_uppercase();
        let meant = match upper.as_str() {
            "UK" => Some(Country::GB),
            "DEUTSCHLAND" => Some(Country::DE),
            code => Country::from_str(code)
                .ok()
                .or_else(|| Country::from_name(text)),
        };
        meant.map_or(Refused::Malformed, |country| {
            Refused::Near(country.to_string())
        })
    })
}

/// A language of two or three letters, with or without a country: `de`, `de-AT`, `de_AT`.
pub(super) fn language(_: &Key, text: &str) -> Parsed<String> {
    let shaped = |text: &str| {
        let (language, country) = match text.split_once(['-', '_']) {
            Some((language, country)) => (language, Some(country)),
            None => (text, None),
        };
        (2..=3).contains(&language.len())
            && language.bytes().all(|sign| sign.is_ascii_lowercase())
            && country.is_none_or(|country| {
                country.len() == 2 && country.bytes().all(|sign| sign.is_ascii_uppercase())
            })
    };
    if shaped(text) {
        return Ok(text.to_owned());
    }
    let lower = text.trim().to_lowercase();
    Err(match lower.as_str() {
        "deutsch" | "german" => near("de"),
        "english" | "englisch" => near("en"),
        _ if shaped(&lower) => Refused::Near(lower),
        _ => Refused::Malformed,
    })
}

pub(super) fn timezone(_: &Key, text: &str) -> Parsed<Zone> {
    if let Ok(zone) = TimeZone::get(text)
        && let Some(name) = zone.iana_name()
    {
        return Ok(Zone {
            name: name.to_owned(),
            zone,
        });
    }
    let names: Vec<_> = jiff::tz::db().available().collect();
    let names = || names.iter().map(jiff::tz::TimeZoneName::as_str);
    // `Berlin` is meant as often as `Europe/Berlim`.
    let city = |name: &&str| {
        let city = name.rsplit('/').next().unwrap_or_default();
        city.eq_ignore_ascii_case(&text.trim().replace(' ', "_"))
    };
    let meant = names().find(city).or_else(|| nearest(text, names()));
    Err(meant.map_or(Refused::Malformed, near))
}

/// A percentage from 0 to 100.
pub(super) fn percent(_: &Key, text: &str) -> Parsed<Decimal> {
    let value = number(text)?;
    if value > Decimal::ZERO && value < Decimal::ONE {
        // No country taxes sales with less than one percent: `0.19` is a share, and
        // every price would go out almost without its tax.
        let meant = (value * Decimal::ONE_HUNDRED).normalize();
        return Err(Refused::Near(meant.to_string()));
    }
    within(value, Decimal::ONE_HUNDRED)
}

/// A share from 0 to 1.
pub(super) fn share(_: &Key, text: &str) -> Parsed<Decimal> {
    if let Some(percent) = text.trim().strip_suffix('%')
        && let Ok(value) = number(percent.trim())
    {
        return Err(offer_share(value));
    }
    let value = number(text)?;
    within(value, Decimal::ONE).map_err(|_| offer_share(value))
}

fn offer_share(percent: Decimal) -> Refused {
    match within(percent, Decimal::ONE_HUNDRED) {
        Ok(percent) => Refused::Near((percent / Decimal::ONE_HUNDRED).normalize().to_string()),
        Err(refused) => refused,
    }
}

fn number(text: &str) -> Parsed<Decimal> {
    Decimal::from_str_exact(text).map_err(|_| {
        let meant = text.replacen(',', ".", 1);
        match Decimal::from_str_exact(&meant) {
            Ok(_) => Refused::Near(meant),
            Err(_) => Refused::Malformed,
        }
    })
}

fn within(value: Decimal, most: Decimal) -> Parsed<Decimal> {
    if value < Decimal::ZERO || value > most {
        return Err(Refused::Malformed);
    }
    Ok(value)
}

/// A whole number within the bounds of its key.
pub(super) fn whole(key: &Key, text: &str) -> Parsed<u64> {
    let value = u64::from_str(text).map_err(|_| {
        let digits: String = text
            .chars()
            .filter(|sign| !matches!(sign, '.' | ',' | '_' | ' '))
            .collect();
        match whole_within(key, &digits) {
            Some(value) if digits != text => Refused::Near(value.to_string()),
            _ => Refused::Malformed,
        }
    })?;
    match key.expected {
        Expected::Whole(least, most) if value < least || value > most => Err(Refused::Malformed),
        Expected::Whole(..) | Expected::Phrase(_) | Expected::OneOf(_) => Ok(value),
    }
}

fn whole_within(key: &Key, digits: &str) -> Option<u64> {
    let value = u64::from_str(digits).ok()?;
    match key.expected {
        Expected::Whole(least, most) => (least..=most).contains(&value).then_some(value),
        Expected::Phrase(_) | Expected::OneOf(_) => None,
    }
}

pub(super) fn size(key: &Key, text: &str) -> Parsed<usize> {
    usize::try_from(whole(key, text)?).map_err(|_| Refused::Malformed)
}

pub(super) fn rate(key: &Key, text: &str) -> Parsed<NonZeroU32> {
    let value = u32::try_from(whole(key, text)?).map_err(|_| Refused::Malformed)?;
    NonZeroU32::new(value).ok_or(Refused::Malformed)
}

/// A time such as `90s`, `30m`, `2h` or `1h30m`: each unit at most once, the larger first.
pub(super) fn wait(_: &Key, text: &str) -> Parsed<Duration> {
    let mut seconds: u64 = 0;
    let mut units = [('h', 3600), ('m', 60), ('s', 1)].into_iter();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (amount, after) = rest.split_at(digits);
        let mut signs = after.chars();
        let unit = signs.next();
        let Ok(amount) = amount.parse::<u64>() else {
            return Err(Refused::Malformed);
        };
        let Some(unit) = unit else {
            // Only a number: minutes are what people mean by `30`.
            let meant = format!("{amount}m");
            return Err(if rest.len() == text.len() {
                Refused::Near(meant)
            } else {
                Refused::Malformed
            });
        };
        let Some((_, factor)) = units.find(|(name, _)| *name == unit) else {
            return Err(Refused::Malformed);
        };
        seconds = amount
            .checked_mul(factor)
            .and_then(|part| seconds.checked_add(part))
            .ok_or(Refused::Malformed)?;
        rest = signs.as_str();
    }
    let wait = Duration::from_secs(seconds);
    if text.is_empty() || wait > LONGEST_WAIT {
        return Err(Refused::Malformed);
    }
    Ok(wait)
}

/// `v` and two numbers, as in the path of every call.
pub(super) fn api_version(_: &Key, text: &str) -> Parsed<String> {
    let shaped = |text: &str| {
        let numbers = text
            .strip_prefix('v')
            .and_then(|numbers| numbers.split_once('.'));
        numbers.is_some_and(|(major, minor)| {
            [major, minor].iter().all(|part| {
                (1..=4).contains(&part.len()) && part.bytes().all(|sign| sign.is_ascii_digit())
            })
        })
    };
    if shaped(text) {
        return Ok(text.to_owned());
    }
    let number = text.trim().trim_start_matches(['v', 'V']);
    let offers = [format!("v{number}"), format!("v{number}.0")];
    Err(offers
        .into_iter()
        .find(|offer| shaped(offer))
        .map_or(Refused::Malformed, Refused::Near))
}

/// The id of a catalog. It stands in the path of every call, so it must not be
/// able to change that path.
pub(super) fn catalog_id(_: &Key, text: &str) -> Parsed<String> {
    let plain =
        |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'-' | b'.' | b':');
    if text.is_empty()
        || text.len() > LONGEST_ID
        || text.starts_with('.')
        || !text.bytes().all(plain)
    {
        return Err(Refused::Malformed);
    }
    Ok(text.to_owned())
}

pub(super) fn path(_: &Key, text: &str) -> Parsed<String> {
    if text.trim().is_empty() || text.contains('\0') {
        return Err(Refused::Malformed);
    }
    Ok(text.to_owned())
}

pub(super) fn delimiter(_: &Key, text: &str) -> Parsed<char> {
    if matches!(text, "tab" | "\\t") {
        return Ok('\t');
    }
    let mut signs = text.chars();
    match (signs.next(), signs.next()) {
        (Some('\t'), None) => Ok('\t'),
        (Some(sign), None) if sign.is_ascii_punctuation() && !matches!(sign, '"' | '\'') => {
            Ok(sign)
        }
        _ => Err(Refused::Malformed),
    }
}

/// Names of columns, parted by `;` where there is one, else by `,`. One that is
/// empty stands for a column that nobody needs.
pub(super) fn header(_: &Key, text: &str) -> Parsed<Vec<String>> {
    let sign = if text.contains(';') { ';' } else { ',' };
    let names: Vec<String> = text
        .split(sign)
        .map(|name| name.trim().to_owned())
        .collect();
    if names.iter().any(|name| !name.is_empty()) {
        Ok(names)
    } else {
        Err(Refused::Malformed)
    }
}

fn near(text: &str) -> Refused {
    Refused::Near(text.to_owned())
}
