//! In charge of: one step: what a statement does to one agreement, by who says it and where the agreement stands.
//!
//! Promises: pure; the same step twice does nothing the second time.
//! Leaves to: the module above which agreements are meant.

use super::{Hearing, handed};
use crate::model::{
    Act, Address, Agreement, Change, Due, Mail, Moves, Office, Party, Proposal, Side, State, Statement,
};

/// Who speaks, seen from the agreement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Debtor,
    Creditor,
    Outsider,
}

/// The changes that `statement`, in `mail`, makes to `agreement`.
pub(super) fn of(agreement: &Agreement, statement: &Statement, mail: &Mail, hearing: &Hearing<'_>) -> Vec<Change> {
    if matches!(agreement.state, State::Fulfilled | State::Cancelled) {
        return Vec::new();
    }
    let step = Step { agreement, hearing, voice: voice(agreement, &hearing.writer.address, hearing.office) };
    let due = statement.due.as_ref();
    match (statement.act, step.voice) {
        (_, Voice::Outsider) => Vec::new(),
        (Act::Promise | Act::Move, Voice::Debtor) => step.promised(due),
        (Act::Ask | Act::Move, Voice::Creditor) => step.asked(due),
        (Act::Accept, Voice::Debtor) => match due {
            Some(due) if differs(agreement, due) => step.promised(Some(due)),
            _ => step.accepted(),
        },
        (Act::Accept, Voice::Creditor) => step.granted(due),
        (Act::Decline, _) => step.declined(),
        (Act::Wish, _) => due.and_then(|due| step.proposed(due)).into_iter().collect(),
        (Act::Deliver, _) => handed::over(mail, &statement.quote).into_iter().chain([Change::Fulfilled]).collect(),
        (Act::Cancel, _) => vec![Change::Cancelled],
        (Act::Replace, _) => step.replaced().into_iter().collect(),
        (Act::TakeOver, Voice::Debtor) => step.taken_over().into_iter().chain(step.yes()).collect(),
        _ => Vec::new(),
    }
}

/// On which side of the agreement somebody stands. Where both are of one side, the persons count.
pub(super) fn voice(agreement: &Agreement, somebody: &Address, office: &Office) -> Voice {
    let side = |address: &Address| -> Side { office.side(address) };
    let (debtor, creditor) = (side(&agreement.debtor.address), side(&agreement.creditor.address));
    let mine = side(somebody);
    if debtor == creditor {
        return match mine == debtor {
            true if agreement.creditor.address == *somebody => Voice::Creditor,
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
    agreement.due.as_ref().is_none_or(|known| are_apart(known, due))
}

fn are_apart(known: &Due, due: &Due) -> bool {
    known.moment.date() != due.moment.date() || due.moment.time().is_some() && due.moment.time() != known.moment.time()
}

/// Somebody who stands on a side of an agreement says something of it.
struct Step<'a> {
    agreement: &'a Agreement,
    hearing: &'a Hearing<'a>,
    voice: Voice,
}

impl<'a> Step<'a> {
    /// The date that the other side proposed.
    fn offer(&self) -> Option<&'a Proposal> {
        self.agreement.proposal.as_ref().filter(|proposal| self.side_of(proposal) != self.voice)
    }

    fn side_of(&self, proposal: &Proposal) -> Voice {
        voice(self.agreement, &proposal.by, self.hearing.office)
    }

    /// The debtor's yes, where it was not said yet.
    fn yes(&self) -> Option<Change> {
        let silent = self.agreement.silence.is_some();
        (self.agreement.state != State::Agreed || silent).then_some(Change::Accepted)
    }

    /// A colleague who speaks for the debtor owes it from now on.
    fn taken_over(&self) -> Option<Change> {
        let writer: &Party = self.hearing.writer;
        (self.agreement.debtor.address != writer.address).then(|| Change::TakenOver { debtor: writer.clone() })
    }

    /// A colleague stands in the place of somebody who has left.
    fn replaced(&self) -> Option<Change> {
        let writer: &Party = self.hearing.writer;
        let gone = self.agreement.stands_with(&writer.address, self.hearing.office)?;
        (gone.address != writer.address).then(|| Change::Replaced { gone: gone.clone(), by: writer.clone() })
    }

    /// A date that waits for the other side's yes, unless it waits already.
    fn proposed(&self, due: &Due) -> Option<Change> {
        let waits = self
            .agreement
            .proposal
            .as_ref()
            .is_some_and(|proposal| self.side_of(proposal) == self.voice && !are_apart(&proposal.due, due));
        (differs(self.agreement, due) && !waits).then(|| Change::MoveProposed { due: due.clone() })
    }

    /// The debtor says that it will be done, perhaps by another day.
    fn promised(&self, due: Option<&Due>) -> Vec<Change> {
        // "Wednesday it is" takes the Wednesday, 9:00, that was offered.
        if due.is_some_and(|due| self.offer().is_some_and(|offer| !are_apart(&offer.due, due))) {
            return self.accepted();
        }
        match due.filter(|due| differs(self.agreement, due)) {
            Some(due) if self.holds_at_once(due) => {
                std::iter::once(Change::Moved { due: due.clone() }).chain(self.yes()).collect()
            }
            Some(due) => self.proposed(due).into_iter().collect(),
            None => self.yes().into_iter().collect(),
        }
    }

    /// Whether the debtor's new date needs nobody's yes.
    fn holds_at_once(&self, due: &Due) -> bool {
        let ends = self.hearing.office.working.ends;
        let Some(known) = &self.agreement.due else { return true };
        let offered = self.offer().is_some_and(|offer| !are_apart(&offer.due, due));
        offered
            || match self.hearing.moves {
                Moves::AsSaid => true,
                Moves::LaterByConsent => due.instant(ends) <= known.instant(ends),
                Moves::ByConsent => false,
            }
    }

    /// The creditor names a date.
    fn asked(&self, due: Option<&Due>) -> Vec<Change> {
        let Some(due) = due.filter(|due| differs(self.agreement, due)).cloned() else { return Vec::new() };
        let known = self.agreement.due.as_ref().map(|known| known.moment.date());
        if self.offer().is_some_and(|offer| offer.due.moment.date() == due.moment.date()) {
            return self.granted(Some(&due));
        }
        let wished = self.offer().is_some_and(|offer| offer.due.moment.date() < due.moment.date());
        if known.is_none_or(|known| due.moment.date() >= known) {
            let agreed = self.yes().filter(|_| wished);
            std::iter::once(Change::Moved { due }).chain(agreed).collect()
        } else {
            self.proposed(&due).into_iter().collect()
        }
    }

    /// The debtor says yes, to what was asked and to a date that the other side proposed.
    fn accepted(&self) -> Vec<Change> {
        let moved = self.offer().map(|offer| Change::Moved { due: offer.due.clone() });
        moved.into_iter().chain(self.yes()).collect()
    }

    /// The creditor grants the date that the debtor wants, or one named in granting it.
    fn granted(&self, due: Option<&Due>) -> Vec<Change> {
        let Some(offer) = self.offer() else { return Vec::new() };
        // "Monday is fine" grants Monday noon.
        let other = due.filter(|due| due.moment.time().is_some() || due.moment.date() != offer.due.moment.date());
        let due = other.unwrap_or(&offer.due).clone();
        std::iter::once(Change::Moved { due }).chain(self.yes()).collect()
    }

    fn declined(&self) -> Vec<Change> {
        if self.offer().is_some() {
            vec![Change::MoveRefused]
        } else if self.voice == Voice::Debtor && self.agreement.state.is_open() {
            vec![Change::Declined]
        } else {
            Vec::new()
        }
    }
}
