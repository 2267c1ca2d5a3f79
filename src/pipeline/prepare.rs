//! What must be known of whole sources before their first item can be made.

use super::InputError;
use super::basis::{Basis, DecimalBasis};
use super::input::Input;
use super::joined::{Joined, Matcher, joined_columns, key_columns, template_names};
use super::rows::{Rows, mapped_columns, mapped_fields, strangers};
use super::terms::Terms;
use super::views::{chosen_view, known_views, views_of};
use crate::catalog::{Field, FieldSet, Kind};
use crate::config::{DateOrder, DecimalSign};
use crate::layout::{ASK_EVERY, LayoutError, Market, Prepared};
use crate::normalize::{
    DayOrder, Normalizer, Orders, Sign, SignSurvey, Signs, Wanted, read_number,
};
use crate::preset::{Layout, Unpacked};
use crate::source::{Form, Record, normal_form};
use crate::template::{Rules, Setting, Templates};

/// What one source is read with.
#[derive(Default)]
pub(super) struct Ready {
    signs: Option<Signs>,
    orders: Option<Orders>,
    /// How amounts and dates are written, and what says so.
    pub(super) basis: Basis,
    /// `None` where nothing is configured.
    templates: Option<Templates>,
    /// By source: whether its parents have no ids by these templates.
    strangers: Vec<bool>,
    /// The view of the shop that it is read for.
    view: Option<String>,
}

/// Compiles the templates of all sources, reads those sources once that must be
/// known to their end before their first item can be made, and settles how
/// amounts are written.
pub(super) fn prepare(
    inputs: &[&Input],
    joined: &[Joined],
    terms: &Terms,
    stopped: &dyn Fn() -> bool,
) -> Result<(Prepared, Vec<Ready>), InputError> {
    let mut prepared = Prepared::default();
    let mut all = Vec::new();
    let mut views = Vec::new();
    for input in inputs {
        settled(input)?;
        let templates = compile(input, joined, terms)?;
        let strangers = templates
            .as_ref()
            .map(|templates| strangers(input, templates, inputs));
        all.push(Ready {
            signs: declared(input),
            orders: declared_order(input),
            basis: Basis::of_setting(input),
            templates,
            strangers: strangers.unwrap_or_default(),
            view: chosen_view(input, inputs)?,
        });
    }
    for input in inputs {
        let currency = terms.shop.currency.as_ref().map(|currency| currency.code());
        let shop = Market {
            language: terms.facts.language(),
            view: input.view.as_deref(),
            currency,
            country: terms.shop.country.as_deref(),
        };
        prepared
            .gather(&input.source, input.preset, shop, stopped)
            .map_err(|error| fault(input, error))?;
        let view = input.view.as_deref();
        prepared
            .scout(&input.source, input.preset, view, stopped)
            .map_err(|error| fault(input, error))?;
        views.push(views_of(input, prepared.views()));
    }
    known_views(inputs, &views)?;
    let mut late = Vec::new();
    for (at, (input, ready)) in inputs.iter().copied().zip(&mut all).enumerate() {
        let wanted = wanted(input);
        // Amounts that templates make are known only when the items are.
        let is_late = wanted.signs && ready.templates.as_ref().is_some_and(maps_amounts);
        let is_open = (wanted.signs || wanted.orders) && !is_late;
        let mut survey = is_open.then(|| SignSurvey::new(input.preset, wanted));
        if survey.is_none() && !Prepared::needs_pass(input.preset) {
            prepared.skip();
        } else {
            let mut each = |columns: &_, record: &_| {
                if let Some(survey) = &mut survey {
                    survey.note(columns, record);
                }
            };
            prepared
                .pass(&input.source, input.preset, &mut each, stopped)
                .map_err(|error| fault(input, error))?;
        }
        if is_late {
            late.push(at);
        }
        if let Some(survey) = survey {
            ready.settle(input, survey, wanted)?;
        }
    }
    prepared.finish();
    // An item may need a parent of any source, so all are passed over first.
    for at in late {
        let (input, ready) = (inputs[at], &mut all[at]);
        let survey = of_items(at, input, joined, ready, &mut prepared, stopped)?;
        ready.settle(input, survey, wanted(input))?;
    }
    Ok((prepared, all))
}

/// Whether it is known of all columns that count what they are.
pub(super) fn settled(input: &Input) -> Result<(), InputError> {
    if input.open.is_empty() {
        return Ok(());
    }
    Err(InputError::Open {
        shown: input.shown.clone(),
        open: input.open.clone(),
    })
}

/// What only the cells of a source can tell. Formats that define how amounts are written
/// mostly have dates of one kind, too; those that are passed over in any case are asked.
pub(super) fn wanted(input: &Input) -> Wanted {
    let defined = input.preset.decimal.is_some();
    let columns = input.source.facts().columns.iter().map(String::as_str);
    Wanted {
        signs: input.decimal.is_none() && !defined,
        orders: input.dates.is_none()
            && (!defined || Prepared::needs_pass(input.preset))
            && SignSurvey::has_dates(input.preset, columns),
    }
}

impl Ready {
    /// What the last run settled holds as long as no new record says otherwise
    /// (`contract.md` 7).
    fn settle(
        &mut self,
        input: &Input,
        survey: SignSurvey,
        wanted: Wanted,
    ) -> Result<(), InputError> {
        if wanted.orders {
            let orders = match &input.orders {
                Some(orders) if survey.dates_agree_with(orders) => orders.clone(),
                Some(_) => return Err(unfit(input)),
                None => survey.orders(),
            };
            self.orders = Some(orders);
            self.basis.dates = survey.date_samples();
        }
        if !wanted.signs {
            return Ok(());
        }
        if let Some(signs) = &input.signs {
            if !survey.agrees_with(signs) {
                return Err(unfit(input));
            }
            self.signs = Some(signs.clone());
            return Ok(());
        }
        self.basis.decimal = match survey.samples() {
            samples if samples.is_empty() => DecimalBasis::Nothing,
            samples => DecimalBasis::Cells(samples),
        };
        let signs = survey.settle().map_err(|open| InputError::Decimal {
            shown: input.shown.clone(),
            column: open.column,
            sample: open.sample,
        })?;
        self.signs = Some(signs);
        Ok(())
    }
}

fn unfit(input: &Input) -> InputError {
    let shown = input.shown.clone();
    InputError::Unfit { shown }
}

/// The order of day and month that a setting gives.
pub(super) fn declared_order(input: &Input) -> Option<Orders> {
    let order = match input.dates? {
        DateOrder::DayFirst => DayOrder::Day,
        DateOrder::MonthFirst => DayOrder::Month,
        DateOrder::YearFirst => DayOrder::Year,
    };
    Some(Orders::All(order))
}

fn declared(input: &Input) -> Option<Signs> {
    let sign = match input.decimal? {
        DecimalSign::Point => Sign::Point,
        DecimalSign::Comma => Sign::Comma,
    };
    Some(Signs::All(sign))
}

fn compile(
    input: &Input,
    joined: &[Joined],
    terms: &Terms,
) -> Result<Option<Templates>, InputError> {
    let rules = Rules {
        maps: &input.map,
        include: terms.filter.as_ref(),
    };
    let facts = input.source.facts();
    let mut columns = facts.columns.clone();
    // What packed cells hold is known only when they are taken apart.
    let packed = input.preset.packed.iter();
    let packed = packed.filter(|packed| packed.into == Unpacked::Columns);
    columns.extend(packed.map(|packed| format!("{}.*", packed.column)));
    if !matches!(input.preset.layout, Layout::Flat) {
        let parents = columns.iter().map(|name| format!("parent.{name}"));
        let parents: Vec<String> = parents.collect();
        columns.extend(parents);
    }
    columns.extend(template_names(joined));
    let setting = Setting {
        shop: &terms.facts,
        columns: match facts.form {
            Form::Delimited { .. } => Some(&columns),
            Form::Xml { .. } => None,
        },
        decimal: match input.decimal {
            Some(DecimalSign::Point) => Some('.'),
            Some(DecimalSign::Comma) => Some(','),
            None => input.preset.decimal,
        },
        number: read_number,
    };
    let templates = Templates::compile(rules, &setting)?;
    Ok((!templates.is_empty()).then_some(templates))
}

fn maps_amounts(templates: &Templates) -> bool {
    let is_amount = |field: Field| matches!(field.kind(), Kind::Price | Kind::UnitPrice);
    templates.fields().any(is_amount)
}

/// What the amounts of finished items say about their decimal sign.
fn of_items(
    at: usize,
    input: &Input,
    joined: &[Joined],
    ready: &Ready,
    prepared: &mut Prepared,
    stopped: &dyn Fn() -> bool,
) -> Result<SignSurvey, InputError> {
    let mut survey = SignSurvey::new(input.preset, wanted(input));
    if let Some(templates) = &ready.templates {
        survey.configure(mapped_fields(templates, input.preset, &ready.strangers));
    }
    let mut rows = rows(at, input, joined, ready, prepared)?;
    let mut record = Record::new();
    let mut items = 0_u64;
    while rows
        .next(&mut record)
        .map_err(|error| fault(input, error))?
        .is_some()
    {
        items += 1;
        if items.is_multiple_of(ASK_EVERY) && stopped() {
            return Err(InputError::Interrupted);
        }
        survey.note(rows.columns(), &record);
    }
    Ok(survey)
}

/// Begins to read the items of a source.
fn rows<'p>(
    at: usize,
    input: &Input,
    joined: &'p [Joined],
    ready: &'p Ready,
    prepared: &'p mut Prepared,
) -> Result<Rows<'p>, InputError> {
    let templates = ready.templates.as_ref();
    let mut extra = templates
        .map(|templates| mapped_columns(templates, input.preset))
        .unwrap_or_default();
    let before = extra.len();
    extra.extend(joined_columns(joined));
    let items = prepared.items(at, &input.source, input.preset, &extra);
    let items = items.map_err(|error| fault(input, error))?;
    let mut rows = Rows::new(items, input.preset, (templates, &ready.strangers));
    if !joined.is_empty() {
        rows.join(Matcher::new(joined, input, templates, before));
    }
    Ok(rows)
}

/// Begins to read a source: its items, and what makes them.
pub(super) fn begin<'p, 's>(
    at: usize,
    input: &Input,
    joined: &'p [Joined],
    prepared: &'p mut Prepared,
    ready: &'p Ready,
    terms: &'s Terms,
) -> Result<(Normalizer<'s>, Rows<'p>), InputError> {
    let mut normalizer = Normalizer::new(input.preset, &terms.shop);
    normalizer.view(ready.view.clone());
    if let Some(templates) = &ready.templates {
        let used = templates.columns().map(str::to_owned).collect();
        normalizer.configure(
            mapped_fields(templates, input.preset, &ready.strangers),
            used,
            templates.has_filter(),
        );
    }
    for source in joined {
        normalizer.join(&source.name, &source.source, &source.columns);
        normalizer.use_as_keys(key_columns(&source.of, input));
    }
    if let (Some(templates), false) = (&ready.templates, joined.is_empty()) {
        let names: Vec<String> = template_names(joined)
            .iter()
            .map(|name| normal_form(name))
            .collect();
        let mut fields = FieldSet::default();
        for field in templates.fields_of(&names) {
            fields.add(field);
        }
        normalizer.give_last_word(fields);
    }
    let columns = input.source.facts().columns.iter().map(String::as_str);
    normalizer.expect(columns.chain(input.preset.reshape.made()));
    if matches!(input.source.facts().form, Form::Xml { .. }) {
        normalizer.names_itself();
    }
    if let Some(signs) = &ready.signs {
        normalizer.set_signs(signs.clone());
    }
    if let Some(orders) = &ready.orders {
        normalizer.set_orders(orders.clone());
    }
    Ok((normalizer, rows(at, input, joined, ready, prepared)?))
}

/// An error of the layout, with the source's name.
pub(super) fn fault(input: &Input, error: LayoutError) -> InputError {
    match error {
        LayoutError::Source(error) => error.into(),
        LayoutError::Store(error) => InputError::spill(error),
        LayoutError::Interrupted => InputError::Interrupted,
        LayoutError::Product { .. } => InputError::Layout {
            shown: input.shown.clone(),
            why: error,
        },
    }
}
