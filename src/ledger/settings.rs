//! In charge of: what people settle about letters and threads (`stopped`, the settings of `thread`), and the table `question`: what a
//! letter asked, and what each answer to it would mean.
//!
//! Promises: a ruling is an event of the chain and takes effect in the same transaction; a question is answered once.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Filing, Ledger, LedgerError, answers,
    column::{At, Json},
    events::{self, Entry, Happening},
    reflections, threads, told,
};
use crate::model::{
    Address, Asked, LetterKind, MessageId, Notice, NoticeKind, Offer, Ruling, Setting, Settings, Term, ThreadId,
};

impl Ledger {
    /// Those who want no letters any more.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn stopped(&self) -> Result<Vec<Address>, LedgerError> {
        stopped(&self.connection)
    }
}

impl Filing<'_> {
    /// Records what somebody settles in this mail, and lets it be so.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn rule(&mut self, ruling: &Ruling, now: Timestamp) -> Result<(), LedgerError> {
        let (thread, mail) = (self.thread().id, self.digest().to_string());
        let connection = self.transaction();
        let happening = Happening::Settled(Box::new(ruling.clone()));
        events::append(connection, &Entry { recorded: now, thread, mail, happening })?;
        let address = threads::lower(&ruling.source.by.address);
        match &ruling.setting {
            Setting::Stopped => {
                let sql =
                    "INSERT INTO stopped (address, since, mail) VALUES (?1, ?2, ?3) ON CONFLICT (address) DO NOTHING";
                connection.execute(sql, params![address, At(now), ruling.source.quote.mail])?;
            }
            Setting::Started => {
                connection.execute("DELETE FROM stopped WHERE address = ?1", [address])?;
            }
            setting => {
                let settings = apply(connection, thread, setting)?;
                if let Setting::Recapped { recap } = setting {
                    threads::add_participants(connection, thread, &recap.people)?;
                }
                if settings.forgotten {
                    connection.execute("UPDATE mail SET bytes = NULL WHERE thread = ?1", [thread])?;
                    reflections::forget(connection, thread)?;
                    answers::forget(connection, thread)?;
                }
            }
        }
        Ok(())
    }

    /// What people have settled on this thread so far, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rulings(&self) -> Result<Vec<Ruling>, LedgerError> {
        let history = events::of_thread(self.transaction(), self.thread().id)?;
        let ruling = |happening| match happening {
            Happening::Settled(ruling) => Some(*ruling),
            _ => None,
        };
        Ok(history.into_iter().filter_map(|recorded| ruling(recorded.entry.happening)).collect())
    }

    /// Those who want no letters any more.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn stopped(&self) -> Result<Vec<Address>, LedgerError> {
        stopped(self.transaction())
    }

    /// The question that the letter with this id asked, if it was not answered yet.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn asked(&self, letter: &MessageId) -> Result<Option<Asked>, LedgerError> {
        let sql = "SELECT value FROM question WHERE key = ?1 AND answered IS NULL";
        let mut statement = self.transaction().prepare_cached(sql)?;
        let notice = told::by(self.transaction(), letter)?;
        for key in notice.iter().flat_map(|notice| std::iter::once(notice).chain(&notice.with)).map(|part| &part.key) {
            let read = |row: &rusqlite::Row<'_>| row.get::<_, Json<Asked>>(0).map(|json| json.0);
            if let Some(asked) = statement.query_row([key], read).optional()? {
                return Ok(Some(asked));
            }
        }
        Ok(None)
    }

    /// What the letter of ours with this id is; `None` where there is none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn letter_kind(&self, letter: &MessageId) -> Result<Option<LetterKind>, LedgerError> {
        let sql = "SELECT kind FROM letter WHERE message = ?1";
        let read = |row: &rusqlite::Row<'_>| row.get::<_, Json<LetterKind>>(0).map(|json| json.0);
        Ok(self.transaction().prepare_cached(sql)?.query_row([letter], read).optional()?)
    }

    /// Whether the mail with this id is a letter of ours that asks how it went.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn asks_feedback(&self, letter: &MessageId) -> Result<bool, LedgerError> {
        Ok(self.letter_kind(letter)? == Some(LetterKind::Notice(NoticeKind::Feedback)))
    }

    /// What those letters of ours proposed that are among these mails.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn offers(&self, mails: &[MessageId]) -> Result<Vec<Offer>, LedgerError> {
        let sql = "SELECT told.notice FROM told JOIN letter ON letter.id = told.letter
                   WHERE letter.message = ?1 AND told.key = letter.key";
        let mut statement = self.transaction().prepare_cached(sql)?;
        let mut offers = Vec::new();
        for mail in mails {
            let notices = statement.query_map([mail], |row| row.get::<_, Json<Notice>>(0).map(|json| json.0))?;
            for notice in notices {
                offers.extend(notice?.offers);
            }
        }
        Ok(offers)
    }

    /// The question with this key is answered.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn answered(&mut self, key: &str, now: Timestamp) -> Result<(), LedgerError> {
        self.transaction().execute("UPDATE question SET answered = ?2 WHERE key = ?1", params![key, At(now)])?;
        Ok(())
    }
}

/// Keeps what a letter of this thread asks. Where the same is asked by another letter in its place, it is what that one asks.
pub(super) fn ask(connection: &Connection, thread: ThreadId, asked: &Asked) -> Result<(), LedgerError> {
    let sql = "INSERT INTO question (key, thread, value) VALUES (?1, ?2, ?3)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE answered IS NULL";
    connection.prepare_cached(sql)?.execute(params![asked.key, thread, Json(asked)])?;
    Ok(())
}

pub(super) fn stopped(connection: &Connection) -> Result<Vec<Address>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT address FROM stopped ORDER BY address")?;
    let rows: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(rows.iter().filter_map(|text| Address::parse(text).ok()).collect())
}

/// What is settled about a thread.
pub(super) fn of_thread(connection: &Connection, thread: ThreadId) -> Result<Settings, LedgerError> {
    let sql = "SELECT settings FROM thread WHERE id = ?1";
    let read = |row: &rusqlite::Row<'_>| row.get::<_, Json<Settings>>(0).map(|json| json.0);
    Ok(connection.prepare_cached(sql)?.query_row([thread], read)?)
}

/// Lets what was settled about a thread be so; tells what is settled about it now.
pub(super) fn apply(connection: &Connection, thread: ThreadId, setting: &Setting) -> Result<Settings, LedgerError> {
    let mut settings = of_thread(connection, thread)?;
    settings.apply(setting);
    keep(connection, thread, &settings)?;
    Ok(settings)
}

fn keep(connection: &Connection, thread: ThreadId, settings: &Settings) -> Result<(), LedgerError> {
    connection.execute("UPDATE thread SET settings = ?2 WHERE id = ?1", params![thread, Json(settings)])?;
    Ok(())
}

/// What is agreed on either; where both say it, the older's.
fn joined(mut one: Vec<Term>, other: Vec<Term>) -> Vec<Term> {
    let new: Vec<Term> = other.into_iter().filter(|term| !one.iter().any(|known| known.of == term.of)).collect();
    one.extend(new);
    one
}

/// Lets what was settled about `younger` count for `older`, where nothing else was settled there.
pub(super) fn join(connection: &Connection, younger: ThreadId, older: ThreadId) -> Result<(), LedgerError> {
    let (one, other) = (of_thread(connection, older)?, of_thread(connection, younger)?);
    let settings = Settings {
        held: one.held || other.held,
        forgotten: one.forgotten || other.forgotten,
        client: one.client.or(other.client),
        stage: one.stage.or(other.stage),
        ended: one.ended.into_iter().chain(other.ended).collect(),
        terms: joined(one.terms, other.terms),
        ratings: one.ratings.into_iter().chain(other.ratings).collect(),
        look_back: match (one.look_back, other.look_back) {
            (Some(mut one), Some(other)) => {
                one.wanted = one.wanted.or(other.wanted);
                one.answered.extend(other.answered);
                Some(one)
            }
            (one, other) => one.or(other),
        },
        recap: one.recap.or(other.recap),
    };
    keep(connection, older, &settings)?;
    reflections::join(connection, younger, older)?;
    connection.execute("UPDATE question SET thread = ?2 WHERE thread = ?1", params![younger, older])?;
    Ok(())
}
