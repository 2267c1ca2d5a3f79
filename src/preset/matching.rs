//! Which column of a file is what, by names of many languages and by what stands in the
//! cells: for files that no preset knows.
//!
//! The order of columns decides nothing: of two the better one is taken, and where none
//! is better, neither is, and somebody is asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::aliases::{Aliases, Looks, STRONG, Sense};
use super::column::key;

/// What the cells of a column say to the meaning of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They look like that.
    Confirmed,
    /// They do not.
    Refuted,
    /// Nothing, for there are none or all could be that.
    Silent,
}

/// A column that was taken for something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taken {
    /// What for, in the names of the preset.
    pub own: String,
    /// Its name in the file.
    pub column: String,
    /// What the name says beside: a currency, a language, a number, a unit.
    pub beside: String,
    /// How surely, up to 110: 100 for a name that means one thing and 10 for cells that
    /// look like it.
    pub score: u16,
}

/// Why a column was not taken for what its name says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Loss {
    /// Another column is better.
    To(String),
    /// It is as good as these.
    Tie(Vec<String>),
    /// Its cells do not look like it.
    Cells,
}

/// A column that was not taken for what its name says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lost {
    /// What it could have been, in the names of the preset.
    pub own: String,
    /// Its name in the file.
    pub column: String,
    /// Why it is not.
    pub why: Loss,
}

/// Which column of a file is what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// The columns that mean something.
    pub taken: Vec<Taken>,
    /// Those that could.
    pub lost: Vec<Lost>,
    /// Those whose names say nothing.
    pub unmatched: Vec<String>,
    /// So many of the first records were looked at; 0 where only the header counts.
    pub records: u64,
    /// The language of the header, where its words tell.
    pub language: Option<String>,
}

impl Matching {
    /// Matches columns. `judge` says whether the cells of a column look like something.
    pub(super) fn new<'c>(
        aliases: &Aliases,
        columns: impl Iterator<Item = &'c str>,
        records: u64,
        judge: &dyn Fn(&str, Looks) -> Verdict,
    ) -> Self {
        let mut found = Self {
            records,
            ..Self::default()
        };
        let mut languages: BTreeMap<String, u32> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut candidates: Vec<Taken> = Vec::new();
        for column in columns {
            // Of two columns with one name the reader knows what to do.
            if !seen.insert(key(column).into_owned()) {
                continue;
            }
            let Some(sense) = aliases.sense(column) else {
                found.unmatched.push(column.to_owned());
                continue;
            };
            for language in &sense.languages {
                *languages.entry(language.clone()).or_default() += 1;
            }
            candidates.extend(found.weigh(aliases, column, sense, judge));
        }
        found.choose(aliases, candidates);
        found.part(aliases);
        found.compare(aliases);
        found.taken.sort();
        found.lost.sort();
        found.unmatched.sort();
        found.language = spoken(&languages);
        found
    }

    /// A candidate with its score; one whose cells say otherwise is lost.
    fn weigh(
        &mut self,
        aliases: &Aliases,
        column: &str,
        sense: Sense,
        judge: &dyn Fn(&str, Looks) -> Verdict,
    ) -> Option<Taken> {
        let Sense {
            own, score, beside, ..
        } = sense;
        let looks = aliases.kind(&own).and_then(|kind| kind.looks);
        let verdict = looks.map_or(Verdict::Silent, |looks| judge(column, looks));
        let score = match verdict {
            Verdict::Confirmed => score + STRONG / 10,
            Verdict::Silent => score,
            Verdict::Refuted => {
                self.lost.push(Lost {
                    own,
                    column: column.to_owned(),
                    why: Loss::Cells,
                });
                return None;
            }
        };
        Some(Taken {
            own,
            column: column.to_owned(),
            beside,
            score,
        })
    }

    /// Of the columns for one thing the best is taken; those in other languages or
    /// currencies, and those with other numbers, are another thing.
    fn choose(&mut self, aliases: &Aliases, candidates: Vec<Taken>) {
        let mut groups: BTreeMap<(String, String), Vec<Taken>> = BTreeMap::new();
        let plain: BTreeSet<String> = candidates
            .iter()
            .filter(|one| one.beside.is_empty())
            .map(|one| one.own.clone())
            .collect();
        for one in candidates {
            let money = aliases.kind(&one.own).is_some_and(|kind| kind.money);
            // Whether a price without a currency is the one with a currency nobody says.
            let beside = if money && plain.contains(&one.own) {
                String::new()
            } else {
                one.beside.clone()
            };
            groups
                .entry((one.own.clone(), beside))
                .or_default()
                .push(one);
        }
        for (_, group) in groups {
            let best = group.iter().map(|one| one.score).max().unwrap_or_default();
            let (first, rest): (Vec<Taken>, Vec<Taken>) =
                group.into_iter().partition(|one| one.score == best);
            let meaning = aliases.kind(&first[0].own);
            // Of what means nothing to us there may be any number.
            if first.len() == 1 || meaning.is_none_or(|kind| kind.looks.is_none()) {
                let winner = first[0].column.clone();
                self.lose(rest, &Loss::To(winner));
                self.taken.extend(first);
            } else {
                let mut names: Vec<String> = first.iter().map(|one| one.column.clone()).collect();
                names.sort();
                self.lose(first, &Loss::Tie(names.clone()));
                self.lose(rest, &Loss::Tie(names));
            }
        }
    }

    /// Of several with numbers the first is the thing itself.
    fn part(&mut self, aliases: &Aliases) {
        let number = |one: &Taken| one.beside.parse::<u32>().unwrap_or(0);
        let mut firsts: BTreeMap<String, u32> = BTreeMap::new();
        for one in &self.taken {
            let first = firsts.entry(one.own.clone()).or_insert(u32::MAX);
            *first = number(one).min(*first);
        }
        for one in &mut self.taken {
            let rest = aliases.kind(&one.own).and_then(|kind| kind.rest.as_ref());
            if let Some(rest) = rest.filter(|_| firsts.get(&one.own) != Some(&number(one))) {
                one.own.clone_from(rest);
            }
        }
    }

    fn lose(&mut self, columns: Vec<Taken>, why: &Loss) {
        self.lost.extend(columns.into_iter().map(|one| Lost {
            own: one.own,
            column: one.column,
            why: why.clone(),
        }));
    }

    /// Of two prices one is read: the one that is said to contain the tax; between one
    /// that says nothing and one without tax nobody can choose.
    fn compare(&mut self, aliases: &Aliases) {
        for rivals in &aliases.rivals {
            let (there, rest): (Vec<Taken>, Vec<Taken>) = std::mem::take(&mut self.taken)
                .into_iter()
                .partition(|one| rivals.contains(&one.own));
            self.taken = rest;
            let best = rivals
                .iter()
                .find(|own| there.iter().any(|one| one.own == **own));
            let (winners, others): (Vec<Taken>, Vec<Taken>) =
                there.into_iter().partition(|one| Some(&one.own) == best);
            let is_first = best == rivals.first();
            if is_first || others.is_empty() {
                if let Some(winner) = winners.first() {
                    self.lose(others, &Loss::To(winner.column.clone()));
                }
                self.taken.extend(winners);
                continue;
            }
            let all = winners.iter().chain(&others);
            let mut names: Vec<String> = all.map(|one| one.column.clone()).collect();
            names.sort();
            self.lose(winners, &Loss::Tie(names.clone()));
            self.lose(others, &Loss::Tie(names));
        }
    }

    /// Whether another matching takes the same columns for the same.
    pub fn reads_as(&self, other: &Self) -> bool {
        fn all(matching: &Matching) -> impl Iterator<Item = (&str, &str, &str)> {
            let taken = matching.taken.iter();
            taken.map(|one| (&*one.own, &*one.column, &*one.beside))
        }
        all(self).eq(all(other))
    }

    /// Whether some column was taken for this.
    pub fn has(&self, own: &str) -> bool {
        self.taken.iter().any(|one| one.own == own)
    }
}

/// The language that most names are of; two names, and more than of any other one.
fn spoken(languages: &BTreeMap<String, u32>) -> Option<String> {
    let most = languages.values().copied().max()?;
    let mut best = languages.iter().filter(|(_, count)| **count == most);
    let (language, _) = best.next()?;
    (most >= 2 && best.next().is_none()).then(|| language.clone())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::builtin::find;
    use super::*;

    fn matched(columns: &[&str]) -> Matching {
        let aliases = find("generic").unwrap().generic.as_ref().unwrap();
        Matching::new(aliases, columns.iter().copied(), 0, &|_, _| Verdict::Silent)
    }

    fn taken(columns: &[&str]) -> String {
        let all = matched(columns).taken;
        let all: Vec<String> = all
            .iter()
            .map(|one| format!("{}={}", one.own, one.column))
            .collect();
        all.join(" ")
    }

    #[test]
    fn of_several_columns_the_better_is_taken_and_of_equals_none() {
        #[rustfmt::skip]
        let cases: &[(&[&str], &str)] = &[
            (&["Name", "Title"], "title=Title"),
            (&["SKU", "Artikelnummer"], ""),
            (&["Code", "SKU"], "number=SKU"),
            (&["Preis", "UVP", "EK"], "cost=EK price=Preis rrp=UVP"),
            (&["VK brutto", "VK netto", "Preis"], "price_gross=VK brutto"),
            (&["Preis", "VK netto"], ""),
            (&["VK netto"], "price_net=VK netto"),
            (&["Preis EUR", "Preis CHF"], "price=Preis CHF price=Preis EUR"),
            (&["Preis", "Preis CHF"], ""),
            (&["Name de", "Name en"], "title=Name de title=Name en"),
            (&["Bild", "Bild 2", "Bild 3"], "picture=Bild pictures=Bild 2 pictures=Bild 3"),
            (&["Bild 3", "Bild 1"], "picture=Bild 1 pictures=Bild 3"),
            (&["Bestand", "Mindestbestand", "Reserviert"], "limit=Mindestbestand limit=Reserviert stock=Bestand"),
            (&["id", "SKU"], "number=SKU record=id"),
        ];
        for (columns, expected) in cases {
            assert_eq!(taken(columns), *expected, "{columns:?}");
        }
    }

    #[test]
    fn cells_decide_where_names_do_not() {
        let aliases = find("generic").unwrap().generic.as_ref().unwrap();
        let judge = |column: &str, _: Looks| match column {
            "SKU" => Verdict::Confirmed,
            "EAN" => Verdict::Refuted,
            _ => Verdict::Silent,
        };
        let columns = ["SKU", "Artikelnummer", "EAN"];
        let found = Matching::new(aliases, columns.into_iter(), 9, &judge);
        assert_eq!(found.taken.len(), 1);
        assert_eq!(
            (&*found.taken[0].column, found.taken[0].score),
            ("SKU", 110)
        );
        let lost: Vec<_> = found
            .lost
            .iter()
            .map(|one| (&*one.column, &one.why))
            .collect();
        let expected = [
            ("EAN", &Loss::Cells),
            ("Artikelnummer", &Loss::To("SKU".into())),
        ];
        assert_eq!(lost, expected);
    }

    proptest! {
        #[test]
        fn the_order_of_columns_decides_nothing(picked in proptest::sample::subsequence(
            vec!["Artikelnummer", "SKU", "id", "Name", "Titel", "Preis", "VK brutto", "VK netto", "Preis EUR", "UVP", "Bestand",
                 "Mindestbestand", "Bild", "Bild 2", "Foto", "EAN", "GTIN", "Link", "Farbe", "Nr", "Beschreibung", "Text"], 0..22)
            .prop_shuffle())
        {
            let mut sorted = picked.clone();
            sorted.sort_unstable();
            prop_assert_eq!(matched(&picked), matched(&sorted));
        }
    }
}
