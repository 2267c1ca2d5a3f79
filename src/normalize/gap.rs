//! Words that stand for nothing.

use super::binding::Binding;
use crate::catalog::Field;
use crate::preset::Target;

/// Whether a cell only says that there is nothing, as dumps and grids of shops write it
/// (`formats.md` 2.4, 2.12): only where it feeds what no one calls so. A `0` is a size and
/// a number of a part; as the name of a group it stands for none, and would make variants of
/// one product of all that have no group.
pub(super) fn is_gap(text: &str, binding: &Binding) -> bool {
    const LONGEST: usize = 5;
    if text.len() > LONGEST {
        return false;
    }
    let mut targets = binding.uses.iter().map(|of| of.target);
    if text == "0" {
        return !binding.uses.is_empty()
            && targets.all(|target| target == Target::Field(Field::ItemGroupId));
    }
    stands_for_nothing(text) && !binding.uses.is_empty() && targets.all(may_lack)
}

/// Brands are called NAN and Nil: such a word counts only as programs write it.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    let signs = |c: char| matches!(c, '-' | '–' | '—');
    let words = ["n/a", "#n/a", "null", "none", "k.a."];
    (!text.is_empty() && text.chars().all(signs))
        || matches!(text, "nan" | "NaN" | "<NA>" | "\\N" | "#NV")
        || words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn may_lack(target: Target) -> bool {
    let Target::Field(field) = target else {
        return false;
    };
    matches!(
        field,
        Field::AgeGroup
            | Field::Brand
            | Field::Color
            | Field::Condition
            | Field::Gender
            | Field::GoogleProductCategory
            | Field::Gtin
            | Field::ItemGroupId
            | Field::Material
            | Field::Mpn
            | Field::Pattern
            | Field::ProductType
            | Field::Size
    )
}

#[cfg(test)]
mod tests {
    use super::stands_for_nothing;

    #[test]
    fn placeholders_are_told_from_names() {
        for text in [
            "-", "--", "–", "N/A", "n/a", "NULL", "None", "nan", "NaN", "\\N", "#N/A",
        ] {
            assert!(stands_for_nothing(text), "{text}");
        }
        for text in ["", "NAN", "Nan", "Nil", "NA", "0", "X-", "No"] {
            assert!(!stands_for_nothing(text), "{text}");
        }
    }
}
