//! In charge of: which letters are owed a copy in the folder of sent mail.
//!
//! Promises: a letter that was sent while copies are kept is owed one until it has it, whatever happens in between.

use rusqlite::OptionalExtension;

use super::{Ledger, LedgerError, letters};
use crate::model::{Letter, MessageId};

impl Ledger {
    /// A letter that somebody has is owed a copy.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn owe_copy(&mut self, id: &MessageId) -> Result<(), LedgerError> {
        let sql = "UPDATE letter SET copy = 'owed' WHERE message = ?1 AND state = 'sent' AND copy = 'none'";
        self.connection.execute(sql, [id])?;
        Ok(())
    }

    /// The next letter that is owed a copy.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn next_copy(&self) -> Result<Option<Letter>, LedgerError> {
        let sql = format!("{} WHERE copy = 'owed' ORDER BY id LIMIT 1", letters::LETTER);
        let found = self.connection.prepare_cached(&sql)?.query_row([], letters::read).optional()?;
        Ok(found.map(|(_, posted)| posted.letter))
    }

    /// A letter has its copy.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn keep_copy(&mut self, id: &MessageId) -> Result<(), LedgerError> {
        self.connection.execute("UPDATE letter SET copy = 'kept' WHERE message = ?1", [id])?;
        Ok(())
    }
}
