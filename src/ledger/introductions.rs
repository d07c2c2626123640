//! In charge of: the first letter about a talk written down that reached none of those it was with: they were told nothing, so its writer's word is
//! waited for again.
//!
//! Leaves to: [`super::approvals`] what the team says of letters that wait; `schedule` that nothing else goes to those people before it.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{
    Ledger, LedgerError, approvals,
    events::{self, Entry, Happening},
    letters, recipients, settings, told,
};
use crate::model::{MessageId, NoticeKind, Party, Quote, Ruling, Setting, Source, ThreadId};

impl Ledger {
    /// Takes back, in the name of `bot`, that the people of a talk were to be written to, if the letter with this id was the one that told them
    /// of it and reached none of them. Does nothing for any other letter.
    ///
    /// # Errors
    /// Where the database cannot be read or written.
    pub fn take_back_introduction(
        &mut self,
        letter: &MessageId,
        bot: &Party,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let Some(lost) = lost(&transaction, letter)? else { return Ok(()) };
        let quote = Quote { mail: letter.clone(), text: String::new(), start: 0, end: 0 };
        let source = Source { by: bot.clone(), at: now, quote, settled: None };
        settings::apply(&transaction, lost.thread, &Setting::NotReached)?;
        let happening = Happening::Settled(Box::new(Ruling { setting: Setting::NotReached, source }));
        let entry = Entry { recorded: now, thread: lost.thread, mail: String::new(), happening };
        events::append(&transaction, &entry)?;
        approvals::wait_again(&transaction, &lost.key)?;
        letters::free(&transaction, lost.row, "given-up")?;
        transaction.commit()
    }
}

/// A letter that was to tell people of a talk, and reached none of them.
struct Lost {
    row: i64,
    key: String,
    thread: ThreadId,
}

/// What is lost with that letter, if it was for people of a talk, none of them has got it, and they were told nothing before.
fn lost(connection: &Connection, letter: &MessageId) -> Result<Option<Lost>, LedgerError> {
    let Some(row) = letters::settled(connection, letter)? else { return Ok(None) };
    let notice = told::by(connection, letter)?.filter(|notice| notice.kind == NoticeKind::Confirmation);
    let Some((thread, key)) = notice.and_then(|notice| Some((notice.thread?, notice.key))) else { return Ok(None) };
    let recap = settings::of_thread(connection, thread)?.recap.filter(|recap| recap.introduced);
    let Some(recap) = recap else { return Ok(None) };
    let any = |state| -> Result<bool, LedgerError> {
        Ok(recipients::in_state(connection, row, state)?.iter().any(|(address, _)| recap.names(address)))
    };
    if !any("refused")? || any("taken")? {
        return Ok(None);
    }
    let said = told::said(connection, Some(thread), Timestamp::MIN)?;
    let other = said.iter().any(|one| one.kind == NoticeKind::Confirmation && one.key != key);
    Ok((!other).then_some(Lost { row, key, thread }))
}
