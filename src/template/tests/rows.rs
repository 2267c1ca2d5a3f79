//! What fails for one row.

use super::{Cells, compile, included, made};
use crate::catalog::Field;

#[test]
fn a_fault_names_the_template_its_place_the_reason_and_the_row() {
    let maps = [
        (
            "price",
            "{{ row['Preis'] | number | times(1.19) }} {{ row['Währung'] }}",
        ),
        ("title", "{{ row['Name'] }}"),
    ];
    let templates = compile(&maps, Some("row['Lager'] | number > 0"), None).unwrap();
    let row = Cells::new(&[
        ("Preis", "auf Anfrage"),
        ("Währung", "EUR"),
        ("Name", "Tee"),
        ("Lager", "viele"),
    ]);
    let mut made = Vec::new();
    let faults = templates.apply(&row, &mut |field, value| {
        made.push((field, value.text().into_owned()));
    });
    assert_eq!(made, [(Field::Title, "Tee".to_owned())]);
    let [fault] = faults.as_slice() else {
        panic!("{faults:?}")
    };
    assert_eq!(fault.field, Some(Field::Price));
    assert_eq!(
        (fault.column.as_str(), fault.value.as_str()),
        ("Preis", "auf Anfrage")
    );
    insta::assert_snapshot!(fault.message, @"`source.map.price` (default, column 19): `auf Anfrage` is no number that can be read: this is no amount; in this row `Preis` is `auf Anfrage`, `Währung` is `EUR`");
    let fault = templates.include(&row).unwrap_err();
    assert_eq!(fault.field, None);
    insta::assert_snapshot!(fault.message, @"`filter.include` (default, column 16): `viele` is no number that can be read: this is no amount; in this row `Lager` is `viele`");
}

#[test]
fn a_row_says_why_it_has_no_result() {
    let row = Cells::new(&[("Wort", "Mängelexemplar"), ("Liste", "a,b"), ("Leer", "")]);
    for (template, expected) in [
        (
            "{{ row['Wort'] | lookup({'neu': 'new', 'alt': 'used'}) }}",
            "the table has no entry for `Mängelexemplar`, only for `neu`, `alt`; add one, or `default='…'` behind the table",
        ),
        (
            "{{ row.get('Fehlt') }}",
            "there is no value here; put `| default('…')` behind what may be missing",
        ),
        (
            "{{ row['Fehlt'] }}",
            "the export has no column `Fehlt`; write `row.get('Fehlt', '')` for one that may be absent",
        ),
        (
            "{% for name in ['Fehlt'] %}{{ row[name] }}{% endfor %}",
            "the export has no column `Fehlt`; write `row.get('Fehlt', '')` for one that may be absent",
        ),
        (
            "{{ row['Liste'] | split(',') | nth(3) }}",
            "there is no value here; put `| default('…')` behind what may be missing",
        ),
        (
            "{{ row['Leer'] | number }}",
            "`` is no number that can be read: this is no amount",
        ),
        (
            "{{ row['Liste'] | split(',') | first | round(2) }}",
            "`a` is a text, and this needs a number; put `| number` behind it",
        ),
        (
            "{% set x = row['Liste'] | split(',') | first %}{{ 'y' if x > 1 }}",
            "the text `a` and the number 1: only numbers are compared by size; put `| number` behind the text",
        ),
        (
            "{% set x = row['Liste'] | split(',') | first %}{{ 'y' if x == 1 }}",
            "the text `a` and the number 1 are never equal: write the number in quotes, as in `'1'`, or put `| number` behind the text",
        ),
        (
            "{% set x = row['Liste'] | split(',') | first %}{{ 'y' if x }}",
            "a condition must be true or false, but this is the text `a`; compare it, as in `row['Active'] == '1'` or `row['Brand'] != ''`",
        ),
        (
            "{% if row['Leer'] != '' %}{% set x = 1 %}{% endif %}{{ x }}",
            "there is no value here; put `| default('…')` behind what may be missing",
        ),
    ] {
        assert_eq!(made(template, &row), Err(expected.to_owned()), "{template}");
    }
    let or = included("row['Wort'] or row['Leer'] == ''", &row).unwrap_err();
    assert!(or.starts_with("a condition must be true or false"), "{or}");
}
