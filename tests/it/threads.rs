//! The number of threads and the order of the file change nothing of what comes out.

use std::fmt::Write as _;
use std::process::Command;
use std::thread::available_parallelism;

use serde_json::Value;

use crate::world::World;

/// Products of several lots, with all that reading counts: what is wrong, what is not
/// published, ids that come again, and columns and elements that nobody knows.
fn products(number: usize) -> Vec<[String; 10]> {
    (0..number)
        .map(|at| {
            let id = match at % 97 {
                0 => "Ä-7".to_owned(),
                1 => String::new(),
                _ => format!("SKU-{at:05}"),
            };
            let price = ["9.90 EUR", "12,50 EUR", "", "1.299,95 EUR"][at % 4];
            let condition = if at % 53 == 0 {
                "Mängelexemplar"
            } else {
                "new"
            };
            let status = if at % 31 == 0 { "archived" } else { "active" };
            let text = format!(
                "<p>Stück {at} &amp; mehr,\n\"schön\"</p>{}",
                "Wort ".repeat(at % 40)
            );
            [
                id,
                format!("Becher Nr. {at}"),
                text,
                price.to_owned(),
                condition.to_owned(),
                status.to_owned(),
                format!("https://shop.example/p/{at}"),
                format!("http://shop.example/p/{at}.jpg"),
                if at % 11 == 0 { "" } else { "Nord" }.to_owned(),
                if at % 5 == 0 { "R 7" } else { "" }.to_owned(),
            ]
        })
        .collect()
}

const NAMES: [&str; 10] = [
    "id",
    "title",
    "description",
    "price",
    "condition",
    "status",
    "link",
    "image_link",
    "brand",
    "Lagerplatz",
];

fn table(products: &[[String; 10]]) -> String {
    let mut table = NAMES.join(",") + ",availability\n";
    for product in products {
        for cell in product {
            write!(table, "\"{}\",", cell.replace('"', "\"\"")).unwrap();
        }
        table.push_str("in stock\n");
    }
    table
}

/// Elements come up as they are needed: what is known of them grows while the file is read.
fn feed(products: &[[String; 10]]) -> String {
    let mut feed = "<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n".to_owned();
    for (at, product) in products.iter().enumerate() {
        feed.push_str("<item>");
        for (name, cell) in NAMES
            .iter()
            .zip(product)
            .filter(|(_, cell)| !cell.is_empty())
        {
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
            write!(feed, "<g:{name}>{cell}</g:{name}>").unwrap();
        }
        write!(
            feed,
            "<g:availability>in stock</g:availability><g:own_{0}>x</g:own_{0}>",
            at / 300
        )
        .unwrap();
        feed.push_str("</item>\n");
    }
    feed + "</channel></rss>\n"
}

/// The same command on one processor only.
fn on_one(command: &Command) -> Command {
    let mut one = Command::new("taskset");
    one.args(["-c", "0"])
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        one.current_dir(folder);
    }
    one.env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        one.env("PATH", path);
    }
    one
}

fn without_times(stdout: &[u8]) -> Value {
    let mut document: Value = serde_json::from_slice(stdout).unwrap();
    let members = document.as_object_mut().unwrap();
    members.remove("seconds");
    members.remove("stages");
    document
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped must be heard")]
fn one_thread_and_many_come_to_the_same() {
    if available_parallelism().map_or(1, usize::from) < 2
        || Command::new("taskset").arg("-V").output().is_err()
    {
        eprintln!("SKIPPED: needs two processors and `taskset`");
        return;
    }
    let products = products(3000);
    for (name, export) in [
        ("products.csv", table(&products)),
        ("products.xml", feed(&products)),
    ] {
        let world = World::new();
        world.write(name, export);
        let check = world.command(&format!("check {name} --json --preset google --brand Nord"));
        let mut command =
            world.command(&format!("check {name} --json --preset google --brand Nord"));
        let many = command.output().unwrap();
        let one = on_one(&check).output().unwrap();
        let found = without_times(&many.stdout);
        assert_eq!(found, without_times(&one.stdout), "{name}");
        assert!(
            found["items"]["invalid"].as_u64() > Some(50),
            "{name}: {found}"
        );
        assert!(
            found["items"]["filtered"].as_u64() > Some(50),
            "{name}: {found}"
        );
        let line = format!("export {name} --format jsonl --preset google --brand Nord");
        let many = world.command(&line).output().unwrap();
        let one = on_one(&world.command(&line)).output().unwrap();
        assert_eq!(
            (many.status.code(), one.status.code()),
            (Some(3), Some(3)),
            "{name}"
        );
        assert!(many.stdout == one.stdout, "{name}: other bytes");
        assert!(many.stdout.len() > 500_000, "{name}");
    }
}

#[test]
fn the_order_of_the_file_changes_no_byte() {
    let world = World::new();
    let mut products = products(2000);
    let line = "export products.csv --format jsonl --preset google --brand Nord";
    world.write("products.csv", table(&products));
    let first = world.run(line);
    // Each by another step, so that neighbours are torn apart.
    for step in [7, 1999] {
        let order: Vec<usize> = (0..products.len())
            .map(|at| at * step % products.len())
            .collect();
        let shuffled: Vec<_> = order.iter().map(|at| products[*at].clone()).collect();
        world.write("products.csv", table(&shuffled));
        let other = world.run(line);
        assert_eq!(other.code, first.code);
        assert!(other.stdout == first.stdout, "step {step}: other bytes");
    }
    products.reverse();
    world.write("products.csv", table(&products));
    assert!(
        world.run(line).stdout == first.stdout,
        "backwards: other bytes"
    );
}
