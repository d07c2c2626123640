//! In charge of: the tables `thread`, `message` and `participant`: which mails make a conversation, and who is on it.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Filing, Ledger, LedgerError, agreements,
    column::{At, Json},
    settings,
};
use crate::model::{Address, MessageId, Party, Thread, ThreadId};

impl Ledger {
    /// The thread with this name; one that was joined into another is that other one.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn thread(&self, id: ThreadId) -> Result<Option<Thread>, LedgerError> {
        load(&self.connection, id)
    }

    /// The thread that a mail with this id belongs to, be it received, sent, or only referred to.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn thread_of(&self, message: &MessageId) -> Result<Option<Thread>, LedgerError> {
        match of_message(&self.connection, message)? {
            Some(id) => load(&self.connection, id),
            None => Ok(None),
        }
    }

    /// Whether a mail with this id belongs to any thread.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn knows(&self, message: &MessageId) -> Result<bool, LedgerError> {
        Ok(of_message(&self.connection, message)?.is_some())
    }

    /// All threads, in the order in which they began.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn threads(&self) -> Result<Vec<Thread>, LedgerError> {
        self.load_all("SELECT id FROM thread WHERE joined_into IS NULL ORDER BY id")
    }

    fn load_all(&self, sql: &str) -> Result<Vec<Thread>, LedgerError> {
        let ids: Vec<ThreadId> =
            self.connection.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut threads = Vec::with_capacity(ids.len());
        for id in ids {
            threads.extend(load(&self.connection, id)?);
        }
        Ok(threads)
    }
}

/// How long before that a look back may have begun that is not over yet.
const LOOKING_BACK: SignedDuration = SignedDuration::from_hours(24 * 75);

/// Live threads with an agreement that is open or has changed at `since` or later, or on which both sides are looking back: all of them, or
/// only `one`.
pub(super) fn to_be_planned(
    connection: &Connection,
    since: Timestamp,
    one: Option<ThreadId>,
) -> Result<Vec<ThreadId>, LedgerError> {
    // RFC 3339 in UTC sorts as text as it does as time, down to the second: enough for a span of days.
    let which = if one.is_some() { "id = ?2 AND" } else { "?2 IS NULL AND" };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id FROM thread WHERE {which} live = 1 AND joined_into IS NULL AND EXISTS (
            SELECT 1 FROM agreement WHERE agreement.thread = thread.id AND (state IN ('asked', 'agreed')
            OR json_extract(value, '$.latest.at') >= ?1 OR json_extract(settings, '$.look_back.wanted') >= ?3
            OR EXISTS (SELECT 1 FROM told JOIN letter ON letter.id = told.letter WHERE told.thread = thread.id
                AND json_extract(notice, '$.kind') = 'look_back' AND written >= ?4))) ORDER BY id",
    ))?;
    let begun = since.saturating_sub(LOOKING_BACK).unwrap_or(Timestamp::MIN);
    let ids = statement.query_map(params![since.to_string(), one, begun.to_string(), At(begun)], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The thread with its messages, people and agreements.
pub(super) fn load(connection: &Connection, id: ThreadId) -> Result<Option<Thread>, LedgerError> {
    let row: Option<(ThreadId, String, bool, Option<ThreadId>)> = connection
        .prepare_cached("SELECT id, subject, live, joined_into FROM thread WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((id, subject, live, joined_into)) = row else { return Ok(None) };
    if let Some(other) = joined_into {
        return load(connection, other);
    }
    let messages = connection
        .prepare_cached("SELECT id FROM message WHERE thread = ?1 ORDER BY id")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(Some(Thread {
        id,
        subject,
        messages,
        participants: participants(connection, id)?,
        agreements: agreements::of_thread(connection, id)?,
        live,
        settings: settings::of_thread(connection, id)?,
    }))
}

fn participants(connection: &Connection, id: ThreadId) -> Result<Vec<Party>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT party FROM participant WHERE thread = ?1 ORDER BY id")?;
    let people = statement.query_map([id], |row| row.get::<_, Json<Party>>(0).map(|party| party.0))?;
    Ok(people.collect::<Result<_, _>>()?)
}

impl Filing<'_> {
    /// The people whom `member` has been on a live thread with.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn acquaintances(&self, member: &Address) -> Result<Vec<Party>, LedgerError> {
        let mut statement = self.transaction().prepare_cached(
            "SELECT party FROM participant WHERE address <> ?1 AND thread IN (
                SELECT thread FROM participant JOIN thread ON thread.id = participant.thread
                WHERE participant.address = ?1 AND thread.live = 1) ORDER BY id DESC",
        )?;
        let rows = statement.query_map([lower(member)], |row| row.get::<_, Json<Party>>(0).map(|party| party.0))?;
        let mut people: Vec<Party> = Vec::new();
        for party in rows {
            let party = party?;
            match people.iter_mut().find(|known| known.address == party.address) {
                Some(known) => known.name = known.name.take().or(party.name),
                None => people.push(party),
            }
        }
        Ok(people)
    }
}

/// The addresses of everybody who was ever on the thread.
pub(super) fn people(connection: &Connection, id: ThreadId) -> Result<Vec<Address>, LedgerError> {
    Ok(participants(connection, id)?.into_iter().map(|party| party.address).collect())
}

/// The thread that `message` is known to belong to.
pub(super) fn of_message(connection: &Connection, message: &MessageId) -> Result<Option<ThreadId>, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT thread FROM message WHERE id = ?1")?
        .query_row([message], |row| row.get(0))
        .optional()?)
}

/// Begins a thread with this subject, bare of `Re:` and the like.
pub(super) fn begin(connection: &Connection, subject: &str) -> Result<ThreadId, LedgerError> {
    connection.prepare_cached("INSERT INTO thread (subject) VALUES (?1)")?.execute([subject])?;
    Ok(ThreadId(connection.last_insert_rowid()))
}

/// Lets ids belong to a thread; those that belong to one already stay where they are.
pub(super) fn add_messages<'a>(
    connection: &Connection,
    thread: ThreadId,
    ids: impl IntoIterator<Item = &'a MessageId>,
) -> Result<(), LedgerError> {
    let mut insert =
        connection.prepare_cached("INSERT INTO message (id, thread) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING")?;
    for id in ids {
        insert.execute(params![id, thread])?;
    }
    Ok(())
}

/// Lets people be on a thread; a name becomes known where it was not.
pub(super) fn add_participants<'a>(
    connection: &Connection,
    thread: ThreadId,
    people: impl IntoIterator<Item = &'a Party>,
) -> Result<(), LedgerError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO participant (thread, address, party) VALUES (?1, ?2, ?3) ON CONFLICT (thread, address)
         DO UPDATE SET party = excluded.party WHERE json_extract(participant.party, '$.name') IS NULL",
    )?;
    for party in people {
        insert.execute(params![thread, lower(&party.address), Json(party)])?;
    }
    Ok(())
}

/// Makes a thread live.
pub(super) fn enliven(connection: &Connection, thread: ThreadId) -> Result<(), LedgerError> {
    connection.prepare_cached("UPDATE thread SET live = 1 WHERE id = ?1")?.execute([thread])?;
    Ok(())
}

/// Whether joining the two shows nobody anything new, and `writer` was on both (see [`super`]).
pub(super) fn may_join(one: &Thread, other: &Thread, writer: &Address) -> bool {
    let people = |thread: &Thread| -> HashSet<Address> {
        thread.participants.iter().map(|party| party.address.clone()).collect()
    };
    let (ones, others) = (people(one), people(other));
    let known = |people: &HashSet<Address>| people.is_empty() || people.contains(writer);
    let harmless =
        one.agreements.is_empty() || other.agreements.is_empty() || ones.is_subset(&others) || others.is_subset(&ones);
    known(&ones) && known(&others) && harmless
}

/// Moves the mails, people and letters of `younger` to `older`; its agreements are moved by [`agreements`].
pub(super) fn join(connection: &Connection, younger: &Thread, older: ThreadId) -> Result<(), LedgerError> {
    for sql in [
        "UPDATE message SET thread = ?2 WHERE thread = ?1",
        "UPDATE mail SET thread = ?2 WHERE thread = ?1",
        "UPDATE letter SET thread = ?2 WHERE thread = ?1",
        "UPDATE thread SET live = max(live, (SELECT live FROM thread WHERE id = ?1)) WHERE id = ?2",
        "UPDATE thread SET joined_into = ?2 WHERE id = ?1 OR joined_into = ?1",
    ] {
        connection.execute(sql, params![younger.id, older])?;
    }
    settings::join(connection, younger.id, older)?;
    add_participants(connection, older, &younger.participants)?;
    connection.execute("DELETE FROM participant WHERE thread = ?1", [younger.id])?;
    Ok(())
}

pub(super) fn lower(address: &Address) -> String {
    address.to_string().to_lowercase()
}
