//! What each stage of a run costs, on 100 000 invented products.
//!
//! `cargo bench --bench pipeline [FILTER]`. `benches/README.md` says what the
//! groups mean. The files are written once into a temporary folder.

#![expect(clippy::unwrap_used, reason = "a benchmark may panic")]

mod catalog;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use catalog::{Catalog, Day, Format, Order};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jiff::tz::TimeZone;
use shelfsync::catalog::{Currency, Fingerprint};
use shelfsync::config::{self, DecimalSign, Environment, Origin, Overrides, Role, Settings};
use shelfsync::fetch::Fetcher;
use shelfsync::normalize::{Normalizer, ShopSettings, Sign};
use shelfsync::pipeline::{Input, Judged, Keep, Selection, Spill, Terms, open_inputs, read};
use shelfsync::plan::Known;
use shelfsync::preset::Family;
use shelfsync::report::Silent;
use shelfsync::source::Record;
use shelfsync::template::ShopFacts;

const ROWS: u64 = 100_000;

/// Forms in which every product stands on its own: their records are their items.
const FLAT: [Format; 4] = [
    Format::MetaCsv,
    Format::GoogleTsv,
    Format::GoogleRss,
    Format::SemicolonCsv,
];

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

fn main() {
    let folder = tempfile::tempdir().unwrap();
    FOLDER.set(folder.path().to_owned()).unwrap();
    divan::main();
}

fn folder() -> &'static Path {
    FOLDER.get().unwrap()
}

/// A catalog as a file.
fn export(format: Format, day: Day, order: Order) -> PathBuf {
    let name = format!("{}.{day:?}.{order:?}", format.word());
    let path = folder().join(name);
    if !path.exists() {
        let catalog = Catalog {
            rows: ROWS,
            seed: 42,
            day,
            order,
            format,
        };
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
        catalog.write(&mut file).unwrap();
    }
    path
}

/// The first day in Meta's columns.
fn plain() -> PathBuf {
    export(Format::MetaCsv, Day::One, Order::Db)
}

/// The source that a configuration would name.
fn source(path: &Path, format: Format) -> config::Source {
    let (preset, decimal) = match format {
        Format::MetaCsv => ("meta", None),
        Format::SemicolonCsv => ("meta", Some(DecimalSign::Comma)),
        Format::GoogleTsv | Format::GoogleRss => ("google", None),
        Format::Shopify => ("shopify", None),
        Format::Woocommerce => ("woocommerce", None),
    };
    config::Source {
        path: path.to_str().unwrap().to_owned(),
        base: PathBuf::new(),
        preset: Some(preset.to_owned()),
        role: Role::Products,
        encoding: None,
        delimiter: None,
        decimal,
        dates: None,
        joining: config::Joining::default(),
        header: None,
        view: None,
        map: Vec::new(),
        origin: Origin::Default,
        given: std::collections::BTreeMap::new(),
    }
}

/// The defaults of all settings.
fn settings() -> Settings {
    let (flags, environment) = (Overrides::default(), Environment::default());
    Settings::load(&flags, &environment, Path::new("/")).unwrap()
}

fn inputs(path: &Path, format: Format) -> Vec<Input> {
    let sources = [source(path, format)];
    let fetcher = Fetcher::new(settings().http, None, None);
    open_inputs(&sources, Path::new("."), &fetcher, &Silent, &|| false).unwrap()
}

/// What the exports of shop systems do not say.
fn shop() -> ShopSettings {
    ShopSettings {
        url: Some("https://shop.example/".parse().unwrap()),
        currency: Currency::parse("EUR"),
        zone: Some(TimeZone::get("Europe/Berlin").unwrap()),
        condition: Some("new"),
        ..ShopSettings::default()
    }
}

fn judge(inputs: &[Input], known: Known, keep: Keep) -> Judged {
    let terms = Terms {
        shop: shop(),
        facts: ShopFacts::new(&settings().shop),
        filter: None,
        lookups: Vec::new(),
    };
    let selection = Selection::default();
    read(inputs, &terms, known, selection, keep, &Silent, &|| false).unwrap()
}

/// The same file, packed with gzip.
fn packed(path: &Path) -> PathBuf {
    let target = path.with_extension("gz");
    if !target.exists() {
        let level = flate2::Compression::fast();
        let mut out = flate2::write::GzEncoder::new(File::create(&target).unwrap(), level);
        std::io::copy(&mut File::open(path).unwrap(), &mut out).unwrap();
        out.finish().unwrap();
    }
    target
}

/// Goes through a file and hands out every record's item and its length.
fn each_item(inputs: &[Input], mut take: impl FnMut(&shelfsync::catalog::Item<'_>)) {
    let shop = shop();
    for input in inputs {
        let mut normalizer = Normalizer::new(input.preset, &shop);
        if input.decimal == Some(DecimalSign::Comma) {
            normalizer.declare(Sign::Comma);
        }
        let mut reader = input.source.read().unwrap();
        let mut record = Record::new();
        let mut findings = Vec::new();
        while reader.next(&mut record).unwrap() {
            findings.clear();
            take(
                &normalizer
                    .make(reader.columns(), &record, Family::Single, &mut findings)
                    .item,
            );
        }
    }
}

/// The canonical items of the plain file, with their fingerprints.
struct Items {
    ids: Vec<String>,
    bodies: Vec<String>,
    hashes: Vec<Fingerprint>,
}

/// Items of a day; only those of the first day's products, so that both days
/// can be laid side by side.
fn items(day: Day) -> Items {
    let path = export(Format::MetaCsv, day, Order::Db);
    let mut items = Items {
        ids: Vec::new(),
        bodies: Vec::new(),
        hashes: Vec::new(),
    };
    each_item(&inputs(&path, Format::MetaCsv), |item| {
        let mut body = Vec::new();
        item.write_canonical(&mut body);
        let id = item.text(shelfsync::catalog::Field::Id).unwrap();
        items.ids.push(id.to_owned());
        items.hashes.push(Fingerprint::of(&body));
        items.bodies.push(String::from_utf8(body).unwrap());
    });
    items
}

static ITEMS: LazyLock<Items> = LazyLock::new(|| items(Day::One));

/// Everything confirmed as the first day has it.
fn full(items: &Items) -> Known {
    use shelfsync::catalog::{Doubt, Presence};
    let mut known = Known::with_capacity(items.ids.len());
    for (pos, (id, hash)) in (1..).zip(items.ids.iter().zip(&items.hashes)) {
        known.add_confirmed(id, pos, Presence::Live, Doubt::None, Some(hash.short()));
    }
    known
}

fn size(path: &Path) -> BytesCount {
    BytesCount::new(path.metadata().unwrap().len())
}

/// From bytes to items: one stage more in each.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod a_stages {
    use super::{
        Bencher, Day, FLAT, Fingerprint, Format, ItemsCount, Order, ROWS, Record, each_item,
        export, inputs, size,
    };

    /// The first pass over the file: is it whole, what is it.
    #[divan::bench(args = Format::ALL)]
    fn a_survey(bencher: Bencher<'_, '_>, format: Format) {
        let path = export(format, Day::One, Order::Db);
        bencher
            .counter(ItemsCount::new(ROWS))
            .counter(size(&path))
            .bench(|| inputs(&path, format));
    }

    #[divan::bench(args = Format::ALL)]
    fn b_read(bencher: Bencher<'_, '_>, format: Format) {
        let path = export(format, Day::One, Order::Db);
        let inputs = inputs(&path, format);
        let counted = bencher.counter(ItemsCount::new(ROWS)).counter(size(&path));
        counted.bench(|| {
            let mut reader = inputs[0].source.read().unwrap();
            let mut record = Record::new();
            let mut cells = 0;
            while reader.next(&mut record).unwrap() {
                cells += record.cells().count();
            }
            cells
        });
    }

    #[divan::bench(args = FLAT)]
    fn c_read_normalize(bencher: Bencher<'_, '_>, format: Format) {
        let path = export(format, Day::One, Order::Db);
        let inputs = inputs(&path, format);
        let counted = bencher.counter(ItemsCount::new(ROWS)).counter(size(&path));
        counted.bench(|| {
            let mut fields = 0;
            each_item(&inputs, |item| fields += item.iter().count());
            fields
        });
    }

    #[divan::bench(args = FLAT)]
    fn d_read_normalize_write(bencher: Bencher<'_, '_>, format: Format) {
        let path = export(format, Day::One, Order::Db);
        let inputs = inputs(&path, format);
        let counted = bencher.counter(ItemsCount::new(ROWS)).counter(size(&path));
        counted.bench(|| {
            let mut canonical = Vec::new();
            let mut bytes = 0;
            each_item(&inputs, |item| {
                canonical.clear();
                item.write_canonical(&mut canonical);
                bytes += canonical.len();
            });
            bytes
        });
    }

    #[divan::bench(args = FLAT)]
    fn e_read_normalize_write_fingerprint(bencher: Bencher<'_, '_>, format: Format) {
        let path = export(format, Day::One, Order::Db);
        let inputs = inputs(&path, format);
        let counted = bencher.counter(ItemsCount::new(ROWS)).counter(size(&path));
        counted.bench(|| {
            let mut canonical = Vec::new();
            let mut mixed = 0;
            each_item(&inputs, |item| {
                canonical.clear();
                item.write_canonical(&mut canonical);
                mixed ^= Fingerprint::of(&canonical).bytes()[0];
            });
            mixed
        });
    }
}

/// What stands beside the way from bytes to items.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod a_stages_beside {
    use shelfsync::catalog::{Field, FieldSet};
    use shelfsync::check::{Subject, examine};

    use super::{
        Bencher, Day, Format, ItemsCount, Order, ROWS, each_item, export, inputs, packed, plain,
        size,
    };

    /// Reading and normalizing, and every rule on every item.
    #[divan::bench]
    fn read_normalize_check(bencher: Bencher<'_, '_>) {
        let inputs = inputs(&plain(), Format::MetaCsv);
        let mut columns = FieldSet::default();
        for field in Field::ALL {
            columns.add(*field);
        }
        bencher.counter(ItemsCount::new(ROWS)).bench(|| {
            let mut findings = Vec::new();
            each_item(&inputs, |item| {
                let subject = Subject {
                    item,
                    faulted: FieldSet::default(),
                    columns,
                };
                examine(&subject, &mut findings);
            });
            findings.len()
        });
    }

    /// The first pass over a file that is packed with gzip: unpacked, and then looked at.
    #[divan::bench]
    fn unpack_survey(bencher: Bencher<'_, '_>) {
        let path = export(Format::MetaCsv, Day::One, Order::Db);
        let packed = packed(&path);
        let counted = bencher.counter(ItemsCount::new(ROWS)).counter(size(&path));
        counted.bench(|| inputs(&packed, Format::MetaCsv));
    }
}

/// The whole of reading and judging, against what is known.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod b_judge {
    use super::{
        Bencher, Day, Format, ITEMS, ItemsCount, Keep, Known, Order, ROWS, export, full, inputs,
        judge, plain, size,
    };

    /// `check`: nothing known, nothing kept.
    #[divan::bench(args = Format::ALL)]
    fn a_check(bencher: Bencher<'_, '_>, format: Format) {
        let path = export(format, Day::One, Order::Db);
        let inputs = inputs(&path, format);
        bencher
            .counter(ItemsCount::new(ROWS))
            .counter(size(&path))
            .bench(|| judge(&inputs, Known::default(), Keep::Nothing).read);
    }

    /// A first sync: everything goes to the spill.
    #[divan::bench]
    fn b_all_new(bencher: Bencher<'_, '_>) {
        let path = plain();
        let inputs = inputs(&path, Format::MetaCsv);
        bencher
            .counter(ItemsCount::new(ROWS))
            .counter(size(&path))
            .bench(|| {
                let judged = judge(&inputs, Known::default(), Keep::Changed);
                assert_eq!(judged.spill.len(), ROWS);
            });
    }

    /// Nothing changed.
    #[divan::bench(args = [Order::Db, Order::Shuffled])]
    fn c_unchanged(bencher: Bencher<'_, '_>, order: Order) {
        let path = export(Format::MetaCsv, Day::One, order);
        let inputs = inputs(&path, Format::MetaCsv);
        bencher
            .counter(ItemsCount::new(ROWS))
            .counter(size(&path))
            .with_inputs(|| full(&ITEMS))
            .bench_values(|known| {
                let judged = judge(&inputs, known, Keep::Changed);
                assert!(judged.spill.is_empty());
            });
    }

    /// The next day.
    #[divan::bench(args = [Order::Db, Order::Shuffled])]
    fn d_one_percent(bencher: Bencher<'_, '_>, order: Order) {
        let path = export(Format::MetaCsv, Day::Two, order);
        let inputs = inputs(&path, Format::MetaCsv);
        bencher
            .counter(ItemsCount::new(ROWS))
            .counter(size(&path))
            .with_inputs(|| full(&ITEMS))
            .bench_values(|known| {
                let judged = judge(&inputs, known, Keep::Changed);
                assert!((500..2_000).contains(&judged.spill.len()));
            });
    }
}

/// One change after the other.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod c_changes {
    use std::collections::HashMap;

    use shelfsync::catalog::Op;
    use shelfsync::graph::BatchBody;
    use shelfsync::pipeline::{Books, Changes, RemovalRule, survey};
    use shelfsync::plan::{Guard, Limits, partial, whole};

    use super::{
        Bencher, Day, Fingerprint, Format, ITEMS, ItemsCount, Keep, Known, ROWS, Spill, full,
        inputs, items, judge, plain,
    };

    /// Items whose bodies differ from the day before.
    #[divan::bench]
    fn partial_update(bencher: Bencher<'_, '_>) {
        let next = items(Day::Two);
        let before: HashMap<&str, &str> = (ITEMS.ids.iter().zip(&ITEMS.bodies))
            .map(|(id, body)| (id.as_str(), body.as_str()))
            .collect();
        let pairs: Vec<(&str, &str, &str)> = (next.ids.iter().zip(&next.bodies))
            .filter_map(|(id, new)| Some((id.as_str(), *before.get(id.as_str())?, new.as_str())))
            .filter(|(_, old, new)| old != new)
            .collect();
        bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
            let changes = pairs
                .iter()
                .map(|(id, old, new)| partial(id, old, new, Fingerprint::of(new.as_bytes())));
            changes.map(|change| change.fields.len()).sum::<usize>()
        });
    }

    /// Items that are new.
    #[divan::bench]
    fn whole_item(bencher: Bencher<'_, '_>) {
        bencher.counter(ItemsCount::new(ROWS)).bench(|| {
            let known = ITEMS.ids.iter().zip(&ITEMS.bodies).zip(&ITEMS.hashes);
            let changes = known.map(|((id, new), hash)| {
                whole(id, Op::Create, None, (new, *hash), false, [].into_iter())
            });
            changes.map(|change| change.data.len()).sum::<usize>()
        });
    }

    /// The bodies of the calls that send all items, each with 3000 of them.
    #[divan::bench]
    fn bodies_of_calls(bencher: Bencher<'_, '_>) {
        let bodies = &ITEMS.bodies;
        bencher.counter(ItemsCount::new(ROWS)).bench(|| {
            let calls = bodies.chunks(3000);
            let body = |items: &[String]| {
                let mut body = BatchBody::default();
                for item in items {
                    body.add(false, item);
                }
                body.end().len()
            };
            calls.map(body).sum::<usize>()
        });
    }

    /// Where every id ends.
    #[divan::bench]
    fn books(bencher: Bencher<'_, '_>) {
        let inputs = inputs(&plain(), Format::MetaCsv);
        let judged = judge(&inputs, full(&ITEMS), Keep::Changed);
        bencher.counter(ItemsCount::new(ROWS)).bench(|| {
            let books = Books::keep(&judged, rule(), &HashMap::new());
            assert_eq!(books.counts.unchanged, ROWS);
        });
    }

    /// A first sync after reading: books, the spill read back, each change made.
    #[divan::bench]
    fn from_spill_to_change(bencher: Bencher<'_, '_>) {
        let inputs = inputs(&plain(), Format::MetaCsv);
        bencher
            .counter(ItemsCount::new(ROWS))
            .with_inputs(|| {
                let mut judged = judge(&inputs, Known::default(), Keep::Changed);
                let spill = std::mem::replace(&mut judged.spill, Spill::new().unwrap());
                (judged, spill)
            })
            .bench_values(|(judged, spill)| {
                let books = Books::keep(&judged, rule(), &HashMap::new());
                let mut reader = spill.into_reader().unwrap();
                let order = survey(&judged, &books, &mut reader, None, &limits(), &|| false)
                    .unwrap()
                    .order;
                let mut changes = Changes::new(&judged, &books, reader, order, None, None).unwrap();
                let mut count = 0;
                while changes.next_change(None).unwrap().is_some() {
                    count += 1;
                }
                assert_eq!(count, ROWS);
            });
    }

    fn limits() -> Limits {
        let share = "0.5".parse().unwrap();
        Limits {
            min_items: 10,
            rows_share: share,
            price_share: share,
            price_change: share,
            sale_off: share,
            sold_out_share: share,
            currency_share: share,
            new_ids_share: share,
        }
    }

    fn rule() -> RemovalRule {
        RemovalRule {
            op: Some(Op::Archive),
            guard: Guard {
                max_items: 10,
                max_share: "0.1".parse().unwrap(),
                allowed: None,
            },
        }
    }
}

/// The state file: batches of 3000, one commit for each step.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod d_state {
    use shelfsync::catalog::Op;
    use shelfsync::pipeline::load_known;
    use shelfsync::state::{Intent, Store, Verdict};
    use tempfile::TempDir;

    use super::{Bencher, ITEMS, ItemsCount, Known, ROWS, folder, full};

    const BATCH: usize = 3000;

    fn store() -> (TempDir, Store) {
        let place = tempfile::tempdir_in(folder()).unwrap();
        let path = place.path().join("state.db");
        (place, Store::open(&path, "bench", "100").unwrap())
    }

    /// Intends, sends and confirms everything; `partial` items are known already.
    fn deliver(store: &mut Store, known: Option<&Known>) {
        let run = store.begin_run("sync", 1).unwrap();
        let all: Vec<Intent<'_>> = (0..ITEMS.ids.len())
            .map(|at| Intent {
                pos: known.map(|known| {
                    let index = known.find(&ITEMS.ids[at]).unwrap();
                    i64::from(known.entry(index).pos)
                }),
                id: &ITEMS.ids[at],
                op: if known.is_some() {
                    Op::Update
                } else {
                    Op::Create
                },
                hash: Some(ITEMS.hashes[at]),
                body: Some(&ITEMS.bodies[at]),
                data: known.map(|_| r#"{"id":"SKU-0000001","price":"9.99 EUR"}"#),
            })
            .collect();
        for records in all.chunks(BATCH) {
            let (batch, positions) = store.intend(run, 3_000_000, 1, records).unwrap();
            store.accepted(batch, "handle", 1).unwrap();
            let verdicts: Vec<_> = (0..)
                .zip(positions)
                .map(|(seq, _)| (seq, Verdict::Confirmed))
                .collect();
            store.judge(batch, &verdicts, 1).unwrap();
        }
    }

    #[divan::bench]
    fn a_load_known(bencher: Bencher<'_, '_>) {
        let (_place, mut store) = store();
        deliver(&mut store, None);
        bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
            let known = load_known(Some(&store)).unwrap();
            assert_eq!(known.len() as u64, ROWS);
        });
    }

    /// The table alone, without the file.
    #[divan::bench]
    fn b_fill_known(bencher: Bencher<'_, '_>) {
        bencher
            .counter(ItemsCount::new(ROWS))
            .bench(|| full(&ITEMS));
    }

    /// Intent, handle and verdict of 100 000 new items.
    #[divan::bench]
    fn c_deliver_new(bencher: Bencher<'_, '_>) {
        bencher
            .counter(ItemsCount::new(ROWS))
            .with_inputs(store)
            .bench_local_refs(|(_, store)| deliver(store, None));
    }

    /// The same for items that are there already.
    #[divan::bench]
    fn d_deliver_changed(bencher: Bencher<'_, '_>) {
        bencher
            .counter(ItemsCount::new(ROWS))
            .with_inputs(|| {
                let (place, mut store) = store();
                deliver(&mut store, None);
                let known = load_known(Some(&store)).unwrap();
                (place, store, known)
            })
            .bench_local_refs(|(_, store, known)| deliver(store, Some(known)));
    }

    /// Bodies of all items by key, in order: what a plan of everything reads.
    #[divan::bench]
    fn e_read_bodies(bencher: Bencher<'_, '_>) {
        let (_place, mut store) = store();
        deliver(&mut store, None);
        bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
            (1..=i64::try_from(ROWS).unwrap())
                .map(|pos| store.body(pos).unwrap().unwrap().len())
                .sum::<usize>()
        });
    }
}
