//! Secrets never appear: not in what is said, not in what is written.

use std::fs;
use std::path::Path;

use serde_json::json;
use shelfsync::sandbox::{Fault, Trouble};

use crate::export::rows;
use crate::ran::Ran;
use crate::world::{TOKEN, World};

const SECRET: &str = "0123456789abcdefAppSecret";

/// Every file below a folder holds neither of the two.
fn assert_clean(folder: &Path) -> usize {
    let mut files = 0;
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        files += 1;
        let bytes = fs::read(&path).unwrap();
        for secret in [TOKEN, SECRET] {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", path.display());
        }
    }
    files
}

fn assert_silent(ran: &Ran) {
    for secret in [TOKEN, SECRET] {
        assert!(!ran.stdout.contains(secret), "{}", ran.stdout);
        assert!(!ran.stderr.contains(secret), "{}", ran.stderr);
    }
}

/// A run that says all it can, with everything it writes in the folder.
fn talkative(world: &World, line: &str) -> Ran {
    let mut command = world.command(&format!("{line} -vv --api-url {}", world.url()));
    fs::create_dir_all(world.path().join("tmp")).unwrap();
    command.env("META_APP_SECRET", SECRET);
    command.env("TMPDIR", world.path().join("tmp"));
    command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
    let ran = world.finish(command.output().unwrap());
    assert_silent(&ran);
    assert!(assert_clean(world.path()) > 1);
    ran
}

#[test]
fn runs_that_succeed_and_runs_that_fail_show_no_secret() {
    let world = World::with(|options| options.app_secret = Some(SECRET.to_owned().into()));
    world.export(&rows(5));
    let body = json!({"error": {
        "message": format!("Malformed access token {TOKEN}, secret {SECRET}"),
        "type": "OAuthException", "code": 190, "fbtrace_id": "A",
    }});
    for line in ["sync", "sync --json"] {
        // Meta itself may repeat the token in its words.
        world.fault(Fault::answer(400, body.clone()));
        let ran = talkative(&world, line);
        assert_eq!(ran.code, Some(6), "{}", ran.stderr);
    }
    world.fault(Fault::refuse("SKU-002", format!("No: {TOKEN}")));
    assert_eq!(talkative(&world, "sync --json").code, Some(3));
    world.fault(Fault::answer(
        500,
        json!(format!("<html>{TOKEN} {SECRET}</html>")),
    ));
    world.fault(Fault::new(Trouble::DropAfter).on("POST", "items_batch"));
    talkative(&world, "sync --full --json");
    for line in [
        "sync",
        "plan",
        "status",
        "drift",
        "reconcile",
        "check",
        "export",
        "doctor",
    ] {
        talkative(&world, line);
    }
    assert!(world.writes() > 1);
    for call in world.calls() {
        assert!(!call.path.contains(TOKEN) && !call.path.contains(SECRET));
        assert_eq!(call.violations, [""; 0]);
    }
}

#[test]
fn a_crash_leaves_no_secret_behind() {
    let world = World::selling(&rows(5));
    world.crash("after-send");
    assert_clean(world.path());
}

#[test]
fn a_token_in_the_wrong_place_is_not_repeated() {
    let world = World::selling(&rows(2));
    let mut command = world.command(&format!("sync --json --api-url {}", world.url()));
    command.env_remove("META_ACCESS_TOKEN");
    let output = command
        .env("META_ACCESS_TOKEN_FILE", TOKEN)
        .output()
        .unwrap();
    let ran = world.finish(output);
    ran.json().fails(6);
    assert_silent(&ran);
    world.configure(&format!("access_token = \"{TOKEN}\""));
    let ran = world.talk("sync --json");
    ran.json().fails(2);
    assert_silent(&ran);
    world.configure("");
    let ran = world.run(&format!(
        "sync --json --api-url https://me:{TOKEN}@graph.example"
    ));
    ran.json().fails(2);
    assert_silent(&ran);
    let line = format!("sync --json --api-url https://graph.example?access_token={TOKEN}");
    let ran = world.run(&line);
    ran.json().fails(2);
    assert_silent(&ran);
}

#[test]
fn plain_http_goes_to_this_computer_only() {
    let world = World::selling(&rows(2));
    let ran = world.run("sync --json --api-url http://graph.example");
    ran.json().fails(2).mentions("https");
}
