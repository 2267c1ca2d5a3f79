//! Times of delivery in the words of shops.

/// The most weeks in which an item counts as in stock. Who waits longer may wait for an
/// order, and only the shop knows.
const WEEKS: u8 = 2;

/// What an item is called that is there, in front of the time: `Sofort verfügbar,
/// Lieferzeit 1-3 Tage`. Only before a comma: `verfügbar in 14 Tagen` is another thing.
const THERE: &[&str] = &[
    "auf lager",
    "available",
    "disponible",
    "disponibile",
    "en stock",
    "in stock",
    "lagernd",
    "sofort lieferbar",
    "sofort verfügbar",
    "verfügbar",
];

/// Whether a word in its normal form is a time of delivery in hours, in days or in up to
/// two weeks, and nothing else: `lieferzeit: ca. 2 3 werktage`, `ships in 24 hours`. Any word
/// that is not one of such a time (`nicht`, `ab`, `wieder`) makes it something else.
pub(super) fn is_short(word: &str) -> bool {
    let time = match word.split_once(',') {
        Some((there, time)) if THERE.contains(&there.trim_end()) => time,
        _ => word,
    };
    let mut most = None;
    let mut numbers = 0;
    let mut unit = None;
    for part in parts(time) {
        if let Ok(number) = part.parse::<u8>() {
            numbers += 1;
            if part.len() > 2 || numbers > 2 || unit.is_some() {
                return false;
            }
            most = most.max(Some(number));
        } else if is_unit(part) {
            unit = unit.or(Some(false));
        } else if is_week(part) {
            unit = Some(true);
        } else if !is_filler(part) {
            return false;
        }
    }
    match (most, unit) {
        (Some(most), Some(weeks)) => !weeks || most <= WEEKS,
        _ => false,
    }
}

/// Words that an item is not to be had. `Nicht auf Lager` is none: what is not there may
/// well be ordered, and a time beside it says so.
const DENIED: &[&str] = &[
    "agotado",
    "ausverkauft",
    "cannot be ordered",
    "esaurito",
    "indisponible",
    "nicht bestellbar",
    "nicht erhältlich",
    "nicht lieferbar",
    "nicht mehr lieferbar",
    "nicht mehr verfügbar",
    "nicht verfügbar",
    "niet beschikbaar",
    "niet leverbaar",
    "no disponible",
    "no longer available",
    "non disponibile",
    "non disponible",
    "not available",
    "out of stock",
    "sold out",
    "uitverkocht",
    "unavailable",
    "vergriffen",
    "épuisé",
];

/// Words in front of them that change nothing about today.
const TODAY: &[&str] = &[
    "actuellement ",
    "aktuell ",
    "currently ",
    "derzeit ",
    "derzeit leider ",
    "leider ",
    "momentan ",
    "momenteel ",
    "temporarily ",
    "vorübergehend ",
    "zur zeit ",
    "zurzeit ",
];

/// Whether a word in its normal form says clearly that an item is not to be had: `derzeit
/// nicht lieferbar`, `nicht lieferbar, 2 3 tage`, `ausverkauft, wieder lieferbar in 14 tagen`. Behind
/// it may stand a time of delivery, and nothing that says the contrary.
pub(super) fn is_denied(word: &str) -> bool {
    let lead = TODAY.iter().find_map(|lead| word.strip_prefix(lead));
    let word = lead.unwrap_or(word);
    let rest = DENIED.iter().find_map(|denied| {
        let rest = word.strip_prefix(denied)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
    });
    let Some(rest) = rest else {
        return false;
    };
    let mut again = false;
    parts(rest).all(|part| {
        again |= matches!(part, "wieder" | "again" | "ab");
        let there = matches!(
            part,
            "lieferbar"
                | "sofort"
                | "versandfertig"
                | "versandbereit"
                | "ships"
                | "shipped"
                | "dispatched"
                | "dispatches"
        );
        let is_known = part.bytes().all(|byte| byte.is_ascii_digit())
            || is_unit(part)
            || is_week(part)
            || is_filler(part)
            || matches!(
                part,
                "wieder" | "again" | "ab" | "monat" | "monate" | "monaten" | "month" | "months"
            );
        is_known && (again || !there)
    })
}

/// Whether a word in its normal form says that few pieces are left, and how many: `nur
/// noch 3 stück`.
pub(super) fn is_few_left(word: &str) -> bool {
    let mut left = ["nur noch ", "only "].iter();
    let Some(rest) = left.find_map(|lead| word.strip_prefix(lead)) else {
        return false;
    };
    let what = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &rest[..rest.len() - what.len()];
    let counts = number.bytes().any(|digit| digit != b'0');
    let what = what.trim_matches([' ', '.', '!', '*']);
    let pieces = [
        "auf lager",
        "left",
        "left in stock",
        "lieferbar",
        "stk",
        "stück",
        "stück auf lager",
        "stück verfügbar",
        "verfügbar",
    ];
    counts && pieces.contains(&what)
}

/// The words and numbers of a text: `24h` is two.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.flat_map(|word| {
        let at = word.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = word.split_at(at.unwrap_or(word.len()));
        [number, rest].into_iter().filter(|part| !part.is_empty())
    })
}

/// Hours and days.
#[rustfmt::skip]
fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "h" | "hr" | "hrs" | "hour" | "hours" | "day" | "days" | "workday" | "workdays"
        // German, Dutch
        | "std" | "stunde" | "stunden" | "tag" | "tage" | "tagen" | "werktag" | "werktage" | "werktagen" | "arbeitstag"
        | "arbeitstage" | "arbeitstagen" | "uur" | "dag" | "dagen" | "werkdag" | "werkdagen"
        // French, Italian, Spanish, Portuguese
        | "j" | "jour" | "jours" | "heure" | "heures" | "giorno" | "giorni" | "ora" | "ore" | "día" | "días" | "dia" | "dias"
        | "hora" | "horas"
        // Polish, Czech, Slovak
        | "dzień" | "dni" | "dnia" | "godzina" | "godziny" | "godzin" | "den" | "dny" | "dní" | "dnů" | "deň" | "hodina"
        | "hodiny" | "hodin" | "hodín"
        // Swedish, Danish, Norwegian, Greek
        | "dagar" | "arbetsdagar" | "timmar" | "dage" | "hverdage" | "arbejdsdage" | "timer" | "dager" | "virkedager"
        | "ημέρα" | "ημέρες" | "ώρες"
    )
}

#[rustfmt::skip]
fn is_week(word: &str) -> bool {
    matches!(
        word,
        "week" | "weeks" | "woche" | "wochen" | "weken" | "semaine" | "semaines" | "settimana" | "settimane" | "semana"
        | "semanas" | "tydzień" | "tygodnie" | "tygodni" | "týden" | "týdny" | "týdnů" | "týždeň" | "týždne" | "vecka" | "veckor"
        | "uge" | "uger" | "uke" | "uker"
    )
}

/// Words beside a time of delivery that change nothing about it.
#[rustfmt::skip]
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "in" | "to" | "up" | "of" | "after" | "within" | "about" | "approx" | "delivery" | "delivered" | "time" | "ship" | "ships" | "shipped"
        | "shipping" | "dispatch" | "dispatched" | "dispatches" | "business" | "working" | "payment" | "usually"
        // German, Dutch
        | "ca" | "circa" | "von" | "bis" | "zu" | "und" | "nach" | "etwa" | "lieferzeit" | "lieferung" | "lieferbar" | "geliefert" | "innerhalb"
        | "binnen" | "sofort" | "versand" | "versandfertig" | "versandbereit" | "versendet" | "zahlung" | "zahlungseingang" | "geldeingang"
        | "bestelleingang" | "levertijd" | "tot" | "verzonden" | "levering"
        // French, Italian, Spanish, Portuguese
        | "à" | "a" | "de" | "sous" | "et" | "dans" | "expédié" | "expédition" | "livraison" | "livré" | "délai" | "environ" | "ouvré" | "ouvrés"
        | "ouvrable" | "ouvrables" | "entro" | "consegna" | "spedito" | "spedizione" | "tra" | "e" | "lavorativo" | "lavorativi"
        | "lavorative" | "en" | "entre" | "y" | "envío" | "entrega" | "plazo" | "hábil" | "hábiles" | "laborable" | "laborables" | "úteis" | "até"
        // Polish, Czech, Slovak
        | "do" | "od" | "w" | "ciągu" | "wysyłka" | "dostawa" | "robocze" | "roboczych" | "roboczy" | "v" | "během" | "dodání" | "až"
        | "odeslání" | "doručení" | "pracovní" | "pracovních" | "pracovné" | "pracovných"
        // Swedish, Danish, Norwegian, Greek
        | "leveranstid" | "leverans" | "inom" | "till" | "til" | "leveringstid" | "παράδοση" | "σε" | "έως" | "εργάσιμες"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_up_to_two_weeks_are_short() {
        #[rustfmt::skip]
        let short = [
            "4 bis 8 tage", "3 bis 6 tage", "lieferzeit: 2 3 werktage*", "innerhalb 24 stunden", "versandfertig in 24 stunden", "1 2 wochen",
            "2 4 werktage nach zahlungseingang", "in 14 tagen lieferbar", "ships in 24 hours", "expédié sous 24h", "1 3 tage", "24h", "48/72 h",
            "lieferung in 1 3 werktagen", "ca. 2 werktage", "sofort verfügbar, lieferzeit: 1 3 tage", "2 3 giorni lavorativi", "entrega en 48 horas",
            "wysyłka w 24 godziny", "do 3 dní", "2 à 3 jours ouvrés", "5 7 business days", "1 woche",
        ];
        for word in short {
            assert!(is_short(word), "{word}");
        }
        #[rustfmt::skip]
        let others = [
            "", "tage", "2", "3 5 wochen", "120 tage", "nicht lieferbar", "nicht lieferbar in 3 tagen", "wieder lieferbar in 14 tagen", "ab 3 tagen",
            "2026 12 01", "01.12. 2 tage", "2 monate", "auf lager in 14 tagen", "out of stock 3 days", "1 2 3 tage", "ausverkauft, 2 tage",
            "2 tage 3 wochen", "vorbestellbar, 2 tage", "lieferbar",
        ];
        for word in others {
            assert!(!is_short(word), "{word}");
        }
    }

    #[test]
    fn what_is_denied_is_not_to_be_had_whatever_the_time_beside_it() {
        #[rustfmt::skip]
        let denied = [
            "nicht lieferbar, 2 3 tage", "nicht lieferbar in 3 tagen", "ausverkauft, 2 tage", "out of stock 3 days", "derzeit nicht lieferbar",
            "zur zeit nicht verfügbar (lieferzeit 3 wochen)", "ausverkauft, wieder lieferbar in 14 tagen", "sold out", "currently unavailable",
            "nicht mehr lieferbar", "vergriffen, lieferzeit: 2 monate", "niet leverbaar, 3 dagen", "épuisé / 48 h",
        ];
        for word in denied {
            assert!(is_denied(word), "{word}");
        }
        #[rustfmt::skip]
        let others = [
            "", "lieferbar", "2 3 tage", "nicht auf lager, 3 tage", "nicht vorrätig, lieferzeit 2 wochen", "nicht verfügbar, lieferbar in 3 tagen",
            "ausverkauft, vorbestellbar", "nicht lieferbar nach österreich", "ausverkaufte ware", "unavailable?, ships in 3 days", "nicht",
            "wieder lieferbar in 14 tagen", "fast ausverkauft", "nicht lieferbar in die schweiz, 2 tage",
        ];
        for word in others {
            assert!(!is_denied(word), "{word}");
        }
    }

    #[test]
    fn few_pieces_that_are_left_are_there() {
        for word in [
            "nur noch 3 stück",
            "nur noch 12 auf lager",
            "only 2 left in stock",
            "nur noch 1 stück!",
        ] {
            assert!(is_few_left(word), "{word}");
        }
        for word in [
            "nur noch 0 stück",
            "nur noch auf bestellung",
            "nur noch 3 wochen",
            "only online",
            "nur noch 3",
        ] {
            assert!(!is_few_left(word), "{word}");
        }
    }
}
