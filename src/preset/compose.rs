//! `[reshape] compose`: texts that are put together of several columns.

use serde::Deserialize;

/// A text that is put together of others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ComposeText")]
pub struct Compose {
    /// The columns; those without content are left out.
    pub of: Vec<String>,
    /// What stands between them.
    pub with: String,
    /// Columns without whose content there is none.
    pub needs: Vec<String>,
    /// Columns with whose content there is none.
    pub without: Vec<String>,
    /// Whether a part is left out that ends what stands before it.
    pub once: bool,
}

/// A list of columns, or a table with more to say.
#[derive(Deserialize)]
#[serde(untagged)]
enum ComposeText {
    Columns(Vec<String>),
    Table(ComposeTable),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ComposeTable {
    of: Vec<String>,
    with: Option<String>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    once: bool,
}

impl From<ComposeText> for Compose {
    fn from(text: ComposeText) -> Self {
        let table = match text {
            ComposeText::Columns(of) => ComposeTable {
                of,
                ..ComposeTable::default()
            },
            ComposeText::Table(table) => table,
        };
        Self {
            of: table.of,
            with: table.with.unwrap_or_else(|| " ".to_owned()),
            needs: table.needs,
            without: table.without,
            once: table.once,
        }
    }
}

impl Compose {
    /// The text of these parts.
    pub fn text(&self, parts: &[&str]) -> String {
        let mut text = String::new();
        for part in parts {
            if self.once && ends_with_words(&text, part) {
                continue;
            }
            if !text.is_empty() {
                text.push_str(&self.with);
            }
            text.push_str(part);
        }
        text
    }
}

/// Whether a text ends with these words; case does not count.
fn ends_with_words(text: &str, words: &str) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    let before = text.strip_suffix(&words);
    before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
}
