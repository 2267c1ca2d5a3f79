//! Which language a header is written in.

use super::column::key;

/// Names of columns that only one language writes so, in normal form. Two of
/// them are proof enough.
const WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "regular_price",
            "sale_price",
            "categories",
            "images",
            "published",
            "short_description",
            "in_stock?",
            "tax_class",
            "body_(html)",
            "vendor",
            "variant_price",
            "url_handle",
        ],
    ),
    (
        "de",
        &[
            "regulärer_preis",
            "angebotspreis",
            "kategorien",
            "bilder",
            "veröffentlicht",
            "kurzbeschreibung",
            "vorrätig?",
            "steuerklasse",
            "artikelnummer",
            "beschreibung",
        ],
    ),
    (
        "fr",
        &[
            "tarif_régulier",
            "tarif_promo",
            "catégories",
            "publié",
            "description_courte",
            "étiquettes",
        ],
    ),
    (
        "es",
        &[
            "precio_normal",
            "precio_rebajado",
            "categorías",
            "imágenes",
            "publicado",
            "descripción_corta",
        ],
    ),
    (
        "it",
        &[
            "prezzo_di_listino",
            "prezzo_in_offerta",
            "immagini",
            "pubblicato",
            "breve_descrizione",
            "descrizione",
        ],
    ),
    (
        "nl",
        &[
            "normale_prijs",
            "reguliere_prijs",
            "actieprijs",
            "categorieën",
            "afbeeldingen",
            "gepubliceerd",
            "korte_beschrijving",
        ],
    ),
    (
        "pl",
        &[
            "cena_regularna",
            "cena_promocyjna",
            "obrazki",
            "opublikowano",
            "krótki_opis",
        ],
    ),
    (
        "ru",
        &[
            "базовая_цена",
            "акционная_цена",
            "категории",
            "изображения",
            "опубликован",
            "краткое_описание",
            "имя",
        ],
    ),
];

/// How far the language in a column's name is from the one that is wanted; less is better.
/// Names in headers come in their normal form, where a hyphen is an underscore.
pub fn language_distance(wanted: Option<&str>, of: &str) -> u16 {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let main = |text: &str| plain(text.split(['-', '_']).next().unwrap_or(text));
    match wanted {
        Some(wanted) if plain(wanted) == plain(of) => 0,
        Some(wanted) if main(wanted) == main(of) => 1,
        Some(_) | None => 2,
    }
}

/// The language of a header as a code of two letters; `None` where its words
/// do not tell.
pub fn header_language<'a>(columns: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let mut counts = [0_u32; WORDS.len()];
    for name in columns {
        let name = key(name);
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += u32::from(words.contains(&&*name));
        }
    }
    let (most, language) = counts
        .iter()
        .zip(WORDS)
        .map(|(count, (language, _))| (*count, *language))
        .max_by_key(|(count, _)| *count)?;
    let rivals = counts.iter().filter(|count| **count == most).count();
    (most >= 2 && rivals == 1).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_of_one_language_tell_and_a_tie_does_not() {
        #[rustfmt::skip]
        let cases = [
            ("ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis", Some("de")),
            ("ID,Type,SKU,Name,Published,Regular price", Some("en")),
            ("ID,Тип,Имя,Опубликован", Some("ru")),
            ("Handle,Title,Body (HTML),Vendor", Some("en")),
            ("ID,SKU,Name", None),
            ("Published,Veröffentlicht", None),
            ("Published,Images,Veröffentlicht,Bilder", None),
        ];
        for (columns, language) in cases {
            assert_eq!(header_language(columns.split(',')), language, "{columns}");
        }
    }
}
