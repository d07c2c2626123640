//! In charge of: the daemon's round: plan, send, wait for whatever comes first, for months.
//!
//! Promises: a mailbox that fails leaves the others running; dropped at any await, nothing is lost.

use std::{future::Future, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::{sync::mpsc, task::JoinSet};

use super::{
    Desk,
    copying::Copies,
    opening::{Opened, Piece, open},
};
use crate::{
    clock::Clock,
    ledger::{Ledger, LedgerError},
    mail::Unreadable,
    mailbox::{Arrival, Mailbox, News, Resume, SentFolder, watch},
    model::MessageId,
    outbox::Outbox,
};

/// What the daemon lets its keeper know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// The ledger is open, and the folders are being watched.
    Ready,
    /// It is alive.
    Alive,
    /// What it is about, in a line.
    Status(String),
}

/// The longest wait between two signs of life.
const PULSE: SignedDuration = SignedDuration::from_secs(20);
/// How long mailboxes may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// What the daemon works with: where mail comes from, where letters go.
pub struct Ways<'o> {
    /// The folders to be watched.
    pub mailboxes: Vec<Box<dyn Mailbox>>,
    /// The way out for letters.
    pub outbox: &'o mut dyn Outbox,
    /// Where a copy of each letter is kept, if anywhere.
    pub sent: Option<SentFolder>,
}

/// Works until `end` completes, and tells what it completed with.
///
/// # Errors
/// Where the ledger fails: whoever started us is to start us again.
pub async fn run<T>(
    desk: &mut Desk,
    ways: Ways<'_>,
    clock: Arc<dyn Clock>,
    end: impl Future<Output = T>,
    sign: &(dyn Fn(Sign) + Sync),
) -> Result<T, LedgerError> {
    // Folders that a former run could not read are tried now: the watchers find out.
    desk.ledger.note_over(None, clock.now())?;
    let Ways { mailboxes, outbox, sent } = ways;
    let (taker, news) = mpsc::channel(1);
    let (opened, mut pieces) = mpsc::channel(1);
    let mut watchers = JoinSet::new();
    for mailbox in mailboxes {
        let resume = Resume {
            mark: desk.ledger.mark(mailbox.account(), mailbox.folder())?,
            seen: desk.ledger.positions(mailbox.account(), mailbox.folder())?,
        };
        watchers.spawn(watch(mailbox, resume, Arc::clone(&clock), taker.clone()));
    }
    drop(taker);
    watchers.spawn(open(news, opened, (desk.rules.office.clone(), desk.packs), desk.rules.trusted.clone()));
    desk.copies = sent.is_some();
    desk.beats = true;
    let mut copies = sent.map(|folder| {
        let (copies, copier) = Copies::begin(folder, Arc::clone(&clock));
        watchers.spawn(copier);
        copies
    });
    sign(Sign::Ready);
    let outcome = tokio::select! {
        ended = end => Ok(ended),
        failed = work(desk, &mut pieces, outbox, &mut copies, clock.as_ref(), sign) => Err(failed),
    };
    drop((pieces, copies));
    // They notice that nobody takes their mails any more and log out; one that hangs is cut off.
    let all_gone = async { while watchers.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GOODBYE, all_gone).await;
    outcome
}

async fn work(
    desk: &mut Desk,
    pieces: &mut mpsc::Receiver<Piece>,
    outbox: &mut dyn Outbox,
    copies: &mut Option<Copies>,
    clock: &dyn Clock,
    sign: &(dyn Fn(Sign) + Sync),
) -> LedgerError {
    loop {
        if let Err(failed) = round(desk, pieces, outbox, copies, clock, sign).await {
            return failed;
        }
    }
}

/// One round: plan; send one letter, or else wait.
async fn round(
    desk: &mut Desk,
    pieces: &mut mpsc::Receiver<Piece>,
    outbox: &mut dyn Outbox,
    copies: &mut Option<Copies>,
    clock: &dyn Clock,
    sign: &(dyn Fn(Sign) + Sync),
) -> Result<(), LedgerError> {
    sign(Sign::Alive);
    // Mails before letters: what a mail says may make a letter void.
    while let Ok(piece) = pieces.try_recv() {
        hear(desk, piece, clock, sign)?;
    }
    let (next, taken) = desk.tell_and_take(clock.now())?;
    if let Some(taken) = taken {
        return alive_meanwhile(desk.hand_over(taken, outbox, clock), clock, sign).await.map(drop);
    }
    let pulse = clock.now().saturating_add(PULSE).unwrap_or(Timestamp::MAX);
    if let Some(copies) = copies {
        copies.go_on(desk)?;
    }
    tokio::select! {
        id = kept(copies) => desk.ledger.keep_copy(&id),
        piece = pieces.recv() => match piece {
            Some(piece) => hear(desk, piece, clock, sign),
            // No mailbox is left to bring anything; letters still have their times.
            None => {
                clock.sleep_until(next.unwrap_or(pulse).min(pulse)).await;
                Ok(())
            }
        },
        () = clock.sleep_until(next.unwrap_or(pulse).min(pulse)) => Ok(()),
    }
}

/// The letter whose copy is kept now.
async fn kept(copies: &mut Option<Copies>) -> MessageId {
    match copies {
        Some(copies) => copies.kept().await,
        None => std::future::pending().await,
    }
}

/// Gives signs of life while something takes its time.
async fn alive_meanwhile<T>(work: impl Future<Output = T>, clock: &dyn Clock, sign: &(dyn Fn(Sign) + Sync)) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        let pulse = clock.now().saturating_add(PULSE).unwrap_or(Timestamp::MAX);
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = clock.sleep_until(pulse) => sign(Sign::Alive),
        }
    }
}

fn hear(desk: &mut Desk, piece: Piece, clock: &dyn Clock, sign: &(dyn Fn(Sign) + Sync)) -> Result<(), LedgerError> {
    let news = match piece {
        Piece::Mails(arrival, mails) => return take_in(desk, arrival, mails, clock),
        Piece::Other(news) => news,
    };
    match news {
        // It has come another way.
        News::Mail(_) => Ok(()),
        News::Trouble { account, folder, trouble, since } => {
            tracing::error!(account, folder, %since, "a folder cannot be read: {trouble}");
            desk.folder_fails(&account, &folder, since)?;
            sign(Sign::Status(format!("{account} {folder} cannot be read since {since}: {trouble}")));
            Ok(())
        }
        News::Over { account, folder } => {
            tracing::info!(account, folder, "a folder can be read again");
            desk.folder_is_well(&account, &folder, clock.now())?;
            sign(Sign::Status(format!("{account} {folder} can be read again")));
            Ok(())
        }
    }
}

/// The mails of a batch commit together with the mark: a crash before makes them come again, and nothing more.
fn take_in(
    desk: &mut Desk,
    arrival: Arrival,
    mails: Vec<Result<Opened, Unreadable>>,
    clock: &dyn Clock,
) -> Result<(), LedgerError> {
    let Arrival { account, folder, batch, done } = arrival;
    Ledger::batch(
        desk,
        |desk| &mut desk.ledger,
        |desk| {
            for (raw, mail) in batch.mails.iter().zip(mails) {
                desk.take_opened(raw, mail, clock.now())?;
            }
            desk.ledger.keep_mark(&account, &folder, &batch.mark)
        },
    )?;
    // Where the watcher is gone meanwhile, nobody waits for the answer.
    let _ = done.send(());
    Ok(())
}
