//! In charge of: taking in one mail: the mail itself, its thread, what it changed and the letters that go out at once, in one
//! transaction.
//!
//! Promises: a [`Filing`] that is dropped leaves no trace; one that is committed leaves all of it.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{
    Ledger, LedgerError, agreements, answers, approvals, counts, dossiers,
    events::{self, Entry, Happening},
    letters, mails,
    mails::{Arrival, Taking},
    mishaps,
    scope::Scope,
    threads, told,
};
use crate::model::{
    Address, Digest, Dossier, Event, Head, Letter, MessageId, Mishap, Notice, RawMail, Thread, ThreadId,
};

/// What became of handing a mail to the ledger.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one mail is filed at a time")]
pub enum Filed<'l> {
    /// It was seen before: nothing has changed.
    Again,
    /// It is new, and waits for [`Filing::commit`].
    New(Filing<'l>),
}

/// A mail about to be filed, inside an open transaction.
#[derive(Debug)]
pub struct Filing<'l> {
    transaction: Scope<'l>,
    arrival: Arrival<'l>,
    digest: Digest,
    thread: Thread,
}

/// What a mail led to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What was made of it.
    pub taking: Taking,
    /// When.
    pub recorded: Timestamp,
    /// Its people are on the thread from now on. Not so for a stranger's mail.
    pub welcome: bool,
    /// The thread is live from now on.
    pub live: bool,
    /// What it changed, in order.
    pub events: Vec<Event>,
}

impl Outcome {
    /// A mail that was put on file and led to nothing.
    #[must_use]
    pub fn nothing(taking: Taking, recorded: Timestamp) -> Self {
        Self { taking, recorded, welcome: false, live: false, events: Vec::new() }
    }
}

impl Ledger {
    /// Begins to file a mail, unless it was seen before.
    ///
    /// # Errors
    /// Where the database cannot be read or written.
    pub fn file<'l>(&'l mut self, arrival: Arrival<'l>) -> Result<Filed<'l>, LedgerError> {
        let digest = Digest::of(&arrival.raw.bytes);
        let transaction = self.begin()?;
        if let Some(row) = mails::seen(&transaction, &digest, Some(&arrival.head.id))? {
            mails::add_place(&transaction, &arrival.raw.place, row)?;
            transaction.commit()?;
            return Ok(Filed::Again);
        }
        let thread = find_thread(&transaction, &arrival.head, arrival.subject, &digest)?;
        Ok(Filed::New(Filing { transaction, arrival, digest, thread }))
    }

    /// Puts bytes on file that no mail could be made of, and notes it for the team; `false` if they were there already.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn set_aside(&mut self, raw: &RawMail, why: &str, mishap: &Mishap) -> Result<bool, LedgerError> {
        let digest = Digest::of(&raw.bytes);
        let transaction = self.begin()?;
        let seen = mails::seen(&transaction, &digest, None)?;
        if let Some(row) = seen {
            mails::add_place(&transaction, &raw.place, row)?;
        } else {
            mails::insert(&transaction, raw, &digest, None, &Taking::Unreadable(why.to_owned()))?;
            mishaps::note(&transaction, mishap)?;
        }
        transaction.commit()?;
        Ok(seen.is_none())
    }
}

impl Filing<'_> {
    /// The thread that the mail belongs to, as it stood before the mail; a new one has no messages and no people yet.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    pub(super) fn digest(&self) -> &Digest {
        &self.digest
    }

    pub(super) fn transaction(&self) -> &Connection {
        &self.transaction
    }

    /// Whether the bot itself wrote the mail with this id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn is_own(&self, id: &MessageId) -> Result<bool, LedgerError> {
        letters::is_own(&self.transaction, id)
    }

    /// How many letters were written, as [`Ledger::count_letters`] counts them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn count_letters(
        &self,
        since: Timestamp,
        to: Option<&Address>,
        thread: Option<ThreadId>,
    ) -> Result<u32, LedgerError> {
        counts::count(&self.transaction, since, to, thread)
    }

    /// The notice that the letter with this id says.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn told_by(&self, letter: &MessageId) -> Result<Option<Notice>, LedgerError> {
        told::by(&self.transaction, letter)
    }

    /// Records what the mail led to, still in the open transaction. Tells its thread.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn record(&mut self, outcome: &Outcome) -> Result<ThreadId, LedgerError> {
        let (transaction, thread, head) = (&self.transaction, &mut self.thread, &self.arrival.head);
        let ids = head.ancestors.iter().chain([&head.id]);
        threads::add_messages(transaction, thread.id, ids.filter(|id| !thread.messages.contains(id)))?;
        if outcome.welcome {
            let people = head.everybody().into_iter().filter(|party| !thread.participants.contains(party));
            threads::add_participants(transaction, thread.id, people)?;
        }
        mails::insert(transaction, self.arrival.raw, &self.digest, Some((head, thread.id)), &outcome.taking)?;
        if outcome.live {
            threads::enliven(transaction, thread.id)?;
        }
        for event in &outcome.events {
            let entry = Entry {
                recorded: outcome.recorded,
                thread: thread.id,
                mail: self.digest.to_string(),
                happening: Happening::Changed(Box::new(event.clone())),
            };
            events::append(transaction, &entry)?;
        }
        agreements::apply(transaction, thread, &outcome.events)?;
        Ok(thread.id)
    }

    /// All that is known of a thread now.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn dossier(&self, thread: ThreadId) -> Result<Option<Dossier>, LedgerError> {
        dossiers::of_thread(&self.transaction, thread)
    }

    /// Commits the mail, what was recorded and is owed, and letters that go out at once with the notices they say.
    ///
    /// # Errors
    /// Where the database cannot be written: then nothing of it is.
    pub fn commit(self, letters: &[(Letter, Notice)]) -> Result<(), LedgerError> {
        letters::queue(&self.transaction, letters)?;
        self.transaction.commit()
    }
}

/// The thread of a mail: that of the nearest mail above it; other threads it refers to are joined where that is right; else a new one.
fn find_thread(transaction: &Connection, head: &Head, subject: &str, digest: &Digest) -> Result<Thread, LedgerError> {
    let mut known: Vec<ThreadId> = Vec::new();
    for id in std::iter::once(&head.id).chain(head.ancestors.iter().rev()) {
        if let Some(found) = threads::of_message(transaction, id)?
            && !known.contains(&found)
        {
            known.push(found);
        }
    }
    let mut ids = known.into_iter();
    let nearest = match ids.next() {
        Some(id) => id,
        None => threads::begin(transaction, subject)?,
    };
    let mut thread = load(transaction, nearest)?;
    for id in ids {
        let other = load(transaction, id)?;
        let writer = head.from.as_ref().filter(|_| head.automatic.is_none());
        if writer.is_some_and(|writer| threads::may_join(&thread, &other, &writer.address)) {
            thread = join(transaction, thread, other, digest, head)?;
        }
    }
    Ok(thread)
}

/// Makes two threads one, the older of the two.
fn join(
    transaction: &Connection,
    one: Thread,
    other: Thread,
    digest: &Digest,
    head: &Head,
) -> Result<Thread, LedgerError> {
    let (mut older, younger) = if one.id < other.id { (one, other) } else { (other, one) };
    let numbers = agreements::join(transaction, &younger, &mut older)?;
    threads::join(transaction, &younger, older.id)?;
    told::join(transaction, younger.id, older.id, &numbers)?;
    approvals::join(transaction, younger.id)?;
    answers::join(transaction, younger.id, older.id, &numbers)?;
    let entry = Entry {
        recorded: head.date.timestamp(),
        thread: older.id,
        mail: digest.to_string(),
        happening: Happening::Joined { from: younger.id, numbers },
    };
    events::append(transaction, &entry)?;
    load(transaction, older.id)
}

fn load(transaction: &Connection, id: ThreadId) -> Result<Thread, LedgerError> {
    threads::load(transaction, id)?.ok_or_else(|| missing(id))
}

fn missing(id: ThreadId) -> LedgerError {
    LedgerError::Corrupt { table: "thread", why: format!("thread {id} is referred to and missing") }
}
