//! Scenarios: files that are played, latency and limits.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{Fault, Latency, Scenario, Trouble};
use tokio::time::Instant;

use crate::world::{Said, World, mug, update};

fn one() -> Value {
    json!([update(mug("A"))])
}

#[test]
fn every_scenario_of_the_examples_can_be_played() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("examples/scenarios");
    let mut kinds = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(path.extension().unwrap(), "toml", "{}", path.display());
        let scenario = Scenario::load(&path).unwrap_or_else(|error| panic!("{error}"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{}: no comment", path.display());
        for fault in &scenario.faults {
            let value = serde_json::to_value(&fault.trouble).unwrap();
            kinds.push(value["kind"].as_str().unwrap().to_owned());
        }
    }
    kinds.sort();
    kinds.dedup();
    // What the code knows is what it names when asked for something else.
    let strange = json!({"trouble": {"kind": "?"}});
    let words = serde_json::from_value::<Fault>(strange)
        .unwrap_err()
        .to_string();
    let (_, named) = words.split_once("expected one of ").unwrap();
    let mut known: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
    known.sort_unstable();
    assert_eq!(kinds, known, "each kind has a scenario");
    let page = fs::read_to_string(root.join("docs/sandbox.md")).unwrap();
    for kind in known {
        assert!(page.contains(&format!("\n| `{kind}` | ")), "{kind}");
    }
}

#[test]
fn the_scenario_of_the_page_can_be_played() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/sandbox.md")).unwrap();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).collect();
    assert_eq!(blocks.len(), 1);
    let (text, _) = blocks[0].split_once("```").unwrap();
    let scenario = Scenario::parse(text).unwrap();
    let Scenario {
        description: _,
        latency,
        limits,
        faults,
        reviews,
        writers,
    } = scenario;
    assert!(latency.is_some() && limits.is_some());
    assert_eq!((faults.len(), reviews.len(), writers.len()), (1, 1, 1));
}

#[test]
fn what_cannot_be_played_is_named() {
    #[rustfmt::skip]
    let cases = [
        ("description = \"x\"\nfaults = 1",                          "line 2: unknown field `faults`"),
        ("description = \"x\"\n[latency]\nsecs = 1",                 "line 3: unknown field `secs`"),
        ("description = \"x\"\n[limits]\nwrites = 1",                "line 3: unknown field `writes`"),
        ("description = \"x\"\n[[fault]]\nwhen = {}",                "missing field `trouble`"),
        ("description = \"x\"\n[[fault]]\ntrouble = {kind = \"x\"}", "unknown variant `x`"),
        ("description = \"x\"\n[[fault]]\ntrouble = {kind = \"late\", hours = 1}", "unknown field `hours`"),
        ("description = \"x\"\n[[fault]]\ntrouble = {kind = \"error\", code = 1, codes = 1}", "unknown field `codes`"),
        ("description = \"x\"\n[[fault]]\ntrouble = {kind = \"usage\", percent = 1}", "unknown field `percent`"),
        ("description = \"x\"\n[[fault]]\ntrouble = {kind = \"hang\"}\noften = 2", "unknown field `often`"),
        ("description = \"x\"\n[[review]]\nstate = \"nice\"",        "unknown variant `nice`"),
        ("description = \"x\"\n[[writer]]\nid = \"1\"\nname = \"n\"\nsource = {kind = \"app\"}", "missing field `app`"),
        ("fault = []",                                               "missing field `description`"),
        ("description = \"\"",                                       "one line"),
        ("{\"description\": \"x\", \"faults\": []}",                 "unknown field `faults`"),
        ("description = ",                                           "line 1"),
    ];
    for (text, words) in cases {
        let said = Scenario::parse(text).unwrap_err().to_string();
        assert!(said.contains(words), "{text}\n{said}");
        assert!(
            said.ends_with("docs/sandbox.md lists what it may hold"),
            "{said}"
        );
    }
    let missing = Scenario::load(Path::new("/nowhere/x.toml")).unwrap_err();
    assert!(missing.to_string().contains("check the path"), "{missing}");
}

#[tokio::test]
async fn a_scenario_is_played_from_the_start_and_on_request() {
    let text = r#"
        description = "Everything at once"
        [limits]
        writes_per_minute = 2
        [[fault]]
        trouble = { kind = "error", code = 2 }
        when = { edge = "items_batch", skip = 1 }
        times = "always"
        [[review]]
        state = "rejected"
        [[writer]]
        id = "77"
        name = "Another app"
        source = { kind = "app", app = "5" }
    "#;
    let scenario = Scenario::parse(text).unwrap();
    assert_eq!(scenario.description, "Everything at once");
    let first = World::with(|options| options.scenarios = vec![scenario]).await;
    let second = World::new().await;
    let control = format!("{}/__sandbox/scenario", second.sandbox.url());
    let said = Said::of(
        second
            .client
            .post(&control)
            .body(text)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(said.body, json!({"playing": "Everything at once"}));
    let wrong = second.client.post(&control).body("[fault]");
    assert_eq!(Said::of(wrong.send().await.unwrap()).await.status, 400);
    for world in [first, second] {
        world.deliver(one()).await;
        let statuses = [
            world.batch(one()).await.status,
            world.batch(one()).await.status,
        ];
        assert_eq!(statuses, [500, 500]);
        world.sandbox.clear_script();
        assert_eq!(world.batch(one()).await.status, 200);
        assert_eq!(world.batch(one()).await.error(), (400, 80_014, None));
        let fields = [("fields", "review_status")];
        let said = world.get("100/products", &fields).await;
        assert_eq!(said.body["data"][0]["review_status"], "rejected");
        let sources = world.get("100/data_sources", &[]).await;
        assert_eq!(sources.body["data"][0]["name"], "Another app");
    }
}

#[tokio::test]
async fn answers_take_the_time_that_a_latency_says() {
    let latency = Latency {
        ms: 150,
        spread_ms: 50,
        edges: vec!["products".into()],
        seed: 1,
    };
    let world = World::with(|options| options.latency = Some(latency)).await;
    let timed = async |path: &str| {
        let begun = Instant::now();
        assert_eq!(world.get(path, &[]).await.status, 200);
        begun.elapsed()
    };
    assert!(timed("100/products").await >= Duration::from_millis(150));
    // Two calls wait beside each other.
    let begun = Instant::now();
    let many = (0..8).map(|_| {
        let call = world.client.get(world.url("100/products", &[]));
        tokio::spawn(call.bearer_auth("TOKEN").send())
    });
    for call in many.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert!(begun.elapsed() < Duration::from_millis(8 * 150));
}

#[tokio::test]
async fn an_answer_can_be_slow_byte_by_byte() {
    let world = World::new().await;
    world.sandbox.script(
        Fault::new(Trouble::Slow {
            first_ms: 100,
            bytes: 40,
            pause_ms: 10,
        })
        .on("POST", "items_batch"),
    );
    let body = json!({"item_type": "PRODUCT_ITEM", "requests": one()});
    let begun = Instant::now();
    let response = world.try_post(&body).await.unwrap();
    let head = begun.elapsed();
    assert!(head >= Duration::from_millis(120), "{head:?}");
    let said = Said::of(response).await;
    assert_eq!(said.status, 200);
    assert_eq!(said.body["handles"].as_array().unwrap().len(), 1);
    // The body alone has more than a hundred bytes.
    let whole = begun.elapsed();
    assert!(
        whole >= head + Duration::from_millis(20),
        "{head:?} {whole:?}"
    );
}

#[tokio::test]
async fn a_storm_is_the_same_storm_each_time() {
    let storm = async |seed| {
        let world = World::with(|options| options.limits.others_per_hour = None).await;
        let fault = Fault::error(2).on("GET", "100").always();
        world.sandbox.script(fault.with_chance(0.4, seed));
        let mut hits = Vec::new();
        for _ in 0..40 {
            hits.push(world.get("100", &[]).await.status == 500);
        }
        hits
    };
    let first = storm(5).await;
    assert_eq!(first, storm(5).await);
    assert_ne!(first, storm(6).await);
    let hits = first.iter().filter(|hit| **hit).count();
    assert!((6..27).contains(&hits), "{hits}");
}
