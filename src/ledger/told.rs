//! In charge of: the table `told`: which notices are said, and by which letter.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    LedgerError,
    column::{At, Json},
};
use crate::model::{AgreementNumber, MessageId, Notice, ThreadId};

/// The notices of a thread (or of none: the digests) that letters written at `since` or later have said, oldest first, each with `at` set to when its letter was
/// written. A letter that waits and that nobody has is not among them.
pub(super) fn said(
    connection: &Connection,
    thread: Option<ThreadId>,
    since: Timestamp,
) -> Result<Vec<Notice>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT told.notice, letter.written FROM told JOIN letter ON letter.id = told.letter
         WHERE told.thread IS ?1 AND letter.written >= ?2 AND (letter.state IN ('sending', 'sent', 'refused')
            OR EXISTS (SELECT 1 FROM recipient WHERE recipient.letter = letter.id AND recipient.state = 'taken'))
         ORDER BY letter.written, letter.id",
    )?;
    let rows = statement.query_map(params![thread, At(since)], |row| {
        let at = row.get::<_, At>(1)?.0;
        row.get::<_, Json<Notice>>(0).map(|json| Notice { at, ..json.0 })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The notice that the letter with this id says.
pub(super) fn by(connection: &Connection, letter: &MessageId) -> Result<Option<Notice>, LedgerError> {
    let sql = "SELECT told.notice FROM told JOIN letter ON letter.id = told.letter WHERE letter.message = ?1";
    let read = |row: &rusqlite::Row<'_>| row.get::<_, Json<Notice>>(0).map(|json| json.0);
    Ok(connection.prepare_cached(sql)?.query_row([letter], read).optional()?)
}

/// Keeps that a letter says this notice.
pub(super) fn insert(connection: &Connection, notice: &Notice, letter: i64) -> Result<(), LedgerError> {
    connection.prepare_cached("INSERT INTO told (key, notice, letter) VALUES (?1, ?2, ?3)")?.execute(params![
        notice.key,
        Json(notice),
        letter
    ])?;
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
