//! In charge of: the table `told`: which notices have been said, by which letter, and which were let pass on purpose.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::{
    Ledger, LedgerError,
    column::{At, Json},
};
use crate::model::{AgreementNumber, MessageId, Notice, ThreadId};

/// A notice that has been said, or let pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What had to be said.
    pub notice: Notice,
    /// When that was decided.
    pub at: Timestamp,
    /// By which letter; `None`: let pass.
    pub letter: Option<MessageId>,
    /// Why it was let pass.
    pub why: String,
}

impl Told {
    /// A notice that the letter `by` says.
    #[must_use]
    pub fn by(notice: Notice, at: Timestamp, by: &MessageId) -> Self {
        Self { notice, at, letter: Some(by.clone()), why: String::new() }
    }

    /// A notice that nobody says any more.
    #[must_use]
    pub fn let_pass(notice: Notice, at: Timestamp, why: &str) -> Self {
        Self { notice, at, letter: None, why: why.to_owned() }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Told> {
    Ok(Told {
        notice: row.get::<_, Json<Notice>>(0)?.0,
        at: row.get::<_, At>(1)?.0,
        letter: row.get(2)?,
        why: row.get(3)?,
    })
}

impl Ledger {
    /// What has been told of the live threads that still hold something open, and since `since` of everything else.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn told(&self, since: Timestamp) -> Result<Vec<Told>, LedgerError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT told.notice, told.at, letter.message, told.why FROM told LEFT JOIN letter ON letter.id = told.letter
             WHERE told.at >= ?1 OR told.thread IN (SELECT thread FROM agreement WHERE state IN ('asked', 'agreed'))
             ORDER BY told.at, told.key",
        )?;
        Ok(statement.query_map([At(since)], read)?.collect::<Result<_, _>>()?)
    }
}

/// Keeps what has been told. A key that stands already stays as it is.
pub(super) fn insert(connection: &Connection, told: &Told, letter: Option<i64>) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO told (key, notice, at, letter, why) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![told.notice.key, Json(&told.notice), At(told.at), letter, told.why])?;
    Ok(())
}

/// The notices that a letter says.
pub(super) fn of_letter(connection: &Connection, letter: i64) -> Result<Vec<Notice>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT notice FROM told WHERE letter = ?1 ORDER BY key")?;
    let rows = statement.query_map([letter], |row| row.get::<_, Json<Notice>>(0).map(|json| json.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A withdrawn letter has told nothing.
pub(super) fn untell(connection: &Connection, letter: i64) -> Result<(), LedgerError> {
    connection.prepare_cached("DELETE FROM told WHERE letter = ?1")?.execute([letter])?;
    Ok(())
}

/// Lets what was told of `younger` be told of `older`, under the new numbers.
pub(super) fn join(
    connection: &Connection,
    younger: ThreadId,
    older: ThreadId,
    numbers: &[(AgreementNumber, AgreementNumber)],
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare("SELECT notice FROM told WHERE thread = ?1")?;
    let notices: Vec<Notice> = statement
        .query_map([younger], |row| row.get::<_, Json<Notice>>(0).map(|json| json.0))?
        .collect::<Result<_, _>>()?;
    for mut notice in notices {
        notice.thread = Some(older);
        for (number, _) in &mut notice.agreements {
            let renumbered = numbers.iter().find(|(old, _)| old == number);
            *number = renumbered.map_or(*number, |(_, new)| *new);
        }
        connection.execute("UPDATE told SET notice = ?2 WHERE key = ?1", params![notice.key, Json(&notice)])?;
    }
    Ok(())
}
