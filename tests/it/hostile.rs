//! Exports that want to exhaust the machine: each ends with exit code 8, in
//! little memory, and nothing is sent.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::process::Output;

use crate::export::{csv, elements, rows};
use crate::pack::{Zip, bzip2, gzip, zstd};
use crate::world::World;

/// Address space of a run in kilobytes: threads and their stacks take most of it.
const SPACE: u64 = 450_000;

/// `check` with little memory.
fn check(world: &World, name: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_shelfsync");
    let line = format!("ulimit -v {SPACE} && exec '{program}' check --json {name}");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &line]).current_dir(world.path());
    shell.env_clear().output().unwrap()
}

/// So many parts, one after the other.
fn repeated(parts: usize, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..parts).map(part).collect();
    parts.concat()
}

/// A file of a beginning, so many bytes of one sign, and an end.
fn file(world: &World, name: &str, begin: &str, bytes: u64, end: &str) {
    let mut file = File::create(world.path().join(name)).unwrap();
    file.write_all(begin.as_bytes()).unwrap();
    io::copy(&mut io::repeat(b'x').take(bytes), &mut file).unwrap();
    file.write_all(end.as_bytes()).unwrap();
}

const HUGE: u64 = 200 << 20;
/// More than any limit.
const LARGE: u64 = 40 << 20;

#[test]
fn what_would_exhaust_the_memory_is_given_up_early() {
    let world = World::new();
    let shop = csv(&rows(3));
    let header = shop.lines().next().unwrap();
    let item = elements(&rows(1), "item", "g:");
    let head = "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>";
    let tail = "</channel></rss>";
    file(
        &world,
        "cell.csv",
        &format!("{header}\n\"SKU-1\",\""),
        HUGE,
        "\"\n",
    );
    file(
        &world,
        "open.csv",
        &format!("{header}\nSKU-1,\""),
        LARGE,
        "\n",
    );
    file(&world, "bare.csv", &format!("{header}\nSKU-1,"), HUGE, "\n");
    file(&world, "header.csv", "id,title,", LARGE, "\nSKU-1,a,b\n");
    file(
        &world,
        "text.xml",
        &format!("{head}<item><g:id>"),
        HUGE,
        &format!("</g:id></item>{tail}"),
    );
    file(
        &world,
        "tag.xml",
        &format!("{head}<item><g:id a=\""),
        LARGE,
        &format!("\"/></item>{tail}"),
    );
    file(
        &world,
        "comment.xml",
        &format!("{head}<!--"),
        LARGE,
        &format!("-->{item}{tail}"),
    );
    let columns = repeated(1_000_000, |n| format!(",c{n}"));
    world.write("columns.csv", format!("{header}{columns}\n{shop}"));
    world.write(
        "cells.csv",
        format!("{shop}SKU-9{}\n", ",x".repeat(1_000_000)),
    );
    let names = repeated(1_000_000, |n| format!("<g:c{n}/>"));
    world.write("columns.xml", format!("{head}<item>{names}</item>{tail}"));
    let (open, close) = ("<g:a>".repeat(100_000), "</g:a>".repeat(100_000));
    world.write(
        "deep.xml",
        format!("{head}<item>{open}{close}</item>{tail}"),
    );
    // A thousand million laughs.
    let laughs = repeated(9, |n| {
        format!("<!ENTITY l{} \"{}\">", n + 1, format!("&l{n};").repeat(10))
    });
    let doctype = format!("<!DOCTYPE rss [<!ENTITY l0 \"lol\">{laughs}]>");
    world.write(
        "laughs.xml",
        format!("{doctype}{head}<item><g:id>&l9;</g:id></item>{tail}"),
    );
    let secret = "<!DOCTYPE rss [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
    world.write(
        "secret.xml",
        format!("{secret}{head}<item><g:id>&f;</g:id></item>{tail}"),
    );
    for name in [
        "laughs.xml",
        "secret.xml",
        "cell.csv",
        "open.csv",
        "bare.csv",
        "header.csv",
        "text.xml",
        "tag.xml",
        "comment.xml",
        "columns.csv",
        "cells.csv",
        "columns.xml",
        "deep.xml",
    ] {
        let output = check(&world, name);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(8), "{name}: {said}");
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn a_bomb_of_any_packing_is_given_up_before_it_is_unpacked() {
    let world = World::new();
    let blanks = vec![b' '; 110 << 20];
    for (name, bomb) in [
        ("bomb.csv.gz", gzip(&blanks)),
        ("bomb.csv.bz2", bzip2(&blanks)),
        ("bomb.csv.zst", zstd(&blanks)),
        ("bomb.zip", Zip::of(&[("products.csv", &blanks)])),
        (
            "bomb.csv.gz.zip",
            Zip::of(&[("products.csv.gz", &gzip(&blanks))]),
        ),
    ] {
        world.write(name, bomb);
        let output = check(&world, name);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(8), "{name}: {said}");
        assert!(said.contains("which no export does"), "{name}: {said}");
    }
}

#[test]
fn what_is_given_up_sends_nothing_and_removes_nothing() {
    let shop = rows(20);
    let world = World::in_sync(&shop);
    file(&world, "products.csv", "id,title\nSKU-1,\"", LARGE, "\"\n");
    world.sync("--allow-removals 1000").fails(8);
    world.equals(&shop);
}
