//! The exports that are looked at, opened.

use shelfsync::catalog::Field;
use shelfsync::config;
use shelfsync::pipeline::{Input, InputError, open_inputs};

use super::watch::Watch;
use crate::commands::context::Context;
use crate::failure::Failure;
use crate::view::View;

/// The exports that are looked at, opened.
pub(super) struct Exports {
    /// As they were named.
    pub(super) sources: Vec<config::Source>,
    /// Their files.
    pub(super) inputs: Vec<Input>,
    /// The source of each file, as an index.
    pub(super) of: Vec<usize>,
    /// Fields of which nobody knows which column makes them: somebody is asked.
    pub(super) open: Vec<Field>,
}

impl Exports {
    /// Opens all sources of some settings. A file that no preset knows is shown
    /// as it was seen.
    pub(super) fn open(context: &Context, view: &View, watch: &Watch) -> Result<Self, Failure> {
        let sources = context.settings.sources()?.to_vec();
        let fetcher = context.fetcher(false)?;
        let listener = view.listener();
        let mut exports = Self {
            sources: Vec::new(),
            inputs: Vec::new(),
            of: Vec::new(),
            open: Vec::new(),
        };
        for source in sources {
            let opened = open_inputs(
                std::slice::from_ref(&source),
                &context.cwd,
                &fetcher,
                listener.as_ref(),
                &|| watch.stopped(),
            );
            if let Err(InputError::NotDetected { shown, why }) = &opened {
                view.unrecognized(shown, &why.facts);
            }
            let mut opened = watch.heed(opened)?;
            for open in opened.iter_mut().flat_map(|input| input.open.drain(..)) {
                if !exports.open.contains(&open.field) {
                    exports.open.push(open.field);
                }
            }
            let at = exports.sources.len();
            exports.of.extend(opened.iter().map(|_| at));
            exports.inputs.extend(opened);
            exports.sources.push(source);
        }
        Ok(exports)
    }

    /// The files of a source.
    pub(super) fn files(&self, source: usize) -> impl Iterator<Item = (usize, &Input)> {
        let inputs = self.inputs.iter().enumerate();
        inputs.filter(move |(at, _)| self.of.get(*at) == Some(&source))
    }

    /// Whether any of them cannot be opened a second time, or not for nothing.
    pub(super) fn only_once(&self) -> bool {
        let once = |source: &config::Source| source.path == "-" || source.address().is_some();
        self.sources.iter().any(once)
    }
}
