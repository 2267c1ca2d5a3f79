//! What the state remembers of an export, brought back.

use std::collections::{HashMap, HashSet};

use super::kept::{Facts, Loader};
use super::seal::{seal, unseal};
use super::{Class, Draft, Gathered, KeptReport, KeptSource, Made, READ, Stored, Units};
use crate::catalog::Presence;
use crate::finding::Rule;
use crate::plan::{Index, Known};
use crate::source::{PrintKey, Scanned};
use crate::state::{MemoPart, StateError, Store};

/// So many samples of a warning are shown, so that as many must be read.
const SAMPLES: u64 = 20;

/// What is remembered of the export that was read last, if it was read on the same
/// terms.
#[derive(Debug)]
pub struct Recall {
    key: PrintKey,
    terms: [u8; 32],
    facts: Option<Facts>,
    report: Option<KeptReport>,
}

impl Recall {
    /// Looks what the state remembers; `None` where nothing can be remembered.
    ///
    /// # Errors
    ///
    /// When the state cannot be read.
    pub fn load(store: &Store, terms: [u8; 32]) -> Result<Option<Self>, StateError> {
        let row = store.memo()?;
        let key = row.as_ref().and_then(|row| PrintKey::from_bytes(&row.key));
        // Without random numbers nothing can be printed safely.
        let Some(key) = key.or_else(|| PrintKey::random().ok()) else {
            return Ok(None);
        };
        let row = row.filter(|row| row.terms == terms);
        let facts = row.as_ref().and_then(|row| unseal(&key, &row.facts));
        let report = row.and_then(|row| unseal(&key, &row.report?));
        Ok(Some(Self {
            key,
            terms,
            facts,
            report,
        }))
    }

    /// Everything is to be read.
    pub(in crate::pipeline) fn forget(&mut self) {
        self.facts = None;
        self.report = None;
    }

    pub(in crate::pipeline) fn key(&self) -> &PrintKey {
        &self.key
    }

    /// The sources that were read.
    pub(in crate::pipeline) fn sources(&self) -> Option<&[KeptSource]> {
        self.facts.as_ref().map(|facts| &facts.sources[..])
    }

    /// What is reported if everything is as it was.
    pub(in crate::pipeline) fn report(&self) -> Option<&KeptReport> {
        self.report.as_ref()
    }

    /// What is to be kept of the sources where the same records stand in other bytes:
    /// the next run need look at these bytes only. `None` where they are those.
    pub(in crate::pipeline) fn renewed<'s>(
        &self,
        all: impl Iterator<Item = &'s Scanned>,
    ) -> Option<String> {
        let mut facts = self.facts.clone()?;
        let mut differs = false;
        for (kept, scanned) in facts.sources.iter_mut().zip(all) {
            differs |= !kept.is_of(scanned);
            kept.set_file(scanned);
        }
        differs.then(|| seal(&self.key, &facts)).flatten()
    }

    /// The records of a source; none where they cannot be understood.
    pub(in crate::pipeline) fn stored(
        &self,
        store: &Store,
        source: usize,
    ) -> Result<Option<Stored>, StateError> {
        let Some(kept) = self.sources().and_then(|sources| sources.get(source)) else {
            return Ok(None);
        };
        let mut loader = Loader::new(&self.key);
        store.each_memo_part(source, |part| match part {
            MemoPart::Changes(text) => loader.changes(text),
            MemoPart::Records(text) => loader.part(text),
        })?;
        let is_of = loader.is_of(kept);
        Ok(loader.finish().filter(|_| is_of))
    }

    /// Begins what the next run will remember, where all is read: no record has a class yet.
    pub(in crate::pipeline) fn blank(&self) -> Draft {
        Draft::new(self.key.clone(), self.terms, Vec::new())
    }

    /// Begins what the next run will remember.
    pub(in crate::pipeline) fn draft(&self) -> Draft {
        let classes = self.facts.as_ref().map(|facts| facts.classes.clone());
        Draft::new(self.key.clone(), self.terms, classes.unwrap_or_default())
    }
}

/// How many classes the records of all sources are of.
pub(in crate::pipeline) fn used_classes<'s>(all: impl Iterator<Item = &'s Stored>) -> usize {
    let mut used: HashSet<u16> = all.flat_map(|stored| &stored.classes).copied().collect();
    used.remove(&READ);
    used.len()
}

/// Which records must be read although they are known: those of which the state says
/// something else by now, and those that are shown as samples.
pub(in crate::pipeline) fn choose(draft: &mut Draft, known: &Known) {
    let classes: Vec<Class> = (0..READ).map_while(|at| draft.class(at).cloned()).collect();
    let mut seen: HashMap<Rule, u64> = HashMap::new();
    for source in 0.. {
        let Some(Gathered { units, stored, .. }) = draft.get_mut(source) else {
            return;
        };
        let mut near = 0;
        for at in 0..units.len() {
            let Some(old) = units.same(at).filter(|_| !units.reads(at)) else {
                continue;
            };
            let made = stored.made(old);
            let class = classes.get(usize::from(stored.classes[old]));
            let mut wanted =
                class.is_none() || !made.iter().all(|one| is_still(known, *one, &mut near));
            for (rule, times) in class.into_iter().flat_map(|class| &class.rules) {
                let before = seen.entry(*rule).or_default();
                wanted |= *before < SAMPLES;
                *before += times;
            }
            if wanted {
                units.read(at);
            }
        }
    }
}

fn is_still(known: &Known, made: Made, near: &mut Index) -> bool {
    let Some(index) = known.at_key(made.pos, *near) else {
        return false;
    };
    *near = index + 1;
    let entry = known.entry(index);
    entry.presence == Presence::Live
        && entry.has_confirmed
        && !entry.doubt.any()
        && !entry.open
        && entry.confirmed[..8] == made.content
}

/// Whether the records of all sources are those of the last run, so that its report
/// is the report of this one.
pub(in crate::pipeline) fn is_same(
    all: &[(&Units, &KeptSource, bool)],
    report: &KeptReport,
) -> bool {
    all.iter().all(|(units, kept, tail)| {
        let in_place = (units.in_order && kept.ordered) || !report.has_places;
        units.are_known() && units.complete && in_place && *tail
    })
}
