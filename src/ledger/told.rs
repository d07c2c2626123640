//! In charge of: the table `told`: which notices are said, and by which letter.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Ledger, LedgerError, agreements,
    column::{At, Json},
    threads,
};
use crate::model::{Address, AgreementNumber, MessageId, Notice, ThreadId};

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
    let mut said: Vec<Notice> = Vec::new();
    for notice in rows {
        let notice = notice?;
        for part in notice.with.iter().filter(|part| part.thread == thread) {
            // What piled up is said to each person in a letter of his own: it is said once.
            if !said.iter().any(|known| known.key == part.key) {
                said.push(Notice { at: notice.at, ..part.clone() });
            }
        }
        said.push(notice);
    }
    Ok(said)
}

/// Who is away may have said so this long before the letter came.
const AWAY: SignedDuration = SignedDuration::from_hours(24 * 14);

impl Ledger {
    /// The letter that says the notice with this key, if it has reached `reader` for all that is known: the server has taken it, nothing has
    /// come back from there since, and no program has answered that the reader is away.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn heard(&self, key: &str, reader: &Address) -> Result<Option<MessageId>, LedgerError> {
        let reader = threads::lower(reader);
        let sql = "SELECT letter.message, letter.written FROM told JOIN letter ON letter.id = told.letter
                   JOIN recipient ON recipient.letter = letter.id
                   WHERE told.key = ?1 AND lower(recipient.address) = ?2 AND recipient.state = 'taken'
                   AND NOT EXISTS (SELECT 1 FROM dead WHERE dead.address = ?2)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, MessageId>(0)?, row.get::<_, At>(1)?.0));
        let taken = self.connection.prepare_cached(sql)?.query_row(params![key, reader], read).optional()?;
        let Some((letter, written)) = taken else { return Ok(None) };
        let sql = "SELECT EXISTS (SELECT 1 FROM mishap WHERE at >= ?1 AND lower(json_extract(wrong, '$.returned.address')) = ?3)
                   OR EXISTS (SELECT 1 FROM mail WHERE received >= ?2 AND json_extract(head, '$.automatic.kind') = 'reply'
                              AND lower(json_extract(head, '$.from.address')) = ?3)";
        let before = At(written.saturating_sub(AWAY).unwrap_or(Timestamp::MIN));
        let gone: bool =
            self.connection.prepare_cached(sql)?.query_row(params![At(written), before, reader], |row| row.get(0))?;
        Ok(Some(letter).filter(|_| !gone))
    }
}

/// The notice that the letter with this id says.
pub(super) fn by(connection: &Connection, letter: &MessageId) -> Result<Option<Notice>, LedgerError> {
    let sql = "SELECT told.notice FROM told JOIN letter ON letter.id = told.letter
               WHERE letter.message = ?1 AND told.key = letter.key";
    let read = |row: &rusqlite::Row<'_>| row.get::<_, Json<Notice>>(0).map(|json| json.0);
    Ok(connection.prepare_cached(sql)?.query_row([letter], read).optional()?)
}

/// Keeps that a letter says this notice: under its key, and for each further thread that it speaks of under a key of its own.
pub(super) fn insert(connection: &Connection, notice: &Notice, letter: i64) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached("INSERT INTO told (key, notice, letter) VALUES (?1, ?2, ?3)")?;
    statement.execute(params![notice.key, Json(notice), letter])?;
    let mut threads: Vec<ThreadId> = notice.with.iter().filter_map(|part| part.thread).collect();
    threads.sort_unstable();
    threads.dedup();
    for thread in threads.into_iter().filter(|thread| notice.thread != Some(*thread)) {
        let with: Vec<Notice> = notice.with.iter().filter(|part| part.thread == Some(thread)).cloned().collect();
        let agreements = with.iter().flat_map(|part| part.agreements.clone()).collect();
        let offers = with.iter().flat_map(|part| part.offers.clone()).collect();
        let there = Notice { thread: Some(thread), agreements, offers, with, ..notice.clone() };
        statement.execute(params![format!("{}#{thread}", notice.key), Json(&there), letter])?;
    }
    Ok(())
}

/// Lets what was told of `younger` be told of `older`, under the new numbers.
pub(super) fn join(
    connection: &Connection,
    younger: ThreadId,
    older: ThreadId,
    numbers: &[(AgreementNumber, AgreementNumber)],
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare("SELECT key, notice FROM told WHERE thread = ?1")?;
    let notices: Vec<(String, Notice)> = statement
        .query_map([younger], |row| Ok((row.get(0)?, row.get::<_, Json<Notice>>(1)?.0)))?
        .collect::<Result<_, _>>()?;
    for (key, mut notice) in notices {
        move_to(&mut notice, older, numbers);
        let there = notice.with.iter_mut().filter(|part| part.thread == Some(younger));
        there.for_each(|part| move_to(part, older, numbers));
        connection.execute("UPDATE told SET notice = ?2 WHERE key = ?1", params![key, Json(&notice)])?;
    }
    Ok(())
}

fn move_to(notice: &mut Notice, thread: ThreadId, numbers: &[(AgreementNumber, AgreementNumber)]) {
    notice.thread = Some(thread);
    for (number, _) in &mut notice.agreements {
        *number = agreements::new_number(numbers, *number);
    }
}
