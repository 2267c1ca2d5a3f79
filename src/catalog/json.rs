//! Text and numbers as JSON has them.

use rust_decimal::Decimal;

use super::block::{BLOCK, bits, padded};

/// Appends a JSON string. Runs of plain characters are copied at once.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    if is_short_and_plain(bytes) {
        out.extend_from_slice(bytes);
        out.push(b'"');
        return;
    }
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut done = 0;
    for (start, block) in (0..).step_by(BLOCK).zip(blocks) {
        let marks = escaped(block);
        if marks != 0 {
            write_marked(bytes, start, marks, &mut done, out);
        }
    }
    if !rest.is_empty() {
        let start = bytes.len() - rest.len();
        let marks = escaped(&padded(rest, b' '));
        write_marked(bytes, start, marks, &mut done, out);
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}

/// Appends what stands in front of each marked byte of the block at `start`, and its
/// other form.
fn write_marked(bytes: &[u8], start: usize, marks: u64, done: &mut usize, out: &mut Vec<u8>) {
    let mut marks = marks;
    while marks != 0 {
        let at = start + marks.trailing_zeros() as usize;
        marks &= marks - 1;
        out.extend_from_slice(&bytes[*done..at]);
        *done = at + 1;
        match bytes[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => out.extend_from_slice(format!("\\u{other:04x}").as_bytes()),
        }
    }
}

/// Whether a text is short, as most are, and none of its bytes has another form in JSON:
/// two words are looked at, which may share bytes.
fn is_short_and_plain(bytes: &[u8]) -> bool {
    const WORD: usize = size_of::<u64>();
    let (first, last) = match (bytes.first_chunk::<WORD>(), bytes.last_chunk::<WORD>()) {
        (Some(first), Some(last)) if bytes.len() <= 2 * WORD => {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        }
        (None, None) => {
            let add = |word: u64, byte: &u8| word << 8 | u64::from(*byte);
            let word = bytes.iter().fold(BLANKS, add);
            (word, word)
        }
        _ => return false,
    };
    !has_escaped(first) && !has_escaped(last)
}

/// Eight blanks, which stand for themselves.
const BLANKS: u64 = u64::from_le_bytes([b' '; 8]);

/// Whether any of eight bytes has another form. A byte is below a limit of at most 0x80
/// if taking the limit away needs a loan, which the highest bit shows.
const fn has_escaped(word: u64) -> bool {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
    const MASKS: u64 = u64::from_le_bytes([b'\\'; 8]);
    let (quote, mask) = (word ^ QUOTES, word ^ MASKS);
    let control = word.wrapping_sub(BLANKS) & !word;
    let quote = quote.wrapping_sub(ONES) & !quote;
    let mask = mask.wrapping_sub(ONES) & !mask;
    (control | quote | mask) & HIGH != 0
}

/// The bytes of a block for which JSON has another form.
#[inline(never)]
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches a block is looked at with vector instructions"
)]
fn escaped(block: &[u8; BLOCK]) -> u64 {
    let mut marks = [0; BLOCK];
    for (mark, byte) in marks.iter_mut().zip(*block) {
        *mark = u8::from((byte < 0x20) | (byte == b'"') | (byte == b'\\'));
    }
    bits(&marks)
}

/// Appends a number in its shortest form.
pub(super) fn write_number(number: Decimal, out: &mut Vec<u8>) {
    match u64::try_from(number.mantissa()) {
        // Nearly all are pieces in stock.
        Ok(whole) if number.scale() == 0 => write_whole(whole, 1, out),
        Ok(_) | Err(_) => out.extend_from_slice(number.normalize().to_string().as_bytes()),
    }
}

/// Appends a whole number with at least so many digits.
pub(super) fn write_whole(mut whole: u64, least: usize, out: &mut Vec<u8>) {
    // As many digits as a u64 can have.
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    while whole > 0 {
        start -= 1;
        digits[start] = b'0' + u8::try_from(whole % 10).unwrap_or_default();
        whole /= 10;
    }
    let start = start.min(digits.len().saturating_sub(least));
    out.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> String {
        let mut out = Vec::new();
        write_text(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn number(number: Decimal) -> String {
        let mut out = Vec::new();
        write_number(number, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_what_must_be_escaped_is() {
        let block = "0123456789abcdef".repeat(4);
        for (plain, json) in [
            (String::new(), r#""""#.to_owned()),
            (
                "a\"b\\c\nd\re\tf\u{1}g/ü".into(),
                r#""a\"b\\c\nd\re\tf\u0001g/ü""#.into(),
            ),
            (format!("{block}\""), format!(r#""{block}\"""#)),
            (
                format!("\n{block}{block}\u{1f}{block}"),
                format!(r#""\n{block}{block}\u001f{block}""#),
            ),
        ] {
            assert_eq!(text(&plain), json);
        }
    }

    proptest! {
        #[test]
        fn short_texts_are_judged_as_byte_by_byte(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x1e_u8..0x24, 0x5a_u8..0x5e], 0..20)) {
            let plain = !bytes.iter().any(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'));
            prop_assert_eq!(is_short_and_plain(&bytes), plain && bytes.len() <= 16);
        }

        #[test]
        fn any_text_is_written_as_json_reads_it(raw in "([a-z\"\\\\\u{0}-\u{1f}ü]|\\PC){0,150}") {
            let read: String = serde_json::from_str(&text(&raw)).unwrap();
            prop_assert_eq!(read, raw);
        }

        #[test]
        fn numbers_are_written_as_decimals_write_themselves(mantissa in any::<i64>(), scale in 0_u32..12) {
            let decimal = Decimal::new(mantissa, scale);
            prop_assert_eq!(number(decimal), decimal.normalize().to_string());
            let whole = Decimal::from(mantissa.unsigned_abs());
            prop_assert_eq!(number(whole), whole.to_string());
        }
    }
}
