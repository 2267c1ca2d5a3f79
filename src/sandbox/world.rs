//! All that a running sandbox knows, and what is noted about one call.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::watch;

use super::auth::Gate;
use super::clock::Clock;
use super::journal::{Journal, Records};
use super::latency::Latency;
use super::limits::{Class, Limiter, Turn};
use super::options::{Catalog, Options, Pace};
use super::review::ReviewRule;
use super::scenario::Scenario;
use super::script::Script;
use super::store::{Side, Store, StoreError};
use super::trouble::Fate;
use super::verdict::settle;
use super::writers::Writer;

/// How many items are read at once when a whole catalog is walked.
pub(super) const CHUNK: usize = 500;

/// What is noted about a call while it is answered.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) violations: Vec<String>,
    pub(super) records: Option<Arc<Records>>,
    /// The bucket that the call fell into.
    pub(super) bucket: Option<(String, Class)>,
    pub(super) code: Option<i64>,
    /// What becomes of the answer, if the batch that was accepted has a say in it.
    pub(super) fate: Fate,
}

impl Notes {
    /// Notes a breach of good manners, once.
    pub(super) fn violation(&mut self, text: &str) {
        // A hostile call must not fill the journal.
        if self.violations.len() < 100 && !self.violations.iter().any(|known| known == text) {
            self.violations.push(text.to_owned());
        }
    }
}

/// The state of a sandbox. One call at a time has it.
pub(super) struct World {
    pub(super) store: Store,
    pub(super) script: Script,
    pub(super) journal: Journal,
    pub(super) gate: Gate,
    pub(super) clock: Clock,
    pub(super) pace: Pace,
    pub(super) business: String,
    pub(super) writers: Vec<Writer>,
    /// Becomes true when the sandbox stops: an answer that never comes is not waited for then.
    pub(super) closing: watch::Sender<bool>,
    limiter: Limiter,
    latencies: Vec<Latency>,
    /// Until when writes to a catalog are blocked, as a script announced it.
    announced: HashMap<String, i64>,
    calls: u64,
    /// How many latencies were drawn.
    waits: u64,
}

impl World {
    /// Opens the store and puts back what an earlier process counted.
    pub(super) fn open(options: Options) -> Result<Self, StoreError> {
        let Options {
            listen: _,
            folder,
            catalogs,
            writers,
            pace,
            limits,
            app_secret,
            require_proof,
            tokens,
            business,
            clock,
            latency,
            scenarios,
        } = options;
        let store = Store::open(folder.as_deref())?;
        let mut limiter = Limiter::new(limits);
        store.atomically(|store| {
            for catalog in &catalogs {
                store.put_catalog(catalog)?;
            }
            for (catalog, class, at) in store.calls_before(clock.now())? {
                limiter.restore_call(&catalog, class, at);
            }
            for (catalog, class, until) in store.blocks()? {
                limiter.restore_block(&catalog, class, until);
            }
            Ok::<_, StoreError>(())
        })?;
        let mut world = Self {
            store,
            script: Script::default(),
            journal: Journal::default(),
            writers,
            gate: Gate {
                tokens,
                begun: clock.now(),
                secret: app_secret,
                require_proof,
            },
            clock,
            pace,
            business,
            closing: watch::Sender::new(false),
            limiter,
            latencies: latency.into_iter().collect(),
            announced: HashMap::new(),
            calls: 0,
            waits: 0,
        };
        for scenario in scenarios {
            world.play(scenario)?;
        }
        Ok(world)
    }

    /// Adds everything that a scenario says.
    pub(super) fn play(&mut self, scenario: Scenario) -> Result<(), StoreError> {
        let Scenario {
            description: _,
            latency,
            limits,
            faults,
            reviews,
            writers,
        } = scenario;
        self.latencies.extend(latency);
        if let Some(limits) = limits {
            self.limiter.change(limits);
        }
        for fault in faults {
            self.script.add(fault);
        }
        for rule in reviews {
            self.review(rule)?;
        }
        let catalogs = self.store.catalogs()?;
        for writer in writers {
            self.writers.extend(writer.writers(&catalogs));
        }
        Ok(())
    }

    /// Sets the review of the items that are there, and of those that come.
    pub(super) fn review(&mut self, rule: ReviewRule) -> Result<(), StoreError> {
        self.settle_due()?;
        let review = rule.review();
        self.store.atomically(|store| {
            for Catalog { id: catalog, .. } in store.catalogs()? {
                let mut side = Side::After(0);
                loop {
                    let page = store.page(&catalog, side, CHUNK)?;
                    let Some(last) = page.last() else { break };
                    side = Side::After(last.meta);
                    for item in page.iter().filter(|item| rule.concerns(&catalog, &item.id)) {
                        store.set_review(&catalog, &item.id, Some(&review))?;
                    }
                }
            }
            Ok::<_, StoreError>(())
        })?;
        self.script.add_review(rule);
        Ok(())
    }

    /// How long the answer to a call takes; the latency that came last and concerns it decides.
    pub(super) fn latency(&mut self, edge: &str) -> Duration {
        self.waits += 1;
        let mut latencies = self.latencies.iter().rev();
        latencies
            .find_map(|latency| latency.of(edge, self.waits))
            .unwrap_or_default()
    }

    /// Remembers that writes to a catalog are blocked for so long, as an answer says.
    pub(super) fn announce(&mut self, catalog: &str, wait: Duration) {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = self.clock.now().saturating_add(wait);
        let known = self.announced.entry(catalog.to_owned()).or_insert(until);
        *known = until.max(*known);
    }

    /// Whether a block that was announced is not over.
    pub(super) fn announced(&self, catalog: &str) -> bool {
        let until = self.announced.get(catalog);
        until.is_some_and(|until| self.clock.now() < *until)
    }

    /// Applies the batches whose time has come though nobody asked.
    pub(super) fn settle_due(&mut self) -> Result<(), StoreError> {
        let now = self.clock.now();
        loop {
            let due = self.store.due(now)?;
            for handle in &due {
                if let Some(batch) = self.store.batch(handle)? {
                    settle(&self.store, &mut self.script, &batch, now)?;
                }
            }
            // One that was applied may be what another waited for.
            if due.is_empty() {
                return Ok(());
            }
        }
    }

    /// Counts a call in its bucket.
    pub(super) fn count(&mut self, catalog: &str, class: Class) -> Result<Turn, StoreError> {
        let now = self.clock.now();
        let turn = self.limiter.take(catalog, class, now);
        match turn {
            Turn::Granted => {
                if self.limiter.counts(class) {
                    self.store.add_call(catalog, class, now)?;
                }
            }
            Turn::Exceeded { until } | Turn::Blocked { until } => {
                self.store.put_block(catalog, class, until)?;
            }
        }
        Ok(turn)
    }

    /// The usage header of a call.
    pub(super) fn usage(&mut self, bucket: Option<&(String, Class)>) -> Value {
        let now = self.clock.now();
        let (catalog, class) = bucket.map_or(("", Class::Management), |(catalog, class)| {
            (catalog.as_str(), *class)
        });
        self.limiter.usage(&self.business, catalog, class, now)
    }

    /// A trace id, different for every call.
    pub(super) fn trace(&mut self) -> String {
        self.calls += 1;
        format!("A{:x}Sb{:05}", self.clock.now(), self.calls)
    }

    /// All items of a catalog by id.
    pub(super) fn items(
        &mut self,
        catalog: &str,
    ) -> Result<BTreeMap<String, Map<String, Value>>, StoreError> {
        self.settle_due()?;
        let mut all = BTreeMap::new();
        let mut side = Side::After(0);
        loop {
            let page = self.store.page(catalog, side, CHUNK)?;
            let Some(last) = page.last() else {
                return Ok(all);
            };
            side = Side::After(last.meta);
            all.extend(page.into_iter().map(|item| (item.id, item.data)));
        }
    }
}
