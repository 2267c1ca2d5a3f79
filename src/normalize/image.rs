//! Cells that hold the addresses of pictures, one or many.
//!
//! Rules: formats.md 2.9. Addresses may contain the very sign that parts them
//! (`…/w_200,h_200/mug.jpg`), so a sign parts only where the next address
//! visibly begins. What is no picture is handed over with the reason, so that
//! nothing vanishes unexplained. Equal addresses are the caller's affair.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::{memchr, memchr2, memchr3, memmem, memrchr};

use super::{link, text};

/// One entry of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Image<'a> {
    /// An address, absolute or relative.
    Address(Cow<'a, str>),
    /// No picture.
    Dropped {
        /// The entry.
        text: &'a str,
        /// What it is instead.
        reason: NoImage,
    },
}

/// Why an entry is no picture. Finishes the sentence "the image is dropped: …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoImage {
    /// `data:image/png;base64,…`.
    #[error("it is a picture inside the cell; the catalog needs an address")]
    Inline,
    /// `no_selection`, `NULL`, `placeholder.png`.
    #[error("it is the shop's placeholder for a missing picture")]
    Placeholder,
    /// `file://…`, `C:\…`, `\\server\…`.
    #[error("it is a path on somebody's computer; upload the picture to the shop")]
    Local,
    /// `localhost`.
    #[error("its host is this computer, which nobody else can reach")]
    Localhost,
    /// `.svg`.
    #[error("it is a drawing (SVG); the catalog takes JPEG and PNG")]
    Vector,
    /// `.pdf`.
    #[error("it is a document (PDF); the catalog takes JPEG and PNG")]
    Document,
    /// `.mp4`: belongs into `video`.
    #[error("it is a video; map it to `video`")]
    Video,
}

/// How addresses begin, which is how the end of the one before is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `https://…`, `//…`, `/…`.
    Rooted,
    /// `data:…`, whose content may hold `,`, `;` and `/`.
    Inline,
    /// `mug.jpg`, `m/u/mug.jpg`.
    Bare,
}

/// The entries of a cell, parted by any of `separators`; none for one address.
pub(crate) fn images<'a, 's>(cell: &'a str, separators: &'s [char]) -> Images<'a, 's> {
    Images {
        rest: trim(cell, separators),
        separators,
    }
}

/// Adds the addresses of a cell to those that were found, each once, where all of them
/// are as they should be: the usual cell, told without taking it apart. Otherwise, or
/// where they would be more than `most`, nothing is added.
///
/// It is right because each of them is a rooted address without a separator in it, and
/// such a one ends where another begins with its scheme; a property test holds it to
/// [`images`].
pub(crate) fn usual<'a>(
    cell: &'a str,
    separators: &[char],
    most: usize,
    found: &mut Vec<Cow<'a, str>>,
) -> bool {
    let before = found.len();
    let mut rest = cell;
    loop {
        let end = find(rest, separators);
        let entry = text::trim(&rest[..end.unwrap_or(rest.len())]);
        if !entry.is_empty() {
            let fits = found.len() < most && link::is_usual(entry) && refusal(entry).is_none();
            if !fits {
                found.truncate(before);
                return false;
            }
            let url = Cow::Borrowed(entry);
            if !found.contains(&url) {
                found.push(url);
            }
        }
        match end {
            // What parts addresses is ASCII.
            Some(end) => rest = &rest[end + 1..],
            None => return true,
        }
    }
}

/// Iterator of [`images`].
#[derive(Clone, Debug)]
pub(crate) struct Images<'a, 's> {
    rest: &'a str,
    separators: &'s [char],
}

impl<'a> Iterator for Images<'a, '_> {
    type Item = Image<'a>;

    fn next(&mut self) -> Option<Image<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let style = style(self.rest);
        let mut end = self.rest.len();
        let mut next = "";
        let mut from = 0;
        while let Some(found) = find(&self.rest[from..], self.separators) {
            let at = from + found;
            let after = trim_start(&self.rest[at..], self.separators);
            if after.is_empty() || parts(style, &self.rest[from..at], after, self.separators) {
                end = at;
                next = after;
                break;
            }
            // Each stretch is looked at once, however long the cell is.
            from = self.rest.len() - after.len();
        }
        let entry = text::trim(&self.rest[..end]);
        self.rest = next;
        Some(judge(entry))
    }
}

/// The first separator; nearly always they are a few signs of ASCII.
fn find(text: &str, separators: &[char]) -> Option<usize> {
    let bytes = text.as_bytes();
    let byte = |c: char| u8::try_from(c).unwrap_or(b',');
    if !separators.iter().all(char::is_ascii) {
        return text.find(separators);
    }
    match *separators {
        [] => None,
        [a] => memchr(byte(a), bytes),
        [a, b] => memchr2(byte(a), byte(b), bytes),
        [a, b, c] => memchr3(byte(a), byte(b), byte(c), bytes),
        [a, b, c, d] => {
            let first = memchr3(byte(a), byte(b), byte(c), bytes);
            let before = &bytes[..first.unwrap_or(bytes.len())];
            memchr(byte(d), before).or(first)
        }
        _ => text.find(separators),
    }
}

fn trim<'a>(text: &'a str, separators: &[char]) -> &'a str {
    let more = |c: char| c.is_whitespace() || separators.contains(&c);
    let text = trim_start(text, separators);
    if text.ends_with(more) {
        return text.trim_end_matches(more);
    }
    text
}

fn trim_start<'a>(text: &'a str, separators: &[char]) -> &'a str {
    let more = |c: char| c.is_whitespace() || separators.contains(&c);
    if text.starts_with(more) {
        return text.trim_start_matches(more);
    }
    text
}

fn starts_with(text: &str, head: &str) -> bool {
    text.as_bytes()
        .get(..head.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(head.as_bytes()))
}

fn style(text: &str) -> Style {
    if starts_with(text, "data:") {
        Style::Inline
    } else if ["http:", "https:", "/", "file:"]
        .iter()
        .any(|head| starts_with(text, head))
    {
        Style::Rooted
    } else {
        Style::Bare
    }
}

/// Whether a sign between these two parts them.
fn parts(style: Style, before: &str, after: &str, separators: &[char]) -> bool {
    let address = ["http://", "https://", "data:", "file:"]
        .iter()
        .any(|head| starts_with(after, head));
    match style {
        _ if address => true,
        Style::Inline => false,
        // `…/w_200,/h` is one address; a cell of paths goes on with paths.
        Style::Rooted => {
            after.starts_with('/')
                || is_placeholder(after.split(separators).next().unwrap_or_default())
        }
        Style::Bare => {
            after.starts_with('/') || extension(before).is_some() || is_placeholder(before)
        }
    }
}

/// The ending of a file name that can be a picture or a film.
fn extension(address: &str) -> Option<&str> {
    ending(path(address))
}

/// The same of an address without query and fragment.
fn ending(path: &str) -> Option<&str> {
    const KNOWN: [&str; 16] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "tif", "tiff", "heic", "jfif", "svg",
        "pdf", "mp4", "webm", "mov",
    ];
    let path = path.trim_end();
    let ending = &path[memrchr(b'.', path.as_bytes())? + 1..];
    KNOWN
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
        .then_some(ending)
}

/// An address without its query and fragment.
fn path(address: &str) -> &str {
    let end = memchr2(b'?', b'#', address.as_bytes());
    end.map_or(address, |end| &address[..end])
}

/// A folder of placeholders; looked for in every address, so prepared once.
static PLACEHOLDERS: LazyLock<memmem::Finder<'_>> =
    LazyLock::new(|| memmem::Finder::new("/placeholder/"));

fn is_placeholder(entry: &str) -> bool {
    stands_for_none(entry, path(entry))
}

/// The same of an entry, and of what it is without query and fragment.
fn stands_for_none(entry: &str, path: &str) -> bool {
    let words = [
        "no_selection",
        "null",
        "none",
        "n/a",
        "placeholder",
        "noimage",
        "no_image",
        "-",
    ];
    if entry.len() <= 12 && words.iter().any(|word| entry.eq_ignore_ascii_case(word)) {
        return true;
    }
    // `[placeholder…]`, `…/woocommerce-placeholder-600x600.png`, `…/placeholder/default/image.jpg`.
    let name = memrchr(b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..]);
    starts_with(entry, "[placeholder")
        || starts_with(name, "placeholder.")
        || starts_with(name, "woocommerce-placeholder")
        || PLACEHOLDERS.find(path.as_bytes()).is_some()
        || entry.starts_with("placeholder/")
}

fn judge(entry: &str) -> Image<'_> {
    match refusal(entry) {
        Some(reason) => Image::Dropped {
            text: entry,
            reason,
        },
        // Wix exports the name of a picture on its own host (formats.md 2.9).
        None if style(entry) == Style::Bare && !entry.contains('/') && entry.contains("~mv2") => {
            Image::Address(format!("https://static.wixstatic.com/media/{entry}").into())
        }
        None => Image::Address(entry.into()),
    }
}

fn refusal(entry: &str) -> Option<NoImage> {
    let secure = entry.strip_prefix("https://");
    let rest = secure.or_else(|| entry.strip_prefix("http://"));
    // Nothing else begins like an address, and nearly all entries are addresses.
    if rest.is_none() {
        if style(entry) == Style::Inline {
            return Some(NoImage::Inline);
        }
        if is_local(entry) {
            return Some(NoImage::Local);
        }
    }
    let path = path(entry);
    if stands_for_none(entry, path) {
        return Some(NoImage::Placeholder);
    }
    let host = rest.unwrap_or_else(|| entry.split_once("//").map_or("", |(_, rest)| rest));
    let ends = |b: u8| matches!(b, b'/' | b':' | b'?' | b'#');
    let host = &host[..host.bytes().position(ends).unwrap_or(host.len())];
    if ["localhost", "127.0.0.1"]
        .iter()
        .any(|own| host.eq_ignore_ascii_case(own))
    {
        return Some(NoImage::Localhost);
    }
    let ending = ending(path)?;
    let is = |known: &[&str]| known.iter().any(|known| ending.eq_ignore_ascii_case(known));
    if is(&["svg"]) {
        Some(NoImage::Vector)
    } else if is(&["pdf"]) {
        Some(NoImage::Document)
    } else if is(&["mp4", "webm", "mov"]) {
        Some(NoImage::Video)
    } else {
        None
    }
}

/// Whether an entry is a path on somebody's computer.
fn is_local(entry: &str) -> bool {
    let bytes = entry.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && matches!(bytes.get(2), Some(b'\\' | b'/'));
    drive || starts_with(entry, "file:") || entry.starts_with("\\\\")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn addresses(cell: &str, separators: &[char]) -> Vec<String> {
        images(cell, separators)
            .map(|image| match image {
                Image::Address(address) => address.into_owned(),
                Image::Dropped { reason, .. } => format!("({reason:?})"),
            })
            .collect()
    }

    #[test]
    fn parts_cells_and_not_addresses() {
        let comma: &[char] = &[','];
        #[rustfmt::skip]
        let cases: [(&str, &[char], &[&str]); 22] = [
            ("", comma, &[]), (" , ,", comma, &[]),
            ("https://x.example/a.jpg", comma, &["https://x.example/a.jpg"]),
            ("https://x.example/a.jpg,https://x.example/b.jpg", comma, &["https://x.example/a.jpg", "https://x.example/b.jpg"]),
            ("https://x.example/a.jpg, https://x.example/b.jpg,", comma, &["https://x.example/a.jpg", "https://x.example/b.jpg"]),
            ("https://x.example/w_2,h_3/a.jpg,https://x.example/b.jpg", comma, &["https://x.example/w_2,h_3/a.jpg", "https://x.example/b.jpg"]),
            ("https://x.example/a,b.jpg", &[], &["https://x.example/a,b.jpg"]),
            ("//x.example/a.jpg,//x.example/b.jpg", comma, &["//x.example/a.jpg", "//x.example/b.jpg"]),
            ("/m/h/a.jpg,/m/h/b.jpg,no_selection", comma, &["/m/h/a.jpg", "/m/h/b.jpg", "(Placeholder)"]),
            ("a.jpg,b.png,,c.webp?v=1,d.gif", comma, &["a.jpg", "b.png", "c.webp?v=1", "d.gif"]),
            ("red,blue.jpg,b.jpg", comma, &["red,blue.jpg", "b.jpg"]),
            ("a.jpg;b.jpg", &[';', '|'], &["a.jpg", "b.jpg"]),
            ("https://x.example/a.jpg|https://x.example/b.jpg", &['|'], &["https://x.example/a.jpg", "https://x.example/b.jpg"]),
            ("https://x.example/a.jpg\nhttps://x.example/b.jpg https://x.example/c d.jpg", &[' ', '\n'],
                &["https://x.example/a.jpg", "https://x.example/b.jpg", "https://x.example/c d.jpg"]),
            ("data:image/jpeg;base64,/9j/4AA,https://x.example/a.jpg", comma, &["(Inline)", "https://x.example/a.jpg"]),
            ("no_selection", comma, &["(Placeholder)"]), ("NULL", comma, &["(Placeholder)"]),
            ("https://x.example/woocommerce-placeholder-600x600.png", comma, &["(Placeholder)"]),
            ("file:///home/a.jpg,C:\\b.jpg", comma, &["(Local)"]),
            ("http://localhost/a.jpg,https://x.example/a.SVG?x=1", comma, &["(Localhost)", "(Vector)"]),
            ("https://x.example/a.pdf,https://x.example/a.mp4", comma, &["(Document)", "(Video)"]),
            ("0abc_12~mv2.jpg;1abc~mv2.png", &[';'],
                &["https://static.wixstatic.com/media/0abc_12~mv2.jpg", "https://static.wixstatic.com/media/1abc~mv2.png"]),
        ];
        for (cell, separators, wanted) in cases {
            assert_eq!(addresses(cell, separators), wanted, "{cell:?}");
        }
    }

    #[test]
    fn borrows_addresses() {
        let cell = "https://x.example/a.jpg,https://x.example/b.jpg";
        assert!(
            images(cell, &[',']).all(|image| matches!(image, Image::Address(Cow::Borrowed(_))))
        );
    }

    proptest! {
        #[test]
        fn usual_cells_are_the_same_taken_apart(
            parts in prop::collection::vec("(https?://(shop\\.example|localhost)|)/([a-c.,;/ ?#-]|placeholder|\\.jpg|\\.svg|\\.mp4){0,8}", 1..4),
            sign in "[,;|\n ]{1,2}"
        ) {
            let separators = [',', ';', '|', '\n'];
            let cell = parts.join(&sign);
            let mut found = Vec::new();
            if usual(&cell, &separators, 200, &mut found) {
                let mut expected = Vec::new();
                for image in images(&cell, &separators) {
                    let Image::Address(address) = image else {
                        panic!("{image:?}");
                    };
                    prop_assert_eq!(link::absolute(&address, None).unwrap().url, &*address);
                    if !expected.contains(&address) {
                        expected.push(address);
                    }
                }
                prop_assert_eq!(found, expected);
            } else {
                prop_assert!(found.is_empty());
            }
        }

        #[test]
        fn no_entry_is_empty(cell in "[a-c.,;/ :htpsjg-]{0,30}|\\PC{0,20}") {
            for image in images(&cell, &[',', ';', ' ']) {
                match image {
                    Image::Address(text) => prop_assert!(!text.trim().is_empty()),
                    Image::Dropped { text, .. } => prop_assert!(!text.trim().is_empty()),
                }
            }
        }
    }
}
