//! In charge of: taking mails apart while those before them are recorded: the stage between the watchers and the daemon's rounds.
//!
//! Promises: what comes out came in, in the same order; one batch is taken apart and one waits at most, so memory does not grow. A batch that
//! cannot be taken apart at all is not recorded: its folder is told, and brings it again.
//! Leaves to: the rounds all that needs the ledger.

use tokio::sync::mpsc;

use crate::{
    language::Packs,
    mail::{Unreadable, parse},
    mailbox::{Arrival, News},
    model::Mail,
};

/// What the rounds hear.
#[derive(Debug)]
pub(super) enum Piece {
    /// Mails are here; each of the batch, in its order, taken apart.
    Mails(Arrival, Vec<Result<Mail, Unreadable>>),
    /// Anything else that a folder has to say.
    Other(News),
}

/// Takes apart what `news` brings, on a thread of its own, until either end is gone.
pub(super) async fn open(
    mut news: mpsc::Receiver<News>,
    pieces: mpsc::Sender<Piece>,
    packs: &'static Packs,
    trusted: Vec<String>,
) {
    let trusted = std::sync::Arc::new(trusted);
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
        let trusted = std::sync::Arc::clone(&trusted);
        let opened = tokio::task::spawn_blocking(move || {
            let mails = piece.batch.mails.iter().map(|raw| parse(raw, packs, &trusted)).collect();
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
