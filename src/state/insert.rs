//! Writing many rows at once.
//!
//! Half of what a small row costs is the statement around it: bound, begun, ended
//! and reset. A statement that writes many rows does that once.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Transaction};

use super::batches::Intent;

/// So many rows are written by one statement. What is left over goes row by row, so
/// that two statements are kept, and not one for each number of rows.
const AT_ONCE: usize = 50;

/// Writes the records of a batch: new items, what each item will be, and the
/// records themselves. Returns the keys of the items, in order.
pub(super) fn intend_records(
    tx: &Transaction<'_>,
    catalog: i64,
    batch: i64,
    records: &[Intent<'_>],
) -> rusqlite::Result<Vec<i64>> {
    let mut items = Keys::after(tx, "SELECT max(pos) FROM items")?;
    let mut bodies = Keys::after(tx, "SELECT max(body) FROM bodies")?;
    let mut keyed = Vec::with_capacity(records.len());
    for (seq, record) in (0_i64..).zip(records) {
        keyed.push(Keyed {
            seq,
            record,
            pos: record.pos.unwrap_or_else(|| items.take()),
            body: record.body.map(|json| (bodies.take(), json)),
        });
    }
    let new: Vec<&Keyed<'_>> = keyed.iter().filter(|k| k.record.pos.is_none()).collect();
    insert(tx, "items (pos, catalog, id, status)", &new, |one| {
        [int(one.pos), int(catalog), text(one.record.id), text("new")]
    })?;
    let bodies: Vec<(i64, &str)> = keyed.iter().filter_map(|one| one.body).collect();
    insert(tx, "bodies (body, json)", &bodies, |(body, json)| {
        [int(*body), text(json)]
    })?;
    let sends = "sends (batch, seq, pos, op, hash, body, data)";
    insert(tx, sends, &keyed, |one| {
        let Intent { op, hash, data, .. } = one.record;
        [
            int(batch),
            int(one.seq),
            int(one.pos),
            text(op.word()),
            hash.as_ref()
                .map_or(ValueRef::Null, |hash| ValueRef::Blob(hash.bytes())),
            one.body.map_or(ValueRef::Null, |(body, _)| int(body)),
            data.map_or(ValueRef::Null, text),
        ]
    })?;
    Ok(keyed.iter().map(|one| one.pos).collect())
}

/// A record with the keys that it gets.
struct Keyed<'a> {
    seq: i64,
    record: &'a Intent<'a>,
    pos: i64,
    body: Option<(i64, &'a str)>,
}

/// Keys of new rows: those that SQLite itself would give.
struct Keys(i64);

impl Keys {
    /// The keys after the last one.
    fn after(tx: &Transaction<'_>, last: &str) -> rusqlite::Result<Self> {
        let last: Option<i64> = tx.prepare_cached(last)?.query_row((), |row| row.get(0))?;
        Ok(Self(last.unwrap_or(0)))
    }

    fn take(&mut self) -> i64 {
        self.0 += 1;
        self.0
    }
}

/// Writes rows; `into` names the table and its columns, `row` gives their values.
fn insert<'a, T, const N: usize>(
    tx: &Transaction<'_>,
    into: &str,
    rows: &'a [T],
    row: impl Fn(&'a T) -> [ValueRef<'a>; N],
) -> rusqlite::Result<()> {
    let (many, rest) = rows.as_chunks::<AT_ONCE>();
    write(tx, into, many, &row)?;
    write(tx, into, rest.as_chunks::<1>().0, &row)
}

fn write<'a, T, const N: usize, const ROWS: usize>(
    tx: &Transaction<'_>,
    into: &str,
    parts: &'a [[T; ROWS]],
    row: &impl Fn(&'a T) -> [ValueRef<'a>; N],
) -> rusqlite::Result<()> {
    if parts.is_empty() {
        return Ok(());
    }
    let values = format!("({})", ["?"; N].join(", "));
    let values = vec![values; ROWS].join(", ");
    // The whole transaction fails with a row, so that SQLite need not be ready to
    // take back this statement alone.
    let sql = format!("INSERT OR FAIL INTO {into} VALUES {values}");
    let mut statement = tx.prepare_cached(&sql)?;
    for part in parts {
        bind(&mut statement, part.iter().flat_map(row))?;
        statement.raw_execute()?;
    }
    Ok(())
}

fn bind<'a>(
    statement: &mut CachedStatement<'_>,
    values: impl Iterator<Item = ValueRef<'a>>,
) -> rusqlite::Result<()> {
    for (at, value) in (1..).zip(values) {
        statement.raw_bind_parameter(at, ToSqlOutput::Borrowed(value))?;
    }
    Ok(())
}

const fn int(value: i64) -> ValueRef<'static> {
    ValueRef::Integer(value)
}

const fn text(value: &str) -> ValueRef<'_> {
    ValueRef::Text(value.as_bytes())
}
