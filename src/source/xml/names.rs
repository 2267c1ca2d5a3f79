//! What elements and attributes are called, whatever prefix the file uses.

use std::hash::{Hash, Hasher};

use hashbrown::{Equivalent, HashMap};

use crate::source::fault::Limit;
use crate::source::limit;
use crate::source::record::{ColumnId, Columns};

/// Google's namespace, which Meta's feeds use too.
const GOOGLE: &str = "http://base.google.com/ns/1.0";
/// Google's namespace for attributes of one's own.
const CUSTOM: &str = "http://base.google.com/cns/1.0";

/// Entries of the cache of names, which hostile files could otherwise inflate.
const CACHE: usize = 100_000;

/// What a prefix is bound to, as far as that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Binding {
    Google,
    Custom,
    /// Anything else: the prefix itself is the name.
    Other,
}

/// The bindings in force, shared by all elements that have the same.
type Bindings = Vec<(Box<str>, Binding)>;

/// Names as columns.
#[derive(Debug)]
pub(super) struct Names {
    columns: Columns,
    /// Columns by their name.
    by_name: HashMap<Box<str>, ColumnId>,
    /// Columns by what stands in the file.
    seen: HashMap<Key, ColumnId>,
    /// All sets of bindings that occurred; the first has none.
    scopes: Vec<Bindings>,
    /// The open elements with bindings of their own: their depth, their set.
    open: Vec<(usize, usize)>,
}

/// Where a name stands, and how it is written there.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    place: Place,
    raw: Box<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    parent: Option<ColumnId>,
    scope: usize,
    attribute: bool,
}

#[derive(Hash)]
struct Look<'a> {
    place: Place,
    raw: &'a str,
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { place, raw } = self;
        Look { place: *place, raw }.hash(state);
    }
}

impl Equivalent<Key> for Look<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.place == key.place && *self.raw == *key.raw
    }
}

impl Default for Names {
    fn default() -> Self {
        Self {
            columns: Columns::default(),
            by_name: HashMap::new(),
            seen: HashMap::new(),
            scopes: vec![Bindings::new()],
            open: Vec::new(),
        }
    }
}

impl Names {
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Takes note of a binding on the element at this depth.
    pub(super) fn bind(&mut self, depth: usize, prefix: &str, uri: &str) -> Result<(), Limit> {
        let binding = match uri.trim() {
            GOOGLE => Binding::Google,
            CUSTOM => Binding::Custom,
            _ => Binding::Other,
        };
        let current = &self.scopes[self.scope()];
        let known = current.iter().find(|(bound, _)| **bound == *prefix);
        match known {
            Some(&(_, bound)) if bound == binding => return Ok(()),
            None if binding == Binding::Other => return Ok(()),
            Some(_) | None => {}
        }
        let mut bindings = current.clone();
        bindings.retain(|(bound, _)| **bound != *prefix);
        bindings.push((prefix.into(), binding));
        bindings.sort_by(|(a, _), (b, _)| a.cmp(b));
        let scope = match self.scopes.iter().position(|scope| *scope == bindings) {
            Some(scope) => scope,
            None if self.scopes.len() < limit::NAMESPACES => {
                self.scopes.push(bindings);
                self.scopes.len() - 1
            }
            None => return Err(Limit::Namespaces),
        };
        match self.open.last_mut() {
            Some((at, open)) if *at == depth => *open = scope,
            Some(_) | None => self.open.push((depth, scope)),
        }
        Ok(())
    }

    /// Forgets the bindings of the element at this depth and of those within.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.open.last().is_some_and(|&(at, _)| at >= depth) {
            self.open.pop();
        }
    }

    fn scope(&self) -> usize {
        self.open.last().map_or(0, |&(_, scope)| scope)
    }

    /// The column of an element or attribute in the element `parent`, which is
    /// none for the record itself.
    pub(super) fn column(
        &mut self,
        parent: Option<ColumnId>,
        raw: &str,
        attribute: bool,
    ) -> Result<ColumnId, Limit> {
        let place = Place {
            parent,
            scope: self.scope(),
            attribute,
        };
        if let Some(&column) = self.seen.get(&Look { place, raw }) {
            return Ok(column);
        }
        let path = parent.map_or("", |parent| self.columns.name(parent));
        let name = canonical(raw, &self.scopes[place.scope]);
        let joint = match (path, attribute) {
            (_, true) => "@",
            ("", false) => "",
            (_, false) => "/",
        };
        let column = self.named(format!("{path}{joint}{name}"))?;
        if self.seen.len() >= CACHE {
            self.seen.clear();
        }
        let raw = raw.into();
        self.seen.insert(Key { place, raw }, column);
        Ok(column)
    }

    /// The column of this name.
    pub(super) fn named(&mut self, name: String) -> Result<ColumnId, Limit> {
        if let Some(&column) = self.by_name.get(name.as_str()) {
            return Ok(column);
        }
        if self.columns.len() >= limit::COLUMNS {
            return Err(Limit::Columns);
        }
        let name: Box<str> = name.into();
        let column = self.columns.push(name.clone());
        self.by_name.insert(name, column);
        Ok(column)
    }
}

/// A name with the prefix that everybody uses for its namespace.
fn canonical(raw: &str, bindings: &Bindings) -> String {
    let Some((prefix, local)) = raw.split_once(':') else {
        return raw.to_owned();
    };
    let binding = bindings.iter().find(|(bound, _)| **bound == *prefix);
    match binding.map(|&(_, binding)| binding) {
        Some(Binding::Google) => format!("g:{local}"),
        Some(Binding::Custom) => format!("c:{local}"),
        // Undeclared prefixes are not well-formed, and common (`formats.md` 2.3).
        Some(Binding::Other) | None => raw.to_owned(),
    }
}

/// A name without its prefix.
pub(super) fn local(raw: &str) -> &str {
    raw.split_once(':').map_or(raw, |(_, local)| local)
}

/// Elements that only HTML has and no feed uses for fields. (`a` and `i` are
/// fields in some price comparison feeds.)
pub(super) fn is_html(name: &str) -> bool {
    const HTML: &[&str] = &[
        "p",
        "br",
        "ul",
        "ol",
        "li",
        "div",
        "span",
        "strong",
        "em",
        "b",
        "u",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "hr",
        "blockquote",
        "center",
        "font",
        "small",
        "sub",
        "sup",
    ];
    name.len() <= 10 && HTML.iter().any(|html| html.eq_ignore_ascii_case(name))
}

/// Elements of HTML that have no end. In XML each needs one, and many a feed has
/// texts in which they have none.
pub(super) fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "br", "hr", "img", "wbr", "col", "input", "area", "embed", "param",
    ];
    name.len() <= 5 && VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

/// Attributes that say something about the XML and nothing about the product.
/// (`namespaces` is what a common template engine leaves behind.)
pub(super) fn is_technical(attribute: &str) -> bool {
    matches!(attribute, "xmlns" | "namespaces")
        || attribute.starts_with("xmlns:")
        || attribute.starts_with("xsi:")
}
