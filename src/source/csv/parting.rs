//! What parts the cells and the rows of a table, as far as single characters tell.

/// What ends the rows of a table that begins so. A carriage return does when
/// one stands in the first line outside of quotes: there is no line feed in the
/// file, or there are some inside of cells, as Excel on the Mac writes them.
pub(in crate::source) fn line_end(sample: &str) -> u8 {
    let line = sample.trim_start().split('\n').next().unwrap_or("");
    let mut quoted = false;
    let returns = line.trim_end_matches('\r').bytes().any(|byte| {
        quoted ^= byte == b'"';
        byte == b'\r' && !quoted
    });
    if returns { b'\r' } else { b'\n' }
}

/// `sep=;`, which Excel reads and hides.
pub(super) fn separator_line(sample: &str) -> Option<u8> {
    let line = sample.lines().find(|line| !line.trim().is_empty())?;
    let line = line.trim_end_matches(['\r', '\n']).trim_start();
    let line = line.strip_prefix('"').unwrap_or(line);
    let rest = line.get(..4).filter(|sep| sep.eq_ignore_ascii_case("sep="));
    let rest = rest.and_then(|_| line.get(4..))?;
    let rest = rest.strip_suffix('"').unwrap_or(rest);
    match rest.as_bytes() {
        [delimiter] if is_delimiter(char::from(*delimiter)) => Some(*delimiter),
        _ => None,
    }
}

/// Whether this character can separate cells.
pub(in crate::source) fn is_delimiter(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '"' | '\'' | '\r' | '\n' | '\0')
}
