//! What is known already: flags, variables, and what was answered.

use shelfsync::config::{Key, Overrides, Section};
use shelfsync::pipeline::InputError;
use tempfile::NamedTempFile;

use crate::commands::context::Context;
use crate::failure::Failure;

/// What is known already. A configuration that exists is not looked at: its
/// settings are not those of the file that is to be written.
pub(super) struct Answers {
    overrides: Overrides,
    /// An empty file in its place.
    _empty: NamedTempFile,
}

impl Answers {
    /// Begins with what the flags say.
    pub(super) fn new(mut overrides: Overrides) -> Result<Self, Failure> {
        let empty = NamedTempFile::new().map_err(|source| InputError::Spill {
            folder: std::env::temp_dir().display().to_string(),
            source,
        })?;
        overrides.config = Some(empty.path().display().to_string());
        Ok(Self {
            overrides,
            _empty: empty,
        })
    }

    /// The exports that were named.
    pub(super) fn exports(&self) -> &[String] {
        &self.overrides.exports
    }

    /// Takes these exports.
    pub(super) fn take_exports(&mut self, exports: Vec<String>) {
        self.overrides.exports = exports;
    }

    /// The settings that follow.
    pub(super) fn context(&self) -> Result<Context, Failure> {
        Context::load(&self.overrides, false)
    }

    /// The same for another export.
    pub(super) fn context_for(&self, export: &str) -> Result<Context, Failure> {
        let mut overrides = self.overrides.clone();
        overrides.exports = vec![export.to_owned()];
        Context::load(&overrides, false)
    }

    /// Takes an answer, or says why the setting cannot be that.
    pub(super) fn take(&mut self, key: &Key, answer: &str) -> Result<(), String> {
        let mut overrides = self.overrides.clone();
        if let Some(slot) = slot(&mut overrides, key) {
            *slot = Some(answer.to_owned());
        }
        match Context::load(&overrides, false) {
            Ok(_) => {
                self.overrides = overrides;
                Ok(())
            }
            Err(failure) => Err(failure.to_string()),
        }
    }
}

/// Where the flag of a key is kept, for keys that are asked for.
fn slot<'o>(overrides: &'o mut Overrides, key: &Key) -> Option<&'o mut Option<String>> {
    Some(match (key.section, key.name) {
        (Section::Shop, "url") => &mut overrides.shop_url,
        (Section::Shop, "image_url") => &mut overrides.image_url,
        (Section::Shop, "currency") => &mut overrides.currency,
        (Section::Shop, "country") => &mut overrides.country,
        (Section::Shop, "language") => &mut overrides.language,
        (Section::Shop, "timezone") => &mut overrides.timezone,
        (Section::Shop, "brand") => &mut overrides.brand,
        (Section::Shop, "condition") => &mut overrides.condition,
        (Section::Shop, "availability") => &mut overrides.availability,
        (Section::Catalog, "id") => &mut overrides.catalog,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use shelfsync::config::key;

    use super::*;

    #[test]
    fn every_setting_that_items_can_lack_has_its_place() {
        for key in [
            &key::SHOP_URL,
            &key::SHOP_IMAGE_URL,
            &key::SHOP_CURRENCY,
            &key::SHOP_TIMEZONE,
            &key::SHOP_BRAND,
            &key::SHOP_CONDITION,
            &key::SHOP_AVAILABILITY,
            &key::CATALOG_ID,
        ] {
            let mut overrides = Overrides::default();
            let slot = slot(&mut overrides, key);
            *slot.unwrap_or_else(|| panic!("{}", key.path())) = Some("x".to_owned());
            let flag = key.flag.is_some();
            assert!(flag, "{} has a flag that can be named", key.path());
        }
    }

    #[test]
    fn an_answer_that_is_none_is_refused_with_what_was_meant() {
        let mut answers = Answers::new(Overrides::default()).unwrap();
        let why = answers.take(&key::SHOP_CURRENCY, "euro").unwrap_err();
        assert!(why.contains("EUR"), "{why}");
        answers.take(&key::SHOP_CURRENCY, "EUR").unwrap();
        let shop = answers.context().unwrap().settings.shop;
        assert_eq!(shop.currency.map(|currency| currency.code()), Some("EUR"));
    }
}
