//! Which amounts a file may mean, found without the program's own reading.
//!
//! An amount is its digits and where the point stands, so that two amounts that are a
//! power of ten apart have the same digits. The numbers of the whole file count, for a
//! price comes from one of them, or was computed; a price whose digits stand in the
//! file, and the amount itself nowhere, is off by a factor.

use std::collections::{HashMap, HashSet};

/// Digits without zeros at the ends, and the power of ten of the last one.
type Amount = (String, i32);

/// What a file's numbers may mean, by their digits.
pub(crate) struct Amounts(HashMap<String, HashSet<i32>>);

impl Amounts {
    /// The numbers of a file. `point`: the merchant said that the point is the decimal
    /// sign; else three digits behind a single sign may be either.
    pub(crate) fn of(data: &[u8], point: bool) -> Self {
        // What has two bytes a sign has digits with a zero beside them, and the reader
        // drops control characters.
        let kept = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r');
        let plain: Vec<u8> = data.iter().copied().filter(kept).collect();
        let mut all = Self(HashMap::new());
        let text = String::from_utf8_lossy(&plain);
        let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let spaced = |c: char| inside(c) || matches!(c, ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}');
        for token in text.split(|c| !inside(c)) {
            all.token(token, point);
        }
        for token in text.split(|c| !spaced(c)) {
            let joined: String = token.chars().filter(|c| inside(*c)).collect();
            all.token(&joined, point);
        }
        all
    }

    /// Whether a price is some amount of the file times a power of ten, and is itself
    /// none of them.
    pub(crate) fn off_by_a_factor(&self, price: &str) -> bool {
        let Some((digits, power)) = amount(price, Some('.')) else {
            return false;
        };
        let found = self.0.get(&digits);
        found.is_some_and(|powers| !powers.contains(&power))
    }

    fn token(&mut self, raw: &str, point: bool) {
        let begun = raw.trim_start_matches([',', '.']);
        let token = begun.trim_end_matches([',', '.']);
        // `1.299,` is `1.299,-` without its stroke.
        if begun.ends_with(',') && token.contains('.')
            || begun.ends_with('.') && token.contains(',')
        {
            self.insert(amount(token, None));
        }
        // Numbers stand beside each other without blanks, too: in lists, and in the
        // cells of a row; before a point may stand no zero. `1,000` is not two numbers,
        // or nobody would notice it read as one.
        if !token.ends_with(",000") {
            for part in raw.split(',') {
                self.reading(part, point);
            }
        }
        self.reading(token, point);
        // `,8` is `0,8`.
        let gap = raw.len() - begun.len();
        self.reading(
            raw[gap.saturating_sub(1)..].trim_end_matches([',', '.']),
            point,
        );
    }

    fn reading(&mut self, token: &str, point: bool) {
        let points = token.matches('.').count();
        let commas = token.matches(',').count();
        let last = token.rfind(['.', ',']);
        let sign = last.and_then(|at| token[at..].chars().next());
        let behind = last.map_or(0, |at| token.len() - at - 1);
        match (points, commas) {
            (1, 0) | (0, 1) => {
                let thousands = behind == 3;
                let declared = point && sign == Some('.');
                if thousands && !declared {
                    self.insert(amount(token, None));
                }
                if !(thousands && point && sign == Some(',')) {
                    self.insert(amount(token, sign));
                }
            }
            (_, 0) | (0, _) => self.insert(amount(token, None)),
            _ => self.insert(amount(token, sign)),
        }
    }

    fn insert(&mut self, amount: Option<Amount>) {
        let Some((digits, power)) = amount else {
            return;
        };
        // Prices are rounded to minor units, half up, of two digits or none.
        for minor in [0, 2] {
            if let Some((digits, power)) = rounded(&digits, power, minor) {
                self.0.entry(digits).or_default().insert(power);
            }
        }
        self.0.entry(digits).or_default().insert(power);
    }
}

/// An amount with this decimal sign; all other signs are thousands.
fn amount(token: &str, decimal: Option<char>) -> Option<Amount> {
    let behind = decimal
        .and_then(|sign| token.rfind(sign))
        .map_or(0, |at| token.len() - at - 1);
    let digits: String = token.chars().filter(char::is_ascii_digit).collect();
    let power = -i32::try_from(behind).ok()?;
    normal(&digits, power)
}

fn normal(digits: &str, power: i32) -> Option<Amount> {
    let short = digits.trim_end_matches('0');
    let power = power + i32::try_from(digits.len() - short.len()).ok()?;
    let short = short.trim_start_matches('0');
    (!short.is_empty()).then(|| (short.to_owned(), power))
}

/// Half up to so many digits behind the point, where there are more.
fn rounded(digits: &str, power: i32, minor: i32) -> Option<Amount> {
    let surplus = usize::try_from(-power - minor).ok().filter(|n| *n > 0)?;
    let kept = digits.len().saturating_sub(surplus);
    let up = digits.len() >= surplus && digits.as_bytes().get(kept).is_some_and(|b| *b >= b'5');
    let whole = digits[..kept].parse::<u128>().unwrap_or_default() + u128::from(up);
    normal(&whole.to_string(), -minor)
}
