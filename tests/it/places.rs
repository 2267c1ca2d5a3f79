//! Exports that come packed, or through a pipe.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::export::{Row, csv, elements, rows};
use crate::pack::{
    BY_BZIP2, BY_LZMA, BY_PIPE, BY_PZSTD, BY_ZIP64, ENCRYPTED, Lie, Zip, by_others, bzip2, gzip,
    zstd,
};
use crate::ran::Report;
use crate::world::World;

/// A file and the name of its source in the report.
type Packed = (&'static str, Vec<u8>, &'static str);
/// A file and a word of the reason.
type Bad = (&'static str, Vec<u8>, &'static str);

fn shop() -> Vec<Row> {
    rows(8)
}

fn text() -> Vec<u8> {
    csv(&shop()).into_bytes()
}

/// The export in two halves.
fn halves() -> (Vec<u8>, Vec<u8>) {
    let mut first = text();
    let second = first.split_off(500);
    (first, second)
}

/// The export as a feed.
fn xml() -> String {
    format!(
        "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>{}</channel></rss>",
        elements(&shop(), "item", "g:")
    )
}

fn good_streams() -> Vec<Packed> {
    let text = text();
    let (first, second) = halves();
    let xml = xml();
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(csv(&shop()).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut padded = gzip(&text);
    padded.extend([0; 700]);
    let mut skipped = b"\x50\x2A\x4D\x18\x03\0\0\0abc".to_vec();
    skipped.extend(zstd(&text));
    skipped.extend(b"\x5F\x2A\x4D\x18\0\0\0\0");
    vec![
        ("plain.csv.gz", text.clone(), "plain.csv.gz"),
        ("gzip.csv", gzip(&text), "gzip.csv"),
        ("products.csv.gz", gzip(&text), "products.csv.gz"),
        ("products.bz2", bzip2(&text), "products.bz2"),
        ("products.zst", zstd(&text), "products.zst"),
        ("feed.xml.gz", gzip(xml.as_bytes()), "feed.xml.gz"),
        ("utf16.gz", gzip(&utf16), "utf16.gz"),
        (
            "members.gz",
            [gzip(&first), gzip(&second)].concat(),
            "members.gz",
        ),
        (
            "empty-member.gz",
            [gzip(b""), gzip(&text)].concat(),
            "empty-member.gz",
        ),
        ("padded.gz", padded, "padded.gz"),
        (
            "streams.bz2",
            [bzip2(&first), bzip2(&second)].concat(),
            "streams.bz2",
        ),
        (
            "frames.zst",
            [zstd(&first), zstd(&second)].concat(),
            "frames.zst",
        ),
        ("skipped.zst", skipped, "skipped.zst"),
        ("twice.gz", gzip(&gzip(&text)), "twice.gz"),
    ]
}

fn good_archives() -> Vec<Packed> {
    let (text, xml) = (text(), xml());
    let readme = b"Dear customer,\nthis archive holds your products.\n";
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let litter: [(&str, &[u8]); 6] = [
        ("export/", b""),
        ("export/products.csv", &text),
        ("__MACOSX/export/._products.csv", b"id,title\n1,2\n"),
        ("export/.hidden.csv", b"id,title\n1,2\n"),
        ("README.txt", readme),
        ("export/images/1.png", picture),
    ];
    let link = Lie {
        mode: 0o120_777,
        ..Lie::default()
    };
    let linked = Zip::default()
        .file("a.csv", b"products.csv", link)
        .file("products.csv", &text, Lie::default())
        .close();
    vec![
        (
            "one.zip",
            Zip::of(&[("products.csv", &text)]),
            "one.zip#products.csv",
        ),
        (
            "zip.csv",
            Zip::of(&[("odd name.dat", &text)]),
            "zip.csv#odd name.dat",
        ),
        (
            "litter.zip",
            Zip::of(&litter),
            "litter.zip#export/products.csv",
        ),
        ("linked.zip", linked, "linked.zip#products.csv"),
        (
            "xml.zip",
            Zip::of(&[("README", readme), ("p.xml", xml.as_bytes())]),
            "xml.zip#p.xml",
        ),
        (
            "inner.zip",
            Zip::of(&[("products.csv.gz", &gzip(&text))]),
            "inner.zip#products.csv.gz",
        ),
        (
            "zip-in-zip.zip",
            Zip::of(&[("a.zip", &Zip::of(&[("b.csv", &text)]))]),
            "zip-in-zip.zip#a.zip#b.csv",
        ),
        (
            "climbs.zip",
            Zip::of(&[("../../climbed.csv", &text)]),
            "climbs.zip#../../climbed.csv",
        ),
        (
            "root.zip",
            Zip::of(&[("/tmp/root.csv", &text)]),
            "root.zip#/tmp/root.csv",
        ),
    ]
}

fn check(world: &World, line: &str) -> Report {
    world.run(&format!("check --json {line}")).json()
}

#[test]
fn a_container_is_known_by_its_bytes_and_read_as_what_is_in_it() {
    let world = World::in_sync(&shop());
    for (name, content, shown) in [good_streams(), good_archives()].concat() {
        world.write(name, content);
        let report = world.sync(name);
        assert_eq!(report.document["sources"][0]["path"], shown, "{name}");
        report.is(0, "read=8 unchanged=8");
    }
    assert!(!world.path().parent().unwrap().join("climbed.csv").exists());
}

#[test]
fn archives_of_other_programs_are_opened() {
    let world = World::new();
    for (name, content, shown) in [
        ("piped.zip", BY_PIPE, "piped.zip#products.csv"),
        ("large.zip", BY_ZIP64, "large.zip#products.csv"),
        ("bzip2.zip", BY_BZIP2, "bzip2.zip#products.csv"),
        ("pzstd.zst", BY_PZSTD, "pzstd.zst"),
    ] {
        world.write(name, by_others(content));
        let report = check(&world, name);
        assert_eq!(report.document["sources"][0]["path"], shown, "{name}");
        report.is(0, "read=2 created=2");
    }
}

fn bad_streams() -> Vec<Bad> {
    let text = text();
    let flip = |mut bytes: Vec<u8>, from_end: usize| {
        let at = bytes.len() - from_end;
        bytes[at] ^= 0x55;
        bytes
    };
    let cut = |bytes: Vec<u8>, by: usize| bytes[..bytes.len() - by].to_vec();
    vec![
        ("cut.gz", cut(gzip(&text), 9), "the gzip data end too early"),
        (
            "cut-in-head.gz",
            gzip(&text)[..5].to_vec(),
            "the gzip data end too early",
        ),
        (
            "cut-member.gz",
            [gzip(&text), cut(gzip(&text), 4)].concat(),
            "gzip data end too early",
        ),
        ("crc.gz", flip(gzip(&text), 7), "the gzip data are damaged"),
        (
            "length.gz",
            flip(gzip(&text), 2),
            "the gzip data are damaged",
        ),
        (
            "trailing.gz",
            [gzip(&text), b"and more".to_vec()].concat(),
            "follows the gzip data",
        ),
        (
            "zeros.gz",
            [gzip(&text), vec![0, 0, 1]].concat(),
            "follows the gzip data",
        ),
        (
            "cut.bz2",
            cut(bzip2(&text), 9),
            "the bzip2 data end too early",
        ),
        (
            "crc.bz2",
            flip(bzip2(&text), 40),
            "the bzip2 data are damaged",
        ),
        (
            "trailing.bz2",
            [bzip2(&text), b"id,title".to_vec()].concat(),
            "follows the bzip2 data",
        ),
        (
            "cut.zst",
            cut(zstd(&text), 9),
            "the zstd data end too early",
        ),
        ("crc.zst", flip(zstd(&text), 2), "the zstd data are damaged"),
        (
            "trailing.zst",
            [zstd(&text), b"id,title".to_vec()].concat(),
            "follows the zstd data",
        ),
        ("empty.gz", gzip(b""), "is empty"),
        ("cut-inside.gz", gzip(&text[..text.len() - 40]), "cut short"),
    ]
}

fn bad_archives() -> Vec<Bad> {
    let text = text();
    let cut = |bytes: Vec<u8>, by: usize| bytes[..bytes.len() - by].to_vec();
    let lying = |lie: Lie| Zip::default().file("products.csv", &text, lie).close();
    let one = || Zip::of(&[("products.csv", &text)]);
    let two = Zip::of(&[("a.csv", &text), ("b.csv", &text)]);
    let twins = Zip::of(&[("a.csv", &text), ("a.csv", &text)]);
    let book = Zip::of(&[
        ("[Content_Types].xml", b"<x/>"),
        ("xl/workbook.xml", b"<x/>"),
    ]);
    let pictures = Zip::of(&[
        ("1.jpg", b"\xFF\xD8\xFF\xE0"),
        ("2.jpg", b"\xFF\xD8\xFF\xE0"),
    ]);
    let thrice = gzip(&Zip::of(&[("a.csv.gz", &gzip(&text))]));
    vec![
        ("cut.zip", cut(one(), 1), "has no list of its files"),
        (
            "trailing.zip",
            [one(), vec![7]].concat(),
            "has no list of its files",
        ),
        (
            "crc.zip",
            lying(Lie {
                crc: 1,
                ..Lie::default()
            }),
            "size or checksum are wrong",
        ),
        (
            "flag.zip",
            lying(Lie {
                flags: 1,
                ..Lie::default()
            }),
            "is encrypted",
        ),
        (
            "method.zip",
            lying(Lie {
                method: Some(99),
                ..Lie::default()
            }),
            "method 99",
        ),
        ("lzma.zip", by_others(BY_LZMA), "method 14"),
        (
            "secret.zip",
            by_others(ENCRYPTED),
            "`products.csv` in the zip archive is encrypted",
        ),
        ("nothing.zip", Zip::of(&[]), "holds no file"),
        (
            "litter.zip",
            Zip::of(&[(".DS_Store", b"x"), ("a/", b"")]),
            "holds no file",
        ),
        ("several.zip", two, "there are `a.csv`, `b.csv`"),
        ("twins.zip", twins, "two files named `a.csv`"),
        ("book.csv", book, "the workbook is damaged"),
        ("pictures.zip", pictures, "it holds `1.jpg`, `2.jpg`"),
        ("thrice.gz", thrice, "more than twice"),
        (
            "page.gz",
            gzip(b"<!DOCTYPE html><title>Log in</title>"),
            "web page",
        ),
        (
            "tar.gz",
            gzip(&[&[b'a'; 257][..], b"ustar\x0000"].concat()),
            "a tar archive",
        ),
    ]
}

#[test]
fn a_container_that_is_not_whole_is_refused_with_its_reason_and_sends_nothing() {
    let world = World::in_sync(&shop());
    let before = world.writes();
    world.write("tmp/.keep", "");
    for (name, content, reason) in [bad_streams(), bad_archives()].concat() {
        world.write(name, content);
        let line = format!(
            "sync --json --allow-removals 9 {name} --api-url {}",
            world.url()
        );
        let mut command = world.command(&line);
        command.env("TMPDIR", world.path().join("tmp"));
        let report = world.finish(command.output().unwrap()).json();
        let error = report.document["error"].as_str().unwrap_or_default();
        assert_eq!(report.document["exit_code"], 8, "{name}: {error}");
        assert!(error.contains(name), "{name}: {error}");
        assert!(error.contains(reason), "{name}: {error}");
        let left = std::fs::read_dir(world.path().join("tmp")).unwrap().count();
        assert_eq!(left, 1, "{name} leaves something behind");
    }
    assert_eq!(world.writes(), before);
    world.equals(&shop());
}

#[test]
fn any_damage_to_a_container_is_noticed() {
    let world = World::in_sync(&shop());
    let text = text();
    for (name, whole) in [
        ("a.gz", gzip(&text)),
        ("a.bz2", bzip2(&text)),
        ("a.zst", zstd(&text)),
        ("a.zip", Zip::of(&[("products.csv", &text)])),
    ] {
        let step = whole.len() / 12;
        for length in (step..whole.len()).step_by(step) {
            world.write(name, &whole[..length]);
            let report = check(&world, name);
            assert_eq!(report.document["exit_code"], 8, "{name} cut at {length}");
        }
        for at in (20..whole.len() - 20).step_by(step) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xFF;
            world.write(name, damaged);
            let report = check(&world, name);
            let code = report.document["exit_code"].as_u64();
            // What is damaged may be a date or a name, and not the content.
            let same = code == Some(0) && report.items("read") == 8;
            assert!(code == Some(8) || same, "{name} damaged at {at}: {code:?}");
        }
    }
}

#[test]
fn a_bomb_is_given_up_before_it_fills_the_disk() {
    let world = World::new();
    let zeros = vec![b' '; 110 << 20];
    let packed = zstd(&zeros);
    for (name, content) in [
        ("bomb.gz", gzip(&zeros)),
        ("bomb.zst", packed.clone()),
        ("bomb.zip", Zip::of(&[("bomb.zst", &packed)])),
        ("two.zst", [packed.clone(), packed].concat()),
    ] {
        world.write(name, content);
        check(&world, name)
            .fails(8)
            .mentions("which no export does");
    }
}

#[test]
fn a_file_of_an_archive_is_chosen_behind_a_number_sign() {
    let world = World::new();
    let (text, other) = (text(), csv(&rows(3)).into_bytes());
    let files: [(&str, &[u8]); 3] = [
        ("products-2026-11-22.csv", &text),
        ("old/products.csv", &other),
        ("old/x#y.csv", &other),
    ];
    world.write("exports.zip", Zip::of(&files));
    world.write("a#b.zip", Zip::of(&files));
    world.write("products.csv", &text);
    check(&world, "exports.zip")
        .fails(8)
        .mentions("3 files")
        .mentions("exports.zip#products-2026-11-22.csv");
    for (line, shown, read) in [
        (
            "exports.zip#old/products.csv",
            "exports.zip#old/products.csv",
            3,
        ),
        ("exports.zip#old/x#y.csv", "exports.zip#old/x#y.csv", 3),
        (
            "exports.zip#products-*.csv",
            "exports.zip#products-2026-11-22.csv",
            8,
        ),
        ("a#b.zip#products-*", "a#b.zip#products-2026-11-22.csv", 8),
        (
            "exp*.zip#products-*.csv",
            "exports.zip#products-2026-11-22.csv",
            8,
        ),
    ] {
        let report = check(&world, line);
        assert_eq!(report.document["sources"][0]["path"], shown, "{line}");
        report.is(0, &format!("read={read} created={read}"));
    }
    for (line, reason) in [
        ("exports.zip#none.csv", "has no file `none.csv`"),
        ("products.csv#a.csv", "this is none"),
        ("none.zip#a.csv", "no such file"),
    ] {
        check(&world, line).fails(8).mentions(reason);
    }
    // Several by a pattern are the parts of one export.
    let report = check(&world, "exports.zip#old/*");
    report.is(0, "read=6 created=3 filtered=3");
    assert_eq!(
        report.document["sources"][1]["path"],
        "exports.zip#old/x#y.csv"
    );
    // A file of the whole name is meant as it stands.
    world.write("exports.zip#old/products.csv", "");
    world.write("exports.zip#products.csv", &text);
    let report = check(&world, "exports.zip#products.csv");
    report.is(0, "read=8 created=8");
}

#[test]
fn lines_are_those_of_the_unpacked_text() {
    let world = World::new();
    let mut bad = shop();
    bad[4] = bad[4].clone().set("price", "free");
    world.write(
        "exports.zip",
        Zip::of(&[("products.csv", csv(&bad).as_bytes())]),
    );
    let report = world.sync("exports.zip");
    let problem = report.problems("price-invalid")[0];
    assert_eq!(problem["line"], 6);
    assert_eq!(problem["source"], "exports.zip#products.csv");
}

fn piped(world: &World, line: &str, content: &[u8]) -> Report {
    let mut command = world.command(&format!("check --json {line}"));
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever does not read to the end closes the pipe.
    let _closed = child.stdin.take().unwrap().write_all(content);
    world.finish(child.wait_with_output().unwrap()).json()
}

#[test]
fn standard_input_may_be_packed_too() {
    let world = World::new();
    let text = text();
    let zip = Zip::of(&[("a.csv", &text), ("b.csv", &csv(&rows(2)).into_bytes())]);
    for (content, line, shown, read) in [
        (text.clone(), "-", "-", 8),
        (gzip(&text), "-", "-", 8),
        (zstd(&text), "-", "-", 8),
        (Zip::of(&[("p.csv", &text)]), "-", "-#p.csv", 8),
        (zip.clone(), "-- -#b.csv", "-#b.csv", 2),
    ] {
        let report = piped(&world, line, &content);
        assert_eq!(report.document["sources"][0]["path"], shown);
        report.is(0, &format!("read={read} created={read}"));
    }
    piped(&world, "-", &zip).fails(8).mentions("-#a.csv");
    piped(&world, "-", &gzip(&text)[..60])
        .fails(8)
        .mentions("end too early");
    piped(&world, "-", b"").fails(8).mentions("is empty");
}

#[test]
fn a_folder_without_room_is_worth_another_run() {
    let world = World::new();
    world.write("products.csv.gz", gzip(&text()));
    let mut command = world.command("check --json products.csv.gz");
    command.env("TMPDIR", world.path().join("none"));
    let report = world.finish(command.output().unwrap()).json();
    report.fails(5).mentions("cannot be kept");
}

#[test]
fn other_schemes_are_refused_by_name() {
    let world = World::new();
    for scheme in ["ftp", "sftp", "file", "s3"] {
        let line = format!("{scheme}://user:geheim@shop.example/products.csv");
        let report = check(&world, &line);
        report.fails(2).mentions(&format!("{scheme}://"));
        assert!(!report.document.to_string().contains("geheim"), "{scheme}");
    }
}

#[cfg(unix)]
#[test]
fn a_silent_pipe_can_be_given_up() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let world = World::new();
        let mut command = world.command("check -v --json -");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"id,title\n").unwrap();
        let mut said = String::new();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        errors.read_line(&mut said).unwrap();
        assert!(said.contains("bytes fetched"), "{said}");
        let told = std::process::Command::new("kill")
            .args([signal.to_owned(), child.id().to_string()])
            .status();
        assert!(told.unwrap().success());
        let ran = world.finish(child.wait_with_output().unwrap());
        ran.json().fails(code);
        drop(input);
    }
}
