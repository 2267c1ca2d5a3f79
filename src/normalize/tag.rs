//! Tags of HTML: what they do to the text around them, and where they end.

use memchr::{memchr, memchr3};

/// What a tag does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: `<b>`.
    Inline,
    /// Both sides stand on lines of their own: `<div>`.
    Line,
    /// Both sides are paragraphs: `<p>`.
    Paragraph,
    /// One more line: `<br>`.
    Break,
    /// A line with a bullet: `<li>`.
    Item,
    /// A blank: `<td>`.
    Cell,
    /// The content is no text: `<script>`.
    Raw,
}

/// What HTML makes of an element name; `None` for a name that it does not have.
pub(super) fn effect(name: &[u8]) -> Option<Effect> {
    let mut lower = [0; 12];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"table" | b"ul" | b"ol" | b"dl"
        | b"blockquote" | b"pre" | b"hr" => Effect::Paragraph,
        b"div" | b"tr" | b"dt" | b"dd" | b"section" | b"article" | b"header" | b"footer"
        | b"main" | b"nav" | b"aside" | b"figure" | b"figcaption" | b"address" | b"caption"
        | b"center" | b"fieldset" | b"form" | b"legend" | b"details" | b"summary" | b"body"
        | b"html" | b"head" | b"title" | b"thead" | b"tbody" | b"tfoot" | b"option" | b"menu"
        | b"dir" => Effect::Line,
        b"br" => Effect::Break,
        b"li" => Effect::Item,
        b"td" | b"th" => Effect::Cell,
        b"script" | b"style" => Effect::Raw,
        b"a" | b"abbr" | b"acronym" | b"applet" | b"area" | b"audio" | b"b" | b"base"
        | b"basefont" | b"bdi" | b"bdo" | b"big" | b"blink" | b"button" | b"canvas" | b"cite"
        | b"code" | b"col" | b"colgroup" | b"data" | b"datalist" | b"del" | b"dfn" | b"dialog"
        | b"em" | b"embed" | b"font" | b"frame" | b"frameset" | b"g" | b"i" | b"iframe"
        | b"img" | b"input" | b"ins" | b"kbd" | b"label" | b"link" | b"map" | b"mark"
        | b"marquee" | b"math" | b"meta" | b"meter" | b"nobr" | b"noframes" | b"noscript"
        | b"object" | b"optgroup" | b"output" | b"param" | b"path" | b"picture" | b"progress"
        | b"q" | b"rect" | b"rp" | b"rt" | b"ruby" | b"s" | b"samp" | b"select" | b"slot"
        | b"small" | b"source" | b"span" | b"strike" | b"strong" | b"sub" | b"sup" | b"svg"
        | b"template" | b"textarea" | b"time" | b"track" | b"tt" | b"u" | b"use" | b"var"
        | b"video" | b"wbr" => Effect::Inline,
        _ => return None,
    })
}

/// What is to be put between the text before and the text that follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    Blank,
    Line,
    Paragraph,
}

/// What tags have put between the text before and the text that follows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Break {
    pub(super) gap: Gap,
    /// A list item has begun and has no text yet.
    pub(super) bullet: bool,
}

impl Break {
    /// Whether anything is to be put there.
    pub(super) fn is_any(self) -> bool {
        self.gap != Gap::None || self.bullet
    }

    /// Adds what one more tag does.
    pub(super) fn apply(&mut self, effect: Effect, closes: bool) {
        match effect {
            Effect::Inline | Effect::Raw => {}
            Effect::Cell => self.gap = self.gap.max(Gap::Blank),
            Effect::Item if closes => {
                self.bullet = false;
                self.gap = self.gap.max(Gap::Line);
            }
            Effect::Item => {
                // Items follow line on line, even where each holds a paragraph.
                self.bullet = true;
                self.gap = Gap::Line;
            }
            Effect::Line | Effect::Paragraph | Effect::Break if self.bullet => {}
            Effect::Line => self.gap = self.gap.max(Gap::Line),
            Effect::Paragraph => self.gap = Gap::Paragraph,
            Effect::Break if self.gap >= Gap::Line => self.gap = Gap::Paragraph,
            Effect::Break => self.gap = Gap::Line,
        }
    }
}

/// Whether tags make the lines of this text, so that line ends in the source
/// mean no more than blanks.
pub(super) fn has_lines(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let tail = &bytes[at + 1..];
        let starts = |name: &[u8]| {
            tail.get(..name.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(name))
                && tail
                    .get(name.len())
                    .is_some_and(|&b| matches!(b, b'>' | b'/') || b.is_ascii_whitespace())
        };
        starts(b"p") || starts(b"br") || starts(b"div")
    })
}

/// A tag of HTML's own names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub(super) effect: Effect,
    /// Whether it is a closing one.
    pub(super) closes: bool,
    /// Past its `>`.
    pub(super) end: usize,
}

impl Tag {
    /// The tag that begins at a `<`; `None` where it is no tag, none of HTML's own, not
    /// closed, or where its content is no text.
    pub(super) fn read(text: &str, at: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let closes = bytes.get(at + 1) == Some(&b'/');
        let start = at + 1 + usize::from(closes);
        let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_');
        let length = bytes[start..].iter().position(|b| !of_name(b))?;
        let inside = start + length;
        let effect = effect(&bytes[start..inside]).filter(|effect| *effect != Effect::Raw)?;
        let end = match bytes[inside] {
            b'>' => inside,
            b'/' | b' ' | b'\t'..=b'\r' => past_attributes(bytes, inside)?,
            _ => return None,
        };
        Some(Self {
            effect,
            closes,
            end: end + 1,
        })
    }
}

/// The `>` behind attributes, past their quoted values.
fn past_attributes(bytes: &[u8], inside: usize) -> Option<usize> {
    let mut from = inside;
    loop {
        let at = from + memchr3(b'>', b'"', b'\'', &bytes[from..])?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        from = at + 1;
        if bytes[inside..at].trim_ascii_end().ends_with(b"=") {
            from += memchr(bytes[at], &bytes[from..])? + 1;
        }
    }
}
