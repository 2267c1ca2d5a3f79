//! What text is at first sight: a table, XML, or something that no shop
//! exports, such as a web page with an error.

use super::error::SourceError;
use super::fault::{Title, Unrecognized};

/// The two forms of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Xml,
}

/// Elements that begin a web page or a message of a web server, never a feed.
const HTML: &[&str] = &[
    "html", "head", "body", "title", "meta", "script", "style", "br", "b", "p", "div", "span",
    "font", "pre", "center", "h1", "h2", "h3", "table", "form", "a", "i", "strong", "hr", "ul",
];

/// Tells a table from XML by its first characters, and refuses what is neither.
pub(super) fn kind(text: &str, shown: &str) -> Result<Kind, SourceError> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if is_json(text) {
        return Err(SourceError::NotRecognized {
            shown: shown.into(),
            why: Unrecognized::Json {
                begins: begins(text),
            },
        });
    }
    if !text.starts_with('<') {
        return Ok(Kind::Table);
    }
    let (doctype, root) = prolog(text);
    if doctype.eq_ignore_ascii_case("html")
        || HTML.iter().any(|name| name.eq_ignore_ascii_case(root))
    {
        return Err(SourceError::HtmlPage {
            shown: shown.into(),
            title: Title(title(text)),
        });
    }
    let markup = text[1..].starts_with(['?', '!']);
    let named = root.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':');
    Ok(if markup || named {
        Kind::Xml
    } else {
        Kind::Table
    })
}

/// The first characters of a text, for a message.
pub(super) fn begins(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or("");
    let mut begins: String = line.chars().filter(|c| !c.is_control()).take(60).collect();
    if line.chars().count() > 60 {
        begins.push('…');
    }
    begins
}

/// An object or a list, not a table whose first name has a bracket.
fn is_json(text: &str) -> bool {
    let inside = match text.as_bytes() {
        [b'{', ..] => text[1..].trim_start(),
        [b'[', ..] => {
            let inside = text[1..].trim_start();
            return inside.starts_with(['{', '[']) || inside.starts_with(']');
        }
        _ => return false,
    };
    inside.starts_with(['"', '}'])
}

/// The name of the document type, if there is one, and of the first element.
fn prolog(mut text: &str) -> (&str, &str) {
    let mut doctype = "";
    loop {
        text = text.trim_start();
        let skip = |end: &str| text.find(end).map_or("", |at| &text[at + end.len()..]);
        if text.starts_with("<?") {
            text = skip("?>");
        } else if text.starts_with("<!--") {
            text = skip("-->");
        } else if text
            .get(..9)
            .is_some_and(|begin| begin.eq_ignore_ascii_case("<!doctype"))
        {
            doctype = name(text[9..].trim_start());
            text = skip(">");
        } else {
            return (doctype, text.strip_prefix('<').map_or("", name));
        }
    }
}

fn name(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '[' | '<'))
        .unwrap_or(text.len());
    &text[..end]
}

/// What stands in `<title>`.
fn title(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let from = lower.find("<title")?;
    let from = from + lower[from..].find('>')? + 1;
    let to = from + lower[from..].find("</title")?;
    let title = htmlize::unescape(&text[from..to]);
    let words: Vec<_> = title.split_whitespace().collect();
    let title: String = words.join(" ").chars().take(120).collect();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_tables_and_xml_from_what_is_neither() {
        let cases = [
            ("id,title\n", "table"),
            ("{Name},b\n", "table"),
            ("\n\n<?xml version='1.0'?><rss>", "xml"),
            ("<!-- made by hand --><products>", "xml"),
            ("<!DOCTYPE BMECAT SYSTEM \"x.dtd\"><BMECAT>", "xml"),
            ("<5 Stück;b\n", "table"),
            ("<!DOCTYPE html><x>", "page"),
            ("\u{FEFF}\n<HTML lang=de>", "page"),
            (
                "<?xml version='1.0'?><!DOCTYPE html PUBLIC \"x\"><html>",
                "page",
            ),
            ("<!-- cached --><html>", "page"),
            ("<br />\n<b>Fatal error</b>: out of memory", "page"),
            ("{\"error\": {}}", "json"),
            ("[{\"id\": 1}]", "json"),
        ];
        for (text, wanted) in cases {
            let got = match kind(text, "x") {
                Ok(Kind::Table) => "table",
                Ok(Kind::Xml) => "xml",
                Err(SourceError::HtmlPage { .. }) => "page",
                Err(SourceError::NotRecognized { .. }) => "json",
                Err(error) => panic!("text {text:?}: {error}"),
            };
            assert_eq!(got, wanted, "text {text:?}");
        }
    }

    #[test]
    fn a_web_page_is_called_by_its_title() {
        let page = "<!DOCTYPE html><html><head><TITLE class='x'>\n Log&nbsp;in &amp; go\n</title>";
        let error = kind(page, "feed.xml").unwrap_err().to_string();
        assert!(error.contains("with the title \"Log in & go\""), "{error}");
    }
}
