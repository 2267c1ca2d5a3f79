//! What a client can learn without writing: the token, the catalog, who else
//! writes, the clock, the version.

use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{Profile, Standing, Token, Writer, WriterKind};

use crate::world::World;

fn feed(id: &str, schedule: Option<&str>) -> Writer {
    Writer {
        catalog: "100".into(),
        id: id.into(),
        name: format!("Feed {id}"),
        kind: WriterKind::Feed {
            schedule: schedule.map(Into::into),
            update_schedule: None,
            deletes: true,
        },
    }
}

#[tokio::test]
async fn a_token_is_described_by_its_profile_until_it_ends() {
    let day = Duration::from_secs(86_400);
    let mut world = World::with(|options| {
        options.tokens = Some(vec![
            Token::from("TOKEN").with(Profile {
                kind: "USER".into(),
                lasts: Some(10 * day),
                data_access_lasts: Some(90 * day),
                targets: Some(vec!["100".into()]),
            }),
            Token::new("NARROW", Standing::NoScope),
            Token::from("APP").with(Profile {
                kind: "APP".into(),
                ..Profile::default()
            }),
        ]);
    })
    .await;
    let about = [("input_token", "TOKEN")];
    let said = world.get("debug_token", &about).await;
    let start = 1_800_000_000;
    assert_eq!(
        said.body["data"],
        json!({
            "app_id": "700100", "application": "Sandbox", "type": "USER", "user_id": "800100",
            "is_valid": true, "scopes": ["catalog_management", "business_management"],
            "expires_at": start + 864_000, "data_access_expires_at": start + 7_776_000,
            "granular_scopes": [{"scope": "catalog_management", "target_ids": ["100"]}],
        })
    );
    assert_eq!(
        world.get("debug_token", &[]).await.error(),
        (400, 100, None)
    );
    world.clock.advance(10 * day);
    let gone = (400, 190, Some(463));
    assert_eq!(world.get("debug_token", &about).await.error(), gone);
    assert_eq!(world.get("100", &[]).await.error(), gone);

    world.token = "NARROW".into();
    let said = world.get("me/permissions", &[]).await;
    assert_eq!(
        said.body["data"],
        json!([
            {"permission": "catalog_management", "status": "declined"},
            {"permission": "business_management", "status": "granted"},
        ])
    );
    let seen = world.get("debug_token", &about).await;
    assert_eq!(seen.body["data"]["error"]["subcode"], 463);

    world.token = "APP".into();
    for path in ["me", "me/permissions"] {
        assert_eq!(world.get(path, &[]).await.error(), (400, 2500, None));
    }
    assert_eq!(world.violations(), [""; 0]);
}

#[tokio::test]
async fn data_sources_and_feeds_are_listed_page_by_page() {
    let world = World::with(|options| {
        options.writers = vec![
            feed("1", Some("DAILY")),
            feed("2", None),
            Writer {
                catalog: "100".into(),
                id: "3".into(),
                name: "A plugin".into(),
                kind: WriterKind::App { app: "77".into() },
            },
            Writer {
                catalog: "999".into(),
                ..feed("4", None)
            },
        ];
    })
    .await;
    let fields = "id,name,upload_type,app_id,ingestion_source_type";
    let all = [("ingestion_source_type", "ALL"), ("fields", fields)];
    let said = world.get("100/data_sources", &all).await;
    assert_eq!(
        said.body["data"],
        json!([
            {"id": "1", "name": "Feed 1", "upload_type": "FEED", "ingestion_source_type": "PRIMARY"},
            {"id": "2", "name": "Feed 2", "upload_type": "FEED", "ingestion_source_type": "PRIMARY"},
            {"id": "3", "name": "A plugin", "upload_type": "API", "app_id": "77", "ingestion_source_type": "PRIMARY"},
        ])
    );
    assert_eq!(said.body["paging"].get("next"), None);
    let two = world.get("100/data_sources", &[("limit", "2")]).await;
    assert!(two.body["paging"]["next"].is_string(), "{}", two.body);
    let after = two.body["paging"]["cursors"]["after"].as_str().unwrap();
    let rest = world.get("100/data_sources", &[("after", after)]).await;
    assert_eq!(rest.body["data"], json!([{"id": "3", "name": "A plugin"}]));

    let fields = [("fields", "name,schedule,update_schedule,deletion_enabled")];
    let feeds = world.get("100/product_feeds", &fields).await.body["data"].clone();
    assert_eq!(feeds[0]["schedule"]["interval"], "DAILY");
    assert_eq!(
        feeds[1],
        json!({"id": "2", "name": "Feed 2", "deletion_enabled": true})
    );
    assert_eq!(feeds.as_array().unwrap().len(), 2);
    let count = world.get("100", &[("fields", "feed_count")]).await;
    assert_eq!(count.body["feed_count"], 2);
}

#[tokio::test]
async fn unknown_edges_fields_and_words_are_refused() {
    let world = World::new().await;
    for path in [
        "me/accounts",
        "me?fields=email",
        "100?fields=business{verified}",
        "100?fields=name{length}",
        "100/data_sources?fields=schedule",
        "100/data_sources?ingestion_source_type=all",
        "100/product_feeds?fields=upload_type",
        "100/product_feeds?limit=0",
        "100/product_feeds?after=x",
    ] {
        let url = format!("{}/v25.0/{path}", world.sandbox.url());
        let call = world.client.get(url).bearer_auth("TOKEN");
        let said = crate::world::Said::of(call.send().await.unwrap()).await;
        assert_eq!(said.error(), (400, 100, None), "{path}: {}", said.body);
    }
    let fields = [("fields", "business{name},owner_business")];
    let said = world.get("100", &fields).await;
    let owner = json!({"id": "900100", "name": "Sandbox"});
    assert_eq!(
        said.body,
        json!({"id": "100", "business": {"name": "Sandbox"}, "owner_business": owner})
    );
}

#[tokio::test]
async fn answers_carry_the_clock_and_the_version_that_served_them() {
    let world = World::new().await;
    for (version, served, warned) in [
        ("/v26.0", "v26.0", false),
        ("/v20.0", "v25.0", true),
        ("", "v25.0", false),
    ] {
        let url = format!("{}{version}/100", world.sandbox.url());
        let call = world.client.get(url).bearer_auth("TOKEN");
        let headers = call.send().await.unwrap().headers().clone();
        assert_eq!(headers["date"], "Fri, 15 Jan 2027 08:00:00 GMT");
        assert_eq!(headers["facebook-api-version"], served);
        let warning = headers.contains_key("x-ad-api-version-warning");
        assert_eq!(warning, warned, "{version}");
    }
}

#[tokio::test]
async fn the_journal_holds_no_token_that_was_asked_about() {
    let world = World::new().await;
    let about = [("input_token", "EAAAsecret")];
    world.get("debug_token", &about).await;
    let journal = json!(world.sandbox.journal());
    assert_eq!(journal[0]["path"], Value::from("/v25.0/debug_token"));
    assert!(!journal.to_string().contains("EAAAsecret"), "{journal}");
}
