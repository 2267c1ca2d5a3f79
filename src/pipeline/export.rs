//! The export of a run: files that are fetched once, and read no more than needed.

use std::path::Path;

use super::input::{Found as Fetched, Located, fetch};
use super::joined::Withheld;
use super::memo::{
    Gathered, KeptReport, KeptSource, Recall, Stored, Units, align, choose, is_same, used_classes,
};
use super::read::{Ask, read_all};
use super::{Input, InputError, Judged, Keep, Selection, Terms, load_known};
use crate::config::{self, Role};
use crate::fetch::Fetcher;
use crate::normalize::Orders;
use crate::plan::Known;
use crate::preset::{Layout, Together};
use crate::report::{Event, Reporter, Stage};
use crate::source::{Outline, PrintKey, Scanned, Unscanned};
use crate::state::{StateError, Store};

/// What an export is read with.
pub struct Export<'a> {
    /// The sources, in order.
    pub sources: &'a [config::Source],
    /// The working folder.
    pub cwd: &'a Path,
    /// Who fetches what is not there.
    pub fetcher: &'a Fetcher,
    /// What makes items.
    pub terms: &'a Terms,
    /// Which items are asked for.
    pub selection: Selection,
    /// Which of them are kept on disk.
    pub keep: Keep,
    /// Who listens.
    pub reporter: &'a dyn Reporter,
    /// Whether to stop.
    pub stopped: &'a dyn Fn() -> bool,
    /// Hears which stage of the run has come to its end.
    pub lap: &'a dyn Fn(Stage),
}

/// What an export turned out to be.
pub enum Found {
    /// The very records of the last run, which left nothing to do: its report holds.
    Same {
        /// That report.
        report: KeptReport,
        /// The sources of this run, as the user named them.
        shown: Vec<String>,
        /// What the state should keep of the files from now on, where the same records
        /// stand in other bytes ([`Store::set_memo_facts`]).
        renewed: Option<String>,
    },
    /// It was read, as far as it had to be.
    Read(Box<Judged>),
}

/// Why an export could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The export is at fault.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The state is.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Export<'_> {
    /// Reads the export, to be compared with what the state knows. With a `recall`,
    /// records of the last run are not read again; `replays` says that its report will
    /// do where all of them are the same.
    ///
    /// # Errors
    ///
    /// When the export or the state cannot be read.
    pub fn read(
        &self,
        store: Option<&Store>,
        mut recall: Option<Recall>,
        replays: bool,
    ) -> Result<Found, ReadError> {
        let Fetched { files, withheld } = self.fetch()?;
        if withheld.is_some() {
            recall = None;
        }
        if let (Some(store), Some(known)) = (store, &mut recall) {
            if let Some(found) = self.try_again(&files, store, known, replays)? {
                return Ok(found);
            }
            known.forget();
        }
        let known = || Ok(load_known(store)?);
        self.whole(&files, recall.as_ref(), (store, withheld), known)
            .map(Found::Read)
    }

    /// The same for those who want to see what is read, whatever the last run did, and
    /// who remember nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::read`].
    pub fn read_known(
        &self,
        store: Option<&Store>,
        recall: Option<&Recall>,
    ) -> Result<Box<Judged>, ReadError> {
        let Fetched { files, withheld } = self.fetch()?;
        if let (Some(store), Some(known)) = (store, recall.filter(|_| withheld.is_none()))
            && let Some(Found::Read(judged)) = self.try_again(&files, store, known, false)?
        {
            return Ok(judged);
        }
        self.whole(&files, None, (store, withheld), || Ok(load_known(store)?))
    }

    /// Reads what is not known. `None` where all must be read: that tells what is
    /// wrong, if anything is.
    fn try_again(
        &self,
        files: &[Located<'_>],
        store: &Store,
        recall: &Recall,
        replays: bool,
    ) -> Result<Option<Found>, ReadError> {
        match self.again(files, store, recall, replays) {
            Err(ReadError::Input(InputError::Interrupted)) => Err(InputError::Interrupted.into()),
            Err(ReadError::Input(_)) => Ok(None),
            done => done,
        }
    }

    /// Reads all of the export, to be compared with something else.
    ///
    /// # Errors
    ///
    /// As [`Self::read`].
    pub fn read_against(
        &self,
        known: Known,
        store: Option<&Store>,
    ) -> Result<Box<Judged>, ReadError> {
        let Fetched { files, withheld } = self.fetch()?;
        self.whole(&files, None, (store, withheld), || Ok(known))
    }

    fn fetch(&self) -> Result<Fetched<'_>, InputError> {
        fetch(
            self.sources,
            self.cwd,
            self.fetcher,
            self.reporter,
            self.stopped,
        )
    }

    /// Reads what is not known. `None` where that is no way.
    fn again(
        &self,
        files: &[Located<'_>],
        store: &Store,
        recall: &Recall,
        replays: bool,
    ) -> Result<Option<Found>, ReadError> {
        let Some(sources) = recall.sources().filter(|all| all.len() == files.len()) else {
            return Ok(None);
        };
        let report = recall.report().filter(|_| replays);
        if let Some(report) = report
            && files
                .iter()
                .zip(sources)
                .all(|(file, kept)| is_same_file(file, kept, recall.key()))
        {
            return Ok(Some(same(files, report, None)));
        }
        // Its records are made of those of others, too.
        if files.iter().any(|file| file.role() != Role::Products) {
            return Ok(None);
        }
        let mut inputs = Vec::new();
        for (file, kept) in files.iter().zip(sources) {
            match file.assume(kept, recall.key(), self.reporter)? {
                Some(input) => inputs.push(input),
                None => return Ok(None),
            }
        }
        (self.lap)(Stage::Opening);
        let mut all = Vec::new();
        for (at, (input, kept)) in inputs.iter().zip(sources).enumerate() {
            let Some(stored) = recall.stored(store, at)? else {
                return Ok(None);
            };
            let scanned = self.scan(input, &kept.outline, &stored, recall.key(), inputs.len());
            let Some((units, scanned)) = scanned? else {
                return Ok(None);
            };
            all.push((stored, units, scanned));
        }
        (self.lap)(Stage::Reading);
        let seen = all.iter().zip(sources).map(|((_, units, scanned), kept)| {
            let tail = scanned.tail_print.bytes() == kept.tail;
            (units, kept, tail)
        });
        let seen: Vec<(&Units, &KeptSource, bool)> = seen.collect();
        if let Some(report) = report.filter(|report| is_same(&seen, report)) {
            let renewed = recall.renewed(all.iter().map(|(.., scanned)| scanned));
            return Ok(Some(same(files, report, renewed)));
        }
        let settled = |(units, kept, _): &(&Units, &KeptSource, bool)| {
            let mixed = kept.orders.as_ref().is_some_and(Orders::has_mixed);
            !mixed || (units.are_known() && units.complete)
        };
        if !seen.iter().all(settled) {
            return Ok(None);
        }
        // What becomes of such a record depends on others.
        let depends = |input: &Input| input.preset.depends();
        if inputs.iter().any(depends) {
            return Ok(None);
        }
        let mut draft = recall.draft();
        // When all is read, only the classes that records have are left.
        if draft.is_crowded(used_classes(all.iter().map(|(stored, ..)| stored))) {
            return Ok(None);
        }
        let known = load_known(Some(store))?;
        (self.lap)(Stage::State);
        for ((stored, units, scanned), kept) in all.into_iter().zip(sources) {
            draft.push(Gathered::new(kept.clone(), stored, units, &scanned));
        }
        choose(&mut draft, &known);
        let (known_records, records) = draft.share();
        self.reporter.tell(Event::Known {
            known: known_records,
            records,
        });
        for (at, input) in inputs.iter_mut().enumerate() {
            let Gathered { units, kept, .. } = draft.source(at);
            let outline = &kept.outline;
            input.source.narrow(outline, units.parts(), units.tail);
            input.signs.clone_from(&kept.signs);
            input.orders.clone_from(&kept.orders);
            input.fields = kept.fields();
        }
        let ask = self.ask((Some(store), None));
        let reading = read_all(&inputs, known, Some(draft), ask)?;
        let judged = reading.finish(&inputs)?;
        (self.lap)(Stage::Reading);
        Ok(Some(Found::Read(Box::new(judged))))
    }

    /// Reads everything.
    fn whole(
        &self,
        files: &[Located<'_>],
        mut recall: Option<&Recall>,
        (store, mut withheld): (Option<&Store>, Option<Withheld>),
        known: impl FnOnce() -> Result<Known, ReadError>,
    ) -> Result<Box<Judged>, ReadError> {
        let mut inputs = Vec::new();
        for file in files {
            match file.open(self.reporter) {
                Ok(input) => inputs.push(input),
                Err(error) => {
                    let found = Withheld::of(file.source(), error)?;
                    withheld.get_or_insert(found);
                    recall = None;
                }
            }
        }
        (self.lap)(Stage::Opening);
        let mut draft = None;
        if let Some(recall) = recall {
            let mut all = recall.blank();
            let mut sound = true;
            for (input, file) in inputs.iter().zip(files) {
                let Some(outline) = input
                    .source
                    .outline(recall.key())
                    .map_err(InputError::from)?
                else {
                    sound = false;
                    break;
                };
                if input.role != Role::Products {
                    // Only whether it is the same counts.
                    let bytes = input.source.facts().bytes;
                    let kept = KeptSource::begin(&input.preset.name, outline, bytes);
                    let Some(kept) = kept.of_file(file.path(), recall.key()) else {
                        sound = false;
                        break;
                    };
                    all.push(kept);
                    continue;
                }
                let stored = Stored::default();
                let scanned = self.scan(input, &outline, &stored, recall.key(), inputs.len())?;
                let Some((units, scanned)) = scanned else {
                    sound = false;
                    break;
                };
                let bytes = input.source.facts().bytes;
                let mut kept = KeptSource::begin(&input.preset.name, outline, bytes);
                kept.matching.clone_from(&input.matching);
                all.push(Gathered::new(kept, stored, units, &scanned));
            }
            draft = sound.then_some(all);
        }
        (self.lap)(Stage::Reading);
        let known = known()?;
        (self.lap)(Stage::State);
        let reading = read_all(&inputs, known, draft, self.ask((store, withheld)))?;
        let judged = reading.finish(&inputs)?;
        (self.lap)(Stage::Reading);
        Ok(Box::new(judged))
    }

    fn ask<'s>(&'s self, (store, withheld): (Option<&'s Store>, Option<Withheld>)) -> Ask<'s> {
        Ask {
            terms: self.terms,
            selection: self.selection.clone(),
            keep: self.keep,
            reporter: self.reporter,
            stopped: self.stopped,
            withheld,
            store,
        }
    }

    /// Tells the records of a source apart, and holds them against those of the last
    /// run. `None` where that cannot be done.
    fn scan(
        &self,
        input: &Input,
        outline: &Outline,
        stored: &Stored,
        key: &PrintKey,
        sources: usize,
    ) -> Result<Option<(Units, Scanned)>, InputError> {
        let group = match &input.preset.layout {
            Layout::Flat | Layout::Parents(_) | Layout::Nested(_) => None,
            // A product may have records in several sources, and a scan sees one.
            Layout::Continuation(_) if sources > 1 => return Ok(None),
            Layout::Continuation(rows) => {
                // Only their order tells products apart, and a scan does not know it.
                let Together::Group(group) = &rows.together else {
                    return Ok(None);
                };
                let Some(header) = outline.header() else {
                    return Ok(None);
                };
                let named = |name: &String| {
                    let key = crate::preset::key(name);
                    input.preset.resolve(&key).name == *group
                };
                let mut columns = (0..).zip(header).filter(|(_, name)| named(name));
                match (columns.next(), columns.next()) {
                    (Some((column, _)), None) => Some(column),
                    _ => return Ok(None),
                }
            }
        };
        let scan =
            |take: &mut dyn FnMut(_)| input.source.scan(outline, group, key, self.stopped, take);
        match align(stored, scan) {
            Ok(found) => Ok(Some(found)),
            Err(Unscanned::Stopped) => Err(InputError::Interrupted),
            Err(Unscanned::Odd | Unscanned::Io(_)) => Ok(None),
        }
    }
}

fn same(files: &[Located<'_>], report: &KeptReport, renewed: Option<String>) -> Found {
    Found::Same {
        report: report.clone(),
        renewed,
        shown: files.iter().map(|file| file.shown().to_owned()).collect(),
    }
}

/// Whether a file is byte for byte the one that was read last.
fn is_same_file(file: &Located<'_>, kept: &KeptSource, key: &PrintKey) -> bool {
    let path = file.path();
    let bytes = std::fs::metadata(path).map(|metadata| metadata.len());
    bytes.is_ok_and(|bytes| bytes == kept.bytes) && kept.file.is_of(path, key).unwrap_or(false)
}
