//! In charge of: putting the record right: who may correct what, and what a side says that may not.
//!
//! Promises: what binds somebody of the other side stands as `asked` until they say yes; what a client finds wrong is shown to both sides and
//! changes nothing by itself.

use super::{requests::Ear, steps::Voice};
use crate::model::{Act, Agreement, Change, Correction, Party, Request, State, Wanted, Why};

/// What `request` says of one agreement.
pub(super) fn put_right(ear: &mut Ear<'_>, agreement: &Agreement, request: &Request) {
    let voice = ear.voice(agreement);
    let words = || request.quote.text.clone();
    if voice == Voice::Outsider && !ear.is_team() {
        return ear.refuse(Why::Outsider, Some(agreement));
    }
    let dispute = Change::Disputed { words: words() };
    let change = match &request.wanted {
        Wanted::PartlyDone if agreement.state != State::Cancelled => Change::PartlyFulfilled { words: words() },
        Wanted::NotDone if agreement.state == State::Fulfilled => Change::Reopened,
        Wanted::NotDone if agreement.state == State::Cancelled && voice == Voice::Creditor => Change::Reopened,
        Wanted::NotDone if agreement.state.is_open() => return,
        Wanted::PartlyDone | Wanted::NotDone => return ear.refuse(Why::Over, Some(agreement)),
        Wanted::NotMe { who } => match who.as_ref().filter(|who| may_pass_to(ear, agreement, who)) {
            Some(who) => {
                let correction = Correction::Debtor(who.clone());
                let state = if ear.is_team() { state_after(ear, agreement, &correction) } else { State::Asked };
                Change::Corrected { correction, state }
            }
            None => dispute,
        },
        Wanted::Correct(put) if !put.is_empty() => return correct(ear, agreement, request, put),
        _ => dispute,
    };
    if !repeats(agreement, &change) {
        ear.happen(agreement.number, change, &request.quote);
    }
}

/// Whether the writer may pass an agreement on: of a debt of the own side, to one of the own side; the team to anybody on the thread.
fn may_pass_to(ear: &Ear<'_>, agreement: &Agreement, who: &Party) -> bool {
    let office = ear.context.office;
    let same = office.side(&who.address) == office.side(&agreement.debtor.address);
    who.address != agreement.debtor.address
        && agreement.state.is_open()
        && (ear.is_team() || same && ear.voice(agreement) == Voice::Debtor)
}

fn correct(ear: &mut Ear<'_>, agreement: &Agreement, request: &Request, put: &[Correction]) {
    if !ear.is_team() {
        for correction in put {
            match correction {
                Correction::Due(due) if agreement.state.is_open() => {
                    let statement = super::requests::said(Act::Wish, request, Some(due.clone()));
                    ear.answer(agreement.number, &statement);
                }
                _ => {
                    ear.happen(agreement.number, Change::Disputed { words: request.quote.text.clone() }, &request.quote)
                }
            }
        }
        return;
    }
    for correction in put {
        let Some(now) = ear.thread.agreement(agreement.number).cloned() else { continue };
        // A later date for what the team itself owes is no slip of the pen: the other side has to grant it.
        if let Correction::Due(due) = correction
            && now.state.is_open()
            && ear.voice(&now) == Voice::Debtor
            && now.due.as_ref().is_some_and(|known| due.moment.date() > known.moment.date())
        {
            let statement = super::requests::said(Act::Wish, request, Some(due.clone()));
            ear.answer(now.number, &statement);
            continue;
        }
        let state = state_after(ear, &now, correction);
        let change = Change::Corrected { correction: correction.clone(), state };
        if !repeats(&now, &change) {
            ear.happen(now.number, change, &request.quote);
        }
    }
}

/// Where an agreement stands once the team has put it right: asked of a debtor of another side, who has not said yes to it as it now is.
fn state_after(ear: &Ear<'_>, agreement: &Agreement, correction: &Correction) -> State {
    let debtor = match correction {
        Correction::Debtor(debtor) => debtor,
        _ => &agreement.debtor,
    };
    let theirs = !ear.context.office.is_team(&debtor.address);
    match agreement.state {
        State::Fulfilled | State::Cancelled => agreement.state,
        _ if theirs => State::Asked,
        State::Declined => State::Asked,
        state => state,
    }
}

/// Whether the agreement says so already.
fn repeats(agreement: &Agreement, change: &Change) -> bool {
    match change {
        Change::Corrected { correction: Correction::Due(due), .. } => {
            agreement.due.as_ref().is_some_and(|known| known.moment == due.moment)
        }
        Change::Corrected { correction: Correction::Debtor(debtor), .. } => agreement.debtor.address == debtor.address,
        Change::Corrected { correction: Correction::Action(action), .. } => agreement.action == *action,
        Change::Disputed { words } => agreement.dispute.as_ref().is_some_and(|dispute| dispute.words == *words),
        Change::PartlyFulfilled { words } => agreement.partly.as_ref() == Some(words),
        _ => false,
    }
}
