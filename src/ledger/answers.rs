//! In charge of: the table `answer`: what mails are to be answered with, and no letter has said yet.
//!
//! Promises: it is written with the mail itself, and gone once a letter has said it, or it is no longer to be said.
//! Leaves to: `schedule` whether it is; [`super::told`] what letters have said.

use rusqlite::{Connection, params};

use super::{Filing, Ledger, LedgerError, agreements, column::Json};
use crate::model::{AgreementNumber, Owed, ThreadId};

impl Ledger {
    /// The answers that mails of a thread are owed, in the order in which the mails came; some of them may have been said just now.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn owed(&self, thread: ThreadId) -> Result<Vec<Owed>, LedgerError> {
        of_thread(&self.connection, thread)
    }

    /// The threads with mails that are owed an answer.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn threads_owed(&self) -> Result<Vec<ThreadId>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT DISTINCT thread FROM answer ORDER BY thread")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Nobody is owed these answers any more.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn forget_owed(&mut self, keys: &[String]) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for key in keys {
            transaction.prepare_cached("DELETE FROM answer WHERE key = ?1")?.execute([key])?;
        }
        transaction.commit()
    }
}

impl Filing<'_> {
    /// Keeps what the mail is to be answered with.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn owe(&self, owed: &Owed) -> Result<(), LedgerError> {
        let sql = "INSERT INTO answer (key, thread, value) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING";
        self.transaction().prepare_cached(sql)?.execute(params![owed.key, self.thread().id, Json(owed)])?;
        Ok(())
    }
}

fn of_thread(connection: &Connection, thread: ThreadId) -> Result<Vec<Owed>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT value FROM answer WHERE thread = ?1 ORDER BY id")?;
    let rows = statement.query_map([thread], |row| row.get::<_, Json<Owed>>(0).map(|json| json.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What mails of `younger` are owed, mails of `older` are, under the new numbers.
pub(super) fn join(
    connection: &Connection,
    younger: ThreadId,
    older: ThreadId,
    numbers: &[(AgreementNumber, AgreementNumber)],
) -> Result<(), LedgerError> {
    for mut owed in of_thread(connection, younger)? {
        owed.answer.renumber(|old| agreements::new_number(numbers, old));
        let sql = "UPDATE answer SET thread = ?2, value = ?3 WHERE key = ?1";
        connection.execute(sql, params![owed.key, older, Json(&owed)])?;
    }
    Ok(())
}

/// The answers go with the mails that they were to answer.
pub(super) fn forget(connection: &Connection, thread: ThreadId) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM answer WHERE thread = ?1", [thread])?;
    Ok(())
}
