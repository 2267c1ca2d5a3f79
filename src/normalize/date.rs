//! Dates and spans of time, as shops write them, in the form that Meta reads.
//!
//! Shapes: formats.md 2.6. Output: graph-api.md 6.2,
//! `2026-04-30T09:30-08:00/2026-05-30T23:59-08:00`. Nothing here reads the
//! clock (contract section 7): a span is passed on as it stands, past or not,
//! so that the same export gives the same bytes tomorrow.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

mod readings;

pub(in crate::normalize) use readings::orders;
use readings::{Readings, date_part, never_comes, year, ymd};

use super::orders::DayOrder;
use crate::preset::EndDay;

/// What Meta's own plugin writes for a span without a beginning (formats.md 2.5).
const OPEN_START: &str = "1970-01-29T00:00+00:00";
/// And for one without an end.
const OPEN_END: &str = "2038-01-17T23:59+00:00";

/// Why a cell has no date. Finishes the sentence "cannot read the date: …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DateError {
    /// No date at all.
    #[error("the cell is empty")]
    Empty,
    /// A text that no known shape fits.
    #[error("this is no date; write it as `2026-04-30` or `2026-04-30T09:30+02:00`")]
    Shape,
    /// A day or an hour that does not exist.
    #[error("this day or time does not exist")]
    NoSuchDay,
    /// `03/04/2026` in a column that does not tell.
    #[error(
        "day and month cannot be told apart; set `dates` of this source, or write it as `2026-04-30`"
    )]
    Ambiguous,
    /// `30/04/2026` where the month stands first.
    #[error("this is no date in the order of its column; see `dates` of this source")]
    Disorder,
    /// A local time, and nobody said where.
    #[error("the time has no offset; set `timezone` of the shop")]
    NeedsZone,
    /// A year that is surely a slip.
    #[error("the year is not between 1970 and 2100")]
    Year,
    /// Not two dates with a `/` between them.
    #[error("this is no span; write it as `start/end`")]
    NoSpan,
    /// The end lies before the start.
    #[error("the end lies before the start")]
    Backwards,
}

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    date: Date,
    /// `None` for a whole day.
    time: Option<Time>,
    offset: Option<Offset>,
}

/// Which end of a span a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Start,
    Stop,
}

/// The span of a cell `start/end`, as Meta and Google write it.
///
/// An open end becomes the date that Meta's plugin writes. A day without time
/// begins at 00:00 and ends at 23:59 in `zone`.
pub(crate) fn window(
    cell: &str,
    order: Option<DayOrder>,
    zone: Option<&TimeZone>,
) -> Result<String, DateError> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Err(DateError::Empty);
    }
    let (start, end) = ends(cell).ok_or(DateError::NoSpan)?;
    between(Some((start, order)), Some((end, order)), None, zone)
}

/// The two dates of a span.
fn ends(cell: &str) -> Option<(&str, &str)> {
    let slashes = || cell.match_indices('/').map(|(at, _)| at);
    let at = match slashes().count() {
        1 => slashes().next(),
        // `01/02/2026 / 28/02/2026`, with and without blanks.
        5 => slashes().nth(2),
        _ => None,
    }?;
    Some((&cell[..at], &cell[at + 1..]))
}

/// A date and the order of its column, if that is known.
pub(crate) type Ordered<'c> = (&'c str, Option<DayOrder>);

/// The span of two cells; at least one of them has a date. `day` says what
/// an end means that is a day; without it the day is the last one.
pub(crate) fn between(
    start: Option<Ordered<'_>>,
    end: Option<Ordered<'_>>,
    day: Option<EndDay>,
    zone: Option<&TimeZone>,
) -> Result<String, DateError> {
    let start = start.map(parse).transpose()?.flatten();
    let mut end = end
        .filter(|(cell, _)| !is_open_end(cell))
        .map(parse)
        .transpose()?
        .flatten();
    if let Some(end) = &mut end {
        let midnight = Some(Time::midnight());
        match day {
            Some(EndDay::Included) if end.time == midnight => end.time = None,
            Some(EndDay::Excluded) if end.time.is_none() => end.time = midnight,
            Some(EndDay::Included | EndDay::Excluded) | None => {}
        }
    }
    if start.is_none() && end.is_none() {
        return Err(DateError::Empty);
    }
    let start = start
        .map(|moment| resolve(moment, End::Start, zone))
        .transpose()?;
    let end = end
        .map(|moment| resolve(moment, End::Stop, zone))
        .transpose()?;
    if let (Some(start), Some(end)) = (start, end) {
        let instant =
            |(at, offset): (DateTime, Offset)| offset.to_timestamp(at).map_err(|_| DateError::Year);
        if instant(end)? < instant(start)? {
            return Err(DateError::Backwards);
        }
    }
    let mut out = String::with_capacity(51);
    write(&mut out, start, OPEN_START);
    out.push('/');
    write(&mut out, end, OPEN_END);
    Ok(out)
}

/// The day of a cell, `2026-04-30`, for `expiration_date`. Its time does not count.
pub(crate) fn day(cell: &str, order: Option<DayOrder>) -> Result<String, DateError> {
    if is_open_end(cell) {
        return Err(DateError::Empty);
    }
    let moment = parse((cell, order))?.ok_or(DateError::Empty)?;
    Ok(moment.date.to_string())
}

/// The last day of a span that ends when a cell says, in the shop's `zone` where that is
/// known: an end at midnight is that of the day before.
pub(crate) fn last_day(
    cell: &str,
    order: Option<DayOrder>,
    zone: Option<&TimeZone>,
) -> Result<String, DateError> {
    if is_open_end(cell) {
        return Err(DateError::Empty);
    }
    let Moment { date, time, offset } = parse((cell, order))?.ok_or(DateError::Empty)?;
    let Some(time) = time else {
        return Ok(date.to_string());
    };
    let mut at = date.to_datetime(time);
    if let (Some(offset), Some(zone)) = (offset, zone) {
        let instant = offset.to_timestamp(at).map_err(|_| DateError::Year)?;
        at = zone.to_datetime(instant);
    }
    let day = if at.time() == Time::midnight() {
        at.date().yesterday().map_err(|_| DateError::Year)?
    } else {
        at.date()
    };
    Ok(day.to_string())
}

/// Gives a date its time and offset.
fn resolve(
    moment: Moment,
    end: End,
    zone: Option<&TimeZone>,
) -> Result<(DateTime, Offset), DateError> {
    let Moment { date, time, offset } = moment;
    let whole_day = match end {
        End::Start => Time::midnight(),
        End::Stop => Time::constant(23, 59, 0, 0),
    };
    let at = date.to_datetime(time.unwrap_or(whole_day));
    if let Some(offset) = offset {
        return Ok((at, offset));
    }
    // A time that the clocks skip moves on by the gap; of two the first counts.
    let zone = zone.ok_or(DateError::NeedsZone)?;
    let zoned = zone
        .to_ambiguous_zoned(at)
        .compatible()
        .map_err(|_| DateError::Year)?;
    Ok((zoned.datetime(), zoned.offset()))
}

/// Writes one end of a span, or what stands for an open one.
fn write(out: &mut String, moment: Option<(DateTime, Offset)>, open: &str) {
    let Some((at, offset)) = moment else {
        out.push_str(open);
        return;
    };
    let (sign, total) = if offset.seconds() < 0 {
        ('-', -offset.seconds())
    } else {
        ('+', offset.seconds())
    };
    let (hours, minutes) = (total / 3600, total / 60 % 60);
    // Writing to a string cannot fail.
    let _ = write!(out, "{}T{:02}:{:02}", at.date(), at.hour(), at.minute());
    if at.second() != 0 {
        let _ = write!(out, ":{:02}", at.second());
    }
    let _ = write!(out, "{sign}{hours:02}:{minutes:02}");
}

/// Whether an end is so far away that it means that there is none, as ERP systems have it.
fn is_open_end(cell: &str) -> bool {
    never_comes(cell.trim().trim_start_matches('\''))
}

/// Reads one date; `None` for the many ways to say that there is none.
fn parse((cell, order): Ordered<'_>) -> Result<Option<Moment>, DateError> {
    let cell = cell.trim().trim_start_matches('\'');
    let nothing = matches!(cell, "" | "-" | "0" | "1970-01-01" | "1970-01-01 00:00:00")
        || cell.starts_with("0000-00-00")
        || cell.eq_ignore_ascii_case("null");
    if nothing {
        return Ok(None);
    }
    if cell.bytes().all(|b| b.is_ascii_digit()) {
        return number(cell).map(Some);
    }
    let (date, rest) = date_part(cell);
    let date = Readings::of(date)?.read(order)?;
    let rest = rest.trim_start_matches([',', ' ', 'T', 't', '\u{A0}', '\u{202F}']);
    let (time, offset) = if rest.is_empty() {
        (None, None)
    } else {
        time(rest)?
    };
    Ok(Some(Moment { date, time, offset }))
}

/// `20260430`, or seconds since 1970.
fn number(digits: &str) -> Result<Moment, DateError> {
    match digits.len() {
        8 => {
            let date = ymd(&digits[..4], &digits[4..6], &digits[6..])?;
            Ok(Moment {
                date,
                time: None,
                offset: None,
            })
        }
        9 | 10 => {
            let seconds = digits.parse().map_err(|_| DateError::Shape)?;
            let instant = jiff::Timestamp::from_second(seconds).map_err(|_| DateError::Year)?;
            let at = Offset::UTC.to_datetime(instant);
            year(at.year())?;
            Ok(Moment {
                date: at.date(),
                time: Some(at.time()),
                offset: Some(Offset::UTC),
            })
        }
        _ => Err(DateError::Shape),
    }
}

/// One or two digits.
fn two(text: &str) -> Result<i8, DateError> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits {
        text.parse().map_err(|_| DateError::Shape)
    } else {
        Err(DateError::Shape)
    }
}

/// `09:30`, `09:30:15.250`, `4:46 PM`, each with or without an offset.
fn time(text: &str) -> Result<(Option<Time>, Option<Offset>), DateError> {
    let length = text
        .bytes()
        .position(|b| !matches!(b, b'0'..=b'9' | b':' | b'.'))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(length);
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
    let mut parts = clock.split(':');
    let (Some(hour), Some(minute), second, None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(DateError::Shape);
    };
    let (mut hour, minute, second) = (two(hour)?, two(minute)?, two(second.unwrap_or("0"))?);
    let mut rest = rest.trim_start();
    for (word, from_noon) in [("am", 0), ("pm", 12)] {
        if rest
            .get(..2)
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
        {
            if !(1..=12).contains(&hour) {
                return Err(DateError::NoSuchDay);
            }
            hour = hour % 12 + from_noon;
            rest = rest[2..].trim_start();
        }
    }
    // Some write the end of a day as 24:00; its last minute is what they mean.
    let time = match (hour, minute, second) {
        (24, 0, 0) => Time::new(23, 59, 0, 0),
        _ => Time::new(hour, minute, second.min(59), 0),
    };
    let time = time.map_err(|_| DateError::NoSuchDay)?;
    let offset = if rest.is_empty() {
        None
    } else {
        Some(offset(rest)?)
    };
    Ok((Some(time), offset))
}

/// `Z`, `+01:00`, `-0800`, `+01`.
fn offset(text: &str) -> Result<Offset, DateError> {
    if ["Z", "UTC", "GMT"]
        .iter()
        .any(|name| text.eq_ignore_ascii_case(name))
    {
        return Ok(Offset::UTC);
    }
    let (sign, digits) = match text.split_at_checked(1) {
        Some(("+", digits)) => (1, digits),
        Some(("-", digits)) => (-1, digits),
        _ => return Err(DateError::Shape),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None => digits.split_at_checked(2).ok_or(DateError::Shape)?,
    };
    let hours = i32::from(two(hours)?);
    let minutes = if minutes.is_empty() {
        0
    } else {
        i32::from(two(minutes)?)
    };
    // The clocks of the world lie between -12:00 and +14:00.
    if hours > 14 || minutes > 59 {
        return Err(DateError::NoSuchDay);
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| DateError::NoSuchDay)
}

#[cfg(test)]
mod tests;
