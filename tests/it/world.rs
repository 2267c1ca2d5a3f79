//! A folder, an export, a configuration, a sandbox, and runs of the binary.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Map, Value};
use shelfsync::sandbox::{
    self, Catalog, Clock, Fault, Limits, Options, Pace, ReviewState, Sandbox, Scenario,
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::export::{Row, csv};
use crate::ran::{Ran, Report};

/// The access token of every run that does not ask for another.
pub(crate) const TOKEN: &str = "EAATokenThatNobodyMaySee0123456789ZCZBqZAZCZC";

/// What most tests run with: the allowance of a catalog with much traffic.
pub(crate) const CONFIG: &str = r#"
[[source]]
path = "products.csv"

[catalog]
id = "100"

[delivery]
writes_per_minute = 1000
max_wait = "20s"
"#;

/// Meta, a shop's folder, and the tool between them.
pub(crate) struct World {
    folder: TempDir,
    sandbox: Sandbox,
    /// The sandbox's time.
    pub(crate) clock: Clock,
    /// Writes that a test has looked at already.
    seen: Cell<usize>,
    // Last: it must outlive the sandbox.
    _runtime: Runtime,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A world whose sandbox has other options. Verdicts are there at the
    /// first poll and nothing is limited, unless the options say so.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Clock::system();
        let mut options = Options {
            clock: clock.clone(),
            limits: Limits::none(),
            pace: Pace {
                polls: 0,
                at_latest: Duration::from_secs(60),
            },
            catalogs: vec![
                Catalog::commerce("100", "Shop"),
                Catalog::commerce("200", "Other shop"),
            ],
            ..Options::default()
        };
        change(&mut options);
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime.block_on(sandbox::start(options)).unwrap();
        let world = Self {
            folder: TempDir::new().unwrap(),
            sandbox,
            clock,
            seen: Cell::new(0),
            _runtime: runtime,
        };
        world.config(CONFIG);
        world
    }

    /// A world with these products in its export.
    pub(crate) fn selling(rows: &[Row]) -> Self {
        let world = Self::new();
        world.export(rows);
        world
    }

    /// A world whose products are live already.
    pub(crate) fn in_sync(rows: &[Row]) -> Self {
        let world = Self::selling(rows);
        let count = rows.len();
        world
            .sync("")
            .is(0, &format!("read={count} created={count}"));
        world.sent();
        world
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.path().join(".shelfsync/state.db")
    }

    /// The state, as any program reads it.
    pub(crate) fn memory(&self) -> Connection {
        Connection::open(self.state()).unwrap()
    }

    /// What a plan says of all items, without how long it took.
    pub(crate) fn planned(&self) -> Value {
        let mut document = self.talk("plan --json --all").json().document;
        let members = document.as_object_mut().unwrap();
        members.remove("seconds");
        members.remove("stages");
        document
    }

    pub(crate) fn url(&self) -> String {
        self.sandbox.url()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn export(&self, rows: &[Row]) {
        self.write("products.csv", csv(rows));
    }

    pub(crate) fn config(&self, text: &str) {
        self.write("shelfsync.toml", text);
    }

    /// The configuration of most tests with further lines.
    pub(crate) fn configure(&self, further: &str) {
        self.config(&format!("{CONFIG}\n{further}\n"));
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.sandbox.script(fault);
    }

    /// Plays the tables of a scenario.
    pub(crate) fn play(&self, tables: &str) {
        let text = format!("description = \"of a test\"\n{tables}");
        self.sandbox.play(Scenario::parse(&text).unwrap()).unwrap();
    }

    pub(crate) fn no_more_faults(&self) {
        self.sandbox.clear_script();
    }

    pub(crate) fn delete_by_hand(&self, id: &str) {
        assert!(self.sandbox.delete_by_hand("100", id).unwrap(), "{id}");
    }

    /// All items of the catalog.
    pub(crate) fn items(&self) -> BTreeMap<String, Map<String, Value>> {
        self.sandbox.items("100").unwrap()
    }

    /// Somebody in Commerce Manager, or another app, writes fields of an item.
    pub(crate) fn write_by_hand(&self, id: &str, fields: &[(&str, &str)]) {
        let fields = fields.iter().copied();
        self.sandbox.write_by_hand("100", id, fields).unwrap();
    }

    /// Meta's review rejects an item.
    pub(crate) fn reject(&self, id: &str, reason: &str) {
        let state = ReviewState::Rejected;
        let done = self.sandbox.review("100", id, state, &[reason]);
        assert!(done.unwrap(), "{id}");
    }

    /// An item of the catalog.
    pub(crate) fn item(&self, id: &str) -> Option<Map<String, Value>> {
        self.sandbox.items("100").unwrap().remove(id)
    }

    /// A field of an item that must be there.
    pub(crate) fn field(&self, id: &str, field: &str) -> Value {
        let item = self.item(id).unwrap_or_else(|| panic!("no item {id}"));
        item.get(field).cloned().unwrap_or(Value::Null)
    }

    /// Ids of the catalog that are not archived.
    pub(crate) fn active(&self) -> BTreeSet<String> {
        let items = self.sandbox.items("100").unwrap();
        let active = items
            .into_iter()
            .filter(|(_, item)| item.get("status") != Some(&Value::from("archived")));
        active.map(|(id, _)| id).collect()
    }

    /// The catalog holds exactly these rows: ids, prices, titles and stock.
    pub(crate) fn equals(&self, rows: &[Row]) {
        let ids: BTreeSet<String> = rows.iter().map(|row| row.get("id").to_owned()).collect();
        assert_eq!(self.active(), ids);
        for row in rows {
            let id = row.get("id");
            for name in ["price", "title", "availability", "brand"] {
                assert_eq!(self.field(id, name), row.get(name), "{name} of {id}");
            }
        }
    }

    /// Calls so far.
    pub(crate) fn calls(&self) -> Vec<sandbox::Call> {
        self.sandbox.journal()
    }

    /// How many batch writes have reached the sandbox.
    pub(crate) fn writes(&self) -> usize {
        let calls = self.sandbox.journal();
        calls.iter().filter(|call| is_write(call)).count()
    }

    /// The records of every batch write since this was asked last, call by call.
    pub(crate) fn sent(&self) -> Vec<Vec<Value>> {
        let calls = self.sandbox.journal();
        let writes: Vec<_> = calls.iter().filter(|call| is_write(call)).collect();
        let new = &writes[self.seen.replace(writes.len())..];
        // A call that was refused before it was read has none.
        new.iter()
            .filter_map(|call| call.records.as_ref())
            .map(|records| {
                assert_eq!(records.count, records.requests.len());
                records.requests.clone()
            })
            .collect()
    }

    /// Nothing that a careful client would not have done.
    pub(crate) fn assert_careful(&self) {
        for call in self.sandbox.journal() {
            assert_eq!(call.violations, [""; 0], "{} {}", call.method, call.path);
            let ids = call.records.map(|records| records.ids.clone());
            let ids = ids.unwrap_or_default();
            let unique: BTreeSet<&String> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len(), "an id twice in one call: {ids:?}");
        }
    }

    /// The binary in this folder, with nothing in its environment but a token.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shelfsync"));
        command
            .args(line.split_whitespace())
            .current_dir(self.path())
            .env_clear()
            .env("META_ACCESS_TOKEN", TOKEN)
            .stdin(Stdio::null());
        // Sockets need it on Windows.
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }

    /// Runs the binary as it is.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.finish(self.command(line).output().unwrap())
    }

    /// Takes apart what a run left behind.
    pub(crate) fn finish(&self, output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            scrubs: vec![
                (self.url(), "[api]"),
                (self.path().display().to_string(), "[folder]"),
                (env!("CARGO_BIN_EXE_shelfsync").to_owned(), "shelfsync"),
            ],
        }
    }

    /// A command that talks to the sandbox.
    pub(crate) fn talk(&self, line: &str) -> Ran {
        self.run(&format!("{line} --api-url {}", self.url()))
    }

    /// `sync --json` against the sandbox.
    pub(crate) fn sync(&self, flags: &str) -> Report {
        let report = self.talk(&format!("sync --json {flags}")).json();
        self.assert_careful();
        report
    }

    /// A sync that dies at a crash point (`SHELFSYNC_CRASH_AT`).
    pub(crate) fn crash(&self, at: &str) {
        let line = format!("sync --json --api-url {}", self.url());
        let mut command = self.command(&line);
        let output = command.env("SHELFSYNC_CRASH_AT", at).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), None, "must die at {at}: {said}");
    }

    /// A sync that goes on beside the test.
    pub(crate) fn start(&self, flags: &str) -> Child {
        let line = format!("sync --json {flags} --api-url {}", self.url());
        let mut command = self.command(&line);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Waits until the sandbox has seen what it is asked for.
    pub(crate) fn wait_for(&self, mut seen: impl FnMut(&[sandbox::Call]) -> bool) {
        // A bound for the case that it never comes, not a measure.
        for _ in 0..20_000 {
            if seen(&self.sandbox.journal()) {
                return;
            }
            std::thread::park_timeout(Duration::from_millis(1));
        }
        panic!("the sandbox did not see it: {:#?}", self.sandbox.journal());
    }

    /// `plan --json` against the state of the sandbox.
    pub(crate) fn plan(&self, flags: &str) -> Report {
        self.talk(&format!("plan --json {flags}")).json()
    }
}

/// Whether a call is a batch write.
pub(crate) fn is_write(call: &sandbox::Call) -> bool {
    call.method == "POST" && call.path.ends_with("/items_batch")
}
