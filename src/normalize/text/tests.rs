use proptest::prelude::*;

use super::*;

#[test]
fn turns_cells_into_plain_text() {
    #[rustfmt::skip]
    let cases = [
        // cell                                   as one line             as lines
        ("",                                      "",                     ""),
        ("  Tasse \t blau  ",                     "Tasse blau",           "Tasse blau"),
        ("a\r\nb\rc\n\n\n d ",                    "a b c d",              "a\nb\nc\n\nd"),
        ("a\u{2028}b\u{2029}c\u{85}d",            "a b c d",              "a\nb\n\nc\nd"),
        ("10\u{A0}kg\u{202F}x",                   "10 kg x",              "10 kg x"),
        ("zero\u{200B}width\u{FEFF}",             "zerowidth",            "zerowidth"),
        ("soft\u{AD}hyphen\u{7}",                 "softhyphen",           "softhyphen"),
        ("👩\u{200D}💻 a\u{200D}b",                "👩\u{200D}💻 ab",       "👩\u{200D}💻 ab"),
        ("Gro\u{308}ße",                          "Größe",                "Größe"),
        ("<p>a &amp; b</p><p>c</p>",              "a & b c",              "a & b\n\nc"),
        ("a\\nb",                                 "a\\nb",                "a\\nb"),
        ("&lt;p&gt;st&auml;ndig&lt;/p&gt;",       "ständig",              "ständig"),
        ("&amp;lt;b&amp;gt;x",                    "x",                    "x"),
        ("&amp;amp;lt;b&amp;amp;gt;x",            "x",                    "x"),
        ("&amp;amp;amp;lt;b&amp;amp;amp;gt;x",    "b x",                  "b x"),
        ("&amp;nbsp;x&nbsp;",                     "x",                    "x"),
        ("<&#8203;b>x",                           "x",                    "x"),
        ("&l<b>t;b&gt;x",                         "x",                    "x"),
        ("f&Atilde;&frac14;r",                    "für",                  "für"),
        ("<ul><li>a</li><li>b</li></ul>",         "• a • b",              "• a\n• b"),
        ("5 < 6 &lt; 7",                          "5 < 6 < 7",            "5 < 6 < 7"),
        ("K\u{212A}",                             "KK",                   "KK"),
    ];
    for (cell, one, many) in cases {
        assert_eq!(plain(cell, Lines::One).text, one, "{cell:?}");
        assert_eq!(plain(cell, Lines::Many).text, many, "{cell:?}");
    }
}

#[test]
fn says_what_was_encoded_twice() {
    let fixed = plain("fÃ¼r dich", Lines::One);
    assert_eq!(
        (&*fixed.text, fixed.repaired, fixed.doubtful),
        ("für dich", true, false)
    );
    assert!(plain("fÃ r", Lines::One).doubtful);
    let unclear = plain("fÃ¼r größer", Lines::One);
    assert_eq!(
        (&*unclear.text, unclear.repaired, unclear.doubtful),
        ("fÃ¼r größer", false, true)
    );
    let clean = plain("“MAÇÃ”", Lines::One);
    assert_eq!(
        (&*clean.text, clean.repaired, clean.doubtful),
        ("“MAÇÃ”", false, false)
    );
}

#[test]
fn borrows_what_is_clean() {
    #[rustfmt::skip]
    let cases = [
        ("Blue mug, 300 ml", Lines::One), ("Größe „M“ – 10 €", Lines::One), ("CAFÉ™", Lines::One), ("Привет", Lines::One),
        ("5 > 4", Lines::One), ("日本語", Lines::One), ("a\nb\n\nc", Lines::Many), ("é…”", Lines::Many), ("5 < 6", Lines::One),
    ];
    for (text, lines) in cases {
        assert!(
            matches!(plain(text, lines).text, Cow::Borrowed(_)),
            "{text:?}"
        );
    }
}

/// Pieces that become tags, entities or broken letters when something between them goes.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<",
        ">",
        "</",
        "<b",
        "<b>",
        "<p>",
        "</p>",
        "<br>",
        "<li>",
        "<Foo>",
        "<Über",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "</script>",
        "&",
        "&lt",
        "&lt;",
        "&gt;",
        "&amp;",
        "&amp",
        "amp;",
        "lt;",
        "#60;",
        "&#60;",
        "&#x3c;",
        "&#0;",
        "&#8203;",
        "&nbsp;",
        ";",
        "=",
        "\"",
        "'",
        "/",
        "!",
        "b",
        "a",
        "Z",
        "7",
        " ",
        "\n",
        "\r",
        "\t",
        "\u{A0}",
        "\u{2003}",
        "\u{200B}",
        "\u{200D}",
        "\u{AD}",
        "\u{FEFF}",
        "\u{85}",
        "\u{9D}",
        "\u{301}",
        "\u{338}",
        "\u{37E}",
        "Ã",
        "Â",
        "â€‹",
        "Í¾",
        "¤",
        "€",
        "™",
        "é",
        "ß",
        "👩",
        "日",
        "&Atilde;",
        "&curren;",
        "…",
    ]);
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

/// What descriptions of products are made of.
fn ordinary() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Tasse",
        "größer",
        "M & M",
        "5 < 6",
        "„Löss“",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        "\u{A0}",
        "\u{85}",
        "\u{2003}",
        "é…”",
        "Ä",
        "“",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "<b>",
        "</b>",
        "<br/>",
        "<Größe>",
        "&amp;",
        "&nbsp;",
        "&uuml;",
        "&lt;b&gt;",
        "&amp;amp;",
        "&copy",
        "&",
        "amp;",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

fn check(cell: &str) -> Result<(), TestCaseError> {
    for lines in [Lines::One, Lines::Many] {
        let once = plain(cell, lines).text;
        prop_assert_eq!(&plain(&once, lines).text, &once);
        prop_assert_eq!(html::strip(&once), &*once);
        prop_assert_eq!(entity::decode(&once), &*once);
        prop_assert!(unicode_normalization::is_nfc(&once));
        let lost = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
        prop_assert!(lost(cell) || !lost(&once));
        prop_assert_eq!(once.trim(), &*once);
        prop_assert!(!once.contains("  ") && !once.contains("\n\n\n"));
        prop_assert!(lines == Lines::Many || !once.contains('\n'));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn plain_text_is_its_own_plain_text(cell in any::<String>()) {
        check(&cell)?;
    }

    #[test]
    fn the_usual_way_is_the_thorough_one(cell in hostile(), plain_cell in any::<String>(), usual_cell in ordinary()) {
        for cell in [&cell, &plain_cell, &usual_cell] {
            for lines in [Lines::One, Lines::Many] {
                prop_assert_eq!(plain(cell, lines), thorough(cell, lines), "{}", cell);
            }
        }
    }

    #[test]
    fn hostile_pieces_leave_no_tag(cell in hostile()) {
        check(&cell)?;
    }
}
