//! Numbers with their nouns, and times in words.

use jiff::Timestamp;

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
pub(super) fn grouped(number: u64) -> String {
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

/// Text of others without control characters: neither a shop nor Meta steers
/// the terminal.
pub(crate) fn clean(text: &str) -> String {
    let calm = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(calm).collect()
}

/// How long ago that was.
pub(super) fn ago(then: i64, now: i64) -> String {
    let millis = u64::try_from(now.saturating_sub(then)).unwrap_or(0);
    let span = shelfsync::report::span(std::time::Duration::from_secs(millis / 1000));
    if millis < 1000 {
        "just now".to_owned()
    } else {
        format!("{span} ago")
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
}
