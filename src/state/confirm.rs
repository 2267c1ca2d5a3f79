//! Confirming all that is left of a batch: what nearly every batch comes to.
//!
//! Record by record it takes half a dozen statements, most of which find nothing.
//! Here each statement speaks of the whole batch. What comes of it is the same,
//! and a test compares.

use rusqlite::Transaction;

use super::verdicts::settle_lost;

/// The plain records: once one is confirmed the catalog holds just the item that
/// it carried ([`crate::catalog::Op::settles`]), which is live.
const PLAIN: &str = "sends.body IS NOT NULL AND op IN ('create', 'update', 'full', 'return')";

/// How many records of a batch have no verdict yet.
pub(super) fn records_left(tx: &Transaction<'_>, batch: i64) -> rusqlite::Result<usize> {
    tx.prepare_cached("SELECT count(*) FROM sends WHERE batch = ?1")?
        .query_row([batch], |row| row.get::<_, i64>(0))
        .map(|left| usize::try_from(left).unwrap_or(0))
}

/// Confirms the plain records of a batch, and takes them out of it.
pub(super) fn confirm_plain(tx: &Transaction<'_>, batch: i64, now: i64) -> rusqlite::Result<()> {
    let run = |sql: &str| tx.prepare_cached(sql)?.execute([batch]);
    run(&format!(
        "DELETE FROM bodies WHERE body IN
             (SELECT items.body FROM sends JOIN items USING (pos) WHERE batch = ?1 AND {PLAIN}
              AND items.body IS NOT NULL)"
    ))?;
    tx.prepare_cached(&format!(
        "UPDATE OR FAIL items SET status = 'live', doubt = 0, hash = sends.hash, body = sends.body,
                          confirmed_at = ?2
         FROM sends WHERE batch = ?1 AND {PLAIN} AND items.pos = sends.pos"
    ))?
    .execute((batch, now))?;
    // Few items are refused, few batches are lost, and in a first sync none is.
    if holds_any(tx, "SELECT EXISTS (SELECT 1 FROM refusals)")? {
        run(&format!(
            "DELETE FROM refusals WHERE pos IN
                 (SELECT pos FROM sends WHERE batch = ?1 AND {PLAIN})"
        ))?;
    }
    if holds_any(tx, ANY_LOST)? {
        let confirmed: Vec<i64> = tx
            .prepare_cached(&format!(
                "SELECT pos FROM sends WHERE batch = ?1 AND {PLAIN}"
            ))?
            .query_map([batch], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        settle_lost(tx, &confirmed, true, now)?;
    }
    run(&format!("DELETE FROM sends WHERE batch = ?1 AND {PLAIN}"))?;
    Ok(())
}

/// Whether there is a lost batch. The first condition is that of the index.
pub(super) const ANY_LOST: &str =
    "SELECT EXISTS (SELECT 1 FROM batches WHERE status <> 'done' AND status = 'lost')";

/// The answer of a query for one truth.
pub(super) fn holds_any(tx: &Transaction<'_>, sql: &str) -> rusqlite::Result<bool> {
    tx.prepare_cached(sql)?.query_row((), |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::verdicts::judge_each;
    use super::super::{Intent, Store, Verdict};
    use super::*;
    use crate::catalog::{Fingerprint, Op, Presence};

    #[test]
    fn plain_records_are_those_that_settle_a_live_item() {
        for op in Op::ALL {
            let plain = PLAIN.contains(&format!("'{}'", op.word()));
            let settles = op.settles() && op.leads_to() == Some(Presence::Live);
            assert_eq!(plain, settles, "{op:?}");
        }
    }

    /// What was done to an item before.
    #[derive(Clone, Copy, Debug)]
    enum Past {
        New,
        Live,
        Refused,
        Withheld,
        Lost,
    }

    fn intend(store: &mut Store, of: &[(i64, Op)], word: &str) -> i64 {
        let ids: Vec<String> = of.iter().map(|(pos, _)| pos.to_string()).collect();
        let json: Vec<String> = ids.iter().map(|id| format!("{word} {id}")).collect();
        let intents: Vec<Intent<'_>> = (of.iter().zip(&ids).zip(&json))
            .map(|(((pos, op), id), json)| Intent {
                pos: (*pos > 0).then_some(*pos),
                id,
                op: *op,
                hash: (!op.removes()).then(|| Fingerprint::of(json.as_bytes())),
                body: (!op.removes()).then_some(json),
                data: None,
            })
            .collect();
        store.intend(1, 10, 1, &intents).unwrap().0
    }

    /// A state with such items, and a batch with a record for each.
    fn state(folder: &std::path::Path, items: &[(Past, Op)]) -> (Store, i64) {
        let mut store = Store::open(&folder.join("state.db"), "origin", "1").unwrap();
        let all: Vec<(i64, Op)> = items.iter().map(|_| (0, Op::Create)).collect();
        intend(&mut store, &all, "first");
        let mut withheld = Vec::new();
        let mut lost = Vec::new();
        for ((seq, pos), (past, _)) in (0..).zip(1..).zip(items) {
            let first = match past {
                Past::Live | Past::Withheld | Past::Lost => Some(Verdict::Confirmed),
                Past::Refused => Some(Verdict::Refused("no".to_owned())),
                Past::New => None,
            };
            let verdicts: Vec<_> = first.into_iter().map(|verdict| (seq, verdict)).collect();
            store
                .change(|tx| judge_each(tx, 1, 1, &verdicts, 2))
                .unwrap();
            withheld.extend(matches!(past, Past::Withheld).then_some(pos));
            lost.extend(matches!(past, Past::Lost).then_some((pos, Op::Update)));
        }
        store.drop_rejected(1, 3).unwrap();
        store.set_withheld(&withheld, 4).unwrap();
        if !lost.is_empty() {
            let batch = intend(&mut store, &lost, "lost");
            store.lose(batch, 5).unwrap();
        }
        let second: Vec<(i64, Op)> = (1..).zip(items).map(|(pos, (_, op))| (pos, *op)).collect();
        let batch = intend(&mut store, &second, "second");
        (store, batch)
    }

    /// Every row of every table.
    fn rows(store: &Store) -> Vec<String> {
        let mut rows = Vec::new();
        for table in [
            "items", "bodies", "sends", "refusals", "withheld", "suspects", "batches",
        ] {
            let mut statement = store.db.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = statement.column_count();
            let mut found = statement.query(()).unwrap();
            while let Some(row) = found.next().unwrap() {
                let values = (0..columns).map(|at| row.get_ref(at).unwrap());
                rows.push(format!("{table} {:?}", values.collect::<Vec<_>>()));
            }
        }
        rows
    }

    fn items() -> impl Strategy<Value = Vec<(Past, Op)>> {
        let past = prop::sample::select(vec![
            Past::New,
            Past::Live,
            Past::Refused,
            Past::Withheld,
            Past::Lost,
        ]);
        let op = prop_oneof![
            3 => prop::sample::select(vec![Op::Create, Op::Update, Op::Full, Op::Return]),
            1 => prop::sample::select(Op::ALL.to_vec()),
        ];
        // More than one statement writes at once.
        prop::collection::vec((past, op), 1..120)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn all_at_once_comes_to_the_same_as_one_by_one(items in items()) {
            let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let (mut fast, batch) = state(one.path(), &items);
            let (mut slow, same) = state(other.path(), &items);
            prop_assert_eq!(batch, same);
            prop_assert_eq!(rows(&fast), rows(&slow));
            let count = i64::try_from(items.len()).unwrap();
            let verdicts: Vec<_> = (0..count).map(|seq| (seq, Verdict::Confirmed)).collect();
            fast.judge(batch, &verdicts, 9).unwrap();
            let unknown = slow.change(|tx| judge_each(tx, 1, batch, &verdicts, 9)).unwrap();
            prop_assert_eq!(unknown, None);
            prop_assert_eq!(rows(&fast), rows(&slow));
        }
    }
}
