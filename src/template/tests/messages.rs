//! What the merchant reads when a template is wrong.

use super::{Rules, Setting, ShopFacts, Templates, compile, read, reason, settings};

const PAGE: &str = include_str!("../../../docs/templates.md");

/// The header of the export in these tests.
const COLUMNS: &[&str] = &["Artikelnummer", "Name", "Preis", "Bestand", "Published"];

fn wrong(template: &str) -> String {
    let compiled = compile(&[("title", template)], None, Some(COLUMNS));
    reason(&compiled.map(|_| template.to_owned()).unwrap_err())
}

fn wrong_filter(include: &str) -> String {
    let compiled = compile(&[], Some(include), Some(COLUMNS));
    reason(&compiled.map(|_| include.to_owned()).unwrap_err())
}

/// The error of a file with templates.
fn error_of(file: &str) -> String {
    let settings = settings(file);
    let shop = ShopFacts::new(&settings.shop);
    let columns: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
    let setting = Setting {
        shop: &shop,
        columns: Some(&columns),
        decimal: None,
        number: read,
    };
    let rules = Rules {
        maps: &settings.sources().unwrap()[0].map,
        include: settings.filter.as_ref(),
    };
    Templates::compile(rules, &setting).unwrap_err().to_string()
}

#[test]
fn an_error_names_file_line_and_column_and_marks_the_text() {
    let error = error_of(
        "# One line more.\n[shop]\ncurrency = \"EUR\"\n\n[[source]]\npath = \"a.csv\"\n[source.map]\nprice = \"{{ row['Preis'] | number | rond(2) }}\"\n",
    );
    assert!(
        PAGE.contains(&error),
        "docs/templates.md shows another error"
    );
    insta::assert_snapshot!(error, @r"
    shelfsync.toml:8: `source.map.price`: column 37: there is no filter `rond`; did you mean `round`?
        {{ row['Preis'] | number | rond(2) }}
                                   ^^^^^^^
    ");
}

#[test]
fn in_a_text_of_several_lines_each_has_its_own_number() {
    insta::assert_snapshot!(error_of(
        "[[source]]\npath = \"a.csv\"\n[source.map]\ntitle = '''\n{% if row['Name'] == '' %}\n  x\n{% else %}\n  {{ row['Preiss'] }}\n{% endif %}\n'''\n"
    ), @r"
    shelfsync.toml:8: `source.map.title`: column 6: the export has no column `Preiss`; did you mean `Preis`?
          {{ row['Preiss'] }}
             ^^^^^^^^^^^^^
    ");
}

#[test]
fn several_errors_are_a_list() {
    insta::assert_snapshot!(error_of(
        "[[source]]\npath = \"a.csv\"\n[source.map]\nprize = \"1\"\ntitle = \"{{ row['Name'] \"\n[filter]\ninclude = \"row['Published'] = '1'\"\n"
    ), @r"
    3 problems in the configuration:
      shelfsync.toml:4: `source.map.prize`: the catalog has no field `prize`; did you mean `price`?
      shelfsync.toml:5: `source.map.title`: column 23: unexpected end of input, expected `}}`
          {{ row['Name']
                       ^
      shelfsync.toml:7: `filter.include`: column 29: unexpected input after expression; two values are compared with `==`
          row['Published'] = '1'
                           ^
    ");
}

#[test]
fn a_long_line_is_shown_around_the_fault_and_a_secret_is_not_shown() {
    let long = format!("{{{{ '{}' }}}}{{{{ row['Nam'] }}}}", "wort ".repeat(40));
    let compiled = compile(&[("title", &long)], None, Some(COLUMNS));
    insta::assert_snapshot!(compiled.unwrap_err().to_string(), @r"
    default: `source.map.title`: column 212: the export has no column `Nam`; did you mean `Name`?
        rt wort wort wort wort ' }}{{ row['Nam'] }}
                                      ^^^^^^^^^^
    ");
    let token = format!("EAAB{}", "x1Y2".repeat(45));
    for text in [
        token.clone(),
        format!("{{{{ {token} }}}}"),
        format!("{{{{ row['{token}'] }}}}"),
    ] {
        let compiled = compile(&[("title", &text)], Some(&text), Some(COLUMNS));
        let error = compiled.map(|_| ()).unwrap_err().to_string();
        assert!(!error.contains(&token[..70]), "{error}");
    }
    let field = compile(&[(&token, "x")], None, None)
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(!field.contains(&token[..70]), "{field}");
}

#[rustfmt::skip] // One message a line, however long: this is a table.
#[test]
fn a_wrong_template_is_answered_with_these_words() {
    let number = "put `| number` behind it";
    for (template, expected) in [
        ("{{ row['Preiss'] }}", "the export has no column `Preiss`; did you mean `Preis`?"),
        ("{{ row['Farbe'] }}", "the export has no column `Farbe`; its columns are `Artikelnummer`, `Name`, `Preis`, `Bestand`, `Published`; write `row.get('Farbe', '')` for one that may be absent"),
        ("{{ Preis }}", "there is no name `Preis`; the column is written `row['Preis']`"),
        ("{{ rwo['Preis'] }}", "only `row`, `shop` and `loop` have parts; the parts of a list are taken with `| first`, `| last` and `| nth(2)`"),
        ("{{ rwo }}", "there is no name `rwo`; did you mean `row`?"),
        ("{{ xyz }}", "there is no name `xyz`; a column is written `row['Name']`, and a text stands in quotes"),
        ("{{ row }}", "`row` is the whole record; name a column, as in `row['Name']`"),
        ("{{ shop.brand }}", "`shop.brand` is not set; give `--brand Beispiel`, set `SHELFSYNC_SHOP_BRAND`, or write `brand = \"Beispiel\"` below `[shop]` in shelfsync.toml"),
        ("{{ shop.curency }}", "templates know no setting `shop.curency`; did you mean `shop.currency`?"),
        ("{{ loop.index }}", "`loop` is known only within `{% for %}`"),
        ("{{ row['Preis'] * 1.19 }}", "this is a text, and only numbers can be calculated with; put `| number` behind it"),
        ("{{ row['Preis'] | times(1.19) }}", "`times` calculates with numbers, and this is a text; put `| number` behind it"),
        ("{{ row['Preis'] | number | times('1.19') }}", "`by` is a number, and this is a text; write it without quotes, or put `| number` behind it"),
        ("{{ row['Name'] + row['Preis'] }}", "`+` adds numbers, and there is a text; join texts with `~`, or put `| number` behind each number"),
        ("{{ row['Preis'] | rond(2) }}", "there is no filter `rond`; did you mean `round`?"),
        ("{{ row['Name'] | trim }}", "there is no filter `trim`; did you mean `strip`?"),
        ("{{ row['Name'] | tojson }}", "there is no filter `tojson`; docs/templates.md lists them all"),
        ("{{ row['Name'].upper() }}", "there is no `.upper()`; the filter is written `| upper`"),
        ("{{ upper(row['Name']) }}", "there is no function `upper`, but a filter; it stands behind its value, as in `row['Name'] | upper`"),
        ("{{ firstnonempty('a') }}", "there is no function `firstnonempty`; did you mean `first_non_empty`?"),
        ("{{ row['Preis'] | number | round }}", "`round` needs an argument; it is written `| round(digits)`"),
        ("{{ row['Preis'] | number | round(2, 3) }}", "`round` has an argument too many; it is written `| round(digits)`"),
        ("{{ row['Preis'] | number(dezimal=',') }}", "`number` has no argument `dezimal`; it is written `| number(decimal='…')`"),
        ("{{ row['Name'] | replace('a') }}", "`replace` needs an argument; it is written `| replace('old', 'new')`"),
        ("{{ row['Name'] | join(',') }}", "`join` needs a list, and this is a text; take it apart with `| split('|')`"),
        ("{{ row['Name'] | split(',') }}", "this is a list; put `| join(', ')`, `| first` or `| last` behind it"),
        ("{{ row['Name'] == 'x' }}", "this is true or false, not a text; write what it should say, as in `'yes' if … else 'no'`"),
        ("{% if row['Name'] %}x{% endif %}", "a condition must be true or false, but this is a text; compare it, as in `row['Active'] == '1'` or `row['Brand'] != ''`"),
        ("{% for x in row['Name'] %}x{% endfor %}", "a loop goes over a list, but this is a text; a text is taken apart with `| split('|')`"),
        ("{% if row['Bestand'] > 5 %}x{% endif %}", "a text and a number: only numbers are compared by size; put `| number` behind the text"),
        ("{% if row['Bestand'] > '5' %}x{% endif %}", "these are texts: only numbers are compared by size; put `| number` behind the text"),
        ("{% if row['Bestand'] == 5 %}x{% endif %}", "a text and a number are never equal: write the number in quotes, as in `'1'`, or put `| number` behind the text"),
        ("{% if row['Bestand'] in [1, 2] %}x{% endif %}", "a text and a number are never equal: write the number in quotes, as in `'1'`, or put `| number` behind the text"),
        ("{% if 1 < 2 < 3 %}x{% endif %}", "only two values are compared at a time; write `1 < x and x < 5`"),
        ("{% macro f() %}{% endmacro %}", "there is no `{% macro %}` here; templates have `if`, `for` and `set`"),
        ("{% set row = 1 %}", "`row` has a meaning of its own; take another name"),
        ("{{ row['Name'][:20] }}", "a part of a text is taken with `| truncate(20)` or `| regex_find('…')`"),
        ("{{ {'a': 'b'} }}", "a table of words stands only in `lookup({'from': 'to'})`"),
        ("{{ row['Name'] | lookup('x') }}", "there is no table `x`; name its file below `[lookup.x]`"),
        ("{{ row['Name'] | lookup({'a': 'b', 'a': 'c'}) }}", "`a` stands in the table twice"),
        ("{{ row['Name'] | lookup({1: 'b'}) }}", "a text in quotes must stand here itself"),
        ("{{ row['Name'] | regex_find(row['Preis']) }}", "a text in quotes must stand here itself"),
        ("{{ row['Name'] | regex_find('(') }}", "the pattern cannot be used: unclosed group"),
        ("{{ row['Name'] | regex_replace('(a)', '$1b') }}", "the pattern has no group `1b`; write `${1}` for the first group and `$$` for a dollar sign"),
        ("{{ row['Name'] | default }}", "this is written `| default('otherwise')`"),
        ("{{ none }}", "`none` means nothing here; an empty text is `''`"),
        ("{{ row['Name'] is odd }}", "there is no test `odd`; there are `defined`, `empty`, `endingwith`, `startingwith`"),
        ("{{ row['Name'] ", "unexpected end of input, expected `}}`"),
        ("{{ }}", "unexpected `}}`"),
    ] {
        assert_eq!(wrong(template), expected, "{template}");
    }
    assert!(wrong("{{ -row['Preis'] }}").ends_with(number));
}

#[rustfmt::skip]
#[test]
fn a_wrong_filter_is_answered_with_these_words() {
    for (include, expected) in [
        ("row['Published']", "a condition must be true or false, but this is a text; compare it, as in `row['Active'] == '1'` or `row['Brand'] != ''`"),
        ("row['Published'] = '1'", "unexpected input after expression; two values are compared with `==`"),
        ("{{ row['Published'] == '1' }}", "an expression stands here without braces, as in `row['Published'] == '1'`"),
        ("row['Publisht'] == '1'", "the export has no column `Publisht`; did you mean `Published`?"),
        ("row['Bestand'] > 0", "a text and a number: only numbers are compared by size; put `| number` behind the text"),
        ("not row['Published']", "a condition must be true or false, but this is a text; compare it, as in `row['Active'] == '1'` or `row['Brand'] != ''`"),
        ("1", "a condition must be true or false, but this is a number; compare it, as in `row['Active'] == '1'` or `row['Brand'] != ''`"),
    ] {
        assert_eq!(wrong_filter(include), expected, "{include}");
    }
}

#[test]
fn a_field_that_does_not_exist_is_answered_with_the_nearest() {
    for (field, expected) in [
        (
            "prize",
            "the catalog has no field `prize`; did you mean `price`?",
        ),
        (
            "Title",
            "the catalog has no field `Title`; did you mean `title`?",
        ),
        (
            "imagelink",
            "the catalog has no field `imagelink`; did you mean `image_link`?",
        ),
        (
            "wurst",
            "the catalog has no field `wurst`; docs/templates.md lists the fields",
        ),
    ] {
        let compiled = compile(&[(field, "x")], None, None);
        assert_eq!(reason(&compiled.map(|_| ()).unwrap_err()), expected);
    }
}
