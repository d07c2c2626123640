//! In charge of: the table `mark`: how far each folder has been read.

use rusqlite::{OptionalExtension, params};

use super::{Ledger, LedgerError, column::Json};
use crate::model::{Mark, Position};

impl Ledger {
    /// The mark kept for a folder.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn mark(&self, account: &str, folder: &str) -> Result<Option<Mark>, LedgerError> {
        let sql = "SELECT mark FROM mark WHERE account = ?1 AND folder = ?2";
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row([account, folder], |row| row.get::<_, Json<Mark>>(0))
            .optional()?;
        Ok(found.map(|mark| mark.0))
    }

    /// Keeps the mark of a folder: all mails below it have been filed before, or are in the same batch.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn keep_mark(&mut self, account: &str, folder: &str, mark: &Mark) -> Result<(), LedgerError> {
        self.connection.execute(
            "INSERT INTO mark (account, folder, mark) VALUES (?1, ?2, ?3)
             ON CONFLICT (account, folder) DO UPDATE SET mark = excluded.mark",
            params![account, folder, Json(mark)],
        )?;
        Ok(())
    }

    /// The positions in a folder at which mails have been seen.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn positions(&self, account: &str, folder: &str) -> Result<Vec<Position>, LedgerError> {
        let mut statement =
            self.connection.prepare_cached("SELECT position FROM place WHERE account = ?1 AND folder = ?2")?;
        let rows = statement.query_map([account, folder], |row| row.get::<_, Json<Position>>(0).map(|json| json.0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
