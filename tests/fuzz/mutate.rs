//! Files as an accident leaves them: bytes flipped, cut, doubled and put elsewhere,
//! signs taken for others, one encoding taken for another.

use std::fmt::Write as _;

use crate::{pack, workbook};

/// Numbers by chance, the same for the same seed (`SplitMix64`).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, or zero.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(1).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// Some stretch of at most this length.
    fn stretch(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        let to = (from + self.below(most + 1)).min(length);
        from..to
    }
}

/// What breaks readers.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b"'",
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xC3",
    b"\xE4",
    b"\xFC",
    b"\x80",
    b"\x81",
    b"\xE2\x82",
    b"\xF0\x9F\x98",
    b"\xEF\xBF\xBD",
    b"\xEF\xBF\xBF",
    b"\xEF\xB7\x90",
    b"\xED\xA0\x80",
    b"\xC2\x85",
    b"\x1B[31m",
    b"<",
    b">",
    b"&",
    b"&amp;",
    b"&lt;p&gt;",
    b"&amp;lt;b&amp;gt;",
    b"&#0;",
    b"&#x1;",
    b"&#150;",
    b"&#xFFFF;",
    b"&#65533;",
    b"&nbsp;",
    b"&nosuch;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<br>",
    b"</br>",
    b"<p>",
    b"</p>",
    b"<b",
    b"<script>x</script>",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"</item>",
    b"<item>",
    b"xmlns:g='x'",
    b"sep=;\n",
    b"# ",
    b"=",
    b"1.299",
    b"1.299,95",
    b"-1",
    b"1e309",
    b"8.80609E+12",
    b"99999999999999999999999999999",
    b"0,00",
    b"31/02/2026",
    b"2026-01-01T00:00/2027-01-01T00:00",
    b"\xC3\x83\xC2\xA4",
    b"{{",
    b"}}",
    b"{%",
    b"\xE2\x80\x8B",
    b"\xE2\x80\xAE",
    b"\xCC\x88",
    b"https://",
    b"javascript:x",
    b"data:x",
];

/// Another file made of this one, and of a second.
pub(crate) fn mutated(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut file = seed.to_vec();
    for _ in 0..=chance.below(4) {
        let length = file.len();
        match chance.below(15) {
            0 => {
                for _ in 0..=chance.below(8) {
                    let at = chance.below(length);
                    if let Some(byte) = file.get_mut(at) {
                        *byte ^= 1 << chance.below(8);
                    }
                }
            }
            1 => file.truncate(chance.below(length + 1)),
            2 => drop(file.drain(chance.stretch(length, 400))),
            3 => {
                let copy = file[chance.stretch(length, 400)].to_vec();
                insert(&mut file, &copy, chance);
            }
            4 => {
                let copy = other[chance.stretch(other.len(), 400)].to_vec();
                insert(&mut file, &copy, chance);
            }
            5..=7 => {
                for _ in 0..=chance.below(6) {
                    insert(&mut file, chance.one(PIECES), chance);
                }
            }
            8 => {
                let signs = [b",", b";", b"\t", b"|", b"\"", b"'", b"\n", b"\r", b"."];
                let (from, to) = (chance.one(&signs)[0], chance.one(&signs)[0]);
                let rare = chance.below(3) > 0;
                for byte in file.iter_mut().filter(|byte| **byte == from) {
                    if !rare || chance.below(20) == 0 {
                        *byte = to;
                    }
                }
            }
            9 => {
                let at = chance.below(length);
                if let Some(byte) = file.get_mut(at) {
                    *byte = u8::try_from(chance.below(256)).unwrap_or(0);
                }
            }
            10 => {
                let lines = [b"\n".as_slice(), b"\r\n", b"\r"];
                let end = chance.one(&lines);
                let text: Vec<&[u8]> = file.split(|byte| *byte == b'\n').collect();
                file = text.join(end);
            }
            11 => file = recoded(&file, chance),
            12 => rename_column(&mut file, chance),
            13 => file = rename_element(&file, chance),
            _ => {
                let range = chance.stretch(length, 2000);
                file[range].fill(b' ');
            }
        }
    }
    file.truncate(1 << 20);
    file
}

fn insert(file: &mut Vec<u8>, piece: &[u8], chance: &mut Chance) {
    let at = chance.below(file.len() + 1);
    file.splice(at..at, piece.iter().copied());
}

/// What columns are named, somewhere.
const NAMES: &[&str] = &[
    "",
    "id",
    "ID",
    "title",
    "Name",
    "price",
    "Preis",
    "sale_price",
    "Regular price",
    "Variant Price",
    "Stock",
    "quantity",
    "availability",
    "Bestand",
    "link",
    "image_link",
    "Images",
    "SKU",
    "Handle",
    "Parent",
    "gtin",
    "EAN",
    "description",
    "Beschreibung",
    "brand",
    "Type",
    "Artikelnummer",
    "currency",
    "weight",
    "Published",
    "status",
    "\u{feff}id",
    "price ",
    "item_group_id",
    "g:price",
    "variant",
];

/// One cell of the first row gets another name, or that of its neighbour.
fn rename_column(file: &mut Vec<u8>, chance: &mut Chance) {
    let end = file.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let Some(sign) = [b';', b'\t', b'|', b',']
        .into_iter()
        .find(|sign| file[..end].contains(sign))
    else {
        return;
    };
    let mut cells: Vec<Vec<u8>> = file[..end]
        .split(|byte| *byte == sign)
        .map(<[u8]>::to_vec)
        .collect();
    let (at, other) = (chance.below(cells.len()), chance.below(cells.len()));
    match chance.below(6) {
        0 => cells.swap(at, other),
        1 => {
            let cell = cells[other].clone();
            cells[at] = cell;
        }
        2 => cells[at].make_ascii_uppercase(),
        3 => drop(cells.remove(at)),
        _ => cells[at] = chance.one(NAMES).as_bytes().to_vec(),
    }
    file.splice(..end, cells.join(&sign));
}

/// All elements of one name get another.
fn rename_element(file: &[u8], chance: &mut Chance) -> Vec<u8> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-');
    let names: Vec<&[u8]> = file
        .split(|byte| *byte == b'<')
        .skip(1)
        .map(|rest| {
            &rest[..rest
                .iter()
                .position(|byte| !is_name(byte))
                .unwrap_or(rest.len())]
        })
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        return file.to_vec();
    }
    let old = names[chance.below(names.len())];
    let new = if chance.below(2) == 0 {
        chance.one(NAMES).as_bytes()
    } else {
        names[chance.below(names.len())]
    };
    let mut renamed = Vec::with_capacity(file.len());
    for (at, rest) in file.split(|byte| *byte == b'<').enumerate() {
        if at > 0 {
            renamed.push(b'<');
        }
        let slash = usize::from(rest.starts_with(b"/"));
        let is_it = at > 0
            && rest[slash..].starts_with(old)
            && rest
                .get(slash + old.len())
                .is_none_or(|byte| !is_name(byte));
        if is_it {
            renamed.extend(&rest[..slash]);
            renamed.extend(new);
            renamed.extend(&rest[slash + old.len()..]);
        } else {
            renamed.extend(rest);
        }
    }
    renamed
}

/// Some files as they travel: packed, or as a workbook; of these some with an accident
/// of their own.
pub(crate) fn packed(file: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    let mut packed = match chance.below(12) {
        0 => pack::gzip(&file),
        1 => pack::Zip::of(&[("a.csv", &file), ("readme.txt", b"An export")]),
        2 => book(&file),
        _ => return file,
    };
    if chance.below(2) == 0 {
        let at = chance.below(packed.len());
        packed[at] ^= 1 << chance.below(8);
    }
    packed
}

/// A table as the first sheet of a workbook, with numbers as numbers.
fn book(file: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let mut rows = String::new();
    for (row, line) in (1..).zip(text.lines().take(200)) {
        write!(rows, "<row r=\"{row}\">").unwrap();
        for cell in line.split([',', ';', '\t', '|']).take(60) {
            let cell = cell.trim_matches('"');
            if cell.parse::<f64>().is_ok_and(f64::is_finite) {
                write!(rows, "<c><v>{cell}</v></c>").unwrap();
            } else {
                let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
                write!(rows, "<c t=\"inlineStr\"><is><t>{cell}</t></is></c>").unwrap();
            }
        }
        rows.push_str("</row>");
    }
    workbook::workbook(&[("Products", "visible", &rows)])
}

/// The text in another encoding, or taken for another one.
fn recoded(file: &[u8], chance: &mut Chance) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let wide = |encode: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(encode).collect();
    match chance.below(6) {
        0 => wide(u16::to_le_bytes),
        1 => wide(u16::to_be_bytes),
        2 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        3 => encoding_rs::WINDOWS_1251.encode(&text).0.into_owned(),
        4 => encoding_rs::WINDOWS_1252
            .decode(file)
            .0
            .into_owned()
            .into_bytes(),
        _ => encoding_rs::SHIFT_JIS.encode(&text).0.into_owned(),
    }
}
