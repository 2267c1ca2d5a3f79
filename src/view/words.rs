//! Numbers with their nouns, times in words, and the texts of others.

use std::fmt::Write;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, Zoned};
use shelfsync::report::span;
use shelfsync::source::masked;

/// `1 item`, `3 items`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{} {noun}{end}", grouped(number))
}

/// `1 batch`, `3 batches`.
pub(crate) fn batches(number: u64) -> String {
    let noun = if number == 1 { "batch" } else { "batches" };
    format!("{} {noun}", grouped(number))
}

/// `1 234 567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A time that the state gives in Unix milliseconds, as RFC 3339.
pub(super) fn moment(millis: i64) -> String {
    let second = Timestamp::from_second(millis / 1000);
    second.map_or_else(|_| millis.to_string(), |time| time.to_string())
}

/// Text of others on one line, without anything that steers a terminal: neither
/// a shop nor Meta moves the cursor, changes colors or turns the direction of
/// reading. What is no mere white space is shown as its number.
pub(crate) fn clean(text: &str) -> String {
    let text = &*masked(text);
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            sign if steers(sign) => {
                let _infallible = write!(out, "\\u{{{:x}}}", u32::from(sign));
            }
            sign => out.push(sign),
        }
    }
    out
}

/// Control characters, and those that turn the direction of what follows.
fn steers(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How long ago that was.
pub(super) fn ago(then: i64, now: i64) -> String {
    let millis = u64::try_from(now.saturating_sub(then)).unwrap_or(0);
    let span = span(Duration::from_secs(millis / 1000));
    if millis < 1000 {
        "just now".to_owned()
    } else {
        format!("{span} ago")
    }
}

/// A wait from now on: `4 min, until 14:32`. With the day where it is another.
pub(super) fn wait(time: Duration, now: &Zoned) -> String {
    let seconds = Duration::from_secs(time.as_secs() + u64::from(time.subsec_nanos() > 0));
    let words = span(seconds);
    let end = SignedDuration::try_from(seconds).and_then(|wait| now.checked_add(wait));
    match end {
        Ok(end) if end.date() == now.date() => format!("{words}, until {}", end.strftime("%H:%M")),
        Ok(end) => format!("{words}, until {}", end.strftime("%Y-%m-%d %H:%M")),
        Err(_) => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noun_agrees_with_its_number() {
        assert_eq!(count(1, "item"), "1 item");
        assert_eq!(count(0, "item"), "0 items");
        assert_eq!(count(1_234_567, "item"), "1 234 567 items");
        assert_eq!(batches(2), "2 batches");
    }

    #[test]
    fn nobody_elses_text_steers_the_terminal() {
        #[rustfmt::skip]
        let cases = [
            ("Tasse, 12 €",                     "Tasse, 12 €"),
            ("two\nlines\tand\r\nmore",         "two lines and  more"),
            ("\u{1b}[31mred\u{1b}[0m",          "\\u{1b}[31mred\\u{1b}[0m"),
            ("\u{9b}2J",                        "\\u{9b}2J"),
            ("\u{1b}]0;title\u{7}",             "\\u{1b}]0;title\\u{7}"),
            ("price \u{202e}09.99",             "price \\u{202e}09.99"),
            ("\u{2066}isolated\u{2069}",        "\\u{2066}isolated\\u{2069}"),
            // Joiners and marks belong to scripts and pictures.
            ("👩\u{200d}👧 می\u{200c}خواهم \u{200f}", "👩\u{200d}👧 می\u{200c}خواهم \u{200f}"),
        ];
        for (text, calm) in cases {
            assert_eq!(clean(text), calm, "{text:?}");
        }
    }

    #[test]
    fn a_wait_says_how_long_and_until_when() {
        let now: Zoned = "2026-11-22T14:28:10+01:00[Europe/Berlin]".parse().unwrap();
        #[rustfmt::skip]
        let cases = [
            (Duration::from_secs(240),     "4 min, until 14:32"),
            (Duration::from_millis(7_100), "8 s, until 14:28"),
            (Duration::from_secs(43_200),  "12 h, until 2026-11-23 02:28"),
        ];
        for (time, words) in cases {
            assert_eq!(wait(time, &now), words);
        }
    }
}
