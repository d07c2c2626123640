//! In charge of: the table `pulse`: until when letters were going out by the plan.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{
    Ledger, LedgerError,
    column::{At, Json},
};
use crate::model::{MessageId, Notice};

impl Ledger {
    /// When all was last well, and when it was to be looked at again; `None` before the first time.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn pulse(&self) -> Result<Option<(Timestamp, Timestamp)>, LedgerError> {
        let sql = "SELECT at, next FROM pulse";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, At>(0)?.0, row.get::<_, At>(1)?.0));
        Ok(self.connection.prepare_cached(sql)?.query_row([], read).optional()?)
    }

    /// Keeps that all was well at `at`, and is to be looked at again at `next`.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn keep_pulse(&mut self, at: Timestamp, next: Timestamp) -> Result<(), LedgerError> {
        let sql = "INSERT INTO pulse (one, at, next) VALUES (1, ?1, ?2)
                   ON CONFLICT (one) DO UPDATE SET at = excluded.at, next = excluded.next";
        self.connection.prepare_cached(sql)?.execute(params![At(at), At(next)])?;
        Ok(())
    }

    /// The letters that wait and gather what piled up while none went out, with what they say. Those that somebody has already are not
    /// among them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn gathering(&self) -> Result<Vec<(MessageId, Notice)>, LedgerError> {
        let sql = "SELECT letter.message, told.notice FROM told JOIN letter ON letter.id = told.letter
             WHERE letter.state IN ('queued', 'retry') AND told.key = letter.key
                AND json_extract(told.notice, '$.since') IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM recipient WHERE letter = letter.id AND state = 'taken')
             ORDER BY letter.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Json<Notice>>(1)?.0)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
