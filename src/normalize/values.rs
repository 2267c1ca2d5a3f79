//! Fields that stand for themselves: text, words, numbers, categories.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::cells::Cell;
use super::gtin::gtin;
use super::make::Making;
use super::mask::unmask;
use super::text::Lines;
use super::{date, link, number, structured, words};
use crate::catalog::{Field, Keep, Kind, Value, Vocabulary};
use crate::finding::{Finding, Rule};
use crate::preset::{EndDay, Target};

impl<'r> Making<'_, 'r> {
    /// Makes one field that needs no other.
    pub(super) fn field(&mut self, field: Field) {
        match field.kind() {
            Kind::Line { max, keep } if field != Field::Id => {
                self.text(field, Lines::One, max, keep);
            }
            Kind::Prose { max } => self.text(field, Lines::Many, max, Keep::Head),
            Kind::Html { max } => self.html(field, max),
            Kind::Category { max, keep } => self.category(field, max, keep),
            Kind::Word(vocabulary) => self.word(field, vocabulary),
            Kind::Words(vocabulary) => self.words(field, vocabulary),
            Kind::Whole { min, max } => self.whole(field, min, max),
            Kind::Rating => self.rating(field),
            Kind::Gtin => self.gtin(field),
            Kind::Date => self.date(field),
            Kind::Url => self.url(field),
            Kind::Labels { max, .. } => self.labels(field, max),
            Kind::Weight => self.weight(field),
            Kind::Country => self.country(field),
            Kind::Shipping => self.shipping(field),
            Kind::UnitPrice => self.unit_price(field),
            Kind::Address | Kind::AppLink => self.named_parts(field),
            Kind::Attributes => self.attributes(field),
            // Made before, together with what they depend on.
            Kind::Line { .. }
            | Kind::Price
            | Kind::Window
            | Kind::Urls { .. }
            | Kind::Media { .. } => {}
        }
    }

    fn word(&mut self, field: Field, vocabulary: Vocabulary) {
        let Some(cell) = self
            .cells
            .one(field)
            .map(|cell| self.undecorated(field, cell))
        else {
            if let (Field::Condition, Some(condition)) = (field, self.shop.condition) {
                self.item.set(field, condition);
            }
            return;
        };
        let found = match vocabulary {
            // Made together with the quantity.
            Vocabulary::Availability => return,
            Vocabulary::Condition => words::condition(cell.text).map(words::Condition::as_str),
            Vocabulary::Gender => words::gender(cell.text).map(words::Gender::as_str),
            Vocabulary::AgeGroup => words::age_group(cell.text).map(words::AgeGroup::as_str),
            Vocabulary::Status => words::status(cell.text)
                .filter(|status| *status == words::Status::Active)
                .map(|_| "active"),
            Vocabulary::Visibility | Vocabulary::Capability | Vocabulary::WhatsAppCompliance => {
                find_word(vocabulary, cell.text)
            }
        };
        match found {
            Some(word) => self.item.set(field, word),
            None => self.unknown_word(field, vocabulary, cell),
        }
    }

    /// The shop's own words are never guessed at (`contract.md` rule 4).
    pub(super) fn unknown_word(&mut self, field: Field, vocabulary: Vocabulary, cell: Cell<'_>) {
        let message = format!(
            "`{}` is not known as {}; known are {} and their usual translations",
            cell.text,
            field.name(),
            vocabulary.words().join(", ")
        );
        self.fault(Rule::Invalid(field), cell, message);
    }

    fn words(&mut self, field: Field, vocabulary: Vocabulary) {
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        let list = cell.text.trim_matches(['[', ']', '"']);
        let mut found = Vec::new();
        for word in list.split([',', ';', '|']) {
            let word = word.trim_matches([' ', '\'', '"']);
            if word.is_empty() {
                continue;
            }
            match find_word(vocabulary, word) {
                Some(word) if !found.contains(&Value::from(word)) => found.push(word.into()),
                Some(_) => {}
                None => {
                    let part = Cell { text: word, ..cell };
                    self.unknown_word(field, vocabulary, part);
                }
            }
        }
        if !found.is_empty() {
            self.item.set(field, Value::List(found));
        }
    }

    fn whole(&mut self, field: Field, min: u64, max: u64) {
        // The quantity is made together with the availability.
        if field == Field::QuantityToSellOnFacebook {
            return;
        }
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        let number = number::whole(cell.text, self.sign(cell));
        match number.map(|number| u64::try_from(number).ok()) {
            Ok(Some(number)) if (min..=max).contains(&number) => {
                self.item.set(field, Value::Number(Decimal::from(number)));
            }
            Ok(_) => {
                let message = format!("only whole numbers from {min} to {max} can be sent");
                self.fault(Rule::Invalid(field), cell, message);
            }
            Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
        }
    }

    fn rating(&mut self, field: Field) {
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        let range = Decimal::ONE..=Decimal::from(5);
        match number::parse(cell.text, self.sign(cell)) {
            Ok(number) if range.contains(&number.amount) => {
                self.item.set(field, Value::Number(number.amount));
            }
            Ok(_) => self.fault(Rule::Invalid(field), cell, "a rating lies between 1 and 5"),
            Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
        }
    }

    fn gtin(&mut self, field: Field) {
        let Some(cell) = self
            .cells
            .one(field)
            .map(|cell| self.undecorated(field, cell))
        else {
            return;
        };
        match gtin(cell.text) {
            Ok(number) => self.item.set(field, number),
            Err(super::gtin::GtinError::Empty) => {}
            Err(error) => {
                let message = format!("the GTIN is dropped: {error}");
                self.fault(Rule::Invalid(field), cell, message);
            }
        }
    }

    fn date(&mut self, field: Field) {
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        let order = self.bindings.binding(cell.column).order;
        let feed = self.bindings.feed(cell.column, field.into());
        let day = match feed.and_then(|feed| feed.end_day) {
            Some(EndDay::Excluded) => date::last_day(cell.text, order, self.shop.zone.as_ref()),
            Some(EndDay::Included) | None => date::day(cell.text, order),
        };
        match day {
            Ok(day) => self.item.set(field, day),
            Err(date::DateError::Empty) => {}
            Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
        }
    }

    fn url(&mut self, field: Field) {
        // The picture is made together with the others.
        if field == Field::ImageLink {
            return;
        }
        let Some(cell) = self.cells.one(field) else {
            if field == Field::Link {
                self.link_of_page();
            }
            return;
        };
        match link::absolute(cell.text, self.shop.url.as_ref()) {
            Ok(link) => self.item.set(field, link.url),
            Err(link::LinkError::Empty) => {}
            Err(link::LinkError::Relative) => {
                let message = format!("the {} does not name a host", field.name());
                self.fault(Rule::Relative(field), cell, message);
            }
            Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
        }
    }

    /// The link that the preset builds where the export has none.
    fn link_of_page(&mut self) {
        let Some(address) = self.built_link() else {
            return;
        };
        match link::absolute(&address, self.shop.url.as_ref()) {
            Ok(link) => self.item.set(Field::Link, link.url.into_owned()),
            Err(link::LinkError::Relative) => {
                let message = format!("the link `{address}` needs the shop's address");
                self.say(Finding::new(Rule::Relative(Field::Link), message));
            }
            Err(error) => self.say(Finding::new(Rule::Invalid(Field::Link), error.to_string())),
        }
    }

    fn labels(&mut self, field: Field, max: usize) {
        let cells = self.cells.all(field, self.bindings);
        let Some((first, _)) = cells.first().copied() else {
            return;
        };
        let mut found: Vec<Value<'r>> = Vec::new();
        for (cell, _) in cells.into_iter().filter(|(cell, _)| !cell.text.is_empty()) {
            let read = match unmask(cell.text, self.bindings.preset.marks) {
                Cow::Borrowed(text) => structured::labels(text),
                // A masked comma belongs to its label, which cannot hold one.
                Cow::Owned(_) => structured::labels(&without_commas(cell.text)).map(|labels| {
                    let owned = labels
                        .into_iter()
                        .map(|label| Cow::Owned(label.into_owned()));
                    owned.collect()
                }),
            };
            match read {
                Ok(labels) => {
                    for label in labels {
                        let label = Value::Text(label);
                        if found.len() < max && !found.contains(&label) {
                            found.push(label);
                        }
                    }
                }
                Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
            }
        }
        if found.len() == max {
            self.fault(
                Rule::TooMany(field),
                first,
                format!("{max} labels are sent"),
            );
        }
        if !found.is_empty() {
            self.item.set(field, Value::List(found));
        }
    }

    fn weight(&mut self, field: Field) {
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        let named = self.bindings.binding(cell.column).unit.as_deref();
        let feed = self.bindings.feed(cell.column, Target::Field(field));
        let unit = match feed.and_then(|feed| feed.unit.as_deref()) {
            Some("*") | None => named,
            Some(unit) => Some(unit),
        };
        match structured::weight(cell.text, self.sign(cell), unit) {
            // Shops write zero for what they did not weigh.
            Ok(weight) if weight.amount.is_zero() => {}
            Ok(weight) => {
                let amount = weight.amount.normalize();
                self.item.set(field, format!("{amount} {}", weight.unit));
            }
            Err(error) => self.fault(Rule::Invalid(field), cell, error.to_string()),
        }
    }

    fn country(&mut self, field: Field) {
        let Some(cell) = self.cells.one(field) else {
            return;
        };
        let is_code = cell.text.len() == 2 && cell.text.bytes().all(|b| b.is_ascii_alphabetic());
        if is_code {
            self.item.set(field, cell.text.to_ascii_uppercase());
        } else {
            let message = "a country is written with two letters, as in DE";
            self.fault(Rule::Invalid(field), cell, message);
        }
    }
}

/// `x\, y` is one label, and labels cannot hold commas.
fn without_commas(text: &str) -> String {
    text.replace("\\, ", " ").replace("\\,", " ")
}

fn find_word(vocabulary: Vocabulary, text: &str) -> Option<&'static str> {
    let words = vocabulary.words().iter();
    words
        .copied()
        .find(|word| word.eq_ignore_ascii_case(text.trim()))
}
