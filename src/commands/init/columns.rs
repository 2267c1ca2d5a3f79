//! Which column makes a field: what nobody can tell by names, and what is written down.

use shelfsync::catalog::Field;
use shelfsync::config::{MapEntry, Origin, TemplateText};
use shelfsync::pipeline::{Input, Recognized};
use shelfsync::preset::{Loss, Matching};
use shelfsync::source::masked;

use super::page::Page;
use crate::view::{Answer, Asker, Question, Unanswered};

/// What an item is: these are read from the columns that the file names, tomorrow, too.
const PINNED: [Field; 3] = [Field::Title, Field::Price, Field::Link];

/// Asks for each field which column makes it. What comes back was left open.
pub(super) fn ask(
    asker: &mut Asker<'_>,
    unfed: &[Field],
    samples: &[(String, String)],
    matching: Option<&Matching>,
    mapped: &mut Vec<(Field, String)>,
) -> Result<Vec<Field>, Unanswered> {
    let mut left = Vec::new();
    // A name that would end the quotes of a template cannot be written so.
    let plain = samples
        .iter()
        .filter(|(name, _)| !name.contains(['\'', '\\']));
    let taken =
        |name: &str| matching.is_some_and(|found| found.taken.iter().any(|one| one.column == name));
    // Those of which nothing is known come first.
    let (known, open): (Vec<_>, Vec<_>) = plain.partition(|(name, _)| taken(name));
    let columns: Vec<&(String, String)> = open.into_iter().chain(known).collect();
    let answers: Vec<Answer> = columns
        .iter()
        .map(|(name, sample)| Answer {
            name: name.clone(),
            shows: (!sample.is_empty())
                .then(|| format!("as in {}", masked(sample)))
                .into_iter()
                .collect(),
        })
        .collect();
    for field in unfed {
        let about = format!("no column is surely the {}; which one is it?", field.name());
        let question = Question {
            title: field.name(),
            about: &about,
            offer: None,
            without: "to be filled in later",
        };
        match asker
            .one_of(&question, &answers)?
            .and_then(|at| columns.get(at))
        {
            Some((name, _)) => mapped.push((*field, template(name))),
            None => left.push(*field),
        }
    }
    Ok(left)
}

/// Whether a file has the same column for the same.
fn has(file: &Recognized, own: &str, column: &str) -> bool {
    let mut taken = file.matching.iter().flat_map(|found| &found.taken);
    taken.any(|one| one.own == own && one.column == column)
}

fn template(column: &str) -> String {
    format!("{{{{ row['{column}'] }}}}")
}

/// Makes the fields of all inputs so.
pub(super) fn apply(inputs: &mut [Input], mapped: &[(Field, String)]) {
    for input in inputs {
        for (field, template) in mapped {
            input.map.retain(|entry| entry.field != field.name());
            input.map.push(MapEntry {
                field: field.name().to_owned(),
                template: TemplateText::new(template, Origin::Default),
            });
        }
    }
}

/// Writes which columns were taken for what. What an item is stands below `[source.map]`,
/// so that tomorrow's file with other columns does not mean something else, where it is the
/// same column in all files of the source; the rest are comments. Says whether the section was opened.
pub(super) fn write(
    page: &mut Page,
    (first, others): (&Recognized, &[&Recognized]),
    mapped: &[(Field, String)],
    mut opened: bool,
) -> bool {
    let mut lines = Vec::new();
    if let Some(matching) = &first.matching {
        let preset = first.preset;
        let mut said = Vec::new();
        for one in &matching.taken {
            let field = preset.fed_field(&one.own);
            let is_only = matching
                .taken
                .iter()
                .filter(|other| other.own == one.own)
                .count()
                == 1;
            let is_plain =
                is_only && !preset.says_more(&one.own) && !one.column.contains(['\'', '\\']);
            let shared = others.iter().all(|file| has(file, &one.own, &one.column));
            let joined = field == Some(Field::Price) && matching.has("currency");
            match field {
                Some(field) if PINNED.contains(&field) && is_plain && shared && !joined => {
                    lines.push((field, template(&one.column)));
                }
                // What the id is was said above.
                Some(Field::Id) => {}
                _ if preset.ignores(&one.own) => {}
                _ => said.push(format!(
                    "{} from `{}`",
                    preset.word_for(&one.own),
                    one.column
                )),
            }
        }
        if !said.is_empty() {
            page.comment(&format!(
                "Read by the names of their columns, as long as they are called so: {}.",
                said.join(", ")
            ));
        }
        for lost in &matching.lost {
            let word = preset.word_for(&lost.own);
            let why = match &lost.why {
                Loss::To(other) => format!("`{other}` is better"),
                Loss::Tie(all) => format!("it could as well be another of `{}`", all.join("`, `")),
                Loss::Cells => "its cells do not look like it".to_owned(),
            };
            page.comment(&format!("Not `{}` for {word}: {why}.", lost.column));
        }
    }
    lines.retain(|(field, _)| !mapped.iter().any(|(other, _)| other == field));
    lines.extend(mapped.iter().cloned());
    if lines.is_empty() {
        return opened;
    }
    if !opened {
        page.line("[source.map]");
        opened = true;
    }
    for (field, template) in lines {
        page.line(&format!(
            "{} = {}",
            field.name(),
            toml::Value::from(template)
        ));
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_chosen_from_samples() {
        let samples = [
            ("Nummer".to_owned(), "A-1".to_owned()),
            ("Seite".to_owned(), String::new()),
        ];
        let mut mapped = Vec::new();
        let mut input = "1\n\nSeite\n".as_bytes();
        let mut output = Vec::new();
        let mut asker = Asker::scripted(&mut input, &mut output);
        let unfed = [Field::Id, Field::Title, Field::Link];
        let left = ask(&mut asker, &unfed, &samples, None, &mut mapped);
        assert_eq!(left, Ok(vec![Field::Title]));
        let line = |field, column: &str| (field, format!("{{{{ row['{column}'] }}}}"));
        assert_eq!(
            mapped,
            [line(Field::Id, "Nummer"), line(Field::Link, "Seite")]
        );
        insta::assert_snapshot!(String::from_utf8(output).unwrap());
    }
}
