//! In charge of: putting together all that is known of a thread, as planning and writing need it.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{
    Ledger, LedgerError, agreements,
    events::{self, Happening, Recorded},
    mails, settings, threads, told,
};
use crate::model::{Dossier, Event, Notice, ThreadId};

impl Ledger {
    /// All that is known of a thread.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn dossier(&self, thread: ThreadId) -> Result<Option<Dossier>, LedgerError> {
        of_thread(&self.connection, thread)
    }

    /// The dossiers of the threads on which something may have to be said: live ones, with an agreement that is open or has changed at
    /// `since` or later.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn dossiers(&self, since: Timestamp) -> Result<Vec<Dossier>, LedgerError> {
        let ids = threads::to_be_planned(&self.connection, since, None)?;
        let mut dossiers = Vec::with_capacity(ids.len());
        for id in ids {
            dossiers.extend(of_thread(&self.connection, id)?);
        }
        Ok(dossiers)
    }

    /// The threads on which something may have to be said, as [`Ledger::dossiers`] has them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn threads_to_plan(&self, since: Timestamp) -> Result<Vec<ThreadId>, LedgerError> {
        threads::to_be_planned(&self.connection, since, None)
    }

    /// The dossier of one of them; `None` where nothing may have to be said on it.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn dossier_to_plan(&self, thread: ThreadId, since: Timestamp) -> Result<Option<Dossier>, LedgerError> {
        match threads::to_be_planned(&self.connection, since, Some(thread))?.first() {
            Some(id) => of_thread(&self.connection, *id),
            None => Ok(None),
        }
    }

    /// The digests that letters written at `since` or later have said, oldest first, each with `at` set to when its letter was written.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn told_digests(&self, since: Timestamp) -> Result<Vec<Notice>, LedgerError> {
        told::said(&self.connection, None, since)
    }
}

/// All that is known of a thread.
pub(super) fn of_thread(connection: &Connection, id: ThreadId) -> Result<Option<Dossier>, LedgerError> {
    let Some(thread) = threads::load(connection, id)? else { return Ok(None) };
    let events = renumbered(events::of_thread(connection, thread.id)?);
    let heads = mails::heads_of(connection, thread.id)?;
    let told = told::said(connection, Some(thread.id), Timestamp::MIN)?;
    let stopped = settings::stopped(connection)?;
    Ok(Some(Dossier { thread, events, heads, told, stopped }))
}

/// The changes in a history, under the numbers that the agreements have now.
fn renumbered(history: Vec<Recorded>) -> Vec<Event> {
    let mut changes: Vec<(ThreadId, Event)> = Vec::with_capacity(history.len());
    for recorded in history {
        let thread = recorded.entry.thread;
        match recorded.entry.happening {
            Happening::Changed(event) => changes.push((thread, *event)),
            Happening::Settled(_) => {}
            Happening::Joined { from, numbers } => {
                for (of, event) in changes.iter_mut().filter(|(of, _)| *of == from) {
                    *of = thread;
                    event.agreement = agreements::new_number(&numbers, event.agreement);
                }
            }
        }
    }
    changes.into_iter().map(|(_, event)| event).collect()
}
