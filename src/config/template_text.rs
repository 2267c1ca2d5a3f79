//! A template as it stands in the configuration, and where each part of it stands.

use super::origin::Origin;

/// A template or an expression of the configuration.
///
/// What it means is not judged here. It knows its place: in a text of several
/// lines, and in one with escapes, a part has a line and a column of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText {
    text: String,
    origin: Origin,
    /// Where the text runs on without a break or an escape.
    runs: Vec<Run>,
}

/// A stretch of text that stands in one line as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Offset in the text.
    at: usize,
    /// Line of the file, from 1.
    line: usize,
    /// Column of the line in characters, from 1.
    column: usize,
}

/// One entry of `[source.map]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapEntry {
    /// The field's name as written.
    pub field: String,
    /// What makes it.
    pub template: TemplateText,
}

impl TemplateText {
    /// A text that does not stand in a file.
    pub fn new(text: impl Into<String>, origin: Origin) -> Self {
        Self {
            text: text.into(),
            origin,
            runs: Vec::new(),
        }
    }

    /// A text that stands in a file as `raw`, quotes included, which begins at
    /// this line and column.
    pub(super) fn in_file(
        text: &str,
        origin: Origin,
        raw: &str,
        line: usize,
        column: usize,
    ) -> Self {
        Self {
            text: text.to_owned(),
            origin,
            runs: runs(text, raw, line, column),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line of its key, or its variable.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The place of the part at this offset: the line that it stands in, and the
    /// column in characters from 1.
    pub fn spot(&self, offset: usize) -> (Origin, usize) {
        let run = self.runs.iter().rev().find(|run| run.at <= offset);
        let (from, before) = run.map_or((0, 0), |run| (run.at, run.column - 1));
        let part = self.text.get(from..offset).unwrap_or_default();
        let column = before + part.chars().count() + 1;
        let origin = match (&self.origin, run) {
            (Origin::File { path, line: _ }, Some(run)) => Origin::File {
                path: path.clone(),
                line: run.line,
            },
            (origin, _) => origin.clone(),
        };
        (origin, column)
    }
}

/// Follows a TOML string from its quotes to its end, sign by sign.
fn runs(text: &str, raw: &str, line: usize, column: usize) -> Vec<Run> {
    let literal = raw.starts_with('\'');
    let several = raw.starts_with("'''") || raw.starts_with("\"\"\"");
    let quotes = if several { 3 } else { 1 };
    let mut walk = Walk {
        rest: raw.get(quotes..).unwrap_or_default(),
        line,
        column: column + quotes,
    };
    // A line break behind the opening quotes is not part of the text.
    if several && walk.rest.starts_with(['\r', '\n']) {
        walk.take(walk.rest.find('\n').map_or(0, |at| at + 1));
    }
    let mut runs = vec![walk.run(0)];
    for (at, sign) in text.char_indices() {
        let before = (walk.line, walk.column);
        if !literal {
            walk.skip_folded();
        }
        if sign == '\n' && walk.rest.starts_with("\r\n") {
            walk.take(1);
        }
        if before != (walk.line, walk.column) {
            runs.push(walk.run(at));
        }
        let escape = if literal { 0 } else { escape_length(walk.rest) };
        let length = if escape > 0 { escape } else { sign.len_utf8() };
        if escape == 0 && !walk.rest.starts_with(sign) {
            // The parser reads this string otherwise than we do: the places so
            // far are right, and the rest counts on from the last one.
            break;
        }
        walk.take(length);
        if escape > 0 || sign == '\n' {
            runs.push(walk.run(at + sign.len_utf8()));
        }
    }
    runs
}

/// How long the escape is that the text begins with; 0 when there is none.
fn escape_length(raw: &str) -> usize {
    let mut signs = raw.chars();
    match (signs.next(), signs.next()) {
        (Some('\\'), Some('u')) => 6,
        (Some('\\'), Some('U')) => 10,
        (Some('\\'), Some('x')) => 4,
        (Some('\\'), Some(sign)) => 1 + sign.len_utf8(),
        (_, _) => 0,
    }
}

/// A place in the file that moves on.
struct Walk<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl Walk<'_> {
    fn run(&self, at: usize) -> Run {
        Run {
            at,
            line: self.line,
            column: self.column,
        }
    }

    /// Goes over so many bytes.
    fn take(&mut self, bytes: usize) {
        let Some((over, rest)) = self.rest.split_at_checked(bytes) else {
            self.rest = "";
            return;
        };
        for sign in over.chars() {
            if sign == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.rest = rest;
    }

    /// Goes over a backslash at the end of a line, and the blanks behind it.
    fn skip_folded(&mut self) {
        while let Some(after) = self.rest.strip_prefix('\\') {
            let blanks = after.len() - after.trim_start().len();
            if !after[..blanks].contains('\n') {
                return;
            }
            self.take(1 + blanks);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use toml::de::DeTable;

    use super::*;

    /// The place of `needle` in the value of a file with one key.
    fn place(file: &str, needle: &str) -> (usize, usize) {
        let table = DeTable::parse(file).unwrap();
        let (_, value) = table.get_ref().iter().next().unwrap();
        let span = value.span();
        let before = &file[..span.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        let origin = Origin::File {
            path: PathBuf::from("f"),
            line: 1,
        };
        let text = value.get_ref().as_str().unwrap();
        let template = TemplateText::in_file(text, origin, &file[span], line, column);
        let (origin, column) = template.spot(text.find(needle).unwrap());
        match origin {
            Origin::File { path: _, line } => (line, column),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_part_of_a_text_has_the_line_and_column_of_the_file() {
        for (file, expected) in [
            ("a = \"X\"", (1, 6)),
            ("a = 'ä X'", (1, 8)),
            ("\n\na = \"{{ X }}\"", (3, 9)),
            (r#"a = "\"q\" X""#, (1, 12)),
            (r#"a = "\u00e4X""#, (1, 12)),
            (r#"a = "one\ntwo X""#, (1, 15)),
            ("a = \"\"\"X\"\"\"", (1, 8)),
            ("a = \"\"\"\nX\"\"\"", (2, 1)),
            ("a = '''\none\n  X\n'''", (3, 3)),
            ("a = '''\r\none\r\n  X\r\n'''", (3, 3)),
            ("a = \"\"\"\none \\\n\n   X\"\"\"", (4, 4)),
            ("a = \"\"\"one\n\\\"X\"\"\"", (2, 3)),
        ] {
            assert_eq!(place(file, "X"), expected, "{file}");
        }
    }
}
