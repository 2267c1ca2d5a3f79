//! Everything that the state knows of one item.

use rusqlite::OptionalExtension;

use super::{StateError, Store};
use crate::catalog::{Doubt, Presence};

/// One item, from all tables.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// Where it stands; `None` when only a suspicion is left of it.
    pub presence: Option<Presence>,
    /// Whether the catalog may hold something else than was confirmed.
    pub doubt: Doubt,
    /// The confirmed item as canonical JSON.
    pub body: Option<String>,
    /// When it was confirmed, in Unix milliseconds.
    pub confirmed_at: Option<i64>,
    /// Meta's words when it was refused, and when that was.
    pub refusal: Option<(String, i64)>,
    /// Since when its removal waits for a decision.
    pub withheld_since: Option<i64>,
    /// Since when a call without an answer may change it late.
    pub suspect_since: Option<i64>,
    /// Batches without a verdict that carry it.
    pub open_batches: u64,
}

impl Store {
    /// What is known of the item of this id. There is no index over ids: this
    /// looks at all of them.
    pub fn item(&self, id: &str) -> Result<Option<ItemRow>, StateError> {
        let sql = "SELECT status, doubt, json, confirmed_at, message, refused_at, withheld.since,
                     (SELECT count(*) FROM sends JOIN batches USING (batch)
                      WHERE sends.pos = items.pos AND batches.status NOT IN ('done', 'lost'))
                   FROM items
                   LEFT JOIN bodies ON bodies.body = items.body
                   LEFT JOIN refusals ON refusals.pos = items.pos
                   LEFT JOIN withheld ON withheld.pos = items.pos
                   WHERE items.catalog = ?1 AND items.id = ?2";
        let suspect = "SELECT max(since) FROM suspects WHERE catalog = ?1 AND id = ?2 GROUP BY id";
        let suspect_since: Option<i64> = self
            .db
            .query_row(suspect, (self.catalog, id), |row| row.get(0))
            .optional()
            .map_err(|e| self.error(e))?;
        let found = self
            .db
            .query_row(sql, (self.catalog, id), |row| {
                let status: String = row.get(0)?;
                let message: Option<String> = row.get(4)?;
                let at: Option<i64> = row.get(5)?;
                let open: i64 = row.get(7)?;
                Ok((
                    status,
                    ItemRow {
                        presence: None,
                        doubt: Doubt::of(row.get(1)?),
                        body: row.get(2)?,
                        confirmed_at: row.get(3)?,
                        refusal: message.zip(at),
                        withheld_since: row.get(6)?,
                        suspect_since,
                        open_batches: u64::try_from(open).unwrap_or(0),
                    },
                ))
            })
            .optional()
            .map_err(|e| self.error(e))?;
        match found {
            Some((status, mut item)) => {
                let presence = Presence::find(&status);
                item.presence = Some(presence.ok_or_else(|| self.bad_value("items", &status))?);
                Ok(Some(item))
            }
            None => Ok(suspect_since.map(|since| ItemRow {
                presence: None,
                doubt: Doubt::None,
                body: None,
                confirmed_at: None,
                refusal: None,
                withheld_since: None,
                suspect_since: Some(since),
                open_batches: 0,
            })),
        }
    }
}
