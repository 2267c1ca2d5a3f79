//! Standard output and standard error: the one place that opens them.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the door through which everything leaves the program"
)]

use std::io::{self, IsTerminal, StderrLock, StdoutLock};

use super::model::Color;
use super::style::Style;

/// Width where nothing says one: a log, a mail, a file.
const USUAL: usize = 80;
/// Longer lines are hard to read; shorter ones hold no id and no price.
const SENSIBLE: std::ops::RangeInclusive<usize> = 40..=100;

/// How a stream shows text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    pub(super) style: Style,
    /// Columns of a line.
    pub(super) width: usize,
}

impl Screen {
    /// Standard output.
    pub(super) fn stdout(color: Color) -> Self {
        let stream = io::stdout();
        Self {
            style: Style::choose(color, stream.is_terminal()),
            width: columns(terminal_size::terminal_size_of(stream)),
        }
    }

    /// Standard error.
    pub(super) fn stderr(color: Color) -> Self {
        let stream = io::stderr();
        Self {
            style: Style::choose(color, stream.is_terminal()),
            width: columns(terminal_size::terminal_size_of(stream)),
        }
    }

    /// No colors, and the usual width.
    pub(super) const fn plain() -> Self {
        Self {
            style: Style::plain(),
            width: USUAL,
        }
    }
}

/// The terminal's own width, else that of `COLUMNS`, else the usual one.
fn columns(terminal: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    let found = terminal.map(|(width, _)| usize::from(width.0));
    let found = found.filter(|width| *width > 0).or_else(told);
    found
        .unwrap_or(USUAL)
        .clamp(*SENSIBLE.start(), *SENSIBLE.end())
}

/// Whether somebody watches standard error who can be shown a moving bar: a
/// terminal that can move its cursor, and no log of a CI job.
pub(super) fn is_watched() -> bool {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let ci = variable("CI");
    let in_ci = !matches!(ci.as_str(), "" | "0" | "false");
    io::stderr().is_terminal() && variable("TERM") != "dumb" && !in_ci
}

/// Whether standard error is a terminal, of whatever kind.
pub(super) fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Standard output, locked.
pub(super) fn stdout() -> StdoutLock<'static> {
    io::stdout().lock()
}

/// Standard error, locked.
pub(super) fn stderr() -> StderrLock<'static> {
    io::stderr().lock()
}
