//! In charge of: the table `reflection`: what people answered when they were asked to look back.
//!
//! Promises: the words are in this table alone, and gone with the bodies of the thread's mails; nothing but [`Ledger::reflections`] hands them out.
//! Leaves to: the daemon to ask for them only when they are no longer sealed.

use rusqlite::{Connection, params};

use super::{
    Filing, Ledger, LedgerError,
    column::{At, Json},
};
use crate::model::{Reflection, ThreadId};

impl Ledger {
    /// What was answered on a thread, oldest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn reflections(&self, thread: ThreadId) -> Result<Vec<Reflection>, LedgerError> {
        let sql = "SELECT thread, mail, by, at, words FROM reflection WHERE thread = ?1 ORDER BY at, mail";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([thread], |row| {
            Ok(Reflection {
                thread: row.get(0)?,
                mail: row.get(1)?,
                by: row.get::<_, Json<_>>(2)?.0,
                at: row.get::<_, At>(3)?.0,
                words: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Filing<'_> {
    /// Keeps an answer, sealed, together with its mail.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn reflect(&mut self, reflection: &Reflection) -> Result<(), LedgerError> {
        let sql = "INSERT INTO reflection (mail, thread, by, at, words) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (mail) DO NOTHING";
        let Reflection { thread, mail, by, at, words } = reflection;
        self.transaction().execute(sql, params![mail, thread, Json(by), At(*at), words])?;
        Ok(())
    }
}

/// What was answered on `younger` was answered on `older`.
pub(super) fn join(connection: &Connection, younger: ThreadId, older: ThreadId) -> Result<(), LedgerError> {
    connection.execute("UPDATE reflection SET thread = ?2 WHERE thread = ?1", params![younger, older])?;
    Ok(())
}

/// The answers go with the mails that they were written in.
pub(super) fn forget(connection: &Connection, thread: ThreadId) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM reflection WHERE thread = ?1", [thread])?;
    Ok(())
}
