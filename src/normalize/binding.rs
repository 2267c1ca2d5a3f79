//! What one column of an export is for.

use std::collections::BTreeMap;

use super::number::Sign;
use super::orders::DayOrder;
use crate::preset::{Feed, Input, Part, Target, meaning};

/// One thing that a column feeds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// What it feeds.
    pub(super) target: Target,
    /// How good a source it is; less is better.
    pub(super) rank: u16,
    /// Which of the column's names it has, in the preset's order: of several columns that
    /// feed the same from the same rank, the one with the first name counts.
    pub(super) place: u16,
    /// More that the preset says.
    pub(super) feed: Option<&'static Feed>,
}

impl Use {
    /// The decimal sign, where the preset says it of this column alone.
    pub(super) fn sign(&self) -> Option<Sign> {
        match self.feed?.decimal? {
            ',' => Some(Sign::Comma),
            _ => Some(Sign::Point),
        }
    }
}

/// What one column is for.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    /// What it feeds; most columns feed one thing.
    pub(super) uses: Vec<Use>,
    /// What it feeds and how good it is for that, where nothing else has to be asked
    /// of its cells: so it is with nearly all columns.
    pub(super) only: Option<(Target, u16)>,
    /// Which part of its field it holds.
    pub(super) part: Part,
    /// Whether its cells are those of another file.
    pub(super) joined: bool,
    /// Whether its cells are the parent's.
    pub(super) inherited: bool,
    /// The number in the name of an option's column.
    pub(super) number: u32,
    /// The preset's name of it, or its own in normal form.
    pub(super) base: String,
    /// The unit in its name.
    pub(super) unit: Option<String>,
    /// Conditions of the preset's publish rule that look at it.
    pub(super) skips: Vec<usize>,
    /// Whether anything must be said when it holds something.
    pub(super) unknown: bool,
    /// Cells with content, counted for unknown columns only.
    pub(super) filled: u64,
    /// The decimal sign of its amounts.
    pub(super) sign: Option<Sign>,
    /// The order of day and month in its dates, where that is known.
    pub(super) order: Option<DayOrder>,
    /// What the format's words in it mean.
    pub(super) words: Option<&'static BTreeMap<String, String>>,
}

impl Binding {
    /// What a word of the format means; any other word is what it is.
    pub(super) fn said<'r>(&self, text: &'r str) -> &'r str {
        let Some(words) = self.words else {
            return text;
        };
        let found = words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text));
        let found = found.map(|(_, meaning)| meaning.as_str());
        found.or_else(|| meaning(words, text)).unwrap_or(text)
    }

    /// Where the column's language stands among others that are as good, whatever the
    /// order of the columns: English first, which most customers read, then by the alphabet.
    /// `None` where the column has no language.
    pub(super) fn tongue(&self, of: &Use) -> Option<(bool, &str)> {
        let by = of.feed.and_then(|feed| feed.by)?;
        let scope = by.scope(self.unit.as_deref()?);
        let language = Some(scope.language).filter(|language| !language.is_empty())?;
        let is_english = language
            .split(['-', '_'])
            .next()
            .is_some_and(|main| main.eq_ignore_ascii_case("en"));
        Some((!is_english, language))
    }

    /// Notes whether its cells need no second question.
    pub(super) fn settle(&mut self) {
        let plain = self.part == Part::Whole
            && self.words.is_none()
            && self.skips.is_empty()
            && !self.unknown;
        let [
            Use {
                target, rank, feed, ..
            },
        ] = self.uses[..]
        else {
            self.only = None;
            return;
        };
        let asks = feed.is_some_and(|feed| feed.only.is_some() || feed.single.is_some());
        let option = matches!(
            target,
            Target::Input(Input::OptionName | Input::OptionValue)
        );
        self.only = (plain && !asks && !option).then_some((target, rank));
    }
}
