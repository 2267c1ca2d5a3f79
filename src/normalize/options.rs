//! The options of a variant: size, color and whatever else a shop calls them.
//!
//! Names are matched with the catalog's fields by an alias table of many
//! languages (`formats.md` 2.12, 5.1). What fits no field becomes
//! `additional_variant_attribute`.

use super::cells::Cell;
use super::gap::stands_for_nothing;
use super::make::Making;
use super::mask::{entries, unmask};
use super::structured::attribute_part;
use super::text::{Lines, plain};
use crate::catalog::Field;
use crate::preset::{Input, Target};

/// Names of options that feed a field, in the form of [`plain_name`].
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Color,
        &[
            "color",
            "colour",
            "product color",
            "item color",
            "color family",
            "farbe",
            "farben",
            "couleur",
            "colore",
            "cor",
            "kleur",
            "färg",
            "farve",
            "väri",
            "barva",
            "farba",
            "kolor",
            "renk",
            "цвет",
            "χρώμα",
            "色",
            "カラー",
            "颜色",
        ],
    ),
    (
        Field::Size,
        &[
            "size",
            "product size",
            "item size",
            "shoe size",
            "clothing size",
            "ring size",
            "größe",
            "groesse",
            "grösse",
            "schuhgröße",
            "schuhgrösse",
            "konfektionsgröße",
            "taille",
            "pointure",
            "talla",
            "tamaño",
            "taglia",
            "tamanho",
            "maat",
            "storlek",
            "størrelse",
            "koko",
            "velikost",
            "veľkosť",
            "rozmiar",
            "beden",
            "méret",
            "размер",
            "μέγεθος",
            "サイズ",
            "尺码",
        ],
    ),
    (
        Field::Material,
        &[
            "material",
            "product material",
            "item material",
            "fabric",
            "stoff",
            "matière",
            "materiale",
            "materiaal",
            "tecido",
            "kumaş",
            "материал",
        ],
    ),
    (
        Field::Pattern,
        &[
            "pattern",
            "product pattern",
            "design",
            "muster",
            "motiv",
            "motif",
            "estampado",
            "motivo",
        ],
    ),
    (
        Field::Gender,
        &[
            "gender",
            "target gender",
            "product gender",
            "geschlecht",
            "genre",
            "zielgruppe",
            "sexe",
            "género",
        ],
    ),
    (
        Field::AgeGroup,
        &[
            "age group",
            "product age group",
            "target age",
            "age range",
            "altersgruppe",
        ],
    ),
    (
        Field::Brand,
        &[
            "brand",
            "product brand",
            "manufacturer",
            "manufacturer name",
            "marke",
            "hersteller",
            "marque",
            "marca",
            "merk",
            "бренд",
        ],
    ),
    (
        Field::Condition,
        &["condition", "product condition", "zustand"],
    ),
    (Field::Mpn, &["mpn", "manufacturer part number"]),
    (Field::Gtin, &["gtin", "upc", "ean", "jan", "isbn"]),
];

/// The form in which names of options are compared: lower case, without `pa_`
/// and a colon at the end, everything else than letters and digits as one blank.
fn plain_name(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let name = name.strip_prefix("pa_").unwrap_or(&name);
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn field_of(name: &str) -> Option<Field> {
    let name = plain_name(name);
    let found = NAMES
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()));
    found.map(|(field, _)| *field)
}

/// What an option's value is without decoration: `#800080:purple` is purple,
/// `Silver[#cccccc]` is Silver, and some words mean that there is no option
/// (`formats.md` 2.12).
fn plain_value(value: &str) -> &str {
    let mut value = value.trim();
    if let Some((swatch, name)) = value.split_once(':')
        && is_swatch(swatch)
        && !name.trim().is_empty()
    {
        value = name.trim();
    }
    if let Some((name, swatch)) = value
        .strip_suffix(']')
        .and_then(|text| text.split_once('['))
        && is_swatch(swatch)
        && !name.trim().is_empty()
    {
        value = name.trim();
    }
    if stands_for_nothing(value) || value.eq_ignore_ascii_case("default title") {
        return "";
    }
    value
}

fn is_swatch(text: &str) -> bool {
    let text = text.trim();
    // `rgb(65, 105, 225)`, as Wix writes beside `#4169e1`.
    if let Some((kind, rest)) = text.split_once('(') {
        let numbers = rest.strip_suffix(')').unwrap_or("x");
        let number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '%' | '/' | ' ');
        return matches!(kind.trim_end(), "rgb" | "rgba" | "hsl" | "hsla")
            && numbers.chars().all(number);
    }
    let digits = text.strip_prefix('#');
    digits.is_some_and(|digits| {
        matches!(digits.len(), 3 | 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// One option with its value.
struct Pair<'r> {
    name: &'r str,
    value: Cell<'r>,
    /// The place of the value in the record.
    at: u32,
    inherited: bool,
    /// Whether it tells the variant from its siblings.
    tells: bool,
}

impl<'r> Making<'_, 'r> {
    /// Gives the values of options to the fields that they name, and keeps the
    /// others for `additional_variant_attribute` and the title.
    pub(super) fn options(&mut self) {
        if self.cells.options.is_empty() {
            return;
        }
        let pairs = self.pairs();
        let mut taken: Vec<Field> = Vec::new();
        for pair in pairs {
            if pair.tells && self.is_variant() {
                self.values.push(pair.value);
            }
            // The number of a product is none of its variants'.
            let of_product = |field: &Field| matches!(field, Field::Gtin | Field::Mpn);
            let field = field_of(pair.name).filter(|field| !taken.contains(field));
            let field = field.filter(|field| !(pair.inherited && of_product(field)));
            let rank = field.and_then(|field| {
                let feed = self.bindings.preset.option_feed(Target::Field(field));
                let (rank, _) = feed?;
                let rank = rank + u16::from(pair.inherited);
                Some((field, self.bindings.joins.own_rank(rank)))
            });
            match rank {
                Some((field, rank)) => {
                    taken.push(field);
                    self.cells.offer(Target::Field(field), rank, pair.at);
                }
                None if pair.tells && self.is_variant() => {
                    self.others.push((pair.name, pair.value));
                }
                None => {}
            }
        }
    }

    /// Names and values that belong together. A variant's own options hide
    /// those of its parent, even where its value is open ("any size").
    fn pairs(&self) -> Vec<Pair<'r>> {
        let options = &self.cells.options;
        let find = |is_name: bool, inherited: bool, number: u32| {
            let mut mine = options.iter().filter(|option| {
                (option.is_name, option.inherited, option.number) == (is_name, inherited, number)
            });
            let at = mine.next()?.at;
            Some((self.cells.at(at)?, at))
        };
        let own_names: Vec<String> = options
            .iter()
            .filter(|option| option.is_name && !option.inherited)
            .filter_map(|option| self.cells.at(option.at))
            .map(|cell| plain_name(cell.text))
            .collect();
        // Where a parent lists the options of its variants, other attributes are none.
        let lists = self.bindings.preset.lists_options().then(|| {
            let names = options.iter().filter(|option| option.is_name);
            let names = names.filter_map(|option| self.cells.at(option.at));
            let names = names.map(|cell| plain_name(cell.text));
            names.collect::<Vec<String>>()
        });
        let mut pairs = Vec::new();
        for option in options.iter().filter(|option| !option.is_name) {
            let Some(mut value) = self.cells.at(option.at) else {
                continue;
            };
            let own = find(true, false, option.number);
            let parents = find(true, true, option.number);
            let name = if option.inherited {
                parents
            } else {
                own.or(parents)
            };
            // `PARAM[Farba]`: the column's name says the option's.
            let by_column = self.named_by_column(value);
            let name = match (name, by_column) {
                (_, Some(name)) if lists.is_some() => name,
                (Some((name, _)), _) => name.text,
                (None, Some(name)) => name,
                (None, None) => continue,
            };
            let listed = lists.as_ref().filter(|_| by_column.is_some());
            let listed = listed.is_none_or(|names| names.contains(&plain_name(name)));
            value.text = plain_value(value.text);
            // A list of the parent's says what there is, not what this one is.
            let open = option.inherited
                && (value.text.contains([',', '|']) || own_names.contains(&plain_name(name)));
            if !value.text.is_empty() && !open {
                pairs.push(Pair {
                    name,
                    value,
                    at: option.at,
                    inherited: option.inherited,
                    tells: listed && !option.inherited,
                });
            }
        }
        pairs
    }

    /// The value of an option for a field, without its decoration; of several
    /// values the first, where the preset says that there may be several.
    pub(super) fn undecorated(&self, field: Field, cell: Cell<'r>) -> Cell<'r> {
        let is_option = self
            .bindings
            .binding(cell.column)
            .uses
            .iter()
            .any(|of| of.target == Target::Input(Input::OptionValue));
        if !is_option {
            return cell;
        }
        let preset = self.bindings.preset;
        let feed = preset.option_feed(Target::Field(field));
        let sign = feed.and_then(|(_, feed)| feed.list);
        let first = sign.and_then(|sign| entries(cell.text, sign, preset.marks).next());
        Cell {
            text: plain_value(first.unwrap_or(cell.text)),
            ..cell
        }
    }

    /// `Scent:Fruity,Flavor:Apple` of the options that fit no field.
    pub(super) fn other_options(&self) -> Vec<String> {
        let text = |text: &str| {
            let text = unmask(text, self.bindings.preset.marks);
            let line = plain(&text, Lines::One).text;
            attribute_part(&line).into_owned()
        };
        self.others
            .iter()
            .map(|(name, value)| (text(name), text(value.text)))
            .filter(|(name, value)| !name.is_empty() && !value.is_empty())
            .map(|(name, value)| format!("{name}:{value}"))
            .collect()
    }

    /// The values that tell a variant from its siblings, for its title: none
    /// when the title has them all.
    pub(super) fn title_suffix(&self, title: &str, own_title: bool) -> Option<String> {
        let joint = self.bindings.preset.joint.as_deref()?;
        let marks = self.bindings.preset.marks;
        let values: Vec<String> = self
            .values
            .iter()
            .map(|cell| {
                plain(&unmask(cell.text, marks), Lines::One)
                    .text
                    .into_owned()
            })
            .filter(|value| !value.is_empty())
            .collect();
        let title = title.to_lowercase();
        let has = |value: &String| has_words(&title, &value.to_lowercase());
        if values.is_empty() || (own_title && values.iter().all(has)) {
            return None;
        }
        Some(format!(" - {}", values.join(joint)))
    }
}

/// Whether a text has these words in it, not just these letters. Both are in
/// lower case.
fn has_words(text: &str, words: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !inside(before) && !inside(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_known_by_their_names_in_many_languages() {
        #[rustfmt::skip]
        let cases = [
            ("Color", Some(Field::Color)), ("pa_farbe", Some(Field::Color)), ("Größe:", Some(Field::Size)),
            ("SHOE-SIZE", Some(Field::Size)), ("Размер", Some(Field::Size)), ("Stoff", Some(Field::Material)),
            ("Logo", None), ("Colorway code", None), ("", None),
        ];
        for (name, field) in cases {
            assert_eq!(field_of(name), field, "{name}");
        }
    }

    #[test]
    fn values_lose_their_swatches_and_words_for_nothing() {
        #[rustfmt::skip]
        let cases = [
            ("#800080:purple", "purple"), ("rgb(0, 0, 128):Navy", "Navy"), ("rgba(0,0,0,.5):Smoke", "Smoke"), ("set(2):Ash", "set(2):Ash"), ("Silver[#cccccc]", "Silver"), ("Default Title", ""), ("n/a", ""),
            ("Ratio 1:2", "Ratio 1:2"), ("#1: best", "#1: best"), ("S [slim]", "S [slim]"), (" Rot ", "Rot"),
        ];
        for (value, expected) in cases {
            assert_eq!(plain_value(value), expected, "{value}");
        }
    }

    #[test]
    fn a_title_has_a_value_only_as_words() {
        assert!(has_words("hoodie - blue, yes", "blue"));
        assert!(has_words("t-shirt größe s", "s"));
        assert!(!has_words("shirt", "s"));
        assert!(!has_words("bluesband", "blue"));
    }
}
