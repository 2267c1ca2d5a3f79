//! A shop's life in random steps: changes, trouble, crashes. Whatever happens,
//! an undisturbed run afterwards reaches the catalog that the export says.

use std::collections::BTreeMap;
use std::time::Duration;

use shelfsync::sandbox::{Ending, Fate, Fault, Trouble};

use crate::export::{Row, row, rows};
use crate::world::World;

/// A generator that gives the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self, below: usize) -> usize {
        // Knuth's constants; the upper bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

/// What the export says.
struct Shop {
    rows: BTreeMap<String, Row>,
    next: usize,
}

impl Shop {
    fn id(&self, dice: &mut Dice) -> String {
        let at = dice.roll(self.rows.len());
        self.rows.keys().nth(at).unwrap().clone()
    }

    /// One change; what it was, for messages.
    fn change(&mut self, dice: &mut Dice) -> String {
        let id = self.id(dice);
        let old = self.rows[&id].clone();
        let number = dice.roll(5000);
        let (word, new) = match dice.roll(7) {
            0 | 1 => ("price", old.set("price", &format!("{}.50 EUR", number + 1))),
            2 => ("title", old.set("title", &format!("Becher {number}"))),
            3 => ("draft", old.set("status", "archived")),
            4 => ("invalid", old.set("price", "auf Anfrage")),
            5 if self.rows.len() > 6 => {
                self.rows.remove(&id);
                return format!("{id} gone");
            }
            _ => {
                self.next += 1;
                let id = format!("N-{:03}", self.next % 12);
                self.rows.insert(id.clone(), row(&id));
                return format!("{id} new");
            }
        };
        self.rows.insert(id.clone(), new);
        format!("{id} {word}")
    }

    fn export(&self, world: &World) {
        let rows: Vec<Row> = self.rows.values().cloned().collect();
        world.export(&rows);
    }

    /// Rows that must be live just as they stand.
    fn live(&self) -> BTreeMap<&str, &Row> {
        let rows = self.rows.iter().filter(|(_, row)| is_fit(row));
        rows.map(|(id, row)| (id.as_str(), row)).collect()
    }

    /// Held-back rows: what was confirmed of them before stays, if anything was.
    fn is_open(&self, id: &str) -> bool {
        let row = self.rows.get(id);
        row.is_some_and(|row| !is_fit(row) && row.get("status") != "archived")
    }

    fn has_errors(&self) -> bool {
        self.rows.keys().any(|id| self.is_open(id))
    }
}

fn is_fit(row: &Row) -> bool {
    row.get("price") != "auf Anfrage" && row.get("status") != "archived"
}

/// Some trouble for a run, and the run.
fn disturbed(world: &World, dice: &mut Dice) -> String {
    let points = [
        "before-intent",
        "after-intent",
        "after-send",
        "after-handle",
        "after-poll",
        "after-verdict",
        "after-set-aside",
        "after-loss",
        "after-reading",
    ];
    let answer = [Fate::Given, Fate::Drop, Fate::Reset, Fate::Truncate][dice.roll(4)];
    let trouble = match dice.roll(18) {
        0 => Trouble::DropAfter,
        1 => Trouble::LoseHandle,
        2 => Trouble::EndWith {
            status: Ending::Error,
        },
        3 => Trouble::DelayVerdict { polls: 1 },
        4 => Trouble::Reset { processed: true },
        5 => Trouble::Truncate { bytes: None },
        6 => Trouble::Forget {
            polls: 0,
            applied: dice.roll(2) == 0,
        },
        7 => Trouble::Vague {
            errors: Some(0),
            ids: Some(0),
            totals: true,
        },
        8..=10 => Trouble::Late {
            writes: Some(1 + u32::try_from(dice.roll(5)).unwrap()),
            seconds: Some(60),
            answer,
        },
        11 => {
            let mut child = world.start("");
            std::thread::park_timeout(Duration::from_millis(dice.roll(700) as u64));
            child.kill().unwrap();
            child.wait().unwrap();
            return "kill".to_owned();
        }
        roll => {
            let at = format!("{}:{}", points[dice.roll(points.len())], 1 + roll % 2);
            let line = format!("sync --json --api-url {}", world.url());
            let mut command = world.command(&line);
            // Dies there, or has nothing to do that leads there.
            command.env("SHELFSYNC_CRASH_AT", &at).output().unwrap();
            return at;
        }
    };
    let name = format!("{trouble:?}");
    world.fault(Fault::new(trouble).on("POST", "items_batch"));
    world.talk("sync --json").json();
    world.no_more_faults();
    name
}

fn walk(seed: u64) {
    let mut dice = Dice(seed);
    let world = World::in_sync(&rows(10));
    world.configure("batch_items = 2\n[removal]\nmax_items = 1000");
    let first = rows(10)
        .into_iter()
        .map(|row| (row.get("id").to_owned(), row));
    let mut shop = Shop {
        rows: first.collect(),
        next: 0,
    };
    let mut story = Vec::new();
    for _ in 0..8 {
        for _ in 0..=dice.roll(3) {
            for _ in 0..=dice.roll(4) {
                story.push(shop.change(&mut dice));
            }
            shop.export(&world);
            story.push(disturbed(&world, &mut dice));
            if dice.roll(3) == 0 {
                // What was accepted and never asked for is applied by now.
                world.clock.advance(Duration::from_secs(120));
                story.push("later".to_owned());
            }
        }
        // Nothing that was lost may come after this.
        world.clock.advance(Duration::from_secs(120));
        let report = world.sync("");
        let code = if shop.has_errors() { 3 } else { 0 };
        let story = story.join(", ");
        assert_eq!(
            report.document["exit_code"], code,
            "{story}\n{:#}",
            report.document
        );
        assert_eq!(report.items("pending"), 0, "{story}");
        let live = shop.live();
        let mut active = world.active();
        active.retain(|id| !shop.is_open(id));
        let wanted: Vec<&str> = live.keys().copied().collect();
        assert_eq!(active.iter().collect::<Vec<_>>(), wanted, "{story}");
        for (id, row) in live {
            for field in ["price", "title"] {
                let value = world.field(id, field);
                assert_eq!(value, row.get(field), "{field} of {id}: {story}");
            }
        }
    }
    let quiet = world.sync("");
    assert_eq!(quiet.writes(), 0, "{}", story.join(", "));
}

#[test]
fn every_walk_ends_at_the_export() {
    walk(1);
}

#[test]
fn every_other_walk_ends_at_the_export() {
    walk(2);
}

#[test]
#[ignore = "takes minutes; for changes of state and delivery"]
fn many_more_walks_end_at_the_export() {
    for seed in 3..24 {
        walk(seed);
    }
}
