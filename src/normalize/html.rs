//! Markup to text, with the structure kept: paragraphs, lines, lists.
//!
//! A tokenizer of one pass. It builds no tree, for every row of an export
//! passes here and a tree costs more than all the rest of the row. What it
//! takes for a tag:
//!
//! - `<` or `</` with a letter behind it, and a later `>`; quoted `>` inside
//!   attributes do not end it. `5 < 6`, `<3` and `a<b` without a `>` are text.
//! - HTML's own names, names with `-` or `:` (`<o:p>`), closing tags and
//!   whatever has attributes vanish. Other words in angle brackets (`<Größe>`)
//!   are words of the shop: they stay, and lose the brackets only.
//! - A tag that the end of the text cuts off vanishes, when it is surely one.
//!
//! No text makes it slow: whatever was looked for in vain is not looked for
//! again. After [`strip`] no tag is left, also none that the removal of
//! another one would have joined.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::tag::{Break, Effect, Gap, effect, has_lines};

/// The text of an HTML fragment. Entities stay as they are.
pub(super) fn strip(text: &str) -> Cow<'_, str> {
    if memchr(b'<', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut stripper = Stripper {
        text,
        out: String::with_capacity(text.len()),
        gap: Break::default(),
        joint: false,
        soft: has_lines(text),
        closing: Some(0),
        quotes: true,
        skip: None,
        no_cdata_end: false,
    };
    stripper.run();
    Cow::Owned(stripper.out)
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts about the text so far"
)]
struct Stripper<'a> {
    text: &'a str,
    out: String,
    gap: Break,
    /// Something was taken out between the end of `out` and what follows.
    joint: bool,
    soft: bool,
    /// A `>` at or after the place last asked for; `None` when there is none.
    closing: Option<usize>,
    /// Whether quotes still balance; after the first that does not, tags end at `>`.
    quotes: bool,
    /// Bytes that go with an earlier opening: where, and how many.
    skip: Option<(usize, usize)>,
    no_cdata_end: bool,
}

impl Stripper<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut done = 0;
        let mut from = 0;
        while let Some(found) = memchr(b'<', &bytes[from..]) {
            let at = from + found;
            from = self.token(&mut done, at).max(at + 1);
        }
        self.flush(done, bytes.len());
    }

    /// Judges the `<` at `at`. Returns where to go on; `done` moves past what
    /// was taken out, the text before it having been written.
    fn token(&mut self, done: &mut usize, at: usize) -> usize {
        let rest = &self.text[at + 1..];
        let mut take = |this: &mut Self, end: usize| {
            this.flush(*done, at);
            this.joint = true;
            *done = end;
            end
        };
        if rest.starts_with("!--") {
            // The dashes of the opening may be those of the end: `<!-->`.
            let end = memmem::find(&self.text.as_bytes()[at + 2..], b"-->");
            return take(
                self,
                end.map_or(self.text.len(), |found| at + 2 + found + 3),
            );
        }
        if rest.starts_with("![CDATA[") {
            let inner = at + 9;
            if !self.no_cdata_end {
                match memmem::find(&self.text.as_bytes()[inner..], b"]]>") {
                    Some(found) => self.skip = Some((inner + found, 3)),
                    None => self.no_cdata_end = true,
                }
            }
            return take(self, inner);
        }
        if rest.starts_with(['!', '?']) {
            return match self.closing_after(at) {
                Some(end) => take(self, end + 1),
                None => at + 1,
            };
        }
        let slash = usize::from(rest.starts_with('/'));
        if !rest[slash..].starts_with(char::is_alphabetic) {
            return at + 1;
        }
        let name = &rest[slash..];
        let length = name
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_')))
            .unwrap_or(name.len());
        let (name, body) = name.split_at(length);
        let inside = at + 1 + slash + length;
        let whole = body.is_empty()
            || body.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace());
        let effect = if whole { effect(name.as_bytes()) } else { None };
        let attributes = matches!(
            memchr3(b'=', b'<', b'>', body.as_bytes()).map(|found| body.as_bytes()[found]),
            Some(b'=')
        );
        let Some(end) = self.closing_after(at) else {
            // Cut off by the end of the text. One letter may be an inequality.
            let alone = body.trim().trim_start_matches('/').is_empty();
            let surely = effect.is_some() && (attributes || alone && (length > 1 || slash == 1));
            return if surely {
                take(self, self.text.len())
            } else {
                at + 1
            };
        };
        let markup = slash == 1 || attributes || name.contains(['-', ':']);
        let Some(effect) = effect.or(markup.then_some(Effect::Inline)) else {
            take(self, at + 1);
            self.part_words(&self.text[at + 1..]);
            self.skip = Some((end, 1));
            return at + 1;
        };
        let end = self.tag_end(inside).unwrap_or(end) + 1;
        take(self, end);
        let end = if effect == Effect::Raw && slash == 0 {
            self.raw_end(name, end)
        } else {
            end
        };
        *done = end;
        self.gap.apply(effect, slash == 1);
        end
    }

    /// The first `>` after `at`, looked up once for all that ask before it.
    fn closing_after(&mut self, at: usize) -> Option<usize> {
        let known = self.closing?;
        if known <= at {
            self.closing = memchr(b'>', &self.text.as_bytes()[at..]).map(|found| at + found);
        }
        self.closing
    }

    /// The `>` that ends a tag, past quoted attribute values.
    fn tag_end(&mut self, inside: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut from = inside;
        while self.quotes {
            let Some(found) = memchr3(b'>', b'"', b'\'', &bytes[from..]) else {
                self.quotes = false;
                break;
            };
            let at = from + found;
            if bytes[at] == b'>' {
                return Some(at);
            }
            from = at + 1;
            if bytes[inside..at].trim_ascii_end().ends_with(b"=") {
                match memchr(bytes[at], &bytes[from..]) {
                    Some(end) => from += end + 1,
                    None => self.quotes = false,
                }
            }
        }
        None
    }

    /// Past the closing tag of a `<script>` or `<style>`; without one all is its content.
    fn raw_end(&self, name: &str, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let close = memchr::memchr_iter(b'<', &bytes[from..])
            .map(|found| from + found)
            .find(|&at| {
                bytes[at + 1..].first() == Some(&b'/')
                    && bytes
                        .get(at + 2..at + 2 + name.len())
                        .is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
            });
        close
            .and_then(|at| memchr(b'>', &bytes[at..]).map(|found| at + found + 1))
            .unwrap_or(bytes.len())
    }

    /// Writes the text between two places, without what an opening took along.
    fn flush(&mut self, start: usize, end: usize) {
        match self.skip {
            Some((at, length)) if (start..end).contains(&at) => {
                self.skip = None;
                self.write(start, at);
                self.joint = true;
                let next = (at + length).min(end);
                self.part_words(&self.text[next..]);
                self.write(next, end);
            }
            _ => self.write(start, end),
        }
    }

    /// A blank where two words would grow together.
    fn part_words(&mut self, next: &str) {
        if self.gap.gap == Gap::None
            && self.out.ends_with(char::is_alphanumeric)
            && next.starts_with(char::is_alphanumeric)
        {
            self.out.push(' ');
        }
    }

    fn write(&mut self, start: usize, end: usize) {
        let mut text = &self.text[start..end];
        if self.gap.is_any() {
            text = text.trim_start();
        }
        if text.is_empty() {
            return;
        }
        if self.gap.is_any() {
            self.out.truncate(self.out.trim_end().len());
            if !self.out.is_empty() {
                self.out.push_str(match self.gap.gap {
                    Gap::None => "",
                    Gap::Blank => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            if self.gap.bullet {
                self.out.push_str("• ");
            }
            self.gap = Break::default();
        }
        // What was taken out must not join its neighbours to a new tag.
        if self.joint
            && (self.out.ends_with('<') || self.out.ends_with("</"))
            && text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?'))
        {
            self.out.push(' ');
        }
        self.joint = false;
        if self.soft {
            self.write_soft(text);
        } else {
            self.out.push_str(text);
        }
    }

    /// Writes text in which a single line end is a blank, and an empty line a paragraph.
    fn write_soft(&mut self, mut text: &str) {
        while let Some(at) = memchr2(b'\n', b'\r', text.as_bytes()) {
            let (line, rest) = text.split_at(at);
            let next = rest.trim_start();
            let blank = &rest[..rest.len() - next.len()];
            self.out.push_str(line);
            let lines = blank.replace("\r\n", "\n").matches(['\n', '\r']).count();
            self.out.push_str(if lines > 1 { "\n\n" } else { " " });
            text = next;
        }
        self.out.push_str(text);
    }
}

#[cfg(test)]
mod tests;
