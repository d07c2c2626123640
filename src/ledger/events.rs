//! In charge of: the table `event`: what happened, as a hash-chained list that only grows.
//!
//! Each entry is JSON with sorted keys; its hash is the SHA-256 of the hash before it, a line feed, and that text. Whoever changes,
//! removes or adds an entry in between breaks every hash after it. (Entries cut off at the end leave a chain that is whole: keep
//! [`Verified::head`] elsewhere to notice that.)

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Ledger, LedgerError,
    column::{Json, canonical},
};
use crate::model::{AgreementNumber, Digest, Event, Ruling, ThreadId};

/// What the hash of the first entry builds on.
const GENESIS: Digest = Digest([0; 32]);

/// A line of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was recorded.
    pub recorded: Timestamp,
    /// The thread, as it was named then.
    pub thread: ThreadId,
    /// The SHA-256 of the mail it was read from, hexadecimal: it stays when the mail's body is deleted.
    pub mail: String,
    /// What happened.
    pub happening: Happening,
}

/// What an entry tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Something happened to an agreement of the thread.
    Changed(Box<Event>),
    /// Somebody settled something about letters or the thread.
    Settled(Box<Ruling>),
    /// Another thread turned out to be part of this one.
    Joined {
        /// The other thread.
        from: ThreadId,
        /// Its agreements: the number each had there, and the number it has here.
        numbers: Vec<(AgreementNumber, AgreementNumber)>,
    },
}

/// An entry with its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its number in the chain, from 1.
    pub sequence: i64,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// What it says.
    pub entry: Entry,
}

/// A chain that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has.
    pub entries: u64,
    /// The hash of the last one; of nothing: 64 zeros.
    pub head: String,
}

/// The first link that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the record is broken at event {sequence}: {why}. Compare with the last backup: what stands before it is sound"
)]
pub struct Broken {
    /// The number of the entry.
    pub sequence: i64,
    /// What does not hold.
    pub why: &'static str,
}

impl Ledger {
    /// Goes through the whole chain. The inner result names the first broken link.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn verify(&self) -> Result<Result<Verified, Broken>, LedgerError> {
        let mut statement =
            self.connection.prepare("SELECT sequence, body, previous, hash FROM event ORDER BY sequence")?;
        let mut rows = statement.query([])?;
        let (mut entries, mut before) = (0, GENESIS.to_string());
        while let Some(row) = rows.next()? {
            let (sequence, body, previous, hash): (i64, String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let broken = |why| Ok(Err(Broken { sequence, why }));
            if previous != before {
                return broken("it does not follow the event before it: one was removed, added or changed there");
            }
            if link(&previous, &body).to_string() != hash {
                return broken("its words are not those that its hash was made from");
            }
            entries += 1;
            before = hash;
        }
        Ok(Ok(Verified { entries, head: before }))
    }

    /// What was recorded of a thread, in order, with what was recorded of threads since joined into it.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn history(&self, thread: ThreadId) -> Result<Vec<Recorded>, LedgerError> {
        of_thread(&self.connection, thread)
    }
}

/// What was recorded of a thread and of those joined into it, in order.
pub(super) fn of_thread(connection: &Connection, thread: ThreadId) -> Result<Vec<Recorded>, LedgerError> {
    select(
        connection,
        "SELECT sequence, hash, body FROM event
         WHERE thread = ?1 OR thread IN (SELECT id FROM thread WHERE joined_into = ?1) ORDER BY sequence",
        [thread],
    )
}

/// The whole record, in order.
pub(super) fn all(connection: &Connection) -> Result<Vec<Recorded>, LedgerError> {
    select(connection, "SELECT sequence, hash, body FROM event ORDER BY sequence", [])
}

fn select(connection: &Connection, sql: &str, with: impl rusqlite::Params) -> Result<Vec<Recorded>, LedgerError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(with, |row| {
        Ok(Recorded { sequence: row.get(0)?, hash: row.get(1)?, entry: row.get::<_, Json<Entry>>(2)?.0 })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds an entry to the end of the chain.
pub(super) fn append(connection: &Connection, entry: &Entry) -> Result<(), LedgerError> {
    let body = canonical(entry).map_err(|error| LedgerError::Corrupt { table: "event", why: error.to_string() })?;
    let previous = connection
        .prepare_cached("SELECT hash FROM event ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?
        .unwrap_or_else(|| GENESIS.to_string());
    let hash = link(&previous, &body);
    connection
        .prepare_cached("INSERT INTO event (body, previous, hash) VALUES (?1, ?2, ?3)")?
        .execute(params![body, previous, hash])?;
    Ok(())
}

fn link(previous: &str, body: &str) -> Digest {
    let hasher = Sha256::new().chain_update(previous).chain_update("\n").chain_update(body);
    Digest(hasher.finalize().into())
}
