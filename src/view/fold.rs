//! Text in lines of a width.

/// So wide is what we write, also on a wider terminal: long lines read badly.
pub(super) const WIDTH: usize = 80;

/// The lines of a text, none wider than `width` signs unless a word is.
pub(super) fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let Some(line) = lines.last_mut() else {
            continue;
        };
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn words_stay_whole_and_lines_stay_within_the_width() {
        for (text, lines) in [
            ("", vec![""]),
            ("one two", vec!["one two"]),
            ("one two three", vec!["one two", "three"]),
            (
                "a word-that-is-too-long b",
                vec!["a", "word-that-is-too-long", "b"],
            ),
            ("für Öl und", vec!["für Öl", "und"]),
        ] {
            assert_eq!(folded(text, 7), lines, "{text}");
        }
    }
}
