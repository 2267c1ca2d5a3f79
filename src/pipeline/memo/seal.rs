//! What is kept with its own print, so that something damaged is nothing.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::source::{Print, PrintKey};

/// Bytes of a print: what was written and is read must be the same.
pub(super) const SEAL: usize = 16;

/// What stands in front of its own print; `None` where it is not as it was written.
pub(super) fn unsealed<'t>(text: &'t [u8], key: &PrintKey) -> Option<(&'t [u8], Print)> {
    let (text, seal) = text.split_last_chunk::<SEAL>()?;
    let print = key.print(text);
    (print.bytes() == *seal).then_some((text, print))
}

/// A value as text, in front of it the print of that: a damaged one is none.
pub(super) fn seal(key: &PrintKey, value: &impl Serialize) -> Option<String> {
    let text = serde_json::to_string(value).ok()?;
    Some(format!("{}{text}", key.print(text.as_bytes()).hex()))
}

/// The value in a text that [`seal`] has made.
pub(super) fn unseal<T: DeserializeOwned>(key: &PrintKey, sealed: &str) -> Option<T> {
    let (seal, text) = sealed.split_at_checked(2 * SEAL)?;
    (seal == key.print(text.as_bytes()).hex())
        .then(|| serde_json::from_str(text).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_nothing() {
        let key = PrintKey::random().unwrap();
        let sealed = seal(&key, &[1, 2, 3]).unwrap();
        assert_eq!(unseal(&key, &sealed), Some([1, 2, 3]));
        assert_eq!(unseal::<[u8; 3]>(&key, &sealed.replace('2', "4")), None);
    }
}
