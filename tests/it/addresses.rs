//! Exports that are fetched from a web address.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use crate::export::{Row, csv, rows};
use crate::pack::{Zip, gzip, zstd};
use crate::ran::{Ran, Report};
use crate::shop::{Answer, Asked, Shop};
use crate::world::World;

const USER: &str = "anna.haendlerin";
const PASSWORD: &str = "Geh3im:Wort";
/// `USER` and `PASSWORD` as they travel.
const BASIC: &str = "Basic YW5uYS5oYWVuZGxlcmluOkdlaDNpbTpXb3J0";

fn stock() -> Vec<Row> {
    rows(8)
}

fn text() -> Vec<u8> {
    csv(&stock()).into_bytes()
}

/// A world that may talk to this computer, and does not try twice.
fn world() -> World {
    let world = World::new();
    world.configure("[http]\nprivate = \"allow\"\nretries = 0");
    world
}

fn check(world: &World, line: &str) -> Report {
    world.run(&format!("check -v --json {line}")).json()
}

/// A run with a login in its environment. Nothing that it says or leaves holds it.
fn with_login(world: &World, line: &str) -> Ran {
    let mut command = world.command(line);
    command.env("SHELFSYNC_HTTP_USER", USER);
    command.env("SHELFSYNC_HTTP_PASSWORD", PASSWORD);
    let ran = world.finish(command.output().unwrap());
    for secret in [PASSWORD, USER, BASIC] {
        assert!(!ran.stdout.contains(secret), "{}", ran.stdout);
        assert!(!ran.stderr.contains(secret), "{}", ran.stderr);
        let text = secret.as_bytes();
        for file in files(world, "") {
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes.windows(text.len()).any(|part| part == text);
            assert!(!found, "{} holds {secret}", file.display());
        }
    }
    ran
}

/// All files below a folder of the world.
fn files(world: &World, below: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut todo = vec![world.path().join(below)];
    while let Some(path) = todo.pop() {
        let Ok(entries) = std::fs::read_dir(&path) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Files in the folder of kept downloads.
fn kept(world: &World) -> Vec<PathBuf> {
    files(world, ".shelfsync/state.downloads")
}

#[test]
fn an_export_is_fetched_and_synced_and_named_without_its_query() {
    let world = world();
    let shop = Shop::new(|_| Answer::ok(&text()));
    let url = shop.url("/feeds/products.csv?key=Schluessel77&x=1");
    let ran = world.talk(&format!("sync --json -vv {url}"));
    assert!(!ran.stdout.contains("Schluessel77"), "{}", ran.stdout);
    assert!(!ran.stderr.contains("Schluessel77"), "{}", ran.stderr);
    let report = ran.json();
    report.is(0, "read=8 created=8");
    let shown = shop.url("/feeds/products.csv?…");
    assert_eq!(report.document["sources"][0]["path"], shown.as_str());
    world.equals(&stock());
    let asked = shop.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].path, "/feeds/products.csv?key=Schluessel77&x=1");
    assert_eq!(asked[0].header("accept-encoding"), Some("identity"));
    assert_eq!(asked[0].header("authorization"), None);
    assert!(
        asked[0]
            .header("user-agent")
            .unwrap()
            .starts_with("shelfsync/")
    );
    // Messages of any kind leave it out.
    shop.now(|_| Answer::ok(b"<html><title>Login</title>"));
    let ran = world.run(&format!("check --json {url}"));
    assert!(!ran.stdout.contains("Schluessel77"), "{}", ran.stdout);
    ran.json()
        .fails(8)
        .mentions("web page with the title \\\"Login\\\"");
    let ran = world.run("check --json https://[shop.example/x?key=Schluessel77");
    assert!(!ran.stdout.contains("Schluessel77"), "{}", ran.stdout);
    ran.json().fails(2);
}

#[test]
fn this_computer_and_the_own_network_are_refused_unless_configured() {
    let world = World::new();
    let shop = Shop::new(|_| Answer::ok(&text()));
    let port = shop.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:{port}/products.csv");
        check(&world, &url)
            .fails(8)
            .mentions("a loopback address")
            .mentions("SHELFSYNC_HTTP_PRIVATE");
    }
    for host in ["10.0.0.1", "192.168.1.1", "[fd00::1]", "100.64.0.1"] {
        check(&world, &format!("https://{host}/products.csv"))
            .fails(8)
            .mentions("SHELFSYNC_HTTP_PRIVATE");
    }
    assert!(shop.asked().is_empty());
    let mut command = world.command(&format!("check --json {}", shop.url("/products.csv")));
    command.env("SHELFSYNC_HTTP_PRIVATE", "allow");
    let report = world.finish(command.output().unwrap()).json();
    report.is(0, "read=8 created=8");
    // What hands out credentials in clouds is never an export.
    let mut command = world.command("check --json http://169.254.169.254/latest/");
    command.env("SHELFSYNC_HTTP_PRIVATE", "allow");
    let report = world.finish(command.output().unwrap()).json();
    report.fails(8).mentions("a link-local address");
}

#[test]
fn the_systems_proxy_stands_between_and_decides_where_names_lead() {
    let world = World::new();
    let proxy = Shop::new(|_| Answer::ok(&text()));
    let through = |url: &str| {
        let mut command = world.command(&format!("check --json {url}"));
        command.env("http_proxy", proxy.url("/"));
        world.finish(command.output().unwrap()).json()
    };
    let url = "http://shop.example/products.csv";
    through(url).is(0, "read=8 created=8");
    assert_eq!(proxy.asked()[0].path, url);
    // What is written as a number is judged all the same.
    for url in [
        "http://169.254.169.254/x",
        "http://10.0.0.1/x",
        "http://localhost/x",
    ] {
        through(url).fails(8).mentions("from public ones only");
    }
    assert!(proxy.asked().is_empty());
}

#[test]
fn redirects_are_followed_only_where_they_may_lead() {
    let world = world();
    let other = Shop::new(|_| Answer::ok(&text()));
    let there = other.url("/there.csv");
    let shop = Shop::new(move |asked: &Asked| match asked.path.as_str() {
        "/other" => Answer::redirect(&there),
        "/relative" => Answer::redirect("last"),
        "/last" => Answer::ok(&text()),
        "/loop" => Answer::redirect("/loop"),
        "/file" => Answer::redirect("file:///etc/passwd"),
        "/ftp" => Answer::redirect("ftp://shop.example/products.csv"),
        "/data" => Answer::redirect("data:text/csv,id"),
        "/cloud" => Answer::redirect("http://169.254.169.254/latest/meta-data/"),
        "/user" => Answer::redirect("http://me:geheim@127.0.0.1/x"),
        "/nowhere" => Answer::new(301, &[], b""),
        path => {
            let left: u32 = path.trim_start_matches('/').parse().unwrap();
            Answer::redirect(&match left {
                0 => "/last".to_owned(),
                left => format!("/{}", left - 1),
            })
        }
    });
    for path in ["/other", "/relative", "/4"] {
        let report = check(&world, &shop.url(path));
        report.is(0, "read=8 created=8");
        let shown = shop.url(path);
        assert_eq!(report.document["sources"][0]["path"], shown.as_str());
    }
    for (path, reason) in [
        ("/5", "redirects more than 5 times"),
        ("/loop", "redirects more than 5 times"),
        ("/file", "a `file:` address"),
        ("/ftp", "a `ftp:` address"),
        ("/data", "a `data:` address"),
        ("/cloud", "169.254.169.254 is a link-local address"),
        ("/user", "a user or password in it"),
        ("/nowhere", "without saying where"),
    ] {
        check(&world, &shop.url(path)).fails(8).mentions(reason);
    }
}

#[test]
fn a_login_goes_to_its_host_and_to_no_other() {
    let world = world();
    let guarded = |asked: &Asked| match asked.header("authorization") {
        Some(BASIC) => Answer::ok(&text()),
        _ => Answer::new(401, &[("WWW-Authenticate", "Basic")], PASSWORD.as_bytes()),
    };
    let other = Shop::new(|_| Answer::ok(&text()));
    let there = other.url("/there.csv");
    let shop = Shop::new(move |asked: &Asked| match asked.path.as_str() {
        "/away" => Answer::redirect(&there),
        "/moved" => Answer::redirect("/products.csv"),
        _ => guarded(asked),
    });
    let line = |path: &str| format!("check --json {}", shop.url(path));
    let report = world.run(&line("/products.csv")).json();
    report.fails(8).mentions("set SHELFSYNC_HTTP_USER");
    for path in ["/products.csv", "/moved"] {
        shop.asked();
        with_login(&world, &line(path))
            .json()
            .is(0, "read=8 created=8");
        let asked = shop.asked();
        let all = asked
            .iter()
            .all(|one| one.header("authorization") == Some(BASIC));
        assert!(all, "{path}: {asked:?}");
    }
    with_login(&world, &line("/away"))
        .json()
        .is(0, "read=8 created=8");
    for asked in other.asked() {
        assert_eq!(asked.header("authorization"), None);
    }
    // A wrong one is not shown either.
    shop.now(|_| Answer::new(403, &[], PASSWORD.as_bytes()));
    for flags in ["", "-vv"] {
        let ran = with_login(&world, &format!("{} {flags}", line("/products.csv")));
        ran.json()
            .fails(8)
            .mentions("does not accept the user and the password");
    }
    let ran = with_login(
        &world,
        &format!("sync {} --api-url {}", shop.url("/x"), world.url()),
    );
    assert_eq!(ran.code, Some(8));
}

#[test]
fn a_login_needs_to_know_its_host_and_a_safe_way() {
    let world = world();
    let (shop, other) = (
        Shop::new(|_| Answer::ok(&text())),
        Shop::new(|_| Answer::ok(&text())),
    );
    let report = with_login(&world, "check --json http://shop.example/products.csv").json();
    report.fails(2).mentions("would travel unencrypted");
    let both = format!(
        "check --json {} {}",
        shop.url("/a.csv"),
        other.url("/b.csv")
    );
    with_login(&world, &both)
        .json()
        .fails(2)
        .mentions("SHELFSYNC_HTTP_LOGIN_HOST");
    assert!(shop.asked().is_empty() && other.asked().is_empty());
    world.configure(&format!(
        "[http]\nprivate = \"allow\"\nlogin_host = \"127.0.0.1:{}\"",
        other.port()
    ));
    with_login(&world, &both).json();
    assert_eq!(shop.asked()[0].header("authorization"), None);
    assert_eq!(other.asked()[0].header("authorization"), Some(BASIC));
    // Half a login is an error, but only for those who fetch.
    world.export(&stock());
    let half = |line: String| {
        let mut command = world.command(&line);
        command.env("SHELFSYNC_HTTP_USER", USER);
        world.finish(command.output().unwrap()).json()
    };
    half(format!("check --json {}", shop.url("/a.csv")))
        .fails(2)
        .mentions("no password");
    half("check --json".to_owned()).is(0, "read=8 created=8");
    world.configure("[http]\npassword = \"x\"");
    check(&world, "")
        .fails(2)
        .mentions("SHELFSYNC_HTTP_PASSWORD");
}

/// An answer, the exit code that it leads to, and a word of the reason.
type Case = (Box<dyn Fn() -> Answer + Send>, i64, &'static str);

#[test]
fn every_answer_has_its_exit_code() {
    let world = World::in_sync(&stock());
    world.configure("[http]\nprivate = \"allow\"\nretries = 0\nmax_bytes = 100000");
    let shop = Shop::new(|_| Answer::ok(b""));
    let large = vec![b'x'; 100_001];
    let chunked = [("Transfer-Encoding", "chunked")];
    let endless: Vec<u8> = [b"186a1\r\n".to_vec(), large.clone()].concat();
    let short = [("Content-Length", "5000")];
    let gone = |encoding| vec![("Content-Encoding", encoding)];
    let status = |status: u16| -> Box<dyn Fn() -> Answer + Send> {
        Box::new(move || Answer::new(status, &[], b"nothing"))
    };
    let large_too = large.clone();
    let cases: Vec<Case> = vec![
        (
            status(404),
            8,
            "404 Not Found; there is no file at this address",
        ),
        (status(410), 8, "410 Gone"),
        (status(401), 8, "SHELFSYNC_HTTP_USER"),
        (status(403), 8, "SHELFSYNC_HTTP_USER"),
        (status(400), 8, "400 Bad Request"),
        (status(206), 8, "206 Partial Content"),
        (status(304), 8, "304 Not Modified"),
        (status(408), 5, "408 Request Timeout"),
        (status(429), 5, "429 Too Many Requests"),
        (status(500), 5, "500 Internal Server Error"),
        (status(503), 5, "503 Service Unavailable; run again later"),
        (Box::new(|| Answer::ok(b"")), 8, "is empty"),
        (
            Box::new(|| Answer::ok(b"<html><h1>Wartung</h1>")),
            8,
            "web page",
        ),
        (
            Box::new(move || Answer::raw(200, &short, &text()[..900])),
            5,
            "broke off at 900 of 5000",
        ),
        (
            Box::new(move || Answer::raw(200, &chunked, b"64\r\nid,title\n")),
            5,
            "broke off",
        ),
        (
            Box::new(|| Answer::raw(200, &[], &text()[..1000])),
            8,
            "cut short",
        ),
        (Box::new(move || Answer::ok(&large)), 8, "raise `max_bytes`"),
        (
            Box::new(move || Answer::raw(200, &chunked, &endless)),
            8,
            "raise `max_bytes`",
        ),
        (
            Box::new(move || Answer::raw(200, &[], &large_too)),
            8,
            "raise `max_bytes`",
        ),
        (
            Box::new(move || Answer::new(200, &gone("br"), b"x")),
            8,
            "`br`",
        ),
    ];
    let before = world.writes();
    for (answer, code, reason) in cases {
        shop.now(move |_| answer());
        let report = world.sync(&shop.url("/products.csv"));
        let error = report.document["error"].as_str().unwrap_or_default();
        assert_eq!(report.document["exit_code"], code, "{reason}: {error}");
        assert!(error.contains(reason), "{reason}: {error}");
        assert!(error.contains(&shop.url("/products.csv")), "{error}");
    }
    assert_eq!(world.writes(), before);
    world.equals(&stock());
    assert!(kept(&world).is_empty());
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/products.csv", nobody.local_addr().unwrap());
    drop(nobody);
    world
        .sync(&url)
        .fails(5)
        .mentions("cannot reach 127.0.0.1:");
    let unknown = "https://shop.invalid/products.csv";
    world
        .sync(unknown)
        .fails(5)
        .mentions("cannot reach shop.invalid");
}

#[test]
fn a_reason_that_passes_is_waited_for() {
    let world = World::new();
    world.configure("[http]\nprivate = \"allow\"\nretries = 1");
    let mut times = 0;
    let shop = Shop::new(move |_| {
        times += 1;
        match times {
            1 => Answer::new(503, &[("Retry-After", "0")], b""),
            _ => Answer::ok(&text()),
        }
    });
    let report = check(&world, &format!("-v {}", shop.url("/products.csv")));
    report
        .is(0, "read=8 created=8")
        .mentions("503 Service Unavailable; fetching again in 500 ms");
    assert_eq!(shop.asked().len(), 2);
    shop.now(|_| Answer::new(503, &[("Retry-After", "0")], b""));
    check(&world, &shop.url("/products.csv")).fails(5);
    assert_eq!(shop.asked().len(), 2);
    shop.now(|_| Answer::new(404, &[], b""));
    check(&world, &shop.url("/products.csv")).fails(8);
    assert_eq!(shop.asked().len(), 1);
}

#[test]
fn what_is_fetched_may_be_packed() {
    let world = world();
    let shop = Shop::new(|asked: &Asked| match asked.path.as_str() {
        "/products.csv.gz" => Answer::ok(&gzip(&text())),
        "/coded" => Answer::new(200, &[("Content-Encoding", "gzip")], &gzip(&text())),
        "/coded.gz" => Answer::new(200, &[("Content-Encoding", "gzip")], &gzip(&gzip(&text()))),
        "/zstd" => Answer::new(200, &[("Content-Encoding", "zstd")], &zstd(&text())),
        _ => {
            let few = csv(&rows(2)).into_bytes();
            Answer::ok(&Zip::of(&[("a.csv", &text()), ("b.csv", &few)]))
        }
    });
    for (path, read) in [
        ("/products.csv.gz", 8),
        ("/coded", 8),
        ("/coded.gz", 8),
        ("/zstd", 8),
        ("/zip?a=1#b.csv", 2),
    ] {
        let report = check(&world, &shop.url(path));
        report.is(0, &format!("read={read} created={read}"));
        let shown = shop.url(&path.replace("a=1", "…"));
        assert_eq!(report.document["sources"][0]["path"], shown.as_str());
    }
    check(&world, &shop.url("/zip"))
        .fails(8)
        .mentions("/zip#a.csv");
}

/// A server that knows validators.
fn validating(etag: &'static str, body: Vec<u8>) -> impl FnMut(&Asked) -> Answer + Send {
    move |asked: &Asked| {
        if asked.header("if-none-match") == Some(etag) {
            Answer::new(304, &[("ETag", etag)], b"")
        } else {
            Answer::new(200, &[("ETag", etag)], &body)
        }
    }
}

/// How many bodies were asked for since this was asked last.
fn downloads(shop: &Shop, etag: &str) -> usize {
    let asked = shop.asked();
    let whole = asked
        .iter()
        .filter(|one| one.header("if-none-match") != Some(etag));
    whole.count()
}

#[test]
fn a_file_that_did_not_change_is_not_fetched_again() {
    let world = world();
    let shop = Shop::new(validating("\"eins\"", text()));
    let url = shop.url("/products.csv?key=Schluessel77");
    world.sync(&url).is(0, "read=8 created=8");
    assert_eq!(downloads(&shop, "\"eins\""), 1);
    assert_eq!(kept(&world).len(), 2);
    for file in kept(&world) {
        let text = std::fs::read(&file).unwrap();
        let shown = format!("{} {}", file.display(), String::from_utf8_lossy(&text));
        assert!(!shown.contains("Schluessel77"), "{shown}");
    }
    world.sync(&url).is(0, "read=8 unchanged=8");
    world.plan(&url).is(0, "read=8 unchanged=8");
    let asked = shop.asked();
    let conditions: Vec<_> = asked
        .iter()
        .map(|one| one.header("if-none-match"))
        .collect();
    assert_eq!(conditions, [Some("\"eins\""); 2]);
    // What works without a state keeps nothing and asks for everything.
    check(&world, &url).is(0, "read=8 created=8");
    assert_eq!(shop.asked()[0].header("if-none-match"), None);
    let mut new = stock();
    new[3] = new[3].clone().set("price", "99.00 EUR");
    shop.now(validating("\"zwei\"", csv(&new).into_bytes()));
    world.sync(&url).is(0, "read=8 unchanged=7 updated=1");
    assert_eq!(kept(&world).len(), 2);
    world.sync(&url).is(0, "read=8 unchanged=8");
    world.equals(&new);
    assert_eq!(downloads(&shop, "\"zwei\""), 1);
}

#[test]
fn a_date_is_a_validator_too_and_without_any_nothing_is_kept() {
    let world = world();
    let date = "Sun, 22 Nov 2026 05:00:00 GMT";
    let shop = Shop::new(move |asked: &Asked| {
        let known = asked.header("if-modified-since") == Some(date);
        let body = if known { Vec::new() } else { text() };
        Answer::new(
            if known { 304 } else { 200 },
            &[("Last-Modified", date)],
            &body,
        )
    });
    let url = shop.url("/products.csv");
    world.sync(&url).is(0, "read=8 created=8");
    world.sync(&url).is(0, "read=8 unchanged=8");
    let asked = shop.asked();
    assert_eq!(asked[1].header("if-modified-since"), Some(date));
    shop.now(|_| {
        Answer::new(
            200,
            &[("ETag", "\"x\""), ("Cache-Control", "No-Store")],
            &text(),
        )
    });
    world.sync(&url).is(0, "read=8 unchanged=8");
    assert!(kept(&world).is_empty(), "{:?}", kept(&world));
    shop.now(|_| Answer::ok(&text()));
    world.sync(&url).is(0, "read=8 unchanged=8");
    assert!(kept(&world).is_empty());
}

/// What is wrong, with which kind of file, and how it came to be.
type Spoil = (&'static str, &'static str, fn(&PathBuf));

#[test]
fn a_kept_file_that_is_odd_in_any_way_is_fetched_anew() {
    let world = world();
    let shop = Shop::new(validating("\"eins\"", text()));
    let url = shop.url("/products.csv");
    world.sync(&url).is(0, "read=8 created=8");
    shop.asked();
    let find = |kind: &str| {
        let all = kept(&world);
        let found = all
            .into_iter()
            .find(|file| file.extension().is_some_and(|is| is == kind));
        found.unwrap()
    };
    let spoil: [Spoil; 7] = [
        ("other bytes", "data", |file| {
            let mut bytes = std::fs::read(file).unwrap();
            bytes[300] ^= 1;
            std::fs::write(file, bytes).unwrap();
        }),
        ("fewer bytes", "data", |file| {
            std::fs::write(file, &text()[..400]).unwrap();
        }),
        ("no bytes", "data", |file| {
            std::fs::remove_file(file).unwrap();
        }),
        ("no note", "json", |file| {
            std::fs::remove_file(file).unwrap();
        }),
        ("half a note", "json", |file| {
            let note = std::fs::read_to_string(file).unwrap();
            std::fs::write(file, &note[..note.len() / 2]).unwrap();
        }),
        ("a note of a later version", "json", |file| {
            let note = std::fs::read_to_string(file).unwrap();
            std::fs::write(file, note.replace("\"format\":1", "\"format\":2")).unwrap();
        }),
        ("a note that leads elsewhere", "json", |file| {
            let note = std::fs::read_to_string(file).unwrap();
            let at = note.find("\"sha256\":\"").unwrap() + 10;
            let path = format!("{}/{}", &note[..at], &note[at + 1..]);
            std::fs::write(file, path).unwrap();
        }),
    ];
    for (how, kind, spoil) in spoil {
        spoil(&find(kind));
        world.sync(&url).is(0, "read=8 unchanged=8");
        assert_eq!(downloads(&shop, "\"eins\""), 1, "{how}");
        world.sync(&url).is(0, "read=8 unchanged=8");
        assert_eq!(downloads(&shop, "\"eins\""), 0, "{how}");
        assert_eq!(kept(&world).len(), 2, "{how}");
    }
}

#[test]
fn an_address_that_is_no_longer_a_source_is_forgotten() {
    let world = world();
    let shop = Shop::new(validating("\"eins\"", text()));
    let (one, two) = (shop.url("/one.csv"), shop.url("/two.csv"));
    world.sync(&one).is(0, "read=8 created=8");
    world.sync(&two).is(0, "read=8 unchanged=8");
    assert_eq!(kept(&world).len(), 2);
    let folder = world.path().join(".shelfsync/state.downloads");
    std::fs::write(folder.join("notes.txt"), "mine").unwrap();
    std::fs::write(folder.join("part-young"), "x").unwrap();
    let old = std::fs::File::create(folder.join("part-old")).unwrap();
    let two_days = Duration::from_secs(2 * 86_400);
    old.set_modified(std::time::SystemTime::now() - two_days)
        .unwrap();
    world.export(&stock());
    world.sync("").is(0, "read=8 unchanged=8");
    let names: Vec<_> = kept(&world)
        .iter()
        .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["notes.txt", "part-young"]);
}

#[cfg(unix)]
#[test]
fn kept_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = world();
    let shop = Shop::new(validating("\"eins\"", text()));
    world
        .sync(&shop.url("/products.csv"))
        .is(0, "read=8 created=8");
    let folder = world.path().join(".shelfsync/state.downloads");
    let mode = |path: &PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for file in kept(&world) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_plan_makes_no_state_to_keep_something_in() {
    let world = world();
    let shop = Shop::new(validating("\"eins\"", text()));
    world
        .plan(&shop.url("/products.csv"))
        .is(0, "read=8 created=8");
    assert!(!world.path().join(".shelfsync").exists());
}

/// A server that says half of a new file and then nothing.
fn hanging() -> Answer {
    let headers = [("ETag", "\"zwei\""), ("Content-Length", "100000")];
    Answer::raw(200, &headers, &text()[..700]).and_hangs()
}

#[test]
fn whoever_dies_while_fetching_leaves_the_old_copy() {
    let world = world();
    let shop = Shop::new(validating("\"eins\"", text()));
    let url = shop.url("/products.csv");
    world.sync(&url).is(0, "read=8 created=8");
    let before = kept(&world);
    shop.now(|_| hanging());
    shop.asked();
    let mut child = world.start(&url);
    wait_for_part(&world, before.len());
    child.kill().unwrap();
    child.wait().unwrap();
    shop.now(validating("\"eins\"", text()));
    shop.asked();
    world.sync(&url).is(0, "read=8 unchanged=8");
    assert_eq!(downloads(&shop, "\"eins\""), 0);
    for file in before {
        assert!(file.exists(), "{}", file.display());
    }
}

/// Until a download has begun to be written.
fn wait_for_part(world: &World, kept_before: usize) {
    for _ in 0..20_000 {
        let files = kept(world);
        let written = |file: &PathBuf| std::fs::metadata(file).is_ok_and(|is| is.len() > 0);
        if files.len() > kept_before && files.iter().all(written) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
    panic!("no download was begun");
}

#[cfg(unix)]
#[test]
fn a_download_can_be_given_up() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let world = world();
        let shop = Shop::new(|_| hanging());
        let child = world.start(&shop.url("/products.csv"));
        wait_for_part(&world, 0);
        let told = std::process::Command::new("kill")
            .args([signal.to_owned(), child.id().to_string()])
            .status();
        assert!(told.unwrap().success());
        let ran = world.finish(child.wait_with_output().unwrap());
        ran.json().fails(code);
        assert!(kept(&world).is_empty(), "{:?}", kept(&world));
    }
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let world = World::new();
    world.configure("[http]\nprivate = \"allow\"\ntimeout = \"1s\"");
    let shop = Shop::new(|_| hanging());
    let mut command = world.command(&format!("check --json {}", shop.url("/products.csv")));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let report = world.finish(output).json();
    report.fails(5).mentions("within 1 s");
}
