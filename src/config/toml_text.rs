//! The text of a configuration file and its lines, before any meaning.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;

use super::error::Problem;
use super::origin::Origin;
use super::template_text::TemplateText;

/// No configuration is larger; an export that was named by mistake may be.
const MOST_BYTES: u64 = 1024 * 1024;

/// The text of one file.
#[derive(Debug)]
pub(super) struct TomlText<'a> {
    /// The file as the user names it.
    path: &'a Path,
    text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> TomlText<'a> {
    /// Reads `file`, which the user knows as `path`. `None` when it does not exist.
    pub(super) fn read(file: &Path, path: &'a Path) -> Result<Option<Self>, Problem> {
        let unreadable = |cause| Problem::Unreadable {
            path: path.to_owned(),
            cause,
        };
        let file = match File::open(file) {
            Ok(file) => file,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(unreadable(cause)),
        };
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Problem::TooLarge {
                path: path.to_owned(),
                most: MOST_BYTES,
            });
        }
        let text = String::from_utf8(bytes).map_err(|bad| {
            let before = bad.as_bytes().iter().take(bad.utf8_error().valid_up_to());
            let line = before.filter(|byte| **byte == b'\n').count() + 1;
            Problem::NotUtf8 {
                origin: Origin::File {
                    path: path.to_owned(),
                    line,
                },
            }
        })?;
        Ok(Some(Self::new(text, path)))
    }

    fn new(text: String, path: &'a Path) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        Self { path, text, starts }
    }

    /// The place of the byte at this offset.
    pub(super) fn origin(&self, offset: usize) -> Origin {
        let line = self.starts.partition_point(|start| *start <= offset);
        Origin::File {
            path: self.path.to_owned(),
            line,
        }
    }

    /// A template with the places of its parts; `span` is that of the string with
    /// its quotes.
    pub(super) fn template(&self, text: &str, origin: Origin, span: Range<usize>) -> TemplateText {
        let line = self.starts.partition_point(|start| *start <= span.start);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        let before = start.and_then(|start| self.text.get(start..span.start));
        let column = before.unwrap_or_default().chars().count() + 1;
        let raw = self.text.get(span).unwrap_or_default();
        TemplateText::in_file(text, origin, raw, line, column)
    }

    /// The parsed file, or what is wrong with each line of it.
    pub(super) fn parse(&self) -> Result<DeTable<'_>, Vec<Problem>> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        if errors.is_empty() {
            return Ok(table.into_inner());
        }
        let mut problems: Vec<Problem> = Vec::new();
        let mut last = None;
        for error in errors {
            let offset = error.span().map_or(0, |span| span.start);
            let origin = self.origin(offset);
            // What follows on a line is mostly an echo of its first error.
            if last.as_ref() == Some(&origin) {
                continue;
            }
            last = Some(origin.clone());
            let hint = hint(self.line(offset), error.message());
            // Where we know what was meant, the parser's list of signs only confuses.
            let what = match (hint, error.message().split_once(", expected ")) {
                (Some(_), Some((what, _))) => what.to_owned(),
                (_, _) => error.message().to_owned(),
            };
            problems.push(Problem::Syntax { origin, what, hint });
        }
        Err(problems)
    }

    fn line(&self, offset: usize) -> &str {
        let at = self
            .starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1);
        let start = self.starts.get(at).copied().unwrap_or_default();
        self.text
            .get(start..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default()
    }
}

/// What was probably meant by a line that is not TOML.
fn hint(line: &str, message: &str) -> Option<&'static str> {
    if message.starts_with("duplicate key") {
        return Some("a key or section may stand only once; put the lines together");
    }
    if line.contains(['„', '“', '”', '‘', '’']) {
        return Some("write straight quotes, as in `currency = \"EUR\"`");
    }
    let (_, value) = line.split_once('=')?;
    let value = value.trim();
    if value.contains('\\') {
        return Some("write paths with `/`, as in `path = \"exports/products.csv\"`");
    }
    if value.starts_with(|sign: char| sign.is_ascii_digit()) && value.contains(',') {
        return Some("write decimals with a point, as in `tax_rate = 5.5`");
    }
    if !value.starts_with(['"', '\'']) {
        return Some("write text in quotes, as in `currency = \"EUR\"`");
    }
    None
}
