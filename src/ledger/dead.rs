//! In charge of: letters that came back, and the table `dead`: addresses at which none will arrive.
//!
//! Promises: a letter comes back only from somebody whom it was really sent to, and once; letters that wait for a dead address are
//! withdrawn, to be written anew for the others.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Filing, Ledger, LedgerError, column::At, letters, recipients, threads};
use crate::model::{Address, MessageId, ThreadId};

/// What a bounce says of one recipient of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The letter.
    pub letter: MessageId,
    /// Whom it did not reach.
    pub recipient: Address,
    /// Nothing will reach that address.
    pub dead: bool,
    /// The server's words.
    pub words: String,
}

/// A letter of ours that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The thread it belongs to; `None` for a digest.
    pub thread: Option<ThreadId>,
    /// The key of the notice it says.
    pub key: String,
    /// The threads whose letters were withdrawn.
    pub withdrawn: Vec<ThreadId>,
}

impl Ledger {
    /// The addresses at which no letter arrives, in lower case.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn dead(&self) -> Result<HashSet<Address>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT address FROM dead")?;
        let rows: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(rows.iter().filter_map(|text| Address::parse(text).ok()).collect())
    }
}

impl Filing<'_> {
    /// Keeps that a letter of ours came back. `None`, and nothing is kept, where no such letter was sent to that address, or it came
    /// back before.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn take_back(&mut self, back: &Return, now: Timestamp) -> Result<Option<Returned>, LedgerError> {
        let connection = self.transaction();
        let found: Option<(i64, Option<ThreadId>, String, String)> = connection
            .prepare_cached(
                "SELECT letter.id, letter.thread, letter.key, recipient.address FROM letter
                 JOIN recipient ON recipient.letter = letter.id
                 WHERE message = ?1 AND lower(address) = ?2 AND recipient.state = 'taken'",
            )?
            .query_row(params![back.letter, threads::lower(&back.recipient)], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((letter, thread, key, address)) = found else { return Ok(None) };
        recipients::give_back(connection, letter, &address, &back.words)?;
        letters::refuse_if_nobody_has(connection, letter, &back.words)?;
        let withdrawn = if back.dead { bury(connection, back, letter, now)? } else { Vec::new() };
        Ok(Some(Returned { thread, key, withdrawn }))
    }

    /// Somebody wrote from this address: letters may go there again.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn revive(&mut self, address: &Address) -> Result<bool, LedgerError> {
        let sql = "DELETE FROM dead WHERE address = ?1";
        Ok(self.transaction().prepare_cached(sql)?.execute([threads::lower(address)])? > 0)
    }
}

/// Notes that an address is dead, and withdraws what waits for it. Tells of which threads.
fn bury(connection: &Connection, back: &Return, letter: i64, now: Timestamp) -> Result<Vec<ThreadId>, LedgerError> {
    let address = threads::lower(&back.recipient);
    connection.execute(
        "INSERT INTO dead (address, letter, since, why) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (address) DO NOTHING",
        params![address, letter, At(now), back.words],
    )?;
    let mut statement = connection.prepare_cached(
        "SELECT letter.id, message, letter.thread,
            EXISTS (SELECT 1 FROM recipient AS other WHERE other.letter = letter.id AND other.state = 'taken')
         FROM letter JOIN recipient ON recipient.letter = letter.id
         WHERE letter.state IN ('queued', 'retry') AND recipient.state = 'owed' AND lower(address) = ?1",
    )?;
    let waiting: Vec<(i64, MessageId, Option<ThreadId>, bool)> = statement
        .query_map([&address], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (row, message, _, begun) in &waiting {
        if *begun {
            recipients::settle(connection, *row, &back.recipient, "refused", &back.words)?;
            letters::close_if_nobody_is_owed(connection, *row, now)?;
        } else {
            letters::withdraw(connection, message, now)?;
        }
    }
    Ok(waiting.into_iter().filter_map(|(_, _, thread, _)| thread).collect())
}
