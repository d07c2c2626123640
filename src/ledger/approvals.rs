//! In charge of: the table `approval`: letters to clients that wait for a team member's word.
//!
//! Promises: a letter is asked about in the same transaction in which the letter that shows it is queued.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::{Filing, Ledger, LedgerError, column::At, threads};
use crate::model::{Address, Approval, ApprovalState, Letter, MessageId, Notice, ThreadId};

const APPROVAL: &str = "SELECT key, thread, state, member, shown, asked, mails FROM approval";

fn read(row: &Row<'_>) -> rusqlite::Result<Approval> {
    let state: String = row.get(2)?;
    let member: String = row.get(3)?;
    Ok(Approval {
        key: row.get(0)?,
        thread: row.get(1)?,
        state: match state.as_str() {
            "released" => ApprovalState::Released,
            "dropped" => ApprovalState::Dropped,
            _ => ApprovalState::Waits,
        },
        member: Address::parse(&member).map_err(|_| rusqlite::Error::InvalidQuery)?,
        shown: row.get(4)?,
        asked: row.get::<_, At>(5)?.0,
        mails: row.get(6)?,
    })
}

impl Ledger {
    /// The letters of a thread that wait for a word, or have got one.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn approvals(&self, thread: ThreadId) -> Result<Vec<Approval>, LedgerError> {
        let mut statement = self.connection.prepare_cached(&format!("{APPROVAL} WHERE thread = ?1 ORDER BY key"))?;
        let rows = statement.query_map([thread], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All that wait since before `before`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn approvals_waiting(&self, before: Timestamp) -> Result<Vec<Approval>, LedgerError> {
        let sql = format!("{APPROVAL} WHERE state = 'waits' AND asked <= ?1 ORDER BY asked, key");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([At(before)], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What waited and is no longer to be said.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn forget_approvals(&mut self, keys: &[String]) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for key in keys {
            transaction.execute("DELETE FROM approval WHERE key = ?1", [key])?;
        }
        transaction.commit()
    }
}

impl Filing<'_> {
    /// What the letter with this id shows; `None` where it shows none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn approval_shown_by(&self, letter: &MessageId) -> Result<Option<Approval>, LedgerError> {
        let sql = format!("{APPROVAL} WHERE shown = ?1");
        let mut statement = self.transaction().prepare_cached(&sql)?;
        let found = statement.query_map([letter], read)?.next().transpose()?;
        Ok(found)
    }

    /// Keeps what the team says of it. [`ApprovalState::Waits`] lets it be shown anew.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn settle_approval(&self, key: &str, state: ApprovalState) -> Result<(), LedgerError> {
        let sql = match state {
            ApprovalState::Waits => "DELETE FROM approval WHERE key = ?1",
            ApprovalState::Released => "UPDATE approval SET state = 'released' WHERE key = ?1",
            ApprovalState::Dropped => "UPDATE approval SET state = 'dropped' WHERE key = ?1",
        };
        self.transaction().execute(sql, [key])?;
        Ok(())
    }
}

/// Keeps that `letter`, which says `notice`, shows a letter that waits. Does nothing for any other notice.
pub(super) fn ask(connection: &Connection, letter: &Letter, notice: &Notice) -> Result<(), LedgerError> {
    let (Some((mails, key)), Some(thread), Some(member)) =
        (notice.shows(), notice.thread, letter.envelope.recipients.first())
    else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT INTO approval (key, thread, member, shown, asked, mails) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (key) DO UPDATE SET shown = excluded.shown, asked = excluded.asked, mails = excluded.mails",
        )?
        .execute(params![key, thread, threads::lower(member), letter.id, At(letter.written), mails])?;
    Ok(())
}

/// The word on the letter with this key is waited for again: the letter that shows it still does.
pub(super) fn wait_again(connection: &Connection, key: &str) -> Result<(), LedgerError> {
    connection.execute("UPDATE approval SET state = 'waits' WHERE key = ?1", [key])?;
    Ok(())
}

/// What was asked on `younger` is asked on `older`: under other numbers it has other keys, and is asked anew.
pub(super) fn join(connection: &Connection, younger: ThreadId) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM approval WHERE thread = ?1", [younger])?;
    Ok(())
}
