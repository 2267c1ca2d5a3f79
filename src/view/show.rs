//! One run's view: what goes to standard output and what to standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use serde::Serialize;

use shelfsync::health::Check;
use shelfsync::pipeline::{KeptItems, Recognized};
use shelfsync::source::Facts;

use super::ask::Asker;
use super::items::ItemFormat;
use super::model::{ChangeLine, Explanation, Failed, Manner, Report, StatusReport};
use super::setup::{Setup, Sighting};
use super::style::Style;
use super::{
    human, human_doctor, human_explain, human_init, human_status, json, json_doctor, json_explain,
    json_init, json_status, listen,
};
use crate::exit::Exit;

/// Where results and talk go, for one run.
pub(crate) struct View {
    json: bool,
    quiet: bool,
    verbose: u8,
    style: Style,
}

/// The next line of a plan.
pub(crate) type NextChange<'a> = dyn FnMut() -> Option<ChangeLine> + 'a;

impl View {
    /// A view for the flags of a command.
    pub(crate) fn new(manner: Manner) -> Self {
        Self {
            json: manner.json,
            quiet: manner.quiet,
            verbose: manner.verbose,
            style: Style::choose(manner.color, io::stdout().is_terminal()),
        }
    }

    /// A view for a command line that could not be parsed.
    pub(crate) fn json_only() -> Self {
        Self {
            json: true,
            quiet: true,
            verbose: 0,
            style: Style::plain(),
        }
    }

    /// Somebody who listens to the run.
    pub(crate) fn listener(&self) -> Arc<dyn shelfsync::report::Reporter> {
        if self.quiet {
            Arc::new(shelfsync::report::Silent)
        } else {
            Arc::new(listen::Lines::new(self.verbose))
        }
    }

    /// Shows what a run did.
    pub(crate) fn report(&self, report: &Report) {
        if self.json {
            Self::document(&json::report(report));
            if !self.quiet {
                Self::talk(|out| human::problems(report, self.style, out));
            }
            return;
        }
        let all_well = report.exit == Exit::Ok;
        if self.quiet && all_well {
            return;
        }
        if self.quiet {
            Self::talk(|out| human::report(report, self.style, out));
        } else {
            Self::print(|out| human::report(report, self.style, out));
        }
    }

    /// Shows what an export found; the items themselves may be on standard output.
    pub(crate) fn export(&self, report: &Report, items_on_stdout: bool) {
        if self.json && !items_on_stdout {
            Self::document(&json::report(report));
        }
        let all_well = report.exit == Exit::Ok;
        if !(self.quiet && all_well) {
            Self::talk(|out| human::report(report, self.style, out));
        }
    }

    /// Shows a plan line by line, as the changes come from the disk.
    pub(crate) fn plan(&self, report: &Report, next: &mut NextChange<'_>) -> io::Result<()> {
        if self.quiet && !self.json && report.exit == Exit::Ok {
            return Ok(());
        }
        let mut out = io::BufWriter::new(stdout());
        let written = if self.json {
            json::plan(report, next, &mut out).and_then(|()| writeln!(out))
        } else {
            human::plan(report, self.style, next, &mut out)
        };
        closed_pipe_is_fine(written.and_then(|()| out.flush()))
    }

    /// Writes items to standard output.
    pub(crate) fn items(format: ItemFormat, items: &mut KeptItems) -> io::Result<()> {
        let mut out = io::BufWriter::with_capacity(1 << 18, stdout());
        let written = format.write(items, &mut out).and_then(|()| out.flush());
        closed_pipe_is_fine(written)
    }

    /// Shows what the state knows.
    pub(crate) fn status(&self, status: &StatusReport) {
        if self.json {
            Self::document(&json_status::status(status));
        } else if !self.quiet {
            Self::print(|out| human_status::status(status, self.style, out));
        }
    }

    /// Shows the way of one item. It was asked for: `-q` does not silence it.
    pub(crate) fn explanation(&self, explanation: &Explanation<'_>) {
        if self.json {
            Self::document(&json_explain::explanation(explanation));
        } else {
            Self::print(|out| human_explain::explanation(explanation, self.style, out));
        }
    }

    /// Shows what an examination found; under `-q` only what somebody should do.
    pub(crate) fn doctor(&self, checks: &[Check], exit: Exit) {
        if self.json {
            Self::document(&json_doctor::doctor(checks, exit));
        } else if self.quiet {
            Self::talk(|out| human_doctor::troubles(checks, self.style, out));
        } else {
            Self::print(|out| human_doctor::doctor(checks, self.style, out));
        }
    }

    /// Says where the sandbox is.
    pub(crate) fn sandbox(&self, url: &str, catalog: &str) {
        if self.json {
            let document = json::sandbox(url, catalog);
            Self::document(&document);
        } else if !self.quiet {
            Self::print(|out| human_status::sandbox(url, catalog, out));
        }
    }

    /// Shows what an export is; the settings may be on standard output.
    pub(crate) fn found(&self, recognized: &[Recognized], sighting: &Sighting, talk: bool) {
        if self.json || self.quiet {
            return;
        }
        let write = |out: &mut dyn Write| human_init::found(recognized, sighting, self.style, out);
        if talk {
            Self::talk(write);
        } else {
            Self::print(write);
        }
    }

    /// Shows what was seen of a file that no preset knows.
    pub(crate) fn unrecognized(&self, shown: &str, seen: &Facts) {
        if !self.json {
            Self::talk(|out| human_init::unrecognized(shown, seen, out));
        }
    }

    /// Shows the settings that were made for an export, and where they are.
    pub(crate) fn setup(&self, setup: &Setup) {
        if self.json {
            Self::document(&json_init::setup(setup));
            return;
        }
        let printed = setup.written.is_none();
        if printed {
            Self::print(|out| out.write_all(setup.text.as_bytes()));
        }
        let all_well = setup.sighting.report.exit == Exit::Ok;
        if self.quiet && all_well {
            return;
        }
        let write = |out: &mut dyn Write| human_init::setup(setup, self.style, out);
        if printed || self.quiet {
            Self::talk(write);
        } else {
            Self::print(write);
        }
    }

    /// Asks the person at the terminal.
    pub(crate) fn ask<T>(&self, questions: impl FnOnce(&mut Asker<'_>) -> T) -> T {
        let mut input = io::stdin().lock();
        let mut output = io::stderr().lock();
        questions(&mut Asker::new(&mut input, &mut output, self.style))
    }

    /// Shows why a command failed.
    pub(crate) fn failure(&self, command: &str, failure: &Failed) {
        if self.json {
            Self::document(&json::failure(command, failure));
        }
        if !(self.json && self.quiet) {
            Self::talk(|out| human_status::failure(failure, self.style, out));
        }
    }

    fn document(document: &impl Serialize) {
        Self::print(|out| {
            serde_json::to_writer(&mut *out, document)?;
            writeln!(out)
        });
    }

    /// Writes to standard output. A reader that went away is not worth a word.
    fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let mut out = io::BufWriter::new(stdout());
        let _closed = write(&mut out).and_then(|()| out.flush());
    }

    /// Writes to standard error.
    fn talk(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let mut out = io::BufWriter::new(io::stderr().lock());
        let _closed = write(&mut out).and_then(|()| out.flush());
    }
}

fn stdout() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// A reader that went away is not worth a word.
fn closed_pipe_is_fine(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
