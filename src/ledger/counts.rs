//! In charge of: how many letters were written, for the limits.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Ledger, LedgerError, column::At, threads};
use crate::model::{Address, ThreadId};

impl Ledger {
    /// How many letters a recipient, a thread, and everybody together have been written at `since` or later; those withdrawn do not count.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn count_letters(
        &self,
        since: Timestamp,
        to: Option<&Address>,
        thread: Option<ThreadId>,
    ) -> Result<u32, LedgerError> {
        count(&self.connection, since, to, thread)
    }
}

/// How many letters a recipient, a thread, and everybody together have been written at `since` or later; those withdrawn do not count.
pub(super) fn count(
    connection: &Connection,
    since: Timestamp,
    to: Option<&Address>,
    thread: Option<ThreadId>,
) -> Result<u32, LedgerError> {
    let sql = "SELECT count(*) FROM letter WHERE written >= ?1 AND state <> 'withdrawn'
        AND (?2 IS NULL OR EXISTS (SELECT 1 FROM recipient WHERE letter = letter.id AND lower(address) = ?2))
        AND (?3 IS NULL OR thread = ?3)";
    let to = to.map(threads::lower);
    Ok(connection.prepare_cached(sql)?.query_row(params![At(since), to, thread], |row| row.get(0))?)
}
