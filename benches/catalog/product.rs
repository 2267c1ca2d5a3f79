//! One product of the invented shop.

use std::fmt::Write as _;

use super::grouped::PORTION;
use super::random::Random;
use super::words::{BRANDS, COLORS, KINDS, MATERIALS, NAMES, SENTENCES, SIZES};

/// What the second day brings for a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing.
    Same,
    /// Another price, stock or sale.
    Changed,
    /// It is not in the export any more.
    Removed,
    /// It was not in the export before.
    New,
}

/// Of what the random numbers of a thing speak.
const GROUP: u64 = 1;
const MEMBER: u64 = 2;
const FATE: u64 = 3;
const CHANGE: u64 = 4;
const GALLERY: u64 = 5;
/// Four products in a row are variants of one.
pub(super) const VARIANTS: u64 = 4;

impl Fate {
    /// The fate of a product of the first day.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        match Random::of(seed, number, FATE).below(1000) {
            0..10 => Self::Changed,
            10 => Self::Removed,
            _ => Self::Same,
        }
    }
}

/// One product. Amounts are in cents.
#[derive(Clone, Debug)]
pub(super) struct Product {
    seed: u64,
    pub(super) number: u64,
    pub(super) id: String,
    pub(super) title: String,
    /// What its variants have in common of the title.
    pub(super) series: String,
    pub(super) description: String,
    pub(super) price: u64,
    pub(super) sale: Option<u64>,
    pub(super) quantity: u64,
    pub(super) link: String,
    pub(super) image: String,
    pub(super) more_images: String,
    pub(super) brand: &'static str,
    pub(super) gtin: String,
    pub(super) mpn: String,
    pub(super) path: &'static str,
    pub(super) category: &'static str,
    pub(super) group: String,
    pub(super) color: &'static str,
    pub(super) size: &'static str,
}

impl Product {
    /// The product of a number.
    pub(super) fn new(seed: u64, number: u64, fate: Fate) -> Self {
        let group = number / VARIANTS;
        let mut shared = Random::of(seed, group, GROUP);
        let mut own = Random::of(seed, number, MEMBER);
        let (prefix, kind, path, category) = shared.pick(KINDS);
        let (name, brand) = (shared.pick(NAMES), shared.pick(BRANDS));
        let material = shared.pick(MATERIALS);
        let (color, color_slug) = own.pick(COLORS);
        let size = SIZES[usize::try_from(number % VARIANTS).unwrap_or(0)];
        let host = "https://shop.example";
        let slug = format!("{}-{group}", prefix.to_lowercase());
        let series = format!("{kind} \"{name}\" aus {material}");
        let mut product = Self {
            seed,
            number,
            id: format!("{prefix}-{number:07}"),
            title: format!("{series}, {color}, {size}"),
            series,
            description: description(&mut shared),
            price: 490 + shared.below(1_900) * 10 + own.below(10),
            sale: None,
            quantity: if own.percent(8) {
                0
            } else {
                1 + own.below(240)
            },
            link: format!("{host}/produkte/{slug}/{color_slug}?groesse={size}&ref=feed"),
            image: format!("{host}/media/{:02x}/{slug}-{color_slug}-1.jpg", group % 256),
            more_images: String::new(),
            brand,
            gtin: String::new(),
            mpn: format!("{prefix}{:06}-{size}", own.below(1_000_000)),
            path,
            category,
            group: format!("{prefix}-G{group}"),
            color,
            size,
        };
        if own.percent(4) {
            // One in twenty-five costs more than a thousand.
            product.price += 100_000;
        }
        if own.percent(15) {
            product.sale = Some(product.price * 8 / 10);
        }
        if own.percent(90) {
            product.gtin = gtin(number);
        }
        if own.percent(60) {
            let start = product.image.trim_end_matches("1.jpg");
            product.more_images = format!("{start}2.jpg,{start}3.jpg");
        }
        if fate == Fate::Changed {
            product.change(&mut Random::of(seed, number, CHANGE));
        }
        product
    }

    /// Another price, stock or sale: never the same as before.
    fn change(&mut self, random: &mut Random) {
        match random.below(3) {
            0 => self.price += 10 + random.below(300),
            1 if self.quantity > 0 && random.percent(20) => self.quantity = 0,
            1 => self.quantity += 1 + random.below(9),
            _ if self.sale.is_some() => self.sale = None,
            _ => self.sale = Some(self.price * 3 / 4),
        }
    }

    /// The product's name in addresses.
    pub(super) fn handle(&self) -> String {
        self.group.to_lowercase()
    }

    pub(super) fn grams(&self) -> u64 {
        80 + self.number % 1_900
    }

    /// The number of its parent: of a portion the parents come first.
    pub(super) fn parent_id(&self) -> u64 {
        let (portion, place) = self.place();
        1000 + portion * (VARIANTS + 1) * PORTION as u64 + place
    }

    /// Its own number in the shop.
    pub(super) fn own_id(&self) -> u64 {
        let (portion, place) = self.place();
        let before = portion * (VARIANTS + 1) * PORTION as u64 + PORTION as u64;
        1000 + before + place * VARIANTS + self.number % VARIANTS
    }

    fn place(&self) -> (u64, u64) {
        let group = self.number / VARIANTS;
        (group / PORTION as u64, group % PORTION as u64)
    }

    pub(super) fn availability(&self) -> &'static str {
        if self.quantity == 0 {
            "out of stock"
        } else {
            "in stock"
        }
    }

    /// The days of a sale.
    pub(super) fn window(&self) -> &'static str {
        match self.sale {
            Some(_) => "2026-11-20T00:00+01:00/2027-01-06T23:59+01:00",
            None => "",
        }
    }
}

/// The pictures that the variants of a product share. They do not depend on which
/// of them an export has.
pub(super) struct Gallery {
    count: u64,
    handle: String,
    folder: u64,
}

impl Gallery {
    /// The pictures of this product's parent.
    pub(super) fn of(product: &Product) -> Self {
        let group = product.number / VARIANTS;
        Self {
            // Sometimes more than variants: then pictures have rows of their own.
            count: 1 + Random::of(product.seed, group, GALLERY).below(6),
            handle: product.handle(),
            folder: group % 256,
        }
    }

    pub(super) fn images(&self) -> Vec<String> {
        let (folder, handle) = (self.folder, &self.handle);
        let image = |at| format!("https://shop.example/media/{folder:02x}/{handle}-{at}.jpg");
        (1..=self.count).map(image).collect()
    }
}

/// Paragraphs and a list, with line breaks of one kind or the other.
fn description(random: &mut Random) -> String {
    let line = random.pick(&["\n", "\r\n"]);
    let mut text = String::from("<p>");
    for _ in 0..3 + random.below(3) {
        sentence(&mut text, random);
        text.push(' ');
    }
    text.truncate(text.trim_end().len());
    let _ = write!(text, "</p>{line}<ul>");
    for _ in 0..=random.below(3) {
        let _ = write!(text, "{line}<li>");
        sentence(&mut text, random);
        text.push_str("</li>");
    }
    let _ = write!(text, "{line}</ul>");
    text
}

fn sentence(text: &mut String, random: &mut Random) {
    let mut rest = random.pick(SENTENCES);
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.as_bytes().first() {
            Some(b'm') => text.push_str(random.pick(MATERIALS)),
            Some(b'n') => text.push_str(random.pick(NAMES)),
            _ => {
                let _ = write!(text, "{}", 2 + random.below(1_990));
            }
        }
        rest = &after[2..];
    }
    text.push_str(rest);
}

/// A GTIN-13 with the right last digit.
fn gtin(number: u64) -> String {
    let body = format!("42{:010}", number.wrapping_mul(7_919) % 10_000_000_000);
    let sum: u32 = body
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}
