//! Who may run, and against what: tokens, catalogs, the lock, signals.

use shelfsync::sandbox::{Catalog, Fault, Standing, Token, Trouble};

use crate::export::rows;
use crate::world::{TOKEN, World, is_write};

#[test]
fn without_a_token_nothing_is_called() {
    let world = World::in_sync(&rows(3));
    let before = world.calls().len();
    let line = format!("sync --json --api-url {}", world.url());
    for token in [None, Some(""), Some("  ")] {
        let mut command = world.command(&line);
        command.env_remove("META_ACCESS_TOKEN");
        command.envs(token.map(|token| ("META_ACCESS_TOKEN", token)));
        let ran = world.finish(command.output().unwrap());
        ran.json().fails(6).mentions("META_ACCESS_TOKEN");
    }
    assert_eq!(world.calls().len(), before);
}

#[test]
fn the_token_may_stand_in_a_file() {
    let world = World::with(|options| options.tokens = Some(vec![TOKEN.into()]));
    world.export(&rows(3));
    world.write("token.txt", format!("{TOKEN}\n"));
    let mut command = world.command(&format!("sync --json --api-url {}", world.url()));
    command.env_remove("META_ACCESS_TOKEN");
    command.env("META_ACCESS_TOKEN_FILE", "token.txt");
    let ran = world.finish(command.output().unwrap());
    ran.json().is(0, "read=3 created=3");
}

#[test]
fn an_app_secret_proves_every_call() {
    let world = World::with(|options| {
        options.app_secret = Some("shhh".to_owned().into());
        options.require_proof = true;
    });
    world.export(&rows(3));
    let sync = format!("sync --json --api-url {}", world.url());
    let ran = world.finish(world.command(&sync).output().unwrap());
    ran.json().fails(6);
    for (secret, code) in [("wrong", 6), ("shhh", 0)] {
        let mut command = world.command(&sync);
        let output = command.env("META_APP_SECRET", secret).output().unwrap();
        world.finish(output).json().fails(code);
    }
    world.equals(&rows(3));
}

#[test]
fn a_token_that_is_not_good_ends_the_run_after_two_calls_at_most() {
    for standing in [
        Standing::Expired,
        Standing::Revoked,
        Standing::NoScope,
        Standing::Unassigned,
    ] {
        let world = World::with(|options| {
            options.tokens = Some(vec![Token::new(TOKEN.to_owned(), standing)]);
        });
        world.export(&rows(3));
        let report = world.sync("");
        report.fails(6);
        assert!(
            world.calls().len() <= 2,
            "{standing:?}: {:#?}",
            world.calls()
        );
        assert_eq!(world.active().len(), 0);
        // Nothing is held against the items once the token is good.
        world.sync("").fails(6);
    }
    let world = World::with(|options| options.tokens = Some(vec!["another".into()]));
    world.export(&rows(3));
    world.sync("").fails(6);
    assert!(world.calls().len() <= 2, "{:#?}", world.calls());
}

#[test]
fn a_catalog_that_is_not_for_products_or_not_there_is_refused() {
    let world = World::with(|options| {
        options.catalogs.push(Catalog {
            id: "300".into(),
            vertical: "hotels".into(),
            name: "Rooms".into(),
        });
    });
    world.export(&rows(3));
    for (catalog, words) in [("300", "hotels"), ("404", "")] {
        let report = world.sync(&format!("--catalog {catalog}"));
        report.fails(6).mentions(words);
    }
    assert_eq!(world.writes(), 0);
}

#[test]
fn nobody_listens_and_the_next_run_goes_on() {
    let world = World::selling(&rows(3));
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let line = format!("sync --json --max-wait 1s --api-url http://127.0.0.1:{port}");
    let report = world.run(&line).json();
    report.is(5, "read=3 pending=3");
    let seconds = report.document["seconds"].as_f64().unwrap();
    assert!(seconds < 4.0, "a second was allowed, and it took {seconds}");
    world.sync("").is(0, "read=3 created=3");
}

#[test]
fn a_second_run_names_the_process_that_holds_the_lock() {
    let world = World::selling(&rows(3));
    world.fault(Fault::new(Trouble::DelayVerdict { polls: 1000 }));
    let mut first = world.start("");
    world.wait_for(|calls| calls.iter().any(is_write));
    let before = world.writes();
    let second = world.talk("sync --json").json();
    second.fails(7).mentions(&first.id().to_string());
    // Who only looks needs no lock.
    for line in [
        "plan --json",
        "check --json",
        "status --json",
        "export -o o.jsonl --json",
    ] {
        world.talk(line).json().fails(0);
    }
    assert_eq!(world.writes(), before);
    first.kill().unwrap();
    first.wait().unwrap();
    // The lock dies with its process.
    let third = world.talk("sync --json --max-wait 1s").json();
    third.is(5, "read=3 pending=3");
}

#[cfg(unix)]
#[test]
fn a_signal_while_waiting_ends_the_run_and_the_next_one_goes_on() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let world = World::selling(&rows(3));
        world.fault(Fault::new(Trouble::DelayVerdict { polls: 2 }));
        let child = world.start("");
        world.wait_for(|calls| calls.iter().any(is_write));
        let status = std::process::Command::new("kill")
            .args([format!("-{signal}"), child.id().to_string()])
            .status();
        assert!(status.unwrap().success());
        let ran = world.finish(child.wait_with_output().unwrap());
        ran.json().is(code, "read=3 pending=3");
        world.sent();
        world.sync("").is(0, "read=3 created=3");
        assert_eq!(world.sent().len(), 0, "the verdict was all that was left");
        world.equals(&rows(3));
    }
}

/// Sends a signal to a running sync.
#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let told = std::process::Command::new("kill")
        .args([format!("-{name}"), child.id().to_string()])
        .status();
    assert!(told.unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_signal_lets_the_call_under_way_end_and_records_it() {
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let world = World::selling(&rows(6));
        world.configure("batch_items = 2");
        world.play("[latency]\nms = 600\nedges = [\"items_batch\"]\n");
        let child = world.start("");
        world.wait_for(|calls| calls.iter().any(is_write));
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let report = world.finish(output).json();
        assert_eq!(report.document["exit_code"], code);
        assert_eq!(report.items("pending"), 6, "{name}");
        assert_eq!(world.sent().len(), 1, "{name}: no call after it");
        let status = world.talk("status --json").json();
        let open = status.document["open_batches"].as_array().unwrap();
        assert_eq!(open.len(), 1, "{name}: the handle is written down");
        let next = world.sync("");
        next.is(0, "read=6 created=6");
        let sent: usize = world.sent().iter().map(Vec::len).sum();
        assert_eq!(sent, 4, "{name}: nothing is sent twice");
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_run_at_once() {
    let world = World::selling(&rows(4));
    world.play(
        "[[fault]]\ntrouble = { kind = \"hang\", processed = true }\n\
         when = { method = \"POST\", edge = \"items_batch\" }\n",
    );
    let mut child = world.start("");
    world.wait_for(|calls| calls.iter().any(is_write));
    signal(&child, "INT");
    // The first one is heard before the second is sent, or both at once: the end is the same.
    std::thread::park_timeout(std::time::Duration::from_millis(300));
    signal(&child, "INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    world.no_more_faults();
    world.sync("").fails(0);
    world.equals(&rows(4));
}
