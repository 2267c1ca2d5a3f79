//! Who may run, and against what: tokens, catalogs, the lock, signals.

use shelfsync::sandbox::{Catalog, Fault, Standing, Token, Trouble};

use crate::export::rows;
use crate::world::{TOKEN, World};

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
    world.wait_for(|calls| calls.iter().any(crate::world::is_write));
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
        world.wait_for(|calls| calls.iter().any(crate::world::is_write));
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
