//! In charge of: the table `agreement`: what the events of each agreement add up to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{
    Ledger, LedgerError, Mismatch,
    column::Json,
    events::{self, Entry, Happening},
    threads,
};
use crate::model::{Agreement, AgreementNumber, Event, Thread, ThreadId};

/// The agreements of a thread, by number.
pub(super) fn of_thread(connection: &Connection, thread: ThreadId) -> Result<Vec<Agreement>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT value FROM agreement WHERE thread = ?1 ORDER BY number")?;
    let rows = statement.query_map([thread], |row| row.get::<_, Json<Agreement>>(0).map(|json| json.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes events into `thread` and keeps the agreements they touch.
pub(super) fn apply(connection: &Connection, thread: &mut Thread, events: &[Event]) -> Result<(), LedgerError> {
    thread.apply(events);
    let touched: std::collections::BTreeSet<_> = events.iter().map(|event| event.agreement).collect();
    for number in touched {
        let agreement = thread.agreement(number).ok_or_else(|| LedgerError::Corrupt {
            table: "agreement",
            why: format!("a change of agreement {number} of thread {}, which was never recorded", thread.id),
        })?;
        keep(connection, thread.id, agreement)?;
    }
    Ok(())
}

impl Ledger {
    /// Records what follows from the clock alone, and from no mail: silence.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn record_of_itself(&mut self, thread: ThreadId, events: &[Event], now: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let Some(mut known) = threads::load(&transaction, thread)? else { return Ok(()) };
        for event in events {
            let happening = Happening::Changed(Box::new(event.clone()));
            let entry = Entry { recorded: now, thread: known.id, mail: String::new(), happening };
            events::append(&transaction, &entry)?;
        }
        apply(&transaction, &mut known, events)?;
        transaction.commit()
    }
}

fn keep(connection: &Connection, thread: ThreadId, agreement: &Agreement) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO agreement (thread, number, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (thread, number) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![thread, agreement.number, Json(agreement)])?;
    Ok(())
}

/// Moves the agreements of `younger` to `older` under the next free numbers; tells which number became which.
pub(super) fn join(
    connection: &Connection,
    younger: &Thread,
    older: &mut Thread,
) -> Result<Vec<(AgreementNumber, AgreementNumber)>, LedgerError> {
    let mut numbers = Vec::with_capacity(younger.agreements.len());
    connection.execute("DELETE FROM agreement WHERE thread = ?1", [younger.id])?;
    for agreement in &younger.agreements {
        let number = older.next_number();
        numbers.push((agreement.number, number));
        let moved = Agreement { number, ..agreement.clone() };
        keep(connection, older.id, &moved)?;
        older.agreements.push(moved);
    }
    Ok(numbers)
}

/// All agreements as the record adds them up.
fn rebuild(connection: &Connection) -> Result<BTreeMap<(ThreadId, AgreementNumber), Agreement>, LedgerError> {
    let mut built: BTreeMap<(ThreadId, AgreementNumber), Agreement> = BTreeMap::new();
    for recorded in events::all(connection)? {
        let thread = recorded.entry.thread;
        match recorded.entry.happening {
            Happening::Changed(event) => {
                let key = (thread, event.agreement);
                match built.get_mut(&key) {
                    Some(agreement) => agreement.apply(&event),
                    None => built.extend(Agreement::begin(&event).map(|agreement| (key, agreement))),
                }
            }
            Happening::Settled(_) => {}
            Happening::Joined { from, numbers } => {
                for (old, number) in numbers {
                    let moved = built.remove(&(from, old)).map(|agreement| Agreement { number, ..agreement });
                    built.extend(moved.map(|agreement| ((thread, number), agreement)));
                }
            }
        }
    }
    Ok(built)
}

/// The rows that are not what the record adds up to.
pub(super) fn check(connection: &Connection) -> Result<Vec<Mismatch>, LedgerError> {
    let mut built = rebuild(connection)?;
    let mut statement = connection.prepare("SELECT thread, number, value FROM agreement ORDER BY thread, number")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (thread, number): (ThreadId, AgreementNumber) = (row.get(0)?, row.get(1)?);
        let agreement = row.get::<_, Json<Agreement>>(2)?.0;
        let events = built.remove(&(thread, number));
        if events.as_ref() != Some(&agreement) {
            found.push(Mismatch { thread, number, row: Some(agreement), events });
        }
    }
    let missing = built.into_iter();
    found.extend(missing.map(|((thread, number), agreement)| Mismatch {
        thread,
        number,
        row: None,
        events: Some(agreement),
    }));
    Ok(found)
}

/// The number that the agreement with the `old` one has since its thread was joined to another: `numbers` are old and new ones.
pub(super) fn new_number(numbers: &[(AgreementNumber, AgreementNumber)], old: AgreementNumber) -> AgreementNumber {
    numbers.iter().find(|(was, _)| *was == old).map_or(old, |(_, is)| *is)
}
