//! In charge of: the first letter about a talk written down that reached none of those it was with: they were told nothing, so its writer's word is
//! waited for again.
//!
//! Leaves to: [`super::approvals`] what the team says of letters that wait; `schedule` that nothing else goes to those people before it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Ledger, LedgerError,
    column::Json,
    events::{self, Entry, Happening},
    recipients, settings, told,
};
use crate::model::{MessageId, Notice, NoticeKind, Party, Quote, Ruling, Setting, Source, ThreadId};

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
        let Some((notice, thread)) = given_up(&transaction, letter)? else { return Ok(()) };
        let quote = Quote { mail: letter.clone(), text: String::new(), start: 0, end: 0 };
        let source = Source { by: bot.clone(), at: now, quote, settled: None };
        let ruling = Ruling { setting: Setting::NotReached, source };
        let mut settings = settings::of_thread(&transaction, thread)?;
        settings.apply(&ruling.setting);
        let happening = Happening::Settled(Box::new(ruling));
        events::append(&transaction, &Entry { recorded: now, thread, mail: String::new(), happening })?;
        settings::keep(&transaction, thread, &settings)?;
        // The letter may be written again, and is then the same to the world; the one that shows it still shows it.
        transaction.execute("UPDATE approval SET state = 'waits' WHERE key = ?1", [&notice.key])?;
        transaction.execute("DELETE FROM told WHERE letter = (SELECT id FROM letter WHERE message = ?1)", [letter])?;
        transaction.execute(
            "UPDATE letter SET key = key || ' (given up: letter ' || id || ')', message = message || '.given-up-' || id
             WHERE message = ?1",
            [letter],
        )?;
        transaction.commit()
    }
}

/// What that letter was to say, on which thread, if it was for people of a talk and none of them has got it or was told anything before.
fn given_up(connection: &Connection, letter: &MessageId) -> Result<Option<(Notice, ThreadId)>, LedgerError> {
    let sql = "SELECT told.notice, letter.thread, letter.id FROM told JOIN letter ON letter.id = told.letter
               WHERE letter.message = ?1 AND told.key = letter.key AND letter.state IN ('sent', 'refused')
                   AND letter.thread IS NOT NULL";
    let read =
        |row: &Row<'_>| Ok((row.get::<_, Json<Notice>>(0)?.0, row.get::<_, ThreadId>(1)?, row.get::<_, i64>(2)?));
    let Some((notice, thread, row)) = connection.prepare_cached(sql)?.query_row([letter], read).optional()? else {
        return Ok(None);
    };
    let recap = settings::of_thread(connection, thread)?.recap.filter(|recap| recap.introduced);
    let Some(recap) = recap.filter(|_| notice.kind == NoticeKind::Confirmation) else { return Ok(None) };
    let any = |state| -> Result<bool, LedgerError> {
        Ok(recipients::in_state(connection, row, state)?.iter().any(|(address, _)| recap.names(address)))
    };
    if !any("refused")? || any("taken")? {
        return Ok(None);
    }
    let said = told::said(connection, Some(thread), Timestamp::MIN)?;
    let other = said.iter().any(|one| one.kind == NoticeKind::Confirmation && one.key != notice.key);
    Ok((!other).then_some((notice, thread)))
}
