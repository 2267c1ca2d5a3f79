//! A source that is joined, read to its end.

use std::sync::Mutex;

use super::key::{choose_key, quoted};
use super::missing::Missing;
use super::reader::Reader;
use super::told::without_product;
use super::unite::Together;
use crate::config::Role;
use crate::finding::{Finding, Place, Problems, Rule};
use crate::join::Shelf;
use crate::normalize::{JoinedSource, SignSurvey};
use crate::pipeline::InputError;
use crate::pipeline::input::{Input, SourceReport};
use crate::pipeline::prepare::{declared_order, settled, wanted};
use crate::pipeline::terms::Terms;
use crate::source::Columns;

/// What joins need to know of a run.
pub(in crate::pipeline) struct Run<'a> {
    pub(in crate::pipeline) terms: &'a Terms,
    /// The sources of products.
    pub(in crate::pipeline) products: &'a [&'a Input],
    pub(in crate::pipeline) stopped: &'a dyn Fn() -> bool,
    /// How many sources stand in front of the joined ones in reports.
    pub(in crate::pipeline) before: usize,
}

/// A source that is joined.
pub(in crate::pipeline) struct Joined {
    /// Its name in templates.
    pub(in crate::pipeline) name: String,
    pub(in crate::pipeline) role: Role,
    /// As the user named its files.
    pub(in crate::pipeline) shown: String,
    /// Its columns; the column of the pieces stands in front of them in rows.
    pub(in crate::pipeline) columns: Columns,
    pub(in crate::pipeline) source: JoinedSource,
    /// The columns of the products that hold its key; the item's id when empty.
    pub(in crate::pipeline) of: Vec<String>,
    pub(in crate::pipeline) shelf: Mutex<Shelf>,
    /// What is said of items without a row.
    pub(super) missing: Missing,
    /// The place of its first file in reports.
    pub(in crate::pipeline) place: u16,
    pub(in crate::pipeline) reports: Vec<SourceReport>,
    pub(in crate::pipeline) problems: Problems,
}

/// Reads the files of one `[[source]]`; `order` counts the joined ones.
pub(in crate::pipeline) fn read_joined(
    files: &[&Input],
    order: usize,
    products: &[&Input],
    run: &Run<'_>,
) -> Result<Joined, InputError> {
    let first = files[0];
    for file in files {
        settled(file)?;
    }
    let joining = &first.joining;
    let overrides = joining.overrides.unwrap_or(first.role != Role::Supplement);
    let fresh = || JoinedSource::new(first.preset, first.role, order, overrides);
    let mut reader = Reader::new(first, fresh(), choose_key(first, products)?, run);
    let mut signs = reader.declared();
    let mut orders = declared_order(first);
    let wanted = wanted(first);
    let is_open = wanted.signs || wanted.orders;
    reader.survey = is_open.then(|| SignSurvey::new(first.preset, wanted));
    let mut reports = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let place = u16::try_from(run.before + at).unwrap_or(u16::MAX);
        let records = reader.file(file, place)?;
        reports.push(SourceReport {
            path: file.shown.clone(),
            preset: file.preset.name.clone(),
            encoding: file.source.facts().encoding.to_owned(),
            records,
            without_item: 0,
            role: file.role,
        });
    }
    let names: Vec<&str> = files.iter().map(|file| file.shown.as_str()).collect();
    let shown = names.join(", ");
    if let Some((rows, line)) = reader.keyless {
        let have = if rows == 1 { "row has" } else { "rows have" };
        let message = format!("{rows} {have} nothing in the column of the key");
        let mut finding = Finding::new(without_product(first.role), message);
        finding.place = Place {
            source: u16::try_from(run.before).unwrap_or(u16::MAX),
            line,
        };
        reader.problems.add(finding);
    }
    if let Some(why) = reader.unseen_places() {
        let mut finding = Finding::new(Rule::SourceNote, why);
        finding.place.source = u16::try_from(run.before).unwrap_or(u16::MAX);
        reader.problems.add(finding);
    }
    if reader.used == 0 {
        let rows = reader.rows;
        let columns = quoted(first);
        return Err(InputError::NoRows {
            shown,
            rows,
            columns,
        });
    }
    reader.check_columns(&shown)?;
    reader.tell_unknown(u16::try_from(run.before).unwrap_or(u16::MAX));
    if let Some(survey) = reader.survey.take() {
        orders = orders.or_else(|| wanted.orders.then(|| survey.orders()));
        let settled = survey.settle().map_err(|open| InputError::Decimal {
            shown: shown.clone(),
            column: open.column,
            sample: open.sample,
        })?;
        if wanted.signs {
            signs = Some(settled);
        }
    }
    // Signs are bound with the columns.
    let mut source = fresh();
    source.configure(reader.mapped()?);
    if let Some(signs) = signs {
        source.set_signs(signs);
    }
    if let Some(orders) = orders {
        source.set_orders(orders);
    }
    source.extend(&reader.columns);
    let by = Together {
        role: first.role,
        source: &source,
    };
    let shelf = reader.sorter.finish(&by).map_err(InputError::spill)?;
    let default = first.role.as_str();
    Ok(Joined {
        name: joining.name.clone().unwrap_or_else(|| default.to_owned()),
        role: first.role,
        shown,
        columns: reader.columns,
        source,
        of: reader.key.of,
        missing: reader.missing,
        shelf: Mutex::new(shelf),
        place: u16::try_from(run.before).unwrap_or(u16::MAX),
        reports,
        problems: reader.problems,
    })
}
