//! In charge of: the table `letter`: `queued → sending → sent | retry | refused`, or `withdrawn` before anybody had it.
//!
//! Promises: a letter is `sending` on disk before its first byte leaves; one found `sending` at the start was cut off, and goes again
//! with the same bytes; no two letters have the same key.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Ledger, LedgerError, approvals,
    column::{At, Json},
    mishaps, recipients, settings, threads, told,
};
use crate::{
    model::{Address, Asked, Envelope, Letter, LetterKind, MessageId, Mishap, Notice, Party, Receipt, ThreadId, Wrong},
    report::Told,
};

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// It waits for its first try.
    Queued,
    /// It is being sent.
    Sending,
    /// It waits for another try.
    Retry,
    /// All have it, but for those who were refused.
    Sent,
    /// Nobody will get it.
    Refused,
    /// It was void before it was sent.
    Withdrawn,
}

impl LetterState {
    const ALL: [Self; 6] = [Self::Queued, Self::Sending, Self::Retry, Self::Sent, Self::Refused, Self::Withdrawn];

    /// The word programs read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Retry => "retry",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A letter to be sent now.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The letter.
    pub letter: Letter,
    /// Who is still owed it.
    pub owed: Vec<Address>,
    /// Which try this is, from 1; one out of turn does not count.
    pub tries: u32,
    /// When it was to be tried.
    pub due: Timestamp,
    /// When it was tried for the first time: now, if this is that.
    pub first: Timestamp,
}

/// A letter that waits for a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its Message-ID.
    pub id: MessageId,
    /// The key of the notice it says.
    pub key: String,
    /// What it is.
    pub kind: LetterKind,
    /// The thread it belongs to.
    pub thread: Option<ThreadId>,
    /// Some of its recipients have it already.
    pub begun: bool,
    /// The keys of all notices that it says.
    pub says: Vec<String>,
}

/// A letter on file.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The letter.
    pub letter: Letter,
    /// Where it stands.
    pub state: LetterState,
    /// How often it was tried.
    pub tries: u32,
    /// When it may go out or be tried again.
    pub next_try: Timestamp,
    /// When it was sent, refused or withdrawn.
    pub settled: Option<Timestamp>,
    /// What the last try said.
    pub why: String,
    /// Who was refused, and the server's words.
    pub refused: Vec<(Address, String)>,
}

impl Posted {
    /// What a report tells of it; `None` where nobody has it.
    #[must_use]
    pub fn told(self) -> Option<Told> {
        let gone = matches!(self.state, LetterState::Sent | LetterState::Sending);
        let letter = self.letter;
        let to = letter.to.into_iter().chain(letter.cc).collect();
        gone.then_some(Told { id: letter.id, kind: letter.kind, at: letter.written, to, key: letter.key })
    }
}

pub(super) const LETTER: &str =
    "SELECT id, message, key, kind, thread, state, tries, due, written, settled, why, sender,
    to_people, cc_people, subject, text, bytes FROM letter";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Posted)> {
    let state: String = row.get(5)?;
    let sender: Option<String> = row.get(11)?;
    let due = row.get::<_, At>(7)?.0;
    let letter = Letter {
        id: row.get(1)?,
        key: row.get(2)?,
        kind: row.get::<_, Json<LetterKind>>(3)?.0,
        thread: row.get(4)?,
        envelope: Envelope { sender: sender.and_then(|text| Address::parse(&text).ok()), recipients: Vec::new() },
        to: row.get::<_, Json<Vec<Party>>>(12)?.0,
        cc: row.get::<_, Json<Vec<Party>>>(13)?.0,
        subject: row.get(14)?,
        text: row.get(15)?,
        bytes: row.get(16)?,
        written: row.get::<_, At>(8)?.0,
        due,
    };
    let state = LetterState::ALL.into_iter().find(|known| known.as_str() == state);
    let posted = Posted {
        letter,
        state: state.ok_or(rusqlite::Error::InvalidQuery)?,
        tries: row.get(6)?,
        next_try: due,
        settled: row.get::<_, Option<At>>(9)?.map(|at| at.0),
        why: row.get(10)?,
        refused: Vec::new(),
    };
    Ok((row.get(0)?, posted))
}

fn complete(connection: &Connection, (row, mut posted): (i64, Posted)) -> Result<Posted, LedgerError> {
    let mut addresses = Vec::new();
    for state in ["owed", "taken", "refused"] {
        addresses.extend(recipients::in_state(connection, row, state)?.into_iter().map(|(address, _)| address));
    }
    addresses.sort();
    posted.letter.envelope.recipients = addresses;
    posted.refused = recipients::in_state(connection, row, "refused")?;
    Ok(posted)
}

impl Ledger {
    /// Queues letters with the notices they say, and withdraws others that say what is no longer to be said, in one transaction.
    ///
    /// # Errors
    /// Where the database cannot be written: then nothing of it is.
    pub fn queue(
        &mut self,
        letters: &[(Letter, Notice)],
        void: &[MessageId],
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.queue_asking(letters, &[], void, now)
    }

    /// The same of letters that ask something: `asked` is what each answer to them would mean.
    ///
    /// # Errors
    /// Where the database cannot be written: then nothing of it is.
    pub fn queue_asking(
        &mut self,
        letters: &[(Letter, Notice)],
        asked: &[(ThreadId, Asked)],
        void: &[MessageId],
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for (thread, asked) in asked {
            settings::ask(&transaction, *thread, asked)?;
        }
        for letter in void {
            withdraw(&transaction, letter, now)?;
        }
        queue(&transaction, letters)?;
        transaction.commit()
    }

    /// The letters of a thread (`None`: those of no thread, as digests) that wait for a try.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn waiting(&self, thread: Option<ThreadId>) -> Result<Vec<Waiting>, LedgerError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT message, letter.key, kind, letter.thread,
                EXISTS (SELECT 1 FROM recipient WHERE letter = letter.id AND state = 'taken'), told.notice
             FROM letter LEFT JOIN told ON told.letter = letter.id AND told.key = letter.key
             WHERE letter.thread IS ?1 AND state IN ('queued', 'retry') ORDER BY due, letter.id",
        )?;
        let rows = statement.query_map([thread], |row| {
            let notice = row.get::<_, Option<Json<Notice>>>(5)?.map(|json| json.0);
            let parts = notice.iter().flat_map(|notice| std::iter::once(notice).chain(&notice.with));
            Ok(Waiting {
                id: row.get(0)?,
                key: row.get(1)?,
                kind: row.get::<_, Json<LetterKind>>(2)?.0,
                thread: row.get(3)?,
                begun: row.get(4)?,
                says: parts.map(|part| part.key.clone()).collect(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next letter is to be tried, and the thread it belongs to; `None`: no letter waits.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn next_letter(&self) -> Result<Option<(Timestamp, Option<ThreadId>)>, LedgerError> {
        let sql = "SELECT due, thread FROM letter WHERE state IN ('queued', 'retry') ORDER BY due, id LIMIT 1";
        let read = |row: &Row<'_>| Ok((row.get::<_, At>(0)?.0, row.get(1)?));
        Ok(self.connection.prepare_cached(sql)?.query_row([], read).optional()?)
    }

    /// Takes the next letter that is due at `now`, and notes that it is being sent.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn take_due(&mut self, now: Timestamp) -> Result<Option<Sending>, LedgerError> {
        self.take("state IN ('queued', 'retry') AND due <= ?1", (now, now), 1)
    }

    /// Takes the letter that is to be tried next, though it is not due: to find out whether letters get through again.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn take_out_of_turn(&mut self, now: Timestamp) -> Result<Option<Sending>, LedgerError> {
        self.take("state = 'retry' AND due <= ?1", (Timestamp::MAX, now), 0)
    }

    /// Letters get through again: those that wait for another try are due now.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn hurry(&mut self, now: Timestamp) -> Result<(), LedgerError> {
        self.connection.execute("UPDATE letter SET due = ?1 WHERE state = 'retry' AND due > ?1", [At(now)])?;
        Ok(())
    }

    fn take(
        &mut self,
        which: &str,
        (until, now): (Timestamp, Timestamp),
        counts: u32,
    ) -> Result<Option<Sending>, LedgerError> {
        let transaction = self.begin()?;
        let sql = format!("{LETTER} WHERE {which} ORDER BY due, id LIMIT 1");
        let found = transaction.prepare_cached(&sql)?.query_row([At(until)], read).optional()?;
        let Some((row, posted)) = found else { return Ok(None) };
        let tries = posted.tries + counts;
        let sql = "UPDATE letter SET state = 'sending', tries = ?2, tried = coalesce(tried, ?3) WHERE id = ?1
            RETURNING tried";
        let first: At = transaction.prepare_cached(sql)?.query_row(params![row, tries, At(now)], |row| row.get(0))?;
        let owed = recipients::in_state(&transaction, row, "owed")?.into_iter().map(|(address, _)| address).collect();
        let due = posted.next_try;
        let letter = complete(&transaction, (row, posted))?.letter;
        transaction.commit()?;
        Ok(Some(Sending { letter, owed, tries, due, first: first.0 }))
    }

    /// Keeps what became of a try. A [`Receipt::Retry`] is tried again at `again`; without one the letter is given up. Whom it will not
    /// reach is noted for the team.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn settle_letter(
        &mut self,
        id: &MessageId,
        receipt: &Receipt,
        now: Timestamp,
        again: Option<Timestamp>,
    ) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let row: i64 = transaction.query_row("SELECT id FROM letter WHERE message = ?1", [id], |row| row.get(0))?;
        let before = recipients::in_state(&transaction, row, "refused")?;
        let why = take_receipt(&transaction, row, receipt, again.is_some())?;
        note_refused(&transaction, row, &before, now)?;
        let waits =
            matches!(receipt, Receipt::Retry { .. }) && !recipients::in_state(&transaction, row, "owed")?.is_empty();
        let anybody = !recipients::in_state(&transaction, row, "taken")?.is_empty();
        let (state, due, settled) = match again.filter(|_| waits) {
            Some(again) => (LetterState::Retry, Some(again), None),
            None if anybody => (LetterState::Sent, None, Some(At(now))),
            None => (LetterState::Refused, None, Some(At(now))),
        };
        transaction.execute(
            "UPDATE letter SET state = ?2, due = coalesce(?3, due), settled = ?4, why = ?5 WHERE id = ?1",
            params![row, state.as_str(), due.map(At), settled, why],
        )?;
        transaction.commit()
    }

    /// The letters that speak of a thread, digests aside, in the order in which they were written.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn letters_of(&self, thread: ThreadId) -> Result<Vec<Posted>, LedgerError> {
        let sql = format!(
            "{LETTER} WHERE thread = ?1 OR thread IS NOT NULL AND id IN (SELECT letter FROM told WHERE thread = ?1)
             ORDER BY written, id"
        );
        self.select_letters(&sql, [thread])
    }

    /// The letters that went to this address, written at `since` or later, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn letters_to(&self, address: &Address, since: Timestamp) -> Result<Vec<Posted>, LedgerError> {
        let sql = format!(
            "{LETTER} WHERE written >= ?1 AND EXISTS (SELECT 1 FROM recipient WHERE letter = letter.id
             AND lower(address) = ?2 AND recipient.state = 'taken') ORDER BY written, id"
        );
        self.select_letters(&sql, params![At(since), threads::lower(address)])
    }

    /// Whether the bot itself wrote the mail with this id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn is_own(&self, id: &MessageId) -> Result<bool, LedgerError> {
        is_own(&self.connection, id)
    }

    fn select_letters(&self, sql: &str, with: impl rusqlite::Params) -> Result<Vec<Posted>, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows: Vec<_> = statement.query_map(with, read)?.collect::<Result<_, _>>()?;
        rows.into_iter().map(|row| complete(&self.connection, row)).collect()
    }
}

/// Notes for the people of the letter's thread whom it will not reach.
fn note_refused(
    connection: &Connection,
    row: i64,
    before: &[(Address, String)],
    now: Timestamp,
) -> Result<(), LedgerError> {
    let mut refused = recipients::in_state(connection, row, "refused")?;
    refused.retain(|one| !before.contains(one));
    if refused.is_empty() {
        return Ok(());
    }
    let thread: Option<ThreadId> =
        connection.query_row("SELECT thread FROM letter WHERE id = ?1", [row], |row| row.get(0))?;
    let people = thread.map(|thread| threads::people(connection, thread)).transpose()?.unwrap_or_default();
    for (address, _) in refused {
        let wrong = Wrong::Refused { address };
        mishaps::note(connection, &Mishap { at: now, over: None, people: people.clone(), wrong })?;
    }
    Ok(())
}

/// Notes for each recipient what the try brought; tells what to remember of it.
fn take_receipt(connection: &Connection, row: i64, receipt: &Receipt, goes_on: bool) -> Result<String, LedgerError> {
    match receipt {
        Receipt::Sent => {
            recipients::settle_owed(connection, row, "taken", "")?;
            Ok(String::new())
        }
        Receipt::Refused { recipients: refused } => {
            for (address, why) in refused {
                recipients::settle(connection, row, address, "refused", why)?;
            }
            recipients::settle_owed(connection, row, "taken", "")?;
            Ok(refused.first().map(|(_, why)| why.clone()).unwrap_or_default())
        }
        Receipt::Retry { why, taken, .. } => {
            for address in taken {
                recipients::settle(connection, row, address, "taken", "")?;
            }
            if !goes_on {
                recipients::settle_owed(connection, row, "refused", why)?;
            }
            Ok(why.clone())
        }
    }
}

/// Queues letters with the notices they say. A letter whose key stands already is not queued again.
pub(super) fn queue(connection: &Connection, letters: &[(Letter, Notice)]) -> Result<(), LedgerError> {
    for (letter, notice) in letters {
        if let Some(row) = insert(connection, letter)? {
            recipients::insert(connection, row, &letter.envelope.recipients)?;
            if let Some(thread) = letter.thread {
                threads::add_messages(connection, thread, [&letter.id])?;
            }
            told::insert(connection, notice, row)?;
            approvals::ask(connection, letter, notice)?;
        }
    }
    Ok(())
}

/// Withdraws a letter that nobody has. Its key and its Message-ID become free: the same notice may be planned again, and is then the
/// same letter to the world.
pub(super) fn withdraw(connection: &Connection, id: &MessageId, now: Timestamp) -> Result<(), LedgerError> {
    let sql = "UPDATE letter SET state = 'withdrawn', settled = ?2 WHERE message = ?1 AND state IN ('queued', 'retry') RETURNING id";
    let row: Option<i64> = connection.query_row(sql, params![id, At(now)], |row| row.get(0)).optional()?;
    row.map_or(Ok(()), |row| free(connection, row, "withdrawn"))
}

/// The letter in this row has said nothing to those whom it was for: its key and its Message-ID become free, as of one that was never written.
/// `why` is a word of the Message-ID that it has from now on.
pub(super) fn free(connection: &Connection, row: i64, why: &str) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM told WHERE letter = ?1", [row])?;
    connection.execute(
        "UPDATE letter SET key = key || ' (' || ?2 || ': letter ' || id || ')', message = message || '.' || ?2 || '-' || id
         WHERE id = ?1",
        params![row, why],
    )?;
    Ok(())
}

/// The row of the letter with this id, if it is settled: all who were owed it have it, or are refused.
pub(super) fn settled(connection: &Connection, id: &MessageId) -> Result<Option<i64>, LedgerError> {
    let sql = "SELECT id FROM letter WHERE message = ?1 AND state IN ('sent', 'refused')";
    Ok(connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
}

/// A letter that came back from all who had it is refused.
pub(super) fn refuse_if_nobody_has(connection: &Connection, row: i64, why: &str) -> Result<(), LedgerError> {
    connection.execute(
        "UPDATE letter SET state = 'refused', why = ?2 WHERE id = ?1 AND state = 'sent'
            AND NOT EXISTS (SELECT 1 FROM recipient WHERE letter = ?1 AND state = 'taken')",
        params![row, why],
    )?;
    Ok(())
}

/// A letter that some have, and that nobody is owed any more, is sent.
pub(super) fn close_if_nobody_is_owed(connection: &Connection, row: i64, now: Timestamp) -> Result<(), LedgerError> {
    connection.execute(
        "UPDATE letter SET state = 'sent', settled = ?2 WHERE id = ?1
            AND NOT EXISTS (SELECT 1 FROM recipient WHERE letter = ?1 AND state = 'owed')",
        params![row, At(now)],
    )?;
    Ok(())
}

fn insert(connection: &Connection, letter: &Letter) -> Result<Option<i64>, LedgerError> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO letter (message, key, kind, thread, due, written, sender, to_people, cc_people, subject, text, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![
            letter.id,
            letter.key,
            Json(&letter.kind),
            letter.thread,
            At(letter.due),
            At(letter.written),
            letter.envelope.sender.as_ref().map(Address::to_string),
            Json(&letter.to),
            Json(&letter.cc),
            letter.subject,
            letter.text,
            letter.bytes,
        ])?;
    Ok((inserted > 0).then(|| connection.last_insert_rowid()))
}

/// Letters that were being sent when the program ended wait for another try.
pub(super) fn return_cut_off(connection: &Connection) -> Result<(), LedgerError> {
    connection.execute(
        "UPDATE letter SET state = 'retry', why = 'cut off while it was being sent' WHERE state = 'sending'",
        [],
    )?;
    Ok(())
}

pub(super) fn is_own(connection: &Connection, id: &MessageId) -> Result<bool, LedgerError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM letter WHERE message = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}
