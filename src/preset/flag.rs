//! Yes and no in the words of shop systems, and of spreadsheets that have saved an
//! export again (`formats.md` 2.7).

/// Yes or no; `None` for any other word. The word is in lower case.
pub fn yes_no(word: &str) -> Option<bool> {
    Some(match word {
        "1" | "true" | "t" | "yes" | "y" | "on" | "ja" | "j" | "wahr" | "oui" | "vrai" | "si"
        | "sí" | "sì" | "vero" | "verdadero" | "verdadeiro" | "sim" | "waar" | "tak" | "prawda"
        | "ano" | "pravda" | "sant" | "sand" | "sann" | "tosi" | "igaz" | "да" | "истина"
        | "active" | "aktiv" | "enabled" | "published" | "x" => true,
        "0" | "false" | "f" | "no" | "n" | "off" | "nein" | "falsch" | "non" | "faux" | "falso"
        | "não" | "nee" | "onwaar" | "nie" | "fałsz" | "ne" | "nepravda" | "nej" | "nei"
        | "falskt" | "falsk" | "usann" | "epätosi" | "hamis" | "не" | "нет" | "ложь"
        | "inactive" | "inaktiv" | "disabled" => false,
        _ => return None,
    })
}
