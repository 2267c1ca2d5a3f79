//! Changes that look like an accident: each guard over several runs, and the
//! order in which everything else goes out.

use serde_json::{Value, json};

use crate::export::{Row, csv, row, rows};
use crate::world::{CONFIG, World};

/// The rows with other prices, from the first.
fn priced(rows: &[Row], count: usize, price: &str) -> Vec<Row> {
    let mut rows = rows.to_vec();
    for row in &mut rows[..count] {
        *row = row.clone().set("price", price);
    }
    rows
}

fn sold_out(rows: &[Row], count: usize) -> Vec<Row> {
    let mut rows = rows.to_vec();
    for row in &mut rows[..count] {
        let gone = [
            ("availability", "out of stock"),
            ("quantity_to_sell_on_facebook", "0"),
        ];
        *row = row.clone().with(&gone);
    }
    rows
}

/// The ids of all records that were sent, in their order.
fn sent_ids(world: &World) -> Vec<String> {
    let calls = world.sent();
    let records = calls.iter().flatten();
    records
        .map(|record| record["data"]["id"].as_str().unwrap().to_owned())
        .collect()
}

fn held(world: &World) -> Value {
    world.talk("status --json").json().document["held"].clone()
}

#[test]
fn what_takes_back_a_promise_goes_out_first_and_removals_last() {
    let shop: Vec<Row> = rows(40)
        .into_iter()
        .map(|row| row.set("price", "20.00 EUR").set("sale_price", ""))
        .collect();
    let mut shop = shop;
    shop[5] = shop[5].clone().set("sale_price", "15.00 EUR");
    let world = World::in_sync(&shop);
    // In the order of the file: new, retitled, cheaper, dearer, no sale any
    // more, sold out, in error and sold out; one has left.
    let mut now = vec![row("N-1"), row("N-2")];
    let change = |at: usize, column: &str, cell: &str| shop[at].clone().set(column, cell);
    now.push(change(2, "title", "Krug"));
    now.push(change(3, "price", "18.00 EUR"));
    now.push(change(4, "price", "22.00 EUR"));
    now.push(change(5, "sale_price", ""));
    now.push(sold_out(&shop[6..7], 1).remove(0));
    now.push(sold_out(&shop[7..8], 1).remove(0).set("price", "?"));
    now.extend_from_slice(&shop[9..]);
    now.push(shop[0].clone());
    now.push(shop[1].clone());
    world.export(&now);
    let plan = world.plan("");
    let ids = |of: &Value| -> Vec<String> {
        let all = of["changes"].as_array().unwrap();
        all.iter()
            .map(|c| c["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let order = [
        "SKU-008", "SKU-005", "SKU-006", "SKU-007", "SKU-003", "SKU-004", "N-1", "N-2", "SKU-009",
    ];
    assert_eq!(ids(&plan.document), order);
    let report = world.sync("");
    report.is(
        3,
        "read=41 unchanged=33 created=2 updated=5 invalid=1 removed=1",
    );
    assert_eq!(sent_ids(&world), order);
}

#[test]
fn items_of_which_nobody_knows_the_stock_go_out_first_when_they_are_sold_out() {
    let shop = rows(30);
    let world = World::in_sync(&shop);
    // The state is lost: the catalog's items are known by their ids only.
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    let mut now = vec![row("N-1")];
    now.extend_from_slice(&shop[..20]);
    now.extend(sold_out(&shop[20..], 10));
    world.export(&now);
    world.sync("").is(0, "read=31 created=1 updated=30");
    let sent = sent_ids(&world);
    assert_eq!(
        sent[..10],
        (21..=30).map(|n| format!("SKU-{n:03}")).collect::<Vec<_>>()
    );
    assert_eq!(sent[30], "N-1");
}

#[test]
fn prices_at_a_hundredth_wait_and_everything_else_goes_out() {
    let shop = rows(100);
    let world = World::in_sync(&shop);
    let mut bad = priced(&shop, 40, "0.10 EUR");
    bad[99] = bad[99].clone().set("title", "Krug");
    bad[98] = bad[98]
        .clone()
        .set("price", "900.00 EUR")
        .set("title", "Vase");
    bad.push(row("N-1"));
    world.export(&bad);
    let plan = world.plan("");
    plan.is(4, "read=101 unchanged=58 created=1 updated=1 held=41");
    for change in plan.document["changes"].as_array().unwrap() {
        let id = change["id"].as_str().unwrap();
        let waits = !["SKU-100", "N-1"].contains(&id);
        assert_eq!(change["withheld"], waits, "{change}");
        let rule = if waits {
            json!("guard-prices")
        } else {
            Value::Null
        };
        assert_eq!(change["rule"], rule, "{change}");
    }
    let report = world.sync("");
    report.is(4, "read=101 unchanged=58 created=1 updated=1 held=41");
    report.mentions("--approve guard-prices=41");
    let problem = report.problems("guard-prices")[0];
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("41 of 100 live items"), "{message}");
    assert!(
        message.contains("SKU-001 (6.01 EUR → 0.10 EUR)"),
        "{message}"
    );
    assert_eq!(sent_ids(&world), ["SKU-100", "N-1"]);

    // The same file again: nothing moves, everybody is told, also under -q.
    for flags in [
        "",
        "--approve guard-prices=40",
        "--approve guard-stock=500",
        "-q",
    ] {
        let again = world.sync(flags);
        again.is(4, "read=101 unchanged=60 held=41");
        assert_eq!(again.writes(), 0, "{flags}");
    }
    let quiet = world.talk("sync -q");
    assert!(
        quiet.stdout.is_empty() && quiet.stderr.contains("guard-prices"),
        "{quiet:?}"
    );
    let held = held(&world);
    assert_eq!(held[0]["rule"], "guard-prices");
    assert_eq!(held[0]["items"], 41);
    assert_eq!(held[0]["samples"].as_array().unwrap().len(), 20);

    // Approved by the number that was seen: it goes out, once.
    let done = world.sync("--approve guard-prices=41");
    done.is(0, "read=101 unchanged=60 updated=41");
    world.equals(&bad);
    world.sync("").is(0, "read=101 unchanged=101");
    world.export(&priced(&shop, 40, "40.00 EUR"));
    world
        .sync("")
        .is(4, "read=100 unchanged=58 updated=1 held=41 removed=1");
}

#[test]
fn an_accident_in_several_files_is_blamed_on_none_of_them() {
    let shop = rows(40);
    let world = World::new();
    let files = |rows: &[Row]| {
        world.write("a.csv", csv(&rows[..20]));
        world.write("b.csv", csv(&rows[20..]));
    };
    files(&shop);
    world.sync("a.csv b.csv").is(0, "read=40 created=40");
    files(&priced(&shop, 40, "0.10 EUR"));
    let report = world.sync("a.csv b.csv");
    report.is(4, "read=40 held=40");
    assert_eq!(report.problems("guard-prices")[0]["source"], "");
    // One of the files alone is half of the shop, and no reason to remove the other half.
    files(&shop);
    world
        .sync("a.csv")
        .is(4, "read=20 unchanged=20 withheld=20");
}

#[test]
fn a_repaired_file_lets_go_and_says_nothing_more() {
    let shop = rows(100);
    let world = World::in_sync(&shop);
    world.export(&priced(&shop, 60, "0.10 EUR"));
    world.sync("").fails(4);
    let report = {
        world.export(&shop);
        world.sync("")
    };
    report.is(0, "read=100 unchanged=100");
    assert_eq!(report.writes(), 0);
    assert_eq!(held(&world), json!([]));
    assert_eq!(sent_ids(&world), [""; 0]);
}

#[test]
fn what_is_held_is_not_let_go_because_the_shop_grows_or_half_is_repaired() {
    let shop = rows(100);
    let world = World::in_sync(&shop);
    let bad = priced(&shop, 40, "0.10 EUR");
    world.export(&bad);
    world.sync("").is(4, "read=100 unchanged=60 held=40");
    // Two hundred new items make the share small.
    let mut grown = bad.clone();
    grown.extend((1..=200).map(|n| row(&format!("N-{n}"))));
    world.export(&grown);
    world
        .sync("")
        .is(4, "read=300 unchanged=60 created=200 held=40");
    world.sync("").is(4, "read=300 unchanged=260 held=40");
    let mut half = priced(&shop, 25, "0.10 EUR");
    half.extend_from_slice(&grown[100..]);
    world.export(&half);
    world.sync("").is(4, "read=300 unchanged=275 held=25");
    // The measure is the most that was held: it does not slide.
    assert_eq!(held(&world)[0]["items"], 40);
    let mut less = priced(&shop, 20, "0.10 EUR");
    less.extend_from_slice(&grown[100..]);
    world.export(&less);
    world.plan("").is(0, "read=300 unchanged=280 updated=20");
    // A few that remain are judged like any others.
    let mut few = priced(&shop, 2, "0.10 EUR");
    few.extend_from_slice(&grown[100..]);
    world.export(&few);
    world.sync("").is(0, "read=300 unchanged=298 updated=2");
    assert_eq!(held(&world), json!([]));
}

/// A shop that grew to a hundred items since a guard began to hold twenty.
fn grown_with_twenty_held() -> (World, Vec<Row>) {
    let shop = rows(40);
    let world = World::in_sync(&shop);
    let mut bad = priced(&shop, 20, "0.10 EUR");
    world.export(&bad);
    world.sync("").is(4, "read=40 unchanged=20 held=20");
    bad.extend((1..=60).map(|n| row(&format!("N-{n}"))));
    world.export(&bad);
    world
        .sync("")
        .is(4, "read=100 unchanged=20 created=60 held=20");
    (world, bad)
}

#[test]
fn what_is_held_is_not_forgotten_over_an_export_that_lacks_it() {
    let (world, bad) = grown_with_twenty_held();
    let before = held(&world);
    world.export(&bad[30..40]);
    for _ in 0..2 {
        let cut = world.sync("");
        cut.is(4, "read=10 unchanged=10 withheld=90");
        cut.mentions("held by guard-prices since an earlier run");
        assert_eq!(held(&world), before);
    }
    world.export(&bad);
    let back = world.sync("");
    back.is(4, "read=100 unchanged=80 held=20");
    assert_eq!(back.writes(), 0);
    // Of the few that are seen somebody decides, and not of the others.
    world.export(&bad[17..40]);
    world
        .plan("")
        .is(4, "read=23 unchanged=20 held=3 withheld=77");
    world
        .sync("--approve guard-prices=3")
        .is(4, "read=23 unchanged=20 updated=3 withheld=77");
    world.export(&bad);
    world.sync("").is(4, "read=100 unchanged=83 held=17");
    world
        .sync("--approve guard-prices=17")
        .is(0, "read=100 unchanged=83 updated=17");
    assert_eq!(held(&world), json!([]));
}

#[test]
fn what_is_held_is_not_forgotten_while_it_is_in_error_or_gone() {
    let (world, bad) = grown_with_twenty_held();
    let mut broken = bad.clone();
    for row in &mut broken[..19] {
        *row = row.clone().set("title", "");
    }
    world.export(&broken);
    // The one that is left is one of twenty.
    world
        .sync("")
        .is(4, "read=100 unchanged=80 invalid=19 held=1");
    for row in &mut broken[..20] {
        *row = row.clone().set("title", "");
    }
    world.export(&broken);
    let silent = world.sync("");
    silent.is(3, "read=100 unchanged=80 invalid=20");
    silent.mentions("held by guard-prices since an earlier run");
    // Twenty are missing, which is more than `[removal]` lets go.
    world.export(&bad[20..]);
    world.sync("").is(4, "read=80 unchanged=80 withheld=20");
    world.export(&bad);
    let back = world.sync("");
    back.is(4, "read=100 unchanged=80 held=20");
    assert_eq!(back.writes(), 0);
    // They leave the shop for good: nothing is left to decide on.
    world.export(&bad[20..]);
    world
        .sync("--allow-removals 20")
        .is(0, "read=80 unchanged=80 removed=20");
    world.sync("").is(0, "read=80 unchanged=80");
    assert_eq!(held(&world), json!([]));
}

#[test]
fn a_part_of_the_export_sends_nothing_that_waits() {
    let shop = rows(50);
    let world = World::in_sync(&shop);
    let bad = priced(&shop, 30, "0.10 EUR");
    // Judged alone, a part says nothing.
    world.export(&bad);
    world
        .plan("--limit 8")
        .is(0, "read=50 updated=8 filtered=42");
    world.sync("").is(4, "read=50 unchanged=20 held=30");
    world.sync("--limit 8").is(4, "read=50 filtered=42 held=8");
    // Somebody who names an item means it.
    world
        .sync("--only SKU-001")
        .is(0, "read=50 updated=1 filtered=49");
    world.sync("").is(4, "read=50 unchanged=21 held=29");
}

#[test]
fn a_sale_of_everything_is_no_accident_unless_it_gives_it_away() {
    let shop: Vec<Row> = rows(40)
        .into_iter()
        .map(|row| row.set("price", "50.00 EUR").set("sale_price", ""))
        .collect();
    let on_sale = |price: &str| -> Vec<Row> {
        let all = shop.iter();
        all.map(|row| row.clone().set("sale_price", price))
            .collect()
    };
    let world = World::in_sync(&shop);
    world.export(&on_sale("10.00 EUR"));
    world.sync("").is(0, "read=40 updated=40");
    world.export(&on_sale("0.10 EUR"));
    world
        .sync("")
        .is(4, "read=40 held=40")
        .mentions("a new sale price takes more than 80 % off the price of all 40 live items")
        .mentions("50.00 EUR, now 0.10 EUR");
    world.configure("[guard]\nsale_off = 1");
    world.plan("").is(0, "read=40 updated=40");
}

#[test]
fn a_shop_that_is_sold_out_all_at_once_is_asked_about() {
    let shop = rows(50);
    let world = World::in_sync(&shop);
    // One of them is in error as well: its mark is held, too.
    let mut bad = sold_out(&shop, 50);
    bad[7] = bad[7].clone().set("price", "?");
    world.export(&bad);
    let plan = world.plan("");
    plan.is(4, "read=50 invalid=1 held=49");
    assert_eq!(plan.document["changes"].as_array().unwrap().len(), 50);
    let report = world.sync("");
    report.is(4, "read=50 invalid=1 held=49");
    report.mentions("--approve guard-stock=50");
    assert_eq!(report.writes(), 0);
    world.equals(&shop);
    // Most of it is.
    world.export(&sold_out(&shop, 45));
    world.sync("").is(4, "read=50 unchanged=5 held=45");
    world
        .sync("--approve guard-stock=45")
        .is(0, "read=50 unchanged=5 updated=45");
    // A shop whose last pieces go is no accident, unless it says so itself.
    world.export(&sold_out(&shop, 50));
    world.plan("").is(0, "read=50 unchanged=45 updated=5");
    world.configure("[guard]\nmin_items = 5");
    world.plan("").is(4, "read=50 unchanged=45 held=5");
}

#[test]
fn what_another_guard_holds_is_not_sold_on_when_it_is_gone() {
    let shop = rows(40);
    let world = World::in_sync(&shop);
    let mut bad = priced(&shop, 13, "0.10 EUR");
    bad[4] = sold_out(&bad[4..5], 1).remove(0);
    world.export(&bad);
    let plan = world.plan("");
    plan.is(4, "read=40 unchanged=27 held=13");
    let changes = plan.document["changes"].as_array().unwrap();
    let of_it: Vec<&Value> = changes.iter().filter(|c| c["id"] == "SKU-005").collect();
    assert_eq!(
        of_it.iter().map(|c| &c["withheld"]).collect::<Vec<_>>(),
        [false, true]
    );
    let report = world.sync("");
    report.is(4, "read=40 unchanged=27 held=13");
    assert_eq!(report.writes(), 1);
    let sent = world.sent();
    let records: Vec<&Value> = sent.iter().flatten().collect();
    let [record] = records.as_slice() else {
        panic!("{records:?}");
    };
    let wanted =
        json!({"id": "SKU-005", "availability": "out of stock", "quantity_to_sell_on_facebook": 0});
    assert_eq!(record["data"], wanted);
    for flags in ["", "--approve guard-stock=1"] {
        let again = world.sync(flags);
        again.is(4, "read=40 unchanged=27 held=13");
        assert_eq!(again.writes(), 0, "{flags}");
    }
    world
        .sync("--approve guard-prices=13")
        .is(0, "read=40 unchanged=27 updated=13");
    world.equals(&bad);
}

#[test]
fn guards_that_hold_the_same_items_are_let_go_together() {
    let shop = rows(40);
    let world = World::in_sync(&shop);
    let mut bad = sold_out(&shop, 40);
    for row in &mut bad {
        let price = row.get("price").replace("EUR", "CHF");
        *row = row.clone().set("price", &price);
    }
    world.export(&bad);
    let report = world.sync("");
    report.is(4, "read=40 held=40");
    let line = "--approve guard-currency=40 --approve guard-stock=40";
    report.mentions(line);
    assert_eq!(report.writes(), 0);
    // One of them alone lets nothing go, and is told as well.
    for flags in ["--approve guard-currency=40", "--approve guard-stock=40"] {
        let again = world.sync(flags);
        assert_eq!(again.document["exit_code"], 4, "{flags}");
        assert_eq!(again.items("held"), 40, "{flags}");
        again.mentions(line);
    }
    world.sync(line).is(0, "read=40 updated=40");
    world.equals(&bad);
}

#[test]
fn another_currency_is_asked_about() {
    let shop = rows(50);
    let world = World::in_sync(&shop);
    let francs = |count: usize| -> Vec<Row> {
        let mut shop = shop.clone();
        for row in &mut shop[..count] {
            let price = row.get("price").replace("EUR", "CHF");
            *row = row.clone().set("price", &price);
        }
        shop
    };
    world.export(&francs(5));
    world.plan("").is(0, "read=50 unchanged=45 updated=5");
    world.export(&francs(50));
    let report = world.sync("");
    report
        .is(4, "read=50 held=50")
        .mentions("6.01 EUR → 6.01 CHF");
    world.equals(&shop);
    world
        .sync("--approve guard-currency=50")
        .is(0, "read=50 updated=50");
    world.equals(&francs(50));
}

#[test]
fn ids_of_another_scheme_neither_arrive_nor_drive_out_the_old_ones() {
    let shop = rows(50);
    let world = World::in_sync(&shop);
    let renamed: Vec<Row> = (1..=50).map(|n| row(&format!("{n}"))).collect();
    world.export(&renamed);
    world.configure("[removal]\nmax_share = 1");
    for flags in ["", "--allow-removals 50", "--full"] {
        let report = world.sync(flags);
        report.is(4, "read=50 held=50 withheld=50");
        report.mentions("--approve guard-ids=50");
        assert_eq!(report.writes(), 0, "{flags}");
    }
    let plan = world.plan("");
    let changes = plan.document["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 100);
    for change in changes {
        assert_eq!(change["rule"], "guard-ids", "{change}");
    }
    // Both schemes in one file: the new ones are still asked about.
    let mut both = shop.clone();
    both.extend_from_slice(&renamed);
    world.export(&both);
    world.sync("").is(4, "read=100 unchanged=50 held=50");
    world.export(&renamed);
    world.configure("");
    world
        .sync("--approve guard-ids=50")
        .is(4, "read=50 created=50 withheld=50");
    world
        .sync("--allow-removals 50")
        .is(0, "read=50 unchanged=50 removed=50");
    world.equals(&renamed);
}

#[test]
fn an_export_that_lost_its_rows_removes_nothing_whatever_the_limits() {
    let shop = rows(400);
    let world = World::in_sync(&shop);
    world.configure("[removal]\nmax_items = 1000\nmax_share = 1");
    let mut cut = priced(&shop[..59], 3, "9.90 EUR");
    cut.push(row("N-1"));
    world.export(&cut);
    let report = world.sync("");
    report.is(4, "read=60 unchanged=56 created=1 updated=3 withheld=341");
    let problem = report.problems("guard-rows")[0]["message"]
        .as_str()
        .unwrap();
    assert!(problem.contains("has 60 records, and had 400"), "{problem}");
    // The twin of a file that is not believed is not believed either.
    for flags in ["", "--allow-removals 100", "-q"] {
        let again = world.sync(flags);
        again.is(4, "read=60 unchanged=60 withheld=341");
        again.mentions("--allow-removals 341");
        assert_eq!(again.writes(), 0, "{flags}");
    }
    let status = world.talk("status --json").json();
    assert_eq!(status.document["withheld"].as_array().unwrap().len(), 341);
    // The items are back.
    let mut whole = cut.clone();
    whole.extend_from_slice(&shop[59..]);
    world.export(&whole);
    let back = world.sync("");
    back.is(0, "read=401 unchanged=401");
    assert_eq!(back.writes(), 0);
    // They are gone, and somebody says so: that is the new measure.
    world.export(&cut);
    world
        .sync("--allow-removals 341")
        .is(0, "read=60 unchanged=60 removed=341");
    world.export(&cut[..40]);
    world.sync("").is(0, "read=40 unchanged=40 removed=20");
}

#[test]
fn a_run_that_dies_changes_nothing_of_what_a_guard_holds() {
    let shop = rows(60);
    let world = World::in_sync(&shop);
    let mut bad = priced(&shop, 40, "0.10 EUR");
    bad[59] = bad[59].clone().set("title", "Krug");
    world.export(&bad);
    world.crash("after-send");
    let report = world.sync("");
    let code = report.document["exit_code"].as_i64();
    assert_eq!((code, report.items("held")), (Some(4), 40), "{report:?}");
    world.sync("").is(4, "read=60 unchanged=20 held=40");
    // An approval dies with its run as well, as far as it was not carried out.
    let line = format!("sync --approve guard-prices=40 --api-url {}", world.url());
    for at in ["before-intent", "after-send"] {
        let mut command = world.command(&line);
        let died = command.env("SHELFSYNC_CRASH_AT", at).output().unwrap();
        assert_eq!(died.status.code(), None, "{at}");
        let report = world.sync("");
        assert_eq!(report.document["exit_code"], 4, "{at}: {report:?}");
        assert_eq!(report.items("held"), 40, "{at}: {report:?}");
    }
    world
        .sync("--approve guard-prices=40")
        .is(0, "read=60 unchanged=20 updated=40");
    world.equals(&bad);
}

#[test]
fn an_approval_that_names_no_guard_is_a_mistake() {
    let world = World::in_sync(&rows(3));
    for (flag, words) in [
        ("--approve guard-price=3", "did you mean `guard-prices`?"),
        ("--approve guard-prices", "guard-prices=37"),
        ("--approve guard-rows=3", "--allow-removals N"),
    ] {
        let ran = world.talk(&format!("sync {flag}"));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    }
}

#[test]
fn a_plan_says_what_is_held_and_by_which_guard() {
    let shop = rows(20);
    let world = World::in_sync(&shop);
    world.export(&priced(&shop, 8, "0.10 EUR"));
    insta::assert_snapshot!(world.talk("plan").text(), @r#"
    exit 4
    --- stdout
    ~ SKU-001  held by guard-prices: price 6.01 EUR → 0.10 EUR
    ~ SKU-002  held by guard-prices: price 7.02 EUR → 0.10 EUR
    ~ SKU-003  held by guard-prices: price 8.03 EUR → 0.10 EUR
    ~ SKU-004  held by guard-prices: price 9.04 EUR → 0.10 EUR
    ~ SKU-005  held by guard-prices: price 10.05 EUR → 0.10 EUR
    ~ SKU-006  held by guard-prices: price 11.06 EUR → 0.10 EUR
    ~ SKU-007  held by guard-prices: price 12.07 EUR → 0.10 EUR
    ~ SKU-008  held by guard-prices: price 13.08 EUR → 0.10 EUR

    error[guard-prices] 1 time
      products.csv: the price of 8 of 20 live items moves by more than 50 %: SKU-001
          (6.01 EUR → 0.10 EUR), SKU-002 (7.02 EUR → 0.10 EUR), SKU-003 (8.03 EUR →
          0.10 EUR), SKU-004 (9.04 EUR → 0.10 EUR), SKU-005 (10.05 EUR → 0.10 EUR),
          …; they are not sent
      → look at the prices of these items in the export; if they are right, let them
        go with `--approve`
    Plan: 12 items unchanged, 8 held by a safety rule.

    hint: if these 8 have the right price now, sync with `--approve guard-prices=8`
    --- stderr
    "#);
    // Everything that waits is shown, and a new item as what it would be.
    let mut more = priced(&shop, 8, "0.10 EUR");
    more[0] = more[0].clone().set("title", "Krug");
    world.export(&more);
    let plan = world.talk("plan").stdout;
    for line in [
        "~ SKU-001  held by guard-prices\n",
        "    title  Becher SKU-001 → Krug\n",
        "    price  6.01 EUR → 0.10 EUR  -98.3 %\n",
    ] {
        assert!(plan.contains(line), "{line}: {plan}");
    }
    let renamed: Vec<Row> = (1..=20).map(|n| row(&format!("N-{n:02}"))).collect();
    world.export(&renamed);
    let plan = world.talk("plan --all").stdout;
    assert!(plan.contains("+ N-01  held by guard-ids: "), "{plan}");
    let plan = world.talk("plan").stdout;
    assert!(plan.contains("+ 20 items: held by guard-ids"), "{plan}");
    world.export(&priced(&shop, 15, "0.10 EUR"));
    insta::assert_snapshot!(world.talk("plan").text(), @r#"
    exit 4
    --- stdout
    ~ 15 items: held by guard-prices until you decide
        price from -99.5 % (SKU-015) to -98.3 % (SKU-001)
        SKU-001  price 6.01 EUR → 0.10 EUR
        SKU-002  price 7.02 EUR → 0.10 EUR
        SKU-003  price 8.03 EUR → 0.10 EUR
        SKU-004  price 9.04 EUR → 0.10 EUR
        SKU-005  price 10.05 EUR → 0.10 EUR

    error[guard-prices] 1 time
      products.csv: the price of 15 of 20 live items moves by more than 50 %:
          SKU-001 (6.01 EUR → 0.10 EUR), SKU-002 (7.02 EUR → 0.10 EUR), SKU-003
          (8.03 EUR → 0.10 EUR), SKU-004 (9.04 EUR → 0.10 EUR), SKU-005 (10.05 EUR →
          0.10 EUR), …; they are not sent
      → look at the prices of these items in the export; if they are right, let them
        go with `--approve`
    Plan: 5 items unchanged, 15 held by a safety rule.

    hint: if these 15 have the right price now, sync with
          `--approve guard-prices=15`
    hint: `shelfsync plan --all` lists every change, field by field
    --- stderr
    "#);
    world.sync("");
    let status = world.talk("status");
    let doctor = world.talk("doctor --offline").stdout;
    assert!(
        doctor.contains("warn  decisions      changes held by guard-prices since"),
        "{doctor}"
    );
    assert!(
        status.stdout.contains("held by guard-prices: 15 changes"),
        "{status:?}"
    );
    assert!(
        status.stdout.contains("→ `shelfsync plan` shows them"),
        "{status:?}"
    );
    let explained = world.talk("explain SKU-001").stdout;
    assert!(
        explained.contains("guard-prices held it in an earlier run"),
        "{explained}"
    );
    let other = world.talk("explain SKU-020").stdout;
    assert!(!other.contains("guard-prices"), "{other}");
}

/// What a file held that is not there any more would be taken for sold, and the same file
/// without rows ends the run.
#[test]
fn a_file_fewer_than_the_last_run_had_removes_nothing() {
    let shop = rows(60);
    let world = World::new();
    let export = |name: &str, rows: &[Row]| world.write(name, csv(rows));
    let lose = |name: &str| std::fs::remove_file(world.path().join(name)).unwrap();
    export("ex/a.csv", &shop[..52]);
    export("ex/b.csv", &shop[52..]);
    world.config(&CONFIG.replace("products.csv", "ex/*.csv"));
    world.sync("").is(0, "read=60 created=60");
    lose("ex/b.csv");
    for flags in ["", "--allow-removals 7", "-q"] {
        let report = world.sync(flags);
        report.is(4, "read=52 unchanged=52 withheld=8");
        let problem = &report.problems("guard-rows")[0]["message"];
        let problem = problem.as_str().unwrap();
        assert!(problem.contains("lacks a file: ex/b.csv"), "{problem}");
        report.mentions("--allow-removals 8");
    }
    world.plan("").is(4, "read=52 unchanged=52 withheld=8");
    // Under other names, as of another day, they are as many.
    export("ex/c.csv", &shop[52..58]);
    world.sync("").is(0, "read=58 unchanged=58 removed=2");
    // Somebody says that it is so: that is the new measure.
    lose("ex/c.csv");
    world
        .sync("--allow-removals 6")
        .is(0, "read=52 unchanged=52 removed=6");
    export("ex/a.csv", &shop[..50]);
    world.sync("").is(0, "read=50 unchanged=50 removed=2");
    // A file fewer whose items others have is none to miss.
    export("ex/a.csv", &shop[..49]);
    export("ex/d.csv", &shop[49..50]);
    world.sync("").is(0, "read=50 unchanged=50");
    export("ex/a.csv", &shop[..50]);
    lose("ex/d.csv");
    world.sync("").is(0, "read=50 unchanged=50");
    export("ex/a.csv", &shop[..48]);
    world.sync("").is(0, "read=48 unchanged=48 removed=2");
}

/// A shell may have made a list of a pattern; a source that is taken out of the
/// configuration is meant to go.
#[test]
fn a_file_is_missed_on_the_command_line_and_not_where_its_source_is_gone() {
    let shop = rows(60);
    let world = World::new();
    world.write("a.csv", csv(&shop[..55]));
    world.write("b.csv", csv(&shop[55..]));
    world.config(&CONFIG.replace(
        "\"products.csv\"",
        "\"a.csv\"\n[[source]]\npath = \"b.csv\"",
    ));
    world.sync("a.csv b.csv").is(0, "read=60 created=60");
    world
        .sync("a.csv")
        .is(4, "read=55 unchanged=55 withheld=5")
        .mentions("lacks a file: b.csv");
    world.write("b.csv", csv(&priced(&shop, 60, "3.00 EUR")[55..]));
    world.sync("").is(0, "read=60 unchanged=55 updated=5");
    world.config(&CONFIG.replace("products.csv", "a.csv"));
    world.sync("").is(0, "read=55 unchanged=55 removed=5");
}
