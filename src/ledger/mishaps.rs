//! In charge of: the table `mishap`: what went wrong, until the team was told.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{
    Filing, Ledger, LedgerError,
    column::{At, Json},
};
use crate::model::{Mishap, Wrong};

impl Ledger {
    /// Keeps that something went wrong. A folder that is known as unreadable already is not kept twice.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn note(&mut self, mishap: &Mishap) -> Result<(), LedgerError> {
        note(&self.connection, mishap)
    }

    /// A folder can be read again, or (without a name) the daemon begins anew and will find out.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn note_over(&mut self, folder: Option<(&str, &str)>, now: Timestamp) -> Result<(), LedgerError> {
        let wrong = folder.map(|(account, folder)| Json(unreadable(account, folder)));
        self.connection.execute(
            "UPDATE mishap SET over = ?2 WHERE over IS NULL
             AND CASE WHEN ?1 IS NULL THEN json_type(wrong, '$.folder') IS NOT NULL ELSE wrong = ?1 END",
            params![wrong, At(now)],
        )?;
        Ok(())
    }

    /// What went wrong, or was over, at `since` or later, and folders that still cannot be read; in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn mishaps(&self, since: Timestamp) -> Result<Vec<Mishap>, LedgerError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT at, over, people, wrong FROM mishap WHERE at >= ?1 OR over >= ?1
                OR (over IS NULL AND json_type(wrong, '$.folder') IS NOT NULL) ORDER BY at, id",
        )?;
        let rows = statement.query_map([At(since)], |row| {
            Ok(Mishap {
                at: row.get::<_, At>(0)?.0,
                over: row.get::<_, Option<At>>(1)?.map(|at| at.0),
                people: row.get::<_, Json<_>>(2)?.0,
                wrong: row.get::<_, Json<_>>(3)?.0,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Filing<'_> {
    /// Keeps, together with the mail, that something went wrong.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn note(&self, mishap: &Mishap) -> Result<(), LedgerError> {
        note(self.transaction(), mishap)
    }
}

pub(super) fn note(connection: &Connection, mishap: &Mishap) -> Result<(), LedgerError> {
    // One that lasts is known by what it is.
    connection
        .prepare_cached(
            "INSERT INTO mishap (at, over, people, wrong) SELECT ?1, ?2, ?3, ?4
             WHERE NOT (?5 AND EXISTS (SELECT 1 FROM mishap WHERE over IS NULL AND wrong = ?4))",
        )?
        .execute(params![
            At(mishap.at),
            mishap.over.map(At),
            Json(&mishap.people),
            Json(&mishap.wrong),
            mishap.lasts()
        ])?;
    Ok(())
}

fn unreadable(account: &str, folder: &str) -> Wrong {
    Wrong::Folder { account: account.to_owned(), folder: folder.to_owned() }
}
