//! How the program behaves on a command line: plans of every size, summaries,
//! errors, streams, colors, silence.

use std::process::{Command, Stdio};

use serde_json::json;
use shelfsync::sandbox::{Fault, Trouble};

use crate::export::{Row, row, rows};
use crate::ran::Ran;
use crate::world::World;

/// No line is wider than a terminal of the usual width.
#[track_caller]
fn is_narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

/// What a plan shows.
fn planned(world: &World, flags: &str) -> String {
    let ran = world.talk(&format!("plan {flags}"));
    is_narrow(&ran.stdout);
    ran.text()
}

#[test]
fn a_plan_without_changes_is_a_sentence() {
    let world = World::in_sync(&rows(10));
    insta::assert_snapshot!(planned(&world, ""), @r"
    exit 0
    --- stdout
    Nothing to do: 10 items read, the catalog has them all.
    --- stderr
    ");
}

#[test]
fn a_plan_with_one_change_reads_like_a_sentence() {
    let mut shop = rows(10);
    let world = World::in_sync(&shop);
    shop[2] = shop[2].clone().set("price", "9.03 EUR");
    world.export(&shop);
    insta::assert_snapshot!(planned(&world, ""), @r"
    exit 0
    --- stdout
    ~ SKU-003  price  8.03 EUR → 9.03 EUR  +12.5 %

    Plan: 1 item to update, 9 unchanged; 1 write call.
    --- stderr
    ");
}

#[test]
fn a_plan_with_few_changes_shows_each_field() {
    let mut shop = rows(20);
    let text = "Ein Becher aus Steinzeug, von Hand gedreht und bei 1240 Grad gebrannt. \
                Spülmaschinenfest und für die Mikrowelle geeignet. Fasst 250 ml.";
    shop[7] = shop[7].clone().set("description", text);
    let world = World::in_sync(&shop);
    shop[0] = shop[0].clone().set("price", "119.00 EUR");
    shop[3] = shop[3].clone().set("quantity_to_sell_on_facebook", "12");
    shop[5] = shop[5]
        .clone()
        .set("price", "9.10 EUR")
        .set("sale_price", "8.10 EUR")
        .set("additional_image_link", "https://shop.example/i/extra.jpg");
    shop[7] = shop[7]
        .clone()
        .set("description", &text.replace("250 ml", "300 ml"));
    shop.remove(9);
    shop.push(row("NEW").set("title", "Großer Becher"));
    world.export(&shop);
    insta::assert_snapshot!(planned(&world, ""), @r"
    exit 0
    --- stdout
    + NEW      Großer Becher · 12.90 EUR · in stock
    ~ SKU-001  price                         6.01 EUR → 119.00 EUR  +1880 %
    ~ SKU-004  quantity_to_sell_on_facebook  7 → 12
    ~ SKU-006  Becher SKU-006
        additional_image_link  (none) → https://shop.example/i/extra.jpg
        price                  11.06 EUR → 9.10 EUR  -17.7 %
        sale_price             (none) → 8.10 EUR
    ~ SKU-008  Becher SKU-008
        description    …Fasst 250 ml.
                     → …Fasst 300 ml.
    - SKU-010  archived

    Plan: 1 item to create, 4 to update, 1 to remove, 15 unchanged; 1 write call.
    --- stderr
    ");
}

/// Two hundred items, of which a hundred change, in several ways.
fn hundred_changes() -> World {
    let mut shop = rows(200);
    let world = World::in_sync(&shop);
    for (at, item) in shop.iter_mut().enumerate() {
        let old = item.clone();
        *item = match at {
            0..55 => old.set("price", &format!("{}.00 EUR", 7 + at % 40)),
            55..75 => old
                .set("availability", "out of stock")
                .set("quantity_to_sell_on_facebook", "0"),
            75..80 => old.set("price", "9.99 EUR").set("sale_price", "7.99 EUR"),
            80 => old.set("title", "Becher mit Henkel"),
            81 => old.set("brand", "Töpferei Süd").set("color", "blau"),
            _ => old,
        };
    }
    shop[54] = shop[54].clone().set("price", "1900.00 EUR");
    shop.truncate(190);
    shop.extend((0..8).map(|n| row(&format!("NEW-{n}"))));
    world.export(&shop);
    world
}

#[test]
fn a_plan_with_a_hundred_changes_is_grouped_and_counted() {
    let world = hundred_changes();
    insta::assert_snapshot!(planned(&world, ""), @r"
    exit 0
    --- stdout
    + 8 items to create
        NEW-0  Becher NEW-0 · 12.90 EUR · in stock
        NEW-1  Becher NEW-1 · 12.90 EUR · in stock
    ~ 55 items: price
        price from +1.4 % (SKU-039) to +9146 % (SKU-055)
        SKU-001  6.01 EUR → 7.00 EUR  +16.5 %
        SKU-002  7.02 EUR → 8.00 EUR  +14.0 %
    ~ 20 items: availability, quantity_to_sell_on_facebook
        SKU-056  in stock → out of stock; 7 → 0
        SKU-057  in stock → out of stock; 7 → 0
    ~ 5 items: price, sale_price
        price from -77.7 % (SKU-079) to +72.2 % (SKU-080)
        SKU-080  5.80 EUR → 9.99 EUR; (none) → 7.99 EUR
        SKU-076  41.76 EUR → 9.99 EUR; (none) → 7.99 EUR
    ~ 1 item: brand, color
        SKU-082  Töpferei Nord → Töpferei Süd; (none) → blau
    ~ 1 item: title
        SKU-081  Becher SKU-081 → Becher mit Henkel
    - 10 items to remove: archived
        SKU-191, SKU-192, …

    Plan: 8 items to create, 82 to update, 10 to remove, 108 unchanged; 1 write
    call.

    hint: `shelfsync plan --all` lists every change, field by field
    --- stderr
    ");
    let all = planned(&world, "--all");
    let listed = all.lines().filter(|line| line.starts_with(['+', '~', '-']));
    assert_eq!(
        listed.count(),
        100 + 2,
        "and two heads, `--- stdout` and `--- stderr`"
    );
    assert!(!all.contains("hint:"), "{all}");
}

#[test]
fn a_plan_with_a_hundred_thousand_changes_stays_under_one_screen() {
    let world = World::new();
    let mut text =
        String::from("id,title,description,availability,condition,price,link,image_link,brand\n");
    for number in 0..100_000 {
        use std::fmt::Write;
        writeln!(
            text,
            "SKU-{number:06},Becher {number},Ein Becher.,in stock,new,12.90 EUR,https://shop.example/p/{number},https://shop.example/i/{number}.jpg,Töpferei"
        )
        .unwrap();
    }
    world.write("products.csv", &text);
    world.configure("");
    let plan = planned(&world, "");
    assert!(plan.lines().count() < 24, "{plan}");
    insta::assert_snapshot!(plan, @r"
    exit 0
    --- stdout
    + 100 000 items to create
        SKU-000000  Becher 0 · 12.90 EUR · in stock
        SKU-000001  Becher 1 · 12.90 EUR · in stock
        SKU-000002  Becher 2 · 12.90 EUR · in stock
        SKU-000003  Becher 3 · 12.90 EUR · in stock
        SKU-000004  Becher 4 · 12.90 EUR · in stock

    Plan: 100 000 items to create; 34 write calls.

    hint: `shelfsync plan --all` lists every change, field by field
    --- stderr
    ");
}

#[test]
fn the_calls_that_a_plan_announces_are_those_that_a_sync_makes() {
    let world = World::selling(&rows(25));
    world.config(
        "[[source]]\npath = \"products.csv\"\n[catalog]\nid = \"100\"\n[delivery]\nbatch_items = 10",
    );
    let plan = world.talk("plan").stdout;
    assert!(plan.contains("; 3 write calls."), "{plan}");
    assert_eq!(world.sync("").writes(), 3);
    world.config(
        "[[source]]\npath = \"products.csv\"\n[catalog]\nid = \"200\"\n[delivery]\nbatch_items = 1\nwrites_per_minute = 8",
    );
    let plan = world.talk("plan").stdout;
    assert!(
        plan.contains("; 25 write calls, about 3 min at 8 a minute."),
        "{plan}"
    );
}

#[test]
fn withheld_removals_are_a_group_of_their_own_and_say_what_to_do() {
    let world = World::in_sync(&rows(40));
    world.export(&rows(20));
    insta::assert_snapshot!(planned(&world, ""), @r"
    exit 4
    --- stdout
    - 20 items left the export and wait for a decision (would be archived)
        SKU-021, SKU-022, SKU-023, SKU-024, SKU-025, …

    Plan: 20 items unchanged, 20 withheld.

    hint: if these 20 really are gone from the shop, sync with `--allow-removals 20`
    hint: `shelfsync plan --all` lists every change, field by field
    --- stderr
    ");
    insta::assert_snapshot!(planned(&world, "-q"), @r"
    exit 4
    --- stdout
    --- stderr
    Plan: 20 items unchanged, 20 withheld.

    hint: if these 20 really are gone from the shop, sync with `--allow-removals 20`
    ");
}

#[test]
fn full_says_what_differs_and_what_does_not() {
    let mut shop = rows(20);
    let world = World::in_sync(&shop);
    shop[3] = shop[3].clone().set("price", "99.00 EUR");
    world.export(&shop);
    insta::assert_snapshot!(planned(&world, "--full"), @r"
    exit 0
    --- stdout
    ~ 19 items: sent in full
        SKU-001, SKU-002, SKU-003, SKU-005, SKU-006, …
    ~ 1 item: sent in full: price
        SKU-004  9.04 EUR → 99.00 EUR  +995 %

    Plan: 20 items to update; 1 write call.

    hint: `shelfsync plan --all` lists every change, field by field
    --- stderr
    ");
}

const WORDS: &str = "Image could not be downloaded: (403) Forbidden";

#[test]
fn a_summary_tells_what_is_held_back_and_refused() {
    let mut shop = rows(12);
    shop[4] = shop[4].clone().set("price", "auf Anfrage");
    shop[5] = shop[5].clone().set("condition", "Mängelexemplar");
    shop[6] = shop[6].clone().set("title", "GROSSER BECHER AUS STEINZEUG");
    let world = World::selling(&shop);
    world.fault(Fault::refuse("SKU-003", WORDS).always());
    let first = world.talk("sync");
    is_narrow(&first.stdout);
    insta::assert_snapshot!(first.text(), @r#"
    exit 3
    --- stdout
    error[condition-invalid] 1 time
      products.csv:7 SKU-006 [condition] "Mängelexemplar": `Mängelexemplar` is not
          known as condition; known are new, refurbished, used and their usual
          translations
      → correct the value in the shop
    error[price-invalid] 1 time
      products.csv:6 SKU-005 [price] "auf Anfrage": this is no amount; write it as
          `1299.95`
      → correct the value in the shop
    warning[meta-warning] 1 time
      products.csv: Text is in capitals: title should use sentence case. (SKU-007)
      → see Meta's words
    warning[title-uppercase] 1 time
      products.csv:8 SKU-007 [title] "GROSSER BECHER AUS STEINZEUG": the title is
          all in capitals
      → write the text in normal case; Meta may refuse capitals
    refused by Meta: 1 item
      products.csv:4 SKU-003: Image could not be downloaded: (403) Forbidden
      → correct the item in the shop; it is sent again when it has changed, or at
        once with `--only SKU-003`
    12 items read: 9 created, 1 refused by Meta, 2 held back.
    1 write call, 1 status poll, 3 501 bytes sent in [time]
    --- stderr
    "#);
    insta::assert_snapshot!(world.talk("sync").text(), @r#"
    exit 3
    --- stdout
    error[condition-invalid] 1 time
      products.csv:7 SKU-006 [condition] "Mängelexemplar": `Mängelexemplar` is not
          known as condition; known are new, refurbished, used and their usual
          translations
      → correct the value in the shop
    error[price-invalid] 1 time
      products.csv:6 SKU-005 [price] "auf Anfrage": this is no amount; write it as
          `1299.95`
      → correct the value in the shop
    warning[title-uppercase] 1 time
      products.csv:8 SKU-007 [title] "GROSSER BECHER AUS STEINZEUG": the title is
          all in capitals
      → write the text in normal case; Meta may refuse capitals
    refused by Meta before: 1 item, not sent again until it changes
      products.csv:4 SKU-003: Image could not be downloaded: (403) Forbidden
    12 items read: 9 unchanged, 1 refused by Meta, 2 held back.
    --- stderr
    "#);
}

#[test]
fn a_summary_of_a_run_that_waits_says_what_is_left() {
    let world = World::selling(&rows(5));
    world.fault(Fault::new(Trouble::DelayVerdict { polls: 90 }));
    insta::assert_snapshot!(uncounted(&world.talk("sync --max-wait 1s")), @r"
    exit 5
    --- stdout
    `max_wait` of 1 s is over; what is left goes out with the next run
    5 items read: 5 pending.

    hint: run the same command again; it goes on where this one stopped
    --- stderr
    ");
}

#[test]
fn a_summary_of_withheld_removals_says_how_to_let_them_go() {
    let world = World::in_sync(&rows(40));
    world.export(&rows(20));
    insta::assert_snapshot!(world.talk("sync").text(), @r"
    exit 4
    --- stdout
    withheld: 20 live items left the export, more than `[removal]` lets go at once:
      SKU-021, SKU-022, SKU-023, SKU-024, SKU-025, …
    20 items read: 20 unchanged, 20 removals withheld.

    hint: if these 20 really are gone from the shop, sync with `--allow-removals 20`
    --- stderr
    ");
}

#[cfg(unix)]
#[test]
fn a_summary_of_an_interrupted_run_says_that_the_next_one_goes_on() {
    let world = World::selling(&rows(5));
    world.fault(Fault::new(Trouble::DelayVerdict { polls: 90 }));
    let mut command = world.command(&format!("sync --api-url {}", world.url()));
    let running = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It polls: the batch is with Meta.
    world.wait_for(|calls| calls.iter().filter(|call| call.method == "GET").count() > 1);
    let pid = running.id().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    let ran = world.finish(running.wait_with_output().unwrap());
    insta::assert_snapshot!(uncounted(&ran), @r"
    exit 130
    --- stdout
    interrupted; what is left goes out with the next run
    5 items read: 5 pending.
    --- stderr
    ");
}

/// Cron's environment: a short path, a home, no terminal.
fn from_cron(world: &World, line: &str) -> Ran {
    let mut command = world.command(&format!("{line} --api-url {}", world.url()));
    command
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", world.path());
    command.env("SHELL", "/bin/sh").env("LOGNAME", "shop");
    world.finish(command.output().unwrap())
}

#[test]
fn from_cron_success_is_silent_and_trouble_is_one_block_told_once() {
    let mut shop = rows(5);
    let world = World::selling(&shop);
    let silent = |code: i32, why: &str| {
        let ran = from_cron(&world, "sync -q");
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (Some(code), "", ""),
            "{why}"
        );
    };
    silent(0, "all is new and well");
    silent(0, "nothing to do");
    world.fault(Fault::refuse("SKU-003", WORDS).always());
    shop[2] = shop[2].clone().set("title", "Verboten");
    world.export(&shop);
    insta::assert_snapshot!(from_cron(&world, "sync -q").text(), @r"
    exit 3
    --- stdout
    --- stderr
    refused by Meta: 1 item
      products.csv:4 SKU-003: Image could not be downloaded: (403) Forbidden
      → correct the item in the shop; it is sent again when it has changed, or at
        once with `--only SKU-003`
    5 items read: 4 unchanged, 1 refused by Meta.
    ");
    silent(3, "the same again is known");
    shop[0] = shop[0].clone().set("price", "1.00 EUR");
    world.export(&shop);
    silent(3, "other items go on");
    // Somebody who looks is told in any case, and a program, too.
    assert!(world.talk("sync").stdout.contains(WORDS));
    assert_eq!(world.sync("-q").document["refusals"][0]["message"], WORDS);
    silent(3, "still the same");
    shop[4] = shop[4].clone().set("price", "");
    world.export(&shop);
    let more = from_cron(&world, "sync -q");
    assert_eq!(more.code, Some(3));
    assert!(more.stderr.contains("price-missing"), "{more:?}");
    shop[2] = shop[2].clone().set("title", "Becher SKU-003");
    shop[4] = shop[4].clone().set("price", "9.00 EUR");
    world.export(&shop);
    silent(0, "all is well again");
    shop[2] = shop[2].clone().set("title", "Verboten");
    world.export(&shop);
    let back = from_cron(&world, "sync -q");
    assert_eq!(back.code, Some(3));
    assert!(back.stderr.contains(WORDS), "it came back: {back:?}");
}

#[test]
fn what_lasts_is_told_again_after_a_day() {
    let mut shop = rows(5);
    shop[1] = shop[1].clone().set("price", "");
    let world = World::selling(&shop);
    assert!(!from_cron(&world, "sync -q").stderr.is_empty());
    assert!(from_cron(&world, "sync -q").stderr.is_empty());
    let db = rusqlite::Connection::open(world.state()).unwrap();
    db.execute(
        "UPDATE runs SET report = json_set(report, '$.told.at', json_extract(report, '$.told.at') - 86400000)",
        [],
    )
    .unwrap();
    drop(db);
    assert!(!from_cron(&world, "sync -q").stderr.is_empty());
    assert!(from_cron(&world, "sync -q").stderr.is_empty());
    // `status` shows the counts of runs, not what was told.
    let status = world.talk("status --json").json();
    let items = status.document["runs"][0]["items"].as_object().unwrap();
    assert!(
        items.contains_key("read") && !items.contains_key("told"),
        "{items:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_could_not_be_printed_has_not_been_told() {
    let mut shop = rows(5);
    shop[1] = shop[1].clone().set("price", "");
    let world = World::selling(&shop);
    // A device that has no room left.
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = world.command(&format!("sync --api-url {}", world.url()));
    let ran = world.finish(command.stdout(full).output().unwrap());
    assert_eq!(ran.code, Some(5), "{ran:?}");
    let next = from_cron(&world, "sync -q");
    assert!(next.stderr.contains("price-missing"), "{next:?}");
    assert!(from_cron(&world, "sync -q").stderr.is_empty());
}

#[test]
fn withheld_removals_are_told_on_every_run() {
    let world = World::in_sync(&rows(40));
    world.export(&rows(20));
    for _ in 0..2 {
        let ran = from_cron(&world, "sync -q");
        assert_eq!(ran.code, Some(4));
        assert!(ran.stderr.contains("--allow-removals 20"), "{ran:?}");
    }
}

/// Runs a command line of a shell.
#[cfg(unix)]
fn shell(world: &World, line: &str) -> Ran {
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_shelfsync");
    command
        .args(["-c", &line.replace("shelfsync", &format!("'{program}'"))])
        .current_dir(world.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::null());
    world.finish(command.output().unwrap())
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_nothing_but_the_reading() {
    let mut shop = rows(3000);
    shop[0] = shop[0].clone().set("price", "");
    let world = World::selling(&shop);
    for line in [
        "plan --all",
        "plan --json",
        "export",
        "check -v",
        "check --json",
    ] {
        let piped = format!("(shelfsync {line}; echo $? >&2) | head -n 1 >/dev/null");
        let ran = shell(&world, &piped);
        let code = ran.stderr.lines().last().unwrap();
        assert_eq!(code, "3", "{line}: {}", ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{line}: {}", ran.stderr);
    }
    let closed = shell(&world, "shelfsync plan 2>&-; echo $?");
    assert!(closed.stdout.ends_with("3\n"), "{closed:?}");
    let nobody = shell(&world, "shelfsync check nothing.csv >&- 2>&-; echo $?");
    assert_eq!(nobody.stdout, "8\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_no_success() {
    let world = World::selling(&rows(3));
    for line in ["check", "check --json", "plan", "plan --json", "export"] {
        let ran = shell(&world, &format!("shelfsync {line} >/dev/full"));
        assert_eq!(ran.code, Some(5), "{line}: {ran:?}");
        assert!(
            ran.stderr.contains("cannot write standard output"),
            "{line}: {ran:?}"
        );
    }
}

/// Runs a command on a terminal of 80 columns. What it shows comes back with
/// all that steers the terminal.
#[cfg(target_os = "linux")]
fn on_terminal(world: &World, line: &str, environment: &str) -> Option<String> {
    let known = Command::new("script").arg("--version").output();
    if !known.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let line = format!("stty cols 80 rows 24; env {environment} shelfsync {line}");
    let quoted = line.replace('\'', "'\\''");
    let ran = shell(world, &format!("script -qec '{quoted}' /dev/null"));
    Some(ran.stdout)
}

#[cfg(target_os = "linux")]
#[test]
fn colors_and_bars_come_on_a_terminal_alone_and_can_be_switched_off() {
    let mut shop = rows(3);
    shop[0] = shop[0].clone().set("price", "");
    let world = World::selling(&shop);
    let Some(shown) = on_terminal(&world, "check", "TERM=xterm") else {
        return;
    };
    assert!(
        shown.contains("\u{1b}[31merror[price-missing]\u{1b}[0m"),
        "{shown:?}"
    );
    let bar = "reading products.csv";
    assert!(shown.contains(bar), "{shown:?}");
    // The bar is cleared before the result is shown.
    let last = shown.rfind(bar).unwrap();
    let result = shown.find("error[").unwrap();
    assert!(shown[last..result].contains("\u{1b}[2K"), "{shown:?}");
    #[rustfmt::skip]
    let cases = [
        // flags            environment            bars   colors
        ("",               "TERM=dumb",           false, false),
        ("",               "TERM=xterm NO_COLOR=1", true,  false),
        ("--color never",  "TERM=xterm",          true,  false),
        ("--color always", "TERM=dumb",           false, true),
        ("",               "TERM=xterm CI=true",  false, true),
        ("-q",             "TERM=xterm",          false, true),
    ];
    for (flags, environment, bars, colors) in cases {
        let shown = on_terminal(&world, &format!("check {flags}"), environment).unwrap();
        assert_eq!(
            shown.contains(bar),
            bars,
            "{flags} {environment}: {shown:?}"
        );
        assert_eq!(
            shown.contains("\u{1b}[31m"),
            colors,
            "{flags} {environment}: {shown:?}"
        );
        assert_eq!(
            shown.contains('\u{1b}'),
            bars || colors,
            "{flags} {environment}: {shown:?}"
        );
    }
    let forced = shell(&world, "CLICOLOR_FORCE=1 shelfsync check");
    assert!(forced.stdout.contains("\u{1b}[31m"), "{forced:?}");
    let piped = shell(&world, "TERM=xterm shelfsync check -v");
    assert!(
        !format!("{}{}", piped.stdout, piped.stderr).contains('\u{1b}'),
        "{piped:?}"
    );
}

#[test]
fn texts_of_a_shop_and_of_meta_do_not_steer_the_terminal() {
    let hostile = "A\u{1b}[2J\u{202e}B\u{9b}31m";
    let mut shop: Vec<Row> = rows(2);
    shop.push(row("X").set("title", hostile).set("price", hostile));
    shop.push(row("Y\u{1b}[31m").set("title", hostile));
    shop.push(row("Z").set(&format!("Extra{hostile}"), "1"));
    let world = World::selling(&shop);
    world.fault(Fault::refuse("SKU-001", format!("no {hostile}\nand more")).always());
    for line in [
        "check",
        "plan",
        "plan --all",
        "sync -vv",
        "plan",
        "status",
        "check -q",
    ] {
        let ran = world.talk(line);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        for sign in ['\u{1b}', '\u{202e}', '\u{9b}'] {
            assert!(!said.contains(sign), "{line}: {said:?}");
        }
    }
}

/// What a run says, without the calls that it made: they hang on the clock.
fn uncounted(ran: &Ran) -> String {
    let text = ran.text();
    let lines = text.lines().filter(|line| !line.contains("bytes sent in"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What a run says whose words name a path: where its lines end hangs on that.
fn unbroken(text: &str) -> String {
    text.replace("\n  ", " ")
}

/// What a run says that cannot do its work.
fn failed(world: &World, line: &str, code: i32) -> String {
    let ran = world.talk(line);
    assert_eq!(ran.code, Some(code), "{ran:?}");
    assert_eq!(ran.stdout, "", "{line}");
    ran.text()
}

#[test]
fn an_error_of_the_settings_names_place_and_cure() {
    let world = World::selling(&rows(3));
    world.config("[[source]]\npath = \"products.csv\"\n[catalog]\nid = \"100\"\n[removal]\nmax_itms = 5\n[shop]\ncurrency = \"Euro\"");
    insta::assert_snapshot!(failed(&world, "sync", 2), @r"
    exit 2
    --- stdout
    --- stderr
    error: 2 problems in the configuration:
      shelfsync.toml:6: [removal] has no key `max_itms`; did you mean `max_items`?
      shelfsync.toml:8: `shop.currency` is `Euro`; expected a currency code of three
        capital letters (ISO 4217); did you mean `EUR`?
    ");
    world.config("[[source]]\npath = \"products.csv\"");
    insta::assert_snapshot!(failed(&world, "sync", 2), @r#"
    exit 2
    --- stdout
    --- stderr
    error: `catalog.id` is not set; give `--catalog 1234567890`, set
      `SHELFSYNC_CATALOG_ID`, or write `id = "1234567890"` below `[catalog]` in
      shelfsync.toml
    "#);
}

#[test]
fn an_error_of_the_export_says_that_nothing_was_sent() {
    let world = World::new();
    insta::assert_snapshot!(failed(&world, "sync", 8), @r"
    exit 8
    --- stdout
    --- stderr
    error: products.csv: there is no such file; check the path

    hint: nothing was sent, and nothing was removed
    ");
    world.write("products.csv", "");
    insta::assert_snapshot!(failed(&world, "sync", 8), @r"
    exit 8
    --- stdout
    --- stderr
    error: products.csv: is empty; let the shop write the export again

    hint: nothing was sent, and nothing was removed
    ");
}

#[test]
fn an_error_of_the_state_says_what_to_do_with_the_file() {
    let world = World::in_sync(&rows(2));
    let db = rusqlite::Connection::open(world.state()).unwrap();
    db.pragma_update(None, "user_version", 9_999).unwrap();
    drop(db);
    insta::assert_snapshot!(unbroken(&failed(&world, "sync", 2)), @r"
    exit 2
    --- stdout
    --- stderr
    error: cannot use the state: [folder]/.shelfsync/state.db: written by a newer version (format 9999, this program knows 4); update shelfsync
    ");
}

#[test]
fn an_error_of_the_credentials_says_where_they_come_from() {
    let world = World::selling(&rows(2));
    let without = |name: &str, value: &str| {
        let mut command = world.command("sync");
        command.env_remove("META_ACCESS_TOKEN").env(name, value);
        let ran = world.finish(command.output().unwrap());
        assert_eq!(ran.code, Some(6), "{ran:?}");
        ran.text()
    };
    insta::assert_snapshot!(without("META_ACCESS_TOKEN", ""), @r"
    exit 6
    --- stdout
    --- stderr
    error: no access token: META_ACCESS_TOKEN and META_ACCESS_TOKEN_FILE are not
      set, or empty

    hint: put the token of a system user with `catalog_management` into
          META_ACCESS_TOKEN, or try things out with `--sandbox`, which needs none
    ");
    insta::assert_snapshot!(without("META_ACCESS_TOKEN_FILE", "token.txt"), @r"
    exit 6
    --- stdout
    --- stderr
    error: cannot read the access token from `token.txt` (named by
      META_ACCESS_TOKEN_FILE): No such file or directory (os error 2)

    hint: check that the file exists and that the user of this run may read it
    ");
    world.write("token.txt", "");
    insta::assert_snapshot!(without("META_ACCESS_TOKEN_FILE", "token.txt"), @r"
    exit 6
    --- stdout
    --- stderr
    error: there is no access token in `token.txt` (named by
      META_ACCESS_TOKEN_FILE): the file is empty

    hint: write the token into it, and nothing else
    ");
}

#[test]
fn an_error_of_the_permission_has_metas_words_and_the_remedy() {
    let world = World::selling(&rows(2));
    let expired = json!({"error": {"message": "Error validating access token: Session has expired",
        "type": "OAuthException", "code": 190, "error_subcode": 463, "fbtrace_id": "A"}});
    world.fault(Fault::answer(400, expired).always());
    insta::assert_snapshot!(failed(&world, "sync", 6), @r"
    exit 6
    --- stdout
    --- stderr
    error: Meta says: Error validating access token: Session has expired (code 190,
      subcode 463, trace A)

    hint: make a new token for the system user (with `catalog_management`) and put
          it into META_ACCESS_TOKEN; check META_APP_SECRET if the app asks for a
          proof
    ");
}

#[test]
fn an_error_of_the_network_is_temporary_and_says_what_is_left() {
    let world = World::selling(&rows(2));
    let down = json!({"error": {"message": "Service temporarily unavailable",
        "type": "OAuthException", "code": 2, "fbtrace_id": "A"}});
    world.fault(Fault::answer(503, down).always());
    insta::assert_snapshot!(world.talk("sync --max-wait 1s").text(), @r"
    exit 5
    --- stdout
    Meta says: Service temporarily unavailable (code 2, trace A) (tried 2 times)
    2 items read: 2 pending.

    hint: run the same command again; it goes on where this one stopped
    --- stderr
    ");
}

#[test]
fn a_second_run_is_told_who_holds_the_lock() {
    let world = World::selling(&rows(2));
    let state = world.state();
    let _held = shelfsync::state::Lock::acquire(&state).unwrap();
    let text = failed(&world, "sync", 7);
    let pid = std::process::id().to_string();
    let text = text.replace(&pid, "[pid]");
    let (before, after) = text.split_once("since ").unwrap();
    let rest = after.split_once(')').unwrap().1;
    insta::assert_snapshot!(unbroken(&format!("{before}since [time]){rest}")), @r"
    exit 7
    --- stdout
    --- stderr
    error: another run holds the lock [folder]/.shelfsync/state.db.lock (process [pid], since [time]); wait until it ends
    ");
}

#[test]
fn nothing_but_the_view_opens_a_standard_stream() {
    let mut todo = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut wrong = Vec::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // Asking where something would go opens nothing.
        let text = text.replace("use_stderr()", "");
        let opens = ["stdout()", "stderr()", "println!", "print!", "eprint!"]
            .iter()
            .any(|word| text.contains(word));
        if opens && !path.components().any(|part| part.as_os_str() == "view") {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
