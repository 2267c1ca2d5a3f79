//! Starting, stopping, being killed, and what is there afterwards.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;
use shelfsync::sandbox::{self, Limits, Options, Pace, SandboxError};

use crate::world::{Said, World, delete, mug, update};

#[tokio::test]
async fn a_folder_carries_items_handles_limits_and_ids_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |options: &mut Options| {
        options.folder = Some(folder.path().to_owned());
        options.pace = Pace {
            polls: 2,
            at_latest: Duration::from_secs(600),
        };
        options.limits = Limits {
            writes_per_minute: Some(3),
            others_per_hour: None,
        };
    };
    let world = World::with(in_folder).await;
    world.fill(3).await;
    let said = world
        .batch(json!([update(
            json!({"id": "SKU-001", "price": "1.00 EUR"})
        )]))
        .await;
    let handle = said.body["handles"][0].as_str().unwrap().to_owned();
    world.poll(&handle).await;
    let meta = world.get("catalog:100:U0tVLTAwMA", &[]).await.body["id"].clone();

    let second = sandbox::start(Options {
        folder: Some(folder.path().to_owned()),
        ..Options::default()
    })
    .await;
    let busy = second.unwrap_err();
    assert!(matches!(busy, SandboxError::Store(_)), "{busy:?}");
    world.sandbox.stop().await.unwrap();

    let world = World::with(in_folder).await;
    assert_eq!(world.ids(), ["SKU-000", "SKU-001", "SKU-002"]);
    assert_eq!(
        world.get("catalog:100:U0tVLTAwMA", &[]).await.body["id"],
        meta
    );
    assert_eq!(
        world.poll(&handle).await.body["data"][0]["status"],
        "started"
    );
    assert_eq!(
        world.poll(&handle).await.body["data"][0]["status"],
        "finished"
    );
    assert_eq!(
        world.sandbox.items("100").unwrap()["SKU-001"]["price"],
        "1.00 EUR"
    );
    assert_eq!(
        world
            .batch(json!([delete("SKU-000")]))
            .await
            .usage("call_count"),
        100
    );
    assert_eq!(
        world.batch(json!([delete("SKU-000")])).await.error().1,
        80014
    );
    world.sandbox.stop().await.unwrap();

    let world = World::with(in_folder).await;
    let said = world.batch(json!([delete("SKU-000")])).await;
    assert_eq!(said.error().1, 80014, "a block outlives the process");
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_stops_when_told() {
    let away = Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    };
    let refused = sandbox::start(away).await.unwrap_err();
    assert!(matches!(refused, SandboxError::NotLoopback { .. }));

    let world = World::new().await;
    let address = world.sandbox.address();
    world.get("100", &[]).await;
    world.sandbox.stop().await.unwrap();
    assert!(TcpStream::connect(address).is_err());
    let again = Options {
        listen: address,
        ..Options::default()
    };
    sandbox::start(again).await.unwrap().stop().await.unwrap();
}

/// Where the parent of a child process listens for the child's address, and the child's folder.
const PARENT: &str = "SHELFSYNC_TEST_PARENT";
const FOLDER: &str = "SHELFSYNC_TEST_FOLDER";

/// No test by itself: the next test runs it in a process of its own, in order to kill it.
#[tokio::test]
async fn a_child_that_serves_until_it_is_killed() {
    let (Ok(parent), Ok(folder)) = (env::var(PARENT), env::var(FOLDER)) else {
        return;
    };
    let options = Options {
        folder: Some(folder.into()),
        ..Options::default()
    };
    let sandbox = sandbox::start(options).await.unwrap();
    let mut line = TcpStream::connect(parent).unwrap();
    writeln!(line, "{}", sandbox.url()).unwrap();
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_killed_process_has_lost_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = reqwest::Client::new();
    let mut handles = Vec::new();
    for round in 0..2 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "restart::a_child_that_serves_until_it_is_killed"])
            .env(PARENT, listener.local_addr().unwrap().to_string())
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let (line, _) = listener.accept().unwrap();
        let mut url = String::new();
        BufReader::new(line).read_line(&mut url).unwrap();
        let url = format!("{}/v25.0/100", url.trim());
        let body = json!({"item_type": "PRODUCT_ITEM", "requests": [update(mug(&format!("SKU-{round}")))]});
        let call = client
            .post(format!("{url}/items_batch"))
            .bearer_auth("TOKEN")
            .header("content-type", "application/json")
            .body(body.to_string());
        let said = Said::of(call.send().await.unwrap()).await;
        handles.push(said.body["handles"][0].as_str().unwrap().to_owned());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let world = World::with(|options| {
        options.folder = Some(folder.path().to_owned());
        options.pace.polls = 0;
    })
    .await;
    for handle in &handles {
        world.poll(handle).await;
        assert_eq!(
            world.poll(handle).await.body["data"][0]["status"],
            "finished"
        );
    }
    assert_eq!(world.ids(), ["SKU-0", "SKU-1"]);
}

#[tokio::test]
async fn a_folder_of_the_version_before_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |options: &mut Options| options.folder = Some(folder.path().to_owned());
    let world = World::with(in_folder).await;
    world.fill(1).await;
    let said = world.batch(json!([update(mug("B"))])).await;
    let handle = said.body["handles"][0].as_str().unwrap().to_owned();
    world.sandbox.stop().await.unwrap();

    // What version 2 added is taken away again.
    let file = folder.path().join("sandbox.db");
    let store = rusqlite::Connection::open(&file).unwrap();
    store
        .execute_batch(
            "ALTER TABLE items DROP COLUMN review; ALTER TABLE batches DROP COLUMN after_writes; \
             ALTER TABLE batches DROP COLUMN quirks; PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(store);

    let world = World::with(in_folder).await;
    assert_eq!(world.ids(), ["SKU-000"]);
    for status in ["started", "finished"] {
        assert_eq!(world.poll(&handle).await.body["data"][0]["status"], status);
    }
    assert_eq!(world.ids(), ["B", "SKU-000"]);
    world.sandbox.stop().await.unwrap();

    let store = rusqlite::Connection::open(&file).unwrap();
    store.execute_batch("PRAGMA user_version = 3;").unwrap();
    drop(store);
    let options = Options {
        folder: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let later = sandbox::start(options).await.unwrap_err();
    assert!(matches!(later, SandboxError::Store(_)), "{later:?}");
}
