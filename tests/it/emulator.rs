//! `shelfsync sandbox`: a catalog to try things out with, that remembers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::export::rows;
use crate::world::World;

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
