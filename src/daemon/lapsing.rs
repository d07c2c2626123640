//! In charge of: silence that counts, where the house has that rule: what a letter said would be agreed without an answer, and nobody has answered.
//!
//! Promises: only if the letter that said so was taken for that very reader, did not come back, nothing has come back from there since, and no
//! program has answered that the reader is away; the event names that letter, and a later no of the debtor's is a no like any other.
//! Leaves to: `schedule` what was said of which agreement; the ledger what became of the letter.

use jiff::Timestamp;

use super::Desk;
use crate::{
    ledger::LedgerError,
    model::{Change, Dossier, Event, Quote, Source},
    schedule,
};

impl Desk {
    /// The thread once what counts as agreed by silence at `now` is on record.
    pub(super) fn after_silence(
        &mut self,
        dossier: Option<Dossier>,
        now: Timestamp,
    ) -> Result<Option<Dossier>, LedgerError> {
        let Some(dossier) = dossier else { return Ok(None) };
        let mut events = Vec::new();
        for lapsed in schedule::lapsed(&dossier, &self.rules.office, &self.rules.policy, now) {
            let Some(letter) = self.ledger.heard(&lapsed.told, &lapsed.debtor)? else { continue };
            let quote = Quote { mail: letter.clone(), text: lapsed.on.to_string(), start: 0, end: 0 };
            let source = Source { by: self.rules.office.bot.clone(), at: now, quote, settled: None };
            let change = Change::AgreedBySilence { letter, until: lapsed.on };
            events.push(Event { agreement: lapsed.agreement, change, source });
        }
        if events.is_empty() {
            return Ok(Some(dossier));
        }
        tracing::info!(thread = %dossier.thread.id, count = events.len(), "agreed by silence");
        self.ledger.record_of_itself(dossier.thread.id, &events, now)?;
        self.ledger.dossier(dossier.thread.id)
    }
}
