//! Versions of the state file, and the steps between them.

/// Marks the file as ours (`PRAGMA application_id`): "shlf".
pub(super) const APPLICATION: i64 = 0x7368_6c66;

/// The version that this program writes.
pub(super) const VERSION: i64 = 4;

/// `STEPS[n]` leads from version n to version n + 1.
pub(super) const STEPS: &[&str] = &[FIRST, SECOND, THIRD, FOURTH];

// No index over ids: they come in no order, and such an index makes a commit of
// 3000 of them thirteen times dearer (measured; see FORMAT.md for the tables).
const FIRST: &str = "
CREATE TABLE catalogs (
    catalog INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    catalog_id TEXT NOT NULL,
    settled_at INTEGER,
    writes_blocked_until INTEGER,
    reads_blocked_until INTEGER,
    listing_cursor TEXT,
    UNIQUE (origin, catalog_id)
);
CREATE TABLE items (
    pos INTEGER PRIMARY KEY,
    catalog INTEGER NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    doubt INTEGER NOT NULL DEFAULT 0,
    hash BLOB,
    body INTEGER,
    confirmed_at INTEGER
);
CREATE TABLE bodies (
    body INTEGER PRIMARY KEY,
    json TEXT NOT NULL
);
CREATE TABLE batches (
    batch INTEGER PRIMARY KEY,
    catalog INTEGER NOT NULL,
    run INTEGER NOT NULL,
    status TEXT NOT NULL,
    handle TEXT,
    items INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    ambiguous INTEGER NOT NULL DEFAULT 0,
    intended_at INTEGER NOT NULL,
    sent_at INTEGER,
    ended_at INTEGER
);
CREATE INDEX batches_open ON batches (catalog, status) WHERE status <> 'done';
CREATE TABLE sends (
    batch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    op TEXT NOT NULL,
    hash BLOB,
    body INTEGER,
    data TEXT,
    PRIMARY KEY (batch, seq)
) WITHOUT ROWID;
CREATE TABLE refusals (
    pos INTEGER PRIMARY KEY,
    catalog INTEGER NOT NULL,
    hash BLOB,
    message TEXT NOT NULL,
    batch INTEGER NOT NULL,
    refused_at INTEGER NOT NULL
);
CREATE TABLE withheld (
    pos INTEGER PRIMARY KEY,
    catalog INTEGER NOT NULL,
    since INTEGER NOT NULL
);
CREATE TABLE suspects (
    catalog INTEGER NOT NULL,
    id TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (catalog, id)
) WITHOUT ROWID;
CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    catalog INTEGER NOT NULL,
    command TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    exit_code INTEGER,
    report TEXT
);
CREATE TABLE writes (
    at INTEGER NOT NULL,
    catalog INTEGER NOT NULL
);
";

// What a lost call carried decides whether it could still do harm; version 1
// knew only the id. Guards withhold whole sets of changes, one row a guard.
const SECOND: &str = "
CREATE TABLE lost_calls (
    catalog INTEGER NOT NULL,
    id TEXT NOT NULL,
    batch INTEGER NOT NULL,
    since INTEGER NOT NULL,
    op TEXT,
    hash BLOB,
    data TEXT,
    PRIMARY KEY (catalog, id, batch)
) WITHOUT ROWID;
INSERT INTO lost_calls (catalog, id, batch, since) SELECT catalog, id, 0, since FROM suspects;
DROP TABLE suspects;
ALTER TABLE lost_calls RENAME TO suspects;
CREATE TABLE held (
    catalog INTEGER NOT NULL,
    rule TEXT NOT NULL,
    since INTEGER NOT NULL,
    items INTEGER NOT NULL,
    samples TEXT NOT NULL,
    PRIMARY KEY (catalog, rule)
) WITHOUT ROWID;
ALTER TABLE catalogs ADD COLUMN rows INTEGER;
";

// What a run remembers of the export. The records are in blobs of some thousand
// each: a row for every one costs ten times as much to read, and nobody asks for one.
const THIRD: &str = "
CREATE TABLE memos (
    catalog INTEGER PRIMARY KEY,
    terms BLOB NOT NULL,
    key BLOB NOT NULL,
    facts TEXT NOT NULL,
    report TEXT
);
CREATE TABLE memo_parts (
    catalog INTEGER NOT NULL,
    source INTEGER NOT NULL,
    part INTEGER NOT NULL,
    records BLOB NOT NULL,
    PRIMARY KEY (catalog, source, part)
);
";

// A file that a pattern does not find any more would be noticed by nobody.
const FOURTH: &str = "
ALTER TABLE catalogs ADD COLUMN files TEXT;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_step_to_every_version() {
        assert_eq!(i64::try_from(STEPS.len()), Ok(VERSION));
    }
}
