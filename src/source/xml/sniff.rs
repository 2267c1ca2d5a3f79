//! Which element is a record.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use super::events::Events;
use super::names::local;
use crate::source::error::SourceError;
use crate::source::fault::Unrecognized;
use crate::source::record::normal_form;
use crate::source::text::{Again, TextStream};

/// How much is looked at when nothing is declared.
const SAMPLE: u64 = 256 * 1024;
/// Different paths that are remembered of a sample.
const PATHS: usize = 2000;

/// The form of one XML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source) struct Shape {
    /// The local names from the root to the record's element.
    pub(in crate::source) record: Vec<String>,
    pub(in crate::source) root: String,
}

/// What is known of one path.
#[derive(Default)]
struct Path {
    depth: usize,
    count: u64,
    fields: HashSet<String>,
}

/// Finds the record's element: the first of the declared paths that occurs,
/// else the path whose children have most known names. A file that begins as a declared
/// path and has no such element is one without records, unless others are repeated in it.
///
/// A catalog may begin with a megabyte of categories, so when a declared path
/// has the root of this file, the search goes on until one occurs.
pub(in crate::source) fn shape(
    text: TextStream,
    shown: &str,
    again: Again,
    declared: &[&str],
    known: &dyn Fn(&str) -> bool,
) -> Result<Shape, SourceError> {
    let lower = |path: &&str| path.trim_matches('/').to_lowercase();
    let mut survey = Survey {
        declared: declared.iter().map(lower).collect(),
        known,
        hit: None,
        root: String::new(),
        here: Vec::new(),
        paths: HashMap::new(),
    };
    let mut events = Events::new(text, shown, again);
    events.forgive_all();
    let mut buffer = Vec::new();
    loop {
        let event = events.read(&mut buffer);
        match events.note(&event)? {
            Event::Start(tag) => survey.enter(tag),
            Event::Empty(tag) => {
                survey.enter(tag);
                survey.here.pop();
            }
            Event::End(_) => survey.here.truncate(events.depth()),
            Event::Eof => break,
            Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
        if events.offset() > SAMPLE && (survey.hit.is_some() || !survey.expects()) {
            break;
        }
    }
    let path_of = |index: usize| declared.get(index).map(|path| (*path).to_owned());
    let found = match (survey.hit, survey.root_of()) {
        (Some(hit), _) => path_of(hit),
        (None, Some(root)) => survey.best(2, 2).or_else(|| path_of(root)),
        (None, None) => survey.best(1, 0),
    };
    match found {
        Some(path) => Ok(Shape {
            record: path
                .trim_matches('/')
                .split('/')
                .map(str::to_owned)
                .collect(),
            root: survey.root,
        }),
        None => Err(SourceError::NotRecognized {
            shown: shown.into(),
            why: Unrecognized::NoRecords { root: survey.root },
        }),
    }
}

struct Survey<'a> {
    declared: Vec<String>,
    known: &'a dyn Fn(&str) -> bool,
    /// The first of the declared paths that occurred.
    hit: Option<usize>,
    root: String,
    /// The paths of the open elements, from the root.
    here: Vec<String>,
    paths: HashMap<String, Path>,
}

impl Survey<'_> {
    fn enter(&mut self, tag: &BytesStart<'_>) {
        let raw = tag.name();
        let name = local(raw.as_ref());
        if self.root.is_empty() {
            name.clone_into(&mut self.root);
        }
        let path = match self.here.last() {
            Some(parent) => format!("{parent}/{name}"),
            None => name.to_owned(),
        };
        if let Some(parent) = self.here.last().cloned() {
            self.field(&parent, name);
        }
        let lower = path.to_lowercase();
        let hit = self.declared.iter().position(|path| *path == lower);
        self.hit = match (self.hit, hit) {
            (Some(old), Some(new)) => Some(old.min(new)),
            (old, new) => old.or(new),
        };
        if self.paths.len() < PATHS || self.paths.contains_key(&path) {
            let depth = self.here.len();
            let entry = self.paths.entry(path.clone()).or_default();
            entry.depth = depth;
            entry.count += 1;
            for attribute in tag.html_attributes().with_checks(false).flatten() {
                let name = attribute.key.as_ref();
                if !name.starts_with("xml") {
                    self.field(&path, name);
                }
            }
        }
        self.here.push(path);
    }

    fn field(&mut self, path: &str, name: &str) {
        let Some(entry) = self.paths.get_mut(path) else {
            return;
        };
        if entry.fields.len() >= PATHS || entry.fields.contains(name) {
            return;
        }
        entry.fields.insert(name.to_owned());
    }

    /// How many of these names some shop system uses.
    fn known(&self, fields: &HashSet<String>) -> usize {
        let known = |name: &String| (self.known)(name) || (self.known)(&format!("g:{name}"));
        let names: HashSet<String> = fields.iter().map(|name| normal_form(name)).collect();
        names.into_iter().filter(known).count()
    }

    /// Whether a declared path begins as this file does.
    fn expects(&self) -> bool {
        self.root_of().is_some()
    }

    fn root_of(&self) -> Option<usize> {
        self.declared.iter().position(|path| {
            let root = path.split('/').next();
            root.is_some_and(|root| root == self.root.to_lowercase())
        })
    }

    /// The path whose children have most known names, of those that occur so often and
    /// have so many.
    fn best(&self, often: u64, least: usize) -> Option<String> {
        self.paths
            .iter()
            .filter(|(_, path)| path.depth > 0 && path.count >= often)
            .map(|(name, path)| (name, path, self.known(&path.fields)))
            .filter(|(_, _, known)| *known >= least)
            .filter(|(_, path, known)| *known >= 2 || (path.count >= 2 && path.fields.len() >= 2))
            .max_by_key(|(name, path, known)| {
                let Path {
                    depth,
                    count,
                    fields: _,
                } = path;
                (*known, *count >= 2, Reverse(*depth), *count, Reverse(*name))
            })
            .map(|(name, ..)| name.clone())
    }
}
