//! Each filter over the shapes that it meets.

use super::{Cells, made};

/// A template and what it makes.
type Case = (&'static str, &'static str);

fn check(cases: &[Case]) {
    let row = Cells::new(&[
        ("Leer", ""),
        ("Preis", "1.299,95 €"),
        ("Wort", "Ab"),
        ("Cent", "5"),
    ]);
    let mut wrong = Vec::new();
    for (template, expected) in cases {
        let found = made(template, &row);
        if found.as_deref() != Ok(*expected) {
            wrong.push(format!("{template}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_are_exact_and_keep_their_decimals() {
    check(&[
        ("{{ 0.1 + 0.2 }}", "0.3"),
        ("{{ 1.10 * 2 }}", "2.20"),
        ("{{ 10 / 4 }}", "2.5"),
        ("{{ 10 / 4 * 4 }}", "10.0"),
        ("{{ 1 / 3 }}", "0.3333333333333333333333333333"),
        ("{{ 7 // 2 }}", "3"),
        ("{{ -7 // 2 }}", "-4"),
        ("{{ 7 % 4 }}", "3"),
        ("{{ 2 + 3 * 4 }}", "14"),
        ("{{ (2 + 3) * 4 }}", "20"),
        ("{{ -3 | plus(1) }}", "-2"),
        ("{{ 1_000 + 1 }}", "1001"),
        ("{{ 0.30000000000000004 + 0 }}", "0.30000000000000004"),
        (
            "{{ 12345678901234567890.12345 }}",
            "12345678901234567890.12345",
        ),
        ("{{ 19.99 | times(3) }}", "59.97"),
        ("{{ 19.99 | percent(7.5) }}", "1.49925"),
        ("{{ 19.99 | plus_percent(19) | round(2) }}", "23.79"),
        ("{{ 20.1681 | plus_percent(19) | round(2) }}", "24.00"),
        (
            "{{ 3 | at_least(2) }}{{ 3 | at_least(4) }}{{ 3 | at_most(2) }}",
            "342",
        ),
        ("{{ min(3, 1.5, 2) }} {{ max(-1, -2) }}", "1.5 -1"),
    ]);
}

#[test]
fn rounding_is_what_shops_call_rounding() {
    check(&[
        ("{{ 0.005 | round(2) }}", "0.01"),
        ("{{ -0.005 | round(2) }}", "-0.01"),
        ("{{ 2.5 | round(0) }}", "3"),
        ("{{ 3 | round(2) }}", "3.00"),
        ("{{ 2.301 | round_up(1) }}", "2.4"),
        ("{{ 2.3 | round_up(1) }}", "2.3"),
        ("{{ -2.31 | round_up(1) }}", "-2.3"),
        ("{{ 2.39 | round_down(1) }}", "2.3"),
        ("{{ -2.31 | round_down(1) }}", "-2.4"),
        ("{{ 19.91 | round_up(0) | minus(0.01) }}", "19.99"),
        ("{{ 19.975 | round_to(0.05) }}", "20.00"),
        ("{{ 19.974 | round_to(0.05) }}", "19.95"),
        ("{{ -19.975 | round_to(0.05) }}", "-20.00"),
        ("{{ 119 | round_to(50) }}", "100"),
    ]);
}

#[test]
fn number_reads_cells_and_leaves_numbers_alone() {
    check(&[
        ("{{ row['Preis'] | number }}", "1299.95"),
        ("{{ '1.299' | number(decimal='.') }}", "1.299"),
        ("{{ '1.299' | number(',') }}", "1299"),
        ("{{ 5 | number | number }}", "5"),
        ("{{ row['Leer'] | default('0') | number }}", "0"),
        ("{{ (row['Cent'] | number) / 100 }}", "0.05"),
    ]);
}

#[test]
fn text_filters_know_letters_and_words() {
    check(&[
        ("{{ 'straße' | upper }}", "STRASSE"),
        ("{{ 'ÄÖÜ' | lower }}", "äöü"),
        (
            "{{ 'éCLAIR au chocolat' | capitalize }}",
            "Éclair au chocolat",
        ),
        ("{{ 'GRÜNER tee-ei' | title }}", "Grüner Tee-Ei"),
        ("[{{ ' \u{a0}a b\n' | strip }}]", "[a b]"),
        ("{{ 'a-b-c' | replace('-', '') }}", "abc"),
        ("{{ 'abc' | replace('x', 'y') }}", "abc"),
        ("{{ row['Wort'] | prefix('>') | suffix('<') }}", ">Ab<"),
        ("[{{ row['Leer'] | prefix('>') | suffix('<') }}]", "[]"),
        ("{{ 5 | suffix(' Stück') }}", "5 Stück"),
        ("{{ 'a/b ä?' | urlencode }}", "a%2Fb%20%C3%A4%3F"),
        (
            "{{ '' | length }}{{ 'äö' | length }}{{ [1, 2, 3] | length }}",
            "023",
        ),
    ]);
}

#[test]
fn text_is_cut_at_the_end_of_a_word() {
    check(&[
        ("{{ 'one two three' | truncate(100) }}", "one two three"),
        ("{{ 'one two three' | truncate(13) }}", "one two three"),
        ("{{ 'one two three' | truncate(12) }}", "one two"),
        ("{{ 'one two three' | truncate(7) }}", "one two"),
        ("{{ 'one two three' | truncate(6) }}", "one"),
        ("{{ 'Donaudampfschiff' | truncate(5) }}", "Donau"),
        ("[{{ 'one' | truncate(0) }}]", "[]"),
        // A family of four people is one sign of seven characters.
        ("[{{ 'a👨‍👩‍👧‍👦b' | truncate(4) }}]", "[a]"),
        ("{{ ' one  two three ' | truncate_words(2) }}", "one  two"),
        ("{{ 'one' | truncate_words(5) }}", "one"),
        ("[{{ 'one' | truncate_words(0) }}]", "[]"),
    ]);
}

#[test]
fn a_slug_is_written_as_its_language_writes_it() {
    check(&[
        (
            "{{ 'Grüner Tee \"Größe L\"' | slug }}",
            "gruener-tee-groesse-l",
        ),
        ("{{ 'A\u{308}pfel' | slug }}", "aepfel"),
        ("{{ 'Größe' | slug(language='en') }}", "grosse"),
        ("{{ 'Smörgås' | slug('sv') }}", "smorgas"),
        ("{{ 'Blåbær' | slug('da') }}", "blaabaer"),
        (
            "{{ \"L'Oréal Crème brûlée\" | slug }}",
            "loreal-creme-brulee",
        ),
        ("{{ 'Łódź & Çeşme' | slug }}", "lodz-cesme"),
        ("{{ 'Чай Иван-чай' | slug }}", "chay-ivan-chay"),
        ("{{ 'Ελιές' | slug }}", "elies"),
        ("{{ '  --a__b--  ' | slug }}", "a-b"),
        ("{{ '½ m² ﬁx' | slug }}", "m-x"),
        ("[{{ '茶 🍵' | slug }}]", "[]"),
    ]);
}

#[test]
fn lists_come_from_texts_and_go_back_to_them() {
    check(&[
        ("{{ 'a | b |c' | split('|') | join(';') }}", "a;b;c"),
        ("{{ 'a||b' | split('|') | join(', ') }}", "a, b"),
        ("{{ 'a||b' | split('|') | nth(3) }}", "b"),
        (
            "{{ 'a>b' | split('>') | nth(9) | default('none') }}",
            "none",
        ),
        ("{{ ['x', 1.50, 'z'] | join('-') }}", "x-1.50-z"),
        ("{{ ('x', 'y') | last }}", "y"),
        ("{{ 'a,b' | split(',') | first | upper }}", "A"),
        (
            "{% for x in 'a,b' | split(',') %}{{ x }}{% else %}none{% endfor %}",
            "ab",
        ),
        ("{% for x in [] %}{{ x }}{% else %}none{% endfor %}", "none"),
    ]);
}

#[test]
fn a_lookup_finds_words_and_knows_when_it_does_not() {
    check(&[
        ("{{ 'Neu ' | lower | lookup({'neu': 'new'}) }}", "new"),
        (
            "{{ 'alt' | lookup({'neu': 'new'}, default='used') }}",
            "used",
        ),
        ("[{{ row['Leer'] | lookup({'neu': 'new'}) }}]", "[]"),
        (
            "{{ row['Leer'] | lookup({'neu': 'new'}, default='used') }}",
            "used",
        ),
        (
            "{{ row['Leer'] | lookup({'': 'nothing'}, default='used') }}",
            "nothing",
        ),
        ("{{ 'L' | lookup({'L': row['Wort'] | upper}) }}", "AB"),
        ("{{ 'L' | lookup({'L': 5}) + 1 }}", "6"),
    ]);
}

#[test]
fn patterns_find_replace_and_match() {
    check(&[
        (r"{{ 'Gr. 42 EU' | regex_find('\d+') }}", "42"),
        (r"{{ 'Gr. 42 EU' | regex_find('(\d+) (EU)') }}", "42"),
        (r"[{{ 'Gr.' | regex_find('\d+') }}]", "[]"),
        (r"{{ 'a1b22' | regex_replace('\d+', '#') }}", "a#b#"),
        (r"{{ 'ab' | regex_replace('', '-') }}", "-a-b-"),
        (r"{{ 'ab' | regex_replace('x', '-') }}", "ab"),
        (r"{{ 'ab' | regex_replace('a', '') }}", "b"),
        (
            r"{{ 'ab' | regex_replace('(?P<first>a)', '${first}$$') }}",
            "a$b",
        ),
        (r"{{ 'x' if 'abc' | regex_match('(?i)B') else 'y' }}", "x"),
    ]);
}

#[test]
fn what_is_empty_gives_way() {
    check(&[
        ("{{ row['Leer'] | default('x') }}", "x"),
        ("{{ row.get('Fehlt') | default('x') }}", "x"),
        (
            "{{ row.get('Fehlt', 'x') }}{{ row.get('Leer', 'y') }}",
            "xy",
        ),
        ("{{ row.get('Wort', 'x') }}", "Ab"),
        ("{{ shop.brand | default('x') }}", "x"),
        ("{{ shop.brand or row['Leer'] or 'x' }}", "x"),
        (
            "{{ first_non_empty(shop.brand, row['Leer'], row.get('Fehlt'), ' ', 'x') }}",
            "x",
        ),
        ("[{{ first_non_empty(row['Leer']) }}]", "[]"),
        (
            "{{ shop.url }}/p/{{ shop.currency }}",
            "https://shop.example/de/p/EUR",
        ),
    ]);
}
