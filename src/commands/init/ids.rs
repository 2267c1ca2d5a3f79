//! Which id the shop's pixel sends, and what the items' ids would be.

use shelfsync::config::{MapEntry, Origin, TemplateText};
use shelfsync::pipeline::{Ids, Input, InputError, Look, Terms, look};
use shelfsync::preset::{IdChoice, Preset};
use shelfsync::source::normal_form;

use super::exports::Exports;
use crate::commands::context::Listener;
use crate::view::{IdOption, IdOptions, count};

/// Tries all ways to number the items that fit the export's columns, and takes
/// the first that gives every item an id of its own.
pub(super) fn weigh(
    exports: &mut Exports,
    terms: &Terms,
    listener: &Listener,
    stopped: &dyn Fn() -> bool,
) -> Result<(IdOptions, Look), InputError> {
    let fitting = fitting(&exports.inputs);
    let mut options = Vec::new();
    let mut best: Option<(usize, Look)> = None;
    for (at, (choice, template)) in fitting.into_iter().enumerate() {
        apply(&mut exports.inputs, &template);
        let seen = look(&exports.inputs, terms, listener.as_ref(), stopped)?;
        options.push(IdOption {
            about: choice.about.clone(),
            template,
            ids: seen.ids.clone(),
        });
        let better = best
            .as_ref()
            .is_none_or(|(_, best)| rank(&seen.ids) < rank(&best.ids));
        if better {
            best = Some((at, seen));
        }
    }
    let (chosen, seen) = match best {
        Some(best) => best,
        None => (0, look(&exports.inputs, terms, listener.as_ref(), stopped)?),
    };
    let ids = IdOptions {
        reason: reason(&options, chosen),
        options,
        chosen,
    };
    take(&mut exports.inputs, &ids);
    Ok((ids, seen))
}

/// Makes the ids of all inputs as was chosen.
pub(super) fn take(inputs: &mut [Input], ids: &IdOptions) {
    let chosen = ids.options.get(ids.chosen);
    apply(inputs, chosen.map_or("", |option| &option.template));
}

/// The preset whose ways to number items are meant: that of the first export.
pub(super) fn preset(inputs: &[Input]) -> Option<&'static Preset> {
    inputs.first().map(|input| input.preset)
}

fn apply(inputs: &mut [Input], template: &str) {
    let Some(preset) = preset(inputs) else {
        return;
    };
    for input in inputs {
        input.map.retain(|entry| entry.field != "id");
        if input.preset.name == preset.name && !template.is_empty() {
            input.map.push(MapEntry {
                field: "id".to_owned(),
                template: TemplateText::new(template, Origin::Default),
            });
        }
    }
}

/// What is best comes first: fewest items without an id of their own.
fn rank(ids: &Ids) -> u64 {
    if ids.different == 0 {
        u64::MAX
    } else {
        ids.missing + ids.shared
    }
}

/// The choices whose columns all exports of the preset have, with templates in
/// the names of their headers.
fn fitting(inputs: &[Input]) -> Vec<(&'static IdChoice, String)> {
    let Some(preset) = preset(inputs) else {
        return Vec::new();
    };
    let same = inputs
        .iter()
        .filter(|input| input.preset.name == preset.name);
    let headers: Vec<&[String]> = same
        .map(|input| input.source.facts().columns.as_slice())
        .collect();
    let fits = |choice: &'static IdChoice| {
        let mut templates = headers
            .iter()
            .map(|header| localized(choice, preset, header));
        let first = templates.next()??;
        // One template must do for all of them.
        templates
            .all(|other| other.as_ref() == Some(&first))
            .then_some((choice, first))
    };
    preset.id.iter().filter_map(fits).collect()
}

/// In front of a column's name in a template.
const OPENS: &str = "row['";

/// The template of a choice with the names that this header has; `None` where
/// the header lacks a column.
fn localized(choice: &IdChoice, preset: &Preset, header: &[String]) -> Option<String> {
    let columns = || header.iter().map(String::as_str);
    for need in &choice.needs {
        preset.column(columns(), need)?;
    }
    let mut text = String::with_capacity(choice.template.len());
    let mut rest = choice.template.as_str();
    while let Some((before, after)) = rest.split_once(OPENS) {
        let (name, after) = after.split_once('\'')?;
        let form = normal_form(name);
        let there = columns().find(|column| normal_form(column) == form);
        let there = there.or_else(|| {
            // The template may name a column as the preset does, or as some header does.
            let key = shelfsync::preset::key(name);
            let own = if preset.knows(name) {
                preset.resolve(&key).name
            } else {
                key.as_ref().into()
            };
            preset.column(columns(), &own)
        })?;
        // A name that would end the quotes cannot be written so.
        if there.contains(['\'', '\\']) {
            return None;
        }
        text.push_str(before);
        text.push_str(OPENS);
        text.push_str(there);
        text.push('\'');
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// Why the first choice was not taken, or why the one that was is not sound.
fn reason(options: &[IdOption], chosen: usize) -> Option<String> {
    let first = options.first()?;
    if first.ids.are_sound() {
        return None;
    }
    let trouble = |ids: &Ids| {
        let mut parts = Vec::new();
        if ids.missing > 0 {
            parts.push(format!("{} without one", count(ids.missing, "item")));
        }
        if ids.shared > 0 {
            parts.push(format!(
                "{} sharing one with others",
                count(ids.shared, "item")
            ));
        }
        parts.join(" and ")
    };
    if chosen == 0 {
        return Some(format!(
            "No way to number them gives every item an id of its own; this one leaves {}.",
            trouble(&first.ids)
        ));
    }
    let mut text = format!(
        "Not taken: {}; it leaves {}.",
        first.about,
        trouble(&first.ids)
    );
    let trouble_left = |ids: &Ids| format!(" Even so there are {}.", trouble(ids));
    let taken = options.get(chosen).filter(|taken| !taken.ids.are_sound());
    if let Some(taken) = taken {
        text += &trouble_left(&taken.ids);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    fn all(preset: &str, names: &str) -> Vec<Option<String>> {
        let preset = shelfsync::preset::find(preset).unwrap();
        let header = header(names);
        let choices = preset.id.iter();
        choices
            .map(|choice| localized(choice, preset, &header))
            .collect()
    }

    #[test]
    fn a_template_names_the_columns_as_the_header_does() {
        let german = all("woocommerce", "ID,Typ,Artikelnummer,Name");
        assert_eq!(german[0].as_deref(), Some(""));
        assert_eq!(german[1].as_deref(), Some("{{ row['Artikelnummer'] }}"));
        let both = german[2].as_deref().unwrap();
        assert!(
            both.contains("row['Artikelnummer']") && !both.contains("SKU"),
            "{both}"
        );
        let new = all("shopify", "Title,URL handle,Option1 value,Price");
        assert_eq!(new[0], None, "there is no SKU");
        assert!(
            new[1].as_deref().unwrap().contains("row['URL handle']"),
            "{new:?}"
        );
    }

    #[test]
    fn a_choice_without_its_column_is_none() {
        assert_eq!(all("woocommerce", "Typ,Artikelnummer")[0], None);
        let quoted = all("woocommerce", "ID,Typ,Artikel'nummer");
        assert_eq!(quoted[1], None);
    }

    #[test]
    fn what_is_wrong_with_the_first_choice_is_told() {
        let option = |about: &str, missing, shared| IdOption {
            about: about.to_owned(),
            template: String::new(),
            ids: Ids {
                samples: Vec::new(),
                different: 9,
                missing,
                shared,
            },
        };
        let told = |options: &[IdOption], chosen| reason(options, chosen).unwrap_or_default();
        assert_eq!(told(&[option("the SKU", 0, 0)], 0), "");
        assert_eq!(
            told(&[option("the SKU", 1, 4), option("the handle", 0, 0)], 1),
            "Not taken: the SKU; it leaves 1 item without one and 4 items sharing one with others."
        );
        let none = told(&[option("the SKU", 2, 0), option("the handle", 0, 3)], 0);
        assert!(none.starts_with("No way to number them"), "{none}");
    }
}
