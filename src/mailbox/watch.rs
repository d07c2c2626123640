//! In charge of: keeping one folder watched for months: open, fetch, hand over, wait, and again after every trouble.
//!
//! Promises: a mail is finished on the server only after the taker has answered [`Arrival::done`]; of what has piled up, two batches at most
//! are in memory, one being taken in and one on its way; pauses between connections
//! grow, with jitter, and a server that takes us and then breaks makes no busy loop; the taker hears of trouble once when it begins
//! and once when it is over, not at every try.
//! Leaves to: [`Mailbox`] how it is done; the taker to commit.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, oneshot};

use super::{Batch, Mailbox, Resume, Trouble};
use crate::{
    clock::Clock,
    model::{Mark, Position},
};

/// Mails handed over, to be committed together with their mark.
#[derive(Debug)]
pub struct Arrival {
    /// The account's name in the configuration.
    pub account: String,
    /// The folder's name.
    pub folder: String,
    /// The mails and the mark.
    pub batch: Batch,
    /// To be answered once the ledger has committed. Dropped without an answer, the same mails come again later.
    pub done: oneshot::Sender<()>,
}

/// What a watched folder has to say.
#[derive(Debug)]
pub enum News {
    /// Mails are here.
    Mail(Arrival),
    /// The folder cannot be read since then; it goes on trying.
    Trouble {
        /// The account's name in the configuration.
        account: String,
        /// The folder's name.
        folder: String,
        /// What is wrong.
        trouble: Trouble,
        /// Since when.
        since: Timestamp,
    },
    /// It can be read again.
    Over {
        /// The account's name in the configuration.
        account: String,
        /// The folder's name.
        folder: String,
    },
}

/// The pause before the next connection after `failures` in a row: two seconds, doubled each time, at most five minutes; an hour
/// where somebody has to mend something. `jitter` is a number from 0 to 1 and spreads the pause over its upper half.
#[must_use]
pub fn pause_before(failures: u32, trouble: &Trouble, jitter: f64) -> SignedDuration {
    let full = match trouble {
        Trouble::GiveUp { .. } => SignedDuration::from_hours(1),
        Trouble::Retry { after, .. } => {
            let grown = SignedDuration::from_secs(2_i64.saturating_pow(failures.clamp(1, 9))).min(MOST);
            after.map_or(grown, |least| least.max(grown))
        }
    };
    let share = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 1.0 };
    full.mul_f64(0.5 + share / 2.0)
}

const MOST: SignedDuration = SignedDuration::from_mins(5);

/// Watches `mailbox` until `taker` is dropped. `resume` is what the ledger knows of the folder now; from then on we keep it in step.
pub async fn watch(
    mut mailbox: Box<dyn Mailbox>,
    mut resume: Resume,
    clock: Arc<dyn Clock>,
    taker: mpsc::Sender<News>,
) {
    let mut failures = 0;
    let mut since = None;
    loop {
        let begun = clock.now();
        let outcome = tokio::select! {
            () = taker.closed() => Ok(()),
            outcome = serve(mailbox.as_mut(), &mut resume, &mut since, &taker) => outcome,
        };
        let Err(trouble) = outcome else { break };
        // A connection that held for a while was a good one: begin to count anew.
        let held = clock.now().duration_since(begun) > MOST;
        failures = if held { 1 } else { failures + 1 };
        if since.is_none() && (failures > 1 || matches!(trouble, Trouble::GiveUp { .. })) {
            since = Some(begun);
            let (account, folder) = (mailbox.account().to_owned(), mailbox.folder().to_owned());
            let _ = taker.send(News::Trouble { account, folder, trouble: trouble.clone(), since: begun }).await;
        }
        let pause = pause_before(failures, &trouble, jitter(begun));
        tracing::warn!(account = mailbox.account(), folder = mailbox.folder(), failures, ?pause, "{trouble}");
        tokio::select! {
            () = taker.closed() => break,
            () = clock.sleep_until(clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX)) => {}
        }
    }
    mailbox.close().await;
}

/// A number from 0 to 1 that differs from folder to folder and try to try: enough to spread connections.
fn jitter(moment: Timestamp) -> f64 {
    f64::from(moment.subsec_nanosecond().unsigned_abs() % 1_000_003) / 1_000_003.0
}

async fn serve(
    mailbox: &mut dyn Mailbox,
    resume: &mut Resume,
    since: &mut Option<Timestamp>,
    taker: &mpsc::Sender<News>,
) -> Result<(), Trouble> {
    mailbox.open(resume).await?;
    if since.take().is_some() {
        let (account, folder) = (mailbox.account().to_owned(), mailbox.folder().to_owned());
        let _ = taker.send(News::Over { account, folder }).await;
    }
    // Handed over, and not in the ledger yet.
    let mut pending: Option<Pending> = None;
    loop {
        let batch = match mailbox.fetch().await {
            Ok(batch) => batch,
            Err(trouble) => {
                if let Some(before) = pending.take() {
                    before.settle(mailbox, resume).await?;
                }
                return Err(trouble);
            }
        };
        let more = batch.more;
        let (arrival, handed) = hand_over(mailbox, batch);
        if taker.send(News::Mail(arrival)).await.is_err() {
            return Ok(());
        }
        // While the ledger takes these in, the next are on their way; but not those after them.
        if let Some(before) = pending.replace(handed) {
            before.settle(mailbox, resume).await?;
        }
        if !more && let Some(last) = pending.take() {
            last.settle(mailbox, resume).await?;
            mailbox.wait().await?;
        }
    }
}

fn hand_over(mailbox: &dyn Mailbox, batch: Batch) -> (Arrival, Pending) {
    let (done, answer) = oneshot::channel();
    let places = batch.mails.iter().map(|mail| mail.place.position.clone()).collect();
    let pending = Pending { places, mark: batch.mark, answer };
    let (account, folder) = (mailbox.account().to_owned(), mailbox.folder().to_owned());
    (Arrival { account, folder, batch, done }, pending)
}

/// A batch that was handed over.
struct Pending {
    places: Vec<Position>,
    mark: Mark,
    answer: oneshot::Receiver<()>,
}

impl Pending {
    /// Waits until the ledger has it, and finishes its mails on the server.
    async fn settle(self, mailbox: &mut dyn Mailbox, resume: &mut Resume) -> Result<(), Trouble> {
        self.answer.await.map_err(|_| Trouble::retry("the mails could not be taken into the ledger"))?;
        resume.mark = Some(self.mark);
        if self.mark.reached.is_none() {
            resume.seen.extend_from_slice(&self.places);
        }
        mailbox.finish(&self.places).await
    }
}
