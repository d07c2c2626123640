//! In charge of: a copy of each letter in the folder of sent mail, where one is configured.
//!
//! Promises: no letter and no mail waits for a copy; one that cannot be kept is tried again, also after a restart, and never kept twice.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::Desk;
use crate::{
    clock::Clock,
    ledger::LedgerError,
    mailbox::{SentFolder, pause_before},
    model::{Letter, MessageId},
};

/// The copier at work, as the daemon's round sees it.
#[derive(Debug)]
pub(super) struct Copies {
    letters: mpsc::Sender<Letter>,
    kept: mpsc::Receiver<MessageId>,
    busy: bool,
}

impl Copies {
    /// Sets `folder` to work: what is to run beside the rounds comes with it.
    pub(super) fn begin(folder: SentFolder, clock: Arc<dyn Clock>) -> (Self, impl Future<Output = ()> + Send) {
        let (letters, taken) = mpsc::channel(1);
        let (keeps, kept) = mpsc::channel(1);
        (Self { letters, kept, busy: false }, work(folder, clock, taken, keeps))
    }

    /// Hands over the next letter that is owed a copy, if there is one and the copier is free.
    pub(super) fn go_on(&mut self, desk: &Desk) -> Result<(), LedgerError> {
        if !self.busy
            && let Some(letter) = desk.ledger.next_copy()?
        {
            self.busy = self.letters.try_send(letter).is_ok();
        }
        Ok(())
    }

    /// The letter that has its copy now. May be dropped at any time.
    pub(super) async fn kept(&mut self) -> MessageId {
        match self.kept.recv().await {
            Some(id) => {
                self.busy = false;
                id
            }
            None => std::future::pending().await,
        }
    }
}

async fn work(
    mut folder: SentFolder,
    clock: Arc<dyn Clock>,
    mut letters: mpsc::Receiver<Letter>,
    keeps: mpsc::Sender<MessageId>,
) {
    while let Some(letter) = letters.recv().await {
        let mut failures = 0;
        while let Err(trouble) = folder.keep(&letter).await {
            failures += 1;
            let now = clock.now();
            let pause = pause_before(failures, &trouble, 1.0);
            tracing::warn!(letter = %letter.id, failures, ?pause, "no copy of a letter could be kept: {trouble}");
            tokio::select! {
                () = keeps.closed() => return,
                () = clock.sleep_until(now.saturating_add(pause).unwrap_or(Timestamp::MAX)) => {}
            }
        }
        tracing::debug!(letter = %letter.id, "a copy of a letter is kept");
        if keeps.send(letter.id).await.is_err() {
            return;
        }
    }
}
