//! Which columns of two files hold the same.

use crate::config::Role;
use crate::normalize::IdColumn;
use crate::pipeline::InputError;
use crate::pipeline::input::Input;
use crate::preset::{JoinKey, key};
use crate::source::{Columns, Form, normal_form};

/// The columns of a key.
pub(super) struct KeyColumns {
    pub(super) columns: Vec<[String; 2]>,
    pub(super) of: Vec<String>,
}

/// The column of a key as the configuration or a preset names it.
pub(in crate::pipeline) fn names(name: &str) -> [String; 2] {
    [normal_form(name), key(name).into_owned()]
}

/// The names of a header with those of its preset.
pub(in crate::pipeline) fn header(input: &Input) -> Vec<[String; 2]> {
    let columns = input.source.facts().columns.iter();
    let both = |name: &String| {
        let name = plain(input, name);
        let key = key(name);
        [
            normal_form(name),
            input.preset.resolve(&key).name.into_owned(),
        ]
    };
    columns.map(both).collect()
}

/// The name of a column without the sign of attributes, in XML that no preset describes:
/// `<item sku="1" stock="5"/>` says what a row of a table with these columns does.
pub(super) fn plain<'n>(input: &Input, name: &'n str) -> &'n str {
    let rule = input.preset.join.as_ref();
    let is_xml = matches!(input.source.facts().form, Form::Xml { .. });
    match name.strip_prefix('@') {
        Some(plain) if is_xml && rule.is_some_and(|rule| rule.fallback) => plain,
        Some(_) | None => name,
    }
}

/// Whether a column of a header is the one that is meant.
pub(in crate::pipeline) fn is_same(column: &[String; 2], meant: &[String; 2]) -> bool {
    column[0] == meant[0] || column[1] == meant[1]
}

/// The columns of the products that hold a key, as the header has them.
pub(in crate::pipeline) fn key_columns<'a>(
    of: &'a [String],
    input: &'a Input,
) -> impl Iterator<Item = String> + 'a {
    let all = input.source.facts().columns.iter().zip(header(input));
    let meant: Vec<[String; 2]> = of.iter().map(|name| names(name)).collect();
    let is_key = move |column: &[String; 2]| meant.iter().any(|meant| is_same(column, meant));
    all.filter(move |(_, column)| is_key(column))
        .map(|(name, _)| name.clone())
}

/// Which columns are the key of a source, and which of the products hold it.
pub(super) fn choose_key(first: &Input, products: &[&Input]) -> Result<KeyColumns, InputError> {
    let joining = &first.joining;
    let has = |input: &Input, meant: &[String; 2]| {
        let is_xml = matches!(input.source.facts().form, Form::Xml { .. });
        is_xml || header(input).iter().any(|column| is_same(column, meant))
    };
    let all_have = |of: &[String]| {
        let mut all = products.iter();
        all.all(|input| of.iter().all(|name| has(input, &names(name))))
    };
    let no_key = |why: String| InputError::JoinKey {
        shown: first.shown.clone(),
        why,
    };
    let is_table = !matches!(first.source.facts().form, Form::Xml { .. });
    if is_table && header(first).len() < 2 {
        // A key and nothing else, or no table at all: there is nothing to join.
        return Err(InputError::NoRows {
            shown: first.shown.clone(),
            rows: 0,
            columns: quoted(first),
        });
    }
    if !joining.key.is_empty() {
        let columns: Vec<[String; 2]> = joining.key.iter().map(|name| names(name)).collect();
        if let Some(at) = columns.iter().position(|meant| !has(first, meant)) {
            return Err(lost(first, no_column(first, "key", &joining.key[at])));
        }
        if !joining.of.is_empty() && joining.of.len() != columns.len() {
            return Err(no_key(
                "`key` and `of` must name as many columns as each other".to_owned(),
            ));
        }
        let missing = |input: &&Input| {
            let name = joining.of.iter().find(|name| !has(input, &names(name)))?;
            Some(no_column(input, "of", name))
        };
        if let Some(why) = products.iter().find_map(missing) {
            return Err(no_key(why));
        }
        let of = match joining.of.as_slice() {
            [] if all_have(&joining.key) => joining.key.clone(),
            // The item's id.
            [] if columns.len() == 1 => Vec::new(),
            [] => {
                let why =
                    "the products have no columns of the names in `key`; name theirs with `of`";
                return Err(no_key(why.to_owned()));
            }
            of => of.to_vec(),
        };
        return Ok(KeyColumns { columns, of });
    }
    let rule = first.preset.join.as_ref();
    let own = rule.map(|rule| rule.keys.as_slice()).unwrap_or_default();
    let mut single = None;
    let file = header(first);
    for choice in standing(own, &file) {
        let columns: Vec<[String; 2]> = choice.columns.iter().map(|name| names(name)).collect();
        if !columns.iter().all(|meant| has(first, meant)) {
            continue;
        }
        let of = if !joining.of.is_empty() {
            joining.of.clone()
        } else if choice.of.is_empty() {
            // As the file has it, for products may have the same names.
            let named = columns.iter().map(|meant| {
                let found = file.iter().find(|column| is_same(column, meant));
                found.map_or_else(|| meant[0].clone(), |column| column[0].clone())
            });
            named.collect()
        } else {
            choice.of.clone()
        };
        if of.len() == columns.len() && all_have(&of) {
            return Ok(KeyColumns { columns, of });
        }
        let by_own: Vec<String> = choice.columns.clone();
        if joining.of.is_empty() && all_have(&by_own) {
            return Ok(KeyColumns {
                columns,
                of: by_own,
            });
        }
        if columns.len() == 1 && single.is_none() {
            single = Some(columns);
        }
    }
    if let (Some(columns), true) = (single, joining.of.is_empty()) {
        return Ok(KeyColumns {
            columns,
            of: Vec::new(),
        });
    }
    let id = id_column(first).filter(|_| joining.of.len() <= 1);
    match id {
        Some(column) => Ok(KeyColumns {
            columns: vec![column],
            of: joining.of.clone(),
        }),
        None => Err(lost(first, unknown_key(first))),
    }
}

/// The ways to say which item a row is for whose columns a file has. In XML a column may
/// come later: where it has none of them, all.
fn standing<'r>(own: &'r [JoinKey], file: &[[String; 2]]) -> Vec<&'r JoinKey> {
    let stands = |choice: &&JoinKey| {
        let mut all = choice.columns.iter().map(|name| names(name));
        all.all(|meant| file.iter().any(|column| is_same(column, &meant)))
    };
    let found: Vec<&JoinKey> = own.iter().filter(stands).collect();
    if found.is_empty() {
        own.iter().collect()
    } else {
        found
    }
}

fn unknown_key(first: &Input) -> String {
    format!(
        "it is not known which of its columns says what item a row is for; name it with `key`; its columns are {}",
        quoted(first)
    )
}

/// A column that a file of stock has lost is an accident of the warehouse, which must
/// not keep prices and texts back; in other files it is a setting that is wrong.
pub(super) fn lost(first: &Input, why: String) -> InputError {
    let shown = first.shown.clone();
    match first.role {
        Role::Stock => InputError::NoKeyColumn { shown, why },
        Role::Products | Role::Prices | Role::Supplement => InputError::JoinKey { shown, why },
    }
}

/// The column of the ids, where the preset reads products.
fn id_column(input: &Input) -> Option<[String; 2]> {
    if input.preset.join.is_some() {
        return None;
    }
    let mut columns = Columns::default();
    for name in &input.source.facts().columns {
        columns.push(name.as_str().into());
    }
    let mut finder = IdColumn::new(input.preset, columns.iter().map(|(_, name)| name));
    let found = finder.column(&columns)?;
    Some(names(columns.name(found)))
}

pub(super) fn no_column(input: &Input, key: &str, name: &str) -> String {
    format!(
        "`{key}` names the column `{name}`, which {} does not have; its columns are {}",
        input.shown,
        quoted(input)
    )
}

/// A file that has nothing of what it is there for, as a fragment.
pub(super) fn no_content(input: &Input, what: &str, field: &str) -> String {
    format!(
        "it has no column {what} that is known; name it with `{field}` below its `[source.map]`, as in \
         `{field} = \"{{{{ row['…'] }}}}\"`; its columns are {}",
        quoted(input)
    )
}

/// The columns of a file, for messages.
pub(super) fn quoted(input: &Input) -> String {
    const SHOWN: usize = 12;
    let columns = &input.source.facts().columns;
    let few = columns.iter().take(SHOWN).map(|name| format!("`{name}`"));
    let mut few: Vec<String> = few.collect();
    if columns.len() > SHOWN {
        few.push("…".to_owned());
    }
    few.join(", ")
}

/// Whether no column of a file names the location of a row.
pub(super) fn has_no_location(first: &Input) -> bool {
    let of_preset = || {
        let column = first.preset.join.as_ref()?.location.as_deref()?;
        let meant = names(column);
        let mut columns = header(first).into_iter();
        columns.find(|column| is_same(column, &meant))
    };
    first.joining.location.is_none() && of_preset().is_none()
}
