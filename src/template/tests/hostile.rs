//! Templates that would never end, or fill the memory, or the stack.

use super::{Cells, compile, included, made};

/// Many parts, for loops within loops.
fn many() -> Cells {
    Cells::new(&[("Liste", &"a,".repeat(3000)), ("Wort", "a")])
}

#[test]
fn a_template_that_works_too_much_is_an_error() {
    let loops = "{% for a in row['Liste'] | split(',') %}{% for b in row['Liste'] | split(',') %}x{% endfor %}{% endfor %}";
    let mut doubled = "{% set x = row['Liste'] %}".to_owned();
    for _ in 0..60 {
        doubled.push_str("{% set x = x ~ x %}");
    }
    let mut replaced = "{% set x = row['Liste'] %}".to_owned();
    for _ in 0..20 {
        replaced.push_str("{% set x = x | replace('a', x) %}");
    }
    let mut matched = "{% set x = row['Liste'] %}".to_owned();
    for _ in 0..40 {
        matched.push_str("{% set x = x | regex_replace('a', 'aaaaaaaaaaaaaaaa') %}");
    }
    let mut joined = "{% set x = row['Liste'] %}".to_owned();
    for _ in 0..60 {
        joined.push_str("{% set x = [x, x] | join(x) %}");
    }
    let raw = format!(
        "{{% for a in row['Liste'] | split(',') %}}{}{{% endfor %}}",
        "raw ".repeat(5000)
    );
    for template in [loops, &doubled, &replaced, &matched, &joined, &raw] {
        let message = made(template, &many()).unwrap_err();
        assert!(message.contains("too much work"), "{message}");
    }
}

#[test]
fn there_is_no_way_to_what_templates_must_not_see() {
    for template in [
        "{% for x in range(1000000000) %}a{% endfor %}",
        "{% include 'secret' %}",
        "{% extends 'x' %}",
        "{% import 'x' as y %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% call f() %}{% endcall %}",
        "{{ now() }}",
        "{{ random() }}",
        "{{ env.META_ACCESS_TOKEN }}",
        "{{ debug() }}",
        "{{ namespace() }}",
        "{{ row.__class__() }}",
        "{{ 'a' * 1000000000 }}",
        "{% for x in ['a'] recursive %}{{ loop(['b']) }}{% endfor %}",
        "{% filter upper %}a{% endfilter %}",
        "{% set x %}a{% endset %}",
        "{% with x = 1 %}{{ x }}{% endwith %}",
        "{% autoescape true %}a{% endautoescape %}",
        "{% do f() %}",
        "{{ 2 ** 1000000 }}",
    ] {
        assert!(
            compile(&[("title", template)], None, None).is_err(),
            "{template}"
        );
    }
}

/// Each of these would go down one level for each sign.
#[test]
fn deep_and_long_templates_are_refused_and_the_deepest_allowed_one_works() {
    for unit in [
        "not ",
        "-",
        "1 + ",
        "(",
        "[",
        "'a' ~ ",
        "1 == 1 and ",
        "{'a': ",
        "row.",
        "'a' in ",
    ] {
        let deep = format!("{}1", unit.repeat(40_000 / unit.len()));
        assert!(included(&deep, &many()).is_err(), "{unit}");
        let template = format!("{{{{ {deep} }}}}");
        assert!(made(&template, &many()).is_err(), "{unit}");
        let deep = format!("{}1", unit.repeat(2000));
        assert!(included(&deep, &many()).is_err(), "{unit}");
    }
    let filters = format!("{{{{ 'a'{} }}}}", " | upper".repeat(20_000));
    assert!(made(&filters, &many()).is_err());
    let elif = format!(
        "{{% if false %}}a{}{{% endif %}}",
        "{% elif false %}b".repeat(1500)
    );
    assert!(made(&elif, &many()).is_err());
    let blocks = "{% if true %}".repeat(2000);
    assert!(made(&blocks, &many()).is_err());

    let sum = |terms| format!("{{{{ 1{} }}}}", " + 1".repeat(terms));
    assert_eq!(made(&sum(63), &many()).as_deref(), Ok("64"));
    assert!(made(&sum(64), &many()).is_err());
    let nots = |many| format!("{}true", "not ".repeat(many));
    assert_eq!(included(&nots(62), &many()), Ok(true));
    assert!(included(&nots(250), &many()).is_err());
    let chain = format!("{{{{ 'a'{} }}}}", " | upper".repeat(63));
    assert_eq!(made(&chain, &many()).as_deref(), Ok("A"));
}

#[test]
fn patterns_are_bounded() {
    for pattern in [r"(a{1000}){1000}", r"\w{5000}", "a{100000000}"] {
        let template = format!(
            "{{{{ row['Wort'] | regex_find('{}') }}}}",
            pattern.replace('\\', "\\\\")
        );
        let message = made(&template, &many()).unwrap_err();
        assert!(
            message.starts_with("the pattern cannot be used"),
            "{message}"
        );
    }
    // What makes a backtracking engine hang.
    let row = Cells::new(&[("Wort", &"a".repeat(100_000))]);
    let found = made("{{ row['Wort'] | regex_find('(a*)*b') }}.", &row);
    assert_eq!(found.as_deref(), Ok("."));
}

#[test]
fn numbers_that_are_too_large_are_errors() {
    for (template, part) in [
        (
            "{{ 99999999999999999999 * 99999999999999999999 }}",
            "more digits",
        ),
        ("{{ 1 / 0 }}", "divided by 0"),
        ("{{ 1 % 0 }}", "divided by 0"),
        ("{{ 1 | divided_by(0) }}", "divided by 0"),
        ("{{ 1e400 }}", "no number that can be used"),
        ("{{ 1 | round(99) }}", "from 0 to 12"),
        ("{{ 1 | round(1.5) }}", "from 0 to 12"),
        ("{{ 1 | round_to(0) }}", "more than 0"),
        ("{{ 'a' | truncate(-1) }}", "whole number"),
        ("{{ 'a' | split('') | first }}", "between the parts"),
        ("{{ 'a' | replace('', 'b') }}", "is to be replaced"),
    ] {
        let message = made(template, &many()).unwrap_err();
        assert!(message.contains(part), "{template}: {message}");
    }
}
