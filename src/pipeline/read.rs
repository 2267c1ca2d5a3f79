//! Reading the export to its end and judging every record on the way.

use std::collections::BTreeMap;

use super::InputError;
use super::again::Course;
use super::crew::{Stop, work};
use super::files::Files;
use super::input::{Input, SourceReport};
use super::joined::{Meetings, Withheld};
use super::judged::Judged;
use super::keeper::{Keeper, blame, join, of_products};
use super::lack::NoIds;
use super::lot::{MadeItem, Texts};
use super::maker::Maker;
use super::memo::Draft;
use super::prepare::{begin, fault, prepare};
use super::rows::Rows;
use super::selection::{Keep, Selection};
use super::tables::with_tables;
use super::taking::Taking;
use super::terms::Terms;
use crate::catalog::{Field, Fingerprint};
use crate::finding::{Finding, Place, Rule};
use crate::normalize::Normalizer;
use crate::plan::{Index, Known, Read, Seen};
use crate::report::Reporter;
use crate::source::Form;
use crate::state::Store;

/// What sources are read with.
pub(super) struct Ask<'a> {
    pub(super) terms: &'a Terms,
    pub(super) selection: Selection,
    pub(super) keep: Keep,
    pub(super) reporter: &'a dyn Reporter,
    pub(super) stopped: &'a dyn Fn() -> bool,
    /// A source of stock that is not used: the stock of items is taken from the state.
    pub(super) withheld: Option<Withheld>,
    pub(super) store: Option<&'a Store>,
}

/// Reads all sources.
pub fn read(
    inputs: &[Input],
    terms: &Terms,
    known: Known,
    selection: Selection,
    keep: Keep,
    reporter: &dyn Reporter,
    stopped: &dyn Fn() -> bool,
) -> Result<Judged, InputError> {
    let ask = Ask {
        terms,
        selection,
        keep,
        reporter,
        stopped,
        withheld: None,
        store: None,
    };
    read_all(inputs, known, None, ask)?.finish(inputs)
}

/// Reads all sources, and judges nothing that can be told only at the end. With a
/// draft, what the next run may know is taken down in it.
pub(super) fn read_all<'a>(
    inputs: &[Input],
    known: Known,
    draft: Option<Draft>,
    ask: Ask<'a>,
) -> Result<Reading<'a>, InputError> {
    let Ask {
        terms,
        selection,
        keep,
        reporter,
        stopped,
        withheld,
        store,
    } = ask;
    let terms = &with_tables(terms)?;
    let products: Vec<&Input> = of_products(inputs);
    let before = products.len();
    let (joined, withheld) = join(inputs, &products, withheld, terms, stopped)?;
    // Without a state nothing is compared, and what is not kept does not go out. Records of
    // all sources are compared with each other: they have the same kind of print.
    let prints = keep != Keep::Nothing || !known.is_empty();
    let mut reading = Reading {
        judged: Judged::begin(known, selection)?,
        keep,
        prints,
        taken: 0,
        examined: 0,
        variants: 0,
        records: 0,
        findings: Vec::new(),
        lacking: BTreeMap::new(),
        doubtful: Vec::new(),
        contradictions: 0,
        nameless: 0,
        nameless_file: None,
        id_column: None,
        course: None,
        meetings: Meetings::default(),
        keeper: withheld.as_ref().map(|_| Keeper::new(store)),
        depends: !joined.is_empty() || withheld.is_some(),
    };
    reading.judged.files = Files::of(&products);
    reading.judged.draft = draft.filter(|_| withheld.is_none());
    let made = prepare(&products, &joined, terms, stopped);
    let (mut prepared, all) = made.map_err(|error| blame(withheld.as_ref(), error))?;
    reading.judged.bases = all.iter().map(|ready| ready.basis.clone()).collect();
    for ((source, input), ready) in (0..).zip(products.iter().copied()).zip(&all) {
        let at = usize::from(source);
        let (mut normalizer, rows) = begin(at, input, &joined, &mut prepared, ready, terms)?;
        if withheld.is_some() {
            normalizer.replace_stock();
        }
        reading.source(source, input, normalizer, rows, reporter, stopped)?;
    }
    // A parent's variants may stand in a later source.
    for (source, at) in (0..).zip(0..before) {
        reading.tell_lone(source, &prepared.lone(at));
    }
    reading.tell_joined(&joined, withheld)?;
    Ok(reading)
}

pub(super) struct Reading<'a> {
    pub(super) judged: Judged,
    keep: Keep,
    /// Whether items are told apart by what the state has of them, too.
    prints: bool,
    /// Items that were asked for.
    taken: u64,
    /// Items whose fields were looked at.
    pub(super) examined: u64,
    /// Items that belong to a product with others.
    pub(super) variants: u64,
    pub(super) records: u64,
    pub(super) findings: Vec<Finding>,
    /// How many items broke a rule at least once, for rules that a setting cures.
    pub(super) lacking: BTreeMap<Rule, u64>,
    /// Items whose price could be another amount if the column's decimal sign
    /// is not what the preset says.
    pub(super) doubtful: Vec<Index>,
    /// Amounts that contradict the preset's decimal sign.
    pub(super) contradictions: u64,
    /// Items with nothing in the column of the id.
    pub(super) nameless: u64,
    /// A file in which no item has one.
    pub(super) nameless_file: Option<NoIds>,
    /// That column.
    pub(super) id_column: Option<String>,
    /// Where the source is that is being read, if a draft is made of it.
    pub(super) course: Option<Course>,
    /// What items found in joined sources.
    pub(super) meetings: Meetings,
    /// Keeps the stock of items as the state has it.
    pub(super) keeper: Option<Keeper<'a>>,
    /// What becomes of a record depends on other files.
    depends: bool,
}

impl Reading<'_> {
    fn source(
        &mut self,
        source: u16,
        input: &Input,
        normalizer: Normalizer<'_>,
        rows: Rows<'_>,
        reporter: &dyn Reporter,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), InputError> {
        self.course = self.judged.draft.as_ref().map(|draft| {
            let depends = self.depends || input.preset.depends();
            Course::new(source, draft, input.source.is_narrowed(), depends)
        });
        let known = &self.judged.known;
        let drafts = self.course.is_some();
        let maker = Maker::new(normalizer, known.likeness(), self.prints, drafts);
        let (nameless, read) = (self.nameless, self.judged.read);
        let mut taking = Taking {
            reading: self,
            source,
            input,
            reporter,
            stopped,
        };
        let done = work(rows, maker, &mut taking);
        let (rows, Maker { normalizer, .. }) = done.map_err(|stop| match stop {
            Stop::Source(error) => fault(input, error),
            Stop::Taken(error) => error,
        })?;
        let column = normalizer.column_of(Field::Id, rows.columns());
        let column = column.map(str::to_owned);
        let (nameless, read) = (self.nameless - nameless, self.judged.read - read);
        if nameless > 0 && self.id_column.is_none() {
            self.id_column.clone_from(&column);
        }
        let again = self.end_course(source, input, &normalizer, &rows)?;
        if nameless > 1 && nameless == read && again.records == 0 {
            let file = Some(input.shown.clone());
            self.nameless_file.get_or_insert(NoIds { file, column });
        }
        let unknown = normalizer.unknown_columns(rows.columns());
        self.tell_unknown(source, &input.preset.name, unknown, &again);
        if matches!(input.source.facts().form, Form::Delimited { .. }) {
            self.tell_untold(source, &normalizer.untold(&input.source.facts().columns));
        }
        let has_column =
            |field: &&Field| normalizer.has_column(**field) || input.fields.has(**field);
        for field in Field::ALL.iter().filter(has_column) {
            self.judged.columns.add(*field);
        }
        self.contradictions += normalizer.contradictions();
        let without_item = rows.without_item();
        if let Some(column) = rows.other_tongue() {
            let message = format!(
                "`{column}` and others have texts in another language, and the file does not say in which; those \
                 without a number are read, `view = \"1\"` of this source reads those with a 1"
            );
            let mut finding = Finding::new(Rule::SourceNote, message);
            finding.place.source = source;
            self.judged.problems.add(finding);
        }
        let end = rows.finish().map_err(|error| fault(input, error))?;
        for note in &input.source.facts().notes {
            let mut finding = Finding::new(Rule::SourceNote, note.to_string());
            finding.place.source = source;
            self.judged.problems.add(finding);
        }
        self.judged.sources.push(SourceReport {
            path: input.shown.clone(),
            preset: input.preset.name.clone(),
            encoding: input.source.facts().encoding.to_owned(),
            records: end.records + again.records,
            without_item: without_item + again.without_item,
            role: input.role,
        });
        Ok(())
    }

    pub(super) fn item(
        &mut self,
        made: &MadeItem,
        texts: Texts<'_>,
        place: Place,
    ) -> Result<(), InputError> {
        self.judged.read += 1;
        let is_hidden = made.hidden.is_some();
        let Some(id) = texts.id else {
            let missing = |finding: &Finding| finding.rule == Rule::Missing(Field::Id);
            self.nameless += u64::from(is_hidden || self.findings.iter().any(missing));
            if let Some((column, word)) = &made.hidden {
                self.judged.aside.note(column, word, None);
            }
            if is_hidden || self.judged.selection.is_partial() {
                self.judged.not_selected += 1;
                return Ok(());
            }
            self.judged.without_id += 1;
            self.tell_findings(None, place);
            return Ok(());
        };
        if !self.judged.selection.takes(id, self.taken) {
            self.judged.not_selected += 1;
            return Ok(());
        }
        self.taken += 1;
        let index = self.judged.known.find_or_add(id);
        if let Some((column, word)) = &made.hidden {
            self.judged.aside.note(column, word, Some(id));
            self.filtered(index, place);
            return Ok(());
        }
        if made.examined {
            self.examined += 1;
            self.variants += u64::from(made.is_variant);
        }
        self.count_lacking();
        self.note(index, made, texts.canonical, place)
    }

    fn note(
        &mut self,
        index: Index,
        made: &MadeItem,
        canonical: &[u8],
        place: Place,
    ) -> Result<(), InputError> {
        let is_item = made.seen == Seen::Item;
        self.publish(index);
        let known = &mut self.judged.known;
        let read = Read {
            seen: made.seen,
            source: place.source,
            line: place.line,
            hash: Known::print(made.likeness, made.whole.as_ref()),
            sold_out: made.sold_out,
        };
        let is_first = known.note(index, read);
        if let Some(course) = &mut self.course {
            course.item(is_first.then_some(index));
        }
        if !is_first {
            return Ok(());
        }
        if made.price_in_doubt && is_item {
            self.doubtful.push(index);
        }
        self.tell_findings(Some(index), place);
        match &made.whole {
            Some(whole) if is_item => self.spill(index, whole, canonical),
            Some(_) | None => Ok(()),
        }
    }

    fn spill(
        &mut self,
        index: Index,
        whole: &Fingerprint,
        canonical: &[u8],
    ) -> Result<(), InputError> {
        let judged = &mut self.judged;
        let entry = judged.known.entry(index);
        let same = entry.is_as_confirmed();
        let wanted = match self.keep {
            Keep::Nothing => false,
            Keep::Changed => !same || judged.selection.forces(judged.known.id(index)),
            Keep::All => true,
        };
        if wanted {
            let put = judged.spill.put(index, whole, canonical);
            let place = put.map_err(InputError::spill)?;
            if self.keep == Keep::All {
                judged.places.push((index, place));
            }
        }
        Ok(())
    }

    fn tell_findings(&mut self, index: Option<Index>, place: Place) {
        let id = index.map_or("", |index| self.judged.known.id(index));
        for mut finding in self.findings.drain(..) {
            id.clone_into(&mut finding.id);
            finding.place = place;
            self.judged.problems.add(finding);
        }
    }
}
