//! How the address of an item's page is made where the export has none.

use serde::Deserialize;

/// An address with gaps: `products/{handle}`, `?p={parent.id}`, `product/{name|slug}/`,
/// `{page.name|dashes}.html`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Link {
    /// Text and gaps, in order.
    pub parts: Vec<LinkPart>,
}

/// A piece of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkPart {
    /// As it stands.
    Text(String),
    /// What a column holds.
    Cell {
        /// The column.
        column: String,
        /// Whose cell it is.
        of: Whose,
        /// How its text is written there.
        spelling: Spelling,
    },
}

/// Whose cell fills a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The item's, or the parent's where the column is inherited.
    Item,
    /// The parent's.
    Parent,
    /// That of the product with the page: the parent's for items without one of
    /// their own (see [`Skip::page`](super::Skip::page)), else the item's.
    Page,
}

/// How a cell is written in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As it stands, encoded for addresses.
    Whole,
    /// Letters and digits of it, with hyphens between: `Men's Café` is `mens-cafe`.
    Slug,
    /// A hyphen for all that is no letter or digit, apostrophes too: `men-s-cafe`.
    /// A name with letters of another script has none.
    Dashes,
}

impl TryFrom<String> for Link {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                parts.push(LinkPart::Text(before.to_owned()));
            }
            let (gap, after) = after
                .split_once('}')
                .ok_or_else(|| format!("`{text}` has a gap that does not close"))?;
            let (column, spelling) = match gap.split_once('|') {
                Some((column, "slug")) => (column, Spelling::Slug),
                Some((column, "dashes")) => (column, Spelling::Dashes),
                Some((_, other)) => return Err(format!("`{other}` is no spelling of a gap")),
                None => (gap, Spelling::Whole),
            };
            let (of, column) = match column.split_once('.') {
                Some(("parent", column)) => (Whose::Parent, column),
                Some(("page", column)) => (Whose::Page, column),
                Some(_) | None => (Whose::Item, column),
            };
            parts.push(LinkPart::Cell {
                column: column.to_owned(),
                of,
                spelling,
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(LinkPart::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_text_with_gaps() {
        let link = "product/{parent.name|slug}/?v={id}#{page.key|dashes}";
        let link = Link::try_from(link.to_owned()).unwrap();
        let cell = |column: &str, of, spelling| LinkPart::Cell {
            column: column.to_owned(),
            of,
            spelling,
        };
        let text = |text: &str| LinkPart::Text(text.to_owned());
        let parts = [
            text("product/"),
            cell("name", Whose::Parent, Spelling::Slug),
            text("/?v="),
            cell("id", Whose::Item, Spelling::Whole),
            text("#"),
            cell("key", Whose::Page, Spelling::Dashes),
        ];
        assert_eq!(link.parts, parts);
        assert!(Link::try_from("a{b".to_owned()).is_err());
        assert!(Link::try_from("a{b|upper}".to_owned()).is_err());
    }
}
