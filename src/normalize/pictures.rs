//! Pictures and films.

use std::borrow::Cow;

use super::cells::Cell;
use super::image::{Image, images, usual};
use super::link;
use super::make::Making;
use super::shown::Shown;
use super::words;
use crate::catalog::{Field, Kind, Value};
use crate::finding::Rule;
use crate::preset::{Part, Target};

/// So many addresses of one item are looked at; ten times what can be sent.
const MOST_LOOKED_AT: usize = 200;

/// What parts several addresses in one cell (`formats.md` 2.9).
pub(super) const SEPARATORS: [char; 4] = [',', ';', '|', '\n'];

/// A picture or film in the making.
struct Medium<'r> {
    /// Which entry of the list it is.
    entry: usize,
    url: Option<Cow<'r, str>>,
    tags: Vec<Value<'r>>,
}

impl<'r> Medium<'r> {
    fn of(entry: usize) -> Self {
        Self {
            entry,
            url: None,
            tags: Vec::new(),
        }
    }

    /// `{"tag": […], "url": …}`; tags without an address are nothing.
    fn value(self) -> Option<Value<'r>> {
        let mut parts = vec![("url", Value::Text(self.url?))];
        if !self.tags.is_empty() {
            parts.push(("tag", Value::List(self.tags)));
        }
        Some(Value::object(parts))
    }
}

impl<'r> Making<'_, 'r> {
    /// The main picture, the others, and both as one list where the export has
    /// that form.
    pub(super) fn pictures(&mut self) {
        self.media(Field::Image);
        self.media(Field::Video);
        let mut addresses: Vec<Cow<'r, str>> = Vec::with_capacity(4);
        if let Some(cell) = self.cells.one(Field::ImageLink) {
            self.addresses(Field::ImageLink, cell, &mut addresses);
        }
        let main = addresses.len();
        let mut all = self.cells.all(Field::AdditionalImageLink, self.bindings);
        let target = Target::Field(Field::AdditionalImageLink);
        let feed = |cell: &Cell<'_>| self.bindings.feed(cell.column, target);
        let ordered = all.first().and_then(|(cell, _)| feed(cell));
        if ordered.is_some_and(|feed| feed.main.is_some() || feed.order.is_some()) {
            all.sort_by_key(|(cell, _)| self.place(*cell));
        }
        for (cell, _) in all {
            self.addresses(Field::AdditionalImageLink, cell, &mut addresses);
        }
        // A variant has one picture of its own; the others are its product's
        // (`formats.md` 2.12).
        let inherits = self.bindings.inherits;
        let more = inherits.then(|| self.cells.ranked(Field::AdditionalImageLink, self.bindings));
        for cell in more.into_iter().flatten() {
            if self.bindings.binding(cell.column).inherited {
                self.addresses(Field::AdditionalImageLink, cell, &mut addresses);
            }
        }
        let mut addresses = addresses.into_iter().peekable();
        // Without a main picture the first of the others is one, unless the
        // main one is there and bad: then somebody must look at it.
        let bad = self.faulted.has(Field::ImageLink);
        let wanted = main > 0 || (!bad && !self.item.has(Field::Image));
        if let Some(first) = addresses.next_if(|_| wanted) {
            self.item.set(Field::ImageLink, first);
        }
        let most = match Field::AdditionalImageLink.kind() {
            Kind::Urls { max } => max,
            _ => usize::MAX,
        };
        let rest: Vec<Value<'r>> = addresses.map(Value::Text).collect();
        if rest.is_empty() {
            return;
        }
        if let Some(cell) = self
            .cells
            .one(Field::AdditionalImageLink)
            .or(self.cells.one(Field::ImageLink))
            .filter(|_| rest.len() > most)
        {
            let rule = Rule::TooMany(Field::AdditionalImageLink);
            self.fault(
                rule,
                cell,
                format!("{} pictures, {most} are sent", rest.len()),
            );
        }
        let rest = Value::List(rest.into_iter().take(most).collect());
        self.item.set(Field::AdditionalImageLink, rest);
    }

    /// Where a picture stands among others, where columns of the same number say so: the
    /// main one is first, and others follow by their order.
    fn place(&self, cell: Cell<'r>) -> (bool, u64) {
        let target = Target::Field(Field::AdditionalImageLink);
        let Some(feed) = self.bindings.feed(cell.column, target) else {
            return (false, 0);
        };
        let number = self.bindings.binding(cell.column).number;
        let said = |name: &Option<String>| {
            let cells = self.cells.numbered(name.as_deref()?, self.bindings);
            let mut cells = cells.into_iter().filter(|(of, _)| *of == number);
            cells.next().map(|(_, cell)| cell)
        };
        let main = said(&feed.main).and_then(|cell| words::boolean(cell.text));
        let order = said(&feed.order).and_then(|cell| cell.text.parse().ok());
        (
            feed.main.is_some() && main != Some(true),
            order.unwrap_or(0),
        )
    }

    /// Adds the addresses of a cell, each once.
    fn addresses(&mut self, field: Field, cell: Cell<'r>, found: &mut Vec<Cow<'r, str>>) {
        let feed = self.bindings.feed(cell.column, Target::Field(field));
        let blanks = feed.is_some_and(|feed| feed.list == Some(' '));
        let picks = feed.is_some_and(|feed| feed.pick.is_some() || feed.except.is_some());
        let is_one = |text: &str| !text.contains(SEPARATORS);
        if !blanks
            && (!picks || is_one(cell.text))
            && usual(cell.text, &SEPARATORS, MOST_LOOKED_AT, found)
        {
            return;
        }
        let whole = (!blanks).then_some(cell.text);
        let parts = cell.text.split_whitespace().filter(|_| blanks);
        let cells = whole.into_iter().chain(parts);
        let shown = feed.and_then(|feed| Shown::of(feed, cell, &self.cells, self.bindings));
        for (at, image) in (1..).zip(cells.flat_map(|text| images(text, &SEPARATORS))) {
            if let Some(shown) = &shown
                && !shown.has(at, &image)
            {
                continue;
            }
            // Comparing each with all must not become work without end.
            if found.len() >= MOST_LOOKED_AT {
                break;
            }
            let address = match image {
                Image::Address(address) => address,
                Image::Dropped { reason: why, .. } => {
                    self.fault(
                        Rule::PictureDropped,
                        cell,
                        format!("a picture is dropped: {why}"),
                    );
                    continue;
                }
            };
            let url = self.picture(field, cell, address);
            if let Some(url) = url.filter(|url| !found.contains(url)) {
                found.push(url);
            }
        }
    }

    /// A path of a picture, below the folder where the shop system keeps them. An
    /// address for pictures of the shop's own names that folder itself.
    fn below_base(&self, address: Cow<'r, str>) -> Cow<'r, str> {
        let base = self.bindings.preset.image_base.as_str();
        if base.is_empty() || address.starts_with("//") || address.contains("://") {
            return address;
        }
        let path = address.trim_start_matches('/');
        if base.contains("://") {
            return Cow::Owned(format!("{base}{path}"));
        }
        if self.shop.image_url.is_some() || path.starts_with(base) {
            return Cow::Owned(path.to_owned());
        }
        Cow::Owned(format!("{base}{path}"))
    }

    /// One absolute address.
    fn picture(
        &mut self,
        field: Field,
        cell: Cell<'r>,
        address: Cow<'r, str>,
    ) -> Option<Cow<'r, str>> {
        let base = self.shop.image_url.as_ref().or(self.shop.url.as_ref());
        let address = self.below_base(address);
        let made = match address {
            Cow::Borrowed(text) => link::absolute(text, base).map(|link| link.url),
            Cow::Owned(text) => {
                link::absolute(&text, base).map(|link| Cow::Owned(link.url.into_owned()))
            }
        };
        match made {
            Ok(url) => Some(url),
            Err(link::LinkError::Empty) => None,
            Err(link::LinkError::Relative) => {
                let message = "the picture's address does not name a host";
                self.fault(Rule::Relative(field), cell, message);
                None
            }
            Err(error) => {
                let rule = if field == Field::ImageLink {
                    Rule::Invalid(field)
                } else {
                    Rule::PictureDropped
                };
                self.fault(rule, cell, error.to_string());
                None
            }
        }
    }

    /// `image` and `video`: entries with an address and tags.
    fn media(&mut self, field: Field) {
        let cells = self.cells.all(field, self.bindings);
        let Some((first, _)) = cells.first().copied() else {
            return;
        };
        let mut entries: Vec<Medium<'r>> = Vec::new();
        let mut group = 0;
        for (cell, column) in cells {
            if entries.len() >= MOST_LOOKED_AT {
                break;
            }
            let (at, name) = match &self.bindings.part(column) {
                Part::Entry { at, name } => (*at, name.as_str()),
                Part::Named(name) => (group, name.as_str()),
                Part::Whole | Part::Tuple(_) => {
                    // The shell of an element opens an entry; text in it is an address.
                    group += 1;
                    (group, "")
                }
            };
            if cell.text.is_empty() {
                continue;
            }
            if name.is_empty() && cell.text.starts_with(['[', '{']) {
                self.media_json(field, cell, &mut entries);
                continue;
            }
            let slot = entries.iter().position(|medium| medium.entry == at);
            let slot = slot.unwrap_or_else(|| {
                entries.push(Medium::of(at));
                entries.len() - 1
            });
            match name {
                "tag" => entries[slot].tags.push(cell.text.into()),
                "" | "url" => entries[slot].url = self.medium(field, cell, cell.text),
                _ => {}
            }
        }
        let list: Vec<Value<'r>> = entries.into_iter().filter_map(Medium::value).collect();
        let most = match field.kind() {
            Kind::Media { max } => max,
            _ => usize::MAX,
        };
        if list.len() > most {
            let message = format!("{} entries, {most} are sent", list.len());
            self.fault(Rule::TooMany(field), first, message);
        }
        if !list.is_empty() {
            let list = list.into_iter().take(most).collect();
            self.item.set(field, Value::List(list));
        }
    }

    /// A whole list as JSON in one cell: `[{"url": …, "tag": […]}]` or `["…"]`.
    fn media_json(&mut self, field: Field, cell: Cell<'r>, entries: &mut Vec<Medium<'r>>) {
        let parsed = serde_json::from_str::<serde_json::Value>(cell.text);
        let list = match parsed {
            Ok(serde_json::Value::Array(list)) => list,
            Ok(object @ serde_json::Value::Object(_)) => vec![object],
            Ok(_) | Err(_) => {
                let message =
                    "this is no list of addresses; write it as `[{\"url\": \"https://…\"}]`";
                self.fault(Rule::Invalid(field), cell, message);
                return;
            }
        };
        for entry in list.into_iter().take(MOST_LOOKED_AT) {
            let url = entry.get("url").unwrap_or(&entry).as_str();
            let Some(url) = url.and_then(|url| self.medium(field, cell, url)) else {
                continue;
            };
            let tags = entry.get("tag").and_then(serde_json::Value::as_array);
            let tags = tags.into_iter().flatten().filter_map(|tag| tag.as_str());
            let tags = tags.map(|tag| Value::from(tag.to_owned())).collect();
            entries.push(Medium {
                // Parts of other columns belong to none of these.
                entry: usize::MAX,
                url: Some(Cow::Owned(url.into_owned())),
                tags,
            });
        }
    }

    fn medium<'t>(&mut self, field: Field, cell: Cell<'_>, text: &'t str) -> Option<Cow<'t, str>> {
        let base = self.shop.image_url.as_ref().or(self.shop.url.as_ref());
        match link::absolute(text, base) {
            Ok(link) => Some(link.url),
            Err(error) => {
                self.fault(Rule::Invalid(field), cell, error.to_string());
                None
            }
        }
    }
}
