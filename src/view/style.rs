//! Colors, and how they are switched off.

use super::model::Color;

/// Colors, or none. They add nothing that the words lack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    colored: bool,
}

impl Style {
    /// Colors as the user wants them: on a terminal, unless `NO_COLOR` is set
    /// or the terminal is a dumb one.
    pub(super) fn choose(color: Color, terminal: bool) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !set("NO_COLOR") && !dumb,
        };
        Self { colored }
    }

    /// No colors.
    pub(super) const fn plain() -> Self {
        Self { colored: false }
    }

    /// Something that came.
    pub(super) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// Something that changed.
    pub(super) fn changed(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// Something bad, or gone.
    pub(super) fn bad(self, text: &str) -> String {
        self.paint("31", text)
    }

    /// What matters most.
    pub(super) fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colored {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
