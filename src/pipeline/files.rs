//! The files of each source, and those that are not there any more.

use std::collections::BTreeMap;

use super::input::Input;

/// By source: the files of products that were read for it. A source is named as it
/// stands in the configuration, a file as seen from there, so that a folder may be moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<String>>);

impl Files {
    /// The files of these sources of products.
    pub(super) fn of(products: &[&Input]) -> Self {
        let mut files = Self::default();
        for input in products {
            let of_source = files.0.entry(input.file.source.clone()).or_default();
            of_source.push(input.file.name.clone());
        }
        files
    }

    /// The files as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// What [`Self::to_json`] has written; nothing where it is something else.
    #[must_use]
    pub fn from_json(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// Files that a source lacks which had more of them before. A source with as many
    /// files under other names, as of another day, lacks none, and one that is not
    /// among the sources any more was taken out by somebody.
    #[must_use]
    pub fn missing_since(&self, before: &Self) -> Vec<String> {
        let mut missing = Vec::new();
        for (source, had) in &before.0 {
            let Some(has) = self.0.get(source).filter(|has| has.len() < had.len()) else {
                continue;
            };
            let mut rest = has.clone();
            let gone = had.iter().filter(|name| {
                let at = rest.iter().position(|one| one == *name);
                at.map(|at| rest.swap_remove(at)).is_none()
            });
            missing.extend(gone.cloned());
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &[&str])]) -> Files {
        let all = all.iter();
        let all = all.map(|(source, names)| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            ((*source).to_owned(), names)
        });
        Files(all.collect())
    }

    #[test]
    fn a_source_lacks_files_when_it_has_fewer_than_before() {
        let before = files(&[("ex/*.csv", &["a.csv", "b.csv"]), ("c.csv", &["c.csv"])]);
        let now = |names| files(&[("ex/*.csv", names), ("c.csv", &["c.csv"])]);
        #[rustfmt::skip]
        let cases: [(Files, &[&str]); 6] = [
            (before.clone(),                                         &[]),
            (now(&["a.csv"]),                                        &["b.csv"]),
            (now(&["c.csv"]),                                        &["a.csv", "b.csv"]),
            (now(&["c.csv", "d.csv"]),                               &[]),
            (files(&[("c.csv", &["c.csv"])]),                        &[]),
            (files(&[("ex/*.csv", &["a.csv"]), ("d.csv", &["d"])]),  &["b.csv"]),
        ];
        for (now, missing) in cases {
            assert_eq!(now.missing_since(&before), missing, "{now:?}");
        }
        assert_eq!(Files::from_json(&before.to_json()), before);
        assert_eq!(Files::from_json("?"), Files::default());
    }
}
