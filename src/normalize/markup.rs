//! Markup of the usual kind, to plain text in one pass.
//!
//! What [`html`](super::html), [`entity`](super::entity) and the folding of
//! white space make of a text one after the other is made here at once, for texts
//! whose tags are HTML's own and whose entities end with a semicolon, as those of
//! nearly all descriptions do. Everything else is left to those three. It is here
//! because descriptions are half of an export; a property test holds it to them.

use std::borrow::Cow;

use memchr::memmem;

use super::scan::Specials;
use super::survey::{Foreign, Needs, foreign, is_behind_letter, survey};
use super::tag::{Break, Gap, Tag, has_lines};
use super::text::Lines;

/// The longest name of an entity that is looked at.
const LONGEST: usize = 10;

/// The plain text of a text; `None` where its markup is of another kind, or where it
/// needs to be mended.
pub(super) fn usual(raw: &str, lines: Lines) -> Option<Cow<'_, str>> {
    let bytes = raw.as_bytes();
    let mut text = Folded {
        out: String::with_capacity(raw.len()),
        lines,
        white: None,
        gap: Break::default(),
        seam: false,
    };
    // Whether there may be something to be mended, in tags or outside of them.
    let mut suspect = false;
    let mut soft = None;
    let mut specials = Specials::of(bytes);
    let (mut done, mut from) = (0, 0);
    while let Some(at) = specials.next(from) {
        let end = match bytes[at] {
            b'<' => {
                text.piece(&raw[done..at]);
                let end = if raw[at..].starts_with("<!--") {
                    // The dashes of the opening may be those of the end: `<!-->`.
                    at + 2 + memmem::find(&bytes[at + 2..], b"-->")? + 3
                } else {
                    let tag = Tag::read(raw, at)?;
                    text.gap.apply(tag.effect, tag.closes);
                    tag.end
                };
                let plain = |b: &u8| matches!(b, b' '..=b'~') || is_white(*b);
                suspect |= !bytes[at..end].iter().all(plain);
                end
            }
            b'&' => {
                text.piece(&raw[done..at]);
                let (decoded, end) = entity(raw, at)?;
                text.seam |= !decoded.bytes().all(|b| matches!(b, b' '..=b'~'));
                text.piece(&decoded);
                end
            }
            b' ' | b'\t'..=b'\r' => {
                text.piece(&raw[done..at]);
                let run = bytes[at..].iter().take_while(|b| is_white(**b)).count();
                // It may become one line end with what stands behind a tag.
                if bytes[at + run - 1] == b'\r' {
                    return None;
                }
                let soft = *soft.get_or_insert_with(|| has_lines(raw));
                text.white(line_ends(&bytes[at..at + run], soft));
                at + run
            }
            // What only rules for it know.
            0..=0x7F => return None,
            0x80.. => {
                suspect |= is_behind_letter(bytes, at);
                from = match foreign(bytes, at) {
                    Foreign::Letter(length) => at + length,
                    Foreign::Suspect => {
                        suspect = true;
                        at + 1
                    }
                    Foreign::Blank | Foreign::Unknown => return None,
                };
                continue;
            }
        };
        (done, from) = (end, end);
    }
    text.piece(&raw[done..]);
    if suspect && survey(raw, lines).mending {
        return None;
    }
    // Folded while it was written, and its letters have the same neighbours as before.
    if !suspect && !text.seam {
        return Some(Cow::Owned(text.out));
    }
    let needs = survey(&text.out, lines);
    let rests = Needs {
        // What is left of them was seen to be none.
        entities: false,
        ..needs
    };
    (rests == Needs::default()).then_some(Cow::Owned(text.out))
}

const fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// How many line ends a run of white space stands for. Where tags make the lines,
/// one is a blank and more are a paragraph.
fn line_ends(run: &[u8], soft: bool) -> usize {
    let mut ends = 0;
    let mut last = 0;
    for &byte in run {
        ends += usize::from(byte == b'\r' || byte == b'\n' && last != b'\r');
        last = byte;
    }
    match ends {
        0 | 1 if soft => 0,
        _ if soft => 2,
        ends => ends,
    }
}

/// What an entity stands for, and where it ends; `None` where that depends on what
/// stands around it.
fn entity(raw: &str, at: usize) -> Option<(Cow<'static, str>, usize)> {
    let bytes = raw.as_bytes();
    let rest = &bytes[at + 1..];
    if rest.first() == Some(&b' ') {
        return Some(("&".into(), at + 1));
    }
    let length = rest.iter().take(LONGEST).position(|b| *b == b';')?;
    let end = at + length + 2;
    let next = bytes.get(end).copied().unwrap_or(b'<');
    let decoded: Cow<'static, str> = match &rest[..length] {
        // It must not begin another one.
        b"amp" => return (next == b' ').then_some(("&".into(), end)),
        // White space of its own between two words.
        b"nbsp" => {
            let before = bytes[..at].last().copied().unwrap_or(b'>');
            let word =
                |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'&' | b';');
            return (word(before) && (word(next) || next >= 0xC3)).then_some((" ".into(), end));
        }
        b"auml" => "ä".into(),
        b"ouml" => "ö".into(),
        b"uuml" => "ü".into(),
        b"Auml" => "Ä".into(),
        b"Ouml" => "Ö".into(),
        b"Uuml" => "Ü".into(),
        b"szlig" => "ß".into(),
        b"quot" => "\"".into(),
        b"eacute" => "é".into(),
        b"euro" => "€".into(),
        b"ndash" => "–".into(),
        _ => htmlize::unescape_attribute(&raw[at..end])
            .into_owned()
            .into(),
    };
    let mut chars = decoded.chars();
    let one = chars.next().filter(|_| chars.next().is_none())?;
    // `<` and `&` may begin something, and U+FFFD is what a broken one becomes.
    let plain = !one.is_whitespace() && !matches!(one, '<' | '&' | '\u{FFFD}');
    plain.then_some((decoded, end))
}

/// Text whose white space is folded while it is written.
struct Folded {
    out: String,
    lines: Lines,
    /// White space behind it, with the number of its line ends.
    white: Option<usize>,
    /// What tags have put behind it.
    gap: Break,
    /// Whether letters beyond ASCII have come together, or come from entities.
    seam: bool,
}

impl Folded {
    /// Adds text with single blanks only.
    fn piece(&mut self, text: &str) {
        let (begins, ends) = (text.starts_with(' '), text.ends_with(' '));
        // The general way is dear, and most pieces have no blanks at their ends.
        let words = if begins || ends {
            text.trim_matches(' ')
        } else {
            text
        };
        if words.is_empty() {
            if !text.is_empty() {
                self.white(0);
            }
            return;
        }
        if begins {
            self.white(0);
        }
        let gap = std::mem::take(&mut self.gap);
        if gap.is_any() {
            // White space beside a gap is none.
            self.white = match gap.gap {
                Gap::None => None,
                Gap::Blank => Some(0),
                Gap::Line => Some(1),
                Gap::Paragraph => Some(2),
            };
        }
        if gap.bullet {
            self.part();
            self.out.push('•');
            self.white = Some(0);
        }
        self.part();
        let foreign = |byte: Option<u8>| byte.is_some_and(|byte| byte >= 0x80);
        self.seam |= foreign(self.out.bytes().next_back()) && foreign(words.bytes().next());
        self.out.push_str(words);
        if ends {
            self.white(0);
        }
    }

    /// Adds white space.
    fn white(&mut self, ends: usize) {
        if !self.gap.is_any() {
            *self.white.get_or_insert(0) += ends;
        }
    }

    /// Writes the white space between two words.
    fn part(&mut self) {
        let Some(ends) = self.white.take().filter(|_| !self.out.is_empty()) else {
            return;
        };
        self.out.push_str(match (self.lines, ends) {
            (Lines::One, _) | (Lines::Many, 0) => " ",
            (Lines::Many, 1) => "\n",
            (Lines::Many, _) => "\n\n",
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::careful;
    use super::*;

    /// What descriptions are made of.
    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<br>",
        "<br />",
        "<BR/>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<b>",
        "</b>",
        "<div class=\"a b\">",
        "<a href='x>y'>",
        "<td>",
        "<p",
        "<h2>",
        "<!-- a -->",
        "<!-->",
        "<Foo>",
        "</foo>",
        "<script>",
        "<span title=\"Größe\u{AD}\">",
        "<i a=\">",
        "<i a=\u{7}\">",
        "<b a=\"fÃ¼r\">",
        "<!-- Ã¼ -->",
        " ",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\n\n",
        "\u{A0}",
        "&nbsp;",
        "&amp;",
        "&amp; ",
        "& ",
        "&",
        "&uuml;",
        "&szlig;",
        "&#252;",
        "&#8211;",
        "&#xFC;",
        "&euro;",
        "&lt;",
        "&gt;",
        "&quot;",
        "&Atilde;",
        "&frac14;",
        "&#0;",
        "&#8203;",
        "&zwj;",
        "&ensp;",
        "&unknown;",
        "amp;",
        "a",
        "b c",
        "Größe",
        "Ã",
        "¼",
        "é",
        "“",
        "–",
        "€",
        "Ж",
        "日",
        "\u{AD}",
        "\u{308}",
        ";",
        "'",
        "\"",
        ">",
        "5 < 6",
        "•",
        "&apos;",
        "&bull;",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn one_pass_is_the_same_as_one_rule_after_the_other(
            text in prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|all| all.concat())
        ) {
            for lines in [Lines::One, Lines::Many] {
                if let Some(found) = usual(&text, lines) {
                    let plain = careful(&text, lines);
                    prop_assert_eq!((&*found, false, false), (&*plain.text, plain.repaired, plain.doubtful), "{:?}", text);
                }
            }
        }
    }

    /// What stands on both sides of a tag may become one line end.
    #[test]
    fn a_line_end_may_be_parted_by_a_tag() {
        assert_eq!(usual("a\r<b>\nb", Lines::Many), None);
        assert_eq!(careful("a\r<b>\nb", Lines::Many).text, "a\nb");
    }

    /// What is mended there is told, though no tag is sent.
    #[test]
    fn what_stands_in_tags_is_looked_at_too() {
        for text in [
            "<b title=\"fÃ¼r\">a</b>",
            "<b a=\u{7}\"x>y\">a</b>",
            "<!-- fÃ¼r -->a",
        ] {
            assert_eq!(usual(text, Lines::Many), None, "{text}");
        }
        let text = "<b title=\"Größe\">a</b>";
        assert_eq!(usual(text, Lines::Many).as_deref(), Some("a"));
    }

    #[test]
    fn descriptions_are_usual() {
        let text = "<p>Für&nbsp;Regentage &amp; Wochenmärkte.</p>\n<ul class=\"x\">\n<li>Gr&ouml;&szlig;e: 5 cm</li>\n<li>a<br/>b</li></ul>";
        let many = "Für Regentage & Wochenmärkte.\n• Größe: 5 cm\n• a\nb";
        assert_eq!(usual(text, Lines::Many).as_deref(), Some(many));
        assert_eq!(
            usual(text, Lines::One),
            Some(many.replace('\n', " ").into())
        );
    }
}
