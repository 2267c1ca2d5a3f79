//! The ways to read a date whose parts do not say what they are.

use jiff::civil::Date;

use super::{DateError, ends, two};
use crate::normalize::orders::{DayOrder, OrderSet};

/// In which orders the dates of a cell can be read, where they do not all come to the
/// same: `03/04/2026`, but neither `2026-04-30` nor `04/04/2026`.
pub(in crate::normalize) fn orders(cell: &str) -> Option<OrderSet> {
    let cell = cell.trim().trim_start_matches('\'');
    let (first, second) = ends(cell).map_or((cell, None), |(start, end)| (start, Some(end)));
    let mut found: Option<OrderSet> = None;
    for part in [Some(first), second].into_iter().flatten() {
        let readings = Readings::of(date_part(part.trim()).0).ok();
        let open = readings.filter(|readings| readings.date().is_none() || readings.by_order());
        let Some(orders) = open.map(|readings| readings.orders()) else {
            continue;
        };
        found = Some(match found {
            Some(before) => before.and(orders),
            None => orders,
        });
    }
    found
}

/// What of a cell is the date, and what stands behind it.
pub(super) fn date_part(cell: &str) -> (&str, &str) {
    let length = cell
        .bytes()
        .position(|b| !matches!(b, b'0'..=b'9' | b'-' | b'.' | b'/'))
        .unwrap_or(cell.len());
    cell.split_at(length)
}

/// Whether a cell is one of the days far away that mean "for ever": `9999-12-31`,
/// `31.12.2999`, `3000-01-01`, `99991231`.
pub(super) fn never_comes(cell: &str) -> bool {
    let (date, _) = date_part(cell);
    let parts = |sign: char| {
        let mut parts = date.split(sign);
        let three = (parts.next()?, parts.next()?, parts.next()?);
        parts.next().is_none().then_some(three)
    };
    let parts = match date.chars().find(|c| !c.is_ascii_digit()) {
        Some(sign) => parts(sign),
        None if date.len() == 8 => Some((&date[..4], &date[4..6], &date[6..])),
        None => None,
    };
    let Some((first, middle, last)) = parts else {
        return false;
    };
    let (year, other) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let far = year.len() == 4 && year.parse().is_ok_and(|year: i16| year > LAST_YEAR);
    let (Ok(a), Ok(b)) = (two(middle), two(other)) else {
        return false;
    };
    far && (year == "9999" || matches!((a, b), (1, 1) | (12, 31) | (31, 12)))
}

/// All ways to read a date: `2026-04-30`, `30.04.2026`, `30/04/2026`, `4/30/26`.
pub(super) struct Readings {
    /// By what stands first: day, month, year. None where its numbers cannot be in that
    /// order; a day that the calendar does not have is one for all that, so that a slip
    /// does not look like another order: `30-02-26`.
    dates: [Option<Result<Date, DateError>>; 3],
    /// Whether its form leaves the order open.
    open: bool,
}

impl Readings {
    pub(super) fn of(text: &str) -> Result<Self, DateError> {
        let sign = text
            .chars()
            .find(|c| !c.is_ascii_digit())
            .ok_or(DateError::Shape)?;
        let mut parts = text.split(sign);
        let (Some(a), Some(b), Some(c), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(DateError::Shape);
        };
        if a.len() == 4 {
            return Ok(Self::certain(ymd(a, b, c)?));
        }
        // With points, the day stands first in all languages.
        if sign == '.' {
            return Ok(Self::certain(ymd(c, b, a)?));
        }
        let years = sign == '-' && a.len() == 2 && c.len() == 2;
        let dates = [
            reading(c, b, a),
            reading(c, a, b),
            reading(a, b, c).filter(|_| years),
        ];
        if dates.iter().any(|date| matches!(date, Some(Ok(_)))) {
            return Ok(Self { dates, open: true });
        }
        let error = dates.into_iter().flatten().find_map(Result::err);
        // Not even its numbers are in any order.
        Err(match error {
            Some(error) => error,
            None => ymd(c, b, a).err().unwrap_or(DateError::NoSuchDay),
        })
    }

    fn certain(date: Date) -> Self {
        Self {
            dates: [Some(Ok(date)); 3],
            open: false,
        }
    }

    /// The date, where all readings come to the same.
    fn date(&self) -> Option<Date> {
        let mut dates = self.dates.iter().flatten();
        let first = *dates.next()?;
        let first = first.ok()?;
        dates.all(|date| *date == Ok(first)).then_some(first)
    }

    /// Whether the order decides that there is a date at all.
    fn by_order(&self) -> bool {
        self.open && self.dates[..2].iter().any(Option::is_none)
    }

    fn orders(&self) -> OrderSet {
        let mut orders = OrderSet::NONE;
        for (order, date) in DayOrder::ALL.into_iter().zip(&self.dates) {
            if date.is_some() {
                orders.add(order);
            }
        }
        orders
    }

    pub(super) fn read(&self, order: Option<DayOrder>) -> Result<Date, DateError> {
        match order {
            Some(order) => self.dates[order as usize].unwrap_or(Err(DateError::Disorder)),
            // A number above twelve, or two that are the same.
            None => self.date().ok_or(DateError::Ambiguous),
        }
    }
}

/// The day of these numbers; `None` where they are no month and no day.
fn reading(year: &str, month: &str, day: &str) -> Option<Result<Date, DateError>> {
    let is_in = |text: &str, most: i8| two(text).is_ok_and(|number| (1..=most).contains(&number));
    (is_in(month, 12) && is_in(day, 31)).then(|| ymd(year, month, day))
}

pub(super) fn ymd(year: &str, month: &str, day: &str) -> Result<Date, DateError> {
    let year = match year.len() {
        2 => 2000 + i16::from(two(year)?),
        4 if year.bytes().all(|b| b.is_ascii_digit()) => {
            year.parse().map_err(|_| DateError::Shape)?
        }
        _ => return Err(DateError::Shape),
    };
    let (month, day) = (two(month)?, two(day)?);
    self::year(year)?;
    Date::new(year, month, day).map_err(|_| DateError::NoSuchDay)
}

/// No sale ends later, but for those that never do.
const LAST_YEAR: i16 = 2100;

pub(super) fn year(year: i16) -> Result<(), DateError> {
    if (1970..=LAST_YEAR).contains(&year) {
        Ok(())
    } else {
        Err(DateError::Year)
    }
}
