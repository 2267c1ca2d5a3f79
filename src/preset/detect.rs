//! Which preset fits these columns, how sure that is, and why.

use std::borrow::Cow;
use std::collections::HashSet;

use super::builtin::made_for;
use super::column::key;
use super::vertical::vertical;
use super::{Column, Preset};

/// What kind of file the columns come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Cells between delimiters.
    Delimited,
    /// Elements.
    Xml,
}

impl Form {
    const fn word(self) -> &'static str {
        match self {
            Self::Delimited => "delimited",
            Self::Xml => "xml",
        }
    }
}

/// How sure a detection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Nothing else is like it.
    Sure,
    /// Something else is possible.
    Likely,
    /// Nothing but the form of the file speaks for it.
    Guess,
}

impl Confidence {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Guess => "guess",
        }
    }
}

/// A preset that fits, with its reasons.
#[derive(Clone, Debug)]
pub struct Detected {
    /// The preset.
    pub preset: &'static Preset,
    /// How sure that is.
    pub confidence: Confidence,
    /// Columns, by their names in the file, that speak for it beyond what it
    /// needs: those that no preset knows that fits or nearly fits, or else those
    /// that no other one favors.
    pub reasons: Vec<String>,
    /// The next best, when it is close.
    pub runner_up: Option<&'static Preset>,
}

/// So many favored columns more than another preset leave no doubt.
const CLEAR: usize = 2;
/// So many columns that no other preset knows leave none, either.
const PROOF: usize = 3;

/// Why no preset fits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotDetected {
    /// The file is for a catalog of another kind.
    #[error(
        "column `{column}` says that this is a list of {what}; only catalogs of products can be synced"
    )]
    OtherVertical {
        /// The column that tells.
        column: String,
        /// What the file lists.
        what: &'static str,
    },
    /// No preset has all that it needs.
    #[error("its columns fit no known export: {}{}{}{}", shown(columns), if *more { ", …" } else { "" }, listed(names), near.as_ref().map(Near::sentence).unwrap_or_default())]
    NoneFits {
        /// The first columns.
        columns: Vec<String>,
        /// Whether there are more.
        more: bool,
        /// The names of all presets; none where more than that can be said.
        names: Vec<&'static str>,
        /// The preset that fits best, and what it lacks.
        near: Option<Near>,
    },
}

/// A preset that nearly fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Its name.
    pub preset: &'static str,
    /// The first thing that it needs and the file does not have, under any of
    /// these names of the preset's.
    pub lacks: &'static [String],
}

impl Near {
    fn sentence(&self) -> String {
        let lacks: Vec<String> = self.lacks.iter().map(|name| format!("`{name}`")).collect();
        format!(
            "; `{}` comes nearest, which needs {} too",
            self.preset,
            lacks.join(" or ")
        )
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        return String::new();
    }
    format!("; known are {}", names.join(", "))
}

fn shown(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The preset that fits these columns best.
pub fn detect<'a>(
    columns: impl Iterator<Item = &'a str> + Clone,
    form: Form,
) -> Result<Detected, NotDetected> {
    if let Some((column, what)) = vertical(&columns) {
        return Err(NotDetected::OtherVertical {
            column: column.to_owned(),
            what,
        });
    }
    let keys: Vec<(&str, Cow<'_, str>)> = columns.clone().map(|name| (name, key(name))).collect();
    let all: Vec<Fit> = made_for(form.word())
        .map(|preset| Fit::of(preset, &keys))
        .collect();
    let rank = |fit: &Fit| (fit.favored.len(), fit.preset.tie == form.word());
    // The first of equals, so that the order of the list decides at last.
    let better = |best: Fit, next: Fit| {
        if rank(&next) > rank(&best) {
            next
        } else {
            best
        }
    };
    let Some(best) = all.iter().filter(|fit| fit.fits()).cloned().reduce(better) else {
        return Err(none_fits(&all, columns));
    };
    let others = all
        .into_iter()
        .filter(|fit| fit.preset.name != best.preset.name);
    let (fitting, near): (Vec<Fit>, Vec<Fit>) = others
        .filter(|fit| fit.met + 1 >= fit.preset.need.len())
        .partition(Fit::fits);
    let rivals: Vec<&Preset> = fitting.iter().chain(&near).map(|fit| fit.preset).collect();
    let second = fitting.into_iter().reduce(better);
    Ok(judged(best, second.as_ref(), &rivals, columns, form))
}

/// How sure it is that the best is the right one.
fn judged<'a>(
    best: Fit,
    second: Option<&Fit>,
    rivals: &[&Preset],
    columns: impl Iterator<Item = &'a str>,
    form: Form,
) -> Detected {
    let preset = best.preset;
    let known = |name: &str| preset.knows(name) && !rivals.iter().any(|other| other.knows(name));
    let mut own: Vec<String> = columns
        .filter(|name| known(name))
        .map(str::to_owned)
        .collect();
    // What the preset itself calls telling comes first.
    own.sort_by_key(|name| !best.favored.contains(name));
    let favored = best.favored.len();
    let ahead = second.map(|second| favored.saturating_sub(second.favored.len()));
    let confidence = match ahead {
        None if own.len() >= PROOF || favored >= CLEAR => Confidence::Sure,
        Some(CLEAR..) => Confidence::Sure,
        None | Some(1) if own.len() + favored > 0 => Confidence::Likely,
        // Nothing else has all of so much.
        None if preset.need.len() >= PROOF => Confidence::Likely,
        // Nothing but the form tells: in XML it is Google's, in a table Meta's.
        None | Some(_) if preset.tie == form.word() => Confidence::Likely,
        None | Some(_) => Confidence::Guess,
    };
    let reasons = if own.len() >= PROOF {
        own
    } else {
        best.favored
    };
    let mut seen = HashSet::new();
    Detected {
        preset,
        confidence,
        reasons: reasons
            .into_iter()
            .filter(|name| seen.insert(name.clone()))
            .collect(),
        runner_up: second
            .filter(|_| confidence != Confidence::Sure)
            .map(|second| second.preset),
    }
}

fn none_fits<'a>(all: &[Fit], columns: impl Iterator<Item = &'a str> + Clone) -> NotDetected {
    const SHOWN: usize = 8;
    let shown: Vec<String> = columns.clone().take(SHOWN).map(str::to_owned).collect();
    // Half of what is needed is no accident.
    let near = all
        .iter()
        .filter(|fit| fit.met * 2 > fit.preset.need.len())
        .max_by_key(|fit| (fit.met, fit.favored.len()));
    NotDetected::NoneFits {
        more: columns.count() > shown.len(),
        columns: shown,
        names: super::names().collect(),
        near: near.and_then(|fit| {
            Some(Near {
                preset: &fit.preset.name,
                lacks: fit.lacks?,
            })
        }),
    }
}

/// How well a preset fits a header.
#[derive(Clone, Debug)]
struct Fit {
    preset: &'static Preset,
    /// How many of the things that it needs are there.
    met: usize,
    /// The first of them that is not.
    lacks: Option<&'static [String]>,
    /// The favored columns that are there, one for each, as the file names them.
    favored: Vec<String>,
}

impl Fit {
    /// Of columns by their names in the file and in normal form. Each is asked for what it
    /// means once, for a preset wants many.
    fn of(preset: &'static Preset, columns: &[(&str, Cow<'_, str>)]) -> Self {
        let columns = columns.iter();
        let columns: Vec<_> = columns
            .map(|(name, key)| (*name, meanings(preset, key)))
            .collect();
        let has = |wanted: &str| {
            let mut columns = columns.iter();
            let found =
                columns.find(|(_, meanings)| meanings.iter().flatten().any(|of| of == wanted));
            found.map(|(name, _)| *name)
        };
        let missing = |names: &&'static Vec<String>| !names.iter().any(|name| has(name).is_some());
        let missing: Vec<&Vec<String>> = preset.need.iter().filter(missing).collect();
        Self {
            preset,
            met: preset.need.len() - missing.len(),
            lacks: missing.first().map(|names| names.as_slice()),
            favored: preset
                .favor
                .iter()
                .filter_map(|name| has(name).map(str::to_owned))
                .collect(),
        }
    }

    fn fits(&self) -> bool {
        self.lacks.is_none()
    }
}

/// Whether a header's name is what the preset calls `wanted`.
fn is(preset: &Preset, name: &str, wanted: &str) -> bool {
    let key = key(name);
    meanings(preset, &key)
        .iter()
        .flatten()
        .any(|of| of == wanted)
}

/// What the preset calls a column, given in normal form; nothing where it does not know it.
fn meanings<'k>(preset: &'k Preset, key: &'k str) -> [Option<Cow<'k, str>>; 2] {
    if preset.has_own_names() {
        // A name that nobody declared is no name of the preset's by accident.
        return [preset.knows(key).then(|| preset.resolve(key).name), None];
    }
    let bare = key.strip_prefix("g:").unwrap_or(key);
    [Some(Cow::Borrowed(bare)), Some(Column::parse(key).base)]
}

impl Preset {
    /// The column of a header that this preset calls `wanted`, by its name there.
    pub fn column<'a>(
        &self,
        mut columns: impl Iterator<Item = &'a str>,
        wanted: &str,
    ) -> Option<&'a str> {
        columns.find(|name| is(self, name, wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WOO: &str = "ID,Type,SKU,Name,Published,Visibility in catalog,Tax status,In stock?,Regular price,Categories,Images,Parent";

    #[test]
    fn tells_metas_files_from_googles_and_says_how_sure_it_is() {
        use Confidence::{Likely, Sure};
        #[rustfmt::skip]
        let cases = [
            (Form::Delimited, "id,title,description,availability,condition,price,link,image_link,brand", "meta", Likely),
            (Form::Delimited, "id,title,link,price,fb_product_category,quantity_to_sell_on_facebook", "meta", Sure),
            (Form::Delimited, "id,title,link,price,identifier_exists,shipping_label", "google", Sure),
            (Form::Delimited, "id,title,link,price,identifier_exists", "google", Likely),
            (Form::Delimited, "ID,Title,Image Link,Price", "meta", Likely),
            (Form::Xml, "g:id,g:title,g:link,g:price,g:availability", "google", Likely),
            (Form::Xml, "g:id,title,link,g:price,g:quantity_to_sell_on_facebook", "meta", Likely),
            (Form::Xml, "id,title,link@href,g:price", "google", Likely),
            (Form::Delimited, WOO, "woocommerce", Sure),
            (Form::Delimited, "ordernumber,mainnumber,name,additionalText,price_EK,active,instock,imageUrl", "shopware5", Sure),
            (Form::Delimited, "Handle,Title,Variant Price,Variant SKU,Body (HTML),Vendor,Published", "shopify", Sure),
            (Form::Delimited, "Title,URL handle,Description,SKU,Price,Product image URL", "shopify", Likely),
            (Form::Delimited, "ID,Typ,Artikelnummer,Name,Regulärer Preis,Kategorien,Meta: x", "woocommerce", Sure),
        ];
        for (form, columns, name, confidence) in cases {
            let detected = detect(columns.split(','), form).unwrap();
            assert_eq!(detected.preset.name, name, "{columns}");
            assert_eq!(detected.confidence, confidence, "{columns}");
            let close = detected.runner_up.is_some();
            assert!(!close || confidence != Sure, "{columns}");
        }
    }

    #[test]
    fn the_reasons_are_columns_of_the_file_that_no_other_export_has() {
        let detected = detect(WOO.split(','), Form::Delimited).unwrap();
        let reasons = &detected.reasons;
        assert!(
            reasons.iter().any(|name| name == "Visibility in catalog"),
            "{reasons:?}"
        );
        assert!(!reasons.iter().any(|name| name == "ID"), "{reasons:?}");
        for reason in reasons {
            assert!(WOO.split(',').any(|name| name == reason), "{reason}");
        }
    }

    #[test]
    fn a_column_is_found_by_the_name_that_the_preset_has_for_it() {
        let preset = crate::preset::find("woocommerce").unwrap();
        let header = ["ID", "Typ", "Artikelnummer"];
        assert_eq!(
            preset.column(header.into_iter(), "sku"),
            Some("Artikelnummer")
        );
        assert_eq!(preset.column(header.into_iter(), "gtin"), None);
    }

    #[test]
    fn says_why_nothing_fits_and_what_comes_nearest() {
        let hotels = detect("hotel_id,name,price".split(','), Form::Delimited).unwrap_err();
        assert!(hotels.to_string().contains("hotels"), "{hotels}");
        // The inventory of a shop at Shopify: nobody can sell without prices.
        let inventory = "Handle,Title,Option1 Name,Option1 Value,SKU,COO,Location,On hand";
        assert!(detect(inventory.split(','), Form::Delimited).is_err());
        let other = detect("Datum,Betrag".split(','), Form::Delimited).unwrap_err();
        let known: Vec<&str> = crate::preset::names().collect();
        assert_eq!(
            other.to_string(),
            format!(
                "its columns fit no known export: `Datum`, `Betrag`; known are {}",
                known.join(", ")
            )
        );
        let near = detect("Type,Name,Categories".split(','), Form::Delimited).unwrap_err();
        let words =
            "`woocommerce` comes nearest, which needs `regular_price` or `attribute_name` too";
        assert!(near.to_string().ends_with(words), "{near}");
    }
}
