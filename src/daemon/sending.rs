//! In charge of: the third turn: a letter waits.

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use crate::{
    clock::Clock,
    ledger::{Ledger, LedgerError, Sending},
    model::{Letter, Receipt},
    outbox::{Outbox, pause_after},
};

/// A letter that was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The letter.
    pub letter: Letter,
    /// What became of it.
    pub receipt: Receipt,
}

/// A letter taken to be tried, and whether that is its turn.
pub(super) type InHand = (Sending, bool);

/// While no letter gets through, one of them is tried this often, out of turn: after an outage nothing waits for the end of a long
/// pause.
pub(super) const PROBE: SignedDuration = SignedDuration::from_mins(15);

impl Desk {
    /// Tries the next letter whose time has come; `None`: none waits, or none may go out.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written. A letter that was handed to the outbox goes again then, under the same Message-ID.
    pub async fn send(&mut self, outbox: &mut dyn Outbox, clock: &dyn Clock) -> Result<Option<Tried>, LedgerError> {
        match self.next_to_send(clock.now())? {
            Some(taken) => self.hand_over(taken, outbox, clock).await.map(Some),
            None => Ok(None),
        }
    }

    /// [`Desk::tell`], and the letter that is to be tried now: what is written and goes out at once reaches the disk once before it is sent.
    pub(super) fn tell_and_take(&mut self, now: Timestamp) -> Result<(Option<Timestamp>, Option<InHand>), LedgerError> {
        let both = |desk: &mut Self| Ok((desk.tell(now)?, desk.next_to_send(now)?));
        Ledger::batch(self, |desk| &mut desk.ledger, both)
    }

    /// Tries a letter that was taken, and keeps what became of it.
    pub(super) async fn hand_over(
        &mut self,
        (sending, in_turn): InHand,
        outbox: &mut dyn Outbox,
        clock: &dyn Clock,
    ) -> Result<Tried, LedgerError> {
        let receipt = outbox.send(&sending.letter, &sending.owed).await;
        let now = clock.now();
        let again = match &receipt {
            Receipt::Retry { .. } if !in_turn => Some(sending.due.max(now)),
            Receipt::Retry { after, .. } => pause_after(sending.tries, now.duration_since(sending.first))
                .map(|pause| not_before(now, pause, *after)),
            Receipt::Sent | Receipt::Refused { .. } => None,
        };
        log(&sending.letter, &receipt, again);
        Ledger::batch(
            self,
            |desk| &mut desk.ledger,
            |desk| {
                desk.ledger.settle_letter(&sending.letter.id, &receipt, now, again)?;
                if again.is_none() {
                    desk.ledger.take_back_introduction(&sending.letter.id, &desk.rules.office.bot, now)?;
                }
                if !matches!(receipt, Receipt::Retry { .. }) {
                    // Letters get through: whatever was, is over.
                    desk.ledger.keep_pulse(now, now)?;
                }
                if desk.copies { desk.ledger.owe_copy(&sending.letter.id) } else { Ok(()) }
            },
        )?;
        if let Some(thread) = sending.letter.thread {
            self.calendar.touch(thread);
        }
        if matches!(receipt, Receipt::Retry { only_these: false, .. }) {
            self.failed_at = Some(now);
        } else if self.failed_at.take().is_some() {
            self.ledger.hurry(now)?;
        }
        Ok(Tried { letter: sending.letter, receipt })
    }

    /// The letter that is due; or one out of turn, where the last one failed some time ago.
    fn next_to_send(&mut self, now: Timestamp) -> Result<Option<InHand>, LedgerError> {
        if self.rules.stopped() || self.resumes.is_some_and(|until| now < until) {
            return Ok(None);
        }
        if let Some(due) = self.ledger.take_due(now)? {
            return Ok(Some((due, true)));
        }
        match self.failed_at.map(|failed| not_before(failed, PROBE, None)) {
            Some(probe) if probe <= now => {
                let tried = self.ledger.take_out_of_turn(now)?;
                if tried.is_none() {
                    self.failed_at = None;
                }
                Ok(tried.map(|sending| (sending, false)))
            }
            _ => Ok(None),
        }
    }
}

fn not_before(now: Timestamp, pause: SignedDuration, least: Option<SignedDuration>) -> Timestamp {
    now.saturating_add(pause.max(least.unwrap_or_default())).unwrap_or(Timestamp::MAX)
}

fn log(letter: &Letter, receipt: &Receipt, again: Option<Timestamp>) {
    match (receipt, again) {
        (Receipt::Sent, _) => tracing::info!(letter = %letter.id, "a letter was sent"),
        (Receipt::Retry { why, .. }, Some(again)) => {
            tracing::warn!(letter = %letter.id, %again, "a letter waits for another try: {why}");
        }
        (Receipt::Retry { why, .. }, None) => tracing::error!(letter = %letter.id, "a letter was given up: {why}"),
        (Receipt::Refused { recipients }, _) => {
            let domains: Vec<&str> = recipients.iter().map(|(address, _)| address.domain()).collect();
            let why = recipients.first().map_or("", |(_, why)| why.as_str());
            tracing::error!(letter = %letter.id, ?domains, "a letter was refused: {why}");
        }
    }
}
