//! What holds for every input: the laws of judging, as properties.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::course::Quirks;
use super::fields;
use super::filter::Rule;
use super::form::Body;
use super::judge::{Wish, judge};
use super::options::Options;
use super::page;
use super::rules::FIELDS;
use super::script::Script;
use super::store::Store;
use super::verdict::{Batch, Ending, settle};
use super::world::World;

/// Any JSON, with texts that fields care about among it.
fn values() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        "\\PC{0,20}",
        ".{0,8}",
        Just("in stock".to_owned()),
        Just("9.90 EUR".to_owned()),
        Just("12.90 EUR".to_owned()),
        Just("https://shop.example/p".to_owned()),
        Just("active".to_owned()),
        Just("2026-04-30T09:30Z/2026-05-30T23:59Z".to_owned()),
        Just(String::new()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_u64..10).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = prop_oneof![
            Just("url"),
            Just("value"),
            Just("unit"),
            Just("currency"),
            Just("and"),
            Just("name"),
            Just("eq"),
            Just("is_any")
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.prop_map(str::to_owned), inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What a record may send: some known fields with any values.
fn records() -> impl Strategy<Value = Map<String, Value>> {
    let name = (0..FIELDS.len()).prop_map(|index| FIELDS[index].name.to_owned());
    prop::collection::btree_map(name, values(), 0..5)
        .prop_map(|fields| fields.into_iter().collect())
}

fn mug(id: &str) -> Map<String, Value> {
    let Value::Object(mug) = json!({
        "id": id, "title": "Mug", "description": "Stoneware.", "availability": "in stock",
        "condition": "new", "price": "12.90 EUR", "link": "https://shop.example/p/1",
        "image_link": "https://shop.example/i/1.jpg", "brand": "Acme",
    }) else {
        panic!("not an object")
    };
    mug
}

proptest! {
    #[test]
    fn an_item_that_was_stored_can_be_sent_again_and_stays_the_same(sent in records()) {
        let stored = mug("A");
        let wish = |data, stored| judge(&Wish { position: 0, id: "A", data, stored });
        let ruling = wish(&sent, Some(&stored));
        if ruling.errors.is_empty() {
            let again = wish(&ruling.item, None);
            prop_assert_eq!(&again.errors, &Vec::<String>::new());
            prop_assert_eq!(&again.item, &ruling.item);
        }
    }

    #[test]
    fn a_batch_changes_exactly_the_items_that_its_verdict_does_not_name(
        sent in prop::collection::vec(records(), 1..6),
    ) {
        let store = Store::open(None).unwrap();
        let requests: Vec<Value> = sent
            .iter()
            .enumerate()
            .map(|(number, fields)| {
                let mut data = fields.clone();
                data.insert("id".into(), json!(number.to_string()));
                json!({ "method": "UPDATE", "data": data })
            })
            .collect();
        for number in 0..sent.len() {
            let id = number.to_string();
            store.put_item("100", &id, &mug(&id), 0).unwrap();
        }
        let batch = Batch {
            handle: "H".into(),
            catalog: "100".into(),
            allow_upsert: true,
            polls_left: 0,
            due: 0,
            lost: false,
            ending: Ending::Finished,
            refused: Vec::new(),
            after_writes: None,
            quirks: Quirks::default(),
            verdict: None,
        };
        store.add_batch(&batch, &requests).unwrap();
        let verdict = settle(&store, &mut Script::default(), &batch, 0).unwrap();
        prop_assert_eq!(verdict.errors_total, verdict.invalid.len());
        for number in 0..sent.len() {
            let id = number.to_string();
            let data = store.item("100", &id).unwrap().unwrap().data;
            if verdict.invalid.contains(&id) {
                prop_assert_eq!(data, mug(&id));
            }
        }
        prop_assert!(store.due(i64::MAX).unwrap().is_empty());
    }

    #[test]
    fn no_parameter_brings_a_parser_down(value in values(), text in ".{0,40}", bytes in any::<Vec<u8>>()) {
        let _ = Rule::parse(&value);
        let _ = fields::parse(&text);
        for kind in ["application/json", "application/x-www-form-urlencoded", text.as_str()] {
            let _ = Body::parse(kind, &bytes);
        }
    }

    #[test]
    fn no_text_of_an_item_becomes_markup(title in "[<>&\"'a-z ]{1,20}", id in "[<>&\"'a-z]{1,10}") {
        let mut world = World::open(Options::default()).unwrap();
        let mut item = mug(&id);
        item.insert("title".into(), json!(title));
        world.store.put_item("100", &id, &item, 0).unwrap();
        let shown = page::shop(&mut world, "100", 0).unwrap().unwrap();
        let mut plain = mug("x");
        plain.insert("title".into(), json!("y"));
        let mut other = World::open(Options::default()).unwrap();
        other.store.put_item("100", "x", &plain, 0).unwrap();
        let expected = page::shop(&mut other, "100", 0).unwrap().unwrap();
        prop_assert_eq!(shown.matches('<').count(), expected.matches('<').count());
        // Quotation marks are harmless in the content of an element, where both texts stand.
        let quotes = |text: &str| text.matches('"').count();
        prop_assert_eq!(quotes(&shown), quotes(&expected) + quotes(&title) + quotes(&id));
    }
}
