//! The ways to read a date whose parts do not say what they are.

use jiff::civil::Date;

use super::{DateError, ends, two};
use crate::normalize::orders::{DayOrder, OrderSet};

/// In which orders the dates of a cell can be read, where they do not all come to the
/// same: `03/04/2026`, but neither `2026-04-30` nor `04/04/2026`.
pub(in crate::normalize) fn orders(cell: &str) -> Option<OrderSet> {
    let cell = cell.trim().trim_start_matches('\'');
    let ends = ends(cell).filter(|_| cell.matches('/').count() == 5);
    let (first, second) = ends.map_or((cell, None), |(start, end)| (start, Some(end)));
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

/// All ways to read a date: `2026-04-30`, `30.04.2026`, `30/04/2026`, `4/30/26`.
pub(super) struct Readings {
    /// By what stands first: day, month, year.
    dates: [Option<Date>; 3],
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
            ymd(c, b, a),
            ymd(c, a, b),
            if years {
                ymd(a, b, c)
            } else {
                Err(DateError::NoSuchDay)
            },
        ];
        match &dates {
            [Err(error), Err(_), Err(_)] => Err(*error),
            _ => Ok(Self {
                dates: dates.map(Result::ok),
                open: true,
            }),
        }
    }

    fn certain(date: Date) -> Self {
        Self {
            dates: [Some(date); 3],
            open: false,
        }
    }

    /// The date, where all readings come to the same.
    fn date(&self) -> Option<Date> {
        let mut dates = self.dates.iter().flatten();
        let first = *dates.next()?;
        dates.all(|date| *date == first).then_some(first)
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
            Some(order) => self.dates[order as usize].ok_or(DateError::Disorder),
            // A number above twelve, or two that are the same.
            None => self.date().ok_or(DateError::Ambiguous),
        }
    }
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

pub(super) fn year(year: i16) -> Result<(), DateError> {
    if (1970..=2100).contains(&year) {
        Ok(())
    } else {
        Err(DateError::Year)
    }
}
