//! The `fields` parameter: names, with sub-selections in braces.

use super::answer::{Ask, Refusal};
use super::form;

/// One asked field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: String,
    /// What is asked of the object behind the field; all of it when empty.
    pub(super) inner: Vec<Self>,
}

/// How deep braces may stand in each other.
const DEPTH: usize = 8;

/// Reads `a,b{c,d},e.limit(2){f}`. Modifiers are read over.
pub(super) fn parse(text: &str) -> Result<Vec<Wanted>, Refusal> {
    let mut rest = text;
    let found = list(&mut rest, 0)?;
    if rest.is_empty() {
        Ok(found)
    } else {
        Err(syntax(rest))
    }
}

fn syntax(rest: &str) -> Refusal {
    let place: String = rest.chars().take(20).collect();
    Refusal::query(format!(
        "Syntax error in the parameter fields: \"Expected end of string instead of '{place}'.\""
    ))
}

fn list(rest: &mut &str, depth: usize) -> Result<Vec<Wanted>, Refusal> {
    if depth > DEPTH {
        return Err(syntax(rest));
    }
    let mut found = Vec::new();
    loop {
        let trimmed = rest.trim_start();
        let end = trimmed
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(trimmed.len());
        if end == 0 {
            return Err(syntax(trimmed));
        }
        let name = trimmed[..end].to_owned();
        *rest = trimmed[end..].trim_start();
        while let Some(modifier) = rest.strip_prefix('.') {
            let end = modifier.find(')').ok_or_else(|| syntax(rest))?;
            *rest = modifier[end + 1..].trim_start();
        }
        let mut inner = Vec::new();
        if let Some(open) = rest.strip_prefix('{') {
            *rest = open;
            inner = list(rest, depth + 1)?;
            *rest = rest
                .strip_prefix('}')
                .ok_or_else(|| syntax(rest))?
                .trim_start();
        }
        found.push(Wanted { name, inner });
        match rest.strip_prefix(',') {
            Some(more) => *rest = more,
            None => return Ok(found),
        }
    }
}

/// What a call asks for; `default` when it does not say.
pub(super) fn asked(ask: &Ask, default: &[&str]) -> Result<Vec<Wanted>, Refusal> {
    match ask.value("fields").map(form::text) {
        None => Ok(plain(default)),
        Some(Some(text)) if text.trim().is_empty() => Ok(plain(default)),
        // The SDK of Meta joins names with commas; a JSON list reads as well.
        Some(Some(text)) if text.starts_with('[') => {
            let names: Vec<String> = serde_json::from_str(&text).map_err(|_| syntax(&text))?;
            parse(&names.join(","))
        }
        Some(Some(text)) => parse(&text),
        Some(None) => Err(Refusal::parameter("Param fields must be text")),
    }
}

fn plain(names: &[&str]) -> Vec<Wanted> {
    names
        .iter()
        .map(|name| Wanted {
            name: (*name).to_owned(),
            inner: Vec::new(),
        })
        .collect()
}

/// The asked names of a node that has plain values only.
pub(super) fn names(
    ask: &Ask,
    known: &[&str],
    default: &[&str],
    node: &str,
) -> Result<Vec<String>, Refusal> {
    asked(ask, default)?
        .into_iter()
        .map(|wanted| {
            if known.contains(&wanted.name.as_str()) {
                Ok(wanted.name)
            } else {
                Err(Refusal::no_field(&wanted.name, node))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(wanted: &[Wanted]) -> String {
        let parts: Vec<String> = wanted
            .iter()
            .map(|one| match one.inner.as_slice() {
                [] => one.name.clone(),
                inner => format!("{}({})", one.name, show(inner)),
            })
            .collect();
        parts.join(" ")
    }

    #[test]
    fn reads_names_modifiers_and_braces_and_nothing_else() {
        #[rustfmt::skip]
        let cases = [
            ("id",                          Some("id")),
            ("id,name",                     Some("id name")),
            (" id , name ",                 Some("id name")),
            ("product_group{id,name},id",   Some("product_group(id name) id")),
            ("products.limit(2){id}",       Some("products(id)")),
            ("",                            None),
            ("id,",                         None),
            (",id",                         None),
            ("id name",                     None),
            ("group{id",                    None),
            ("group{}",                     None),
            ("id}",                         None),
            ("a.limit(1",                   None),
            ("a{a{a{a{a{a{a{a{a{a{a}}}}}}}}}}}", None),
        ];
        for (text, expected) in cases {
            let got = parse(text).ok().map(|wanted| show(&wanted));
            assert_eq!(got.as_deref(), expected, "{text:?}");
        }
    }
}
