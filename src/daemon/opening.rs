//! In charge of: taking mails apart and reading them, while those before them are recorded: the stage between the watchers and the daemon's rounds.
//!
//! Promises: what comes out came in, in the same order; one batch is taken apart and one waits at most, so memory does not grow. A batch that
//! cannot be taken apart at all is not recorded: its folder is told, and brings it again.
//! Leaves to: the rounds all that needs the ledger, and so to say whether the reading is that of the mail's thread.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{
    language::Packs,
    mail::{Unreadable, parse},
    mailbox::{Arrival, News},
    model::{Mail, Office, RawMail},
    reading::Beforehand,
};

/// A mail taken apart, and read as far as that goes without its thread.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) mail: Mail,
    pub(super) read: Beforehand,
}

impl Opened {
    /// Takes a mail apart and reads it. `trusted` are the hosts whose word on a sender counts.
    pub(super) fn of(raw: &RawMail, office: &Office, packs: &Packs, trusted: &[String]) -> Result<Self, Unreadable> {
        let mail = parse(raw, packs, trusted)?;
        Ok(Self { read: Beforehand::of(&mail, office, packs), mail })
    }
}

/// What the rounds hear.
#[derive(Debug)]
pub(super) enum Piece {
    /// Mails are here; each of the batch, in its order, taken apart and read.
    Mails(Arrival, Vec<Result<Opened, Unreadable>>),
    /// Anything else that a folder has to say.
    Other(News),
}

/// Takes apart and reads what `news` brings, on a thread of its own, until either end is gone.
pub(super) async fn open(
    mut news: mpsc::Receiver<News>,
    pieces: mpsc::Sender<Piece>,
    (office, packs): (Office, &'static Packs),
    trusted: Vec<String>,
) {
    let known = Arc::new((office, trusted));
    loop {
        let piece = tokio::select! {
            () = pieces.closed() => return,
            piece = news.recv() => match piece {
                None => return,
                Some(News::Mail(arrival)) => arrival,
                Some(other) => {
                    if pieces.send(Piece::Other(other)).await.is_err() {
                        return;
                    }
                    continue;
                }
            }
        };
        let known = Arc::clone(&known);
        let opened = tokio::task::spawn_blocking(move || {
            let (office, trusted) = &*known;
            let mails = piece.batch.mails.iter().map(|raw| Opened::of(raw, office, packs, trusted)).collect();
            Piece::Mails(piece, mails)
        });
        match opened.await {
            Ok(piece) => {
                if pieces.send(piece).await.is_err() {
                    return;
                }
            }
            Err(broken) => tracing::error!("mails could not be taken apart: {broken}"),
        }
    }
}
