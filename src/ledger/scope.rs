//! In charge of: transactions: what belongs together commits together, also where several such pieces make one larger one.
//!
//! Promises: a scope that is dropped leaves no trace; inside a batch a piece that is dropped leaves the other pieces alone, and all of them
//! reach the disk at once, when the batch is committed.

use std::ops::Deref;

use rusqlite::Connection;

use super::{Ledger, LedgerError};

/// A transaction with the right to write from its first line; within a batch, a piece of it.
#[derive(Debug)]
pub(super) struct Scope<'c> {
    connection: &'c Connection,
    within: bool,
    open: bool,
}

impl<'c> Scope<'c> {
    fn begin(connection: &'c Connection, within: bool) -> Result<Self, LedgerError> {
        say(connection, if within { "SAVEPOINT piece" } else { "BEGIN IMMEDIATE" })?;
        Ok(Self { connection, within, open: true })
    }

    /// Keeps what was written.
    pub(super) fn commit(mut self) -> Result<(), LedgerError> {
        say(self.connection, if self.within { "RELEASE piece" } else { "COMMIT" })?;
        self.open = false;
        Ok(())
    }
}

/// Says one statement, compiled once: each mail says several of them.
fn say(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        if self.open {
            let undo: &[&str] = if self.within { &["ROLLBACK TO piece", "RELEASE piece"] } else { &["ROLLBACK"] };
            // Where even this fails, the connection is broken, and the database undoes it when it is opened again.
            for undo in undo {
                let _ = say(self.connection, undo);
            }
        }
    }
}

impl Deref for Scope<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Ledger {
    /// A transaction, or a piece of the batch that is open.
    pub(super) fn begin(&mut self) -> Result<Scope<'_>, LedgerError> {
        Scope::begin(&self.connection, !self.connection.is_autocommit())
    }

    /// Lets `work` on what owns this ledger commit as one: many mails cost one write to the disk. Where it fails, nothing of it is kept.
    ///
    /// # Errors
    /// What `work` returns, or where the database cannot be written.
    pub fn batch<O, T>(
        owner: &mut O,
        ledger: impl Fn(&mut O) -> &mut Ledger,
        work: impl FnOnce(&mut O) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        ledger(owner).connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = work(owner);
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = ledger(owner).connection.execute_batch(end);
        let done = done?;
        if let Err(error) = ended {
            let _ = ledger(owner).connection.execute_batch("ROLLBACK");
            return Err(error.into());
        }
        Ok(done)
    }
}
