//! What is wrong with templates, found before a row is read.

use std::fmt;

use super::node::Stop;
use super::templates::Script;
use crate::config::Origin;

/// Characters of a template that are shown before what is marked.
const BEFORE: usize = 30;

/// Characters of a template that are shown at all, so that no terminal breaks
/// the line above the carets.
const WIDTH: usize = 68;

/// A word longer than any name, which may be a pasted secret.
const LONG_WORD: usize = 60;

/// Templates that cannot be used: the configuration is wrong (exit 2).
///
/// One problem is shown with its line, several as a list below a headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    problems: Vec<TemplateProblem>,
}

impl TemplateError {
    /// All of them; `None` when there are none.
    pub(super) fn of(problems: Vec<TemplateProblem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self { problems })
    }

    /// What is wrong, one entry a template.
    pub fn problems(&self) -> &[TemplateProblem] {
        &self.problems
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [problem] => problem.fmt(f),
            problems => {
                write!(f, "{} problems in the configuration:", problems.len())?;
                problems.iter().try_for_each(|problem| {
                    let indented = problem.to_string().replace('\n', "\n  ");
                    write!(f, "\n  {indented}")
                })
            }
        }
    }
}

impl std::error::Error for TemplateError {}

/// What is wrong with one template.
///
/// The message is a fragment that names the place and the next step; below it
/// stands the line with the offending text marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateProblem {
    /// Where it stands: a line of the file, or a variable.
    pub origin: Origin,
    /// The setting, such as `source.map.price`.
    pub name: String,
    /// The column in that line, in characters from 1; 0 when no part of the
    /// template is meant.
    pub column: usize,
    /// What is wrong and what to do.
    pub reason: String,
    /// The line of the template with a line of carets below it; empty when
    /// nothing can be marked.
    pub marked: String,
}

impl TemplateProblem {
    pub(super) fn new(script: &Script, stop: &Stop) -> Self {
        let (origin, column) = script.text.spot(stop.at.start);
        Self {
            origin,
            name: script.name.clone(),
            column,
            reason: stop.reason.clone(),
            marked: marked(script.text.text(), stop),
        }
    }

    /// A problem of the setting itself, not of a part of its text.
    pub(super) fn whole(script: &Script, reason: String) -> Self {
        Self {
            origin: script.text.origin().clone(),
            name: script.name.clone(),
            column: 0,
            reason,
            marked: String::new(),
        }
    }
}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            origin,
            name,
            column,
            reason,
            marked,
        } = self;
        write!(f, "{origin}: `{name}`: ")?;
        if *column > 0 {
            write!(f, "column {column}: ")?;
        }
        write!(f, "{reason}")?;
        if !marked.is_empty() {
            write!(f, "\n{marked}")?;
        }
        Ok(())
    }
}

/// The line with what is meant, and carets below it.
fn marked(text: &str, stop: &Stop) -> String {
    let start = stop.at.start.min(text.len());
    let (Some(before), Some(from)) = (text.get(..start), text.get(start..)) else {
        return String::new();
    };
    let before = before.rsplit('\n').next().unwrap_or_default();
    let from = from.lines().next().unwrap_or_default();
    let line = format!("{before}{from}");
    // The template may be a secret that was pasted into the wrong line.
    if line
        .split(|sign: char| !sign.is_alphanumeric())
        .any(|word| word.len() > LONG_WORD)
    {
        return String::new();
    }
    let wide = before.chars().count();
    let skipped = wide.saturating_sub(BEFORE);
    let mut shown: String = line
        .chars()
        .skip(skipped)
        .take(WIDTH)
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    shown.truncate(shown.trim_end().len());
    let meant = stop.at.end.saturating_sub(start).min(from.len());
    let meant = from
        .get(..meant)
        .map_or(0, |meant| meant.trim_end().chars().count());
    let meant = meant.min(WIDTH - (wide - skipped));
    let blanks = " ".repeat(wide - skipped);
    let carets = "^".repeat(meant.max(1));
    format!("    {shown}\n    {blanks}{carets}")
}
