//! Statements, names, conditions, and what comes out.

use rust_decimal::Decimal;

use super::{Cells, Made, compile, included, made};
use crate::catalog::Field;

fn row() -> Cells {
    Cells::new(&[
        ("Handle", "tee"),
        ("Bestand", "7"),
        ("Leer", ""),
        ("Published", "1"),
        ("Meine  Spalte", "x"),
        ("Tags", "Bio, Neu"),
    ])
}

#[test]
fn statements_choose_loop_and_keep() {
    for (template, expected) in [
        ("{% if row['Bestand'] == '7' %}a{% endif %}", "a"),
        (
            "{% if row['Bestand'] == '8' %}a{% elif row['Handle'] == 'tee' %}b{% else %}c{% endif %}",
            "b",
        ),
        (
            "{% set n = row['Bestand'] | number %}{{ n + 1 }}-{{ n }}",
            "8-7",
        ),
        ("{% set n = 1 %}{% set n = n + 1 %}{{ n }}", "2"),
        (
            "{% set n = 1 %}{% for x in ['a'] %}{% set n = 5 %}{% endfor %}{{ n }}",
            "1",
        ),
        ("{% if true %}{% set n = 5 %}{% endif %}{{ n }}", "5"),
        (
            "{% for x in ['a', 'b'] %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}",
            "1a,2b",
        ),
        (
            "{% for x in ['a'] %}{% for y in ['b', 'c'] %}{{ loop.index }}{{ x }}{{ y }}{% endfor %}{{ loop.index }}{% endfor %}",
            "1ab2ac1",
        ),
        ("  a {# nothing #} b\n", "a  b"),
        ("{%- if true -%}  a  {%- endif -%}", "a"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("plain", "plain"),
        ("<b>{{ '&' }}</b>", "<b>&</b>"),
        (
            "{{ row.Handle }}{{ row['handle'] }}{{ row[' HANDLE '] }}",
            "teeteetee",
        ),
        ("{{ row['meine spalte'] }}", "x"),
        (
            "{% for name in ['Handle', 'Bestand'] %}{{ row[name] }}{% endfor %}",
            "tee7",
        ),
        (
            "{{ 'a' if row['Leer'] == '' else 'b' }}{{ 'c' if false }}",
            "a",
        ),
    ] {
        assert_eq!(
            made(template, &row()).as_deref(),
            Ok(expected),
            "{template}"
        );
    }
}

#[test]
fn conditions_compare_like_with_like() {
    for (include, expected) in [
        ("row['Published'] == '1'", true),
        ("row['Published'] != '1'", false),
        ("row['Bestand'] | number > 6.9", true),
        ("row['Bestand'] | number == 7.00", true),
        (
            "row['Bestand'] | number >= 7 and row['Bestand'] | number < 8",
            true,
        ),
        ("'Bio' in row['Tags']", true),
        ("'Bio' not in row['Tags']", false),
        ("row['Handle'] in ['tee', 'kaffee']", true),
        ("(row['Bestand'] | number) in [1, 7]", true),
        ("'Handle' in row", true),
        ("'Fehlt' in row", false),
        ("'Neu' in row['Tags'] | split(',')", true),
        (
            "row['Leer'] is empty and row.get('Fehlt') is not defined",
            true,
        ),
        (
            "row['Handle'] is startingwith('t') and row['Handle'] is endingwith('ee')",
            true,
        ),
        ("row['Leer'] == '' or row['Handle'] == ''", true),
        ("not (row['Leer'] == '')", false),
        ("row['Tags'] | regex_match('Bio|Vegan')", true),
        ("shop.brand is defined", false),
        ("shop.url is defined", true),
        ("true", true),
    ] {
        assert_eq!(included(include, &row()), Ok(expected), "{include}");
    }
}

#[test]
fn one_expression_with_a_number_is_handed_on_as_a_number() {
    let maps = [
        ("price", "{{ row['Bestand'] | number | times(1.5) }}"),
        ("title", "{{ 5 }} x"),
    ];
    let templates = compile(&maps, None, None).unwrap();
    let mut made = Vec::new();
    let faults = templates.apply(&row(), &mut |field, value| {
        made.push((
            field,
            matches!(value, Made::Number(_)),
            value.text().into_owned(),
        ));
    });
    assert_eq!(faults, []);
    assert_eq!(
        made,
        [
            (Field::Price, true, "10.5".to_owned()),
            (Field::Title, false, "5 x".to_owned())
        ]
    );
    assert_eq!(Made::Number(Decimal::new(1999, 2)).text(), "19.99");
}

#[test]
fn templates_tell_their_fields_and_columns() {
    let maps = [
        ("title", "{{ row['Handle'] }}{{ row['handle'] }}"),
        ("brand", "{{ row.get('Marke', 'x') }}"),
    ];
    let templates = compile(&maps, Some("'Status' in row or row['Bestand'] == ''"), None).unwrap();
    assert_eq!(
        templates.fields().collect::<Vec<_>>(),
        [Field::Brand, Field::Title]
    );
    let columns: Vec<&str> = templates.columns().collect();
    assert_eq!(columns, ["Handle", "Marke", "Status", "Bestand"]);
    assert!(templates.has_filter());
    assert!(!templates.is_empty());
    let none = compile(&[], None, None).unwrap();
    assert!(none.is_empty());
    assert_eq!(none.include(&row()), Ok(true));
    assert_eq!(none.apply(&row(), &mut |_, _| panic!()), []);
}
