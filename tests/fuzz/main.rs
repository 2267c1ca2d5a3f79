//! The bodies of the fuzz targets over mutated files: what `cargo fuzz` does with a
//! nightly compiler, as an ordinary test with any.
//!
//! `SHELFSYNC_MUTANTS` says how many of each layer, `SHELFSYNC_SEED` from which number
//! on, and `SHELFSYNC_LAYER` of which layer only. A file that something is wrong with
//! is kept in the temporary folder, and named.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test may panic, and says what it skips"
)]

#[path = "../../fuzz/bodies.rs"]
mod bodies;
mod checks;
mod findings;
mod mutate;
#[path = "../it/pack.rs"]
#[expect(dead_code, reason = "some containers are for other tests")]
mod pack;
mod peak;
#[path = "../it/workbook.rs"]
#[expect(dead_code, reason = "rows by hand are for other tests")]
mod workbook;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use mutate::{Chance, mutated, packed};
use shelfsync::report::Stopwatch;

/// Small files of each kind, for machines without the samples.
const SEEDS: &[&[u8]] = &[
    "id;title;description;price;link;image_link;brand\n1;\"Süße \"\"Tasse\"\"\";\"<p>Ton &amp; Lehm</p>\n<br>\";\"1.299,95 €\";https://shop.example/1;https://shop.example/1.jpg;Nord\n2;Teller;Ton;9,95;https://shop.example/2;https://shop.example/2.jpg;Nord\n".as_bytes(),
    "id\ttitle\tprice\tsale_price\tsale_price_effective_date\tlink\timage_link\tgtin\n1\t\"Best\" cup\t9.95 EUR\t5 EUR\t2026-01-01/2026-02-01\thttps://shop.example/1\thttps://shop.example/1.jpg\t4006381333931\n".as_bytes(),
    "<?xml version=\"1.0\"?><rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><item><g:id>1</g:id><title><![CDATA[Süße Tasse]]></title><description>&lt;p&gt;Ton&lt;/p&gt;</description><g:price>9.95 EUR</g:price><link>https://shop.example/1</link><g:image_link>https://shop.example/1.jpg</g:image_link></item></channel></rss>".as_bytes(),
    "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Image Src\ntasse,Tasse,<p>Ton</p>,Nord,Farbe,Rot,A1,9.95,3,https://shop.example/1.jpg\ntasse,,,,,Blau,A2,9.95,0,\n".as_bytes(),
    "{{ row['Titel'] | upper | replace('a', 'b') }} {% if row['x'] == '1' %}x{% endif %}".as_bytes(),
    b"1.299,95 EUR",
    b"2026-01-01T09:30+01:00/31.12.2026",
    "<ul><li>Ton &amp;amp; <b>Lehm</b></li></ul><!-- x -->".as_bytes(),
];

/// The samples, where they are on this machine.
fn samples(folder: &Path, all: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            samples(&path, all);
        } else if let Ok(mut content) = std::fs::read(&path) {
            // The beginning of a large file is as good as all of it, and quicker.
            content.truncate(24 * 1024);
            all.push(content);
        }
    }
}

/// How long a mutant may take, and how much it may add to what the test holds.
const SECONDS: Duration = Duration::from_secs(20);
const MEMORY: u64 = 256 << 20;

fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |text| text.parse().expect("a number"))
}

#[test]
fn no_mutant_makes_a_layer_stumble() {
    let mut seeds: Vec<Vec<u8>> = SEEDS.iter().map(|seed| seed.to_vec()).collect();
    let small = seeds.len();
    let folder =
        std::env::var_os("SHELFSYNC_SAMPLES").unwrap_or_else(|| "../shared/samples".into());
    samples(Path::new(&folder), &mut seeds);
    if seeds.len() == small {
        eprintln!("SKIPPED: no samples in {}", folder.display());
    }
    let (count, first) = (number("SHELFSYNC_MUTANTS", 60), number("SHELFSYNC_SEED", 1));
    let only = std::env::var("SHELFSYNC_LAYER").ok();
    let mut bad = Vec::new();
    for (layer, body) in bodies::LAYERS {
        if only.as_ref().is_some_and(|only| only != layer) {
            continue;
        }
        // A cell is small; a file is whatever shops write.
        let whole = matches!(*layer, "bytes" | "csv" | "xml" | "items");
        let seeds = if whole { &seeds[..] } else { &seeds[..small] };
        let (mut slowest, mut largest) = ((Duration::ZERO, 0), (0, 0));
        for number in first..first + count {
            let mut chance = Chance(number);
            let seed = &seeds[chance.below(seeds.len())];
            let other = &seeds[chance.below(seeds.len())];
            let mut mutant = mutated(seed, other, &mut chance);
            if matches!(*layer, "bytes" | "items") {
                mutant = packed(mutant, &mut chance);
            }
            let held = peak::start();
            let begin = Stopwatch::start();
            let outcome = catch_unwind(AssertUnwindSafe(|| body(&mutant)));
            let slow = begin.elapsed() > SECONDS;
            let grown = peak::since(held);
            let large = grown > MEMORY;
            slowest = slowest.max((begin.elapsed(), number));
            largest = largest.max((grown, number));
            if outcome.is_err() || slow || large {
                let path = std::env::temp_dir().join(format!("mutant-{layer}-{number}"));
                std::fs::write(&path, &mutant).unwrap();
                bad.push(format!(
                    "{layer} {number} (slow: {slow}, large: {large}): {}",
                    path.display()
                ));
            }
        }
        let (time, kilobytes) = (slowest.0.as_millis(), largest.0 >> 10);
        eprintln!(
            "{layer}: {count} mutants, at most {time} ms ({}) and {kilobytes} kB ({})",
            slowest.1, largest.1
        );
    }
    assert!(
        bad.is_empty(),
        "{} findings:\n{}",
        bad.len(),
        bad.join("\n")
    );
}
