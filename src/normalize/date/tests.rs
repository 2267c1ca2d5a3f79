use proptest::prelude::*;

use super::*;

#[test]
fn reads_spans_in_one_cell() {
    use DateError::{Ambiguous, Backwards, Empty, NeedsZone, NoSpan, NoSuchDay, Shape, Year};
    #[rustfmt::skip]
    let cases = [
        ("2026-04-30T09:30-08:00/2026-05-30T23:59-08:00", Ok("2026-04-30T09:30-08:00/2026-05-30T23:59-08:00")),
        ("2016-02-24T11:07+0100 / 2016-02-29T23:07+0100", Ok("2016-02-24T11:07+01:00/2016-02-29T23:07+01:00")),
        ("2026-04-30 09:30:00Z/2026-05-30 23:59:59 +0200", Ok("2026-04-30T09:30+00:00/2026-05-30T23:59:59+02:00")),
        ("2026-04-30T09:30:00.000Z/2026-05-30T23:59+05:30", Ok("2026-04-30T09:30+00:00/2026-05-30T23:59+05:30")),
        ("2026-04-30T09:30-08:00/", Ok("2026-04-30T09:30-08:00/2038-01-17T23:59+00:00")),
        ("/2026-04-30T09:30-08:00", Ok("1970-01-29T00:00+00:00/2026-04-30T09:30-08:00")),
        ("1970-01-29T00:00+00:00/2038-01-17T23:59+00:00", Ok("1970-01-29T00:00+00:00/2038-01-17T23:59+00:00")),
        ("0000-00-00 00:00:00/2026-04-30T09:30Z", Ok("1970-01-29T00:00+00:00/2026-04-30T09:30+00:00")),
        ("2026-04-30T00:00Z/2026-04-30T00:00Z", Ok("2026-04-30T00:00+00:00/2026-04-30T00:00+00:00")),
        ("1777507200/1780099200", Ok("2026-04-30T00:00+00:00/2026-05-30T00:00+00:00")),
        ("2026-04-30/2026-05-30", Err(NeedsZone)),
        ("2026-04-30T09:30/2026-05-30T23:59Z", Err(NeedsZone)),
        ("2026-05-30T23:59Z/2026-04-30T09:30Z", Err(Backwards)),
        ("2026-04-30T09:30Z/2026-04-30T10:00+02:00", Err(Backwards)),
        ("", Err(Empty)), ("/", Err(Empty)), ("2026-04-30", Err(NoSpan)), ("soon/later", Err(Shape)),
        ("2026-02-30T00:00Z/", Err(NoSuchDay)), ("2026-04-30T25:00Z/", Err(NoSuchDay)), ("2026-04-30T00:00+99:00/", Err(NoSuchDay)),
        ("1812-04-30T00:00Z/", Err(Year)), ("2199-04-30T00:00Z/", Err(Year)), ("03/04/2026/05/04/2026", Err(Ambiguous)),
    ];
    for (cell, wanted) in cases {
        assert_eq!(
            window(cell, None, None),
            wanted.map(str::to_owned),
            "{cell:?}"
        );
    }
}

#[test]
fn reads_local_dates_in_the_zone_of_the_shop() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    #[rustfmt::skip]
    let cases = [
        ("2026-01-10", "2026-07-10", "2026-01-10T00:00+01:00/2026-07-10T23:59+02:00"),
        ("10.01.2026", "10.7.2026 08:15:30", "2026-01-10T00:00+01:00/2026-07-10T08:15:30+02:00"),
        ("20260110", "", "2026-01-10T00:00+01:00/2038-01-17T23:59+00:00"),
        ("", "4/18/16, 4:46 PM", "1970-01-29T00:00+00:00/2016-04-18T16:46+02:00"),
        ("18/04/2016 12:05 am", "2016-12-24", "2016-04-18T00:05+02:00/2016-12-24T23:59+01:00"),
        // The clocks go from 02:00 to 03:00, and from 03:00 back to 02:00.
        ("2026-03-29 02:30", "2026-10-25 02:30", "2026-03-29T03:30+02:00/2026-10-25T02:30+02:00"),
        ("2026-01-10T00:00-03:00", "1970-01-01 00:00:00", "2026-01-10T00:00-03:00/2038-01-17T23:59+00:00"),
    ];
    for (start, end, wanted) in cases {
        assert_eq!(
            between(Some((start, None)), Some((end, None)), None, Some(&berlin)),
            Ok(wanted.to_owned()),
            "{start:?} {end:?}"
        );
    }
    #[rustfmt::skip]
    let ends = [
        ("2026-12-24 00:00:00", Some(EndDay::Included), "2026-12-24T23:59+01:00"),
        ("2026-12-24 11:00:00", Some(EndDay::Included), "2026-12-24T11:00+01:00"),
        ("2026-12-24", Some(EndDay::Excluded), "2026-12-24T00:00+01:00"),
        ("12/24/26, 12:00 AM", Some(EndDay::Included), "2026-12-24T23:59+01:00"),
        ("12/24/26, 12:00\u{202f}AM", Some(EndDay::Included), "2026-12-24T23:59+01:00"),
        ("2026-12-24 00:00:00", None, "2026-12-24T00:00+01:00"),
    ];
    for (end, day, wanted) in ends {
        let span = between(None, Some((end, None)), day, Some(&berlin)).unwrap();
        assert_eq!(span.split_once('/').unwrap().1, wanted, "{end:?} {day:?}");
    }
    assert_eq!(
        between(None, None, None, Some(&berlin)),
        Err(DateError::Empty)
    );
    assert_eq!(
        window("01/13/2026/28/02/2026", None, Some(&berlin)).as_deref(),
        Ok("2026-01-13T00:00+01:00/2026-02-28T23:59+01:00")
    );
}

#[test]
fn reads_days() {
    use DateError::{Ambiguous, Empty, NoSuchDay, Shape, Year};
    #[rustfmt::skip]
    let cases = [
        ("2026-04-30", Ok("2026-04-30")), ("2026-04-30T23:59-08:00", Ok("2026-04-30")), ("30.04.2026", Ok("2026-04-30")),
        ("30.4.26", Ok("2026-04-30")), ("30/04/2026", Ok("2026-04-30")), ("04/30/2026", Ok("2026-04-30")), ("04/04/2026", Ok("2026-04-04")),
        ("20260430", Ok("2026-04-30")), ("1777507200", Ok("2026-04-30")), ("2026/04/30", Ok("2026-04-30")), ("2026-4-3", Ok("2026-04-03")),
        ("03/04/2026", Err(Ambiguous)), ("03-04-2026", Err(Ambiguous)), ("", Err(Empty)), ("0000-00-00", Err(Empty)),
        ("1970-01-01 00:00:00", Err(Empty)), ("0", Err(Empty)), ("31.04.2026", Err(NoSuchDay)), ("31/31/2026", Err(NoSuchDay)),
        ("tomorrow", Err(Shape)), ("2026-04", Err(Shape)), ("12", Err(Shape)), ("99990101", Err(Empty)), ("21120304", Err(Year)), ("1969-12-31", Err(Year)),
    ];
    for (cell, wanted) in cases {
        assert_eq!(day(cell, None), wanted.map(str::to_owned), "{cell:?}");
    }
}

proptest! {
    #[test]
    fn no_cell_makes_it_panic(cell in "[0-9TZ:/. +-]{0,40}|\\PC{0,20}") {
        let _ = day(&cell, None);
        for zone in [None, Some(&TimeZone::UTC)] {
            if let Ok(span) = window(&cell, None, zone) {
                prop_assert_eq!(window(&span, None, None), Ok(span.clone()));
            }
        }
    }
}

#[test]
fn a_span_that_ends_at_midnight_has_the_day_before_for_its_last() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    #[rustfmt::skip]
    let cases = [
        ("2031-05-06T22:00:00.000Z", Some(&berlin), Ok("2031-05-06")),
        ("2031-05-06T22:00:00.000Z", None, Ok("2031-05-06")),
        ("2031-05-07T00:00:00Z", Some(&berlin), Ok("2031-05-07")),
        ("2031-05-07T00:00:00Z", None, Ok("2031-05-06")),
        ("2031-05-07T00:00:00", Some(&berlin), Ok("2031-05-06")),
        ("2031-05-07", None, Ok("2031-05-07")),
        ("9999-12-31T00:00:00Z", None, Err(DateError::Empty)),
        ("soon", None, Err(DateError::Shape)),
    ];
    for (cell, zone, wanted) in cases {
        let day = last_day(cell, None, zone);
        assert_eq!(day.as_deref().map_err(|error| *error), wanted, "{cell}");
    }
}
