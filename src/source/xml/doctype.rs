//! Definitions of entities in a document type: none is ever expanded, and a
//! document that lives by them is refused.

/// The first entity that is defined by other entities or by another file. No
/// export needs one; in a bomb each stands for ten of the one before.
///
/// Plain ones are fine (`<!ENTITY nbsp "&#160;">`), and so are parameter
/// entities, with which old feeds name HTML's list of characters. Those names
/// are known here in any case.
pub(super) fn nested_entity(doctype: &str) -> Option<&str> {
    doctype.split("<!ENTITY").skip(1).find_map(|definition| {
        let definition = definition.trim_start();
        let name_ends = definition.find(char::is_whitespace)?;
        let (name, value) = definition.split_at(name_ends);
        if name == "%" {
            return None;
        }
        let value = value.trim_start();
        let nested = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let value = value[1..].split(quote).next().unwrap_or_default();
                value
                    .split('&')
                    .skip(1)
                    .any(|reference| !reference.starts_with('#'))
            }
            Some(_) => true,
            None => false,
        };
        nested.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_of_entities_or_of_a_file_is_found() {
        #[rustfmt::skip]
        let cases = [
            (r#"rss [<!ENTITY nbsp "&#160;"> <!ENTITY euro '€'>]"#,            None),
            (r#"rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]"#,                    Some("b")),
            ("rss [<!ENTITY\n\ta\n'&b;'>]",                                     Some("a")),
            (r#"rss [<!ENTITY f SYSTEM "file:///etc/passwd">]"#,                Some("f")),
            (r#"rss [<!ENTITY f PUBLIC "x" "https://shop.example/x">]"#,        Some("f")),
            (r#"rss [<!ENTITY % latin PUBLIC "-//W3C//ENTITIES Latin 1//EN" "x"> %latin;]"#, None),
            (r#"html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x""#,                  None),
            ("rss [<!ENTITY", None),
            ("rss [<!ENTITY a", None),
            ("", None),
        ];
        for (doctype, name) in cases {
            assert_eq!(nested_entity(doctype), name, "{doctype}");
        }
    }
}
