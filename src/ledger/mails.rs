//! In charge of: the tables `mail` and `place`: every mail that came, where it lay, and what its headers said.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Filing, Ledger, LedgerError,
    column::{At, Json},
};
use crate::model::{Digest, Head, MessageId, Place, RawMail, ThreadId};

/// A mail as it is filed.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The bytes and where they lay.
    pub raw: &'a RawMail,
    /// Its head.
    pub head: Head,
    /// The subject of a thread that begins with it: bare of `Re:` and the like.
    pub subject: &'a str,
}

/// What was made of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taking {
    /// It was read.
    Taken,
    /// It was put on file and not read, for this reason: automatic mail, a letter of our own, a stranger's word.
    Left(String),
    /// It was too large: only its headers are on file.
    Cut(String),
    /// No mail could be made of it.
    Unreadable(String),
}

impl Taking {
    fn word(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Left(_) => "left",
            Self::Cut(_) => "cut",
            Self::Unreadable(_) => "unreadable",
        }
    }

    fn why(&self) -> &str {
        match self {
            Self::Taken => "",
            Self::Left(why) | Self::Cut(why) | Self::Unreadable(why) => why,
        }
    }

    fn read(word: &str, why: String) -> Option<Self> {
        match word {
            "taken" => Some(Self::Taken),
            "left" => Some(Self::Left(why)),
            "cut" => Some(Self::Cut(why)),
            "unreadable" => Some(Self::Unreadable(why)),
            _ => None,
        }
    }
}

/// A mail on file.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its thread.
    pub thread: Option<ThreadId>,
    /// When the server took it.
    pub received: Timestamp,
    /// Its size in bytes as it came.
    pub size: u64,
    /// What was made of it.
    pub taking: Taking,
    /// Its head; `None` where it could not be read.
    pub head: Option<Head>,
}

const KEPT: &str = "SELECT digest, thread, received, size, outcome, why, head FROM mail";

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let word: String = row.get(4)?;
    let size: i64 = row.get(3)?;
    Ok(Kept {
        digest: row.get(0)?,
        thread: row.get(1)?,
        received: row.get::<_, At>(2)?.0,
        size: u64::try_from(size).unwrap_or_default(),
        taking: Taking::read(&word, row.get(5)?).ok_or(rusqlite::Error::InvalidQuery)?,
        head: row.get::<_, Option<Json<Head>>>(6)?.map(|json| json.0),
    })
}

impl Ledger {
    /// The mail with this Message-ID, if it was received.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn mail(&self, id: &MessageId) -> Result<Option<Kept>, LedgerError> {
        let sql = format!("{KEPT} WHERE message = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([id], kept).optional()?)
    }

    /// The head of the mail with this Message-ID: what is needed to answer it.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn head(&self, id: &MessageId) -> Result<Option<Head>, LedgerError> {
        Ok(self.mail(id)?.and_then(|mail| mail.head))
    }

    /// The mails of a thread, in the order in which they came.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn mails_of(&self, thread: ThreadId) -> Result<Vec<Kept>, LedgerError> {
        let sql = format!("{KEPT} WHERE thread = ?1 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_map([thread], kept)?.collect::<Result<_, _>>()?)
    }

    /// The bytes of a mail as they came; `None` where there is none, or they were deleted.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, LedgerError> {
        let sql = "SELECT bytes FROM mail WHERE digest = ?1";
        let found = self.connection.prepare_cached(sql)?.query_row([digest], |row| row.get(0)).optional()?;
        Ok(found.flatten())
    }

    /// Deletes the bytes of a mail. Its head, its digest and what was recorded from it stay.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn forget_bytes(&mut self, digest: &Digest) -> Result<bool, LedgerError> {
        let sql = "UPDATE mail SET bytes = NULL WHERE digest = ?1 AND bytes IS NOT NULL";
        Ok(self.connection.execute(sql, [digest])? > 0)
    }
}

impl Filing<'_> {
    /// The bytes of a mail that came before, and when it came; `None` where there is none, or they were deleted.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn bytes_of(&self, id: &MessageId) -> Result<Option<(Vec<u8>, Timestamp)>, LedgerError> {
        let sql = "SELECT bytes, received FROM mail WHERE message = ?1 AND bytes IS NOT NULL";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, At>(1)?.0));
        Ok(self.transaction().prepare_cached(sql)?.query_row([id], read).optional()?)
    }
}

/// The heads of a thread's mails, in the order in which they came.
pub(super) fn heads_of(connection: &Connection, thread: ThreadId) -> Result<Vec<Head>, LedgerError> {
    let sql = "SELECT head FROM mail WHERE thread = ?1 AND outcome = 'taken' ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([thread], |row| row.get::<_, Json<Head>>(0).map(|json| json.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row of a mail seen before: with these bytes, or under this Message-ID. The place alone says nothing: a server that lost its
/// index may give a UID to another mail.
pub(super) fn seen(
    connection: &Connection,
    digest: &Digest,
    id: Option<&MessageId>,
) -> Result<Option<i64>, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT id FROM mail WHERE digest = ?1 OR message = ?2 ORDER BY id LIMIT 1")?
        .query_row(params![digest, id], |row| row.get(0))
        .optional()?)
}

/// Notes that a mail on file was seen here, too.
pub(super) fn add_place(connection: &Connection, place: &Place, mail: i64) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO place (account, folder, position, mail) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, folder, position) DO UPDATE SET mail = excluded.mail",
        )?
        .execute(params![place.account, place.folder, Json(&place.position), mail])?;
    Ok(())
}

/// Puts a mail on file.
pub(super) fn insert(
    connection: &Connection,
    raw: &RawMail,
    digest: &Digest,
    filed: Option<(&Head, ThreadId)>,
    taking: &Taking,
) -> Result<(), LedgerError> {
    let size = raw.cut.unwrap_or(raw.bytes.len() as u64);
    connection
        .prepare_cached(
            "INSERT INTO mail (digest, message, thread, received, size, outcome, why, head, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            digest,
            filed.map(|(head, _)| &head.id),
            filed.map(|(_, thread)| thread),
            At(raw.received),
            i64::try_from(size).unwrap_or(i64::MAX),
            taking.word(),
            taking.why(),
            filed.map(|(head, _)| Json(head)),
            raw.bytes,
        ])?;
    add_place(connection, &raw.place, connection.last_insert_rowid())
}
