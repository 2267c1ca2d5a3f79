//! `shelfsync sandbox`: a catalog to try things out with, that remembers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::export::rows;
use crate::world::World;

/// What a scenario file of these tests says: one item is refused.
const REFUSED: &str = r#"
description = "One item is refused"

[[fault]]
trouble = { kind = "refuse", ids = ["*1"], message = "Meta says no" }
"#;

/// Starts the command; the process and where it listens.
fn serve(world: &World, listen: &str) -> (Child, String) {
    let mut command = world.command(&format!("sandbox --json --listen {listen}"));
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.env_remove("META_ACCESS_TOKEN").spawn().unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let document: Value = serde_json::from_str(&line).unwrap();
    (child, document["url"].as_str().unwrap().to_owned())
}

#[test]
fn it_remembers_items_over_a_kill() {
    let world = World::selling(&rows(4));
    let (mut child, url) = serve(&world, "127.0.0.1:0");
    let sync = || world.run(&format!("sync --json --api-url {url}")).json();
    sync().is(0, "read=4 created=4");
    child.kill().unwrap();
    child.wait().unwrap();
    let address = url.trim_start_matches("http://");
    let (mut child, _) = serve(&world, address);
    sync().is(0, "read=4 unchanged=4");
    // The tool trusts its state; the catalog proves that it holds the items.
    std::fs::remove_file(world.state()).unwrap();
    sync().is(0, "read=4 updated=4");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn it_listens_on_this_computer_only_and_on_a_free_port() {
    let world = World::new();
    let taken = world.url();
    for address in ["0.0.0.0:0", taken.trim_start_matches("http://")] {
        let ran = world.run(&format!("sandbox --json --listen {address}"));
        ran.json().fails(2);
    }
}

#[test]
fn it_plays_scenarios_from_the_start() {
    let world = World::selling(&rows(4));
    world.write("refused.toml", REFUSED);
    let latency = "description = \"Slow\"\n[latency]\nms = 1";
    world.write("slow.toml", latency);
    let flags = "127.0.0.1:0 --scenario refused.toml --scenario slow.toml";
    let (mut child, url) = serve(&world, flags);
    let sync = || world.run(&format!("sync --json --api-url {url}")).json();
    sync().is(3, "read=4 created=3 refused=1");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_sandbox_inside_the_process_plays_the_scenario_of_the_environment() {
    let world = World::selling(&rows(4));
    world.write("refused.toml", REFUSED);
    let sync = |file: &str| {
        let mut command = world.command("sync --sandbox --json --full");
        command.env("SHELFSYNC_SANDBOX_SCENARIO", file);
        world.finish(command.output().unwrap()).json()
    };
    sync("refused.toml").is(3, "read=4 created=3 refused=1");
    sync("").is(0, "read=4 created=1 updated=3");
    sync("none.toml").fails(2).mentions("check the path");
}

#[test]
fn a_scenario_that_cannot_be_played_is_an_error_that_names_the_key() {
    let world = World::new();
    world.write("wrong.toml", "description = \"x\"\n[latency]\nsecs = 1");
    let ran = world.run("sandbox --json --listen 127.0.0.1:0 --scenario wrong.toml");
    ran.json()
        .fails(2)
        .mentions("the scenario `wrong.toml` cannot be played: line 3: unknown field `secs`");
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    let world = World::new();
    let (mut child, _) = serve(&world, "127.0.0.1:0");
    let told = std::process::Command::new("kill")
        .args(["-TERM".to_owned(), child.id().to_string()])
        .status();
    assert!(told.unwrap().success());
    let code = child.wait().unwrap().code();
    assert!(code == Some(0) || code == Some(143), "{code:?}");
}
