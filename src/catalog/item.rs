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
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// In the order in which they were set.
    values: Vec<Value<'a>>,
    fields: FieldSet,
    /// By field: where its value stands, if it has one.
    places: [u8; Field::ALL.len()],
}

impl Default for Item<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Item<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Item<'_> {}

impl<'a> Item<'a> {
    /// An item without any field.
    pub fn new() -> Self {
        Self {
            values: Vec::with_capacity(20),
            fields: FieldSet::default(),
            places: [0; Field::ALL.len()],
        }
    }

    /// Gives `field` a value, in place of one that it may have.
    pub fn set(&mut self, field: Field, value: impl Into<Value<'a>>) {
        let value = value.into();
        let place = &mut self.places[field.index()];
        if self.fields.has(field) {
            self.values[usize::from(*place)] = value;
            return;
        }
        // There are fewer fields than a byte can count.
        *place = u8::try_from(self.values.len()).unwrap_or(u8::MAX);
        self.values.push(value);
        self.fields.add(field);
    }

    /// Takes a field away.
    pub fn remove(&mut self, field: Field) -> Option<Value<'a>> {
        if !self.fields.has(field) {
            return None;
        }
        self.fields.remove(field);
        let place = self.places[field.index()];
        let value = self.values.swap_remove(usize::from(place));
        // The last one stands in its place now.
        let last = self.values.len();
        for other in self.fields.iter() {
            let of_other = &mut self.places[other.index()];
            if usize::from(*of_other) == last {
                *of_other = place;
            }
        }
        Some(value)
    }

    /// The value of a field.
    pub fn value(&self, field: Field) -> Option<&Value<'a>> {
        if !self.fields.has(field) {
            return None;
        }
        self.values.get(usize::from(self.places[field.index()]))
    }

    /// The text of a field that holds text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.value(field).and_then(Value::as_text)
    }

    /// Whether the field has a value.
    pub fn has(&self, field: Field) -> bool {
        self.fields.has(field)
    }

    /// The fields that have a value.
    pub fn fields(&self) -> FieldSet {
        self.fields
    }

    /// All fields with their values, in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Value<'a>)> {
        let fields = self.fields.iter();
        fields.filter_map(|field| Some((field, self.value(field)?)))
    }

    /// Appends the item as canonical JSON: keys in byte order, no blanks. This
    /// is the `data` object of a full record and the line of `export`.
    pub fn write_canonical(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, (field, value)) in self.iter().enumerate() {
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
    fn fields_come_and_go_in_any_order() {
        let mut item = Item::new();
        for (field, text) in [
            (Field::Title, "t"),
            (Field::Id, "i"),
            (Field::Brand, "b"),
            (Field::Color, "c"),
        ] {
            item.set(field, text);
        }
        assert_eq!(item.remove(Field::Id), Some("i".into()));
        assert_eq!(item.remove(Field::Id), None);
        assert_eq!(canonical(&item), r#"{"brand":"b","color":"c","title":"t"}"#);
        item.set(Field::Id, "j");
        assert_eq!(item.remove(Field::Id), Some("j".into()));
        assert_eq!(item.text(Field::Color), Some("c"));
        assert!(item.has(Field::Title) && !item.has(Field::Id));
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
