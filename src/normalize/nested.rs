//! Fields with parts: shipping, addresses, app links, variant attributes.

use std::borrow::Cow;

use super::cells::Cell;
use super::currency::CurrencyMark;
use super::make::Making;
use super::structured;
use crate::catalog::{Currency, Field, Kind, Value};
use crate::finding::Rule;
use crate::preset::Part;

/// One named part of a field, with the entry that it belongs to.
pub(super) struct NamedPart<'r> {
    /// Entries of a repeated field are numbered as they open.
    pub(super) entry: usize,
    pub(super) name: Cow<'r, str>,
    pub(super) cell: Cell<'r>,
}

/// Parts of an address (`graph-api.md` 6.2).
const ADDRESS: [&str; 6] = [
    "street1",
    "street2",
    "city",
    "region",
    "postal_code",
    "country",
];
/// Parts of an app link.
const APP_LINK: [&str; 16] = [
    "ios_url",
    "ios_app_store_id",
    "ios_app_name",
    "iphone_url",
    "iphone_app_store_id",
    "iphone_app_name",
    "ipad_url",
    "ipad_app_store_id",
    "ipad_app_name",
    "android_url",
    "android_package",
    "android_class",
    "android_app_name",
    "windows_phone_url",
    "windows_phone_app_id",
    "windows_phone_app_name",
];

/// Whether a field has parts, so that a column can hold one of them.
pub(super) fn has_parts(field: Field) -> bool {
    match field.kind() {
        Kind::Media { .. }
        | Kind::Labels { .. }
        | Kind::Shipping
        | Kind::UnitPrice
        | Kind::Address
        | Kind::AppLink
        | Kind::Attributes
        | Kind::Urls { .. } => true,
        Kind::Line { .. }
        | Kind::Prose { .. }
        | Kind::Html { .. }
        | Kind::Category { .. }
        | Kind::Price
        | Kind::Window
        | Kind::Date
        | Kind::Url
        | Kind::Word(_)
        | Kind::Words(_)
        | Kind::Whole { .. }
        | Kind::Rating
        | Kind::Gtin
        | Kind::Weight
        | Kind::Country => false,
    }
}

impl<'r> Making<'_, 'r> {
    /// The named parts of a field, from columns or elements of their own.
    pub(super) fn parts(&self, field: Field) -> Vec<NamedPart<'r>> {
        let mut parts = Vec::new();
        let mut entry = 0;
        for (cell, column) in self.cells.all(field, self.bindings) {
            match self.bindings.part(column) {
                Part::Whole => entry += 1,
                Part::Named(name) => {
                    let name = Cow::Owned(name.clone());
                    parts.push(NamedPart { entry, name, cell });
                }
                Part::Entry { at, name } => parts.push(NamedPart {
                    entry: *at,
                    name: Cow::Owned(name.clone()),
                    cell,
                }),
                Part::Tuple(names) => {
                    entry += 1;
                    for (name, text) in names.iter().zip(cell.text.split(':')) {
                        let name = Cow::Owned(name.clone());
                        let cell = Cell {
                            text: text.trim(),
                            ..cell
                        };
                        parts.push(NamedPart { entry, name, cell });
                    }
                }
            }
        }
        parts.retain(|part| !part.cell.text.is_empty());
        // Parts are compared with one another; no item has so many.
        parts.truncate(1000);
        parts
    }

    /// `shipping`: text as Meta and Google write it, or elements with parts.
    pub(super) fn shipping(&mut self, field: Field) {
        let mut offers: Vec<Value<'r>> = Vec::new();
        let parts = self.parts(field);
        let mut entries: Vec<usize> = parts.iter().map(|part| part.entry).collect();
        entries.dedup();
        for entry in entries {
            let of = |name: &str| {
                let mine = parts.iter().filter(|part| part.entry == entry);
                let mut named = mine.filter(|part| {
                    part.name == name || part.name.strip_prefix("shipping_") == Some(name)
                });
                named.next().map(|part| part.cell.text).unwrap_or_default()
            };
            let price = match of("price") {
                "" => format!("{} {}", of("price_value"), of("price_currency")),
                price => price.to_owned(),
            };
            let text = format!(
                "{}:{}:{}:{price}",
                of("country"),
                of("region"),
                of("service")
            );
            let cell = parts.iter().find(|part| part.entry == entry);
            if let Some(cell) = cell.map(|part| part.cell) {
                self.offers(field, cell, &text, &mut offers);
            }
        }
        if offers.is_empty() {
            let cells = self.cells.all(field, self.bindings);
            for (cell, _) in cells.into_iter().filter(|(cell, _)| !cell.text.is_empty()) {
                self.offers(field, cell, cell.text, &mut offers);
            }
        }
        if !offers.is_empty() {
            self.item.set(field, Value::List(offers));
        }
    }

    fn offers(&mut self, field: Field, cell: Cell<'r>, text: &str, offers: &mut Vec<Value<'r>>) {
        let read = match structured::shipping(text, self.sign(cell)) {
            Ok(read) => read,
            Err(error) => {
                self.fault(Rule::Invalid(field), cell, error.to_string());
                return;
            }
        };
        for offer in read {
            let price = self.item.text(Field::Price);
            let own = price.and_then(|price| Currency::parse(price.rsplit(' ').next()?));
            let currency = match offer.currency {
                Some(CurrencyMark::Code(code)) => Some(Currency::from(code)),
                Some(CurrencyMark::Symbol(_)) | None => own.or(self.shop.currency),
            };
            let country = match offer.country {
                "" => self.shop.country.clone(),
                code => Some(code.to_ascii_uppercase()),
            };
            let (Some(currency), Some(country)) = (currency, country) else {
                let message = "shipping needs a country and a currency";
                self.fault(Rule::Invalid(field), cell, message);
                continue;
            };
            let mut parts = vec![
                ("shipping_country", Value::from(country)),
                ("shipping_price_value", Value::Number(offer.price)),
                ("shipping_price_currency", currency.code().into()),
            ];
            for (name, text) in [
                ("shipping_region", offer.region),
                ("shipping_service", offer.service),
            ] {
                if !text.is_empty() {
                    parts.push((name, Value::from(text.to_owned())));
                }
            }
            let value = Value::object(parts);
            if !offers.contains(&value) {
                offers.push(value);
            }
        }
    }

    /// `importer_address` and `applink`: parts by name, or JSON in one cell.
    pub(super) fn named_parts(&mut self, field: Field) {
        let known: &[&'static str] = if field == Field::Applink {
            &APP_LINK
        } else {
            &ADDRESS
        };
        let find = |name: &str| known.iter().copied().find(|known| *known == name);
        let mut found: Vec<(&'static str, Value<'r>)> = Vec::new();
        for part in self.parts(field) {
            if let Some(name) = find(&part.name) {
                found.push((name, part.cell.text.into()));
            }
        }
        if let Some(cell) = self.cells.one(field).filter(|_| found.is_empty()) {
            let json = serde_json::from_str::<serde_json::Map<_, _>>(cell.text);
            let Ok(json) = json else {
                let message = format!("write it as JSON with {}", known.join(", "));
                self.fault(Rule::Invalid(field), cell, message);
                return;
            };
            for (name, value) in json {
                let text = value.as_str().map(str::to_owned);
                if let (Some(name), Some(text)) = (find(&name), text) {
                    found.push((name, text.into()));
                }
            }
        }
        if !found.is_empty() {
            self.item.set(field, Value::object(found));
        }
    }

    /// `additional_variant_attribute`: always in Meta's text form.
    pub(super) fn attributes(&mut self, field: Field) {
        let mut found: Vec<String> = Vec::new();
        let parts = self.parts(field);
        let part = |entry, names: [&str; 2]| {
            let mine = parts.iter().filter(move |part| part.entry == entry);
            mine.filter(|part| names.contains(&part.name.as_ref()))
                .map(|part| structured::attribute_part(part.cell.text).into_owned())
                .next()
        };
        let mut entries: Vec<usize> = parts.iter().map(|part| part.entry).collect();
        entries.dedup();
        for entry in entries {
            let label = part(entry, ["label", "variant_label"]);
            let value = part(entry, ["value", "variant_value"]);
            if let (Some(label), Some(value)) = (label, value) {
                found.push(format!("{label}:{value}"));
            }
        }
        if let Some(cell) = self.cells.one(field).filter(|_| found.is_empty()) {
            match structured::attributes(cell.text) {
                Ok(read) => {
                    let pairs = read.iter();
                    found.extend(pairs.map(|pair| format!("{}:{}", pair.label, pair.value)));
                }
                Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
            }
        }
        if found.is_empty() {
            found = self.other_options();
        }
        if !found.is_empty() {
            self.item.set(field, found.join(","));
        }
    }
}
