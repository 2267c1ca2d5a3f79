//! A configuration file in the making: comments, lines, lines that wait.

use shelfsync::config::{Key, Section};

/// No line of a comment is longer.
const WIDTH: usize = 80;

/// The text of a configuration file.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// The file.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A comment, on as many lines as it takes.
    pub(super) fn comment(&mut self, text: &str) {
        let mut width = 0;
        for word in text.split_whitespace() {
            let long = word.chars().count();
            if width > 0 && width + 1 + long > WIDTH {
                self.text.push('\n');
                width = 0;
            }
            if width == 0 {
                self.text.push('#');
                width = 1;
            }
            self.text.push(' ');
            self.text.extend(word.chars().filter(|c| !c.is_control()));
            width += 1 + long;
        }
        self.text.push('\n');
    }

    /// A line that holds.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line that does not hold as long as its `#` is there.
    pub(super) fn off(&mut self, line: &str) {
        self.text.push('#');
        self.line(line);
    }

    /// A section with a sentence about it, and keys that have their defaults.
    pub(super) fn defaults(&mut self, section: Section, about: &str, keys: &[&'static Key]) {
        self.gap();
        self.comment(about);
        self.line(section.header());
        for key in keys {
            self.comment(&sentence(key.about));
            self.off(&key.line(key.default.unwrap_or(key.example)));
        }
    }
}

/// A fragment as a sentence.
pub(super) fn sentence(fragment: &str) -> String {
    let mut chars = fragment.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if fragment.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stays_a_comment_whatever_is_in_it() {
        let mut page = Page::default();
        page.comment(&format!(
            "a name\nwith = \"lines\"\u{7} {}",
            "and more ".repeat(20)
        ));
        for line in page.into_text().lines() {
            assert!(
                line.starts_with("# ") && line.chars().count() <= WIDTH,
                "{line}"
            );
        }
    }
}
