//! A product as the catalog knows it.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::json::{write_number, write_text};
use super::{Field, FieldSet, Fingerprint};

/// What one field holds, ready to be sent.
///
/// Text may be borrowed from the record that it came from: an item lives as
/// long as its record, and nothing is copied on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text, a word, an address, a price in wire form.
    Text(Cow<'a, str>),
    /// A whole or decimal number; a JSON number on the wire.
    Number(Decimal),
    /// Several values of one kind; order counts.
    List(Vec<Self>),
    /// Named parts; [`Value::object`] keeps them in canonical order.
    Object(Vec<(&'static str, Self)>),
}

impl Value<'_> {
    /// Named parts, sorted by name.
    pub fn object(mut parts: Vec<(&'static str, Self)>) -> Self {
        parts.sort_by_key(|(name, _)| *name);
        Self::Object(parts)
    }

    /// The text, when this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Whether any text in the value has lost a character: `U+FFFD` stands in
    /// its place.
    pub fn is_garbled(&self) -> bool {
        match self {
            Self::Text(text) => has_lost(text),
            Self::Number(_) => false,
            Self::List(values) => values.iter().any(Self::is_garbled),
            Self::Object(parts) => parts.iter().any(|(_, value)| value.is_garbled()),
        }
    }

    /// Appends the value as JSON without blanks.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => write_text(text, out),
            Self::Number(number) => write_number(*number, out),
            Self::List(values) => {
                out.push(b'[');
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    value.write(out);
                }
                out.push(b']');
            }
            Self::Object(parts) => {
                out.push(b'{');
                for (at, (name, value)) in parts.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    write_text(name, out);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

/// A product as the catalog knows it: fields with values, in canonical order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item<'a> {
    values: Vec<(Field, Value<'a>)>,
}

impl<'a> Item<'a> {
    /// An item without any field.
    pub fn new() -> Self {
        Self {
            values: Vec::with_capacity(20),
        }
    }

    /// Gives `field` a value, in place of one that it may have.
    pub fn set(&mut self, field: Field, value: impl Into<Value<'a>>) {
        let value = value.into();
        match self
            .values
            .binary_search_by_key(&field, |(field, _)| *field)
        {
            Ok(at) => self.values[at].1 = value,
            Err(at) => self.values.insert(at, (field, value)),
        }
    }

    /// Takes a field away.
    pub fn remove(&mut self, field: Field) -> Option<Value<'a>> {
        let at = self
            .values
            .binary_search_by_key(&field, |(field, _)| *field)
            .ok()?;
        Some(self.values.remove(at).1)
    }

    /// The value of a field.
    pub fn value(&self, field: Field) -> Option<&Value<'a>> {
        let at = self
            .values
            .binary_search_by_key(&field, |(field, _)| *field)
            .ok()?;
        Some(&self.values[at].1)
    }

    /// The text of a field that holds text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.value(field).and_then(Value::as_text)
    }

    /// Whether the field has a value.
    pub fn has(&self, field: Field) -> bool {
        self.value(field).is_some()
    }

    /// The fields that have a value.
    pub fn fields(&self) -> FieldSet {
        let mut fields = FieldSet::default();
        for (field, _) in &self.values {
            fields.add(*field);
        }
        fields
    }

    /// All fields with their values, in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Value<'a>)> {
        self.values.iter().map(|(field, value)| (*field, value))
    }

    /// Appends the item as canonical JSON: keys in byte order, no blanks. This
    /// is the `data` object of a full record and the line of `export`.
    pub fn write_canonical(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, (field, value)) in self.values.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            // Names of fields have nothing that JSON writes in another way.
            out.push(b'"');
            out.extend_from_slice(field.name().as_bytes());
            out.extend_from_slice(b"\":");
            value.write(out);
        }
        out.push(b'}');
    }

    /// The fingerprint of the canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut bytes = Vec::new();
        self.write_canonical(&mut bytes);
        Fingerprint::of(&bytes)
    }
}

/// Whether a text has `U+FFFD`, which stands for a character that was lost. Few
/// texts have the byte that it begins with.
pub fn has_lost(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lost = |at: usize| bytes[at..].starts_with("\u{FFFD}".as_bytes());
    memchr::memchr_iter(0xEF, bytes).any(lost)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(item: &Item<'_>) -> String {
        let mut bytes = Vec::new();
        item.write_canonical(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn canonical_bytes_do_not_depend_on_the_order_of_setting() {
        let mut one = Item::new();
        one.set(Field::Title, "Tasse");
        one.set(Field::Id, "T-1");
        one.set(
            Field::QuantityToSellOnFacebook,
            Value::Number(Decimal::new(70, 1)),
        );
        let mut other = Item::new();
        other.set(
            Field::QuantityToSellOnFacebook,
            Value::Number(Decimal::from(7)),
        );
        other.set(Field::Id, "T-1");
        other.set(Field::Title, "wrong");
        other.set(Field::Title, "Tasse");
        assert_eq!(canonical(&one), canonical(&other));
        assert_eq!(
            canonical(&one),
            r#"{"id":"T-1","quantity_to_sell_on_facebook":7,"title":"Tasse"}"#
        );
    }

    #[test]
    fn a_lost_character_is_found_wherever_it_stands() {
        let list = Value::List(vec!["a".into(), "b\u{FFFD}".into()]);
        let object = Value::object(vec![("url", "\u{FFFD}".into())]);
        assert!(list.is_garbled() && object.is_garbled());
        assert!(!Value::from("ﬁ\u{FEFF}ü").is_garbled());
        assert!(!Value::Number(Decimal::ONE).is_garbled());
    }

    #[test]
    fn objects_are_sorted_by_name() {
        let mut item = Item::new();
        item.set(
            Field::Image,
            Value::List(vec![Value::object(vec![
                ("url", "https://a.example/1.jpg".into()),
                ("tag", Value::List(vec!["front".into()])),
            ])]),
        );
        assert_eq!(
            canonical(&item),
            r#"{"image":[{"tag":["front"],"url":"https://a.example/1.jpg"}]}"#
        );
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_json_reads_it(text in any::<String>()) {
            let mut item = Item::new();
            item.set(Field::Title, text.as_str());
            let read: serde_json::Value = serde_json::from_str(&canonical(&item)).unwrap();
            prop_assert_eq!(read["title"].as_str().unwrap(), text);
        }
    }
}
