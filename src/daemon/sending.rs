//! In charge of: the third turn: a letter waits.

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use crate::{
    clock::Clock,
    ledger::LedgerError,
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

impl Desk {
    /// Tries the next letter whose time has come; `None`: none waits, or none may go out.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written. A letter that was handed to the outbox goes again then, under the same Message-ID.
    pub async fn send(&mut self, outbox: &mut dyn Outbox, clock: &dyn Clock) -> Result<Option<Tried>, LedgerError> {
        if self.rules.stopped() {
            return Ok(None);
        }
        let Some(sending) = self.ledger.take_due(clock.now())? else { return Ok(None) };
        let receipt = outbox.send(&sending.letter, &sending.owed).await;
        let now = clock.now();
        let again = match &receipt {
            Receipt::Retry { after, .. } => pause_after(sending.tries).map(|pause| not_before(now, pause, *after)),
            Receipt::Sent | Receipt::Refused { .. } => None,
        };
        log(&sending.letter, &receipt, again);
        self.ledger.settle_letter(&sending.letter.id, &receipt, now, again)?;
        Ok(Some(Tried { letter: sending.letter, receipt }))
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
