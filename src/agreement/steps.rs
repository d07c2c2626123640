//! In charge of: one step: what a statement does to one agreement, by who says it and where the agreement stands.
//!
//! Promises: pure; the same step twice does nothing the second time.
//! Leaves to: the module above which agreements are meant.

use crate::model::{Act, Agreement, Change, Due, Office, Party, Side, State, Statement};

/// Who speaks, seen from the agreement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    Debtor,
    Creditor,
    Outsider,
}

/// The changes that `statement`, by `writer`, makes to `agreement`.
pub(super) fn of(agreement: &Agreement, statement: &Statement, writer: &Party, office: &Office) -> Vec<Change> {
    if matches!(agreement.state, State::Fulfilled | State::Cancelled) {
        return Vec::new();
    }
    let due = statement.due.as_ref();
    match (statement.act, voice(agreement, writer, office)) {
        (_, Voice::Outsider) => Vec::new(),
        (Act::Promise | Act::Move, Voice::Debtor) => promised(agreement, due),
        (Act::Ask | Act::Move, Voice::Creditor) => asked(agreement, due),
        (Act::Accept, Voice::Debtor) => match due {
            Some(due) if differs(agreement, due) => promised(agreement, Some(due)),
            _ => accepted(agreement, writer),
        },
        (Act::Accept, Voice::Creditor) => granted(agreement, due, writer),
        (Act::Decline, voice) => declined(agreement, voice, writer),
        (Act::Wish, _) => due
            .filter(|due| differs(agreement, due))
            .map(|due| Change::MoveProposed { due: due.clone() })
            .into_iter()
            .collect(),
        (Act::Deliver, _) => vec![Change::Fulfilled],
        (Act::Cancel, _) => vec![Change::Cancelled],
        (Act::TakeOver, Voice::Debtor) => taken_over(agreement, writer).into_iter().chain(yes(agreement)).collect(),
        _ => Vec::new(),
    }
}

/// On which side of the agreement the writer stands. Where both are of one side, the persons count.
fn voice(agreement: &Agreement, writer: &Party, office: &Office) -> Voice {
    let side = |party: &Party| -> Side { office.side(&party.address) };
    let (debtor, creditor) = (side(&agreement.debtor), side(&agreement.creditor));
    let mine = side(writer);
    if debtor == creditor {
        return match mine == debtor {
            true if agreement.creditor.address == writer.address => Voice::Creditor,
            true => Voice::Debtor,
            false => Voice::Outsider,
        };
    }
    if mine == debtor {
        Voice::Debtor
    } else if mine == creditor {
        Voice::Creditor
    } else {
        Voice::Outsider
    }
}

/// Whether `due` is another day, or the same day with a clock time that was not said before.
fn differs(agreement: &Agreement, due: &Due) -> bool {
    agreement.due.as_ref().is_none_or(|known| {
        known.moment.date() != due.moment.date()
            || due.moment.time().is_some() && due.moment.time() != known.moment.time()
    })
}

/// The debtor's yes, where it was not said yet.
fn yes(agreement: &Agreement) -> Option<Change> {
    (agreement.state != State::Agreed).then_some(Change::Accepted)
}

/// A colleague who speaks for the debtor owes it from now on.
fn taken_over(agreement: &Agreement, writer: &Party) -> Option<Change> {
    (agreement.debtor.address != writer.address).then(|| Change::TakenOver { debtor: writer.clone() })
}

fn promised(agreement: &Agreement, due: Option<&Due>) -> Vec<Change> {
    let moved = due.filter(|due| differs(agreement, due)).map(|due| Change::Moved { due: due.clone() });
    moved.into_iter().chain(yes(agreement)).collect()
}

fn asked(agreement: &Agreement, due: Option<&Due>) -> Vec<Change> {
    let Some(due) = due.filter(|due| differs(agreement, due)).cloned() else { return Vec::new() };
    let known = agreement.due.as_ref().map(|known| known.moment.date());
    let wished = agreement.proposal.as_ref().is_some_and(|proposal| {
        proposal.by == agreement.debtor.address && proposal.due.moment.date() == due.moment.date()
    });
    if known.is_none_or(|known| due.moment.date() >= known) {
        let agreed = yes(agreement).filter(|_| wished);
        std::iter::once(Change::Moved { due }).chain(agreed).collect()
    } else {
        vec![Change::MoveProposed { due }]
    }
}

fn accepted(agreement: &Agreement, writer: &Party) -> Vec<Change> {
    let proposal = agreement.proposal.as_ref().filter(|proposal| proposal.by != writer.address);
    let moved = proposal.map(|proposal| Change::Moved { due: proposal.due.clone() });
    moved.into_iter().chain(yes(agreement)).collect()
}

/// The creditor grants the date that the debtor wants, or one named in granting it.
fn granted(agreement: &Agreement, due: Option<&Due>, writer: &Party) -> Vec<Change> {
    let Some(proposal) = agreement.proposal.as_ref().filter(|proposal| proposal.by != writer.address) else {
        return Vec::new();
    };
    let due = due.unwrap_or(&proposal.due).clone();
    std::iter::once(Change::Moved { due }).chain(yes(agreement)).collect()
}

fn declined(agreement: &Agreement, voice: Voice, writer: &Party) -> Vec<Change> {
    if agreement.proposal.as_ref().is_some_and(|proposal| proposal.by != writer.address) {
        return vec![Change::MoveRefused];
    }
    if voice == Voice::Debtor && agreement.state.is_open() { vec![Change::Declined] } else { Vec::new() }
}
