//! Of elements that stand in several languages, those of one.

use super::cells::{Cell, Desk};

/// Codes of two letters and of three (ISO 639-2, terminological and
/// bibliographic), for formats that use the longer ones.
const CODES: &[(&str, &[&str])] = &[
    ("cs", &["ces", "cze"]),
    ("da", &["dan"]),
    ("de", &["deu", "ger"]),
    ("el", &["ell", "gre"]),
    ("en", &["eng"]),
    ("es", &["spa"]),
    ("fi", &["fin"]),
    ("fr", &["fra", "fre"]),
    ("hu", &["hun"]),
    ("it", &["ita"]),
    ("nl", &["nld", "dut"]),
    ("no", &["nor", "nob"]),
    ("pl", &["pol"]),
    ("pt", &["por"]),
    ("ro", &["ron", "rum"]),
    ("ru", &["rus"]),
    ("sk", &["slk", "slo"]),
    ("sv", &["swe"]),
];

/// The languages that are wanted, the best first.
#[derive(Clone, Debug, Default)]
pub(super) struct Languages(Vec<String>);

impl Languages {
    /// What the shop's language stands for: `de-DE` is also `de`, `deu` and `ger`.
    pub(super) fn of(shop: Option<&str>) -> Self {
        let mut wanted: Vec<String> = Vec::new();
        if let Some(shop) = shop {
            let shop = shop.to_lowercase().replace('_', "-");
            let short = shop.split('-').next().unwrap_or_default().to_owned();
            let long = CODES.iter().find(|(code, _)| *code == short);
            wanted.push(shop);
            wanted.push(short);
            let long = long.map(|(_, codes)| *codes).unwrap_or_default();
            wanted.extend(long.iter().map(|&code| code.to_owned()));
        }
        Self(wanted)
    }

    /// How good a language is; less is better. After those that are wanted come
    /// the format's default, then elements without a language, then any.
    fn rank(&self, language: Option<&str>) -> usize {
        let wanted = self.0.len();
        let Some(language) = language.filter(|text| !text.is_empty()) else {
            return 2 * wanted + 2;
        };
        let language = language.to_lowercase().replace('_', "-");
        if language == "x-default" {
            return 2 * wanted + 1;
        }
        let same = self.0.iter().position(|code| *code == language);
        // `de-AT` for somebody who wants German.
        let short = language.split('-').next();
        let near = self.0.iter().position(|code| Some(code.as_str()) == short);
        same.or(near.map(|at| wanted + at))
            .unwrap_or(2 * wanted + 3)
    }

    fn rank_of(&self, desk: &Desk, cells: &[Cell], at: usize) -> (usize, bool) {
        let element = cells[at].column;
        let attributes = cells[at + 1..]
            .iter()
            .take_while(|cell| desk.is_attribute_of(cell.column, element));
        let language = attributes
            .filter(|cell| desk.is_language(cell.column))
            .map(|cell| cell.text.as_str())
            .next();
        (self.rank(language), language.is_some())
    }

    /// The places of a column's cells with content in the best language.
    pub(super) fn best(&self, desk: &Desk, cells: &[Cell], own: &str) -> Vec<usize> {
        let mut best = usize::MAX;
        let mut found = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if cell.gone || cell.text.is_empty() || desk.own(cell.column) != own {
                continue;
            }
            let (rank, _) = self.rank_of(desk, cells, at);
            if rank < best {
                best = rank;
                found.clear();
            }
            if rank == best {
                found.push(at);
            }
        }
        found
    }

    /// Takes out the elements of other languages than the best one that their
    /// column has in this record.
    pub(super) fn apply(&self, desk: &Desk, cells: &mut [Cell]) {
        let mut best: Vec<(usize, usize, bool)> = Vec::new();
        let mut ranks = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if cell.gone || cell.text.is_empty() || desk.name(cell.column).contains('@') {
                continue;
            }
            let (rank, named) = self.rank_of(desk, cells, at);
            ranks.push((at, rank));
            match best.iter_mut().find(|(column, ..)| *column == cell.column) {
                Some((_, least, any)) => {
                    *least = rank.min(*least);
                    *any |= named;
                }
                None => best.push((cell.column, rank, named)),
            }
        }
        for (at, rank) in ranks {
            let column = cells[at].column;
            let better = |(of, least, named): &(usize, usize, bool)| {
                *of == column && *named && rank > *least
            };
            if best.iter().any(better) {
                cells[at].gone = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_language_comes_first_then_the_default_then_any() {
        let german = Languages::of(Some("de-DE"));
        let order = [
            Some("de-DE"),
            Some("de"),
            Some("deu"),
            Some("ger"),
            Some("de-AT"),
            Some("x-default"),
            None,
            Some("fr"),
        ];
        let ranks: Vec<usize> = order.iter().map(|code| german.rank(*code)).collect();
        let mut sorted = ranks.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ranks, sorted, "{order:?}");
        let none = Languages::of(None);
        assert!(none.rank(Some("x-default")) < none.rank(None));
        assert!(none.rank(None) < none.rank(Some("de")));
    }
}
