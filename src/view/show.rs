//! One run's view: what goes to standard output and what to standard error.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Arc;

use jiff::Zoned;
use serde::Serialize;

use shelfsync::catalog::Field;
use shelfsync::health::Check;
use shelfsync::pipeline::{KeptItems, Recognized};
use shelfsync::report::{Reporter, Silent};

use super::items::ItemFormat;
use super::listen::{Lines, Plain};
use super::model::{ChangeLine, DriftReport, Explanation, Failed, Manner, Report, StatusReport};
use super::problems::Detail;
use super::progress::Bars;
use super::screen::{self, Screen};
use super::wrap::Page;
use super::{
    detected, human, human_doctor, human_drift, human_explain, human_status, json, json_detected,
    json_doctor, json_drift, json_explain, json_status, problems,
};
use crate::exit::Exit;

/// Where results and talk go, for one run.
pub(crate) struct View {
    pub(super) json: bool,
    pub(super) quiet: bool,
    verbose: u8,
    out: Screen,
    pub(super) err: Screen,
    bars: RefCell<Option<Arc<Bars>>>,
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
            out: Screen::stdout(manner.color),
            err: Screen::stderr(manner.color),
            bars: RefCell::new(None),
        }
    }

    /// A view for a command line that could not be parsed.
    pub(crate) fn json_only() -> Self {
        Self {
            json: true,
            quiet: true,
            verbose: 0,
            out: Screen::plain(),
            err: Screen::plain(),
            bars: RefCell::new(None),
        }
    }

    /// Somebody who listens to the run: bars for one who watches, lines
    /// elsewhere, nothing for one who wants to hear nothing.
    pub(crate) fn listener(&self) -> Arc<dyn Reporter> {
        if self.quiet {
            return Arc::new(Silent);
        }
        let lines = Lines::new(self.verbose, Zoned::now);
        if !screen::is_watched() {
            return Arc::new(Plain::new(lines));
        }
        let bars = Arc::new(Bars::new(lines, self.verbose > 0));
        *self.bars.borrow_mut() = Some(bars.clone());
        bars
    }

    /// Shows what a run did.
    pub(crate) fn report(&self, report: &Report) -> io::Result<()> {
        self.end_progress();
        let detail = self.detail();
        if self.json {
            if !self.quiet {
                self.talk(|page| {
                    problems::findings(report, detail, page)?;
                    problems::refusals(report, detail, page)
                });
            }
            return Self::document(&json::report(report));
        }
        if !self.quiet {
            return self.print(|page| human::report(report, detail, page));
        }
        if !is_known(report) {
            self.talk(|page| human::report(report, detail, page));
        }
        Ok(())
    }

    /// Shows what a check found; with `full`, what the exports were taken for, too.
    pub(crate) fn checked(
        &self,
        report: &Report,
        recognized: &[Recognized],
        unfed: &[Field],
        full: bool,
    ) -> io::Result<()> {
        self.end_progress();
        let detail = self.detail();
        if self.json {
            if !self.quiet {
                self.talk(|page| problems::findings(report, detail, page));
            }
            return Self::document(&json_detected::check(report, recognized, unfed));
        }
        if self.quiet || !full {
            return self.report(report);
        }
        self.print(|page| {
            for one in recognized {
                let read = report.sources.iter().find(|source| source.path == one.path);
                detected::source(one, read, page)?;
            }
            detected::unfed(unfed, page)?;
            page.gap()?;
            human::report(report, detail, page)
        })
    }

    /// Shows what exports were taken for of which nothing else can be told.
    pub(crate) fn taken_for(&self, recognized: &[Recognized]) -> io::Result<()> {
        if self.json || self.quiet || recognized.is_empty() {
            return Ok(());
        }
        self.end_progress();
        self.print(|page| {
            let mut all = recognized.iter();
            all.try_for_each(|one| detected::source(one, None, page))
        })
    }

    /// Shows what an export found; the items themselves may be on standard output.
    pub(crate) fn export(&self, report: &Report, items_on_stdout: bool) -> io::Result<()> {
        self.end_progress();
        if !(self.quiet && is_known(report)) {
            self.talk(|page| human::report(report, self.detail(), page));
        }
        if self.json && !items_on_stdout {
            return Self::document(&json::report(report));
        }
        Ok(())
    }

    /// Shows a plan line by line, as the changes come from the disk; `all` of
    /// them one by one.
    pub(crate) fn plan(
        &self,
        report: &Report,
        all: bool,
        next: &mut NextChange<'_>,
    ) -> io::Result<()> {
        self.end_progress();
        if self.json {
            let mut out = io::BufWriter::new(screen::stdout());
            let written = json::plan(report, next, &mut out).and_then(|()| writeln!(out));
            return closed_pipe_is_fine(written.and_then(|()| out.flush()));
        }
        if !self.quiet {
            return self.print(|page| human::plan(report, next, all, self.detail(), page));
        }
        if !is_known(report) {
            self.talk(|page| human::trouble(report, self.detail(), page));
        }
        Ok(())
    }

    /// Writes items to standard output.
    pub(crate) fn items(&self, format: ItemFormat, items: &mut KeptItems) -> io::Result<()> {
        self.end_progress();
        let mut out = io::BufWriter::with_capacity(1 << 18, screen::stdout());
        let written = format.write(items, &mut out).and_then(|()| out.flush());
        closed_pipe_is_fine(written)
    }

    /// Shows what the state knows.
    pub(crate) fn status(&self, status: &StatusReport) -> io::Result<()> {
        if self.json {
            return Self::document(&json_status::status(status));
        }
        if self.quiet {
            return Ok(());
        }
        self.print(|page| human_status::status(status, self.verbose > 0, page))
    }

    /// Shows the way of one item. It was asked for: `-q` does not silence it.
    pub(crate) fn explanation(&self, explanation: &Explanation<'_>) -> io::Result<()> {
        self.end_progress();
        if self.json {
            return Self::document(&json_explain::explanation(explanation));
        }
        self.print(|page| human_explain::explanation(explanation, page))
    }

    /// Shows what an examination found; under `-q` only what somebody should do.
    pub(crate) fn doctor(&self, checks: &[Check], exit: Exit) -> io::Result<()> {
        self.end_progress();
        if self.json {
            return Self::document(&json_doctor::doctor(checks, exit));
        }
        if self.quiet {
            self.talk(|page| human_doctor::troubles(checks, page));
            return Ok(());
        }
        self.print(|page| human_doctor::doctor(checks, page))
    }

    /// Shows how far the catalog has drifted; under `-q` only when it has, or when
    /// that could not be found out.
    pub(crate) fn drift(&self, report: &DriftReport) -> io::Result<()> {
        self.end_progress();
        if self.json {
            return Self::document(&json_drift::drift(report));
        }
        let show = |page: &mut Page<'_>| human_drift::drift(report, self.verbose > 0, page);
        if !self.quiet {
            return self.print(show);
        }
        // What Meta's review rejected stays so for days, and no repair mends it.
        let well = report.found.complete && !report.found.counts.differ();
        if !well || report.has_other_writer {
            self.talk(show);
        }
        Ok(())
    }

    /// Says where the sandbox is.
    pub(crate) fn sandbox(&self, url: &str, catalog: &str) -> io::Result<()> {
        if self.json {
            return Self::document(&json::sandbox(url, catalog));
        }
        if self.quiet {
            return Ok(());
        }
        self.print(|page| human_status::sandbox(url, catalog, page))
    }

    /// Shows why a command failed.
    pub(crate) fn failure(&self, command: &str, failure: &Failed) {
        self.end_progress();
        if !(self.json && self.quiet) {
            self.talk(|page| human::failure(failure, page));
        }
        if self.json {
            // What cannot be written cannot be told either; the exit code can.
            let _closed = Self::document(&json::failure(command, failure));
        }
    }

    fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::QUIET,
            (false, 0) => Detail::USUAL,
            (false, _) => Detail::MORE,
        }
    }

    /// Bars go before anything else is shown.
    pub(super) fn end_progress(&self) {
        if let Some(bars) = self.bars.borrow().as_ref() {
            bars.close();
        }
    }

    pub(super) fn document(document: &impl Serialize) -> io::Result<()> {
        let mut out = io::BufWriter::new(screen::stdout());
        let written = serde_json::to_writer(&mut out, document).map_err(io::Error::from);
        let written = written.and_then(|()| writeln!(out));
        closed_pipe_is_fine(written.and_then(|()| out.flush()))
    }

    /// Writes to standard output.
    pub(super) fn print(
        &self,
        write: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut out = io::BufWriter::new(screen::stdout());
        let written = write(&mut Page::new(&mut out, self.out));
        closed_pipe_is_fine(written.and_then(|()| out.flush()))
    }

    /// Writes to standard error. Somebody who closed it does not want to hear it.
    pub(super) fn talk(&self, write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) {
        let mut out = io::BufWriter::new(screen::stderr());
        let _closed = write(&mut Page::new(&mut out, self.err)).and_then(|()| out.flush());
    }
}

/// Whether somebody who wants to hear only of trouble knows all of it.
fn is_known(report: &Report) -> bool {
    matches!(report.exit, Exit::Ok | Exit::Differences) || report.told
}

/// A reader that went away, as `head` does, is not worth a word.
pub(super) fn closed_pipe_is_fine(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
