//! Text and numbers as JSON has them.

use rust_decimal::Decimal;

/// So many bytes are looked at together.
const BLOCK: usize = 16;

/// Appends a JSON string. Runs of plain characters are copied at once.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = first_escaped(rest) {
        out.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => out.extend_from_slice(format!("\\u{other:04x}").as_bytes()),
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Whether JSON has another form for this byte.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches a block is looked at with vector instructions"
)]
const fn is_escaped(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

/// The first byte that needs another form. Nearly all blocks have none.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for (at, block) in (0..).step_by(BLOCK).zip(blocks) {
        if let Some(found) = first_of(block) {
            return Some(at + found);
        }
    }
    let mut last = [b' '; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    first_of(&last).map(|found| BLOCK * blocks.len() + found)
}

fn first_of(block: &[u8; BLOCK]) -> Option<usize> {
    let marks = u128::from_le_bytes(block.map(|byte| u8::from(is_escaped(byte))));
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
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
        let sixteen = "0123456789abcdef";
        for (plain, json) in [
            (String::new(), r#""""#.to_owned()),
            (
                "a\"b\\c\nd\re\tf\u{1}g/ü".into(),
                r#""a\"b\\c\nd\re\tf\u0001g/ü""#.into(),
            ),
            (format!("{sixteen}\""), format!(r#""{sixteen}\"""#)),
            (
                format!("\n{sixteen}{sixteen}\u{1f}{sixteen}"),
                format!(r#""\n{sixteen}{sixteen}\u001f{sixteen}""#),
            ),
        ] {
            assert_eq!(text(&plain), json);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_json_reads_it(raw in "([a-z\"\\\\\u{0}-\u{1f}ü]|\\PC){0,60}") {
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
