//! All findings of a run, in bounded memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{Finding, Rule, Severity};

/// All errors up to this number are kept whole.
const ERRORS: usize = 1000;
/// Beyond it, and for warnings, so many samples of each rule.
const SAMPLES: u64 = 20;
/// So many different unknown words are counted one by one.
const WORDS: usize = 1000;

/// The findings of a run: all errors up to 1000 and then 20 samples a rule,
/// with the totals of each rule (`contract.md` 6).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Flat", into = "Flat")]
pub struct Problems {
    kept: Vec<Finding>,
    errors: usize,
    counts: BTreeMap<Rule, u64>,
    words: HashMap<(Rule, String), u64>,
    /// Rules whose values were not all looked at.
    partly: BTreeSet<Rule>,
}

/// The same, as it is written down.
#[derive(Serialize, Deserialize)]
struct Flat {
    kept: Vec<Finding>,
    counts: Vec<(Rule, u64)>,
    words: Vec<(Rule, String, u64)>,
    #[serde(default)]
    partly: BTreeSet<Rule>,
}

impl From<Problems> for Flat {
    fn from(problems: Problems) -> Self {
        let words = problems.words.into_iter();
        Self {
            kept: problems.kept,
            counts: problems.counts.into_iter().collect(),
            words: words
                .map(|((rule, word), count)| (rule, word, count))
                .collect(),
            partly: problems.partly,
        }
    }
}

impl From<Flat> for Problems {
    fn from(flat: Flat) -> Self {
        let errors = |one: &&Finding| one.severity() == Severity::Error;
        let words = flat.words.into_iter();
        Self {
            errors: flat.kept.iter().filter(errors).count(),
            kept: flat.kept,
            counts: flat.counts.into_iter().collect(),
            words: words
                .map(|(rule, word, count)| ((rule, word), count))
                .collect(),
            partly: flat.partly,
        }
    }
}

impl Problems {
    /// Takes note of a finding.
    pub fn add(&mut self, finding: Finding) {
        self.add_many(finding, 1);
    }

    /// Takes note of a finding that stands for several places.
    pub fn add_many(&mut self, finding: Finding, times: u64) {
        let seen = self.counts.entry(finding.rule).or_default();
        let early = *seen < SAMPLES;
        *seen += times;
        if matches!(finding.rule, Rule::Invalid(_)) {
            self.count_word(finding.rule, &finding.value, 1);
        }
        self.keep(finding, early);
    }

    /// Adds what others have gathered.
    pub fn join(&mut self, others: &Self) {
        let mut seen = self.counts.clone();
        for finding in &others.kept {
            let seen = seen.entry(finding.rule).or_default();
            self.keep(finding.clone(), *seen < SAMPLES);
            *seen += 1;
        }
        for (rule, times) in &others.counts {
            *self.counts.entry(*rule).or_default() += times;
        }
        for ((rule, word), times) in &others.words {
            self.count_word(*rule, word, *times);
        }
        self.partly.extend(&others.partly);
    }

    /// `early` is a sample of its rule.
    fn keep(&mut self, finding: Finding, early: bool) {
        let keep = match finding.severity() {
            Severity::Error => early || self.errors < ERRORS,
            Severity::Warning => early,
        };
        if keep {
            self.errors += usize::from(finding.severity() == Severity::Error);
            self.kept.push(finding);
        }
    }

    /// Counts findings that are like others, which are shown.
    pub fn count_more(&mut self, rule: Rule, times: u64) {
        if times > 0 {
            *self.counts.entry(rule).or_default() += times;
            self.partly.insert(rule);
        }
    }

    fn count_word(&mut self, rule: Rule, word: &str, times: u64) {
        if let Some(count) = self.words.get_mut(&(rule, word.to_owned())) {
            *count += times;
        } else if self.words.len() < WORDS {
            self.words.insert((rule, word.to_owned()), times);
        }
    }

    /// Those that are about the export, not about what Meta said.
    #[must_use]
    pub fn of_export(&self) -> Self {
        let mut problems = self.clone();
        for rule in [Rule::MetaFieldUnknown, Rule::MetaWarning] {
            problems.kept.retain(|finding| finding.rule != rule);
            problems.counts.remove(&rule);
        }
        problems
    }

    /// The findings that were kept, in the order of their discovery.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How often each rule was broken.
    pub fn counts(&self) -> impl Iterator<Item = (Rule, u64)> {
        self.counts.iter().map(|(rule, count)| (*rule, *count))
    }

    /// How often a rule was broken.
    pub fn count(&self, rule: Rule) -> u64 {
        self.counts.get(&rule).copied().unwrap_or(0)
    }

    /// How many errors there were.
    pub fn errors(&self) -> u64 {
        self.of(Severity::Error)
    }

    /// How many warnings there were.
    pub fn warnings(&self) -> u64 {
        self.of(Severity::Warning)
    }

    fn of(&self, severity: Severity) -> u64 {
        self.counts()
            .filter(|(rule, _)| rule.severity() == severity)
            .map(|(_, count)| count)
            .sum()
    }

    /// How often a value broke a rule, where values are counted one by one: a
    /// shop's unknown word is reported with its number (`contract.md` rule 4). `None`
    /// where others were only counted: nobody knows what values they have.
    pub fn times(&self, rule: Rule, value: &str) -> Option<u64> {
        if self.partly.contains(&rule) {
            return None;
        }
        self.words.get(&(rule, value.to_owned())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Field;

    #[test]
    fn keeps_a_thousand_errors_then_samples_and_counts_all() {
        let mut problems = Problems::default();
        for _ in 0..5000 {
            problems.add(Finding::new(Rule::Missing(Field::Price), "no price"));
        }
        for _ in 0..30 {
            problems.add(Finding::new(Rule::IdDuplicate, "twice"));
            problems.add(Finding::new(Rule::LinkInsecure, "http"));
        }
        let kept = |rule| problems.kept().iter().filter(|f| f.rule == rule).count();
        assert_eq!(kept(Rule::Missing(Field::Price)), 1000);
        assert_eq!(kept(Rule::IdDuplicate), 20);
        assert_eq!(kept(Rule::LinkInsecure), 20);
        assert_eq!(problems.count(Rule::Missing(Field::Price)), 5000);
        assert_eq!((problems.errors(), problems.warnings()), (5030, 30));
    }

    #[test]
    fn findings_that_were_gathered_apart_count_as_if_they_were_not() {
        let finding = |word: &str| {
            let finding = Finding::new(Rule::Invalid(Field::Condition), "unknown");
            finding.of("Zustand", word)
        };
        let (mut apart, mut together) = (Problems::default(), Problems::default());
        for part in 0..3 {
            let mut problems = Problems::default();
            for at in 0..900 {
                let word = if at % 3 == part { "B-Ware" } else { "alt" };
                for all in [&mut problems, &mut together] {
                    all.add(finding(word));
                    all.add(Finding::new(Rule::LinkInsecure, "http"));
                }
            }
            apart.join(&problems);
        }
        assert_eq!(apart.kept(), together.kept());
        assert!(apart.counts().eq(together.counts()));
        let rule = Rule::Invalid(Field::Condition);
        assert_eq!(apart.times(rule, "B-Ware"), Some(900));
        assert_eq!(together.times(rule, "alt"), Some(1800));
        apart.count_more(rule, 1);
        assert_eq!(apart.times(rule, "alt"), None);
    }

    #[test]
    fn counts_how_often_an_unknown_word_occurs() {
        let mut problems = Problems::default();
        for _ in 0..3 {
            let finding = Finding::new(Rule::Invalid(Field::Condition), "unknown");
            problems.add(finding.of("Zustand", "Mängelexemplar"));
        }
        let times = problems.times(Rule::Invalid(Field::Condition), "Mängelexemplar");
        assert_eq!(times, Some(3));
    }
}
