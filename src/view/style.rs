//! Colors, and how they are switched off.

use std::ffi::OsString;
use std::fmt;

use super::model::Color;
use super::wrap::width;

/// Colors, or none. They add nothing that the words lack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    colored: bool,
}

/// Text in its color, with the columns that it takes without it.
pub(super) struct Painted {
    text: String,
    columns: usize,
}

impl Painted {
    /// Nothing, for a line that begins with plain text.
    pub(super) const fn nothing() -> Self {
        Self {
            text: String::new(),
            columns: 0,
        }
    }

    /// With plain text behind it.
    pub(super) fn then(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self.columns += width(text);
        self
    }

    /// How many columns of the screen it takes.
    pub(super) const fn columns(&self) -> usize {
        self.columns
    }
}

impl fmt::Display for Painted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Style {
    /// Colors as the user wants them. A flag beats the environment; there
    /// `NO_COLOR` beats `CLICOLOR_FORCE`, and that a terminal which is a dumb
    /// one or none at all.
    pub(super) fn choose(color: Color, terminal: bool) -> Self {
        Self::decide(color, terminal, |name| std::env::var_os(name))
    }

    fn decide(color: Color, terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let says = |name: &str, word: &str| variable(name).is_some_and(|value| value == word);
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if set("CLICOLOR_FORCE") && !says("CLICOLOR_FORCE", "0") => true,
            Color::Auto => terminal && !says("TERM", "dumb") && !says("CLICOLOR", "0"),
        };
        Self { colored }
    }

    /// No colors.
    pub(super) const fn plain() -> Self {
        Self { colored: false }
    }

    /// Something that came.
    pub(super) fn good(self, text: &str) -> Painted {
        self.paint("32", text)
    }

    /// Something that changed.
    pub(super) fn changed(self, text: &str) -> Painted {
        self.paint("33", text)
    }

    /// Something bad, or gone.
    pub(super) fn bad(self, text: &str) -> Painted {
        self.paint("31", text)
    }

    /// What matters most.
    pub(super) fn strong(self, text: &str) -> Painted {
        self.paint("1", text)
    }

    fn paint(self, code: &str, text: &str) -> Painted {
        let columns = width(text);
        let text = if self.colored && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        };
        Painted { text, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_beats_the_environment_and_that_the_terminal() {
        type Case<'c> = (Color, bool, &'c [(&'c str, &'c str)], bool);
        use Color::{Always, Auto, Never};
        #[rustfmt::skip]
        let cases: &[Case<'_>] = &[
            // flag   terminal  environment                                   colored
            (Auto,    true,     &[],                                          true),
            (Auto,    false,    &[],                                          false),
            (Auto,    true,     &[("NO_COLOR", "1")],                         false),
            (Auto,    true,     &[("NO_COLOR", "")],                          true),
            (Auto,    true,     &[("TERM", "dumb")],                          false),
            (Auto,    true,     &[("TERM", "xterm")],                         true),
            (Auto,    true,     &[("CLICOLOR", "0")],                         false),
            (Auto,    false,    &[("CLICOLOR_FORCE", "1")],                   true),
            (Auto,    false,    &[("CLICOLOR_FORCE", "0")],                   false),
            (Auto,    false,    &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
            (Never,   true,     &[("CLICOLOR_FORCE", "1")],                   false),
            (Always,  false,    &[("NO_COLOR", "1"), ("TERM", "dumb")],       true),
        ];
        for (color, terminal, environment, colored) in cases {
            let style = Style::decide(*color, *terminal, |name| {
                let found = environment.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| OsString::from(value))
            });
            assert_eq!(
                style.colored, *colored,
                "{color:?} {terminal} {environment:?}"
            );
        }
    }
}
