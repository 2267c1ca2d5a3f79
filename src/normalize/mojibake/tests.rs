use super::*;

/// UTF-8 read as Windows-1252.
fn twice(text: &str) -> String {
    text.bytes()
        .map(|b| {
            (0x80..=0x2122)
                .filter_map(char::from_u32)
                .rfind(|&c| byte(c) == Some(b))
                .unwrap_or(char::from(b))
        })
        .collect()
}

#[test]
fn repairs_what_was_surely_encoded_twice() {
    #[rustfmt::skip]
    let cases = [
        "schön", "Größe", "Übergröße für Mädchen", "Ärmel", "KÜCHE", "à la carte", "crème brûlée", "garçon",
        "œuvre", "cœur", "don’t", "“quoted”", "12 €", "20°C", "20 °C", "100 kg", "Marke® neu", "½ Liter", "señor",
        "žluťoučký", "łódź", "książka", "kırmızı", "ığdır", "Привет", "καλημέρα", "日本語", "✓ geprüft", "👍 gut",
        "naïve – é", "€ 5 … 10", "„Größe“",
    ];
    for text in cases {
        let broken = twice(text);
        assert_eq!(
            repair(&broken),
            (Cow::Owned(text.to_owned()), Verdict::Clean),
            "{broken:?}"
        );
        let worse = twice(&broken);
        assert_eq!(repair(&worse).0, text, "{worse:?}");
    }
}

#[test]
fn leaves_legitimate_text_alone() {
    #[rustfmt::skip]
    let cases = [
        "plain", "NÃO", "MAÇÃ", "“MAÇÃ”", "IRMÃ…", "LÃ®", "MANHÃ – TARDE", "coração de mãe", "São Paulo", "PÂTE",
        "CHÂTEAU", "PARÂ®", "À LA CARTE", "« CRÈME »", "CAFÉ™", "CAFÉ®", "NESTLÉ®", "FIANCÉ”", "été…", "„Ä“", "„Ö“ sagte",
        "Fuß“", "Spaß…", "Maß™", "Ä–Z", "20 °C", "30×40 cm", "10 Å", "Å…", "½ Å", "fjäll ÅÄÖ", "Þór", "ESPAÑA", "ESPAÑ…",
        "İstanbul", "Łódź", "Ürün ÖÇŞ", "voilà", "é…”", "l’été", "5 €", "„â”", "Привет", "日本語", "👍", "ð", "Ð", "ß", "Ã", "Â",
        "ÄÖÜ äöü ß", "“É” ou “È”", "Größe „M“ – 10 €",
    ];
    for text in cases {
        assert_eq!(
            repair(text),
            (Cow::Borrowed(text), Verdict::Clean),
            "{text:?}"
        );
    }
}

#[test]
fn doubts_what_is_only_partly_broken() {
    let cases = [
        "schÃ¶n und größer",
        "fÃ¼r 5 €",
        "fÃ r",
        "Ã¤ �",
        "ï¿½",
        "GRÃ–SSE",
        "GRÖSSE fÃ¼r",
    ];
    for text in cases {
        assert_eq!(
            repair(text),
            (Cow::Borrowed(text), Verdict::Doubtful),
            "{text:?}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn repairing_ends_and_is_final(text in "[ÃÂâÄÅð€Ÿœ™¤¶°\u{A0}\u{80}\u{9D}aZ ß日я’“…-]{0,24}") {
        let (once, verdict) = repair(&text);
        assert_ne!(verdict, Verdict::Certain);
        assert_eq!(&repair(&once).0, &once);
    }
}
