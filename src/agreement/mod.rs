//! In charge of: the state machine of agreements: statements on a thread give changes. Pure.
//!
//! | said | by the debtor's side | by the creditor's side |
//! |---|---|---|
//! | promise | agreed; a date of its own moves it, as far as [`Moves`] lets it: else it is proposed | – |
//! | ask | – | the same again; a later date moves it, an earlier one is proposed |
//! | accept | agreed; a proposed date is taken | a proposed date is taken, and with it the debtor has agreed |
//! | decline | declined; a proposed date is refused | a proposed date is refused |
//! | move | moved, and agreed, as far as [`Moves`] lets it: else a date is proposed | a later date moves it, an earlier one is proposed |
//! | wish | a date is proposed | a date is proposed |
//! | deliver | fulfilled | fulfilled |
//! | cancel | cancelled | cancelled |
//! | take over | the writer owes it, and has agreed | – |
//! | replace | the writer owes it in the place of who has left | the writer is owed it in the place of who has left |
//!
//! Promises: both sides by the same rules; nobody outside both sides changes anything; an agreement that is done or called off
//! stays so; what is in doubt changes nothing and comes back as a doubt.
//! Leaves to: `reading` what was said, `schedule` what has to be told.

mod corrections;
mod following;
mod handed;
mod looking_back;
mod reason;
mod requests;
mod scope;
mod steps;
mod undo;

use std::collections::BTreeMap;

use crate::model::{
    About, Act, Agreement, Change, Event, Mail, Moves, Office, Party, Source, State, Statement, Thread,
};

pub use requests::{Context, Heard, clear_up, hear, said};

/// A new agreement of which the reading is less sure than this is asked of the team, not recorded.
pub const RECORDED_FROM: f32 = 0.55;

/// The same for an answer to an agreement that stands.
pub const ANSWERED_FROM: f32 = 0.4;

/// What a mail changes.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The changes, in order, ready to be applied to the thread.
    pub events: Vec<Event>,
    /// What was said too unclearly to act on: asked of the team.
    pub doubts: Vec<Statement>,
}

/// Settles what `mail` says on `thread`, a debtor's new date taken as said: the agreements that the mails tell of.
#[must_use]
pub fn settle(thread: &Thread, mail: &Mail, statements: &[Statement], office: &Office) -> Settled {
    settle_by((Moves::AsSaid, RECORDED_FROM), thread, mail, statements, office)
}

/// The same, recording new agreements from another threshold on: for measuring.
#[must_use]
pub fn settle_from(
    recorded_from: f32,
    thread: &Thread,
    mail: &Mail,
    statements: &[Statement],
    office: &Office,
) -> Settled {
    settle_by((Moves::AsSaid, recorded_from), thread, mail, statements, office)
}

/// The same, a debtor's new date held to `moves`: the record that both sides have agreed on.
#[must_use]
pub fn negotiate(moves: Moves, thread: &Thread, mail: &Mail, statements: &[Statement], office: &Office) -> Settled {
    settle_by((moves, RECORDED_FROM), thread, mail, statements, office)
}

fn settle_by(
    (moves, recorded_from): (Moves, f32),
    thread: &Thread,
    mail: &Mail,
    statements: &[Statement],
    office: &Office,
) -> Settled {
    let mut settled = Settled::default();
    let Some(writer) = &mail.from else { return settled };
    let before = thread;
    let mut thread = thread.clone();
    let mut made = BTreeMap::new();
    for statement in statements {
        let sure_from = if statement.about == About::New { recorded_from } else { ANSWERED_FROM };
        if statement.confidence.get() < sure_from || statement.about == About::Unclear {
            settled.doubts.push(statement.clone());
            continue;
        }
        let events = changes(&thread, mail, statement, &Hearing { writer, office, moves });
        thread.apply(&events);
        let spoken = match &statement.about {
            About::These(numbers) => numbers.first().copied(),
            _ => events.first().map(|event| event.agreement),
        };
        let spoken =
            spoken.filter(|number| thread.agreement(*number).is_none_or(|known| has_a_say(known, writer, office)));
        made.extend(spoken.map(|number| (statement.quote.start, number)));
        settled.events.extend(events);
    }
    let tied = following::tie(&thread, statements, &made, &|statement| source(mail, writer, statement));
    thread.apply(&tied);
    settled.events.extend(tied);
    settled.events.extend(following::follow(before, &mut thread, mail, &office.working));
    settled
}

/// By what a statement is judged.
#[derive(Clone, Copy)]
struct Hearing<'a> {
    writer: &'a Party,
    office: &'a Office,
    moves: Moves,
}

fn source(mail: &Mail, writer: &Party, statement: &Statement) -> Source {
    Source { by: writer.clone(), at: mail.date.timestamp(), quote: statement.quote.clone(), settled: None }
}

/// What one statement changes.
fn changes(thread: &Thread, mail: &Mail, statement: &Statement, hearing: &Hearing<'_>) -> Vec<Event> {
    let source = source(mail, hearing.writer, statement);
    let consequence = statement.consequence.clone().map(|words| Change::ConsequenceStated { words });
    let event = |agreement| {
        let source = source.clone();
        move |change| {
            let mut source = source.clone();
            if matches!(change, Change::Moved { .. } | Change::MoveProposed { .. }) {
                source.quote = reason::with(&source.quote, mail);
            }
            Event { agreement, change, source }
        }
    };
    match &statement.about {
        About::New => {
            let first = begin(statement);
            first.into_iter().chain(consequence).map(event(thread.next_number())).collect()
        }
        About::These(numbers) => {
            let known = numbers.iter().filter_map(|&number| thread.agreement(number));
            let step = |agreement| {
                let changes = steps::of(agreement, statement, mail, hearing);
                let free = agreement.consequence.is_none() && agreement.state.is_open();
                let may = free && has_a_say(agreement, hearing.writer, hearing.office);
                let words = consequence.clone().filter(|_| may);
                changes.into_iter().chain(words).map(event(agreement.number)).collect::<Vec<_>>()
            };
            known.flat_map(step).collect()
        }
        About::Unclear => Vec::new(),
    }
}

/// Whether somebody stands on a side of an agreement: who does not changes nothing of it, whatever their words would add.
fn has_a_say(agreement: &Agreement, somebody: &Party, office: &Office) -> bool {
    steps::voice(agreement, &somebody.address, office) != steps::Voice::Outsider
}

/// The record of a new agreement; `None` for an act that makes none.
fn begin(statement: &Statement) -> Option<Change> {
    let claim = statement.claim.clone()?;
    let state = match statement.act {
        Act::Promise => State::Agreed,
        Act::Ask => State::Asked,
        _ => return None,
    };
    Some(Change::Recorded {
        debtor: claim.debtor,
        creditor: claim.creditor,
        action: claim.action,
        due: statement.due.clone(),
        state,
        language: statement.language.clone(),
        rule: statement.rule.clone(),
        confidence: statement.confidence,
    })
}
